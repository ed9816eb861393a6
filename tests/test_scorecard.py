"""What is made of the figures: demands, comparison, JUnit and what to mend."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from bot.evaluation import Outcome, Row
from bot.judgement import Escalate, Findings, Give, Passage, Reason
from bot.scorecard import NearMiss, as_csv, compared, demand, junit, near_misses
from kb.entry import Entry

KNOWN = ("precision", "answered_wrong", "answer_rate")


def passage(entry: str) -> Passage:
    """A passage of the entry with this id."""
    return Passage(Entry(entry, (f"{entry}?",), f"{entry}."), 0.9, f"{entry}?")


def outcome(question: str, expected: str, best: str, confidence: float, *, given: bool) -> Outcome:
    """A question whose best entry was answered with, or handed over."""
    found = passage(best)
    verdict = Give(found, "-", confidence) if given else Escalate(Reason.UNSURE)
    return Outcome(Row(question, expected), verdict, Findings((found,), confidence), 0.0)


@pytest.mark.parametrize(
    ("told", "value", "broken"),
    [
        ("precision<0.95", 0.94, True),
        ("precision<0.95", 0.95, False),
        ("precision < 95%", 0.94, True),
        ("answered_wrong>3", 4, True),
        ("answered_wrong>3", 3, False),
        ("answer_rate<=0.5", 0.5, True),
        ("answer_rate>=0.5", 0.49, False),
        ("precision<0.95", None, True),
    ],
)
def test_a_demand_is_broken_where_it_says(told: str, value: float | None, broken: object) -> None:
    """The comparison is as written, per cent too; a figure that cannot be told is not good enough."""
    one = demand(told, KNOWN)
    assert bool(one.broken({one.figure: value})) is broken


@pytest.mark.parametrize("told", ["precision", "precision=0.9", "precison<0.9", "precision<x", ""])
def test_a_demand_that_cannot_be_read_is_refused(told: str) -> None:
    """What is wrong is said, with what a right one looks like or which figures there are."""
    with pytest.raises(ValueError, match=r"a right one is|there is: precision"):
        demand(told, KNOWN)


def test_figures_are_compared_by_name() -> None:
    """Each figure now beside the one before; what was not told before, or is not now, has no difference."""
    changes = compared(
        {"precision": 0.9, "old": 1, "total": True}, {"precision": 0.95, "total": 4, "auroc": None}
    )
    assert [(one.figure, one.before, one.after) for one in changes] == [
        ("precision", 0.9, 0.95),
        ("total", None, 4),
        ("auroc", None, None),
    ]
    assert [one.by for one in changes] == [pytest.approx(0.05), None, None]


def test_a_ci_reads_which_demand_is_broken() -> None:
    """One case a demand, with its failure; the figures are properties; odd characters do no harm."""
    demands = [demand(told, KNOWN) for told in ("precision<0.95", "answered_wrong>3")]
    told = junit(demands, {"precision": 0.9, "answered_wrong": 2.0, "answer_rate": None})
    suite = ET.fromstring(told)  # noqa: S314 - our own words
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert [case.find("failure") is not None for case in suite.iter("testcase")] == [True, False]
    assert {one.get("name"): one.get("value") for one in suite.iter("property")} == {
        "precision": "0.9",
        "answered_wrong": "2",
        "answer_rate": "",
    }


def test_wrong_answers_come_first_then_what_was_handed_over() -> None:
    """The surest wrong answer first; what was answered or handed over rightly is not listed."""
    told = near_misses(
        [
            outcome("right", "a", "a", 0.9, given=True),
            outcome("needless", "a", "a", 0.6, given=False),
            outcome("confused", "a", "b", 0.4, given=False),
            outcome("rightly", "", "b", 0.3, given=False),
            outcome("wrong", "a", "b", 0.85, given=True),
            outcome("nobody's", "", "a", 0.95, given=True),
        ]
    )
    assert [one.question for one in told] == ["nobody's", "wrong", "needless", "confused"]
    assert "write an entry" in told[0].mend
    assert "tell a and b apart" in told[1].mend
    assert told[2].mend == "add it to a as a phrasing"


def test_what_to_mend_is_written_as_csv() -> None:
    """Quotes and commas in a question stay one cell."""
    text = as_csv([NearMiss('Why, "oh" why?', "a", "b", 0.5, "mend")])
    assert text.splitlines()[1] == '"Why, ""oh"" why?",a,b,0.5000,mend'
