"""What presses and marks do: every button × state × who presses it, judged against the state of now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation import (
    Answering,
    Claimed,
    Conversation,
    Ended,
    Own,
    Resolved,
    Waiting,
)
from bot.events import ReactionChanged
from bot.judgement import Reason
from bot.meanings import Button
from bot.people import Person, Receipt, Side
from bot.turns import Fate, Suggested
from bot.words import Key
from tests.core.builders import (
    ANNA,
    BEN,
    CARLA,
    COLIN,
    CUSTOMERS,
    DESK,
    GUEST,
    LEAH,
    MINUTE,
    NOW,
    answering,
    asked,
    claimed,
    deciding,
    fresh,
    held_by,
    presses,
    resolved,
    suggested,
    turn,
    waiting,
)

CUSTOMER_SIDE, DESK_SIDE = Side.CUSTOMER, Side.DESK
STATES = {
    "answering": answering(at_desk=True),
    "waiting": waiting(),
    "claimed": claimed(ANNA),
    "resolved": resolved(holder=ANNA),
}
ACTORS = {
    "holder": ANNA,
    "other agent": BEN,
    "lead": LEAH,
    "asker": CARLA,
    "colleague": COLIN,
    "guest": GUEST,
}
PASS = f"pass on to {BEN.name}"
MOVE = "pass on to night"
BUTTONS = {
    "claim": (Button.CLAIM, ""),
    "release": (Button.RELEASE, ""),
    "hand back": (Button.HAND_BACK, ""),
    "resolve": (Button.RESOLVE, ""),
    "reopen": (Button.REOPEN, ""),
    "mute": (Button.MUTE, ""),
    PASS: (Button.PASS_ON, BEN.key),
    MOVE: (Button.PASS_ON, "desk:night"),
}
OUTSIDER = (Key.NOT_AT_THE_DESK,) * 3
NOT_YOURS, TAKEN, OVER = Key.NOT_THE_HOLDER, Key.HELD_BY, Key.NOBODY_WAITING

# What the state is called afterwards and who holds it, or what the presser is told: for the holder,
# another agent (Ben) and a lead. The asker, a colleague and a guest are always turned away.
TABLE: dict[tuple[str, str], tuple[Key | str, ...]] = {
    ("claim", "answering"): ("Claimed Anna", "Claimed Ben", "Claimed Leah"),
    ("claim", "waiting"): ("Claimed Anna", "Claimed Ben", "Claimed Leah"),
    ("claim", "claimed"): ("Claimed Anna", TAKEN, TAKEN),
    ("claim", "resolved"): (OVER, OVER, OVER),
    ("release", "answering"): (NOT_YOURS, NOT_YOURS, NOT_YOURS),
    ("release", "waiting"): (NOT_YOURS, NOT_YOURS, NOT_YOURS),
    ("release", "claimed"): ("Waiting", NOT_YOURS, NOT_YOURS),
    ("release", "resolved"): (NOT_YOURS, NOT_YOURS, NOT_YOURS),
    ("hand back", "answering"): (NOT_YOURS, NOT_YOURS, NOT_YOURS),
    ("hand back", "waiting"): (NOT_YOURS, NOT_YOURS, NOT_YOURS),
    ("hand back", "claimed"): ("Answering", NOT_YOURS, NOT_YOURS),
    ("hand back", "resolved"): (NOT_YOURS, NOT_YOURS, NOT_YOURS),
    ("resolve", "answering"): ("Resolved", "Resolved", "Resolved"),
    ("resolve", "waiting"): ("Resolved", "Resolved", "Resolved"),
    ("resolve", "claimed"): ("Resolved", NOT_YOURS, NOT_YOURS),
    ("resolve", "resolved"): ("Resolved", "Resolved", "Resolved"),
    ("reopen", "answering"): ("Answering", "Answering", "Answering"),
    ("reopen", "waiting"): ("Waiting", "Waiting", "Waiting"),
    ("reopen", "claimed"): ("Claimed Anna", "Claimed Anna", "Claimed Anna"),
    ("reopen", "resolved"): ("Claimed Anna", "Claimed Ben", "Claimed Leah"),
    ("mute", "answering"): ("Answering", "Answering", "Answering"),
    ("mute", "waiting"): ("Waiting", "Waiting", "Waiting"),
    ("mute", "claimed"): ("Claimed Anna", "Claimed Anna", "Claimed Anna"),
    ("mute", "resolved"): ("Resolved", "Resolved", "Resolved"),
    (PASS, "answering"): (NOT_YOURS, NOT_YOURS, NOT_YOURS),
    (PASS, "waiting"): (NOT_YOURS, NOT_YOURS, NOT_YOURS),
    (PASS, "claimed"): ("Claimed Ben", NOT_YOURS, "Claimed Ben"),
    (PASS, "resolved"): (OVER, OVER, OVER),
    (MOVE, "answering"): ("Waiting", "Waiting", "Waiting"),
    (MOVE, "waiting"): ("Waiting", "Waiting", "Waiting"),
    (MOVE, "claimed"): ("Waiting", NOT_YOURS, "Waiting"),
    (MOVE, "resolved"): (OVER, OVER, OVER),
}
CASES = [
    pytest.param(button, state, actor, expected, id=f"{button}-{state}-{actor}")
    for (button, state), row in TABLE.items()
    for actor, expected in zip(ACTORS, (*row, *OUTSIDER), strict=True)
]


@pytest.mark.parametrize(("button", "state", "actor", "expected"), CASES)
def test_a_press_at_the_desk(button: str, state: str, actor: str, expected: Key | str) -> None:
    """Whoever presses what in whichever state, the table says what follows or what the presser is told."""
    before, (what, pick) = STATES[state], BUTTONS[button]
    e = replace(presses(what, by=ACTORS[actor], pick=pick), place=DESK)
    done = deciding(before, e)
    if isinstance(expected, Key):
        assert done.whispers == ((ACTORS[actor], expected),)
        assert done.after == before
        return
    holder = f" {done.after.holder.name}" if done.after.holder else ""
    assert done.after.state_name + holder == expected


def test_the_table_is_complete() -> None:
    """The table has a row for every button and state."""
    assert set(TABLE) == {(button, state) for button in BUTTONS for state in STATES}


@pytest.mark.parametrize("button", [b for b, _ in BUTTONS.values()] + [Button.SEND, Button.INSERT])
def test_an_asker_never_acts_as_agent(button: Button) -> None:
    """An agent who asked is refused every button of the desk."""
    c = waiting(asker=ANNA)
    done = deciding(c, presses(button, by=ANNA))
    assert done.whispers == ((ANNA, Key.OWN_CONVERSATION),)
    assert done.after == c


def test_desk_buttons_are_for_the_desk_side() -> None:
    """A desk button that turns up in the customer's room does nothing there, also for an agent."""
    e = replace(presses(Button.CLAIM, by=ANNA), place=CUSTOMERS)
    done = deciding(waiting(), e)
    assert done.whispers == ((ANNA, Key.NOT_AT_THE_DESK),)


