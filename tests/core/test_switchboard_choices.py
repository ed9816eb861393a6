"""What customers' presses do: a person wanted, nothing needed any more, a choice, a thumb."""

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
from bot.judgement import Reason
from bot.meanings import Button
from bot.people import Person, Side, Voice
from bot.turns import Fate, Given, Offered, Typed
from bot.words import Key
from tests.core.builders import (
    ANNA,
    BEN,
    CARLA,
    CEM,
    COLIN,
    CUSTOMERS,
    HOUR,
    NOW,
    answering,
    bots,
    claimed,
    deciding,
    offered,
    passage,
    presses,
    resolved,
    turn,
    waiting,
)

CUSTOMER_SIDE, DESK_SIDE = Side.CUSTOMER, Side.DESK


# -- at the customer's


@pytest.mark.parametrize("by", [CARLA, CEM, COLIN])
@pytest.mark.parametrize("c", [answering(), resolved(holder=ANNA)])
def test_anybody_at_the_customers_may_ask_for_a_person(c: Conversation, by: Person) -> None:
    """The button fetches a person, and the customer is told so."""
    done = deciding(c, presses(Button.WANT_PERSON, by=by))
    assert isinstance(done.state, Waiting)
    assert done.state.reason is Reason.ASKED
    assert done.told(CUSTOMER_SIDE) == (Key.WAITING_ASKED,)


@pytest.mark.parametrize("c", [waiting(), claimed(ANNA)])
def test_asking_for_a_person_who_is_there_changes_nothing(c: Conversation) -> None:
    """Escalating twice is escalating once."""
    done = deciding(c, presses(Button.WANT_PERSON, by=CARLA))
    assert done.effects == ()
    assert done.state == c.state


def test_only_the_customers_side_asks_for_a_person() -> None:
    """The same button pressed at the desk does nothing."""
    assert deciding(answering(), presses(Button.WANT_PERSON, by=ANNA)).effects == ()


def test_the_asker_waits_no_longer() -> None:
    """Never mind ends the waiting with a word."""
    done = deciding(waiting(), presses(Button.NEVER_MIND, by=CARLA))
    assert done.state == Resolved(Ended.ASKER, NOW)
    assert done.told(CUSTOMER_SIDE) == (Key.WITHDRAWN,)


@pytest.mark.parametrize("c", [answering(), claimed(ANNA), resolved()])
def test_never_mind_where_nobody_waits_is_nothing(c: Conversation) -> None:
    """An old button pressed later changes nothing."""
    done = deciding(c, presses(Button.NEVER_MIND, by=CARLA))
    assert (done.effects, done.state) == ((), c.state)


@pytest.mark.parametrize("button", [Button.NEVER_MIND, Button.SOLVED])
@pytest.mark.parametrize("by", [CEM, COLIN, ANNA])
def test_only_the_asker_ends_it_from_there(button: Button, by: Person) -> None:
    """With several customers in a thread only the asker may end it; the others are told."""
    e = replace(presses(button, by=by), place=CUSTOMERS)
    done = deciding(waiting(), e)
    assert done.whispers == ((by, Key.ONLY_THE_ASKER),)
    assert done.after == waiting()


@pytest.mark.parametrize("c", [answering(), waiting(), claimed(ANNA)])
def test_the_asker_may_always_call_it_solved(c: Conversation) -> None:
    """Solved ends it in every state, with a word, once."""
    done = deciding(c, presses(Button.SOLVED, by=CARLA))
    assert done.state == Resolved(Ended.ASKER, NOW, holder=c.holder)
    assert done.told(CUSTOMER_SIDE) == (Key.RESOLVED_BY_ASKER,)
    assert deciding(done.after, presses(Button.SOLVED, by=CARLA)).effects == ()


# -- did you mean


@pytest.mark.parametrize("c", [answering(), resolved(Ended.CLOCK)])
def test_a_choice_is_answered(c: Conversation) -> None:
    """The entry picked is given, also after the end, and the question shows what was chosen."""
    choice = offered("reset", "export")
    done = deciding(c, presses(Button.CHOOSE, by=CARLA, about=choice.id, pick="reset"), about=choice)
    emptied, given = done.turns
    assert isinstance(given.body, Given)
    assert given.body.text == "This is how you reset."
    assert done.own == (Own.ANSWER,)
    assert emptied.body == Offered((), 0.6, "How do I reset?")
    assert done.mirrored == ((choice.id, CUSTOMER_SIDE),)
    assert isinstance(done.state, Answering)
    again = deciding(
        done.after, presses(Button.CHOOSE, by=CARLA, about=choice.id, pick="export"), about=emptied
    )
    assert again.effects == ()


