"""Which clock rings next, in every state."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.clocks import NUDGES, Bell, clock, minutes
from bot.conversation import Conversation
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


@pytest.mark.parametrize(
    ("span", "said"),
    [(timedelta(0), "1"), (timedelta(seconds=29), "1"), (5 * MINUTE, "5"), (2 * HOUR, "120")],
)
def test_minutes_are_whole(span: timedelta, said: str) -> None:
    """A span is told in whole minutes, at least one."""
    assert minutes(span) == said
