"""What Teams' service refuses or leaves open, as our own errors. Pure.

What only reads, or does the same when done twice, may be asked for again. A post may not: Teams knows no
key of ours, so of an answer that never came nobody can tell whether the words stand there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum

from adapters.teams.reading import letters, within
from adapters.teams.us import ADAPTER
from bot.errors import AdapterError, AddressGone, NotAllowed, TooLong, Unavailable, Unsure

__all__ = ["LOCKED_OUT_FOR", "Again", "code_of", "lost", "refused", "wait"]

GONE = frozenset(
    {
        "ActivityNotFoundInConversation",
        "BotNotInConversationRoster",
        "ConversationNotFound",
        "MemberNotFoundInConversation",
        "NotFound",
        "TeamNotFound",
    }
)
"""A place, message or person that is not there, or not for us."""

TOO_LONG = "MessageSizeTooBig"

TOO_MANY, BUSY, TOO_LARGE, NOT_FOUND, NOT_MADE = 429, 412, 413, 404, 501
MAYBE_DONE = 500
TIMED_OUT = 408

PAUSE = 2.0
"""Seconds to wait where Teams did not say how long."""
LONGEST = 3600.0
LOCKED_OUT_FOR = 60.0
"""Seconds until a door that a token did not open is tried again."""


class Again(Enum):
    """Whether doing it twice is doing it once."""

    SAME = "same"
    TWICE = "twice"


def refused(call: str, again: Again, status: int, code: str, headers: Mapping[str, str]) -> AdapterError:
    """The error for an answer of Teams that is no success."""
    if status in {TOO_MANY, BUSY}:
        return Unavailable(ADAPTER, retry_after=wait(headers))
    if status == TOO_LARGE or code == TOO_LONG:
        return TooLong(f"Teams: too long for {call} ({code or status})")
    if status == TIMED_OUT or (status >= MAYBE_DONE and status != NOT_MADE):
        return lost(call, again, code or str(status), after=wait(headers))
    if status == NOT_FOUND or code in GONE:
        return AddressGone(f"Teams: {call} found nothing there ({code or status})")
    return NotAllowed(f"Teams refused {call} ({code or status})")


def lost(call: str, again: Again, why: str, *, after: float = PAUSE, written: bool = True) -> AdapterError:
    """The error where no clear answer came; what was never *written* was certainly not done."""
    if again is Again.SAME or not written:
        return Unavailable(ADAPTER, retry_after=after)
    return Unsure(f"Teams gave no clear answer to {call} ({why})")


def code_of(body: bytes) -> str:
    """Teams' own word for what is wrong, in an answer's body."""
    try:
        told = json.loads(body)
    except ValueError:
        return ""
    return letters(within(told, "error", "code"))[:100]


def wait(headers: Mapping[str, str]) -> float:
    """How many seconds Teams asks us to wait, in either way HTTP has to say it."""
    told = headers.get("Retry-After", "")
    try:
        seconds = float(told)
    except ValueError:
        seconds = _until(told)
    return min(LONGEST, seconds) if seconds >= 0 else PAUSE


def _until(told: str) -> float:
    try:
        then = parsedate_to_datetime(told)
    except ValueError:
        return PAUSE
    return max(0.0, ((then if then.tzinfo else then.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds())