@pytest.mark.parametrize("c", [waiting(), claimed(ANNA), resolved(holder=ANNA)])
def test_a_choice_while_a_person_is_there_is_words_to_the_desk(c: Conversation) -> None:
    """In Waiting and Claimed the pick becomes the customer's words; the holder owes an answer."""
    choice = offered()
    done = deciding(c, presses(Button.CHOOSE, by=CARLA, about=choice.id, pick="reset"), about=choice)
    words = done.turns[1]
    assert words.body == Typed("How do I reset?")
    assert (words.voice, words.fate) == (Voice.CUSTOMER, Fate.HEARD)
    assert done.posted(DESK_SIDE) == (words.id,)
    assert done.posted(CUSTOMER_SIDE) == ()
    if isinstance(done.state, Claimed):
        assert done.state.owed == NOW


def test_a_choice_under_mute_fetches_a_person() -> None:
    """Muted, the bot does not answer a pick either: the desk hears it."""
    choice = offered()
    done = deciding(
        answering(muted=BEN), presses(Button.CHOOSE, by=CARLA, about=choice.id, pick="reset"), about=choice
    )
    assert isinstance(done.state, Waiting)
    assert done.turns[1].id in done.retold
    assert done.told(CUSTOMER_SIDE) == (Key.WAITING_OTHER,)


def test_none_of_these_fetches_a_person() -> None:
    """None was meant: a person is asked, and the question can be pressed no more."""
    choice = offered()
    done = deciding(answering(), presses(Button.NONE_OF_THESE, by=CARLA, about=choice.id), about=choice)
    assert isinstance(done.state, Waiting)
    assert done.turns[0].body == Offered((), 0.6)
    assert done.mirrored == ((choice.id, CUSTOMER_SIDE),)
    again = presses(Button.NONE_OF_THESE, by=CARLA, about=choice.id)
    assert deciding(done.after, again, about=done.turns[0]).effects == ()


def test_none_of_these_while_a_person_is_there_says_nothing() -> None:
    """In Claimed the press only empties the question."""
    choice = offered()
    done = deciding(claimed(ANNA), presses(Button.NONE_OF_THESE, by=CARLA, about=choice.id), about=choice)
    assert len(done.effects) == 1
    assert done.state == Claimed(ANNA, NOW)


# -- feedback

ANSWER = bots(Given("This is how.", passage(), 0.9))


def test_a_thumb_up_is_kept() -> None:
    """Feedback is kept with the answer and its buttons go; nothing else follows."""
    done = deciding(answering(), presses(Button.HELPFUL, by=CARLA, about="b1"), about=ANSWER)
    assert done.turns[0].feedback == "yes"
    assert done.mirrored == (("b1", CUSTOMER_SIDE),)
    assert done.told(CUSTOMER_SIDE) == ()


def test_a_thumb_down_offers_a_person() -> None:
    """After a wrong answer the customer is offered a person, once."""
    e = presses(Button.NOT_HELPFUL, by=CARLA, about="b1")
    done = deciding(answering(), e, about=ANSWER)
    assert done.turns[0].feedback == "no"
    assert done.told(CUSTOMER_SIDE) == (Key.NOT_HELPFUL,)
    assert deciding(done.after, e, about=done.turns[0]).effects == ()


@pytest.mark.parametrize("c", [waiting(), claimed(ANNA), answering(muted=BEN)])
def test_a_thumb_down_beside_a_person_is_only_kept(c: Conversation) -> None:
    """Where the bot may not answer it offers nothing either."""
    done = deciding(c, presses(Button.NOT_HELPFUL, by=CARLA, about="b1"), about=ANSWER)
    assert done.turns[0].feedback == "no"
    assert done.own == ()


@pytest.mark.parametrize("button", [Button.CHOOSE, Button.NONE_OF_THESE, Button.HELPFUL, Button.INSERT])
def test_a_press_about_nothing_known_is_nothing(button: Button) -> None:
    """A button about a turn that is not there, or of another kind, does nothing."""
    by = ANNA if button is Button.INSERT else CARLA
    for about in (None, turn()):
        done = deciding(answering(), presses(button, by=by, pick="reset"), about=about)
        assert done.effects == ()


def test_a_press_counts_as_activity() -> None:
    """The idle clock starts anew with any press."""
    done = deciding(claimed(ANNA), presses(Button.UNMUTE), now=NOW + HOUR)
    assert done.after.touched == NOW + HOUR