# -- claim


def test_of_two_who_claim_one_holds_it() -> None:
    """The second of two agents is told who has it, and nothing else changes."""
    first = deciding(waiting(), presses(Button.CLAIM, by=ANNA))
    second = deciding(first.after, presses(Button.CLAIM, by=BEN))
    assert second.after == first.after
    assert second.whispers == ((BEN, Key.HELD_BY),)
    assert second.effects[0].phrase.values == (("name", "Anna"),)  # type: ignore[union-attr]  # a whisper


def test_a_claim_says_nothing_to_the_customer() -> None:
    """The agent's first words are the notice; the reply clock runs from the claim."""
    done = deciding(waiting(), presses(Button.CLAIM), now=NOW + MINUTE)
    assert done.posted(CUSTOMER_SIDE) == ()
    assert done.state == Claimed(ANNA, NOW + MINUTE, owed=NOW + MINUTE)


def test_a_take_over_brings_the_desk_all_that_was_said() -> None:
    """Claimed out of the bot's hands: a desk thread opens and retells what was said so far."""
    c = answering(asked("t2"), recent=("t1", "t2"), unseen=("t1", "t2"), quiet=COLIN)
    done = deciding(c, presses(Button.CLAIM))
    assert done.opened == (("support", 1),)
    assert done.retold == ("t1", "t2")
    assert (done.after.at_desk, done.after.unseen, done.after.quiet) == (True, (), None)


def reacts(by: Person, mark: str = "eyes", *, on: bool = True) -> ReactionChanged:
    """A mark on a message at the desk."""
    return ReactionChanged(fresh(), NOW, by, Receipt(DESK, "card"), mark, on)


def test_eyes_are_a_claim() -> None:
    """👀 by an agent claims; a second pair of eyes is told who has it."""
    done = deciding(waiting(), reacts(ANNA))
    assert done.after.holder == ANNA
    assert deciding(done.after, reacts(BEN)).whispers == ((BEN, Key.HELD_BY),)


@pytest.mark.parametrize("e", [reacts(ANNA, "tada"), reacts(ANNA, on=False), reacts(COLIN), reacts(CARLA)])
def test_other_marks_are_nothing(e: ReactionChanged) -> None:
    """Another mark, a mark taken back and a mark by whoever is no agent change nothing."""
    assert deciding(waiting(), e).effects == ()


