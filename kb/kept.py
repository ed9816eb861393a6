"""Vectors kept on disk between runs: who measures asks for the same ones again and again."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np

from kb.embed import Embedder, Vector

__all__ = ["Kept"]

STEP = 500


class Kept:
    """An embedder whose vectors are kept in one SQLite file of *folder*, under hashes, never as text.

    *load* gives the embedder behind it, asked for only when a text is not known yet. Call `keep` at the end.
    """

    def __init__(self, folder: Path, model: str, dimension: int, load: Callable[[], Embedder]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.model = model
        self.dimension = dimension
        self._load = load
        self._embedder: Embedder | None = None
        self._path = folder / f"{model}.sqlite"
        self._fresh: dict[str, Vector] = {}
        with closing(sqlite3.connect(self._path)) as kept:
            kept.execute("create table if not exists vectors (hash text primary key, vector blob)")
            rows = kept.execute("select hash, vector from vectors")
            self._known: dict[str, Vector] = {key: np.frombuffer(blob, np.float32) for key, blob in rows}

    def embed(self, text: str) -> Vector:
        """The text's vector, from disk where it is known."""
        key = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        if key not in self._known:
            self._known[key] = self._fresh[key] = self.embedder.embed(text)
            if len(self._fresh) >= STEP:
                self.keep()
        return self._known[key]

    @property
    def embedder(self) -> Embedder:
        """The embedder behind it, which knows nothing by heart."""
        self._embedder = self._embedder or self._load()
        return self._embedder

    def keep(self) -> None:
        """Write the vectors not yet on disk."""
        rows = [(key, vector.tobytes()) for key, vector in self._fresh.items()]
        with closing(sqlite3.connect(self._path, timeout=60)) as kept, kept:
            kept.executemany("insert or ignore into vectors values (?, ?)", rows)
        self._fresh.clear()
