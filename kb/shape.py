"""What a bank looks like: its entries as a cloud of vectors, the words they use, what is near a question.

Everything that depends on the bank alone is worked out once, so that a question costs little.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from kb.embed import Vector

__all__ = ["HEAD", "Shape", "Words", "shares"]

# Chosen on simulated banks of CLINC150, BANKING77 and Bitext, training parts; flat around these values.
SHRINK = 10.0
HEAD = 0.2
SHARP = 4.0
NARROW = 4.0
NOISE = 0.1
SAMPLE = 256
TINY = 1e-6


class Shape:
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


def shares(rows: Vector, similarity: Vector) -> tuple[Vector, float]:
    """How much of a question each of the nearest phrasings explains, and how much all of them do together.

    A kernel regression over the neighbourhood: phrasings that say the same share what they explain, so an
    entry is not nearer for having said it twice.
    """
    # Not `@`: for so few rows its threads burn more than they save.
    alike = np.exp(NARROW * (np.einsum("ik,jk->ij", rows, rows) - 1))
    seen = np.exp(NARROW * (similarity - 1))
    noise = NOISE * np.eye(len(rows), dtype=alike.dtype)
    # The square of this kernel is the kernel twice as narrow.
    close = seen * seen
    known = close @ np.linalg.solve(alike * alike + noise, close)
    return np.linalg.solve(alike + noise, seen), float(known)


class Words:
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