# -- held words


def test_held_words_are_sent_with_a_claim() -> None:
    """The press claims, and the words held in the store go to the customer."""
    held, words = held_by(ANNA)
    done = deciding(waiting(held=(held,), unseen=("t1",)), presses(Button.SEND, about=words.id), about=words)
    assert done.state == Claimed(ANNA, NOW, owed=None)
    assert done.posted(CUSTOMER_SIDE) == (words.id,)
    assert done.retold == ("t1",)
    assert done.after.held == ()


def test_reopen_and_send_claims_for_who_presses() -> None:
    """Words held in a resolved thread reopen it for their writer, not for the old holder."""
    held, words = held_by(BEN)
    c = resolved(holder=ANNA, held=(held,))
    done = deciding(c, presses(Button.SEND, by=BEN, about=words.id), about=words)
    assert done.after.holder == BEN
    assert done.posted(CUSTOMER_SIDE) == (words.id,)


@pytest.mark.parametrize("button", [Button.SEND, Button.KEEP])
@pytest.mark.parametrize("fate", [Fate.SAID, Fate.NOTE, Fate.GONE])
def test_words_no_longer_held_are_not_sent_again(button: Button, fate: Fate) -> None:
    """Pressed twice, edited into a note or deleted before the press: nothing follows."""
    words = turn("Try this.", by=ANNA, fate=fate)
    done = deciding(claimed(ANNA), presses(button, about=words.id), about=words)
    assert done.effects == ()
    assert deciding(claimed(ANNA), presses(button, about="?")).effects == ()


def test_held_words_are_not_sent_over_the_holder() -> None:
    """Claimed by B before A's press: A is told who has it, and the words stay held."""
    held, words = held_by(ANNA)
    c = claimed(BEN, held=(held,))
    done = deciding(c, presses(Button.SEND, by=ANNA, about=words.id), about=words)
    assert done.whispers == ((ANNA, Key.HELD_BY),)
    assert done.after == c


@pytest.mark.parametrize("button", [Button.SEND, Button.KEEP])
def test_nobody_presses_for_somebody_elses_words(button: Button) -> None:
    """The card shows A's unsent words to all, but only A sends or keeps them."""
    held, words = held_by(ANNA)
    done = deciding(waiting(held=(held,)), presses(button, by=BEN, about=words.id), about=words)
    assert done.whispers == ((BEN, Key.NOT_YOUR_WORDS),)
    assert done.turns == ()
    assert done.after.held == (held,)


def test_kept_words_are_a_note() -> None:
    """Kept, the words stay at the desk and wait no longer."""
    held, words = held_by(ANNA)
    done = deciding(claimed(ANNA, held=(held,)), presses(Button.KEEP, about=words.id), about=words)
    assert [t.fate for t in done.turns] == [Fate.NOTE]
    assert done.after.held == ()


# -- inserts


def test_an_insert_claims_and_sends_the_entrys_own_words() -> None:
    """One press sends an approved entry under the agent's name, and the desk sees it said."""
    found = suggested("reset", "export")
    done = deciding(
        waiting(suggestion=found.id), presses(Button.INSERT, about=found.id, pick="reset"), about=found
    )
    rest, words = done.turns[0], done.turns[-1]
    assert (words.text, words.by, words.fate) == ("This is how you reset.", ANNA, Fate.SAID)
    assert done.posted(CUSTOMER_SIDE) == done.posted(DESK_SIDE) == (words.id,)
    assert done.after.holder == ANNA
    assert isinstance(rest.body, Suggested)
    assert [p.entry.id for p in rest.body.passages] == ["export"]
    assert done.mirrored == ((found.id, DESK_SIDE),)
    again = deciding(done.after, presses(Button.INSERT, about=found.id, pick="reset"), about=rest)
    assert again.effects == ()


def test_the_last_insert_leaves_the_card() -> None:
    """When nothing is left to insert the card offers nothing."""
    found = suggested("reset")
    e = presses(Button.INSERT, about=found.id, pick="reset")
    assert deciding(claimed(ANNA, suggestion=found.id), e, about=found).after.suggestion == ""


def test_an_insert_is_not_sent_over_the_holder() -> None:
    """While A holds it, B's insert is refused and names A."""
    found = suggested()
    done = deciding(claimed(ANNA), presses(Button.INSERT, by=BEN, about=found.id, pick="reset"), about=found)
    assert done.whispers == ((BEN, Key.HELD_BY),)


# -- letting go


