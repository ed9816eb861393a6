"""`frontdesk calibrate`: makes the confidence the house's own, from questions whose right answer is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.frame import AsJson, DataFolder, SettingsFile, figure, note, printed, progress, settled, table

if TYPE_CHECKING:
    from bot.configuring import Configuration
    from bot.evaluation import Row
    from kb.confidence import Calibration
    from kb.fitting import Bought, Seen, Side
    from kb.knowledge import Knowledge

__all__ = ["calibrate", "labels_of"]

HIGHEST = 0.5


def calibrate(  # noqa: PLR0913 - each is an option of the command
    questions: Annotated[
        Path | None, typer.Option(help="A CSV `question,expected`; expected is an entry, or empty.")
    ] = None,
    max_wrong: Annotated[
        float | None, typer.Option(help="The share of answers that may be wrong. [default: the settings']")
    ] = None,
    audience: Annotated[
        str | None,
        typer.Option(help="Whose entries may be shown: a,b. [default: everybody's]", show_default=False),
    ] = None,
    faq: Annotated[
        Path | None, typer.Option(help="Try it on this FAQ; then nothing is kept.", show_default=False)
    ] = None,
    picture: Annotated[
        Path | None, typer.Option(help="Where to draw how sure and how right agree: a file.svg.")
    ] = None,
    settings: SettingsFile = None,
    data: DataFolder = None,
    *,
    forget: Annotated[bool, typer.Option("--forget", help="Go back to the one before.")] = False,
    as_json: AsJson = False,
) -> None:
    """Fit how sure the bot is to your own FAQ and questions, and tell what that buys.

    It takes 100 questions at least. What it makes is used from the bot's next start on, and only where it
    keeps the promise and answers more than the one in use before, or where that one breaks its promise.
    """
    configuration = settled(settings, data)
    if forget:
        _forgotten(configuration)
        return
    if questions is None:
        raise typer.BadParameter("name the questions whose right answer is known", param_hint="--questions")
    wrong = configuration.settings.answering.max_wrong if max_wrong is None else max_wrong
    if not 0 < wrong <= HIGHEST:
        raise typer.BadParameter("it is above 0 and at most 0.5", param_hint="--max-wrong")
    told = _told(configuration, questions, faq, audience, wrong)
    if picture:
        _drawn(picture, told.bought, told.own.threshold(wrong))
    kept = told.worth and faq is None
    if kept:
        from bot.answerer.calibrated import keep

        note(f"Kept in {str(keep(configuration.data, told.own))!r}: used from the bot's next start on.")
    elif not told.worth:
        note("Nothing was changed: it would not answer more and keep the promise.")
    if as_json:
        printed({**told.figures(), "kept": kept})
    else:
        table(("", "shipped", "your own"), told.rows())


@dataclass(frozen=True, slots=True)
class _Told:
    """A calibration made, what it buys at this share of wrong answers, and on how many labels it rests."""

    own: Calibration
    shipped: Calibration
    bought: Bought
    max_wrong: float

    @property
    def worth(self) -> bool:
        """Whether it keeps the promise, and answers more or mends one that was broken."""
        before, after = self.bought.before, self.bought.after
        keeps = _wrong(after) is not None and (_wrong(after) or 0.0) <= self.max_wrong
        return keeps and (after.rate > before.rate or (_wrong(before) or 0.0) > self.max_wrong)

    def figures(self) -> Mapping[str, object]:
        """In the form programmes rely on."""
        return {
            "labels": len(self.bought.after.right),
            "promised_precision": 1 - self.max_wrong,
            "shipped": _side(self.bought.before, self.shipped.threshold(self.max_wrong)),
            "own": _side(self.bought.after, self.own.threshold(self.max_wrong)),
        }

    def rows(self) -> list[tuple[str, str, str]]:
        """As people read it."""
        before = _side(self.bought.before, self.shipped.threshold(self.max_wrong))
        after = _side(self.bought.after, self.own.threshold(self.max_wrong))
        return [(name, figure(before[name]), figure(after[name])) for name in before]


def _side(side: Side, threshold: float) -> dict[str, float | None]:
    """What one calibration does with the labels, each judged by weights that had no part in it."""
    from bot.reliability import expected_error, wilson

    answered, right = int(side.answered.sum()), int(side.right[side.answered].sum())
    return {
        "answer_rate": side.rate,
        "precision": side.precision,
        "precision_at_least": wilson(right, answered)[0] if answered else None,
        "answered": answered,
        "answered_wrong": answered - right,
        "calibration_error": expected_error(_pairs(side)),
        "threshold": threshold,
    }


def _wrong(side: Side) -> float | None:
    return None if side.precision is None else 1 - side.precision


def _pairs(side: Side) -> list[tuple[float, bool]]:
    return [(float(sure), bool(right)) for sure, right in zip(side.sure, side.right, strict=True)]


def _drawn(file: Path, bought: Bought, threshold: float) -> None:
    from bot.reliability import picture

    drawn = picture(
        _pairs(bought.after), threshold, title="Your own calibration, on questions it had no part of"
    )
    file.write_text(drawn, encoding="utf-8")


def _forgotten(configuration: Configuration) -> None:
    from bot.answerer.calibrated import forget

    was = forget(configuration.data)
    note("Back to the one before, from the bot's next start on." if was else "The one that ships is in use.")


def _told(
    configuration: Configuration, questions: Path, faq: Path | None, audience: str | None, max_wrong: float
) -> _Told:
    from bot.cli.measuring import measuring
    from bot.cli.reading import audiences_of, faq_of
    from bot.evaluation import read_questions
    from kb.confidence import calibration
    from kb.fitting import bought, own

    shipped = calibration()
    with (
        measuring(configuration.data) as embedder,
        faq_of(configuration, faq, embedder=embedder, sure=shipped) as knowledge,
    ):
        known = {entry.id: entry.audience for entry in knowledge.entries()}
        rows = read_questions(questions, known)
        asking = tuple(sorted(set(known.values()))) if audience is None else audiences_of(knowledge, audience)
        labels = labels_of(rows, knowledge, asking)
    return _Told(own(labels, shipped), shipped, bought(labels, shipped, max_wrong), max_wrong)


def labels_of(rows: list[Row], knowledge: Knowledge, audiences: tuple[str, ...]) -> list[Seen]:
    """What is seen of each question, and whether the best entry is the one expected."""
    from kb.fitting import Seen

    seen = []
    with progress("Asking") as steps:
        for done, row in enumerate(rows, 1):
            best, features, ease = knowledge.features(row.question, audiences=audiences)
            steps(done, len(rows))
            if features:
                seen.append(Seen(features, best == row.expected, ease))
    return seen
