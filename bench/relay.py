"""A durable relay (one event in, one post out over HTTP), beside one bare commit and the same post."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Self

from aiohttp import ClientSession

from bench.clocking import Clocked
from bench.figures import Figure
from bench.house import Posting, Talk, opened, sink
from bot.engine.embedded import Embedded
from bot.store import open_for_writing
from tests.fakes.answerer import ByHeart

__all__ = ["measured"]

TALKS = 50
EACH = 6
ALONE = 40


def measured(folder: Path, *, rounds: int) -> list[Figure]:
    """Latency of one relay at a time; rate and CPU with fifty conversations at once."""
    with sink() as url, closing(open_for_writing(folder)) as database:

        async def run() -> list[Figure]:
            adapter = Posting(url)
            async with opened(database, adapter, ByHeart()) as engine, ClientSession() as session:
                with Floor(folder, session, url) as floor:
                    return await Relays(engine, adapter, floor).measured(rounds)

        return asyncio.run(run())


class Floor:
    """A bare SQLite commit on the same disk, as durable as ours, and the same post."""

    def __init__(self, folder: Path, session: ClientSession, url: str) -> None:
        self._session, self._url = session, url
        self._worker = ThreadPoolExecutor(1)
        self._file = sqlite3.connect(folder / "floor.db", isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self._file.execute(f"pragma {pragma}")
        self._file.execute("create table if not exists words (n integer primary key, body text)")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._worker.shutdown()
        self._file.close()

    async def relay(self, text: str) -> None:
        """Commit, then post."""
        await asyncio.get_running_loop().run_in_executor(self._worker, self._commit, text)
        asked = {"room": "desk", "thread": "t", "text": text, "key": text}
        async with self._session.post(f"{self._url}/post", json=asked) as answer:
            await answer.json()

    def _commit(self, text: str) -> None:
        self._file.execute("begin immediate")
        self._file.execute("insert into words (body) values (?)", (text,))
        self._file.execute("commit")


class Relays:
    """Fifty claimed conversations and what is measured of them."""

    def __init__(self, engine: Embedded, adapter: Posting, floor: Floor) -> None:
        self._engine, self._adapter, self._floor = engine, adapter, floor
        self._talks = [Talk(f"t{n}") for n in range(TALKS)]

    async def measured(self, rounds: int) -> list[Figure]:
        """Each round the thing, then its floor; the first round only warms up."""
        await self._claimed()
        alone, alone_floor = Clocked(), Clocked()
        found: list[tuple[float, float, float, float]] = []
        for turn in range(rounds + 1):
            one, bottom = await self._alone(self._relayed), await self._alone(self._floored)
            both = (*await self._together(self._told), *await self._together(self._floored))
            if turn:
                alone.wall += one
                alone_floor.wall += bottom
                found.append(both)
        rate, cost, floor_rate, floor_cost = map(median, zip(*found, strict=True))
        return [
            Figure("relay, one at a time: p50", alone.p50, "ms", alone_floor.p50),
            Figure("relay, one at a time: p99", alone.p99, "ms", alone_floor.p99),
            Figure("relay, fifty conversations: rate", rate, "/s", floor_rate, at_least=0.5),
            Figure("relay, fifty conversations: CPU", cost, "ms", floor_cost),
        ]

    async def _claimed(self) -> None:
        for talk in self._talks:
            await self._engine.deliver(talk.says("something the FAQ does not know"))
            await self._engine.deliver(talk.is_claimed())
        await self._engine.rest()

    async def _told(self, talk: Talk) -> None:
        await self._engine.deliver(talk.says("one more word"))

    async def _relayed(self, talk: Talk) -> None:
        self._adapter.posted.clear()
        await self._told(talk)
        await self._adapter.posted.wait()

    async def _floored(self, talk: Talk) -> None:
        await self._floor.relay(f"{talk.name} says one more word")

    async def _alone(self, act: Callable[[Talk], Awaitable[None]]) -> list[float]:
        took = []
        for n in range(ALONE):
            began = perf_counter()
            await act(self._talks[n % TALKS])
            took.append((perf_counter() - began) * 1e3)
            await self._engine.rest()
        return took

    async def _together(self, act: Callable[[Talk], Awaitable[None]]) -> tuple[float, float]:
        """Relays a second, and milliseconds of CPU for each."""

        async def some(talk: Talk) -> None:
            for _ in range(EACH):
                await act(talk)

        began, cpu = perf_counter(), process_time()
        async with asyncio.TaskGroup() as group:
            for talk in self._talks:
                group.create_task(some(talk))
        await self._engine.rest()
        done = TALKS * EACH
        return done / (perf_counter() - began), (process_time() - cpu) * 1e3 / done
