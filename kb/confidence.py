"""Says which entry answers a question, and how probable it is that this is right.

A similarity by itself promises nothing: 0.8 is a sure thing in one FAQ and a coin's toss in another. So what
is seen of a question and of the whole bank around it goes through a logistic function whose weights were
fitted on many simulated banks (lab/fit_confidence.py makes confidence.json; docs/confidence.md tells how well
it holds). A house with labels of its own moves these weights step by step (kb/fitting.py).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import numpy as np

from kb.embed import Vector
from kb.entry import Entry, Findings, Passage
from kb.shape import HEAD, Shape, Words, shares

__all__ = ["Bank", "Calibration", "Near", "calibration"]

# Flat around this value on CLINC150, BANKING77, StackFAQ and HINT3.
KERNEL = 0.5
MOST = 30.0


@dataclass(frozen=True, slots=True)
class Near:
    """A phrasing near to the question. `similarity` is the cosine, -1..1."""

    entry: str
    phrasing: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns features into a probability, and a wanted share of wrong answers into a threshold.

    `model` is the embedder it was fitted for. `usual` is the log-odds from which one answer in twenty is
    wrong on the banks it was fitted on; None for a house's own, which needs no rehearsal of its bank.
    """

    intercept: float
    weights: Mapping[str, float]
    thresholds: Sequence[tuple[float, float]]
    model: str = ""
    usual: float | None = None

    def odds(self, features: Mapping[str, float]) -> float:
        """The logarithm of the odds that the best entry is right."""
        odds = self.intercept + sum(weight * features[name] for name, weight in self.weights.items())
        return max(-MOST, min(MOST, odds))

    def probability(self, features: Mapping[str, float], *, ease: float = 0.0) -> float:
        """How probable it is that the best entry is right, 0..1; *ease* is what the bank adds to the odds."""
        return 1 / (1 + math.exp(-self.odds(features) - ease))

    def threshold(self, max_wrong: float) -> float:
        """The confidence from which to answer, so that at most *max_wrong* of the answers are wrong."""
        shares_, values = zip(*self.thresholds, strict=True)
        return float(np.interp(max_wrong, shares_, values))

    def told(self) -> dict[str, object]:
        """The same as plain values, to be written down."""
        return {
            "model": self.model,
            "intercept": self.intercept,
            "usual": self.usual,
            "weights": dict(self.weights),
            "thresholds": [list(one) for one in self.thresholds],
        }

    @classmethod
    def read(cls, text: str) -> Calibration:
        """What `told` wrote as JSON. ValueError, KeyError or TypeError when it is something else."""
        told = json.loads(text)
        limits = [(float(share), float(value)) for share, value in told["thresholds"]]
        weights = {str(name): float(weight) for name, weight in told["weights"].items()}
        usual = None if told["usual"] is None else float(told["usual"])
        return cls(float(told["intercept"]), weights, limits, str(told["model"]), usual)


@cache
def calibration() -> Calibration:
    """The one that ships."""
    return Calibration.read(files("kb").joinpath("confidence.json").read_text(encoding="utf-8"))


