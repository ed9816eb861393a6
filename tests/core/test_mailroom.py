"""What the mailroom makes of events and errands beyond single decisions."""

from __future__ import annotations

from bot.conversation import REMEMBERED, Waiting
from bot.mailroom.attempts import Think
from bot.meanings import Button
from bot.records import Line
from bot.words import Key, phrase, text
from tests.core.mail import Mail

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
