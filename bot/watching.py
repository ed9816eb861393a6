"""Lets events in: who is at which desk is looked up first, and what that shows is an event, too."""

from __future__ import annotations

import asyncio
import logging

from bot.events import Heard
from bot.ports import Deliver
from bot.roster import Roster

__all__ = ["AGAIN", "Watch"]

log = logging.getLogger(__name__)

AGAIN = 60.0
"""Seconds between two looks at whether a desk that does not work has its room again."""


class Watch:
    """Between the platforms and the engine, whose door is *deliver*."""

    def __init__(self, roster: Roster, deliver: Deliver) -> None:
        self._roster, self._deliver = roster, deliver

    async def deliver(self, event: Heard) -> None:
        """Returns once *event* is kept. What the roster found out meanwhile is kept as well."""
        await self._roster.before(event)
        await self._deliver(event)
        await self.tell()

    async def tell(self) -> None:
        """Hand in what the roster found: rooms of desks that are gone, shared or back."""
        for found in self._roster.found():
            await self._deliver(found)

    async def look(self) -> None:
        """Read the desks again if one of them does not work."""
        if not self._roster.all_work():
            await self._roster.refresh()
        await self.tell()

    async def keep(self, every: float = AGAIN) -> None:
        """Look again and again, until cancelled."""
        while True:
            await asyncio.sleep(every)
            try:
                await self.look()
            except Exception:  # whatever is wrong may pass, and nobody else looks
                log.exception("the desks could not be looked at")
