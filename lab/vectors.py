"""An embedder that remembers on disk: the laboratory asks for the same 20,000 vectors again and again."""

from __future__ import annotations

from pathlib import Path

from kb.embed import BgeSmall
from kb.kept import Kept

__all__ = ["Remembering"]


class Remembering(Kept):
    """The built-in embedder with its vectors kept in *folder*."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, BgeSmall.model, BgeSmall.dimension, BgeSmall)
