"""Vectors kept on disk: the second run embeds nothing, and no text is written down."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kb.embed import BgeSmall
from kb.kept import Kept
from tests.kb.conftest import Counting


def test_a_text_is_embedded_once_for_all_runs(tmp_path: Path, embedder: Counting) -> None:
    """What one run kept, the next one reads: the same numbers, and the model is not even loaded."""
    first = Kept(tmp_path, "m", BgeSmall.dimension, lambda: embedder)
    vector = first.embed("My card 4711 is lost \ud800")
    first.embed("My card 4711 is lost \ud800")
    first.keep()
    assert len(embedder.asked) == 1

    def never() -> Counting:
        raise AssertionError

    again = Kept(tmp_path, "m", BgeSmall.dimension, never)
    assert np.array_equal(again.embed("My card 4711 is lost \ud800"), vector)
    assert b"4711" not in (tmp_path / "m.sqlite").read_bytes()


def test_another_model_has_vectors_of_its_own(tmp_path: Path, embedder: Counting) -> None:
    """Vectors are never shared between models."""
    for model in ("m", "n"):
        kept = Kept(tmp_path, model, BgeSmall.dimension, lambda: embedder)
        kept.embed("hello")
        kept.keep()
    assert embedder.asked == ["hello", "hello"]
