"""Reads the public question sets that lie in the `shared` folder beside the checkout.

Their licences differ: SHIPPABLE names those whose weights may ship; the others are only measured on.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

__all__ = ["MEASURED", "OUT", "SHARED", "SHIPPABLE", "Question", "by_label", "read", "sample"]

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
SHIPPABLE = ("clinc150", "banking77", "banking77_oos", "bitext_cs")
MEASURED = ("stackfaq", "hint3/sofmattress", "hint3/curekart", "hint3/powerplay11")
OUT = "oos"


@dataclass(frozen=True, slots=True)
class Question:
    """One customer question; `label` is the right entry's id, or OUT when the bank has no answer."""

    text: str
    label: str


def read(name: str) -> list[Question]:
    """The questions of one CSV, such as `clinc150/train`, in file order."""
    path = SHARED / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as rows:
        return [Question(row["text"], row["label"]) for row in csv.DictReader(rows) if row["text"].strip()]


def by_label(questions: list[Question]) -> dict[str, list[str]]:
    """The texts of each label, in file order, without repetitions."""
    texts: dict[str, dict[str, None]] = defaultdict(dict)
    for question in questions:
        texts[question.label][question.text] = None
    return {label: list(seen) for label, seen in texts.items()}


def sample(questions: list[Question], count: int, *, seed: int) -> dict[str, list[str]]:
    """At most *count* texts of each label, drawn with *seed*."""
    draw = random.Random(seed)
    labels = by_label(questions)
    return {label: draw.sample(labels[label], min(count, len(labels[label]))) for label in sorted(labels)}
