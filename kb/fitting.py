"""Fits what says how sure the bot is: the shipped weights in the laboratory, a house's own at the house.

A house's weights are drawn towards the shipped ones: with few labels they hardly move, with many they are the
house's. Thresholds come from questions that had no part in the weights they are judged by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kb.confidence import Calibration
from kb.errors import KnowledgeError

__all__ = [
    "FEWEST",
    "SHARES",
    "Bought",
    "Seen",
    "Side",
    "Table",
    "TooFew",
    "bought",
    "fit",
    "own",
    "thresholds",
]

Numbers = NDArray[np.float64]

RIDGE = 3.0
# Flat from 3 to 100 on simulated banks, where a bank's own labels were fitted and measured by halves.
TOWARDS = 30.0
ROUNDS = 50
FEWEST = 100
FOLDS = 2
SPARE = 1.0
SHARES = (0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3)
NEVER = 0.9999
TINY = 1e-9
MOST = 30.0


@dataclass(frozen=True, slots=True)
class Seen:
    """One question whose right answer is known: what was seen of it, and whether the best entry was right.

    `ease` is that of the bank it was asked of.
    """

    features: Mapping[str, float]
    right: bool
    ease: float = 0.0


class TooFew(KnowledgeError):
    """There are too few labels to promise anything."""

    def __init__(self, labels: int, right: int) -> None:
        super().__init__(
            f"{labels} labels are too few to promise anything ({right} of them found the right entry): it "
            f"takes {FEWEST}, some right and some wrong. The calibration that ships stays in use."
        )


@dataclass(frozen=True, slots=True)
class Side:
    """Labels as one calibration sees them: how sure, whether it would answer, whether that is right."""

    sure: Numbers
    answered: NDArray[np.bool_]
    right: NDArray[np.bool_]

    @property
    def rate(self) -> float:
        """The share that is answered."""
        return float(self.answered.mean())

    @property
    def precision(self) -> float | None:
        """The share of the answers that are right; None without answers."""
        return float(self.right[self.answered].mean()) if self.answered.any() else None


@dataclass(frozen=True, slots=True)
class Bought:
    """The same labels with the shipped calibration and with the house's own."""

    before: Side
    after: Side


@dataclass(frozen=True, slots=True)
class Table:
    """Questions as numbers: a row of features each, whether right, and how much it counts."""

    names: tuple[str, ...]
    features: Numbers
    right: Numbers
    weight: Numbers
    ease: Numbers

    @classmethod
    def of(cls, some: Sequence[Seen], weight: Sequence[float] | None = None) -> Table:
        """All of *some*, each counting the same or as *weight* says."""
        names = tuple(sorted(some[0].features))
        features = np.array([[one.features[name] for name in names] for one in some], dtype=np.float64)
        counts = np.ones(len(some)) if weight is None else np.array(weight, dtype=np.float64)
        right, ease = (np.array([value(one) for one in some], dtype=np.float64) for value in (_right, _ease))
        return cls(names, features, right, counts / counts.mean(), ease)

    def part(self, rows: NDArray[np.bool_]) -> Table:
        """Some of the rows."""
        return replace(
            self,
            features=self.features[rows],
            right=self.right[rows],
            weight=self.weight[rows],
            ease=self.ease[rows],
        )

    def odds(self, calibration: Calibration) -> Numbers:
        """What *calibration* says of each, as the logarithm of the odds."""
        weights = np.array([calibration.weights[name] for name in self.names])
        odds = np.clip(calibration.intercept + self.features @ weights, -MOST, MOST)
        return np.asarray(odds + self.ease)

    def probabilities(self, calibration: Calibration) -> Numbers:
        """What *calibration* says of each, 0..1."""
        return np.asarray(1 / (1 + np.exp(-self.odds(calibration))))


def fit(table: Table, towards: Calibration | None = None) -> Calibration:
    """Logistic regression by Newton's method, its weights drawn towards those of *towards*, or towards 0."""
    scale = table.features.std(axis=0) + TINY
    mean = table.features.mean(axis=0)
    rows = np.column_stack([np.ones(len(table.right)), (table.features - mean) / scale])
    start, ridge = _prior(table.names, mean, scale, towards)
    beta = start.copy()
    for _ in range(ROUNDS):
        sure = 1 / (1 + np.exp(-np.clip(rows @ beta + table.ease, -MOST, MOST)))
        slope = rows.T @ (table.weight * (table.right - sure)) - ridge * (beta - start)
        curve = (rows * (table.weight * sure * (1 - sure))[:, np.newaxis]).T @ rows + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        beta += step
        if np.abs(step).max() < TINY:
            break
    weights = beta[1:] / scale
    told = {name: round(float(weight), 4) for name, weight in zip(table.names, weights, strict=True)}
    intercept = round(float(beta[0] - mean @ weights), 4)
    return replace(towards or Calibration(0, {}, ()), intercept=intercept, weights=told)


