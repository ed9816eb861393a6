"""What is made of a draft."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.judgement import (
    Bar,
    Draft,
    Escalate,
    Findings,
    Give,
    Greet,
    Noticed,
    Offer,
    Passage,
    Reason,
    SmallTalk,
    Verdict,
)
from bot.policy import judge
from kb.entry import Entry

BAR = Bar(answer=0.8, offer=0.4)
PASSAGES = tuple(
    Passage(
        Entry(name, (f"How do I {name}?",), f"This is how you {name}."), 0.9 - place / 10, f"How do I {name}?"
    )
    for place, name in enumerate(("reset", "export", "invite", "cancel"))
)
BEST = PASSAGES[0]
GREETING = SmallTalk.GREETING


def draft(
    confidence: float = 0.0, *, noticed: Noticed | None = None, found: int = 4, text: str = ""
) -> Draft:
    """A draft with the first *found* passages."""
    return Draft(Findings(PASSAGES[:found], confidence), noticed or Noticed(), text)


EVERYTHING = Noticed(wants_person=True, upset=True, circles=True, small_talk=GREETING, forbidden="lawsuit")

TABLE: list[tuple[str, Draft, Verdict]] = [
    ("sure", draft(0.9), Give(BEST, BEST.entry.answer, 0.9)),
    ("just sure enough", draft(0.8), Give(BEST, BEST.entry.answer, 0.8)),
    ("sure, in other words", draft(0.9, text="Do this."), Give(BEST, "Do this.", 0.9)),
    ("sure of nothing", draft(0.9, found=0), Escalate(Reason.UNSURE)),
    ("nearly sure", draft(0.79), Offer(PASSAGES[:3], 0.79)),
    ("one to choose", draft(0.5, found=1), Offer(PASSAGES[:1], 0.5)),
    ("nothing to choose", draft(0.5, found=0), Escalate(Reason.UNSURE)),
    ("just enough to ask back", draft(0.4), Offer(PASSAGES[:3], 0.4)),
    ("unsure", draft(0.39), Escalate(Reason.UNSURE)),
    ("everything at once", draft(1.0, noticed=EVERYTHING), Escalate(Reason.FORBIDDEN)),
    ("forbidden", draft(1.0, noticed=Noticed(forbidden="lawsuit")), Escalate(Reason.FORBIDDEN)),
    ("asked", draft(1.0, noticed=Noticed(wants_person=True)), Escalate(Reason.ASKED)),
    ("asked, in anger", draft(1.0, noticed=Noticed(wants_person=True, upset=True)), Escalate(Reason.ASKED)),
    ("upset", draft(1.0, noticed=Noticed(upset=True)), Escalate(Reason.UPSET)),
    ("upset, in the grey zone", draft(0.5, noticed=Noticed(upset=True)), Escalate(Reason.UPSET)),
    ("upset, in circles", draft(1.0, noticed=Noticed(upset=True, circles=True)), Escalate(Reason.UPSET)),
    ("circles", draft(1.0, noticed=Noticed(circles=True)), Escalate(Reason.CIRCLES)),
    (
        "circles, thanks",
        draft(0.0, noticed=Noticed(circles=True, small_talk=SmallTalk.THANKS)),
        Escalate(Reason.CIRCLES),
    ),
    ("hello", draft(0.0, noticed=Noticed(small_talk=GREETING), found=0), Greet(GREETING)),
    ("hello, and something like it", draft(0.5, noticed=Noticed(small_talk=GREETING)), Greet(GREETING)),
    (
        "hello, answered by an entry",
        draft(0.9, noticed=Noticed(small_talk=GREETING)),
        Give(BEST, BEST.entry.answer, 0.9),
    ),
]


@pytest.mark.parametrize(("drafted", "verdict"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_every_row_of_the_table(drafted: Draft, verdict: Verdict) -> None:
    """Each draft has one verdict."""
    assert judge(drafted, BAR) == verdict


def test_the_cited_passage_is_the_one_given() -> None:
    """An answer rests on the entry it cites, also when that was not found first."""
    cited = Draft(Findings(PASSAGES, 0.9), cites=("invite",))

    assert judge(cited, BAR) == Give(PASSAGES[2], PASSAGES[2].entry.answer, 0.9)


def test_what_was_not_found_cannot_be_cited() -> None:
    """An answer that rests on nothing found is not given."""
    invented = Draft(Findings(PASSAGES, 0.9), text="Trust me.", cites=("invented",))

    assert judge(invented, BAR) == Escalate(Reason.UNSURE)


noticed_things = st.builds(
    Noticed,
    wants_person=st.booleans(),
    upset=st.booleans(),
    circles=st.booleans(),
    small_talk=st.none() | st.sampled_from(SmallTalk),
    forbidden=st.sampled_from(["", "lawsuit"]),
)
chances = st.floats(min_value=0.0, max_value=1.0)


@given(noticed=noticed_things, confidence=chances, found=st.integers(0, 4), answer=chances, offer=chances)
def test_no_draft_breaks_the_order(
    noticed: Noticed, confidence: float, found: int, answer: float, offer: float
) -> None:
    """Whoever needs a person gets one, an answer is always sure, and a choice has one to three entries."""
    verdict = judge(draft(confidence, noticed=noticed, found=found), Bar(answer, offer))

    if noticed.forbidden or noticed.wants_person or noticed.upset or noticed.circles:
        assert isinstance(verdict, Escalate)
        assert verdict.reason is not Reason.UNSURE
    if isinstance(verdict, Give):
        assert confidence >= answer
        assert verdict.text == verdict.passage.entry.answer
    if isinstance(verdict, Offer):
        assert offer <= confidence < answer
        assert 1 <= len(verdict.passages) <= 3
    if isinstance(verdict, Greet):
        assert verdict.kind is noticed.small_talk
