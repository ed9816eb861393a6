"""One process, one SQLite file: every event is stored, decided and its first posts announced in one commit.

The loop is short. A transaction hands back attempts; each is performed by the courier; how it ended is
settled in the next transaction, which hands back what may go next. What a platform's pace makes wait is not
announced before its time. Nothing is polled: one alarm sleeps until the earliest clock, pause or turn to go.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain, count, repeat

from bot.courier import Courier
from bot.errors import StoreError
from bot.events import Event, Heard
from bot.mailroom import Attempt, Mailroom, Outcome
from bot.pace import Pacing
from bot.ports import Clock
from bot.records import Line
from bot.store import SqlBooks, Writer

log = logging.getLogger(__name__)


Work = Callable[[SqlBooks, datetime], tuple[list[Attempt], int | None]]
"""A transaction's work: the attempts it announced, and a number it tells."""


@dataclass(frozen=True, slots=True)
class _Decided:
    """What a transaction brought: attempts, a number, and when something is due or called up next."""

    attempts: list[Attempt]
    told: int | None
    soonest: datetime | None
    called: datetime | None


PAUSES = (0.1, 1.0, 5.0, 15.0, 60.0)
"""Seconds between two tries to write down what has been done already."""

ASIDE = "put aside"
"""Where events stand that could not be decided; they are given up, loudly, after a day."""


