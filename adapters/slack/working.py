"""What stands while the adapter listens: built when it starts, taken down when it stops."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from adapters.slack.deafness import Deafness, Ear
from adapters.slack.door import Door, Inside
from adapters.slack.files import SlackFiles
from adapters.slack.links import permalink
from adapters.slack.listening import Hooks, Listening
from adapters.slack.posting import CUSTOMIZE, Posting
from adapters.slack.sockets import Sockets
from adapters.slack.surfaces import Surfaces
from bot.events import DutyChanged, Heard
from bot.people import Receipt
from bot.ports import Ask, Deliver

__all__ = ["Working"]


class Working:
    """The parts of a listening adapter, in *inside*. Either `sockets` or `hooks` lets Slack's requests in."""

    def __init__(
        self,
        door: Door,
        inside: Inside,
        files: SlackFiles,
        ear: Ear,
        doors: tuple[Deliver, Ask],
        revoked: Callable[[str], None],
    ) -> None:
        self._inside, self._ear = inside, ear
        self._deliver, ask = doors
        self.posting = Posting(door.calls, inside.us.bot, named=inside.may(CUSTOMIZE))
        self.surfaces = Surfaces(door, ask, self._deliver, self.link, revoked)
        self.listening = Listening(door, files, self._delivered, self.surfaces.answer, self.surfaces.pressed)
        self._deafness = Deafness(ear, inside.us, self.posting, ask, self._deliver, self.listening.take)
        self.hooks: Hooks | None = None
        self._sockets: Sockets | None = None
        self._watch: asyncio.Task[None] | None = None

    def link(self, receipt: Receipt) -> str:
        """Where *receipt* is read."""
        return permalink(self._inside.us.url, receipt)

    async def _delivered(self, event: Heard) -> None:
        await self._deliver(event)
        if isinstance(event, DutyChanged):
            self.surfaces.changed(event)

    async def open(self, way: Hooks | Sockets) -> None:
        """Let Slack's requests in by *way*, and keep looking whether they come."""
        if isinstance(way, Sockets):
            await way.open()
            self._sockets = way
        else:
            self.hooks = way
        self._watch = asyncio.create_task(self._deafness.watch(self._hears))

    async def _hears(self) -> bool:
        return self._sockets is None or await self._sockets.hearing()

    async def close(self) -> None:
        """Let nothing in any more, and finish."""
        self.hooks = None
        if self._watch is not None:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch
        if self._sockets is not None:
            await self._sockets.close()
        await self.surfaces.close()
