"""The figures of `frontdesk eval`."""

from __future__ import annotations

from dataclasses import asdict
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation import (
    Labelled,
    Row,
    auroc,
    discriminate,
    evaluate,
    read_labelled,
    read_questions,
    recall_at,
)
from bot.judgement import Escalate, Findings, Give, Greet, Offer, Passage, Reason, SmallTalk, Verdict
from kb.entry import Entry
from kb.errors import BrokenFile


def passage(entry: str) -> Passage:
    """A passage of the entry with this id."""
    return Passage(Entry(entry, (f"{entry}?",), f"{entry}."), 0.9, f"{entry}?")


def found(entry: str, confidence: float) -> Findings:
    """One entry alone, with this confidence."""
    return Findings((passage(entry),), confidence)


ANSWERS: dict[str, tuple[Verdict, Findings]] = {
    "right": (Give(passage("a"), "a.", 0.9), found("a", 0.9)),
    "wrong": (Give(passage("b"), "b.", 0.8), found("b", 0.8)),
    "offered": (Offer((passage("a"),), 0.5), found("a", 0.5)),
    "missed": (Escalate(Reason.UNSURE), found("a", 0.3)),
    "asked": (Escalate(Reason.ASKED), Findings()),
    "far": (Escalate(Reason.UNSURE), found("b", 0.1)),
    "near": (Give(passage("a"), "a.", 0.85), found("a", 0.85)),
    "hello": (Greet(SmallTalk.GREETING), Findings()),
}
ROWS = [
    Row("right", "a"),
    Row("wrong", "a"),
    Row("offered", "a"),
    Row("missed", "a"),
    Row("asked", ""),
    Row("far", ""),
    Row("near", ""),
    Row("hello", ""),
]


def test_every_figure_is_counted() -> None:
    """The figures of a small set are what one counts by hand; an answer out of scope is a wrong one."""
    ticks = count(step=0.5)

    figures = evaluate(ROWS, ANSWERS.__getitem__, promised_precision=0.95, clock=lambda: next(ticks))

    assert asdict(figures) == {
        "total": 8,
        "in_scope": 4,
        "top1_accuracy": 0.75,
        "answer_rate": 3 / 8,
        "precision": 1 / 3,
        "answered": 3,
        "answered_right": 1,
        "answered_wrong": 2,
        "offered": 1,
        "escalated": 4,
        "escalated_rightly": 3,
        "escalated_needlessly": 1,
        "auroc_in_out": 13 / 16,
        "promised_precision": 0.95,
        "ms_per_question": 500.0,
    }


def test_nothing_to_tell_is_told_as_nothing() -> None:
    """Without rows or answers a share is None, not zero and not one."""
    figures = evaluate([], ANSWERS.__getitem__, promised_precision=0.95, clock=lambda: 0)

    assert (figures.total, figures.precision, figures.auroc_in_out, figures.ms_per_question) == (
        0,
        None,
        None,
        None,
    )


@given(st.lists(st.sampled_from(ROWS)))
def test_the_parts_make_the_whole(rows: list[Row]) -> None:
    """Answered, offered and escalated add up to the total, whatever the rows."""
    figures = evaluate(rows, ANSWERS.__getitem__, promised_precision=0.95, clock=lambda: 0)

    assert figures.answered + figures.offered + figures.escalated == figures.total == len(rows)
    assert figures.answered_right + figures.answered_wrong == figures.answered
    assert figures.escalated_rightly + figures.escalated_needlessly == figures.escalated


@pytest.mark.parametrize(
    ("yes", "no", "expected"),
    [
        ([1.0], [0.0], 1.0),
        ([0.0], [1.0], 0.0),
        ([0.5], [0.5], 0.5),
        ([0.9, 0.4], [0.5, 0.1], 0.75),
        ([], [1.0], None),
    ],
)
def test_auroc_is_the_chance_of_the_right_order(
    yes: list[float], no: list[float], expected: float | None
) -> None:
    """A pair in order counts one, a tie half."""
    assert auroc(yes, no) == expected


def test_recall_is_taken_at_the_allowed_false_alarms() -> None:
    """Of 100 noes two may pass at 2 %; a yes that only ties with the next no is not noticed."""
    no = [0.9, 0.8, 0.7, *([0.1] * 97)]

    assert recall_at([0.95, 0.75, 0.7, 0.2], no, 0.02) == 0.5
    assert recall_at([0.95, 0.9], no, 0.005) == 0.5


def test_a_score_is_measured_with_what_was_said_before() -> None:
    """The score sees the text and the words before it."""
    rows = [Labelled("no", "Did that help?", yes=True), Labelled("no", "Anything else?", yes=False)]

    figures = discriminate(rows, lambda text, previous: float("help" in previous and text == "no"))

    assert asdict(figures) == {
        "total": 2,
        "auroc": 1.0,
        "recall_at_2pct_false_alarms": 1.0,
        "recall_at_half_pct_false_alarms": 1.0,
    }


def written(folder: Path, text: str) -> Path:
    """A file with this text."""
    path = folder / "questions.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_questions_are_read_in_order(tmp_path: Path) -> None:
    """Quotes, a byte order mark, blank lines and further columns are no trouble."""
    path = written(tmp_path, '\ufeffquestion,expected,tag\n"How, then?",reset,x\n\n  What?  ,,\n')

    assert read_questions(path, {"reset"}) == [Row("How, then?", "reset"), Row("What?", "")]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", r"questions.csv:1: the column 'question' is missing. A right one: `question,expected`"),
        ("question,answer\na,b\n", r"questions.csv:1: the column 'expected' is missing"),
        ("question,expected\n,reset\n", r"questions.csv:2: the question is empty"),
        ("question,expected\na,reset\nb,rest\n", r"questions.csv:3: no entry of the FAQ has the id 'rest'"),
        ("question,expected\nWell, how?,reset\n", r"questions.csv:2: it has more cells than columns"),
    ],
)
def test_a_broken_file_is_named_with_its_line(text: str, complaint: str, tmp_path: Path) -> None:
    """A wrong row is told with file, line, and what a right one looks like."""
    with pytest.raises(BrokenFile, match=complaint):
        read_questions(written(tmp_path, text), {"reset"})


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    """Bytes that are no UTF-8, and a file that is not there, are told as such."""
    path = tmp_path / "questions.csv"
    with pytest.raises(BrokenFile, match="cannot be read"):
        read_questions(path)
    path.write_bytes(b"question,expected\n\xff\xfe,\n")
    with pytest.raises(BrokenFile, match="cannot be read as CSV in UTF-8"):
        read_questions(path)


def test_labels_are_read_as_yes_and_no(tmp_path: Path) -> None:
    """1 and 0, true and false are understood, with or without what was said before."""
    mood = written(tmp_path, "text,previous,upset\nNo.,Did that help?,1\nok,,False\n")
    assert read_labelled(mood, "upset") == [
        Labelled("No.", "Did that help?", yes=True),
        Labelled("ok", "", yes=False),
    ]

    person = written(tmp_path, "text,wants_human\nagent,true\n")
    assert read_labelled(person, "wants_human") == [Labelled("agent", "", yes=True)]


def test_all_wrong_labels_are_told_at_once(tmp_path: Path) -> None:
    """Every line with a label that is neither yes nor no is named."""
    with pytest.raises(BrokenFile) as raised:
        read_labelled(written(tmp_path, "text,wants_human\na,maybe\nb,1\nc,\n"), "wants_human")

    assert [fault.line for fault in raised.value.faults] == [2, 4]
