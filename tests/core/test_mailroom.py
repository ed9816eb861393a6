"""What the mailroom makes of events and errands beyond single decisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.testing import Posted
from bot.conversation import REMEMBERED, Waiting
from bot.errors import StaleConversation
from bot.mailroom.attempts import GIVE_UP_AFTER, Refused, Think, Unknown
from bot.meanings import Button
from bot.people import Address, Side
from bot.records import Line
from bot.settings import Route
from bot.telling import recap
from bot.words import Key, phrase, text
from tests.core.mail import Mail
from tests.fakes.house import settings
from tests.walk.in_sql import in_sql
from tests.walk.world import Store, Way, in_dicts, made

FLOOD = 300
DELETED = text(phrase(Key.DELETED), "en")


def escalated() -> Mail:
    """A conversation that waits at the desk, all posted."""
    mail = Mail()
    mail.say("something odd happens")
    mail.post()
    assert isinstance(mail.c.state, Waiting)
    return mail


# -- thinking


def test_a_flood_of_words_is_thought_about_once_more() -> None:
    """300 messages while the answerer is busy make one more question, of the newest words only."""
    mail = Mail()
    mail.say("something odd happens")
    busy = mail.announce(Line.ANSWERER)
    for number in range(FLOOD):
        mail.say(f"and part {number} is odd too")
    mail.settle(busy)
    mail.post()
    assert len(mail.asked) == 2
    assert len(mail.asked[-1].text.splitlines()) == REMEMBERED
    assert mail.asked[-1].text.endswith(f"part {FLOOD - 1} is odd too")


def test_two_questions_of_one_who_waits_are_both_looked_up() -> None:
    """While a person is awaited each message is a question of its own, and none replaces another."""
    mail = escalated()
    mail.say("what does it cost")
    mail.say("how do i invite a teammate")
    mail.post()
    assert [q.text for q in mail.asked[-2:]] == ["what does it cost", "how do i invite a teammate"]


def test_the_answerer_never_reads_what_stayed_at_the_desk() -> None:
    """What an agent wrote and did not send is no part of what was said before."""
    mail = escalated()
    mail.say("do not tell them about the outage", by=mail.world.town.ada, at=mail.desk())
    (held,) = mail.c.held
    with mail.world.store() as books:
        before = mail.c
        books.save(before, before.remembering(held.turn, seen=True))
    mail.say("what does it cost")
    mail.post()
    assert "something odd happens" in [said.text for said in mail.asked[-1].before]
    assert "do not tell them about the outage" not in [said.text for said in mail.asked[-1].before]


def test_no_typing_is_shown_where_the_bot_may_not_answer() -> None:
    """A question looked up for the desk shows the customer nothing."""
    mail = Mail()
    mail.say("something odd happens")
    answering = mail.announce(Line.ANSWERER)
    assert isinstance(answering.attempt.action, Think)
    assert answering.attempt.action.at is not None
    mail.settle(answering)
    mail.post()
    mail.say("what does it cost")
    waiting = mail.announce(Line.ANSWERER)
    assert isinstance(waiting.attempt.action, Think)
    assert waiting.attempt.action.at is None


# -- the card


def test_a_deleted_question_leaves_the_card() -> None:
    """What the customer took back is no longer read on the card."""
    mail = Mail()
    asked = mail.say("my pin is 1234, what now")
    mail.post()
    mail.delete(asked)
    mail.post()
    assert "1234" not in mail.standing(mail.desk())
    assert DELETED in mail.card.text


# -- words that moved from desk to desk


def moved(mail: Mail) -> Posted:
    """It goes on at the other desk, with a thread there; the card left behind."""
    left = mail.card
    mail.press(Button.PASS_ON, "desk:back")
    mail.post()
    return left


def test_a_deletion_reaches_every_desk_thread() -> None:
    """Words retold at a second desk are deleted there and where they first stood."""
    mail = escalated()
    secret = mail.say("my pin is 1234")
    mail.post()
    left = moved(mail)
    mail.delete(secret)
    mail.post()
    assert "1234" not in mail.standing(mail.desk(left))
    assert "1234" not in mail.standing(mail.desk())


def test_a_deletion_reaches_an_old_recap() -> None:
    """What a recap at the first desk retold is deleted in it after the move."""
    mail = Mail()
    secret = mail.say("my pin is 1234")
    mail.post()
    left = moved(mail)
    assert "1234" in mail.standing(mail.desk(left))
    mail.delete(secret)
    mail.post()
    assert "1234" not in mail.standing(mail.desk(left))


def test_a_post_under_way_during_the_move_is_remembered() -> None:
    """Words that arrive in the old thread after the move are deleted there too."""
    mail = escalated()
    secret = mail.say("my pin is 1234")
    under_way = mail.announce(Line.DESK)
    left = moved(mail)
    mail.delete(secret)
    mail.post()
    mail.settle(under_way)
    mail.post()
    assert "1234" not in mail.standing(mail.desk(left))


def test_a_deletion_under_way_during_the_move_arrives() -> None:
    """A deletion not yet done when the conversation moves is done all the same."""
    mail = escalated()
    secret = mail.say("my pin is 1234")
    mail.post()
    mail.delete(secret)
    left = moved(mail)
    assert "1234" not in mail.standing(mail.desk(left))


def test_words_are_retold_once_and_only_when_sent() -> None:
    """Unsent words are in no recap; sent again after they failed, they stand in the next one once."""
    mail = escalated()
    mail.press(Button.CLAIM)
    mail.say("Is it large?", by=mail.world.town.ada, at=mail.desk())
    mail.settle(mail.announce(Line.CUSTOMER), Refused("no"))
    mail.world.drain()
    mail.post()
    (held,) = mail.c.held
    with mail.world.store() as books:
        assert recap(books.turns([held.turn]), "en").lines == ()
    mail.press(Button.SEND)
    mail.post()
    moved(mail)
    assert mail.standing(mail.desk()).count("Is it large?") == 1


# -- looking


def test_a_look_that_never_succeeds_ends_in_somebody_being_told() -> None:
    """Where the platform never answers, each look waits longer, and at last the agent is asked to look."""
    mail = escalated()
    mail.press(Button.CLAIM)
    mail.say("Is it large?", by=mail.world.town.ada, at=mail.desk())
    mail.post(line=Line.CARD)
    for _ in range(GIVE_UP_AFTER + 1):
        mail.settle(mail.announce(Line.CUSTOMER), Unknown())
        mail.wait(timedelta(minutes=2))
    mail.world.drain()
    assert [held.agent for held in mail.c.held] == [mail.world.town.ada]


# -- rooms


def test_the_room_of_a_desk_already_left_changes_nothing() -> None:
    """A conversation that moved on goes on at its present desk when the old room is archived."""
    mail = escalated()
    mail.press(Button.PASS_ON, "desk:back")
    mail.post()
    before = mail.c
    mail.hear(mail.world.platform.archive(mail.world.town.desk))
    mail.post()
    assert mail.c == before


@pytest.mark.parametrize("store", [in_dicts, in_sql])
def test_a_room_that_moves_takes_its_conversations_along(store: Callable[[], Store]) -> None:
    """Under its new name the room's conversations go on by the old route, also at their posts."""
    mail = Mail(made(store(), Way()))
    house = mail.world.mailroom.house
    only_help = replace(house.settings, routes=(Route("fake:help", "support"),))
    mail.world.mailroom.house = replace(house, settings=only_help)
    mail.say("what does it cost")
    mail.post()
    town, platform = mail.world.town, mail.world.platform
    mail.hear(platform.move(town.help, "renamed"))
    there = Address("fake", "renamed", mail.thread)
    mail.say("something odd happens", at=there)
    mail.post()
    assert isinstance(mail.c.state, Waiting)
    answer = next(m for m in platform.at(there) if "Five euros" in m.text)
    mail.hear(platform.press(town.dana, answer.id, Button.HELPFUL))
    with mail.world.store() as books:
        copy = books.copy(next(t for t in mail.c.recent if books.copy(t, Side.CUSTOMER, 0)), Side.CUSTOMER, 0)
    assert copy is not None
    assert {receipt.address for receipt in copy.receipts} == {there}


@pytest.mark.parametrize("store", [in_dicts, in_sql])
def test_one_conversation_is_open_where_a_room_moved_to(store: Callable[[], Store]) -> None:
    """A second one at the new address is refused, and the old address is free."""
    mail = Mail(made(store(), Way()))
    mail.say("something odd happens")
    mail.hear(mail.world.platform.move(mail.world.town.help, "renamed"))
    other = replace(mail.c, id="other")
    with mail.world.store() as books, pytest.raises(StaleConversation):
        books.add_conversation(other, Address("fake", "renamed", mail.thread))
    with mail.world.store() as books:
        books.add_conversation(other, Address("fake", "help", mail.thread))


def test_a_conversation_without_rules_is_named_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """What no route covers any more is not dropped in silence."""
    mail = escalated()
    mail.world.mailroom.house = replace(mail.world.mailroom.house, settings=replace(settings(), routes=()))
    with mail.world.store() as books:
        mail.world.mailroom.ring(books, mail.world.clock() + timedelta(days=1))
    mail.world.drain()
    assert f"conversation {mail.c.id}, opened in fake:help, is covered by no route" in caplog.text
