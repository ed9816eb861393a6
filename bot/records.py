"""What the mailroom keeps, and what it needs of a store: rows and one protocol, no database.

Two stores fulfil it: SQL (bot.store) and plain dicts (in the tests), so that the same random walk runs
over both. Every call happens inside one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.conversation import Conversation, Own
from bot.effects import (
    AskAnswerer,
    CloseCard,
    DrawCard,
    Errand,
    Mark,
    Mirror,
    OpenDeskThread,
    React,
    Say,
    SendFile,
    TellOfMark,
    Whisper,
)
from bot.events import Event
from bot.people import Address, Person, Receipt, Side
from bot.rooms import Names
from bot.turns import Turn


class Line(StrEnum):
    """Errands of one line of a conversation are done strictly in order; lines do not wait for one another."""

    CUSTOMER = "customer"
    DESK = "desk"
    ASIDE = "aside"
    ANSWERER = "answerer"
    CARD = "card"


class Stage(StrEnum):
    """How far an errand is. doubt: announced, and nobody knows whether it was done."""

    NEW = "new"
    ANNOUNCED = "announced"
    DOUBT = "doubt"
    SENT = "sent"
    WITHDRAWN = "withdrawn"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A stored event that waits for its lane."""

    seq: int
    lane: str
    event: Event


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A stored errand. `due` is when it may be tried; `since` when it was first announced.

    `tries` counts how often it was certainly not done though the platform did not ask us to wait.
    """

    seq: int
    key: str
    conversation: str
    line: Line
    errand: Errand
    stage: Stage
    due: datetime
    since: datetime | None = None
    tries: int = 0
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where one side of a conversation is. `thread` counts desk threads; the customer's is 0."""

    conversation: str
    side: Side
    thread: int
    address: Address


@dataclass(frozen=True, slots=True)
class Copy:
    """Our posts that show one turn on one side; `part_of` is the turn of the post it is retold in.

    Each desk thread has its own; at the customer's `thread` is 0.
    """

    conversation: str
    turn: str
    side: Side
    thread: int
    receipts: tuple[Receipt, ...]
    part_of: str = ""


def line_of(errand: Errand) -> Line:
    """The line an errand stands in."""
    match errand:
        case Say(to=side) | Mirror(at=side):
            return Line.CUSTOMER if side is Side.CUSTOMER else Line.DESK
        case OpenDeskThread():
            return Line.DESK
        case DrawCard() | CloseCard():
            return Line.CARD
        case Whisper() | Mark() | SendFile() | React() | TellOfMark():
            return Line.ASIDE
        case AskAnswerer():
            return Line.ANSWERER


def own_of(errand: Errand) -> Own:
    """Whether the errand carries the bot's own words to the customer, and of which kind."""
    return errand.own if isinstance(errand, Say) else Own.NO


def wait_of(errand: Errand) -> timedelta:
    """How long an errand waits before it is first tried."""
    return timedelta(seconds=errand.wait if isinstance(errand, Say | AskAnswerer) else 0)


