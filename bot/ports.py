"""What this programme needs of the world, as protocols: adapters, the answerer, the clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bot.events import Heard
from bot.judgement import Draft, Question
from bot.meanings import Button, Form, Home, Meaning, Prompts, Say, Why
from bot.people import Address, Person, Receipt, Room, Side
from bot.written import Attachment

if TYPE_CHECKING:
    from aiohttp import web


@dataclass(frozen=True, slots=True)
class Window:
    """At most `most` posts in any span of so many seconds."""

    most: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Pace:
    """What a platform takes from us, edits and marks counted: in one place, and in all places together.

    Every window holds; without any there is no limit. A place is a room, or with `by_thread` a thread.
    """

    place: tuple[Window, ...] = ()
    overall: tuple[Window, ...] = ()
    by_thread: bool = False


@dataclass(frozen=True, slots=True)
class HomeWanted:
    """An agent opens the waiting list."""

    by: Person


@dataclass(frozen=True, slots=True)
class WhyWanted:
    """An agent asks why the message behind `receipt` was said."""

    by: Person
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class FormWanted:
    """An agent pressed a button that wants words first."""

    by: Person
    button: Button
    about: str


@dataclass(frozen=True, slots=True)
class PromptsWanted:
    """Somebody opened a chat with the bot in `room`."""

    by: Person
    room: Address


@dataclass(frozen=True, slots=True)
class OpenPlacesWanted:
    """An adapter heard nothing for a while, and asks where open conversations of its own stand."""

    adapter: str


@dataclass(frozen=True, slots=True)
class OpenPlaces:
    """The places of open conversations on one adapter, customers' and desk threads."""

    places: tuple[Address, ...]


Wanted = HomeWanted | WhyWanted | FormWanted | PromptsWanted | OpenPlacesWanted
Known = Home | Why | Form | Prompts | OpenPlaces

Deliver = Callable[[Heard], Awaitable[None]]
"""Hand in what was heard; returns once it is durable. Only then may the platform be answered."""

Ask = Callable[[Wanted], Awaitable[Known | None]]
"""Read-only questions, answered from committed state; None for whoever is at no desk, or nothing known."""


class People(Protocol):
    """Who is who on one platform."""

    async def person(self, person_id: str) -> Person:
        """The person behind the platform's id; AddressGone if there is none."""
        ...

    async def room(self, address: Address) -> Room:
        """What is known of a room; AddressGone if it is gone, archived, or the bot is not in it."""
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
        """Set or take back the bot's own mark: `delivered`, `failed`, or the plain name of people's."""
        ...


@dataclass(frozen=True, slots=True)
class Spooled:
    """A file the house keeps: where its content lies, and what it is called."""

    path: Path
    name: str
    mime: str
    size: int


class Pickups(Protocol):
    """Links by which one person fetches a file, for platforms that take none."""

    async def offer(self, file: Spooled, key: str, *, turn: str, at: Side) -> str:
        """The address of a page that hands out *file*; the same for the same *key*.

        It works while the words of *turn*, with which the file came, may be seen on side *at*.
        """
        ...


class Files(Protocol):
    """A facet a platform may lack: files in both directions. `most` is the size of the largest, in bytes."""

    most: int

    def fetch(self, file: Attachment) -> AsyncIterator[bytes]:
        """The content of a file somebody sent; NotAllowed or AddressGone if it cannot be had."""
        ...

    async def send(self, to: Address, file: Spooled, caption: Say) -> tuple[Receipt, ...]:
        """Post a file, *caption* telling whose it is."""
        ...

    async def find(self, to: Address, name: str, since: datetime) -> tuple[Receipt, ...] | None:
        """The receipts of a file of that name we posted since then, () if none, None if one cannot tell."""
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
    files: Files | None

    @property
    def trouble(self) -> str:
        """What keeps this platform from working now, in one sentence for whoever runs the house; or ""."""
        ...

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


@dataclass(frozen=True, slots=True)
class Premises:
    """What a platform is opened with.

    `options` is the platform's own settings dataclass, filled from its table of the settings file.
    `secrets` are those set, `addresses` those of private clouds (`SLACK_API_URL`), both by their usual names.
    `rooms` are the rooms of the settings that name this platform, `*` included. HTTP is served at `host`.
    """

    data: Path
    port: int
    options: object
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    addresses: Mapping[str, str] = field(default_factory=dict)
    rooms: tuple[str, ...] = ()
    host: str = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing `frontdesk check` looked at: whether it is well, and what was seen or what to do."""

    what: str
    well: bool
    told: str


class Platform(Protocol):
    """What an installed package offers under the entry point group `frontdesk.adapters`.

    `settings` is the dataclass of its table in the settings file; None where it has none. Beside the code may
    lie a `frontdesk.toml`, the short settings file that `frontdesk init` writes.
    """

    name: str
    settings: type[Any] | None

    def faults(self, premises: Premises) -> Sequence[str]:
        """What is wrong with these settings, each fault with an example of what works."""
        ...

    def open(self, premises: Premises) -> Adapter:
        """The adapter, not yet listening."""
        ...

    async def examine(self, premises: Premises) -> Sequence[Finding]:
        """Whether the platform takes these secrets, has these rooms and allows what is needed."""
        ...
