"""What a line says when it wishes to do its next errand, and what it is told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum

from bot.people import Address
from bot.records import Line

__all__ = ["Bid", "Call", "Leave", "Queue", "Rank"]

Queue = tuple[str, Line]
"""One line of one conversation."""


class Rank(IntEnum):
    """What goes first where not all can go at once."""

    WORDS = 1
    WHISPER = 2
    DESK = 3
    BOT = 4
    REDRAW = 5
    MARK = 6


class Call(StrEnum):
    """What is asked of a platform; one that has enough of one kind may still take the others."""

    POST = "post"
    CHANGE = "change"
    WHISPER = "whisper"
    MARK = "mark"


class Leave(Enum):
    """Whether an errand may be announced."""

    AT_ONCE = "at once"
    AFTER_WAITING = "after waiting"
    NOT_YET = "not yet"


@dataclass(frozen=True, slots=True)
class Bid:
    """A line that wishes to do its next errand at `place`.

    `number` is that errand's: of equal rank the older goes first. `work` is how many errands stand in the
    line.
    """

    queue: Queue
    place: Address
    call: Call
    rank: Rank
    number: int
    work: int = 1
