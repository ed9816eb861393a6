"""Makes kb/confidence.json: the weights of the confidence, and the thresholds that keep its promise.

    python -m lab.fit_confidence [--write]

Weights come from simulated banks of question sets whose licence lets weights ship, training parts only.
Thresholds come from banks of a set that had no part in the weights they are judged by (each set in turn),
since a customer's FAQ is never one that was fitted on. All is seeded: a second run gives the same file.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.confidence import Calibration
from lab.banks import IN_SCOPE, clinc_faq, stack_faq, stack_questions
from lab.datasets import OUT, Question, by_label, read, sample
from lab.simulate import Case, cases, simulated
from lab.vectors import Remembering

__all__ = ["fit", "main", "thresholds"]

Numbers = NDArray[np.float64]

FILE = Path(__file__).resolve().parents[1] / "kb" / "confidence.json"
CACHE = Path(__file__).resolve().parents[1] / ".cache" / "lab"
RIDGE = 3.0
ROUNDS = 50
SHARES = (0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3)
HINT3 = ("sofmattress", "curekart", "powerplay11")


@dataclass(frozen=True, slots=True)
class Table:
    """Cases as numbers: a row of features each, whether right, and how much it counts."""

    names: tuple[str, ...]
    features: Numbers
    right: Numbers
    weight: Numbers

    @classmethod
    def of(cls, some: Sequence[Case]) -> Table:
        """Every bank counts the same, however many questions it was asked."""
        names = tuple(sorted(some[0].features))
        count = Counter(case.bank for case in some)
        weight = np.array([1 / count[case.bank] for case in some])
        features = np.array([[case.features[name] for name in names] for case in some])
        return cls(names, features, np.array([float(case.right) for case in some]), weight / weight.mean())

    def probabilities(self, calibration: Calibration) -> Numbers:
        """What *calibration* says of each."""
        weights = np.array([calibration.weights[name] for name in self.names])
        return np.asarray(1 / (1 + np.exp(-(calibration.intercept + self.features @ weights))))


def fit(table: Table) -> Calibration:
    """Logistic regression with a small ridge, by Newton's method."""
    mean, scale = table.features.mean(axis=0), table.features.std(axis=0) + 1e-9
    rows = np.column_stack([np.ones(len(table.right)), (table.features - mean) / scale])
    ridge = np.diag([0.0, *[RIDGE] * len(table.names)])
    beta = np.zeros(rows.shape[1])
    for _ in range(ROUNDS):
        sure = 1 / (1 + np.exp(-rows @ beta))
        slope = rows.T @ (table.weight * (table.right - sure)) - ridge @ beta
        curve = (rows * (table.weight * sure * (1 - sure))[:, np.newaxis]).T @ rows + ridge
        beta += np.linalg.solve(curve, slope)
    weights = beta[1:] / scale
    told = {name: round(float(weight), 4) for name, weight in zip(table.names, weights, strict=True)}
    return Calibration(round(float(beta[0] - mean @ weights), 4), told, ())


def thresholds(sure: Numbers, right: Numbers, weight: Numbers) -> list[tuple[float, float]]:
    """For each share of SHARES the lowest confidence from which no larger share of the answers is wrong."""
    order = np.argsort(-sure)
    wrong = np.cumsum(weight[order] * (1 - right[order])) / np.cumsum(weight[order])
    return [(share, round(float(sure[order][np.flatnonzero(wrong <= share)[-1]]), 4)) for share in SHARES]


def leaving(told: Mapping[str, list[Case]], held: str) -> Calibration:
    """The weights of all question sets but one."""
    return fit(Table.of([case for name, some in told.items() if name != held for case in some]))


def strictly(weights: Calibration, shift: float) -> Calibration:
    """The same weights, the odds of entries with one phrasing moved by *shift*."""
    single = {"single": round(weights.weights["single"] + shift, 4)}
    return replace(weights, weights={**weights.weights, **single})


def unseen(told: Mapping[str, list[Case]]) -> tuple[Table, Numbers]:
    """All simulated cases, each with the confidence of weights fitted without its own question set."""
    sure = [Table.of(told[held]).probabilities(leaving(told, held)) for held in told]
    return Table.of([case for some in told.values() for case in some]), np.concatenate(sure)


def stricter(table: Table, sure: Numbers) -> float:
    """How far the odds of entries with one phrasing are moved, so that they keep the promise by themselves.

    Their probability is right on average, but among the surest of them more are wrong than it says.
    """
    one = table.features[:, table.names.index("single")] > 0
    alone, several = (
        dict(thresholds(sure[some], table.right[some], table.weight[some]))[0.05] for some in (one, ~one)
    )
    return min(0.0, float(np.log(several / (1 - several)) - np.log(alone / (1 - alone))))


