"""Rehearses a bank with its own phrasings: how easy it is to answer from, before anybody has asked.

Some phrasings are taken out and asked as questions; some entries are taken out too, so that their phrasings
are questions nobody should answer. Where a bank needs more confidence than usual to keep one wrong answer in
twenty, its odds are lowered, and the other way round. A bank with one phrasing an entry cannot be rehearsed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kb.confidence import Bank, Calibration, Near
from kb.embed import Vector
from kb.entry import Entry

__all__ = ["Rehearsed", "ease", "eased", "rehearse"]

ROUNDS = 4
LEFT_OUT = 6
ASKED = 150
DEPTH = 32
# A larger bank would keep whoever refreshes it waiting.
LARGEST = 2_000
# Set beforehand, not tuned.
FEWEST = 40
TRUST = 100
SHARE = 0.05
FURTHEST = 2.5


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A phrasing that was asked: what was seen of it, and whether the best entry was right."""

    features: Mapping[str, float]
    right: bool


def eased(entries: Sequence[Entry], vectors: Sequence[Sequence[Vector]], sure: Calibration) -> float:
    """What is to be added to the odds of these entries' confidence; 0 where *sure* wants no rehearsal."""
    return 0.0 if sure.usual is None else ease(rehearse(entries, vectors), sure)


def rehearse(entries: Sequence[Entry], vectors: Sequence[Sequence[Vector]]) -> list[Rehearsed]:
    """The questions of a rehearsal; none for a bank too large. The same bank is always asked the same."""
    if sum(map(len, vectors)) > LARGEST:
        return []
    return [one for at in range(ROUNDS) for one in _round(entries, vectors, at)]


def ease(asked: Sequence[Rehearsed], sure: Calibration) -> float:
    """What is to be added to the odds of this bank's confidence; 0 where too little was asked."""
    if sure.usual is None or len(asked) < FEWEST:
        return 0.0
    needed = _needed([sure.odds(one.features) for one in asked], [one.right for one in asked])
    trusted = len(asked) / (len(asked) + TRUST)
    return float(np.clip(trusted * (sure.usual - needed), -FURTHEST, FURTHEST))


def _needed(odds: Sequence[float], right: Sequence[bool]) -> float:
    """The lowest odds from which at most SHARE of the answers are wrong."""
    order = np.argsort(-np.array(odds), kind="stable")
    wrong = np.cumsum(~np.array(right)[order]) / np.arange(1, len(order) + 1)
    kept = np.flatnonzero(wrong <= SHARE)
    return float(np.array(odds)[order][kept[-1] if len(kept) else 0])


def _round(entries: Sequence[Entry], vectors: Sequence[Sequence[Vector]], at: int) -> Iterator[Rehearsed]:
    """One round: every so many entries lend a phrasing each, and some of them are gone meanwhile."""
    several = [i for i, entry in enumerate(entries) if len(entry.questions) > 1]
    step = max(1, -(-len(several) // ASKED))
    asked = {i: at % len(entries[i].questions) for i in several[at % step :: step]}
    gone = {i for place, i in enumerate(asked) if place % LEFT_OUT == at}
    bank = _without(entries, vectors, asked, gone)
    if len(bank.entries) < 2:  # noqa: PLR2004 - one entry has nothing to be confused with
        return
    rows = np.concatenate([np.stack(own) for own in bank.vectors])
    names = [(entry.id, text) for entry in bank.entries for text in entry.questions]
    for i, phrasing in asked.items():
        # Not `@`: for one vector its threads burn more than they save.
        similarity = np.einsum("ij,j->i", rows, vectors[i][phrasing])
        nearest = np.argsort(-similarity, kind="stable")[:DEPTH].tolist()
        near = [Near(names[row][0], names[row][1], float(similarity[row])) for row in nearest]
        best, features = bank.features(entries[i].questions[phrasing], vectors[i][phrasing], near)
        yield Rehearsed(features, best == entries[i].id)


def _without(
    entries: Sequence[Entry], vectors: Sequence[Sequence[Vector]], asked: Mapping[int, int], gone: set[int]
) -> Bank:
    """The bank without the phrasings that are asked and the entries that are gone."""
    kept, rows = [], []
    for i, entry in enumerate(entries):
        if i in gone:
            continue
        stay = [place for place in range(len(entry.questions)) if place != asked.get(i)]
        kept.append(replace(entry, questions=tuple(entry.questions[place] for place in stay)))
        rows.append([vectors[i][place] for place in stay])
    return Bank(kept, rows)
