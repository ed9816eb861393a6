"""An embedder that remembers on disk: the laboratory asks for the same 20,000 vectors again and again."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np

from kb.embed import BgeSmall, Vector

STEP = 500

__all__ = ["Remembering"]


class Remembering:
    """The built-in embedder with its vectors kept in one SQLite file of *folder*."""

    model = BgeSmall.model
    dimension = BgeSmall.dimension

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"{self.model}.sqlite"
        self._fresh: dict[str, Vector] = {}
        with closing(sqlite3.connect(self._path)) as kept:
            kept.execute("create table if not exists vectors (hash text primary key, vector blob)")
            self._known = {
                key: np.frombuffer(blob, np.float32) for key, blob in kept.execute("select * from vectors")
            }
        self._model: BgeSmall | None = None

    def embed(self, text: str) -> Vector:
        """The text's vector, from disk where it is known; `keep` writes the new ones."""
        key = hashlib.sha256(text.encode()).hexdigest()
        if key not in self._known:
            self._model = self._model or BgeSmall()
            self._known[key] = self._fresh[key] = self._model.embed(text)
            if len(self._fresh) >= STEP:
                self.keep()
        return self._known[key]

    def keep(self) -> None:
        """Write the vectors not yet on disk."""
        rows = [(key, vector.tobytes()) for key, vector in self._fresh.items()]
        with closing(sqlite3.connect(self._path, timeout=60)) as kept, kept:
            kept.executemany("insert or ignore into vectors values (?, ?)", rows)
        self._fresh.clear()
