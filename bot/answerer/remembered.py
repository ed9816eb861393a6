"""Lets noticing and searching share one embedding: the same words are embedded once, not once for each."""

from __future__ import annotations

import threading
from collections import OrderedDict

from kb.embed import Embedder, Vector

__all__ = ["Remembered"]

KEPT = 256


class Remembered:
    """An embedder that remembers the last texts it was given. Safe to call from several threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: OrderedDict[str, Vector] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def model(self) -> str:
        """Name and hash of the model behind it."""
        return self._embedder.model

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return self._embedder.dimension

    def embed(self, text: str) -> Vector:
        """The text's vector; it is shared, so nobody may write to it."""
        with self._lock:
            if (known := self._known.get(text)) is not None:
                self._known.move_to_end(text)
                return known
        vector = self._embedder.embed(text)
        with self._lock:
            self._known[text] = vector
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return vector
