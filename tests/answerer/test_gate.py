"""The answerer that needs no model."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from bot.answerer.gate import Gate
from bot.answerer.noticing import Noticing
from bot.errors import AnswererError
from bot.judgement import Draft, Findings, Noticed, Passage, Question, Said, SmallTalk
from bot.people import Voice
from bot.settings import Answering
from kb.embed import Embedder
from kb.entry import Entry

RESET = Entry("reset", ("How do I reset my password?",), "Open Account and choose Reset.")
EXPORT = Entry("export", ("How do I export my data?",), "Open Data and choose Export.")
ASKED = "How do I reset my password?"


@dataclass
class Shelf:
    """A knowledge base that finds what it was told to find, and remembers what it was asked."""

    found: dict[str, Findings] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)

    def find(self, question: str, *, audiences: Sequence[str], limit: int = 5) -> Findings:
        """What was laid out for these words; nothing for others."""
        self.asked.append(f"{question} [{','.join(audiences)}]")
        self.threads.add(threading.get_ident())
        return self.found.get(question, Findings())


class Broken:
    """A knowledge base that cannot be read."""

    def find(self, question: str, *, audiences: Sequence[str], limit: int = 5) -> Findings:
        """Nothing, ever."""
        raise OSError("disk gone")


def found(*entries: Entry, confidence: float) -> Findings:
    """These entries, best first."""
    return Findings(tuple(Passage(entry, 0.9, entry.questions[0]) for entry in entries), confidence)


def asks(text: str, *before: Said) -> Question:
    """A question of the public."""
    return Question("e1", text, ("public",), before)


def customer(text: str) -> Said:
    """The customer said this."""
    return Said(Voice.CUSTOMER, text)


def bot(text: str) -> Said:
    """The bot said this."""
    return Said(Voice.BOT, text)


def gate(shelf: Shelf | Broken, embedder: Embedder) -> Gate:
    """A gate before this knowledge."""
    return Gate(shelf, Noticing(Answering(forbidden=("lawsuit",)), embedder))


async def drafted(shelf: Shelf | Broken, embedder: Embedder, question: Question) -> Draft:
    """What the gate proposes for one question."""
    door = gate(shelf, embedder)
    try:
        return await door.draft(question)
    finally:
        door.close()


async def test_a_question_is_searched_for_its_audiences(embedder: Embedder) -> None:
    """A draft holds what was found among what the room may see, and no words of its own."""
    shelf = Shelf({ASKED: found(RESET, confidence=0.9)})

    draft = await drafted(shelf, embedder, Question("e1", ASKED, ("public", "acme")))

    assert draft == Draft(found(RESET, confidence=0.9))
    assert shelf.asked == [f"{ASKED} [public,acme]"]


@pytest.mark.parametrize(
    ("text", "noticed"),
    [
        ("hello", Noticed(small_talk=SmallTalk.GREETING)),
        ("I want to talk to a human", Noticed(wants_person=True)),
    ],
)
async def test_what_a_rule_decides_is_not_searched_for(
    text: str, noticed: Noticed, embedder: Embedder
) -> None:
    """Small talk and a wish for a person cost no search."""
    shelf = Shelf()

    assert await drafted(shelf, embedder, asks(text)) == Draft(noticed=noticed)
    assert shelf.asked == []


async def test_the_desk_sees_what_an_upset_customer_may_need(embedder: Embedder) -> None:
    """Anger does not stop the search: the agent gets the passages the customer is spared."""
    text = "This is ridiculous, my password reset never works"
    draft = await drafted(Shelf({text: found(RESET, confidence=0.9)}), embedder, asks(text))

    assert draft.noticed.upset
    assert draft.findings.passages[0].entry is RESET


async def test_a_forbidden_topic_is_named(embedder: Embedder) -> None:
    """A topic the settings forbid is noticed as a whole word, whatever its case."""
    assert (await drafted(Shelf(), embedder, asks("About the LAWSUIT: who"))).noticed.forbidden == "lawsuit"
    assert (await drafted(Shelf(), embedder, asks("About lawsuits: who"))).noticed.forbidden == ""


async def test_a_broken_index_is_our_error(embedder: Embedder) -> None:
    """Whatever the index raises arrives as AnswererError with its cause."""
    with pytest.raises(AnswererError, match="disk gone") as raised:
        await drafted(Broken(), embedder, asks(ASKED))

    assert isinstance(raised.value.__cause__, OSError)


async def test_the_event_loop_is_left_alone(embedder: Embedder) -> None:
    """However many ask at once, all searching is done in one other thread."""
    shelf = Shelf()
    door = gate(shelf, embedder)
    await asyncio.gather(*(door.draft(asks(f"How do I do thing {number}?")) for number in range(20)))
    door.close()

    assert len(shelf.asked) == 20
    assert len(shelf.threads) == 1
    assert threading.get_ident() not in shelf.threads


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\ud800", "?", "x" * 1_000_000, "\u202e\u0000"])
async def test_odd_words_are_no_error(text: str, embedder: Embedder) -> None:
    """Empty, invisible or endless text is searched or not, but never fails."""
    assert isinstance(await drafted(Shelf(), embedder, asks(text)), Draft)


EARLIER = (customer(ASKED), bot(RESET.answer))
SHORT = "and for my data?"
TOGETHER = f"{ASKED} {SHORT}"


async def test_a_short_question_is_read_with_the_one_before(embedder: Embedder) -> None:
    """A follow-up that finds the same alone, but unsurely, is raised half-way by the question before it."""
    shelf = Shelf(
        {SHORT: found(RESET, EXPORT, confidence=0.2), TOGETHER: found(EXPORT, RESET, confidence=0.8)}
    )

    draft = await drafted(shelf, embedder, asks(SHORT, *EARLIER))

    assert draft.findings.passages[0].entry is EXPORT
    assert draft.findings.confidence == pytest.approx(0.5)


async def test_a_follow_up_does_not_repeat_an_answer(embedder: Embedder) -> None:
    """What was said before is not said again only because the earlier question asked for it."""
    alone = found(EXPORT, RESET, confidence=0.2)
    shelf = Shelf({SHORT: alone, TOGETHER: found(RESET, confidence=0.95)})

    assert (await drafted(shelf, embedder, asks(SHORT, *EARLIER))).findings == alone


async def test_the_question_before_does_not_answer_for_other_words(embedder: Embedder) -> None:
    """When the short words alone find nothing of the kind, the earlier question lends them nothing."""
    shelf = Shelf({TOGETHER: found(EXPORT, confidence=0.95)})

    assert (await drafted(shelf, embedder, asks(SHORT, *EARLIER))).findings == Findings()


@pytest.mark.parametrize(
    "text", ["no, that's not it", "Where do I find the invoices of the last year for my team?"]
)
async def test_what_stands_alone_is_read_alone(text: str, embedder: Embedder) -> None:
    """A refusal or a long question is not mixed with the one before."""
    shelf = Shelf()
    await drafted(shelf, embedder, asks(text, *EARLIER))

    assert len(shelf.asked) == 1
