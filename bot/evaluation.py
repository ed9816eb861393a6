"""Scores the answerer on questions whose right answer is known. Pure, files of questions aside.

Everything is told as the share of all questions, since that is what a desk feels; what cannot be told (a
precision without answers) is None, never a flattering 1.
"""

from __future__ import annotations

import csv
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.judgement import Escalate, Findings, Give, Greet, Offer, Verdict
from kb.errors import BrokenFile, Fault

__all__ = [
    "Discrimination",
    "Evaluation",
    "Labelled",
    "Outcome",
    "Row",
    "auroc",
    "discriminate",
    "evaluate",
    "outcomes_of",
    "read_labelled",
    "read_questions",
    "recall_at",
    "summary",
]

YES = frozenset({"1", "true", "yes", "y"})
NO = frozenset({"0", "false", "no", "n"})
EXAMPLE = {
    "expected": "`How do I reset my password?,reset-password` (after the comma nothing: fetch a person)",
    "upset": '`"This is the third time, nothing works",Please try again.,1`',
    "wants_human": "`can I talk to a person,1`",
}
HEADER = {
    ("question", "expected"): "`question,expected`",
    ("text", "upset"): "`text,previous,upset`",
    ("text", "wants_human"): "`text,wants_human`",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One question and the entry that answers it; empty when it should be escalated."""

    question: str
    expected: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """One message, what was said to the customer before it, and whether the answer is yes."""

    text: str
    previous: str
    yes: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row, and how long it took in seconds."""

    row: Row
    verdict: Verdict
    findings: Findings
    seconds: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of `frontdesk eval`. answered + offered + escalated = total; a choice is no answer."""

    total: int
    in_scope: int
    top1_accuracy: float | None
    answer_rate: float | None
    precision: float | None
    answered: int
    answered_right: int
    answered_wrong: int
    offered: int
    escalated: int
    escalated_rightly: int
    escalated_needlessly: int
    auroc_in_out: float | None
    promised_precision: float
    ms_per_question: float | None


@dataclass(frozen=True, slots=True)
class Discrimination:
    """How well a score tells yes from no: the figures of `eval --mood` and `--wants-human`."""

    total: int
    auroc: float | None
    recall_at_2pct_false_alarms: float | None
    recall_at_half_pct_false_alarms: float | None


def read_questions(path: Path, known: Collection[str] | None = None) -> list[Row]:
    """The rows of a CSV `question,expected`; with *known*, every expected entry must be among these ids.

    Raises BrokenFile with all that is wrong, each with its line.
    """
    faults: list[Fault] = []
    rows: list[Row] = []
    for line, cells in _cells(path, ("question", "expected"), EXAMPLE["expected"]):
        row = Row(cells["question"].strip(), cells["expected"].strip())
        rows.append(row)
        wrong = _wrong(row, known)
        if wrong:
            faults.append(Fault(str(path), line, wrong, EXAMPLE["expected"]))
    _refuse(faults)
    return rows


def read_labelled(path: Path, label: str) -> list[Labelled]:
    """The rows of a CSV with `text`, *label* (`upset` or `wants_human`) and, where it has one, `previous`.

    Raises BrokenFile with all that is wrong, each with its line.
    """
    faults: list[Fault] = []
    rows: list[Labelled] = []
    for line, cells in _cells(path, ("text", label), EXAMPLE[label]):
        said = cells[label].strip().casefold()
        if said not in YES | NO:
            faults.append(Fault(str(path), line, f"{label} is {said!r}, neither 1 nor 0", EXAMPLE[label]))
        rows.append(Labelled(cells["text"], cells.get("previous", ""), said in YES))
    _refuse(faults)
    return rows


def evaluate(
    rows: Sequence[Row],
    ask: Callable[[str], tuple[Verdict, Findings]],
    *,
    promised_precision: float,
    clock: Callable[[], float],
) -> Evaluation:
    """The figures for *ask* on *rows*; *clock* tells seconds, such as `time.perf_counter`."""
    return summary(outcomes_of(rows, ask, clock=clock), promised_precision)


def outcomes_of(
    rows: Sequence[Row], ask: Callable[[str], tuple[Verdict, Findings]], *, clock: Callable[[], float]
) -> list[Outcome]:
    """What becomes of each row, in their order."""
    outcomes = []
    for row in rows:
        began = clock()
        verdict, findings = ask(row.question)
        outcomes.append(Outcome(row, verdict, findings, clock() - began))
    return outcomes


def summary(
    outcomes: Sequence[Outcome], promised_precision: float, *, timed: int | None = None
) -> Evaluation:
    """The figures of what became of each row. A friendly word is no answer: it counts as escalated.

    `ms_per_question` is that of the first *timed*, or of all.
    """
    clocked = outcomes[:timed]
    inside = [outcome for outcome in outcomes if outcome.row.expected]
    outside = [outcome for outcome in outcomes if not outcome.row.expected]
    answered = [outcome for outcome in outcomes if isinstance(outcome.verdict, Give)]
    right = sum(_is_right(outcome) for outcome in answered)
    escalated = [outcome for outcome in outcomes if isinstance(outcome.verdict, Escalate | Greet)]
    rightly = sum(not outcome.row.expected for outcome in escalated)
    return Evaluation(
        total=len(outcomes),
        in_scope=len(inside),
        top1_accuracy=_share(sum(_found_first(outcome) for outcome in inside), len(inside)),
        answer_rate=_share(len(answered), len(outcomes)),
        precision=_share(right, len(answered)),
        answered=len(answered),
        answered_right=right,
        answered_wrong=len(answered) - right,
        offered=sum(isinstance(outcome.verdict, Offer) for outcome in outcomes),
        escalated=len(escalated),
        escalated_rightly=rightly,
        escalated_needlessly=len(escalated) - rightly,
        auroc_in_out=auroc(_confidences(inside), _confidences(outside)),
        promised_precision=promised_precision,
        ms_per_question=_share(1_000 * sum(outcome.seconds for outcome in clocked), len(clocked)),
    )


def discriminate(rows: Sequence[Labelled], score: Callable[[str, str], float]) -> Discrimination:
    """How well *score*, given a text and what was said before it, tells the rows apart."""
    yes: list[float] = []
    no: list[float] = []
    for row in rows:
        (yes if row.yes else no).append(score(row.text, row.previous))
    return Discrimination(len(rows), auroc(yes, no), recall_at(yes, no, 0.02), recall_at(yes, no, 0.005))


def auroc(yes: Sequence[float], no: Sequence[float]) -> float | None:
    """The chance that a yes scores above a no, a tie counting half; None if there are none of one kind."""
    if not yes or not no:
        return None
    low = sorted(no)
    wins = sum(bisect_left(low, score) + bisect_right(low, score) for score in yes)
    return wins / (2 * len(yes) * len(no))


def recall_at(yes: Sequence[float], no: Sequence[float], false_alarms: float) -> float | None:
    """The share of yeses noticed by the lowest bar that at most *false_alarms* of the noes pass."""
    if not yes or not no:
        return None
    allowed = int(false_alarms * len(no))
    bar = sorted(no, reverse=True)[allowed]
    return sum(score > bar for score in yes) / len(yes)


def _cells(path: Path, columns: tuple[str, str], example: str) -> list[tuple[int, dict[str, str]]]:
    """Each row with the line it ends on; rows without any text are left out."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as opened:
            table = csv.DictReader(opened, restval="", restkey="more")
            missing = [column for column in columns if column not in (table.fieldnames or ())]
            if missing:
                raise _broken(path, 1, f"the column {missing[0]!r} is missing", HEADER[columns])
            rows = [(table.line_num, row) for row in table]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _broken(path, 1, f"it cannot be read as CSV in UTF-8 ({error})", example) from error
    over = next((line for line, row in rows if "more" in row), 0)
    if over:
        raise _broken(path, over, "it has more cells than columns; put text with commas in quotes", example)
    told = [(line, row) for line, row in rows if any(cell.strip() for cell in row.values())]
    if not told:
        raise _broken(path, 1, "there is no row in it", example)
    return told


def _broken(path: Path, line: int, wrong: str, right: str) -> BrokenFile:
    return BrokenFile((Fault(str(path), line, wrong, right),))


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise BrokenFile(tuple(faults))


def _wrong(row: Row, known: Collection[str] | None) -> str:
    if not row.question:
        return "the question is empty"
    if known is not None and row.expected and row.expected not in known:
        return f"no entry of the FAQ has the id {row.expected!r}"
    return ""


def _is_right(outcome: Outcome) -> bool:
    return isinstance(outcome.verdict, Give) and outcome.verdict.passage.entry.id == outcome.row.expected


def _found_first(outcome: Outcome) -> bool:
    return any(found.entry.id == outcome.row.expected for found in outcome.findings.passages[:1])


def _confidences(outcomes: Sequence[Outcome]) -> list[float]:
    return [outcome.findings.confidence for outcome in outcomes]


def _share(part: float, whole: int) -> float | None:
    return part / whole if whole else None
