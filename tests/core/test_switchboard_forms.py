"""What words do that come with a press: a note, closing words, a reply from the card, in every state."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation import Answering, Claimed, Conversation, Ended, Own, Resolved, Waiting
from bot.effects import Say
from bot.meanings import Button
from bot.meanings import Say as Said
from bot.people import Person, Side
from bot.switchboard import turn_pressed
from bot.telling import message
from bot.turns import Fate, Turn, Typed
from bot.words import Key
from tests.core.builders import (
    ANNA,
    BEN,
    CARLA,
    CUSTOMERS,
    MINUTE,
    NOW,
    RULES,
    Decision,
    answering,
    asked,
    claimed,
    deciding,
    presses,
    resolved,
    waiting,
)

CUSTOMER, DESK = Side.CUSTOMER, Side.DESK
NOTE, CLOSE, REPLY = Button.WRITE_NOTE, Button.RESOLVE_WITH_WORDS, Button.REPLY
ANY_STATE = [answering(at_desk=True), waiting(), claimed(), claimed(BEN), resolved()]


def pressed(done: Decision) -> Turn:
    """The turn that the words of the press became."""
    return next(turn for turn in done.turns if isinstance(turn.body, Typed))


def whole(done: Decision) -> tuple[Fate, bool, bool]:
    """What became of the words; whether they are at the customer's, and in the desk thread."""
    turn = pressed(done)
    return turn.fate, turn.id in done.posted(CUSTOMER), turn.id in done.posted(DESK)


SENT, KEPT, HELD = (Fate.SAID, True, True), (Fate.NOTE, False, True), (Fate.HELD, False, True)

# -- notes


@pytest.mark.parametrize("c", ANY_STATE, ids=lambda c: c.state_name)
def test_a_note_is_shown_at_the_desk_alone(c: Conversation) -> None:
    """Whoever has it, a note stands in the desk thread under its writer's name, and nothing else changes."""
    done = deciding(c, presses(NOTE, words="careful, he is upset"))
    assert whole(done) == KEPT
    assert (done.state, done.whispers) == (c.state, ())
    shown = message(pressed(done), c, RULES, to=DESK)
    assert shown == Said("careful, he is upset", ANNA, shown.voice, note=True)  # type: ignore[union-attr] # a Say


@pytest.mark.parametrize("words", [None, "", "  \n"])
@pytest.mark.parametrize("button", [NOTE, REPLY])
def test_no_words_are_nothing(button: Button, words: str | None) -> None:
    """A form sent empty, or a press without one, does nothing."""
    done = deciding(claimed(), presses(button, words=words))
    assert (done.after, done.effects) == (claimed(), ())


def test_a_note_without_a_thread_is_kept_all_the_same() -> None:
    """Where no desk can be reached the note is in the transcript."""
    done = deciding(waiting(at_desk=False), presses(NOTE, words="call him"))
    assert whole(done) == (Fate.NOTE, False, False)


# -- closing words


@pytest.mark.parametrize("c", [answering(asked(), at_desk=True), waiting(), claimed()])
def test_closing_words_are_said_and_then_it_is_over(c: Conversation) -> None:
    """The customer reads the agent's words first, and after them that it was resolved, by whom."""
    done = deciding(c, presses(CLOSE, words="Glad it works."))
    assert whole(done) == SENT
    assert done.state == Resolved(Ended.AGENT, NOW, ANNA)
    kinds = [e.own for e in done.effects if isinstance(e, Say) and e.to is CUSTOMER]
    assert kinds == [Own.NO, Own.CLOSING]
    assert done.told(CUSTOMER) == (Key.RESOLVED_BY_AGENT,)


@pytest.mark.parametrize("words", [None, "", " "])
def test_without_closing_words_it_is_plainly_resolved(words: str | None) -> None:
    """Nothing is said but that it was resolved."""
    done = deciding(claimed(), presses(CLOSE, words=words))
    assert isinstance(done.state, Resolved)
    assert done.own == (Own.CLOSING,)
    assert len(done.posted(CUSTOMER)) == 1


def test_closing_words_behind_the_note_prefix_stay_at_the_desk() -> None:
    """Who begins with the prefix means a note, in a form too; it is resolved all the same."""
    done = deciding(claimed(), presses(CLOSE, words="// refund is on its way"))
    assert whole(done) == KEPT
    assert isinstance(done.state, Resolved)


def test_closing_words_of_another_agent_close_nothing() -> None:
    """While A holds it, B's closing words are a note, and a whisper names A."""
    done = deciding(claimed(BEN), presses(CLOSE, words="Glad it works."))
    assert whole(done) == KEPT
    assert (done.state, done.whispers) == (claimed(BEN).state, ((ANNA, Key.KEPT_AS_NOTE),))


def test_closing_words_for_what_is_over_are_not_lost() -> None:
    """Resolved while the form was open: the words wait, and a whisper offers to reopen and send them."""
    done = deciding(resolved(), presses(CLOSE, words="Glad it works."))
    assert whole(done) == HELD
    assert done.offers[0] == (Button.SEND, Key.BUTTON_REOPEN_AND_SEND)
    assert [held.agent for held in done.after.held] == [ANNA]


