"""Which clock of a conversation rings next: a function of its state, so nobody forgets to start one."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from bot.conversation import Answering, Claimed, Conversation, Resolved, Waiting
from bot.settings import Rules

NUDGES = 3
"""How often the desk is reminded of one waiting customer before the ladder ends."""


class Bell(StrEnum):
    """The clocks there are."""

    ANSWER = "answer"
    CLAIM = "claim"
    REPLY = "reply"
    IDLE = "idle"


def clock(c: Conversation, rules: Rules) -> tuple[Bell, datetime] | None:
    """What rings next and when; None only where nobody waits for anything."""
    match c.state:
        case Answering(need=need) | Resolved(need=need) if need is not None:
            return Bell.ANSWER, need.since + rules.settled + rules.answer
        case Waiting(since=since, nudges=nudges) if nudges < NUDGES and not c.lost:
            return Bell.CLAIM, _reminder(since, nudges, rules)
        case Waiting(since=since):
            last = _reminder(since, NUDGES - 1, rules)
            return Bell.IDLE, max(c.touched, last) + rules.desk.idle
        case Claimed(owed=owed) if owed is not None and not c.lost:
            return Bell.REPLY, rules.hours.after(owed, rules.desk.reply)
        case Answering() | Claimed():
            return Bell.IDLE, c.touched + rules.desk.idle
        case Resolved():
            return None


def _reminder(since: datetime, nudges: int, rules: Rules) -> datetime:
    """When the next reminder is due; what people owe is counted in the desk's open hours."""
    return rules.hours.after(since, rules.desk.claim * _steps(nudges))


def _steps(nudges: int) -> int:
    """Each reminder waits twice as long as the one before: 1, 3, 7 times the first."""
    return int(2 ** (nudges + 1)) - 1


def minutes(span: timedelta) -> str:
    """A span in whole minutes, as a sentence says it."""
    return str(max(1, round(span.total_seconds() / 60)))
