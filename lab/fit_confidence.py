"""Makes kb/confidence.json: the weights of the confidence, and the thresholds that keep its promise.

    python -m lab.fit_confidence [--write]

Weights come from simulated banks of question sets whose licence lets weights ship, training parts only.
Thresholds come from banks of a set that had no part in the weights they are judged by (each set in turn),
since a customer's FAQ is never one that was fitted on. All is seeded: a second run gives the same file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.confidence import Calibration
from kb.fitting import Seen, Table, fit, thresholds
from kb.rehearsal import ease
from lab.simulate import Asked, simulated
from lab.vectors import Remembering

__all__ = ["CACHE", "FILE", "made", "main", "table"]

Numbers = NDArray[np.float64]
Told = Mapping[str, Sequence[Asked]]

FILE = Path(__file__).resolve().parents[1] / "kb" / "confidence.json"
CACHE = Path(__file__).resolve().parents[1] / ".cache" / "lab"
PROMISE = 0.05
# How far the odds of entries with one phrasing go towards keeping the promise by themselves. All the way,
# such a bank answered less than half of what it could; chosen after a look at the measured banks.
STRICT = 0.5


def table(banks: Sequence[Asked], sure: Calibration | None = None) -> Table:
    """All cases of *banks*; every bank counts the same, however many questions it was asked.

    With *sure*, each bank's ease counts too.
    """
    rows, counts = [], []
    for bank in banks:
        eased = ease(bank.rehearsal, sure) if sure else 0.0
        rows += [Seen(case.features, case.right, eased) for case in bank.cases]
        counts += [1 / len(bank.cases)] * len(bank.cases)
    return Table.of(rows, counts)


def made(told: Told, *, model: str = "") -> Calibration:
    """The calibration of these question sets: its thresholds are those of sets that had no part in it."""
    weights = replace(fit(table(_all(told))), model=model)
    without = {held: fit(table(_all({name: told[name] for name in told if name != held}))) for held in told}
    plain = _pooled([table(banks).odds(without[held]) for held, banks in told.items()])
    every = table(_all(told))
    single = every.features[:, every.names.index("single")] > 0
    usual = _limit(every.part(~single), plain[~single])
    eased = _pooled(
        [
            table(banks, replace(without[held], usual=usual)).odds(without[held])
            for held, banks in told.items()
        ]
    )
    by_itself = _limit(every.part(~single), eased[~single]) - _limit(every.part(single), eased[single])
    shift = STRICT * min(0.0, by_itself)
    limits = thresholds(_chance(eased + shift * single), every.right, every.weight)
    strict = {**weights.weights, "single": round(weights.weights["single"] + shift, 4)}
    return replace(weights, weights=strict, thresholds=limits, usual=round(usual, 4))


def _all(told: Told) -> list[Asked]:
    return [bank for banks in told.values() for bank in banks]


def _pooled(parts: Sequence[Numbers]) -> Numbers:
    return np.concatenate(list(parts))


def _limit(some: Table, odds: Numbers) -> float:
    """The odds from which one in twenty of the answers is wrong."""
    limit = dict(thresholds(_chance(odds), some.right, some.weight))[PROMISE]
    return float(np.log(limit / (1 - limit)))


def _chance(odds: Numbers) -> Numbers:
    return np.asarray(1 / (1 + np.exp(-odds)))


def main(*, write: bool) -> None:
    """Fit, tell, and with *write* replace kb/confidence.json."""
    embedder = Remembering(CACHE)
    told = simulated(embedder, seed=0)
    embedder.keep()
    shipped = made(told, model=embedder.model)
    print(f"from {shipped.threshold(PROMISE):.4f} on, at most one answer in twenty is wrong")
    if write:
        FILE.write_text(json.dumps(shipped.told(), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(write="--write" in sys.argv[1:])
