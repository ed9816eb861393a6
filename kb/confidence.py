"""Says which entry answers a question, and how probable it is that this is right.

A similarity by itself promises nothing: 0.8 is a sure thing in one FAQ and a coin's toss in another. So what
is seen of a question and of the whole bank around it goes through a logistic function whose weights were
fitted on many simulated banks (lab/fit_confidence.py makes confidence.json; docs/confidence.md tells how well
it holds).
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from kb.embed import Vector
from kb.entry import Entry, Findings, Passage

__all__ = ["Bank", "Calibration", "Near", "calibration"]

# Chosen on CLINC150 and BANKING77; both are flat around these values.
SHRINK = 3.0
HEAD = 0.05
SHARP = 4.0
SAMPLE = 256
TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Near:
    """A phrasing near to the question. `similarity` is the cosine, -1..1."""

    entry: str
    phrasing: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns features into a probability, and a wanted share of wrong answers into a threshold."""

    intercept: float
    weights: Mapping[str, float]
    thresholds: Sequence[tuple[float, float]]

    def probability(self, features: Mapping[str, float]) -> float:
        """How probable it is that the best entry is right, 0..1."""
        odds = self.intercept + sum(weight * features[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))

    def threshold(self, max_wrong: float) -> float:
        """The confidence from which to answer, so that at most *max_wrong* of the answers are wrong."""
        shares, values = zip(*self.thresholds, strict=True)
        return float(np.interp(max_wrong, shares, values))


@cache
def calibration() -> Calibration:
    """The one that ships."""
    told = json.loads(files("kb").joinpath("confidence.json").read_text(encoding="utf-8"))
    return Calibration(
        told["intercept"], told["weights"], [(share, value) for share, value in told["thresholds"]]
    )


