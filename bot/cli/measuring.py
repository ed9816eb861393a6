"""Vectors for commands that measure: kept in the data folder, so that a second run is quick."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb.embed import Vector
    from kb.kept import Kept

__all__ = ["Timed", "measuring"]

FOLDER = "measured"


class Timed:
    """An embedder that keeps vectors, and while `fresh` works them out anew: then a time means something."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self.fresh = False
        self.model, self.dimension = kept.model, kept.dimension

    def embed(self, text: str) -> Vector:
        """The text's vector."""
        return (self._kept.embedder if self.fresh else self._kept).embed(text)


@contextmanager
def measuring(folder: Path) -> Iterator[Timed]:
    """The embedder to measure with; what it embeds is kept in *folder*."""
    from kb.embed import BgeSmall
    from kb.kept import Kept

    kept = Kept(folder / FOLDER, BgeSmall.model, BgeSmall.dimension, BgeSmall)
    try:
        yield Timed(kept)
    finally:
        kept.keep()