class Books(Protocol):
    """The store inside one transaction."""

    # events
    def hear(self, event: Event, lane: str, at: datetime, *, parked: str = "") -> bool:
        """Keep an event, once; False if its id is known. `parked` is the address it waits for."""
        ...

    def next_in(self, lane: str) -> Incoming | None:
        """The oldest event that waits in *lane*."""
        ...

    def lanes(self) -> Sequence[str]:
        """All lanes in which events wait, the oldest first."""
        ...

    def finish(self, incoming: Incoming, conversation: str) -> None:
        """The event is dealt with; *conversation* is whose it was, or ""."""
        ...

    def adopt(self, address: Address, lane: str) -> int:
        """Move the events parked at *address* into *lane*; how many there were."""
        ...

    def expire_parked(self, before: datetime) -> Sequence[Event]:
        """Give up the events parked since before then, and tell which."""
        ...

    # conversations
    def conversation(self, conversation_id: str) -> Conversation | None:
        """The conversation, if there is one of that id."""
        ...

    def add_conversation(self, c: Conversation, address: Address) -> None:
        """A new one, at the customer's *address*; StaleConversation if one is open there already."""
        ...

    def save(self, before: Conversation, after: Conversation) -> None:
        """Replace it; StaleConversation if somebody saved since *before* was read."""
        ...

    def open_conversations(self, *, desk: str = "", holder: Person | None = None) -> Sequence[Conversation]:
        """Those not resolved, oldest first; of one desk, or held by one agent."""
        ...

    # turns
    def turn(self, turn_id: str) -> Turn | None:
        """One turn."""
        ...

    def turns(self, ids: Sequence[str]) -> Sequence[Turn]:
        """Those turns that exist, in the order asked for."""
        ...

    def whose_turn(self, turn_id: str) -> str | None:
        """The conversation a turn belongs to."""
        ...

    def put_turn(self, conversation: str, turn: Turn) -> None:
        """Insert or replace a turn."""
        ...

    # places and copies
    def place_at(self, address: Address) -> Place | None:
        """The newest place at exactly that address."""
        ...

    def place(self, conversation: str, side: Side, thread: int) -> Address | None:
        """Where a side of a conversation is."""
        ...

    def put_place(self, place: Place) -> None:
        """A side of a conversation is there from now on."""
        ...

    def places_in(self, room: Address) -> Sequence[Place]:
        """All places of open conversations in a room."""
        ...

    def rooms(self) -> Names:
        """Every room that moved, by all its names."""
        ...

    def move_room(self, room: Address, now: Address) -> None:
        """Places and copies in *room* are in *now*, and so are conversations open and events parked there."""
        ...

    def copy(self, turn: str, side: Side, thread: int) -> Copy | None:
        """Our posts showing a turn on one side, in one desk thread."""
        ...

    def put_copy(self, copy: Copy) -> None:
        """Remember posts of ours."""
        ...

    def copy_at(self, receipt: Receipt) -> Copy | None:
        """Which turn a post of ours shows."""
        ...

    # errands
    def send(self, key: str, conversation: str, line: Line, errand: Errand, due: datetime) -> None:
        """Queue an errand; a key that is known is not queued again, a card is drawn anew."""
        ...

    def reword(self, seq: int, errand: Errand) -> None:
        """An errand that is not announced says something else."""
        ...

    def head(self, conversation: str, line: Line, *, only_opening: bool = False) -> Outgoing | None:
        """The first errand of a line that is neither done nor given up."""
        ...

    def stage(
        self,
        seq: int,
        stage: Stage,
        *,
        due: datetime | None = None,
        since: datetime | None = None,
        tries: int | None = None,
    ) -> None:
        """An errand is that far now."""
        ...

    def outgoing(self, seq: int) -> Outgoing | None:
        """One errand."""
        ...

    def waiting(self, conversation: str, *, line: Line) -> Sequence[Outgoing]:
        """The errands of a line still NEW, in order."""
        ...

    def unfinished(self, conversation: str, *, line: Line) -> Sequence[Outgoing]:
        """The errands of a line neither done nor given up, in order."""
        ...

    def opening_at(self, desk: str) -> bool:
        """Whether a thread at that desk may have been opened whose receipt is not known yet."""
        ...

    def lines_due(self, now: datetime) -> Sequence[tuple[str, Line]]:
        """Lines with an errand that may be tried now, the oldest errand first."""
        ...

    def doubt_all(self, now: datetime) -> int:
        """Everything announced by a process that is gone is in doubt; how many there were."""
        ...

    # duty
    def away(self) -> Mapping[Person, datetime]:
        """Who is off duty, and since when."""
        ...

    def set_duty(self, person: Person, since: datetime, *, on: bool) -> None:
        """*person* is on or off duty since then; the latest word counts."""
        ...

    # clocks
    def set_clock(self, conversation: str, bell: tuple[str, datetime] | None) -> None:
        """The one clock of a conversation, or none."""
        ...

    def ringing(self, now: datetime) -> Sequence[tuple[str, str, datetime]]:
        """(conversation, bell, due) of all clocks due by now."""
        ...

    def next_due(self, now: datetime) -> datetime | None:
        """When the next clock rings or the next errand's pause ends, after *now*."""
        ...
