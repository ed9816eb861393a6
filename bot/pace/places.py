"""The places of one platform: who waits where, who goes first, and what the platform asked us to put off."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.pace.bids import Bid, Call, Queue, Rank
from bot.pace.metering import Meter
from bot.people import Address
from bot.ports import Pace

__all__ = ["Platform"]

EVERY = 5
"""Of so many errands in a place that lags, one is the one that waits longest, if it waits long."""

LONG = timedelta(seconds=60)
"""How long an errand waits before it counts as waiting long."""

IN_TURN = timedelta(seconds=2)
"""How long a place waits to hear of a post before the next one goes: refused, it has to stay ahead of it."""

NOBODY_THERE = 256
"""How many places are remembered before those at rest are forgotten."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line that waits, and since when."""

    bid: Bid
    since: datetime

    @property
    def order(self) -> tuple[int, int]:
        """The smallest goes first."""
        return self.bid.rank, self.bid.number

    @property
    def age(self) -> tuple[datetime, int, int]:
        """The smallest has waited longest."""
        return self.since, *self.order


@dataclass(slots=True)
class Doorway:
    """Into one place: who waits there, and which calls the platform asked us to put off until when."""

    meter: Meter
    rests: dict[Call, datetime] = field(default_factory=dict)
    posting: dict[Queue, datetime] = field(default_factory=dict)
    waiting: dict[Queue, Waiting] = field(default_factory=dict)
    passed: int = 0

    def free(self, now: datetime) -> datetime:
        """When the first of those who wait here may go."""
        calls = {waiting.bid.call for waiting in self.waiting.values()}
        return max(self.meter.free(now), min(self.takes(call, now) for call in calls))

    def takes(self, call: Call, now: datetime) -> datetime:
        """When such a call is taken again, as far as we were told; while a post is under way none is."""
        posted = (began + IN_TURN for began in self.posting.values())
        return max([now, self.rests.get(call, now), *posted])

    def best(self, now: datetime) -> tuple[tuple[int, int], Bid] | None:
        """Who goes first of those whose kind of call is taken now, and how urgent that is."""
        able = [w for w in self.waiting.values() if self.takes(w.bid.call, now) <= now]
        if not able:
            return None
        longest = min(able, key=lambda w: w.age)
        if self.passed >= EVERY - 1 and now - longest.since >= LONG:
            return (0, longest.bid.number), longest.bid
        first = min(able, key=lambda w: w.order)
        return first.order, first.bid

    def count(self, bid: Bid, now: datetime) -> None:
        """The errand of that line goes."""
        longest = min(self.waiting, key=lambda q: self.waiting[q].age, default=bid.queue)
        self.waiting.pop(bid.queue, None)
        self.passed = 0 if longest == bid.queue else self.passed + 1
        self.meter.count(now)
        if bid.call is Call.POST:
            self.posting[bid.queue] = now

    def behind(self, now: datetime) -> timedelta:
        """How long what matters of the work waiting here will take."""
        work = sum(w.bid.work for w in self.waiting.values() if w.bid.rank < Rank.REDRAW)
        if not work:
            return timedelta()
        pause = max(self.rests.get(Call.POST, now) - now, timedelta())
        return pause + timedelta(seconds=work * self.meter.each)

    def is_at_rest(self, now: datetime) -> bool:
        """Whether nothing of it matters any more."""
        waits = self.waiting or any(self.takes(call, now) > now for call in Call)
        return not waits and self.meter.is_rested(now)


class Platform:
    """All places of one platform; `lagging` are those somebody waits at."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._meter = Meter(pace.overall)
        self._rests: datetime | None = None
        self._places: dict[Address, Doorway] = {}
        self._forget_at = NOBODY_THERE
        self.lagging: dict[Address, Doorway] = {}

    def free(self, now: datetime) -> datetime:
        """When the platform as a whole takes another errand."""
        return max(self._meter.free(now), self._rests or now)

    def is_free(self, bid: Bid, now: datetime) -> bool:
        """Whether it may go without asking whose turn it is: the place has room, and nobody waits."""
        place = self.at(bid.place, now)
        taken = place.meter.free(now) > now or place.takes(bid.call, now) > now
        return not (taken or place.waiting or self.free(now) > now)

    def best(self, now: datetime) -> tuple[tuple[int, int], Bid] | None:
        """Who goes first of all who may go now."""
        if not self.lagging or self.free(now) > now:
            return None
        found = (place.best(now) for place in self.lagging.values() if place.meter.free(now) <= now)
        return min((one for one in found if one is not None), key=lambda one: one[0], default=None)

    def next(self, now: datetime) -> datetime | None:
        """When the next of those who wait may go."""
        moments = [place.free(now) for place in self.lagging.values()]
        return max(min(moments), self.free(now)) if moments else None

    def wait(self, bid: Bid, since: datetime, now: datetime) -> None:
        """Its line waits."""
        place = self.at(bid.place, now)
        place.waiting[bid.queue] = Waiting(bid, since)
        self.lagging[self._named(bid.place)] = place

    def leave(self, bid: Bid, now: datetime) -> datetime | None:
        """Its line waits no more; since when it did."""
        place = self.at(bid.place, now)
        waiting = place.waiting.pop(bid.queue, None)
        self._look_after(bid, place)
        return waiting.since if waiting else None

    def count(self, bid: Bid, now: datetime) -> None:
        """It goes."""
        place = self.at(bid.place, now)
        place.count(bid, now)
        self._meter.count(now)
        self._look_after(bid, place)

    def ended(self, bid: Bid, now: datetime, more: int) -> None:
        """It is known how it ended; it took so many calls more."""
        place = self.at(bid.place, now)
        place.posting.pop(bid.queue, None)
        place.meter.count(now, more)
        self._meter.count(now, more)

    def rest(self, bid: Bid, until: datetime, now: datetime, *, everywhere: bool) -> None:
        """The platform takes no such call in that place until then, or nothing at all."""
        if everywhere:
            self._rests = until
        else:
            self.at(bid.place, now).rests[bid.call] = until

    def at(self, address: Address, now: datetime) -> Doorway:
        """The place *address* is in."""
        name = self._named(address)
        if name not in self._places:
            self._forget(now)
            self._places[name] = Doorway(Meter(self._pace.place))
        return self._places[name]

    def _named(self, address: Address) -> Address:
        return address if self._pace.by_thread else address.whole_room()

    def _look_after(self, bid: Bid, place: Doorway) -> None:
        if not place.waiting:
            self.lagging.pop(self._named(bid.place), None)

    def _forget(self, now: datetime) -> None:
        if len(self._places) < self._forget_at:
            return
        self._places = {name: place for name, place in self._places.items() if not place.is_at_rest(now)}
        self._forget_at = max(NOBODY_THERE, 2 * len(self._places))
