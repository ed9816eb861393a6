"""Makes many small FAQs out of a few question sets, asks them questions, and notes what the bot would see.

Every simulated bank is short of some intents on purpose: their questions are the near misses that a FAQ gets
in real life. Every other bank is a crowded one: its intents lie around one of them. Other sets lend the far
questions.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.confidence import Bank, Near
from kb.embed import Embedder
from kb.entry import Entry
from kb.rehearsal import DEPTH, Rehearsed, rehearse
from lab.datasets import OUT, Question, by_label, read

__all__ = ["Asked", "Case", "Faq", "asked", "faqs", "simulated"]

Faq = Mapping[str, Sequence[str]]

POOLS = {"clinc150": 36, "banking77": 60, "bitext_cs": 80}
SIZES = {"clinc150": (15, 40, 80, 150), "banking77": (15, 40, 77, 77), "bitext_cs": (12, 20, 27, 27)}
PHRASINGS = (1, 2, 3, 5, 10)
ASKED = 350
MOST_ASKED = 20
CROWDED = (False, True)
LENT = 40
NEAR_MISSES = (0.075, 0.15, 0.3)
FAR = (0.0, 0.1, 0.2)


@dataclass(frozen=True, slots=True)
class Case:
    """One question asked of one bank: what was seen, and whether the best entry is the right one."""

    features: Mapping[str, float]
    right: bool
    outside: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A bank that was asked questions, with what its rehearsal saw. `phrasings` is the most an entry has."""

    phrasings: int
    cases: Sequence[Case]
    rehearsal: Sequence[Rehearsed]


def asked(faq: Faq, questions: Sequence[Question], embedder: Embedder) -> Asked:
    """Ask *questions* of *faq*, with an exact index."""
    ids = sorted(faq)
    vectors = [[embedder.embed(text) for text in faq[key]] for key in ids]
    tags = [(key, text) for key in ids for text in faq[key]]
    entries = [Entry(key, tuple(faq[key]), "-") for key in ids]
    bank, rows = Bank(entries, vectors), np.concatenate([np.stack(own) for own in vectors])
    cases = []
    for question in questions:
        vector = embedder.embed(question.text)
        similarity = rows @ vector
        nearest = np.argsort(-similarity, kind="stable")[:DEPTH]
        near = [Near(tags[at][0], tags[at][1], float(similarity[at])) for at in nearest]
        best, features = bank.features(question.text, vector, near)
        cases.append(Case(features, best == question.label, question.label not in faq))
    return Asked(max(map(len, faq.values())), cases, rehearse(entries, vectors))


def simulated(embedder: Embedder, *, seed: int) -> dict[str, list[Asked]]:
    """All simulated banks, by question set."""
    return {
        name: [asked(faq, questions, embedder) for faq, questions in faqs(name, embedder, seed=seed)]
        for name in POOLS
    }


def faqs(name: str, embedder: Embedder, *, seed: int) -> Iterator[tuple[Faq, list[Question]]]:
    """The simulated banks of one question set, each with its questions."""
    draw = random.Random(f"{name} {seed}")
    pool = _pool(name)
    middles = {label: _middle(texts, embedder) for label, texts in pool.items()}
    far = _lent(name)
    for phrasings in PHRASINGS:
        for size in SIZES[name]:
            for crowded in CROWDED:
                labels = _around(middles, draw, size) if crowded else draw.sample(sorted(pool), size)
                yield _faq(pool, far, draw, labels, phrasings=phrasings)


def _around(middles: Mapping[str, np.ndarray], draw: random.Random, size: int) -> list[str]:
    """The *size* intents nearest to one of them, in any order."""
    first = middles[draw.choice(sorted(middles))]
    nearest = sorted(middles, key=lambda label: -float(middles[label] @ first))[:size]
    return draw.sample(nearest, len(nearest))


def _faq(
    pool: Faq, far: Sequence[str], draw: random.Random, labels: Sequence[str], *, phrasings: int
) -> tuple[Faq, list[Question]]:
    """A fifth of the labels is held back: their questions have no answer here."""
    held, kept = labels[: max(2, len(labels) // 5)], labels[max(2, len(labels) // 5) :]
    each = max(2, min(MOST_ASKED, ASKED // len(kept)))
    mixed = {label: draw.sample(pool[label], len(pool[label])) for label in kept}
    faq = {label: texts[:phrasings] for label, texts in mixed.items()}
    inside = [Question(text, label) for label, texts in mixed.items() for text in texts[phrasings:][:each]]
    misses = [text for label in held for text in pool[label]]
    near = draw.sample(misses, min(len(misses), int(len(inside) * draw.choice(NEAR_MISSES))))
    outside = near + draw.sample(far, int(len(inside) * draw.choice(FAR)))
    return faq, inside + [Question(text, OUT) for text in outside]


def _pool(name: str) -> dict[str, list[str]]:
    """Some texts of each label."""
    known = by_label([question for question in read(f"{name}/train") if question.label != OUT])
    return {
        label: random.Random(f"{name} {label}").sample(texts, min(len(texts), POOLS[name]))
        for label, texts in sorted(known.items())
    }


def _middle(texts: Sequence[str], embedder: Embedder) -> np.ndarray:
    mean = np.mean([embedder.embed(text) for text in texts], axis=0)
    return np.asarray(mean / np.linalg.norm(mean))


def _lent(name: str) -> list[str]:
    """Far questions: what the other sets ask, and what CLINC150 knows to belong nowhere."""
    others = [text for other in POOLS if other != name for texts in _pool(other).values() for text in texts]
    nowhere = [one.text for one in read("clinc150/train") if one.label == OUT]
    return others + nowhere * 3
