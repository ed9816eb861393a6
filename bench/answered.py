"""An answered question through the whole house, beside one bare embedding and one bare Chroma query."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import closing
from itertools import count, islice
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from bench.bank import Spread, bare, questions, sample, stocked
from bench.clocking import Clocked
from bench.figures import Figure
from bench.house import Free, Talk, opened
from bot.answerer.gate import Gate
from bot.answerer.noticing import Noticing
from bot.answerer.remembered import Remembered
from bot.engine.embedded import Embedded
from bot.meanings import Answer
from bot.settings import Answering
from bot.store import open_for_writing

__all__ = ["measured"]

CALLS = 40


def measured(folder: Path, *, rounds: int) -> list[Figure]:
    """Answered questions per second and CPU of each; all asked at once, stored, decided, posted, settled."""
    embedder = Spread()
    remembered = Remembered(embedder)
    with (
        closing(open_for_writing(folder)) as database,
        closing(
            stocked(folder, sample(), transact=database.writer.transact_now, embedder=remembered)
        ) as knowledge,
        closing(Gate(knowledge, Noticing(Answering(), remembered))) as gate,
    ):
        floor = bare(folder, sample(), embedder)

        async def run() -> list[Figure]:
            adapter = Free()
            async with opened(database, adapter, gate) as engine:
                return await _rounds(engine, adapter, floor, rounds)

        return asyncio.run(run())


async def _rounds(
    engine: Embedded, adapter: Free, floor: Callable[[str], object], rounds: int
) -> list[Figure]:
    texts, numbers, bottom = questions(0), count(), Clocked()
    rates: list[float] = []
    costs: list[float] = []
    floors: list[float] = []
    for turn in range(rounds + 1):
        before = len(adapter.said)
        began, cpu = perf_counter(), process_time()
        async with asyncio.TaskGroup() as group:
            for text in islice(texts, CALLS):
                group.create_task(engine.deliver(Talk(f"t{next(numbers)}").says(text)))
        await engine.rest()
        took, used = perf_counter() - began, process_time() - cpu
        answers = sum(isinstance(one, Answer) for one in adapter.said[before:])
        assert answers >= 0.8 * CALLS, f"only {answers} of {CALLS} questions were answered"
        start = perf_counter()
        bottom.round(floor, list(islice(texts, CALLS)))
        floored = CALLS / (perf_counter() - start)
        if turn:
            rates.append(CALLS / took)
            costs.append(used * 1e3 / CALLS)
            floors.append(floored)
    return [
        Figure("answered question: rate", median(rates), "/s", median(floors)),
        Figure("answered question: CPU", median(costs), "ms", bottom.cpu_ms, at_most=1.6),
    ]
