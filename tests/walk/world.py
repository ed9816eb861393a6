"""A world around the four verbs: a platform, a mailroom, a store, and everything that is under way.

An act is one method with one number `n`, which chooses everything there is to choose; a walk throws
it, hypothesis draws and shrinks it. No event loop, no waiting: the clock moves when an act moves it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from adapters.testing import FakePlatform, Fault, Hung, Ticking
from bot.conversation import Conversation
from bot.events import Event
from bot.mailroom import Attempt, Mailroom, Outcome
from bot.mailroom.house import House
from bot.pace import Pacing, Queue
from bot.people import Address, Person
from bot.ports import Pace
from bot.records import Books, Line
from bot.settings import Answering, Mode, ReplyClaims
from tests.fakes.answerer import BAR
from tests.fakes.books import DictBooks
from tests.fakes.house import Town, settings, town
from tests.walk.carrier import carry
from tests.walk.watch import Watch

T = TypeVar("T")

Store = Callable[[], AbstractContextManager[Books]]
"""Opens one transaction."""

REPEATABLE = 40
"""How many of the last events a platform may send a second time."""


class Die:
    """Takes one number apart into choices, so that the smallest number makes the first of each."""

    def __init__(self, n: int) -> None:
        self._left = n

    def of(self, many: Sequence[T]) -> T:
        """One of *many*."""
        self._left, which = divmod(self._left, len(many))
        return many[which]

    def once_in(self, times: int) -> bool:
        """True once in *times* throws; never for the smallest number."""
        self._left, thrown = divmod(self._left, times)
        return thrown == times - 1


def in_dicts() -> Store:
    """A store of plain dicts."""
    books = DictBooks()

    @contextmanager
    def opened() -> Iterator[Books]:
        yield books

    return opened


@dataclass(slots=True)
class Pending:
    """An attempt that was announced. `outcome` is None until the platform was asked."""

    attempt: Attempt
    outcome: Outcome | None = None
    hung: bool = False


@dataclass(slots=True)
class Way:
    """How the house of one history is set: what differs from desk to desk."""

    can_look: bool = True
    at_once: bool = False
    fallback: str = ""
    hold: float = 0
    settle: float = 0
    shadow: bool = False
    pace: Pace = field(default_factory=Pace)


@dataclass(slots=True)
class World:
    """Everything of one history. `heard` are the events the bot took, the oldest first."""

    store: Store
    clock: Ticking
    platform: FakePlatform
    town: Town
    agents: tuple[Person, ...]
    mailroom: Mailroom
    watch: Watch
    way: Way
    pacing: Pacing
    mail: list[Event] = field(default_factory=list)
    heard: deque[Event] = field(default_factory=lambda: deque(maxlen=REPEATABLE))
    under_way: list[Pending] = field(default_factory=list)
    fault: Fault | None = None
    typed: int = 0

    # -- the four verbs, each one transaction

    def accept(self, event: Event) -> tuple[str, ...]:
        """The platform hands in an event."""
        with self.store() as books:
            lanes = self.mailroom.accept(books, event, self.clock())
        self.heard.append(event)
        self.watch.heard(event)
        return lanes

    def step(self, lane: str) -> bool:
        """Decide what is oldest in *lane*; False if nothing waits there."""
        with self.store() as books:
            incoming = books.next_in(lane)
            if incoming is None:
                return False
            before = {c.id: c for c in self._concerned(books, lane, incoming.event)}
            now = self.clock()
            touched = self.mailroom.step(books, lane, now)
            self.watch.stepped(books, self.mailroom.house, incoming.event, before, touched, now)
        return True

    def _concerned(self, books: Books, lane: str, event: Event) -> Sequence[Conversation]:
        receipt = getattr(event, "receipt", None)
        place = books.place_at(receipt.address) if receipt else None
        found = books.conversation(place.conversation if place else lane)
        return [found] if found else []

    def announce(self, conversation: str, line: Line) -> Pending | None:
        """Announce the next errand of a line; if it has to wait, that of whoever is called."""
        with self.store() as books:
            attempt = self._announced(books, (conversation, line))
            while attempt is None and (called := self.pacing.call(self.clock())) is not None:
                attempt = self._announced(books, called)
            if attempt is None:
                return None
            self.watch.announced(books.conversation(attempt.row.conversation), attempt)
        pending = Pending(attempt)
        self.under_way.append(pending)
        return pending

    def _announced(self, books: Books, queue: Queue) -> Attempt | None:
        return self.mailroom.announce(books, *queue, self.clock(), pacing=self.pacing)

    def ask_platform(self, pending: Pending, fault: Fault | None = None, *, broken: bool = False) -> None:
        """Carry an attempt to the platform, which may be struck by *fault*."""
        self.fault = fault
        try:
            pending.outcome = carry(self.platform, pending.attempt, broken=broken)
        except Hung:
            pending.hung = True
        finally:
            self.fault = None

    def settle(self, pending: Pending) -> None:
        """Tell the mailroom how an attempt ended."""
        if pending.outcome is None:
            return
        self.under_way.remove(pending)
        with self.store() as books:
            self.mailroom.settle(books, pending.attempt, pending.outcome, self.clock(), pacing=self.pacing)
        self.watch.settled(pending.attempt, pending.outcome)

    def crash(self) -> None:
        """The process ends here and now, and another takes up."""
        self.under_way.clear()
        self.pacing = Pacing({self.platform.name: self.way.pace})
        with self.store() as books:
            self.mailroom.recover(books, self.clock())

    def ring(self) -> None:
        """Ring what is due."""
        with self.store() as books:
            now = self.clock()
            self.watch.gave_up(self.mailroom.expire(books, now))
            self.mailroom.ring(books, now)

    def rings(self) -> bool:
        """Whether a clock is due and was not rung yet."""
        with self.store() as books:
            return bool(books.ringing(self.clock.now))

    # -- what is there to do

    def lanes(self) -> Sequence[str]:
        """Lanes in which events wait."""
        with self.store() as books:
            return books.lanes()

    def lines_due(self) -> Sequence[tuple[str, Line]]:
        """Lines with something to announce, those in which something is under way left out."""
        busy = {(p.attempt.row.conversation, p.attempt.row.line) for p in self.under_way}
        with self.store() as books:
            due = books.lines_due(self.clock.now)
        return [line for line in sorted(due) if line not in busy]

    def next_due(self) -> datetime | None:
        """When something rings or may be tried again; what is overdue rings now."""
        now = self.clock.now
        with self.store() as books:
            return now if books.ringing(now) else books.next_due(now)

    def drain(self) -> None:
        """Decide all that waits."""
        while lanes := self.lanes():
            for lane in lanes:
                self.step(lane)

    def pass_time(self, span: timedelta) -> None:
        """Nothing happens for a while."""
        self.clock.now += span

    def struck(self, verb: str) -> Fault | None:
        """The fault of the call that is made now. Only posts are refused; the rest has to wait instead."""
        return Fault.SLOW_DOWN if self.fault is Fault.REFUSED and verb != "post" else self.fault

    def number(self, words: str) -> str:
        """Words nobody typed before."""
        self.typed += 1
        return f"{words} #{self.typed}"


def made(store: Store, way: Way) -> World:
    """A new world: two customers, a colleague, three agents, a shared room, two desks."""
    clock = Ticking()
    platform = FakePlatform(clock=clock, can_look=way.can_look)
    people = town(platform)
    cy = platform.add_person("cy", "Cy", house=True)
    for room in (people.help, people.desk, people.back):
        platform.room(room).members.append(cy)
    claims = ReplyClaims.AT_ONCE if way.at_once else ReplyClaims.ASK
    set_so = settings(reply_claims=claims, fallback=way.fallback, hold_seconds=way.hold)
    mode = Mode.SHADOW if way.shadow else Mode.AUTO
    routes = tuple(replace(route, mode=mode) for route in set_so.routes)
    set_so = replace(set_so, routes=routes, answering=Answering(settle_seconds=way.settle))
    rooms = {name: Address("fake", desk.room.partition(":")[2]) for name, desk in set_so.desks.items()}

    def agents(desk: str) -> frozenset[Person]:
        return frozenset(platform.rooms[rooms[desk].room].members)

    house = House(set_so, agents, lambda: BAR)
    world = World(
        store,
        clock,
        platform,
        people,
        (people.ada, people.ben, cy),
        Mailroom(house),
        Watch(platform, people),
        way,
        Pacing({platform.name: way.pace}),
    )
    platform.faults = world.struck
    return world