def moved(table: Table, sure: Numbers, shift: float) -> Numbers:
    """The probabilities when the odds of entries with one phrasing are moved by *shift*."""
    odds = np.log(sure / (1 - sure)) + shift * table.features[:, table.names.index("single")]
    return np.asarray(1 / (1 + np.exp(-odds)))


def measure(
    some: Sequence[Case], calibration: Calibration, threshold: float, *, weight: Numbers | None = None
) -> str:
    """Top-1, answer rate and precision at *threshold*, and the area under right against wrong."""
    table = Table.of(some)
    weight = np.ones(len(some)) if weight is None else weight
    sure, inside = table.probabilities(calibration), np.array([not case.outside for case in some])
    answered = weight * (sure >= threshold)
    top = table.right[inside].mean()
    precision = (answered * table.right).sum() / max(answered.sum(), 1e-9)
    return f"{top:.3f} {answered.sum() / weight.sum():8.3f} {precision:8.3f} {_area(sure, table.right):8.3f}"


def _area(sure: Numbers, right: Numbers) -> float:
    rank = np.argsort(np.argsort(sure)) + 1
    hits, misses = right.sum(), (1 - right).sum()
    return float(((rank * right).sum() - hits * (hits + 1) / 2) / (hits * misses))


def hint(name: str, phrasings: int) -> tuple[dict[str, list[str]], list[Question]]:
    """A bank of one HINT3 bot without a quarter of its intents; their questions are the near misses."""
    draw = random.Random(name)
    known = sorted(by_label(read(f"hint3/{name}_train")).items())
    labels = {label: draw.sample(texts, len(texts)) for label, texts in known}
    held = set(draw.sample(sorted(labels), len(labels) // 4))
    faq = {label: texts[:phrasings] for label, texts in labels.items() if label not in held}
    asked = [Question(text, label) for label in faq for text in labels[label][phrasings:]]
    return faq, asked + [Question(text, OUT) for label in sorted(held) for text in labels[label]]


def banking_oos(phrasings: int) -> tuple[dict[str, list[str]], list[Question]]:
    """50 banking intents asked also about the 27 others (near) and about anything (far)."""
    return sample(read("banking77_oos/train"), phrasings, seed=0), read("banking77_oos/validation")


def report(told: Mapping[str, list[Case]], shipped: Calibration, shift: float, embedder: Remembering) -> None:
    """Print how the promise of 5 % holds on banks that had no part in the weights, and on the named ones."""
    limit = shipped.threshold(0.05)
    without = {held: strictly(leaving(told, held), shift) for held in told}
    print(f"threshold for 5 % wrong: {limit:.4f}\n{'':34}top-1   answer  precision  area")
    for held in told:
        others = without[held]
        for phrasings in (1, 2, 3, 5, 10):
            some = [case for case in told[held] if case.phrasings == phrasings]
            print(f"{held + f', {phrasings} phrasings, unseen':34}{measure(some, others, limit)}")
    clinc = cases(clinc_faq(), read("clinc150/validation"), embedder, bank="clinc")
    inside = sum(not case.outside for case in clinc)
    weight = np.array([1.0 if case.outside else IN_SCOPE / inside for case in clinc])
    for name, weights in (("CLINC150, shipped", shipped), ("CLINC150, unseen", without["clinc150"])):
        print(f"{name:34}{measure(clinc, weights, limit, weight=weight)}")
    stack = cases(
        {key: [text] for key, (text, _) in stack_faq().items()}, stack_questions(), embedder, bank="stack"
    )
    print(f"{'StackFAQ, unseen':34}{measure(stack, shipped, limit)}")
    for phrasings in (5, 10):
        some = cases(*banking_oos(phrasings), embedder, bank="banking")
        print(f"{f'BANKING77-OOS {phrasings}, unseen':34}{measure(some, without['banking77'], limit)}")
    for name in HINT3:
        for phrasings in (1, 5):
            some = cases(*hint(name, phrasings), embedder, bank=name)
            print(f"{f'HINT3 {name} {phrasings}, unseen':34}{measure(some, shipped, limit)}")


def main(*, write: bool) -> None:
    """Fit, report, and with *write* replace kb/confidence.json."""
    embedder = Remembering(CACHE)
    told = simulated(embedder, seed=0)
    embedder.keep()
    weights = fit(Table.of([case for some in told.values() for case in some]))
    table, sure = unseen(told)
    shift = stricter(table, sure)
    limits = thresholds(moved(table, sure, shift), table.right, table.weight)
    shipped = replace(strictly(weights, shift), thresholds=limits)
    report(told, shipped, shift, embedder)
    embedder.keep()
    if write:
        kept = {
            "model": embedder.model,
            "intercept": shipped.intercept,
            "weights": dict(shipped.weights),
            "thresholds": shipped.thresholds,
        }
        FILE.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(write="--write" in sys.argv[1:])
