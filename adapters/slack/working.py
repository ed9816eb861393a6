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
from bot.errors import AdapterError
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
        self._inside = inside
        self._deliver, ask = doors
        self.posting = Posting(door.calls, inside.us.bot, named=inside.may(CUSTOMIZE))
        self.surfaces = Surfaces(door, ask, self._deliver, self.link, revoked)
        self.listening = Listening(
            door, files, self._delivered, self.surfaces.answer, self.surfaces.pressed, ear.arrives
        )
        self._door = door
        door.spoke = ear.speaks
        self._deafness = Deafness(ear, inside.us, self.posting, ask, self._deliver, self.listening.take_late)
        self.hooks: Hooks | None = None
        self._sockets: Sockets | None = None
        self._watches: list[asyncio.Task[None]] = []

    def link(self, receipt: Receipt) -> str:
        """Where *receipt* is read."""
        return permalink(self._inside.us.url, receipt)

    async def _delivered(self, event: Heard) -> None:
        await self._deliver(event)
        if isinstance(event, DutyChanged):
            self.surfaces.changed(event)

    @property
    def trouble(self) -> str:
        """Why Slack is not heard, in one sentence; or ""."""
        return self._deafness.trouble

    async def open(self, way: Hooks | Sockets, beat: float) -> None:
        """Let Slack's requests in by *way*, and every *beat* seconds look whether they come."""
        if isinstance(way, Sockets):
            self._sockets = way
            await way.open()
        else:
            self.hooks = way
        looks = (self._deafness.watch(way, beat), self._knock(beat))
        self._watches = [asyncio.create_task(look) for look in looks]

    async def _knock(self, beat: float) -> None:
        """Where Slack kept us out, see whether it lets us in again."""
        while True:
            await asyncio.sleep(beat)
            if self._door.locked:
                with suppress(AdapterError):
                    await self._door.calls.introduced()

    async def close(self) -> None:
        """Let nothing in any more, and finish."""
        self.hooks = None
        for watch in self._watches:
            watch.cancel()
        await asyncio.gather(*self._watches, return_exceptions=True)
        if self._sockets is not None:
            await self._sockets.close()
        await self.surfaces.close()
