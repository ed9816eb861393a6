"""Two small linear models over the embedding of a message: does it ask for a person, does it sound upset.

The weights are made by `lab/fit_noticing.py` and mean something only for the embedder they were fitted on.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from kb.embed import Vector

__all__ = ["Head", "heads"]


@dataclass(frozen=True, slots=True)
class Head:
    """One linear model. From `threshold` on, its chance counts as a yes."""

    weights: Vector
    bias: float
    threshold: float

    def chance(self, vector: Vector) -> float:
        """The chance, 0..1, that the answer is yes for the message with this embedding."""
        return 1 / (1 + math.exp(-float(self.weights @ vector) - self.bias))


@cache
def heads(model: str) -> dict[str, Head]:
    """The heads fitted on the embedder *model*, by name; empty for an embedder they were not fitted on."""
    stored = json.loads(files("bot.answerer").joinpath("heads.json").read_text(encoding="utf-8"))
    if stored["model"] != model:
        return {}
    return {
        name: Head(np.asarray(head["weights"], dtype=np.float32), head["bias"], head["threshold"])
        for name, head in stored["heads"].items()
    }