@dataclass(slots=True)
class Bank:
    """The entries a question may be answered from, with what is worked out about them beforehand.

    `ease` is added to the odds of every confidence: how much easier this bank is to answer from than usual.
    """

    entries: Sequence[Entry]
    vectors: Sequence[Sequence[Vector]]
    sure: Calibration | None = None
    ease: float = 0.0
    _at: dict[str, int] = field(init=False)
    _words: Words = field(init=False)
    _shape: Shape | None = field(init=False)

    def __post_init__(self) -> None:
        self._at = {entry.id: at for at, entry in enumerate(self.entries)}
        self._words = Words([" ".join(entry.questions) for entry in self.entries])
        self._shape = Shape(self.vectors) if self.entries else None

    def findings(self, question: str, vector: Vector, near: Sequence[Near], *, limit: int) -> Findings:
        """The entries behind *near* (nearest first), best first, and how sure the best one is."""
        near = self._mine(near)
        if not near:
            return Findings()
        ranked, known = self._ranked(vector, near)
        sure = self.sure or calibration()
        confidence = sure.probability(self._seen(question, ranked, near, known), ease=self.ease)
        passages = (Passage(self.entries[one.at], one.shown, one.near.phrasing) for one in ranked[:limit])
        return Findings(tuple(passages), confidence)

    def features(self, question: str, vector: Vector, near: Sequence[Near]) -> tuple[str, dict[str, float]]:
        """The id of the best entry and what its confidence is worked out from; empty when nothing is near."""
        near = self._mine(near)
        if not near:
            return "", {}
        ranked, known = self._ranked(vector, near)
        return ranked[0].near.entry, self._seen(question, ranked, near, known)

    def _mine(self, near: Sequence[Near]) -> list[Near]:
        return [one for one in near if one.entry in self._at]

    def _ranked(self, vector: Vector, near: Sequence[Near]) -> tuple[list[_Candidate], float]:
        """The candidates, best first, and how much of the question all that is near explains."""
        best: dict[str, Near] = {}
        for one in near:
            best.setdefault(one.entry, one)
        explained, known = self._explained(near)
        at = [self._at[key] for key in best]
        views = self._shape.views(vector, at) if self._shape else ()
        seen = zip(best.values(), at, [explained[key] for key in best], *views, strict=True)
        return sorted((_Candidate(*one) for one in seen), key=lambda candidate: -candidate.score), known

    def _explained(self, near: Sequence[Near]) -> tuple[dict[str, float], float]:
        """How much of the question each entry explains, and how much all of them do."""
        rows = np.stack([self._vector(one) for one in near])
        each, known = shares(rows, np.array([one.similarity for one in near], dtype=rows.dtype))
        explained = dict.fromkeys((one.entry for one in near), 0.0)
        for one, share in zip(near, each.tolist(), strict=True):
            explained[one.entry] += share
        return explained, known

    def _vector(self, near: Near) -> Vector:
        at = self._at[near.entry]
        return self.vectors[at][self.entries[at].questions.index(near.phrasing)]

    def _seen(
        self, question: str, ranked: Sequence[_Candidate], near: Sequence[Near], known: float
    ) -> dict[str, float]:
        """What the confidence is worked out from; the names are those of confidence.json."""
        first, *others = ranked
        phrasings = self.entries[first.at].questions
        far = near[-1].similarity
        others_mean = sum(one.near.similarity for one in others) / len(others) if others else far
        closest = near[: len(phrasings)]
        single = float(len(phrasings) == 1)
        return {
            "centroid": first.centroid,
            "centred_margin": first.centred - max((one.centred for one in others), default=0.0),
            "above_others": first.near.similarity - others_mean,
            "posterior": first.posterior,
            "votes": sum(one.entry == first.near.entry for one in closest) / len(closest),
            "kernel": first.explained,
            "kernel_margin": first.explained - max((one.explained for one in others), default=0.0),
            "known": known,
            "coverage": self._words.coverage(question, first.at),
            "neighbour": first.neighbour,
            "single": single,
            "single_kernel": single * first.explained,
            "single_known": single * known,
            **(self._shape.told if self._shape else {}),
        }


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An entry that may be the answer: how near it is, seen in several ways.

    `explained` is how much of the question its phrasings explain, `centroid` the similarity to their middle,
    `centred` the same without what all entries have in common, `head` the linear head's opinion in standard
    deviations, `posterior` the logarithm of the probability the head gives it, `neighbour` how alike the most
    similar other entry is.
    """

    near: Near
    at: int
    explained: float
    centroid: float
    centred: float
    head: float
    posterior: float
    neighbour: float

    @property
    def score(self) -> float:
        """What candidates are ranked by."""
        return self.near.similarity + self.centroid + HEAD * self.head + KERNEL * self.explained

    @property
    def shown(self) -> float:
        """The score as people see it, 0..1."""
        return min(1.0, max(0.0, self.score / (2 + 4 * HEAD + KERNEL)))
