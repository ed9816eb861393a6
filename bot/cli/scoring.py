"""`frontdesk eval`: how well the bot does on questions whose right answer is known."""

from __future__ import annotations

from dataclasses import asdict, replace
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.frame import AsJson, DataFolder, SettingsFile, figure, printed, progress, settled, table

if TYPE_CHECKING:
    from bot.configuring import Configuration
    from bot.evaluation import Discrimination, Evaluation
    from bot.judgement import Findings, Verdict

__all__ = ["score"]


def score(  # noqa: PLR0913 - each is an option of the command
    questions: Annotated[
        Path | None, typer.Option(help="A CSV `question,expected`; expected is an entry, or empty.")
    ] = None,
    audience: Annotated[
        str | None,
        typer.Option(help="Whose entries may be shown: a,b. [default: everybody's]", show_default=False),
    ] = None,
    faq: Annotated[Path | None, typer.Option(help="The FAQ to answer from. [default: the bot's]")] = None,
    max_wrong: Annotated[
        float | None, typer.Option(help="The share of answers that may be wrong. [default: the settings']")
    ] = None,
    mood: Annotated[
        Path | None, typer.Option(help="A CSV `text,previous,upset`: who is noticed to be upset.")
    ] = None,
    wants_human: Annotated[
        Path | None, typer.Option(help="A CSV `text,wants_human`: who is noticed to ask for a person.")
    ] = None,
    settings: SettingsFile = None,
    data: DataFolder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Score the bot on questions whose right answer is known; needs one of the three CSV files."""
    if sum(path is not None for path in (questions, mood, wants_human)) != 1:
        raise typer.BadParameter("name one of --questions, --mood and --wants-human")
    configuration = _within(settled(settings, data), max_wrong)
    figures: Evaluation | Discrimination
    if questions:
        figures = _answering(configuration, questions, faq, audience)
    elif mood:
        figures = _noticing(configuration, mood, "upset")
    else:
        figures = _noticing(configuration, wants_human or Path(), "wants_human")
    if as_json:
        printed(figures)
    else:
        table(("figure", "value"), [(name, figure(value)) for name, value in asdict(figures).items()])


def _within(configuration: Configuration, max_wrong: float | None) -> Configuration:
    """The settings with another bar."""
    if max_wrong is None:
        return configuration
    if not 0 < max_wrong <= 0.5:  # noqa: PLR2004 - the same limit as in the settings
        raise typer.BadParameter("it is above 0 and at most 0.5", param_hint="--max-wrong")
    told = configuration.settings
    answering = replace(told.answering, max_wrong=max_wrong)
    return replace(configuration, settings=replace(told, answering=answering))


def _answering(
    configuration: Configuration, questions: Path, faq: Path | None, audience: str | None
) -> Evaluation:
    from bot.app import load_embedder
    from bot.cli.reading import audiences_of, faq_of, judging
    from bot.evaluation import evaluate, read_questions

    answering, embedder = configuration.settings.answering, load_embedder()
    with faq_of(configuration, faq, embedder=embedder) as knowledge:
        known = {entry.id: entry.audience for entry in knowledge.entries()}
        rows = read_questions(questions, known)
        asking = tuple(sorted(set(known.values()))) if audience is None else audiences_of(knowledge, audience)

        with judging(knowledge, answering, asking, embedder) as judged, progress("Asking") as steps:
            done = count(1)

            def asked(question: str) -> tuple[Verdict, Findings]:
                answered = judged(question)
                steps(next(done), len(rows))
                return answered.verdict, answered.draft.findings

            return evaluate(rows, asked, promised_precision=1 - answering.max_wrong, clock=perf_counter)


def _noticing(configuration: Configuration, rows: Path, label: str) -> Discrimination:
    from bot.answerer.noticing import Noticing
    from bot.app import load_embedder
    from bot.evaluation import discriminate, read_labelled

    noticing = Noticing(configuration.settings.answering, load_embedder())
    chance = noticing.upset if label == "upset" else noticing.person
    return discriminate(read_labelled(rows, label), lambda text, _: chance(text))
