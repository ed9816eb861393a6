"""One question to the answerer, beside one bare embedding and one bare Chroma query."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from bench.bank import Spread, bare, entries, questions, stocked
from bench.clocking import Clocked
from bench.figures import Figure
from bot.answerer.gate import Gate
from bot.answerer.noticing import Noticing
from bot.answerer.remembered import Remembered
from bot.app import bar
from bot.judgement import Question
from bot.policy import judge
from bot.settings import Answering
from bot.store import open_for_writing

__all__ = ["measured"]

SIZES = (100, 1_000, 10_000)
CALLS = 20


def measured(folder: Path, *, rounds: int) -> Iterator[Figure]:
    """Wall and CPU of `ask` at every size."""
    for size in SIZES:
        yield from _at(size, folder / str(size), rounds)


def _at(size: int, folder: Path, rounds: int) -> Iterator[Figure]:
    embedder, answering = Spread(), Answering()
    remembered = Remembered(embedder)
    with (
        closing(open_for_writing(folder)) as database,
        closing(
            stocked(folder, size, transact=database.writer.transact_now, embedder=remembered)
        ) as knowledge,
        closing(Gate(knowledge, Noticing(answering, remembered))) as gate,
    ):
        the_bar = bar(answering)
        floor = bare(folder, entries(size), embedder)

        def ask(text: str) -> object:
            return judge(gate.propose(Question("q", text, ("public",))), the_bar)

        asked, bottom = Clocked(), Clocked()
        texts = questions(size)
        for call in (ask, floor):
            Clocked().round(call, list(islice(texts, CALLS)))
        for _ in range(rounds):
            asked.round(ask, list(islice(texts, CALLS)))
            bottom.round(floor, list(islice(texts, CALLS)))
    name = f"ask at {size:,} phrasings"
    yield Figure(f"{name}: p50", asked.p50, "ms", bottom.p50)
    yield Figure(f"{name}: p99", asked.p99, "ms", bottom.p99)
    yield Figure(f"{name}: CPU", asked.cpu_ms, "ms", bottom.cpu_ms, at_most=1.5)
