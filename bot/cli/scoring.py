"""`frontdesk eval`: how well the bot does on questions whose right answer is known."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.frame import AsJson, DataFolder, SettingsFile, figure, note, printed, progress, settled, table
from bot.cli.measuring import Timed, measuring

if TYPE_CHECKING:
    from bot.configuring import Configuration
    from bot.evaluation import Outcome, Row
    from bot.judgement import Findings, Verdict
    from bot.scorecard import Demand, NearMiss
    from kb.embed import Embedder
    from kb.knowledge import Knowledge

__all__ = ["score"]

TIMED = 20
SHOWN = 10
Figures = Mapping[str, float | None]


def score(  # noqa: PLR0913 - each is an option of the command
    *,
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
    calibrate: Annotated[
        Path | None, typer.Option(help="Other such questions, to fit how sure the bot is to this FAQ first.")
    ] = None,
    mood: Annotated[
        Path | None, typer.Option(help="A CSV `text,previous,upset`: who is noticed to be upset.")
    ] = None,
    wants_human: Annotated[
        Path | None, typer.Option(help="A CSV `text,wants_human`: who is noticed to ask for a person.")
    ] = None,
    compare: Annotated[
        Path | None, typer.Option(help="What `--json` printed before, to see what has changed.")
    ] = None,
    fail_if: Annotated[
        list[str] | None, typer.Option(help="Exit 1 if this holds: 'precision<0.95'. May be given again.")
    ] = None,
    junit: Annotated[Path | None, typer.Option(help="Where to write the demands as JUnit XML.")] = None,
    picture: Annotated[
        Path | None, typer.Option(help="Where to draw how sure and how right agree: a file.svg.")
    ] = None,
    near_misses: Annotated[
        Path | None, typer.Option(help="Where to write, as CSV, what to mend in the FAQ.")
    ] = None,
    settings: SettingsFile = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Score the bot on questions whose right answer is known; needs one of the three CSV files.

    Vectors are kept in the data folder, so that a second run is quick.
    """
    if sum(path is not None for path in (questions, mood, wants_human)) != 1:
        raise typer.BadParameter("name one of --questions, --mood and --wants-human")
    configuration = _within(settled(settings, data), max_wrong)
    demands = _demands(fail_if or [], answering=questions is not None)
    scored = _scored(configuration, _Asked(questions, audience, faq, calibrate, mood, wants_human))
    before = _before(compare) if compare else None
    _files(scored, demands, junit=junit, picture=picture, near_misses=near_misses)
    _shown(scored, before, as_json=as_json)
    broken = [wrong for wrong in (one.broken(scored.figures) for one in demands) if wrong]
    for wrong in broken:
        note(f"frontdesk: not good enough: {wrong}")
    if broken:
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be scored."""

    questions: Path | None
    audience: str | None
    faq: Path | None
    calibrate: Path | None
    mood: Path | None
    wants_human: Path | None


@dataclass(frozen=True, slots=True)
class _Scored:
    """The figures, and what they were made of where questions were answered."""

    figures: Figures
    outcomes: Sequence[Outcome] = ()
    threshold: float = 1.0

    def mendable(self) -> Sequence[NearMiss]:
        """What to mend in the FAQ."""
        from bot.scorecard import near_misses

        return near_misses(self.outcomes)


def _within(configuration: Configuration, max_wrong: float | None) -> Configuration:
    """The settings with another bar."""
    if max_wrong is None:
        return configuration
    if not 0 < max_wrong <= 0.5:  # noqa: PLR2004 - the same limit as in the settings
        raise typer.BadParameter("it is above 0 and at most 0.5", param_hint="--max-wrong")
    told = configuration.settings
    answering = replace(told.answering, max_wrong=max_wrong)
    return replace(configuration, settings=replace(told, answering=answering))


def _demands(told: Sequence[str], *, answering: bool) -> list[Demand]:
    from dataclasses import fields

    from bot.evaluation import Discrimination, Evaluation
    from bot.scorecard import demand

    known = [one.name for one in fields(Evaluation if answering else Discrimination)]
    try:
        return [demand(one, known) for one in told]
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--fail-if") from error


def _before(file: Path) -> Mapping[str, object]:
    """The figures of an earlier run."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise typer.BadParameter(f"{str(file)!r} cannot be read ({error})", param_hint="--compare") from error
    if not isinstance(told, dict):
        raise typer.BadParameter(f"{str(file)!r} is not what `eval --json` printed", param_hint="--compare")
    return told


def _scored(configuration: Configuration, asked: _Asked) -> _Scored:
    with measuring(configuration.data) as embedder:
        if asked.questions:
            return _answering(configuration, asked.questions, asked, embedder)
        label = "upset" if asked.mood else "wants_human"
        return _noticing(configuration, asked.mood or asked.wants_human or Path(), label, embedder)


