"""What happens when an agent leaves, a room is gone or words do not arrive."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation import Claimed, Conversation, Waiting
from bot.effects import Mark, Mirror, Whisper
from bot.events import Left, PlaceBack, PlaceGone
from bot.judgement import Reason
from bot.meanings import Button
from bot.people import Person, Side
from bot.turns import Body, Fate, Given, Offered, Recapped, Told
from bot.words import Key, phrase
from tests.core.builders import (
    ANNA,
    BEN,
    CARLA,
    HOUR,
    LEAH,
    NOW,
    RULES,
    SUPPORT,
    answering,
    bots,
    claimed,
    deciding,
    failed,
    fresh,
    held_by,
    passage,
    presses,
    resolved,
    turn,
    waiting,
)

CUSTOMER, DESK = Side.CUSTOMER, Side.DESK
NO_FALLBACK = replace(RULES, desk=replace(SUPPORT, fallback=""))


def left(agent: Person = ANNA) -> Left:
    """An agent left the desk."""
    return Left(fresh(), NOW, "c1", agent)


def gone(side: Side) -> PlaceGone:
    """The room of one side is gone."""
    return PlaceGone(fresh(), NOW, "c1", side)


def back(side: Side) -> PlaceBack:
    """The room of one side can be written to again."""
    return PlaceBack(fresh(), NOW, "c1", side)


# -- agents


def test_what_a_leaving_agent_held_waits_for_another() -> None:
    """The desk hears who left, the customer that somebody else will come."""
    done = deciding(claimed(ANNA), left())
    assert done.state == Waiting(Reason.AGENT, NOW)
    assert done.told(DESK) == (Key.HOLDER_LEFT,)
    assert done.told(CUSTOMER) == (Key.RELEASED,)


@pytest.mark.parametrize("c", [answering(), waiting(), claimed(BEN), resolved(holder=ANNA)])
def test_an_agent_who_holds_nothing_leaves_unnoticed(c: Conversation) -> None:
    """Where the agent does not hold it nothing changes."""
    done = deciding(c, left())
    assert (done.after, done.effects) == (c, ())


# -- rooms


@pytest.mark.parametrize("c", [answering(at_desk=True), waiting(), claimed(ANNA, owed=NOW)])
def test_a_customers_room_that_is_gone_is_told_to_the_desk(c: Conversation) -> None:
    """The card shows it, the desk is told, and nothing more is said into the void."""
    done = deciding(c, gone(CUSTOMER))
    assert done.after.lost
    assert done.told(DESK) == (Key.ROOM_GONE,)
    assert deciding(done.after, presses(Button.RESOLVE)).posted(CUSTOMER) == ()


def test_the_desks_room_gone_means_the_fallback_desk() -> None:
    """Another desk gets a thread with all that was said; who waited goes on waiting."""
    done = deciding(waiting(recent=("t1", "t2")), gone(DESK), now=NOW + HOUR)
    assert done.opened == (("night", 2),)
    assert done.retold == ("t1", "t2")
    assert done.state == Waiting(Reason.UNSURE, NOW + HOUR)
    assert (done.after.desk, done.after.unreachable) == ("night", ("support",))
    assert done.told(CUSTOMER) == ()


def test_a_holder_at_a_desk_that_is_gone_lets_go() -> None:
    """At the fallback desk others take over, and the customer hears so."""
    done = deciding(claimed(ANNA, recent=("t1",)), gone(DESK))
    assert done.after.desk == "night"
    assert done.state == Waiting(Reason.AGENT, NOW)
    assert done.told(CUSTOMER) == (Key.RELEASED,)


@pytest.mark.parametrize("c", [waiting(recent=("t1",)), claimed(ANNA, recent=("t1",))])
def test_without_a_fallback_the_leads_and_the_customer_are_told(c: Conversation) -> None:
    """No desk left: the leads hear it in person, the customer honestly, and it goes on waiting."""
    done = deciding(c, gone(DESK), rules=NO_FALLBACK)
    assert done.told(CUSTOMER) == (Key.DESK_UNREACHABLE,)
    assert done.whispers == ((LEAH, Key.DESK_GONE),)
    assert isinstance(done.state, Waiting)
    assert (done.after.at_desk, done.after.unseen[0]) == (False, "t1")
    assert done.opened == ()


def test_a_desk_that_is_back_has_who_waited_for_it() -> None:
    """A new thread with all that was said, an honest word, and the clock begins anew."""
    lost = deciding(waiting(recent=("t1",)), gone(DESK), rules=NO_FALLBACK).after
    done = deciding(lost, back(DESK), rules=NO_FALLBACK, now=NOW + HOUR)
    assert done.opened == (("support", 2),)
    assert done.retold[0] == "t1"
    assert done.told(CUSTOMER) == (Key.DESK_REACHED,)
    assert done.state == Waiting(Reason.UNSURE, NOW + HOUR)
    assert (done.after.at_desk, done.after.unreachable) == (True, ())
    assert deciding(done.after, back(DESK)).effects == ()


@pytest.mark.parametrize("c", [answering(), waiting(), claimed(ANNA), resolved()])
def test_a_desk_that_never_went_is_not_told_again(c: Conversation) -> None:
    """Where nobody waits without a desk nothing follows."""
    done = deciding(c, back(DESK))
    assert (done.after, done.effects) == (c, ())


def test_a_customers_room_that_is_back_has_its_clocks_again() -> None:
    """The card says no more that nobody can be reached."""
    lost = deciding(waiting(), gone(CUSTOMER)).after
    done = deciding(lost, back(CUSTOMER))
    assert (done.after.lost, done.effects) == (False, ())


def test_two_desks_that_are_gone_do_not_pass_it_to_and_fro() -> None:
    """Where the fallback of the fallback is the first desk again, both gone end in an honest word."""
    there = deciding(waiting(), gone(DESK)).after
    back = replace(RULES, desk_name="night", desk=replace(SUPPORT, fallback="support"))
    done = deciding(there, failed("thread", DESK), rules=back)
    assert done.opened == ()
    assert done.told(CUSTOMER) == (Key.DESK_UNREACHABLE,)


@pytest.mark.parametrize("c", [answering(at_desk=True, recent=("t1",)), resolved(recent=("t1",))])
def test_where_nobody_is_awaited_a_lost_desk_is_only_remembered(c: Conversation) -> None:
    """The next escalation opens another thread with all that was said."""
    done = deciding(c, gone(DESK))
    assert done.effects == ()
    assert (done.after.at_desk, done.after.unseen) == (False, ("t1",))


def test_a_desk_lost_twice_is_lost_once() -> None:
    """A second failure of a thread that is given up says nothing more."""
    c = waiting(at_desk=False)
    assert deciding(c, failed("thread", DESK)).effects == ()


def test_a_thread_that_cannot_be_opened_is_a_desk_that_is_gone() -> None:
    """A refused thread and a gone room are one case."""
    done = deciding(waiting(), failed("thread", DESK))
    assert done.after.desk == "night"


def test_an_asking_lead_is_not_told_of_an_own_wait() -> None:
    """A lead who is the asker gets no whisper about it."""
    done = deciding(waiting(asker=LEAH), gone(DESK), rules=NO_FALLBACK)
    assert done.whispers == ()


# -- words that did not arrive


@pytest.mark.parametrize(("sure", "said"), [(True, Key.NOT_DELIVERED), (False, Key.PERHAPS_DELIVERED)])
def test_words_not_delivered_are_held_again(*, sure: bool, said: Key) -> None:
    """A failed relay goes back to held with the same "send" button, marked, and the clock runs again."""
    words = turn("Try this.", by=ANNA, fate=Fate.SAID)
    done = deciding(claimed(ANNA), failed(about=words.id, sure=sure), about=words, now=NOW + HOUR)
    assert [t.fate for t in done.turns] == [Fate.HELD]
    assert done.whispers == ((ANNA, said),)
    assert done.offers == ((Button.SEND, Key.BUTTON_SEND), (Button.KEEP, Key.BUTTON_KEEP))
    assert [held.turn for held in done.after.held] == [words.id]
    assert Mark(words.id, "failed") in done.effects
    assert done.state == Claimed(ANNA, NOW, owed=NOW + HOUR)
    again = deciding(done.after, presses(Button.SEND, about=words.id), about=done.turns[0])
    assert again.posted(CUSTOMER) == (words.id,)


def test_words_sent_again_are_shown_in_a_later_recap() -> None:
    """A recap at a second desk thread left unsent words out; sent at last, they are drawn into it."""
    held, words = held_by(ANNA)
    done = deciding(claimed(ANNA, threads=2, held=(held,)), presses(Button.SEND, about=words.id), about=words)
    assert Mirror(words.id, DESK) in done.effects


def test_an_answer_not_delivered_makes_a_person_come() -> None:
    """Nobody is left without an answer: a person is asked, and the desk hears why."""
    answer = bots(Given("So.", passage(), 0.9))
    done = deciding(answering(), failed(about="b1"), about=answer)
    assert isinstance(done.state, Waiting)
    assert done.state.reason is Reason.FAILED
    assert done.told(DESK) == (Key.ANSWER_NOT_DELIVERED,)
    assert done.turns[0] == answer.now(Fate.GONE)


def test_an_answer_perhaps_delivered_stays_said() -> None:
    """What may stand at the customer's is not called gone: a person is asked, and the desk told to look."""
    answer = bots(Given("So.", passage(), 0.9))
    done = deciding(answering(), failed(about="b1", sure=False), about=answer)
    assert isinstance(done.state, Waiting)
    assert done.told(DESK) == (Key.ANSWER_PERHAPS_DELIVERED,)
    assert answer.id not in {turn.id for turn in done.turns}


