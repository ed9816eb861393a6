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
from typing import Any, Protocol

from adapters.slack.posting import Posting
from adapters.slack.us import ADAPTER, Us
from bot.errors import AdapterError, Unavailable
from bot.events import WasDeaf
from bot.people import Address
from bot.ports import Ask, Clock, Deliver, OpenPlaces, OpenPlacesWanted

__all__ = ["BEAT", "GAP", "Deafness", "Ear", "Hearing"]

GAP = timedelta(minutes=5)
"""Shorter gaps Slack bridges by itself: it repeats what was not taken."""

BEAT = 20.0
"""Seconds between two looks at whether Slack is heard."""

ECHO = timedelta(seconds=60)
"""What is posted comes back sooner than that."""

QUIET = timedelta(minutes=15)
"""Connections that brought nothing for so long are replaced: a quiet night looks like deaf ones."""

UNHEARD = timedelta(minutes=1)
"""Without a connection for so long is a trouble; shorter ones are everyday."""

NO_CONNECTION = "no connection to Slack stands"
NOTHING_COMES = "Slack takes what is posted, but nothing comes from it: does it send this app its events?"

FILE = "slack-heard"

log = logging.getLogger(__name__)


class Hearing(Protocol):
    """A way in which Slack reaches us."""

    async def hearing(self) -> bool:
        """Whether it stands."""
        ...

    async def renew(self) -> bool:
        """Whether it could be built anew."""
        ...


class Ear:
    """When Slack was last heard, remembered in *folder* across restarts.

    Connections that stand may be deaf all the same. What we say comes back to us as an event, so
    words of ours that do not come back tell.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._file, self.clock = folder / FILE, clock
        self.last = self._read()
        self.arrived = clock()
        self._spoke: datetime | None = None

    def _read(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self._file.read_text().strip()).astimezone(UTC)
        except (OSError, ValueError):
            return None

    def hears(self, until: datetime) -> None:
        """Slack was heard up to that moment, or what was said before it was looked up."""
        self.last = until
        with suppress(OSError):
            part = self._file.with_suffix(".part")
            part.write_text(until.isoformat())
            part.replace(self._file)

    def gap(self) -> tuple[datetime, datetime] | None:
        """From when to now Slack was not heard, if that was longer than `GAP`."""
        since, now = self.last, self.clock()
        return (since, now) if since is not None and now - since > GAP else None

    def arrives(self) -> None:
        """Something came from Slack."""
        self.arrived, self._spoke = self.clock(), None

    def speaks(self) -> None:
        """Something was said in Slack, and should come back."""
        self._spoke = self._spoke or self.clock()

    def is_deaf(self) -> bool:
        """Whether what was said did not come back in time, nor anything else."""
        return self._spoke is not None and self.clock() - self._spoke > ECHO

    def was_deaf(self) -> None:
        """Nothing was heard since the last event; what is said from now on is to tell anew."""
        self.last = self.arrived if self.last is None else min(self.last, self.arrived)
        self._spoke = None


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
        self.trouble = ""
        self._renewed = ear.clock()

    async def watch(self, way: Hearing, beat: float = BEAT) -> None:
        """Keep looking whether Slack is heard, until cancelled."""
        while True:
            try:
                await self.look(way)
            except Exception:  # whatever is wrong may pass; the gap is looked up then
                log.exception("what was said meanwhile could not be looked up yet")
            await asyncio.sleep(beat)

    async def look(self, way: Hearing) -> None:
        """Whether Slack is heard by *way* now; after a gap, look up what was said in it."""
        if self._ear.arrived > self._renewed:
            self.trouble = ""
        await self._renew_if_silent(way)
        if not await way.hearing():
            self._unheard()
            return
        if self.trouble == NO_CONNECTION:
            self.trouble = ""
        await self.heard()

    async def _renew_if_silent(self, way: Hearing) -> None:
        """Connections that stand but bring nothing are replaced; where that did not help, it is told."""
        now, again = self._ear.clock(), self._renewed > self._ear.arrived
        if self._ear.is_deaf():
            log.error("what was posted did not come back from Slack: it is not heard")
            self._ear.was_deaf()
            self._renewed = now
            if not await way.renew() or again:
                self.trouble = NOTHING_COMES
        elif now - max(self._ear.arrived, self._renewed) > QUIET:
            self._renewed = now
            await way.renew()

    def _unheard(self) -> None:
        if self._ear.last is None or self._ear.clock() - self._ear.last > UNHEARD:
            self.trouble = NO_CONNECTION

    async def heard(self) -> None:
        """Slack is heard now: after a gap, look up what was said in it."""
        gap = self._ear.gap()
        if gap is not None:
            await self._look_up(*gap)
        self._ear.hears(gap[1] if gap else self._ear.clock())

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
