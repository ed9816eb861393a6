"""What this programme needs of the world, as protocols: adapters, the answerer, the clock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from bot.events import Heard
from bot.judgement import Draft, Question
from bot.meanings import Home, Meaning, Why
from bot.people import Address, Person, Receipt

if TYPE_CHECKING:
    from aiohttp import web


@dataclass(frozen=True, slots=True)
class Pace:
    """How often one room may be posted to: seconds between two posts, edits counted."""

    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class HomeWanted:
    """An agent opens the waiting list."""

    by: Person


@dataclass(frozen=True, slots=True)
class WhyWanted:
    """An agent asks why the message behind `receipt` was said."""

    by: Person
    receipt: Receipt


Deliver = Callable[[Heard], Awaitable[None]]
"""Hand in what was heard; returns once it is durable. Only then may the platform be answered."""

Ask = Callable[[HomeWanted | WhyWanted], Awaitable[Home | Why | None]]
"""Read-only questions, answered from committed state; None for whoever is at no desk, or nothing known."""


class People(Protocol):
    """Who is who on one platform."""

    async def person(self, person_id: str) -> Person:
        """The person behind the platform's id; AddressGone if there is none."""
        ...

    async def members(self, room: Address) -> Sequence[Person]:
        """Everybody in a room, the bot left out; AddressGone if the room is gone."""
        ...

    async def direct(self, person: Person) -> Address:
        """The direct chat between this person and the bot."""
        ...


class Whispers(Protocol):
    """A facet a platform may lack: text that one person sees in a shared place."""

    async def whisper(self, at: Address, person: Person, message: Meaning) -> None:
        """Show *message* at *at* to *person* alone."""
        ...

    async def typing(self, at: Address) -> None:
        """Show that an answer is on its way; forgotten by the platform by itself."""
        ...


class Marks(Protocol):
    """A facet a platform may lack: small marks on a message."""

    async def react(self, receipt: Receipt, mark: str, *, on: bool) -> None:
        """Set or take back the bot's own mark (`delivered`, `failed`)."""
        ...


class Adapter(Protocol):
    """One chat platform. Tells what it hears through `deliver`; does what it is told, and decides nothing.

    Posting verbs raise `Unavailable` (certainly not done), `Unsure` (maybe done), or `NotAllowed`,
    `AddressGone`, `TooLong` (refused for good).
    """

    name: str
    pace: Pace
    people: People
    whispers: Whispers | None
    marks: Marks | None

    def routes(self) -> Sequence[web.RouteDef]:
        """The HTTP routes this platform calls."""
        ...

    async def start(self, deliver: Deliver, ask: Ask) -> None:
        """Begin to listen."""
        ...

    async def stop(self) -> None:
        """Stop listening and let go of everything."""
        ...

    async def post(self, to: Address, message: Meaning, key: str) -> tuple[Receipt, ...]:
        """Post *message*; several receipts where it had to be split. `key` is ours, for `find`."""
        ...

    async def open_thread(self, room: Address, message: Meaning, key: str) -> Receipt:
        """Post *message* as the head of a new thread; the receipt's address is that thread."""
        ...

    async def find(self, to: Address, key: str, since: datetime) -> tuple[Receipt, ...] | None:
        """The receipts of what was posted with *key* since then, () if nothing, None if one cannot tell."""
        ...

    async def edit(self, receipts: tuple[Receipt, ...], message: Meaning) -> tuple[Receipt, ...]:
        """Make what stands behind *receipts* say *message*."""
        ...

    async def delete(self, receipts: tuple[Receipt, ...]) -> None:
        """Take away what stands behind *receipts*."""
        ...

    def link(self, receipt: Receipt) -> str | None:
        """An address a browser opens at that message, if the platform has one."""
        ...


class Answerer(Protocol):
    """What answers by itself."""

    async def draft(self, question: Question) -> Draft:
        """What is proposed for *question*; AnswererError if the model or the index failed."""
        ...


class Clock(Protocol):
    """What time it is."""

    def __call__(self) -> datetime:
        """Now, with its zone (UTC)."""
        ...
