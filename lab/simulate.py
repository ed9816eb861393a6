"""Makes many small FAQs out of a few question sets, asks them questions, and notes what the bot would see.

Every simulated bank is short of some intents on purpose: their questions are the near misses that a FAQ gets
in real life. Other sets lend the far ones.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.confidence import Bank, Near
from kb.embed import Embedder
from kb.entry import Entry
from lab.datasets import OUT, Question, read, sample

__all__ = ["Case", "cases", "faqs", "simulated"]

Faq = Mapping[str, Sequence[str]]

DEPTH = 32
POOLS = {"clinc150": 28, "banking77": 36, "bitext_cs": 60}
SIZES = {"clinc150": (15, 40, 80, 150), "banking77": (15, 40, 77, 77), "bitext_cs": (12, 20, 27, 27)}
PHRASINGS = (1, 2, 3, 5, 10)
REPEATS = 2
ASKED = 300
MOST_ASKED = 12
HELD_BACK = 5
NEAR_MISSES = 0.12
FAR = 0.12


@dataclass(frozen=True, slots=True)
class Case:
    """One question asked of one bank: what was seen, and whether the best entry is the right one."""

    bank: str
    phrasings: int
    features: Mapping[str, float]
    right: bool
    outside: bool


def cases(faq: Faq, questions: Sequence[Question], embedder: Embedder, *, bank: str) -> list[Case]:
    """Ask *questions* of *faq*, with an exact index."""
    ids = sorted(faq)
    vectors = [[embedder.embed(text) for text in faq[key]] for key in ids]
    tags = [(key, text) for key in ids for text in faq[key]]
    shelf = Bank([Entry(key, tuple(faq[key]), "-") for key in ids], vectors)
    rows = np.concatenate([np.stack(own) for own in vectors])
    seen = []
    for question in questions:
        vector = embedder.embed(question.text)
        similarity = rows @ vector
        nearest = np.argsort(-similarity)[:DEPTH]
        near = [Near(tags[at][0], tags[at][1], float(similarity[at])) for at in nearest]
        best, features = shelf.features(question.text, vector, near)
        right = best == question.label
        seen.append(Case(bank, max(map(len, faq.values())), features, right, question.label == OUT))
    return seen


def faqs(name: str, *, seed: int) -> list[tuple[Faq, list[Question]]]:
    """The simulated banks of one question set, each with its questions."""
    draw = random.Random(f"{name} {seed}")
    pool, far = _pool(name), [text for other in POOLS if other != name for text in _texts(_pool(other))]
    far += [one.text for one in read("clinc150/train") if one.label == OUT] * (name == "clinc150")
    shapes = [(phrasings, size) for phrasings in PHRASINGS for size in SIZES[name] for _ in range(REPEATS)]
    return [_faq(pool, far, draw, phrasings=phrasings, size=size) for phrasings, size in shapes]


def simulated(embedder: Embedder, *, seed: int) -> dict[str, list[Case]]:
    """All cases of all simulated banks, by question set."""
    told = {}
    for name in POOLS:
        banks = enumerate(faqs(name, seed=seed))
        told[name] = [
            case
            for at, (faq, questions) in banks
            for case in cases(faq, questions, embedder, bank=f"{name} {at}")
        ]
    return told


def _faq(
    pool: Faq, far: Sequence[str], draw: random.Random, *, phrasings: int, size: int
) -> tuple[Faq, list[Question]]:
    labels = draw.sample(sorted(pool), size)
    held = labels[: max(2, size // HELD_BACK)]
    asked = max(2, min(MOST_ASKED, ASKED // size))
    mixed = {label: draw.sample(pool[label], len(pool[label])) for label in labels[len(held) :]}
    faq = {label: texts[:phrasings] for label, texts in mixed.items()}
    inside = [Question(text, label) for label, texts in mixed.items() for text in texts[phrasings:][:asked]]
    misses = [text for label in held for text in pool[label]]
    outside = draw.sample(misses, min(len(misses), int(len(inside) * NEAR_MISSES)))
    outside += draw.sample(far, int(len(inside) * FAR))
    return faq, inside + [Question(text, OUT) for text in outside]


def _pool(name: str) -> Faq:
    known = [question for question in read(f"{name}/train") if question.label != OUT]
    return sample(known, POOLS[name], seed=0)


def _texts(pool: Faq) -> list[str]:
    return [text for texts in pool.values() for text in texts]
