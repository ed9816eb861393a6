"""Opens the FAQ for commands that only read it, also while the bot runs: read-only, scored from memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import typer

from bot.cli.frame import note, progress, split
from bot.configuring import SAMPLE, Configuration

if TYPE_CHECKING:
    from bot.judgement import Draft, Verdict
    from bot.settings import Answering
    from kb.confidence import Calibration
    from kb.embed import Embedder
    from kb.knowledge import Knowledge

__all__ = ["Answered", "Judging", "audiences_of", "faq_of", "judging"]

WARMING = "Is there anything to warm up with?"


@dataclass(frozen=True, slots=True)
class Answered:
    """What the bot would do with a question, and how long it took to find out, in milliseconds."""

    draft: Draft
    verdict: Verdict
    milliseconds: float


Judging = Callable[[str], Answered]
"""Tells what the bot would do with a question."""


@contextmanager
def faq_of(
    configuration: Configuration,
    faq: Path | None = None,
    *,
    embedder: Embedder | None = None,
    sure: Calibration | None = None,
) -> Iterator[Knowledge]:
    """The FAQ at *faq*, else the one in the data folder, else the sample, which is told.

    It is judged by *sure*; without it the house's own calibration judges the house's own FAQ, and the one
    that ships any other.
    """
    from bot.answerer.calibrated import calibrated
    from bot.app import load_embedder
    from bot.store.examining import has_database, read_only, reading
    from kb.knowledge import Knowledge

    embedder = embedder or load_embedder()
    if faq is None and has_database(configuration.data):
        with reading(configuration.data) as engine:
            knowledge = Knowledge.reading(
                transact=read_only(engine),
                embedder=embedder,
                sure=sure or calibrated(configuration.data, embedder.model),
            )
            with progress("Reading the FAQ") as steps:
                knowledge.refresh(steps)
            yield knowledge
        return
    if faq is None:
        note(f"There is no database in {str(configuration.data)!r} yet, so this is the sample FAQ.")
    yield _loaded(faq or SAMPLE, embedder, sure)


def audiences_of(knowledge: Knowledge, named: str) -> tuple[str, ...]:
    """The audiences of a list with commas; asked wrongly if there is none, or one the FAQ does not know."""
    audiences, known = split(named), sorted({entry.audience for entry in knowledge.entries()})
    strange = [name for name in audiences if known and name not in known]
    if audiences and not strange:
        return audiences
    wrong = f"the FAQ has no audience {strange[0]!r}" if strange else "no audience is named"
    there = f". There is: {', '.join(known)}" if known else ""
    raise typer.BadParameter(wrong + there, param_hint="--audience")


def _loaded(faq: Path, embedder: Embedder, sure: Calibration | None) -> Knowledge:
    """The files' entries in a library that is kept nowhere."""
    from bot.app import now
    from bot.store.passing import passing_library
    from kb.knowledge import Knowledge
    from kb.library import Signature
    from kb.load import load, origin

    entries = load(faq)
    knowledge = Knowledge.reading(transact=passing_library(), embedder=embedder, sure=sure)
    with progress("Reading the FAQ") as steps:
        knowledge.sync(entries, origin(faq), signature=Signature("", "", now()), progress=steps)
    return knowledge


@contextmanager
def judging(
    knowledge: Knowledge, answering: Answering, audiences: tuple[str, ...], embedder: Embedder
) -> Iterator[Judging]:
    """The bot's own judgement without its platforms, on behalf of these audiences; warm, as it runs."""
    from bot.answerer.gate import Gate
    from bot.answerer.noticing import Noticing
    from bot.app import bar
    from bot.judgement import Question
    from bot.policy import judge

    gate, passing = Gate(knowledge, Noticing(answering, embedder)), bar(answering, knowledge.sure)

    def judged(question: str) -> Answered:
        began = perf_counter()
        draft = gate.propose(Question("ask", question, audiences))
        return Answered(draft, judge(draft, passing), (perf_counter() - began) * 1_000)

    try:
        judged(WARMING)
        yield judged
    finally:
        gate.close()
