"""Teams as the bot's port: puts the parts together, and does what it is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from aiohttp import web

from adapters.teams.connector import PATIENCE
from adapters.teams.door import Door
from adapters.teams.edge import Token
from adapters.teams.facets import Private
from adapters.teams.files import TeamsFiles
from adapters.teams.greeting import Greeting
from adapters.teams.hooks import PATH, Hooks
from adapters.teams.links import permalink
from adapters.teams.listening import Around, Listening
from adapters.teams.posting import PACE, Posting
from adapters.teams.presses import Presses
from adapters.teams.render import card_of
from adapters.teams.shelf import Shelf
from adapters.teams.us import ADAPTER
from bot.meanings import Meaning
from bot.people import Address, Receipt
from bot.ports import Ask, Clock, Deliver, Files, Marks, Pace, People, Premises, Whispers

__all__ = ["TeamsAdapter", "utc_now"]

FILES = "teams-files"


def utc_now() -> datetime:
    """What time it is."""
    return datetime.now(UTC)


class TeamsAdapter:
    """One bot of one tenant. It listens once started, and can be asked who is who before.

    `token` takes the place of what Microsoft gives, for a Teams that is none; `patience` is seconds a call.
    """

    name = ADAPTER

    def __init__(
        self,
        premises: Premises,
        *,
        clock: Clock = utc_now,
        pace: Pace = PACE,
        token: Token | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._door, self._clock = Door(premises, token=token, patience=patience), clock
        connector, refs = self._door.connector, self._door.refs
        self._presses = Presses(lambda message, at: card_of(message, self._door.seen(at)))
        self._posting = Posting(connector, refs, self._presses)
        self._shelf = Shelf(TeamsFiles(connector, refs, premises.data / FILES))
        self._greeting: Greeting | None = None
        self._hooks: Hooks | None = None
        self.pace = pace
        self.people: People = self._door.directory
        self.whispers: Whispers | None = Private(connector, refs, self._presses)
        # A bot may set no reactions in Teams.
        self.marks: Marks | None = None
        self.files: Files | None = self._shelf

    @property
    def trouble(self) -> str:
        """What keeps Teams from working now, in one sentence; or ""."""
        return self._door.trouble

    def routes(self) -> Sequence[web.RouteDef]:
        """The address Teams calls."""
        return [web.post(PATH, self._hook)]

    async def _hook(self, request: web.Request) -> web.StreamResponse:
        if self._hooks is None:
            return web.Response(status=503, text="Not open yet.")
        return await self._hooks(request)

    async def start(self, deliver: Deliver, ask: Ask) -> None:
        """Let Teams in from now on."""
        self._greeting = Greeting(ask, self._posting.post)
        door = self._door
        around = Around(door.us, door.refs, door.directory, self._shelf, self._presses)
        listening = Listening(around, deliver, self._greeting, self._clock)
        self._hooks = Hooks(door.tokens(), door.hosts, listening.take)

    async def stop(self) -> None:
        """Let nobody in any more, and let go of everything."""
        self._hooks = None
        if self._greeting is not None:
            await self._greeting.close()
        await self._shelf.close()
        await self._door.close()

    # -- posting

    async def post(self, to: Address, message: Meaning, key: str) -> tuple[Receipt, ...]:
        """Say *message* at *to*."""
        return await self._posting.post(to, message, key)

    async def open_thread(self, room: Address, message: Meaning, key: str) -> Receipt:
        """Say *message* as the head of a new thread in *room*."""
        return await self._posting.open_thread(room, message, key)

    async def find(self, to: Address, key: str, since: datetime) -> tuple[Receipt, ...] | None:
        """None: Teams does not let a bot read what stands there."""
        return await self._posting.find(to, key, since)

    async def edit(self, receipts: tuple[Receipt, ...], message: Meaning) -> tuple[Receipt, ...]:
        """Make what stands behind *receipts* say *message*; whoever pressed on it sees it at once."""
        return await self._posting.edit(receipts, message)

    async def delete(self, receipts: tuple[Receipt, ...]) -> None:
        """Take away what stands behind *receipts*."""
        await self._posting.delete(receipts)

    def link(self, receipt: Receipt) -> str | None:
        """Where *receipt* is read; None in a chat with one person, which nobody else can open."""
        ref = self._door.ref(receipt.address)
        group = self._door.refs.group(ref)
        return permalink(ref, receipt, group, government=self._door.settings.government)
