"""The shared question sets as banks to measure on: K phrasings an entry, drawn with seed 0, and who is kin.

Where a set has no question part of its own, what was not drawn is asked (`split`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lab.banks import IN_SCOPE, stack_faq, stack_questions
from lab.datasets import OUT, SHARED, Question, read, sample
from lab.simulate import Faq

__all__ = ["Cell", "cells", "near_misses"]

PHRASINGS = (1, 5, 10)
WHOLE = ("clinc150", "banking77", "banking77_oos", "bitext_cs")
SPLIT = (
    "hint3/sofmattress",
    "hint3/curekart",
    "hint3/powerplay11",
    "nlu_corpora/askubuntu",
    "nlu_corpora/chatbot",
    "nlu_corpora/webapps",
)
NOWHERE = ("None", "NO_NODES_DETECTED")
KIN = {"banking77_oos": "banking77"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A bank with its questions; weights judged on it have no part of the set `kin`."""

    name: str
    phrasings: int
    faq: Faq
    questions: Sequence[Question]
    kin: str
    split: bool = False

    @property
    def weights(self) -> list[float]:
        """How much each question counts: of CLINC150, 455 known ones against all others, as published."""
        outside = [one.label not in self.faq for one in self.questions]
        inside = IN_SCOPE / (len(outside) - sum(outside)) if self.name == "clinc150" else 1.0
        return [1.0 if out else inside for out in outside]


def cells() -> Iterator[Cell]:
    """All banks that have something to ask."""
    for name in WHOLE:
        known = [one for one in read(f"{name}/train") if one.label != OUT]
        for many in PHRASINGS:
            faq = sample(known, many, seed=0)
            yield Cell(name, many, faq, read(f"{name}/validation"), KIN.get(name, name))
    yield Cell("stackfaq", 1, {key: [text] for key, (text, _) in stack_faq().items()}, stack_questions(), "")
    for name in SPLIT:
        rows = read(f"{name}_train")
        rows = [Question(one.text, OUT if one.label in NOWHERE else one.label) for one in rows]
        for many in PHRASINGS:
            cell = _split(name, rows, many)
            if any(one.label in cell.faq for one in cell.questions):
                yield cell


def near_misses() -> frozenset[str]:
    """The questions of BANKING77-OOS about a topic beside the bank's."""
    with (SHARED / "banking77_oos" / "validation.csv").open(encoding="utf-8", newline="") as rows:
        return frozenset(row["text"] for row in csv.DictReader(rows) if row["kind"] == "id-oos")


def _split(name: str, rows: Sequence[Question], many: int) -> Cell:
    faq = sample([one for one in rows if one.label != OUT], many, seed=0)
    drawn = {(label, text) for label, texts in faq.items() for text in texts}
    return Cell(name, many, faq, [one for one in rows if (one.label, one.text) not in drawn], "", split=True)