class Embedded:
    """The engine of one process that owns its database."""

    def __init__(
        self,
        writer: Writer,
        mailroom: Mailroom,
        courier: Courier,
        clock: Clock,
        *,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self._pauses = tuple(pauses)
        self._writer, self._mailroom, self._courier, self._clock = writer, mailroom, courier, clock
        self._under_way: set[asyncio.Task[None]] = set()
        self._transactions: set[asyncio.Task[int | None]] = set()
        self._stopping = False
        self._resting = asyncio.Event()
        self._resting.set()
        self._sooner = asyncio.Event()
        self._due: datetime | None = None
        self._pacing = Pacing(courier.paces)
        self._called: datetime | None = None
        self._alarm: asyncio.Task[None] | None = None
        self._recovered = False

    async def recover(self) -> None:
        """Before anything is heard: what a process before this one announced is in doubt. Once is enough."""
        if self._recovered:
            return
        self._recovered = True
        doubtful = await self._run(lambda books, now: ([], self._mailroom.recover(books, now)))
        if doubtful:
            log.warning(
                "%d posts were under way when the last process ended; each is looked for first", doubtful
            )

    async def start(self) -> None:
        """Take up what a process before this one left, then keep the clocks."""
        await self.recover()
        await self._take_up()
        self._alarm = asyncio.create_task(self._keep_clocks(), name="clocks")

    async def stop(self) -> None:
        """Stop the clocks and leave what is under way to be looked for by the next process."""
        self._stopping = True
        ending = [task for task in (self._alarm, *self._under_way) if task is not None]
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, *self._transactions, return_exceptions=True)

    async def deliver(self, event: Heard) -> None:
        """Returns once *event* is stored for good, decided, and its first posts announced.

        StoreError if the database could not be written: then nothing was kept, and it may be sent again.
        """

        def taken(books: SqlBooks, now: datetime) -> tuple[list[Attempt], None]:
            self._mailroom.accept(books, event, now)
            return self._drain(books, now), None

        try:
            await self._run(taken)
        except StoreError:
            raise
        except Exception:
            # Sent again it would fail again, and hold up all that comes after it.
            log.exception("event %s could not be decided and is put aside; please report this", event.id)
            await self._run(lambda books, now: (self._put_aside(books, event, now), None))

    async def rest(self) -> None:
        """Returns when nothing is under way: all that can be done now is done."""
        while self._under_way:
            await self._resting.wait()
            await asyncio.sleep(0)

    async def tick(self) -> None:
        """Ring what is due by the clock, and try again what was put off until now."""
        await self._run(self._rung)

    # -- one transaction

    async def _run(self, work: Work) -> int | None:
        """What *work* tells. Whoever waits may be cancelled; what it announced is begun all the same."""
        task = asyncio.create_task(self._transacted(work))
        self._transactions.add(task)
        task.add_done_callback(self._transactions.discard)
        return await asyncio.shield(task)

    async def _transacted(self, work: Work) -> int | None:
        tries = count()

        def decided(books: SqlBooks) -> _Decided:
            now = self._clock()
            attempts, told = work(books, now)
            attempts = attempts + self._call_up(books, now)
            # Run again, since a neighbour failed: what was called up for it at first is found by the clocks.
            soonest = books.wanted(now) if next(tries) == 0 else now
            return _Decided(attempts, told, soonest, self._pacing.next(now))

        try:
            decision = await self._writer.keep(decided)
        except Exception:
            self._expect(self._clock())
            raise
        self._expect(decision.soonest)
        self._call_at(decision.called)
        for attempt in decision.attempts:
            self._begin(attempt)
        return decision.told

    def _call_up(self, books: SqlBooks, now: datetime) -> list[Attempt]:
        """Announce what waited for its room and may go now, the most important first."""
        attempts: list[Attempt] = []
        while (queue := self._pacing.call(now)) is not None:
            attempts += self._announce(books, [queue], now)
        return attempts

    def _drain(self, books: SqlBooks, now: datetime) -> list[Attempt]:
        """Decide all that this transaction heard, then announce the head of every line it touched."""
        lines: dict[tuple[str, Line], None] = {}
        while (lane := books.stirred()) is not None:
            touched = self._mailroom.step(books, lane, now)
            if touched is not None:
                lines |= {(touched.conversation, line): None for line in Line if line in touched.lines}
        return self._announce(books, lines, now)

    def _announce(self, books: SqlBooks, lines: Iterable[tuple[str, Line]], now: datetime) -> list[Attempt]:
        announced = partial(self._mailroom.announce, books, pacing=self._pacing)
        found = (announced(conversation, line, now) for conversation, line in lines)
        attempts = [attempt for attempt in found if attempt is not None]
        # What may not be posted is refused at once, and that has consequences of its own.
        return attempts + self._drain(books, now) if books.stirred() is not None else attempts

    # -- one errand

    def _put_aside(self, books: SqlBooks, event: Event, now: datetime) -> list[Attempt]:
        """Keep an event nobody can decide where nothing waits for it."""
        books.hear(event, "", now, parked=ASIDE)
        return []

    def _begin(self, attempt: Attempt) -> None:
        if self._stopping:
            return
        task = asyncio.create_task(self._perform(attempt))
        self._under_way.add(task)
        self._resting.clear()
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("an errand could not be settled", exc_info=task.exception())
        if not self._under_way:
            self._resting.set()

    async def _perform(self, attempt: Attempt) -> None:
        outcome = await self._courier.perform(attempt)

        def settled(books: SqlBooks, now: datetime) -> tuple[list[Attempt], None]:
            return self._settled(books, attempt, outcome, now), None

        for pause in self._pauses:
            try:
                await self._run(settled)
            except Exception:  # an errand that is done but not settled would hold up its line for ever
                log.exception("errand %s is done but could not be settled", attempt.row.key)
                await asyncio.sleep(pause)
            else:
                return
        log.error("errand %s is left to the next start, which looks for it first", attempt.row.key)

    def _settled(self, books: SqlBooks, attempt: Attempt, outcome: Outcome, now: datetime) -> list[Attempt]:
        row = attempt.row
        self._mailroom.settle(books, attempt, outcome, now, pacing=self._pacing)
        going = self._drain(books, now)
        waiting = books.unfinished_lines(row.conversation)
        also = [(row.conversation, line) for line in _freed_by(row.line) if line in waiting]
        return going + self._announce(books, also, now)

    # -- clocks

    def _expect(self, due: datetime | None) -> None:
        if due is not None and (self._due is None or due < self._due):
            self._due = due
            self._sooner.set()

    def _call_at(self, moment: datetime | None) -> None:
        """Wake then, to announce what waits for its room."""
        if moment is not None and (self._called is None or moment < self._called):
            self._sooner.set()
        self._called = moment

    async def _keep_clocks(self) -> None:
        """Never ends by itself: a clock that stopped would leave somebody waiting unseen."""
        pauses = chain(self._pauses, repeat(self._pauses[-1]))
        while True:
            await self._until_due()
            try:
                await (self.tick() if self._is_due(self._due) else self._run(_nothing))
            except Exception:  # whatever is wrong with the database may pass
                log.exception("the clocks could not be read")
                await asyncio.sleep(next(pauses))
                self._due = self._clock()  # what was due when it failed still is
            else:
                pauses = chain(self._pauses, repeat(self._pauses[-1]))

    async def _until_due(self) -> None:
        """Sleep until the earliest thing due, waking early when something earlier comes up."""
        while not (self._is_due(self._due) or self._is_due(self._called)):
            self._sooner.clear()
            next_one = min((m for m in (self._due, self._called) if m is not None), default=None)
            pause = None if next_one is None else max((next_one - self._clock()).total_seconds(), 0.01)
            try:
                async with asyncio.timeout(pause):
                    await self._sooner.wait()
            except TimeoutError:
                continue

    def _is_due(self, moment: datetime | None) -> bool:
        return moment is not None and moment <= self._clock()

    def _rung(self, books: SqlBooks, now: datetime) -> tuple[list[Attempt], None]:
        self._due = books.next_due(now)
        for lost in self._mailroom.expire(books, now):
            log.warning("nobody ever claimed event %s; it is given up", lost.id)
        self._mailroom.ring(books, now)
        going = self._drain(books, now)
        due = [line for line in books.lines_due(now) if not self._pacing.waits(line)]
        with self._pacing.gathering():
            return going + self._announce(books, due, now), None

    async def _take_up(self) -> None:
        """Decide and announce all that was left, lane by lane."""
        for lane in await self._writer.keep(lambda books: books.lanes()):
            try:
                await self._run(partial(self._left_in, lane))
            except StoreError:
                raise
            except Exception:  # what cannot be decided must not keep the house from opening
                log.exception("what was left in lane %r could not be decided; it waits", lane)
        await self.tick()

    def _left_in(self, lane: str, books: SqlBooks, now: datetime) -> tuple[list[Attempt], None]:
        books.wake(lane)
        return self._drain(books, now), None


def _nothing(_: SqlBooks, _now: datetime) -> tuple[list[Attempt], None]:
    """All that a room takes now is called up in any transaction."""
    return [], None


def _freed_by(line: Line) -> tuple[Line, ...]:
    """The lines that may go on once an errand of *line* ended: a new desk thread frees the card."""
    return (line, Line.CARD, Line.ASIDE) if line in (Line.DESK, Line.CUSTOMER) else (line,)