def test_released_means_waiting_and_then_a_word() -> None:
    """Move first, speak after: the customer hears that somebody else will come, from Waiting."""
    done = deciding(claimed(ANNA), presses(Button.RELEASE))
    assert done.told(CUSTOMER_SIDE) == (Key.RELEASED,)
    assert done.own == (Own.NOTICE,)
    assert done.turns[-1].state == "Waiting"


def test_handed_back_the_bot_answers_again() -> None:
    """The customer is told, and neither a colleague's silence nor a mute outlasts handing back."""
    done = deciding(claimed(ANNA, quiet=COLIN, muted=ANNA), presses(Button.HAND_BACK))
    assert done.state == Answering()
    assert done.told(CUSTOMER_SIDE) == (Key.HANDED_BACK,)
    assert (done.after.quiet, done.after.muted) == (None, None)


def test_resolved_with_a_word() -> None:
    """The customer hears who resolved it; resolved again, nothing is said."""
    done = deciding(claimed(ANNA), presses(Button.RESOLVE))
    assert done.state == Resolved(Ended.AGENT, NOW, holder=ANNA)
    assert done.told(CUSTOMER_SIDE) == (Key.RESOLVED_BY_AGENT,)
    assert done.own == (Own.CLOSING,)
    assert deciding(done.after, presses(Button.RESOLVE)).effects == ()


def test_reopened_by_an_agent_on_words_of_the_customer() -> None:
    """Reopened while the customer's new words are looked at, the agent owes the answer and sees them."""
    c = resolved(holder=ANNA, need=asked("t9"), unseen=("t9",))
    done = deciding(c, presses(Button.REOPEN, by=BEN), now=NOW + MINUTE)
    assert done.state == Claimed(BEN, NOW + MINUTE, owed=NOW + MINUTE)
    assert done.retold == ("t9",)


# -- passing on


def test_passed_on_to_a_colleague() -> None:
    """The new holder is told by whom, and the customer hears nothing of it."""
    done = deciding(claimed(ANNA), presses(Button.PASS_ON, pick=BEN.key), now=NOW + MINUTE)
    assert done.state == Claimed(BEN, NOW + MINUTE, owed=NOW + MINUTE)
    assert done.whispers == ((BEN, Key.PASSED_TO_YOU),)
    assert done.posted(CUSTOMER_SIDE) == ()


def test_a_lead_takes_it_over_without_a_whisper_to_herself() -> None:
    """A lead may pass a held conversation to herself."""
    done = deciding(claimed(ANNA), presses(Button.PASS_ON, by=LEAH, pick=LEAH.key))
    assert done.after.holder == LEAH
    assert done.effects == ()


@pytest.mark.parametrize("pick", [COLIN.key, "desk:nowhere", "desk:support", ""])
def test_nobody_else_can_be_passed_to(pick: str) -> None:
    """Whoever is not at the desk, and a desk that is not there, is refused."""
    done = deciding(claimed(ANNA), presses(Button.PASS_ON, pick=pick))
    assert done.whispers == ((ANNA, Key.NOT_AT_THE_DESK),)
    assert done.after == claimed(ANNA)


@pytest.mark.parametrize(
    ("c", "told"),
    [
        (waiting(recent=("t1",)), ()),
        (claimed(ANNA, recent=("t1",)), (Key.RELEASED,)),
        (answering(recent=("t1",), at_desk=True), (Key.WAITING_OTHER,)),
    ],
)
def test_moved_to_another_desk(c: Conversation, told: tuple[Key, ...]) -> None:
    """A thread opens there with all that was said, the old card closes, and no customer is left guessing."""
    done = deciding(c, presses(Button.PASS_ON, pick="desk:night"))
    assert done.closed == ((1, "night"),)
    assert done.opened == (("night", 2),)
    assert done.retold == ("t1",)
    assert (done.after.desk, done.after.at_desk, done.after.threads) == ("night", True, 2)
    assert done.told(CUSTOMER_SIDE) == told


def test_moved_before_any_thread_there_is_no_card_to_close() -> None:
    """Without a thread at the old desk only the new one opens."""
    done = deciding(waiting(at_desk=False), presses(Button.PASS_ON, pick="desk:night"))
    assert done.closed == ()
    assert done.opened == (("night", 1),)


# -- mute


def test_muting_passes_the_question_in_hand_on() -> None:
    """Muted while the bot was about to answer, a person is fetched instead, and the card says who muted."""
    done = deciding(answering(asked()), presses(Button.MUTE))
    assert isinstance(done.state, Waiting)
    assert done.state.reason is Reason.MUTED
    assert done.after.muted == ANNA


def test_unmuted_the_bot_may_answer_again() -> None:
    """Unmute takes the mute away and says nothing."""
    done = deciding(answering(muted=BEN), presses(Button.UNMUTE))
    assert done.after.muted is None
    assert done.effects == ()
