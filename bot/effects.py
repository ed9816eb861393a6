"""All that can follow from an event: changes made in the transaction, errands done by the courier.

Errands name sides and turn ids, never platforms and never text: the courier reads a turn when it
announces the errand, so edits and deletions before posting need no code of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation import Own
from bot.meanings import Button
from bot.people import Address, Person, Side
from bot.turns import Turn
from bot.words import Key, Phrase


@dataclass(frozen=True, slots=True)
class Write:
    """Insert or replace a turn."""

    turn: Turn


@dataclass(frozen=True, slots=True)
class Say:
    """Post a turn on one side. `thread` is the desk thread it is queued for; at the customer's 0.

    `wait` is how many seconds it stays here first, to be taken back.
    """

    to: Side
    turn: str
    own: Own = Own.NO
    thread: int = 0
    wait: float = 0


@dataclass(frozen=True, slots=True)
class SendFile:
    """Post the file number `number` of a turn on one side, after its words."""

    to: Side
    turn: str
    number: int
    thread: int = 0


@dataclass(frozen=True, slots=True)
class React:
    """Set or take back the bot's own mark on what shows a turn on one side, as `by` did on the other."""

    turn: str
    at: Side
    mark: str
    on: bool
    thread: int = 0
    by: Person | None = None


@dataclass(frozen=True, slots=True)
class TellOfMark:
    """Say in words the mark number `number` of a turn, where marks cannot be shown."""

    turn: str
    number: int


@dataclass(frozen=True, slots=True)
class OpenDeskThread:
    """Post the card of desk thread number `thread` as the head of a new thread in `desk`'s room."""

    desk: str
    thread: int


@dataclass(frozen=True, slots=True)
class CloseCard:
    """Redraw the card of an old desk thread as moved to `desk`."""

    thread: int
    desk: str


@dataclass(frozen=True, slots=True)
class Mirror:
    """Make the copy of a turn on one side say what the turn says now, or take it away.

    It is queued once for each desk thread, each with its `thread`; at the customer's that is 0.
    """

    turn: str
    at: Side
    thread: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """A button of a whisper: `about` a turn or the conversation."""

    button: Button
    label: Key
    about: str


@dataclass(frozen=True, slots=True)
class Whisper:
    """Tell one person something, seen by nobody else. `at` is where that person is looking."""

    to: Person
    at: Side | Address
    phrase: Phrase
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class AskAnswerer:
    """Have the question asked by event `question`, said in `turns`, drafted.

    `wait` is how many seconds more words are waited for: several quick messages are one question.
    """

    question: str
    turns: tuple[str, ...]
    wait: float = 0


@dataclass(frozen=True, slots=True)
class DrawCard:
    """Redraw the card of desk thread number `thread` from the state of the moment it is drawn."""

    thread: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Set a mark on the desk's copy of a turn: `delivered` or `failed`."""

    turn: str
    mark: str


Change = Write
Errand = (
    Say
    | SendFile
    | React
    | TellOfMark
    | OpenDeskThread
    | CloseCard
    | Mirror
    | Whisper
    | AskAnswerer
    | DrawCard
    | Mark
)
Effect = Change | Errand