@pytest.mark.parametrize("body", [Given("So.", passage(), 0.9), Offered((), 0.5), Told(phrase(Key.RELEASED))])
@pytest.mark.parametrize("c", [waiting(), claimed(ANNA), resolved()])
def test_words_of_the_bot_not_delivered_beside_a_person_are_gone(c: Conversation, body: Body) -> None:
    """With a person there the transcript only stops to claim that they were said."""
    done = deciding(c, failed(about="b1"), about=bots(body))
    assert [t.fate for t in done.turns] == [Fate.GONE]
    assert len(done.effects) == 1


@pytest.mark.parametrize(
    ("by", "side", "said"),
    [(ANNA, CUSTOMER, Key.CHANGE_REFUSED), (CARLA, DESK, Key.CHANGE_REFUSED_AT_DESK)],
)
def test_a_change_refused_is_told_to_its_writer(by: Person, side: Side, said: Key) -> None:
    """An edit the platform refuses for good: the writer hears which side sees the message as it was."""
    words = turn("Try that.", by=by, fate=Fate.SAID)
    done = deciding(claimed(ANNA), failed("change", side, about=words.id), about=words)
    assert done.whispers == ((by, said),)


def test_a_deletion_refused_is_told_to_its_writer() -> None:
    """Also where the words are gone on one side, their writer hears that the other side still has them."""
    words = turn("Try that.", by=ANNA, fate=Fate.GONE)
    done = deciding(claimed(ANNA), failed("change", about=words.id), about=words)
    assert done.whispers == ((ANNA, Key.CHANGE_REFUSED),)