# -- a reply from the card


@pytest.mark.parametrize("c", [answering(asked(), at_desk=True), waiting()], ids=lambda c: c.state_name)
def test_a_reply_claims_and_goes_out(c: Conversation) -> None:
    """Nobody has it: the words claim, reach the customer, and stand in the desk thread."""
    done = deciding(c, presses(REPLY, words="Try this."))
    assert whole(done) == SENT
    assert done.state == Claimed(ANNA, NOW, owed=None)


def test_the_holders_reply_goes_out() -> None:
    """The customer is owed nothing after it."""
    done = deciding(claimed(owed=NOW), presses(REPLY, words="Try this."))
    assert whole(done) == SENT
    assert done.state == Claimed(ANNA, NOW, owed=None)


def test_a_reply_of_another_agent_is_a_note() -> None:
    """While A holds it, B's words stay at the desk, and a whisper names A."""
    done = deciding(claimed(BEN), presses(REPLY, words="Try this."))
    assert whole(done) == KEPT
    assert done.whispers == ((ANNA, Key.KEPT_AS_NOTE),)


def test_a_reply_on_a_stale_card_reopens_nothing() -> None:
    """What is resolved is never reopened by chance: the words wait for a press."""
    done = deciding(resolved(), presses(REPLY, words="Try this."))
    assert whole(done) == HELD
    assert isinstance(done.state, Resolved)
    assert done.whispers == ((ANNA, Key.RESOLVED_ALREADY),)


def test_a_reply_behind_the_note_prefix_is_a_note() -> None:
    """The prefix keeps words at the desk wherever they are written."""
    done = deciding(waiting(), presses(REPLY, words="// not before Friday"))
    assert whole(done) == KEPT
    assert isinstance(done.state, Waiting)


def test_held_words_of_a_press_are_shown_anew_once_sent() -> None:
    """Their post at the desk is marked as staying there, until they are sent or kept."""
    was = deciding(resolved(), presses(REPLY, words="Try this."))
    turn = pressed(was)
    sent = deciding(was.after, presses(Button.SEND, about=turn.id), about=turn)
    assert whole(sent) == (Fate.SAID, True, False)
    assert sent.mirrored == ((turn.id, DESK),)
    kept = deciding(was.after, presses(Button.KEEP, about=turn.id), about=turn)
    assert kept.mirrored == ((turn.id, DESK),)


# -- second clicks


@pytest.mark.parametrize(
    ("c", "button"),
    [(waiting(), REPLY), (claimed(BEN), REPLY), (resolved(), REPLY), (claimed(), CLOSE), (claimed(), NOTE)],
)
def test_a_second_click_says_nothing_twice(c: Conversation, button: Button) -> None:
    """The same words of the same press, sent again by finger or platform, are what they were."""
    first = deciding(c, presses(button, words="Try this."))
    again = presses(button, words="Try this.")
    second = deciding(first.after, again, about=pressed(first))
    assert (second.after, second.effects) == (first.after, ())


def test_a_second_try_that_comes_to_more_counts() -> None:
    """Kept as a note because another had it, and sent once nobody has."""
    first = deciding(claimed(BEN), presses(REPLY, words="Try this."))
    second = deciding(waiting(), presses(REPLY, words="Try this."), about=pressed(first))
    assert whole(second) == SENT
    assert pressed(second).id != pressed(first).id


def test_the_same_words_later_are_said_again() -> None:
    """After a minute they are meant."""
    first = deciding(claimed(), presses(REPLY, words="Yes."))
    later = replace(presses(REPLY, words="Yes."), at=NOW + 2 * MINUTE)
    second = deciding(first.after, later, about=pressed(first))
    assert whole(second) == SENT
    known = {turn.id: turn for turn in (pressed(first), pressed(second))}
    assert turn_pressed(second.after, later, known.get) == pressed(second)


# -- who may


@pytest.mark.parametrize("button", [NOTE, CLOSE, REPLY])
@pytest.mark.parametrize("by", [CARLA])
def test_only_agents_write_by_a_press(button: Button, by: Person) -> None:
    """A customer's press with words is refused in words, and nothing of it is kept."""
    done = deciding(waiting(), presses(button, by=by, words="let me in"))
    assert (done.turns, done.whispers) == ((), ((by, Key.NOT_AT_THE_DESK),))


@pytest.mark.parametrize("button", [CLOSE, REPLY])
def test_an_askers_words_about_an_own_question_are_a_note(button: Button) -> None:
    """As in the thread: kept at the desk, with a whisper that says why."""
    done = deciding(waiting(asker=ANNA), presses(button, words="I fix it myself"))
    assert whole(done) == KEPT
    assert done.whispers == ((ANNA, Key.OWN_CONVERSATION),)
    assert isinstance(done.state, Waiting)


def test_pressed_at_the_customers_side_nothing_is_taken() -> None:
    """These buttons stand at the desk alone."""
    press = presses(REPLY, words="Try this.")
    done = deciding(answering(), replace(press, place=CUSTOMERS))
    assert (done.state, done.turns) == (Answering(), ())
