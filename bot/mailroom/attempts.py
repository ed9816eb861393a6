"""What the courier is asked to do, drawn at the last moment, and what it can answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.judgement import Draft, Failed, Question
from bot.meanings import Meaning, Say
from bot.people import Address, Person, Receipt
from bot.records import Outgoing
from bot.written import Attachment


@dataclass(frozen=True, slots=True)
class Post:
    """Post at an address."""

    to: Address
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Open:
    """Open a thread in a room."""

    room: Address
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Change:
    """Redraw posts of ours."""

    receipts: tuple[Receipt, ...]
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Remove:
    """Take posts of ours away."""

    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True)
class WhisperTo:
    """Tell one person, in the direct chat where no place is known (`at` is None).

    `desk` is the thread to name the person in where nothing else works.
    """

    at: Address | None
    person: Person
    meaning: Meaning
    desk: Address | None


@dataclass(frozen=True, slots=True)
class CarryFile:
    """Post a file that was sent elsewhere. `caption` tells whose it is; `linked` stands above a link."""

    to: Address
    file: Attachment
    caption: Say
    linked: str = ""


@dataclass(frozen=True, slots=True)
class MarkOn:
    """Set a mark on a message, or take it back."""

    receipt: Receipt
    mark: str
    on: bool = True


@dataclass(frozen=True, slots=True)
class Think:
    """Have a question drafted; `at` is where the customer may see that somebody is typing."""

    question: Question
    at: Address | None


GIVE_UP_AFTER = 10
"""How often an errand failed, or a look for it failed or found nothing, before it counts as refused.

An errand that is tried after that is the one copy of something nobody can look for.
"""

Action = Post | CarryFile | Open | Change | Remove | WhisperTo | MarkOn | Think


@dataclass(frozen=True, slots=True)
class Attempt:
    """One errand to be done now. With `look` it may have been done since then: look before doing it."""

    row: Outgoing
    action: Action
    look: datetime | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """It stands; `receipts` are its proof, empty where there is nothing to prove."""

    receipts: tuple[Receipt, ...] = ()


@dataclass(frozen=True, slots=True)
class Thought:
    """The answerer's draft."""

    draft: Draft | Failed


@dataclass(frozen=True, slots=True)
class Later:
    """Certainly not done: try again after so many seconds. `everywhere`: nor would anything else be."""

    seconds: float
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody knows whether it was done."""


@dataclass(frozen=True, slots=True)
class NotFound:
    """Looked for, and it was not done."""


@dataclass(frozen=True, slots=True)
class CannotTell:
    """The platform has no way to look."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Refused for good; `gone` tells that the place itself is gone."""

    why: str
    gone: bool = False


Outcome = Done | Thought | Later | Unknown | NotFound | CannotTell | Refused
