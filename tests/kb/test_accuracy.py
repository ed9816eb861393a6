"""The figures of docs/accuracy.md are counted as the page says."""

from __future__ import annotations

import pytest

from kb.confidence import Calibration
from lab.accuracy import measured
from lab.datasets import OUT, Question
from lab.shared import Cell
from lab.simulate import Asked, Case

SURE = Calibration(0.0, {"near": 1.0}, [(0.05, 0.8)])


def asked(cases: list[tuple[float, str, bool]]) -> tuple[Cell, Asked]:
    """A bank of one entry, `a`, asked these: the odds, the label, and whether the best entry was right."""
    questions = [Question(f"{at}?", label) for at, (_, label, _) in enumerate(cases)]
    told = [Case({"near": odds}, right, label == OUT) for odds, label, right in cases]
    return Cell("made up", 1, {"a": ["a?"]}, questions, ""), Asked(1, told, ())


def test_the_figures_are_counted_at_the_threshold() -> None:
    """Answered and right at the promise's threshold; top-1 of the known alone; the best afterwards."""
    row = measured(*asked([(3, "a", True), (2, "a", True), (2, OUT, False), (-1, "a", False)]), SURE)
    assert (row.answered, row.right, row.rate) == (3, 2, 0.75)
    assert row.top1 == pytest.approx(2 / 3)
    assert row.precision == pytest.approx(2 / 3)
    assert row.best == 0.5


@pytest.mark.parametrize(
    ("right", "wrong", "keeps"), [(95, 5, True), (92, 8, True), (90, 10, False), (0, 0, True)]
)
def test_a_promise_is_broken_only_where_chance_does_not_explain_it(
    right: int, wrong: int, *, keeps: bool
) -> None:
    """92 of 100 may be bad luck, 90 of 100 is not; no answer breaks no promise."""
    told = [(5.0, "a", True)] * right + [(5.0, "a", False)] * wrong + [(-5.0, "a", True)]
    assert measured(*asked(told), SURE).keeps is keeps


def test_too_careful_a_bank_is_marked() -> None:
    """A bank that could answer everything and answers a third of it is told to answer less than half."""
    told = [(5.0, "a", True), (0.0, "a", True), (0.0, "a", True)]
    assert not measured(*asked(told), SURE).answers_half
