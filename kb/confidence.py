"""Says which entry answers a question and how probable it is that this is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.embed import Vector
from kb.entry import Entry, Findings, Passage

__all__ = ["Bank", "Near", "threshold"]


@dataclass(frozen=True, slots=True)
class Near:
    """A phrasing near to the question. `similarity` is the cosine, -1..1."""

    entry: str
    phrasing: str
    similarity: float


class Bank:
    """The entries a question may be answered from, with what is worked out about them beforehand."""

    def __init__(self, entries: Sequence[Entry], vectors: Sequence[Sequence[Vector]]) -> None:
        self._entries = {entry.id: (at, entry) for at, entry in enumerate(entries)}
        self._centroids = np.array([np.mean(own, axis=0) for own in vectors], np.float32)
        self._centroids /= np.linalg.norm(self._centroids, axis=-1, keepdims=True)

    def findings(self, vector: Vector, near: Sequence[Near], limit: int) -> Findings:
        """The entries behind *near*, best first, and the probability that the best is right."""
        best: dict[str, Near] = {}
        for one in near:
            if one.entry in self._entries:
                best.setdefault(one.entry, one)
        passages = [self._passage(one, vector) for one in best.values()]
        passages.sort(key=lambda passage: -passage.score)
        return Findings(tuple(passages[:limit]), _sure(passages))

    def _passage(self, near: Near, vector: Vector) -> Passage:
        at, entry = self._entries[near.entry]
        score = (near.similarity + float(self._centroids[at] @ vector)) / 2
        return Passage(entry, min(1.0, max(0.0, score)), near.phrasing)


def _sure(passages: Sequence[Passage]) -> float:
    if not passages:
        return 0.0
    margin = passages[0].score - passages[1].score if len(passages) > 1 else 0.2
    return float(1 / (1 + np.exp(-(25 * (passages[0].score - 0.8) + 20 * (margin - 0.03)))))


def threshold(max_wrong: float) -> float:
    """The confidence from which to answer, so that of the answers given at most this share is wrong."""
    return 1 - max_wrong
