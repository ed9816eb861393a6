"""Which clock rings next, in every state."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.clocks import NUDGES, Bell, clock, minutes
from bot.conversation import Conversation
from bot.hours import hours
from tests.core.builders import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    RULES,
    answering,
    asked,
    claimed,
    resolved,
    waiting,
)

ANSWER, CLAIM, REPLY, IDLE = RULES.answer, 5 * MINUTE, 15 * MINUTE, 3 * DAY
LADDER = 7 * CLAIM

TABLE = [
    ("a question in hand", answering(asked()), (Bell.ANSWER, NOW + ANSWER)),
    ("nothing asked", answering(), (Bell.IDLE, NOW + IDLE)),
    ("nothing asked for a while", answering(touched=NOW + HOUR), (Bell.IDLE, NOW + HOUR + IDLE)),
    ("first reminder", waiting(), (Bell.CLAIM, NOW + CLAIM)),
    ("second reminder", waiting(nudges=1), (Bell.CLAIM, NOW + 3 * CLAIM)),
    ("third reminder", waiting(nudges=2), (Bell.CLAIM, NOW + 7 * CLAIM)),
    ("end of the ladder", waiting(nudges=NUDGES), (Bell.IDLE, NOW + LADDER + IDLE)),
    ("written since", waiting(nudges=NUDGES, touched=NOW + DAY), (Bell.IDLE, NOW + DAY + IDLE)),
    ("customer's room gone", waiting(lost=True), (Bell.IDLE, NOW + LADDER + IDLE)),
    ("words owed", claimed(owed=NOW), (Bell.REPLY, NOW + REPLY)),
    ("nothing owed", claimed(), (Bell.IDLE, NOW + IDLE)),
    ("words owed to nobody there", claimed(owed=NOW, lost=True), (Bell.IDLE, NOW + IDLE)),
    ("over", resolved(), None),
    ("over, but spoken to", resolved(need=asked()), (Bell.ANSWER, NOW + ANSWER)),
]


@pytest.mark.parametrize(("c", "bell"), [pytest.param(c, bell, id=name) for name, c, bell in TABLE])
def test_the_next_clock(c: Conversation, bell: tuple[Bell, datetime] | None) -> None:
    """Each state has the one clock of the table, and only a resolved one nobody spoke to has none."""
    assert clock(c, RULES) == bell


FRIDAY_EVENING = datetime(2026, 11, 27, 17, 58, tzinfo=UTC)
MONDAY_MORNING = datetime(2026, 11, 30, 9, 3, tzinfo=UTC)
OFFICE = replace(RULES, hours=hours("Mon-Fri 09:00-18:00 UTC"))


def test_people_owe_nothing_while_they_are_not_at_work() -> None:
    """The clocks of people stand still over the weekend; those of the bot and of rest do not."""
    waits, owes = waiting(since=FRIDAY_EVENING), claimed(owed=FRIDAY_EVENING)
    assert clock(waits, OFFICE) == (Bell.CLAIM, MONDAY_MORNING)
    assert clock(owes, OFFICE) == (Bell.REPLY, MONDAY_MORNING + 10 * MINUTE)
    assert clock(answering(touched=FRIDAY_EVENING), OFFICE) == (Bell.IDLE, FRIDAY_EVENING + IDLE)


def test_the_ladder_ends_over_the_weekend_too() -> None:
    """Reminders are counted in open time, and after the last one the rest begins."""
    waits = waiting(since=FRIDAY_EVENING, nudges=NUDGES)
    last = MONDAY_MORNING + LADDER - CLAIM
    assert clock(waits, OFFICE) == (Bell.IDLE, last + IDLE)


@pytest.mark.parametrize(
    ("span", "said"),
    [(timedelta(0), "1"), (timedelta(seconds=29), "1"), (5 * MINUTE, "5"), (2 * HOUR, "120")],
)
def test_minutes_are_whole(span: timedelta, said: str) -> None:
    """A span is told in whole minutes, at least one."""
    assert minutes(span) == said