class Bank:
    """The entries a question may be answered from, with what is worked out about them beforehand."""

    def __init__(self, entries: Sequence[Entry], vectors: Sequence[Sequence[Vector]]) -> None:
        self._entries = {entry.id: (at, entry) for at, entry in enumerate(entries)}
        self._words = _Words([" ".join(entry.questions) for entry in entries])
        self._shape = _Shape(vectors) if entries else None

    def findings(self, question: str, vector: Vector, near: Sequence[Near], *, limit: int) -> Findings:
        """The entries behind *near* (nearest first), best first, and how sure the best one is."""
        ranked = self._ranked(vector, near)
        if not ranked:
            return Findings()
        sure = calibration().probability(self._seen(question, ranked, near))
        passages = (
            Passage(self._entries[one.near.entry][1], one.shown, one.near.phrasing) for one in ranked[:limit]
        )
        return Findings(tuple(passages), sure)

    def features(self, question: str, vector: Vector, near: Sequence[Near]) -> tuple[str, dict[str, float]]:
        """The id of the best entry and what its confidence is worked out from; empty when nothing is near."""
        ranked = self._ranked(vector, near)
        return (ranked[0].near.entry, self._seen(question, ranked, near)) if ranked else ("", {})

    def _ranked(self, vector: Vector, near: Sequence[Near]) -> list[_Candidate]:
        best: dict[str, Near] = {}
        for one in near:
            if one.entry in self._entries:
                best.setdefault(one.entry, one)
        if self._shape is None or not best:
            return []
        at = [self._entries[key][0] for key in best]
        seen = zip(best.values(), at, *self._shape.views(vector, at), strict=True)
        return sorted((_Candidate(*one) for one in seen), key=lambda candidate: -candidate.score)

    def _seen(self, question: str, ranked: Sequence[_Candidate], near: Sequence[Near]) -> dict[str, float]:
        """What the confidence is worked out from; the names are those of confidence.json."""
        first, *others = ranked
        phrasings = self._entries[first.near.entry][1].questions
        far = near[-1].similarity
        others_mean = sum(one.near.similarity for one in others) / len(others) if others else far
        closest = near[: len(phrasings)]
        single = float(len(phrasings) == 1)
        return {
            "centroid": first.centroid,
            "centred": first.centred,
            "centred_margin": first.centred - max((one.centred for one in others), default=0.0),
            "above_others": first.near.similarity - others_mean,
            "posterior": first.posterior,
            "votes": sum(one.entry == first.near.entry for one in closest) / len(closest),
            "coverage": self._words.coverage(question, first.at),
            "neighbour": first.neighbour,
            "single": single,
            "single_centred": single * first.centred,
            **(self._shape.told if self._shape else {}),
        }


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An entry that may be the answer: how near it is, seen in several ways.

    `centroid` is the similarity to the middle of its phrasings, `centred` the same without what all entries
    have in common, `head` the linear head's opinion in standard deviations, `posterior` the logarithm of the
    probability the head gives it, `neighbour` how alike the most similar other entry is.
    """

    near: Near
    at: int
    centroid: float
    centred: float
    head: float
    posterior: float
    neighbour: float

    @property
    def score(self) -> float:
        """What candidates are ranked by."""
        return self.near.similarity + self.centroid + HEAD * self.head

    @property
    def shown(self) -> float:
        """The score as people see it, 0..1."""
        return min(1.0, max(0.0, self.score / (2 + 4 * HEAD)))


class _Shape:
    """The bank as a cloud of vectors: its centroids, a linear head over them, and how crowded it is.

    The head is a linear discriminant in closed form: within-entry spread, shrunk, and inverted once. It costs
    a fraction of a second at 10,000 phrasings, where a logistic regression would take minutes.
    """

    def __init__(self, vectors: Sequence[Sequence[Vector]]) -> None:
        means = np.stack([np.mean(own, axis=0) for own in vectors])
        self._middle: Vector = means.mean(axis=0)
        self._centroids: Vector = means / np.linalg.norm(means, axis=1, keepdims=True)
        self._neighbours = _neighbours(self._centroids)
        self._offsets: Vector = means - self._middle
        self._head = _head(vectors, means, self._offsets)
        self._bias: Vector = -(self._offsets * self._head).sum(axis=1) / 2
        self.told = _crowding(vectors)

    def views(self, vector: Vector, at: Sequence[int]) -> Sequence[list[float]]:
        """Centroid, centred, head, posterior and neighbour of the entries *at*."""
        here, there = vector - self._middle, self._offsets[at]
        centred = there @ here / (np.linalg.norm(there, axis=1) * np.linalg.norm(here) + TINY)
        # Not `@`: for one vector its threads burn more than they save.
        opinion = np.einsum("ij,j->i", self._head, here) + self._bias
        head = (opinion - opinion.mean()) / (opinion.std() + TINY)
        sharp = SHARP * (head - head.max())
        posterior = sharp[at] - np.log(np.exp(sharp).sum())
        views = (self._centroids[at] @ vector, centred, head[at], posterior, self._neighbours[at])
        return [view.tolist() for view in views]


def _neighbours(centroids: Vector) -> Vector:
    """For each entry how alike the most similar other one is; in slices, to spare memory."""
    nearest = np.zeros(len(centroids), np.float32)
    for start in range(0, len(centroids), SAMPLE):
        alike = centroids[start : start + SAMPLE] @ centroids.T
        alike[np.arange(len(alike)), np.arange(start, start + len(alike))] = -1
        nearest[start : start + SAMPLE] = alike.max(axis=1)
    return nearest


def _slices(vectors: Sequence[Sequence[Vector]]) -> Iterator[tuple[Vector, NDArray[np.intp]]]:
    """All rows, some at a time to spare memory, each with the number of its entry."""
    for start in range(0, len(vectors), SAMPLE):
        some = vectors[start : start + SAMPLE]
        owner = np.repeat(np.arange(start, start + len(some)), [len(own) for own in some])
        yield np.concatenate([np.stack(own) for own in some]), owner


def _head(vectors: Sequence[Sequence[Vector]], means: Vector, offsets: Vector) -> Vector:
    size = offsets.shape[1]
    spread = (offsets * offsets).sum() / len(offsets) / size
    scatter, many = np.zeros((size, size), np.float32), 0
    for rows, owner in _slices(vectors):
        within = rows - means[owner]
        scatter += within.T @ within
        many += len(rows)
    covariance = scatter / many + (SHRINK * spread + TINY) * np.eye(size, dtype=np.float32)
    return np.ascontiguousarray(np.linalg.solve(covariance, offsets.T).T, dtype=np.float32)


def _crowding(vectors: Sequence[Sequence[Vector]]) -> dict[str, float]:
    """How near phrasings lie to those of other entries, and how often their own is nearer; on a sample."""
    places = [(at, row) for at, own in enumerate(vectors) for row in own]
    some = np.linspace(0, len(places) - 1, min(SAMPLE, len(places))).astype(int)
    sample, whose = np.stack([places[at][1] for at in some]), np.array([places[at][0] for at in some])
    own, other, first = np.full(len(some), -1.0), np.full(len(some), -1.0), 0
    for rows, owner in _slices(vectors):
        similarity = sample @ rows.T
        here = (some >= first) & (some < first + len(rows))
        similarity[here, some[here] - first] = -1
        same = whose[:, np.newaxis] == owner
        own = np.maximum(own, np.where(same, similarity, -1).max(axis=1))
        other = np.maximum(other, np.where(same, -1, similarity).max(axis=1))
        first += len(rows)
    paired = own > -1
    return {
        "crowding": float(other.mean()) if (other > -1).all() else 0.0,
        "apart": float((own > other)[paired].mean()) if paired.any() else 0.0,
    }


class _Words:
    """Which words the entries use: a second opinion that does not come from the vectors."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._own = [frozenset(_split(text)) for text in texts]
        counts = Counter(word for words in self._own for word in words)
        self._rare = {word: math.log(1 + len(texts) / count) for word, count in counts.items()}
        self._unknown = math.log(1 + len(texts))

    def coverage(self, question: str, at: int) -> float:
        """How much of the question's words one entry uses, the rare ones counting more; 0..1."""
        asked = frozenset(_split(question))
        return self._weight(asked & self._own[at]) / (self._weight(asked) + TINY)

    def _weight(self, words: frozenset[str]) -> float:
        return sum(self._rare.get(word, self._unknown) for word in words)


def _split(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
