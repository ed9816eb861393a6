"""The only door to the conversations for writing: accept, step, announce, settle.

Each verb is synchronous and works inside one transaction of the store, so a test can walk posts,
claims and crashes between any two of them without an event loop. Between announce and settle stands
the courier's one `await`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.conversation import Claimed
from bot.events import AgentLeft, Event, Left, PlaceGone, RoomGone, RoomMoved, TimerFired
from bot.mailroom import announcing, routing, settling, stepping
from bot.mailroom.attempts import Attempt, Outcome
from bot.mailroom.house import House
from bot.mailroom.routing import Nobodys, Parked, ToLane, ToMany, way
from bot.mailroom.stepping import Touched
from bot.people import Side
from bot.records import Books, Line, Place
from bot.turns import identity

__all__ = ["Attempt", "House", "Mailroom", "Outcome", "Touched"]

PARKED_FOR = timedelta(days=1)
"""How long an event waits to learn whose it is."""


class Mailroom:
    """The four verbs, for one house. A post of unknown fate is looked for once `look_after` has passed."""

    def __init__(self, house: House, *, look_after: timedelta = settling.LOOK_AFTER) -> None:
        self.house = house
        self._look_after = look_after

    def accept(self, books: Books, event: Event, now: datetime) -> tuple[str, ...]:
        """Keep *event*; the lanes in which something waits now. A repeated event changes nothing."""
        found = way(books, self.house.settings, event)
        match found:
            case ToLane(lane=lane):
                return (lane,) if books.hear(event, lane, now) else ()
            case Parked(address=address):
                books.hear(event, "", now, parked=routing.opening_lane(address))
                return ()
            case Nobodys():
                return ()
            case ToMany(event=concerns_many):
                return self._spread(books, concerns_many, now)

    def step(self, books: Books, lane: str, now: datetime) -> Touched | None:
        """Decide the oldest event of *lane* and apply all that follows; None if none waits."""
        return stepping.step(books, self.house, lane, now)

    def announce(self, books: Books, conversation: str, line: Line, now: datetime) -> Attempt | None:
        """The next errand of a line, to be done now and settled afterwards."""
        return announcing.announce(books, self.house, conversation, line, now)

    def settle(self, books: Books, attempt: Attempt, outcome: Outcome, now: datetime) -> None:
        """How an announced errand ended. Anything it brings about waits in the conversation's lane."""
        settling.settle(books, attempt, outcome, now, look_after=self._look_after)

    def ring(self, books: Books, now: datetime) -> tuple[str, ...]:
        """Turn every clock that is due into an event; the lanes they wait in."""
        lanes = []
        for conversation, bell, due in books.ringing(now):
            rung = identity("clock", conversation, bell, due.isoformat())
            if books.hear(TimerFired(rung, now, conversation, bell, due), conversation, now):
                lanes.append(conversation)
        return tuple(lanes)

    def recover(self, books: Books, now: datetime) -> int:
        """After a crash: what was announced is in doubt. Only for the one process that owns the store.

        It is looked for after a pause: the last process's requests may still be on their way.
        """
        return books.doubt_all(now + self._look_after)

    def expire(self, books: Books, now: datetime) -> tuple[Event, ...]:
        """Give up events nobody claimed for a day, and tell which, so that it is logged."""
        return tuple(books.expire_parked(now - PARKED_FOR))

    def _spread(
        self, books: Books, event: AgentLeft | RoomMoved | RoomGone, now: datetime
    ) -> tuple[str, ...]:
        match event:
            case AgentLeft():
                return self._agent_left(books, event, now)
            case RoomGone():
                return tuple(self._place_gone(books, event, now))
            case RoomMoved(room=room, now=there):
                books.move_room(room, there)
                return ()

    def _agent_left(self, books: Books, event: AgentLeft, now: datetime) -> tuple[str, ...]:
        desk = self.house.settings.desk_at(event.room)
        if desk is None:
            return ()
        lanes = []
        for c in books.open_conversations(desk=desk, holder=event.by):
            if isinstance(c.state, Claimed):
                left = Left(identity("left", event.id, c.id), event.at, c.id, event.by)
                lanes += [c.id] if books.hear(left, c.id, now) else []
        return tuple(lanes)

    def _place_gone(self, books: Books, event: RoomGone, now: datetime) -> list[str]:
        lanes = []
        for place in books.places_in(event.room):
            if _is_left(books, place):
                continue
            gone = PlaceGone(
                identity("gone", event.id, place.conversation), event.at, place.conversation, place.side
            )
            lanes += [place.conversation] if books.hear(gone, place.conversation, now) else []
        return lanes


def _is_left(books: Books, place: Place) -> bool:
    """Whether it is a desk thread that the conversation has left for another."""
    c = books.conversation(place.conversation)
    return place.side is Side.DESK and c is not None and place.thread != c.threads
