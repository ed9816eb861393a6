"""Where nobody can look whether something was posted: one marked copy, or a question at the desk, by kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.conversation import Own, Waiting
from bot.effects import OpenDeskThread, Say, Whisper
from bot.mailroom.attempts import CannotTell, Open, Outcome, Post, Refused, Unknown, WhisperTo
from bot.meanings import Button, DeskCard, Notice, Recap
from bot.meanings import Say as Spoken
from bot.records import Line
from bot.telling import once_more
from bot.words import Key, phrase, text
from tests.adapters.slack.samples import MEANINGS
from tests.core.mail import Mail
from tests.walk.world import Pending

MARK = text(phrase(Key.MAYBE_TWICE), "en")


def asked() -> Mail:
    """A question nobody can answer, thought about; its notice and its desk thread are due."""
    mail = Mail()
    mail.say("something odd happens")
    mail.post(line=Line.ANSWERER)
    return mail


def at_desk() -> Mail:
    """The same, all posted."""
    mail = asked()
    mail.post()
    return mail


def claimed() -> Mail:
    """Ada has it."""
    mail = at_desk()
    mail.press(Button.CLAIM)
    mail.post()
    return mail


def lost(mail: Mail, line: Line) -> Pending:
    """The next errand of *line* ends so that nobody can tell; what is announced after it."""
    first = mail.announce(line)
    mail.settle(first, CannotTell())
    return mail.announce(line)


def test_a_notice_is_said_once_more_and_says_so() -> None:
    """The customer hears that somebody comes, perhaps twice, and then reads that it may be so."""
    mail = asked()
    again = lost(mail, Line.CUSTOMER)
    action = again.attempt.action
    assert isinstance(again.attempt.row.errand, Say)
    assert again.attempt.row.errand.own is Own.NOTICE
    assert isinstance(action, Post)
    assert isinstance(action.meaning, Notice)
    assert action.meaning.text.endswith(MARK)
    assert again.attempt.look is None


def test_a_card_is_posted_once_more_and_says_so() -> None:
    """The desk is not given up because one answer was lost: its thread is opened with a marked card."""
    mail = asked()
    again = lost(mail, Line.DESK)
    assert isinstance(again.attempt.row.errand, OpenDeskThread)
    assert isinstance(again.attempt.action, Open)
    assert isinstance(again.attempt.action.meaning, DeskCard)
    assert again.attempt.action.meaning.lagging == MARK
    mail.settle(again)
    assert mail.c.at_desk
    mail.post()
    assert "something odd happens" in mail.standing(mail.desk())


def test_what_is_retold_at_the_desk_is_said_once_more_and_says_so() -> None:
    """A recap of unknown fate stands there again under a title that tells it."""
    mail = asked()
    mail.settle(mail.announce(Line.DESK))
    action = lost(mail, Line.DESK).attempt.action
    assert isinstance(action, Post)
    assert isinstance(action.meaning, Recap)
    assert action.meaning.title.endswith(MARK)


def test_a_customers_words_at_the_desk_are_said_once_more_and_say_so() -> None:
    """The agent reads them, perhaps twice."""
    mail = claimed()
    mail.say("It is on fire now")
    action = lost(mail, Line.DESK).attempt.action
    assert isinstance(action, Post)
    assert isinstance(action.meaning, Spoken)
    assert (action.meaning.text, action.meaning.again) == ("It is on fire now", True)


def test_words_for_one_person_are_said_once_more_and_say_so() -> None:
    """A private word that went another way than in place is not repeated blindly either."""
    mail = at_desk()
    mail.say("I can take this", by=mail.world.town.ada, at=mail.desk())
    again = lost(mail, Line.ASIDE)
    assert isinstance(again.attempt.row.errand, Whisper)
    assert isinstance(again.attempt.action, WhisperTo)
    assert isinstance(again.attempt.action.meaning, Notice)
    assert again.attempt.action.meaning.text.endswith(MARK)


def test_an_agents_words_are_never_said_once_more_by_the_bot() -> None:
    """Whoever wrote them is asked to look, and sends them again or not."""
    mail = claimed()
    mail.say("Look at page 3", by=mail.world.town.ada, at=mail.desk())
    mail.settle(mail.announce(Line.CUSTOMER), CannotTell())
    mail.world.drain()
    assert [held.agent for held in mail.c.held] == [mail.world.town.ada]
    assert mail.standing(mail.desk()).count("Look at page 3") == 1


def test_an_answer_is_never_said_once_more() -> None:
    """A person is fetched, who sees whether the customer has it."""
    mail = Mail()
    mail.say("How do I reset my password?")
    mail.post(line=Line.ANSWERER)
    mail.settle(mail.announce(Line.CUSTOMER), CannotTell())
    mail.world.drain()
    assert isinstance(mail.c.state, Waiting)


@pytest.mark.parametrize(("made", "line"), [(asked, Line.DESK), (asked, Line.CUSTOMER), (claimed, Line.DESK)])
def test_there_is_one_copy_and_no_second(made: Callable[[], Mail], line: Line) -> None:
    """If nobody can tell of the copy either, the errand is given up."""
    mail = made()
    if made is claimed:
        mail.say("It is on fire now")
    again = lost(mail, line)
    mail.settle(again, CannotTell())
    with mail.world.store() as books:
        assert again.attempt.row.seq not in {row.seq for row in books.waiting(mail.c.id, line=line)}


def test_the_hush_counts_for_a_copy() -> None:
    """A notice that may not be said any more is not said once more either."""
    mail = asked()
    under_way = mail.announce(Line.CUSTOMER)
    mail.post(line=Line.DESK)
    mail.press(Button.CLAIM)
    mail.settle(under_way, CannotTell())
    mail.post()
    assert mail.standing(mail.world.town.help) == "something odd happens"


@pytest.mark.parametrize("name", sorted(MEANINGS))
def test_everything_that_may_stand_twice_says_so(name: str) -> None:
    """No meaning is repeated without a mark."""
    marked = once_more(MEANINGS[name], "en")
    assert MARK in str(marked) or getattr(marked, "again", False)


@pytest.mark.parametrize(("before", "told"), [(Unknown(), False), (None, True)])
def test_what_was_perhaps_taken_away_and_is_gone_was_taken(before: Outcome | None, *, told: bool) -> None:
    """A deletion tried once more finds nothing: it is done. Gone at the first try, its writer is told."""
    mail = claimed()
    said = mail.say("Look at page 3", by=mail.world.town.ada, at=mail.desk())
    mail.post()
    whispers = len(mail.world.platform.whispers)
    mail.delete(said)
    if before is not None:
        mail.settle(mail.announce(Line.CUSTOMER), before)
        mail.wait(timedelta(minutes=1))
    mail.settle(mail.announce(Line.CUSTOMER), Refused("nothing there", gone=True))
    mail.world.drain()
    mail.post()
    assert (len(mail.world.platform.whispers) > whispers) is told
