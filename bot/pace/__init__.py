"""Who goes next on a platform that takes only so much: no window is exceeded, and nobody waits for ever.

Nothing here sleeps or knows what time it is. Whoever announces errands asks for leave first. What has to wait
stays unannounced, so that it can still be withdrawn, changed and joined; it is called when its time has come.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from bot.pace.bids import Bid, Call, Leave, Queue, Rank
from bot.pace.metering import Meter
from bot.pace.places import Platform
from bot.people import Address
from bot.ports import Pace

__all__ = ["Bid", "Call", "Leave", "Meter", "Pacing", "Queue", "Rank"]


LAG = timedelta(seconds=1)
"""Who waited that long waited for the pace, not just for the post before."""


class Pacing:
    """Gives leave to lines, on all platforms that have a pace; the others take whatever comes."""

    def __init__(self, paces: Mapping[str, Pace]) -> None:
        self._platforms = {name: Platform(pace) for name, pace in paces.items() if pace != Pace()}
        self._waiting: dict[Queue, Bid] = {}
        self._under_way: dict[Queue, tuple[Bid, datetime]] = {}
        self._called: tuple[Queue, datetime] | None = None
        self._gathers = False

    def paces(self, adapter: str) -> bool:
        """Whether anything there ever has to wait."""
        return adapter in self._platforms

    def waits(self, queue: Queue) -> bool:
        """Whether that line is called when its time has come."""
        return queue in self._waiting

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Meanwhile all wait, so that the first called is the most important of them."""
        self._gathers = True
        try:
            yield
        finally:
            self._gathers = False

    def passes(self, bid: Bid, now: datetime) -> bool:
        """Whether it goes at once, since nobody else wishes to; then it counts as gone."""
        platform = self._platforms[bid.place.adapter]
        known = bid.queue in self._waiting or (self._called is not None and self._called[0] == bid.queue)
        if bid.queue in self._under_way:  # the transaction that announced it was rolled back
            return True
        if known or self._gathers or not platform.is_free(bid, now):
            return False
        self._go(platform, bid, now, now)
        return True

    def ask(self, bid: Bid, now: datetime) -> Leave:
        """Whether it may go now; if not, its line waits and is called."""
        platform = self._platforms[bid.place.adapter]
        since = self._since(bid.queue, now)
        self._waiting[bid.queue] = bid
        self._called = None
        platform.wait(bid, since or now, now)
        best = None if self._gathers else platform.best(now)
        if best is None or best[1] != bid:
            return Leave.NOT_YET
        self._go(platform, bid, since or now, now)
        return Leave.AFTER_WAITING if since is not None and now - since >= LAG else Leave.AT_ONCE

    def call(self, now: datetime) -> Queue | None:
        """The line that may ask now, the most important first; one that does not ask waits no more."""
        self._called = None
        if not self._waiting:
            return None
        found = (platform.best(now) for platform in self._platforms.values())
        best = min((one for one in found if one is not None), key=lambda one: one[0], default=None)
        if best is None:
            return None
        since = self._since(best[1].queue, now)
        self._called = (best[1].queue, since or now)
        return best[1].queue

    def next(self, now: datetime) -> datetime | None:
        """When somebody is to be called; None while nobody waits."""
        if not self._waiting:
            return None
        moments = (platform.next(now) for platform in self._platforms.values())
        return min((moment for moment in moments if moment is not None), default=None)

    def settled(self, queue: Queue, now: datetime, *, calls: int = 1) -> None:
        """It is no longer under way; it took so many calls."""
        bid, _ = self._under_way.pop(queue, (None, now))
        if bid is not None:
            self._platforms[bid.place.adapter].ended(bid, now, max(0, calls - 1))

    def put_off(self, queue: Queue, until: datetime, now: datetime, *, everywhere: bool = False) -> None:
        """The platform does not take it until then: it waits, and so does what would be refused as well."""
        bid, since = self._under_way.pop(queue, (None, now))
        if bid is None:
            return
        platform = self._platforms[bid.place.adapter]
        platform.ended(bid, now, 0)
        platform.rest(bid, until, now, everywhere=everywhere)
        platform.wait(bid, since, now)
        self._waiting[queue] = bid

    def behind(self, place: Address, now: datetime) -> timedelta:
        """How long it will take until what waits there, redraws and marks left out, is done."""
        platform = self._platforms.get(place.adapter)
        return platform.at(place, now).behind(now) if platform else timedelta()

    def _go(self, platform: Platform, bid: Bid, since: datetime, now: datetime) -> None:
        self._waiting.pop(bid.queue, None)
        self._under_way[bid.queue] = (bid, since)
        platform.count(bid, now)

    def _since(self, queue: Queue, now: datetime) -> datetime | None:
        """Since when that line waits, which it does no more; None if it did not."""
        if self._called is not None and self._called[0] == queue:
            return self._called[1]
        bid = self._waiting.pop(queue, None)
        return self._platforms[bid.place.adapter].leave(bid, now) if bid else None