@pytest.mark.parametrize("c", [waiting(), claimed(ANNA)])
def test_a_customers_words_the_desk_missed_are_retold(c: Conversation) -> None:
    """Words that did not reach the desk thread are told again in a recap."""
    words = turn("Any news?")
    done = deciding(c, failed("words", DESK, about=words.id), about=words)
    assert done.retold == (words.id,)
    assert done.opened == ()


def test_a_desk_that_takes_no_recap_is_lost() -> None:
    """When the recap fails too, the desk counts as gone."""
    recap = bots(Recapped(("t1",)), side=DESK, fate=Fate.NOTE)
    done = deciding(waiting(recent=("t1",)), failed("words", DESK, about="b1"), about=recap)
    assert done.after.desk == "night"
    assert done.retold == ("t1",)


def test_a_lost_note_of_the_bot_is_told_to_nobody() -> None:
    """A reminder that did not arrive is not worth another."""
    reminder = bots(Told(phrase(Key.REMINDER, name="Carla", minutes="5")), side=DESK, fate=Fate.NOTE)
    assert deciding(waiting(), failed("words", DESK, about="b1"), about=reminder).effects == ()


def test_words_unknown_or_gone_cannot_fail() -> None:
    """A failure about words that are not there, or were taken back, changes nothing."""
    assert deciding(claimed(ANNA), failed()).effects == ()
    taken_back = turn(by=ANNA, fate=Fate.GONE)
    assert deciding(claimed(ANNA), failed(about=taken_back.id), about=taken_back).effects == ()


def test_lost_desk_whispers_name_desk_and_customer() -> None:
    """The leads read which desk is gone and who waits."""
    (whisper,) = (
        e for e in deciding(waiting(), gone(DESK), rules=NO_FALLBACK).effects if isinstance(e, Whisper)
    )
    assert dict(whisper.phrase.values) == {"desk": "support", "name": "Carla"}