def _prior(
    names: Sequence[str], mean: Numbers, scale: Numbers, towards: Calibration | None
) -> tuple[Numbers, Numbers]:
    """Where the weights start from, and how strongly each is held there."""
    if towards is None:
        return np.zeros(len(names) + 1), np.array([0.0, *[RIDGE] * len(names)])
    weights = np.array([towards.weights[name] for name in names])
    middle = towards.intercept + float(mean @ weights)
    return np.array([middle, *(weights * scale)]), np.array([1.0, *[TOWARDS] * len(names)])


def thresholds(
    sure: Numbers, right: Numbers, weight: Numbers, *, spare: float = 0.0
) -> list[tuple[float, float]]:
    """For each share of SHARES the lowest confidence from which no larger share of the answers is wrong.

    *spare* wrong answers more are reckoned with than were seen.
    """
    order = np.argsort(-sure, kind="stable")
    wrong = np.cumsum(weight[order] * (1 - right[order])) + spare
    among = np.cumsum(weight[order]) + spare
    return _rising([(share, _lowest(sure[order], wrong / among, share)) for share in SHARES])


def _lowest(sure: Numbers, wrong: Numbers, share: float) -> float:
    kept = np.flatnonzero(wrong <= share)
    return round(float(sure[kept[-1]]), 4) if len(kept) else NEVER


def _rising(limits: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The fewer may be wrong, the surer: a threshold is never below that of a larger share."""
    return [(share, max(value for other, value in limits if other >= share)) for share, _ in limits]


def own(some: Sequence[Seen], shipped: Calibration) -> Calibration:
    """A house's own calibration. TooFew when there are fewer than FEWEST labels, or all are of one kind."""
    right = sum(one.right for one in some)
    if len(some) < FEWEST or not 0 < right < len(some):
        raise TooFew(len(some), right)
    return _own(*_moved(some, shipped))


def bought(some: Sequence[Seen], shipped: Calibration, max_wrong: float) -> Bought:
    """What a house's own calibration buys: each half of the labels is judged by what the other half made.

    Raises TooFew as `own` does.
    """
    own(some, shipped)
    table, towards = _moved(some, shipped)
    fold = _folds(len(some))
    sure, answered = np.zeros(len(some)), np.zeros(len(some), bool)
    for at in range(FOLDS):
        theirs = _own(table.part(fold != at), towards)
        sure[fold == at] = table.part(fold == at).probabilities(theirs)
        answered[fold == at] = sure[fold == at] >= theirs.threshold(max_wrong)
    before = Table.of(some).probabilities(shipped)
    right = table.right > 0
    return Bought(Side(before, before >= shipped.threshold(max_wrong), right), Side(sure, answered, right))


def _own(table: Table, towards: Calibration) -> Calibration:
    """Weights of all rows; thresholds by halves, with one wrong answer to spare."""
    fold = _folds(len(table.right))
    sure = np.zeros(len(table.right))
    for at in range(FOLDS):
        sure[fold == at] = table.part(fold == at).probabilities(fit(table.part(fold != at), towards))
    return replace(fit(table, towards), thresholds=thresholds(sure, table.right, table.weight, spare=SPARE))


def _folds(count: int) -> NDArray[np.intp]:
    """Which fold each label is in: mixed, since a file of questions is in some order, and always the same."""
    return np.random.default_rng(0).permutation(count) % FOLDS


def _moved(some: Sequence[Seen], shipped: Calibration) -> tuple[Table, Calibration]:
    """The labels without their bank's ease, and the shipped weights with it: labels tell more than that."""
    mean = float(np.mean([one.ease for one in some]))
    plain = Table.of([replace(one, ease=0.0) for one in some])
    return plain, replace(shipped, intercept=shipped.intercept + mean, usual=None)


def _right(one: Seen) -> float:
    return float(one.right)


def _ease(one: Seen) -> float:
    return one.ease
