"""The only door to the conversations for writing: accept, step, announce, settle.

Each verb is synchronous and works inside one transaction of the store, so a test can walk posts,
claims and crashes between any two of them without an event loop. Between announce and settle stands
the courier's one `await`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.events import Event, RoomMoved, TimerFired
from bot.mailroom import announcing, routing, settling, stepping
from bot.mailroom.attempts import Attempt, Later, Outcome, Refused
from bot.mailroom.bidding import ended
from bot.mailroom.delays import tell_of_delay
from bot.mailroom.discretion import discreet
from bot.mailroom.house import House
from bot.mailroom.refusals import log_unknown
from bot.mailroom.routing import AboutMany, Nobodys, Parked, ToLane, ToMany, way
from bot.mailroom.spreading import spread
from bot.mailroom.stepping import Touched
from bot.pace import Pacing
from bot.records import Books, Line
from bot.rooms import Names, readdressed
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
        rooms = books.rooms()
        if rooms and not isinstance(event, RoomMoved):
            event = readdressed(event, rooms.present)
        found = way(books, self.house, event)
        match found:
            case ToLane(lane=lane):
                return (lane,) if books.hear(event, lane, now) else ()
            case Parked(address=address):
                books.hear(event, "", now, parked=routing.opening_lane(address))
                return ()
            case Nobodys():
                log_unknown(event)
                return ()
            case ToMany(event=concerns_many):
                return self._spread(books, concerns_many, now)

    def step(self, books: Books, lane: str, now: datetime) -> Touched | None:
        """Decide the oldest event of *lane* and apply all that follows; None if none waits."""
        return stepping.step(books, self.house, lane, now)

    def announce(
        self, books: Books, conversation: str, line: Line, now: datetime, *, pacing: Pacing | None = None
    ) -> Attempt | None:
        """The next errand of a line, to be done now and settled afterwards; None too where it has to wait.

        *pacing* gives leave; a line that has to wait is called by it.
        """
        rooms = books.rooms()
        while attempt := announcing.announce(books, self.house, conversation, line, now, pacing):
            attempt = readdressed(attempt, rooms.present) if rooms else attempt
            action = discreet(books, self.house, attempt.action)
            if action is not None:
                return replace(attempt, action=action)
            why = Refused("another organisation reads there", gone=True)
            self.settle(books, attempt, why, now, pacing=pacing)
        return None

    def settle(
        self,
        books: Books,
        attempt: Attempt,
        outcome: Outcome,
        now: datetime,
        *,
        pacing: Pacing | None = None,
    ) -> None:
        """How an announced errand ended. Anything it brings about waits in the conversation's lane."""
        if pacing is not None:
            ended(pacing, attempt, outcome, now)
        if isinstance(outcome, Later):
            tell_of_delay(books, self.house, attempt, outcome, now)
        rooms = books.rooms()
        if rooms:
            attempt, outcome = _after_moves(attempt, outcome, rooms)
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

    def _spread(self, books: Books, event: AboutMany, now: datetime) -> tuple[str, ...]:
        parts = tuple(spread(books, self.house, event))
        return tuple(part.conversation for part in parts if books.hear(part, part.conversation, now))


def _after_moves(attempt: Attempt, outcome: Outcome, rooms: Names) -> tuple[Attempt, Outcome]:
    """Both by the present names of rooms; what a room refused by its old name is tried by the new one."""
    present = readdressed(attempt, rooms.present)
    if isinstance(outcome, Refused) and outcome.gone and present != attempt:
        return present, Later(0)
    return present, readdressed(outcome, rooms.present)
