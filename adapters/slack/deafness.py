"""Notices when Slack could not be heard for a while, and looks up what was said meanwhile.

Slack itself delivers late for an hour or two at best. One look a place, where Slack lets us look;
what could not be looked up is told to the desk.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from adapters.slack.posting import Posting
from adapters.slack.us import ADAPTER, Us
from bot.errors import AdapterError, Unavailable
from bot.events import WasDeaf
from bot.people import Address
from bot.ports import Ask, Clock, Deliver, OpenPlaces, OpenPlacesWanted

__all__ = ["GAP", "Deafness", "Ear"]

GAP = timedelta(minutes=5)
"""Shorter gaps Slack bridges by itself: it repeats what was not taken."""

BEAT = 20.0
"""Seconds between two looks at whether Slack is heard."""

FILE = "slack-heard"

log = logging.getLogger(__name__)


class Ear:
    """When Slack was last heard, remembered in *folder* across restarts."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._file, self._clock = folder / FILE, clock
        self.last = self._read()

    def _read(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self._file.read_text().strip()).astimezone(UTC)
        except (OSError, ValueError):
            return None

    def hears(self) -> tuple[datetime, datetime] | None:
        """Slack is heard now: from when to when it was not, if that was longer than `GAP`."""
        since, now = self.last, self._clock()
        self.last = now
        with suppress(OSError):
            part = self._file.with_suffix(".part")
            part.write_text(now.isoformat())
            part.replace(self._file)
        return (since, now) if since is not None and now - since > GAP else None


class Deafness:
    """Looks up what was said at open conversations' places. *take* is where Slack's requests go in."""

    def __init__(
        self,
        ear: Ear,
        us: Us,
        posting: Posting,
        ask: Ask,
        deliver: Deliver,
        take: Callable[[Mapping[str, Any]], Awaitable[object]],
    ) -> None:
        self._ear, self._us, self._posting = ear, us, posting
        self._ask, self._deliver, self._take = ask, deliver, take

    async def watch(self, hearing: Callable[[], Awaitable[bool]]) -> None:
        """Keep looking whether Slack is heard, until cancelled."""
        while True:
            if await hearing():
                await self.heard()
            await asyncio.sleep(BEAT)

    async def heard(self) -> None:
        """Slack is heard now: after a gap, look up what was said in it."""
        gap = self._ear.hears()
        if gap is not None:
            await self._look_up(*gap)

    async def _look_up(self, since: datetime, until: datetime) -> None:
        log.warning("Slack was not heard from %s to %s", since, until)
        found = await self._ask(OpenPlacesWanted(ADAPTER))
        places = found.places if isinstance(found, OpenPlaces) else ()
        missed = await self._looked_up(places, since)
        if missed:
            name = f"{ADAPTER}:deaf:{since.isoformat()}"
            await self._deliver(WasDeaf(name, until, ADAPTER, since, until, missed))

    async def _looked_up(self, places: tuple[Address, ...], since: datetime) -> tuple[Address, ...]:
        """The places that could not be looked at. Where Slack asks to wait, the rest is not looked at."""
        missed: list[Address] = []
        for number, place in enumerate(places):
            try:
                await self._look_at(place, since)
            except Unavailable:
                return (*missed, *places[number:])
            except AdapterError as error:
                log.warning("what was said at %s cannot be looked up: %s", place.key, error)
                missed.append(place)
        return tuple(missed)

    async def _look_at(self, place: Address, since: datetime) -> None:
        said = [message async for message in self._posting.messages(place, since)]
        for message in sorted(said, key=lambda message: str(message.get("ts", ""))):
            await self._take(self._as_sent(message, place))

    def _as_sent(self, message: Mapping[str, Any], place: Address) -> Mapping[str, Any]:
        """A message as Slack would have told us of it; heard twice it counts once, its ts names it."""
        kind = "im" if place.room.startswith("D") else "channel"
        event = {"type": "message", **message, "channel": place.room, "channel_type": kind}
        return {
            "type": "event_callback",
            "team_id": self._us.team,
            "api_app_id": self._us.app,
            "event": event,
        }