def _answering(configuration: Configuration, questions: Path, asked: _Asked, timed: Timed) -> _Scored:
    from bot.answerer.remembered import Remembered
    from bot.app import bar
    from bot.cli.reading import audiences_of, faq_of
    from bot.evaluation import read_questions, summary

    answering, embedder = configuration.settings.answering, Remembered(timed)
    with faq_of(configuration, asked.faq, embedder=embedder) as knowledge:
        known = {entry.id: entry.audience for entry in knowledge.entries()}
        rows = read_questions(questions, known)
        everybody = tuple(sorted(set(known.values())))
        asking = everybody if asked.audience is None else audiences_of(knowledge, asked.audience)
        if asked.calibrate:
            _fitted(knowledge, read_questions(asked.calibrate, known), asking)
        outcomes = _outcomes(configuration, knowledge, rows, asking, embedder, timed)
        figures = summary(outcomes, 1 - answering.max_wrong, timed=TIMED)
        return _Scored(asdict(figures), outcomes, bar(answering, knowledge.sure).answer)


def _fitted(knowledge: Knowledge, rows: list[Row], asking: tuple[str, ...]) -> None:
    """Give *knowledge* a calibration of its own, made of these questions."""
    from bot.cli.calibrating import labels_of
    from kb.confidence import calibration
    from kb.fitting import own

    knowledge.judge_by(calibration())
    knowledge.judge_by(own(labels_of(rows, knowledge, asking), calibration()))


def _outcomes(
    configuration: Configuration,
    knowledge: Knowledge,
    rows: Sequence[Row],
    asking: tuple[str, ...],
    embedder: Embedder,
    timed: Timed,
) -> list[Outcome]:
    from bot.cli.reading import judging
    from bot.evaluation import outcomes_of

    answering = configuration.settings.answering
    with judging(knowledge, answering, asking, embedder) as judged, progress("Asking") as steps:
        done = count(1)

        def ask(question: str) -> tuple[Verdict, Findings]:
            step = next(done)
            timed.fresh = step <= TIMED
            answered = judged(question)
            steps(step, len(rows))
            return answered.verdict, answered.draft.findings

        return outcomes_of(rows, ask, clock=perf_counter)


def _noticing(configuration: Configuration, rows: Path, label: str, embedder: Embedder) -> _Scored:
    from bot.answerer.noticing import Noticing
    from bot.evaluation import discriminate, read_labelled

    noticing = Noticing(configuration.settings.answering, embedder)
    chance = noticing.upset if label == "upset" else noticing.person
    return _Scored(asdict(discriminate(read_labelled(rows, label), lambda text, _: chance(text))))


def _files(
    scored: _Scored,
    demands: Sequence[Demand],
    *,
    junit: Path | None,
    picture: Path | None,
    near_misses: Path | None,
) -> None:
    """Write what is wanted as files."""
    from bot import scorecard
    from bot.reliability import picture as drawn

    if junit:
        junit.write_text(scorecard.junit(demands, scored.figures), encoding="utf-8")
    if (picture or near_misses) and not scored.outcomes:
        raise typer.BadParameter("--picture and --near-misses need --questions")
    if picture:
        title = "How sure the bot is, and how right"
        picture.write_text(drawn(_pairs(scored.outcomes), scored.threshold, title=title), encoding="utf-8")
    if near_misses:
        near_misses.write_text(scorecard.as_csv(scored.mendable()), encoding="utf-8")


def _pairs(outcomes: Sequence[Outcome]) -> list[tuple[float, bool]]:
    """How sure the bot was of each question that was looked up, and whether the best entry was right."""
    from bot.scorecard import found_first

    return [(one.findings.confidence, found_first(one)) for one in outcomes if one.findings.passages]


def _shown(scored: _Scored, before: Mapping[str, object] | None, *, as_json: bool) -> None:
    from bot.scorecard import compared

    changes = compared(before, scored.figures) if before is not None else []
    if as_json:
        printed({**scored.figures, "compared": changes} if before is not None else scored.figures)
        return
    if before is None:
        table(("figure", "value"), [(name, figure(value)) for name, value in scored.figures.items()])
    else:
        rows = [(one.figure, figure(one.before), figure(one.after), figure(one.by)) for one in changes]
        table(("figure", "before", "now", "change"), rows)
    some = scored.mendable()
    mend = [
        (one.question, one.expected or "a person", one.got, figure(one.confidence), one.mend) for one in some
    ]
    title = f"To mend in the FAQ: {min(SHOWN, len(some))} of {len(some)} (--near-misses FILE writes all)"
    table(("question", "expected", "best", "sure", "what would help"), mend[:SHOWN], title=title)
