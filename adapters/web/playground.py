"""The playground as a chat platform: the bot's port over rooms in a file and pages on loopback."""

from __future__ import annotations

import asyncio
import logging
import secrets
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from aiohttp import web

from adapters.web import render
from adapters.web.acts import Acts
from adapters.web.doors import Doors
from adapters.web.facets import Facets, room_of
from adapters.web.frames import Act, Refused
from adapters.web.hearing import Hearing
from adapters.web.keeper import Keeper
from adapters.web.pages import Pages, dump
from adapters.web.parse import LONGEST
from adapters.web.rooms import BOT, Rooms
from adapters.web.settings import WebSettings
from adapters.web.standing import Post, Standing
from adapters.web.talk import Talk
from adapters.web.world import ADAPTER, World, demonstration
from bot.errors import NotAllowed, TooLong
from bot.meanings import Answer, Choice, DeskCard, Gone, Meaning, Notice, Recap, Say
from bot.people import Address, Receipt
from bot.ports import Ask, Clock, Deliver, Files, Marks, Pace, People, Whispers

SETTLE = 0.15  # seconds in which changes of cards are gathered into one new waiting list
log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """What time it is."""
    return datetime.now(UTC)


class WebAdapter:
    """The playground of *world*. `entrance` gives the address to open in a browser."""

    name = ADAPTER
    pace = Pace()

    def __init__(self, settings: WebSettings, world: World | None = None, *, clock: Clock = utc_now) -> None:
        self.world = world or demonstration()
        self._clock = clock
        self._keeper = Keeper(settings.data)
        self._rooms = Rooms(self.world, secrets.token_hex(3))
        self._acts = Acts(self.world, self._rooms, clock)
        self._pages = Pages()
        self._doors = Doors(settings, self._converse)
        self._talk: Talk | None = None
        self._hearing: Hearing | None = None
        self._settling: asyncio.Task[None] | None = None
        facets = Facets(self.world, clock, self._keeper, self._rooms, self._pages)
        self.people: People = facets
        self.whispers: Whispers | None = facets
        self.marks: Marks | None = facets
        self.files: Files | None = None
        self.trouble = ""

    def routes(self) -> Sequence[web.RouteDef]:
        """The page, its files and its socket."""
        return self._doors.routes()

    def entrance(self) -> str:
        """A fresh address that lets one browser in."""
        return self._doors.entrance()

    async def start(self, deliver: Deliver, ask: Ask) -> None:
        """Open the rooms, and hand in again what was not taken before."""
        await asyncio.to_thread(self._doors.open)
        await self._keeper.open()
        await self._keeper.do(self._rooms.begin)
        self._hearing = Hearing(self.world, deliver, taken=self._on_taken, refused=self._on_refused)
        self._talk = Talk(
            world=self.world,
            clock=self._clock,
            keeper=self._keeper,
            rooms=self._rooms,
            acts=self._acts,
            pages=self._pages,
            hearing=self._hearing,
            ask=ask,
            strange=set(),
        )
        for act in await self._keeper.do(self._acts.unheard):
            _ = self._hearing.hand_in(act)

    async def stop(self) -> None:
        """Close the pages and let go of the file; a page that comes back meanwhile is sent away."""
        self._talk = None
        await self._pages.close()
        if self._settling is not None:
            self._settling.cancel()
        if self._hearing is not None:
            await self._hearing.stop()
        await self._keeper.close()

    async def post(self, to: Address, message: Meaning, key: str) -> tuple[Receipt, ...]:
        """Post *message*; in a room with threads a post without one is the head of a new thread."""
        return (await self._put(to, message, key),)

    async def open_thread(self, room: Address, message: Meaning, key: str) -> Receipt:
        """Post *message* as the head of a new thread; NotAllowed in a direct chat."""
        if not room_of(self.world, room).threads:
            raise NotAllowed(f"{room.key!r} is a direct chat and has no threads; use help or desk")
        return await self._put(room.whole_room(), message, key)

    async def find(self, to: Address, key: str, since: datetime) -> tuple[Receipt, ...] | None:
        """The receipts of what stands there with *key* since then."""
        room_of(self.world, to)
        return await self._keeper.do(lambda db: self._rooms.found(db, to, key, since))

    async def edit(self, receipts: tuple[Receipt, ...], message: Meaning) -> tuple[Receipt, ...]:
        """Let what stands there say *message* from now on."""
        body, message_id = _drawn(message), receipts[0].message

        def redraw(db: sqlite3.Connection) -> Standing:
            self._rooms.own(db, message_id)
            return self._rooms.redraw(db, message_id, body)

        await self._keeper.do(redraw, self._show)
        self._card_changed(message)
        return receipts

    async def delete(self, receipts: tuple[Receipt, ...]) -> None:
        """Take away what stands there."""

        def remove(db: sqlite3.Connection) -> list[Standing]:
            own = [self._rooms.own(db, receipt.message) for receipt in receipts]
            return [self._rooms.remove(db, message.id) for message in own]

        await self._keeper.do(remove, self._show_all)

    def link(self, receipt: Receipt) -> str | None:
        """Where the page shows that message."""
        return f"/#{receipt.address.room}/{receipt.message}"

    async def _converse(self, socket: web.WebSocketResponse) -> None:
        if self._talk is None:
            await socket.close(code=1013, message=b"The playground is starting")
        else:
            await self._talk.converse(socket)

    async def _put(self, to: Address, message: Meaning, key: str) -> Receipt:
        room_of(self.world, to)
        post = Post(BOT, to, self._clock(), body=_drawn(message), key=key)
        standing = await self._keeper.do(lambda db: self._rooms.put(db, post), self._show)
        self._card_changed(message)
        return standing.receipt

    def _show(self, message: Standing | None) -> None:
        if message is not None:
            self._pages.tell({"type": "message", "message": message.tree()})

    def _show_all(self, messages: Iterable[Standing]) -> None:
        for message in messages:
            self._show(message)

    def _on_taken(self, act: Act) -> None:
        """Nobody waits for this: an act that is heard twice has the same id both times."""
        self._keeper.put_down(lambda db: self._acts.set_heard(db, act), self._show)

    def _on_refused(self, act: Act) -> None:
        self._keeper.put_down(lambda db: self._rooms.set_heard(db, act.message, heard=False), self._show)

    def _card_changed(self, message: Meaning) -> None:
        """Gather changes of cards for a moment, then give every agent a new waiting list."""
        if isinstance(message, DeskCard) and (self._settling is None or self._settling.done()):
            self._settling = asyncio.create_task(self._renew_homes())

    async def _renew_homes(self) -> None:
        await asyncio.sleep(SETTLE)
        self._settling = None
        if self._talk is None or not self._pages:
            return
        try:
            for agent in self.world.agents:
                self._pages.tell(await self._talk.home(agent))
        except Refused:
            log.warning("The waiting list could not be read; the next change of a card tries again")


def _drawn(message: Meaning) -> str:
    """The body to store; TooLong for words that nobody could have typed in one message."""
    match message:
        case Say() | Answer() | Choice() | Notice() | Gone():
            if len(message.text) > LONGEST:
                raise TooLong(f"a message can have {LONGEST:,} characters, this has {len(message.text):,}")
        case Recap() | DeskCard():
            pass
    return dump(render.body(message))
