"""The built-in model gives the same good vectors everywhere, offline, and takes any text."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from kb.embed import FILES, BgeSmall, _installed
from kb.errors import ModelMissing


def test_alike_questions_lie_near(bge: BgeSmall) -> None:
    """Two ways to ask one thing are nearer than two different things; every vector has length 1."""
    asked = [
        bge.embed(text)
        for text in ("How do I reset my password?", "I forgot my password", "Where is the beach?")
    ]
    assert asked[0] @ asked[1] > 0.8 > asked[0] @ asked[2]
    for vector in asked:
        assert vector.dtype == np.float32
        assert vector.shape == (bge.dimension,)
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    "text", ["", "\x00\u202e\u200b", "\ud800", "🙂" * 3, "word " * 200_000, "x" * 1_000_000]
)
def test_any_text_has_a_vector(bge: BgeSmall, text: str) -> None:
    """Empty, odd and huge texts are embedded like others."""
    assert np.isfinite(bge.embed(text)).all()


def test_threads_share_one_model(bge: BgeSmall) -> None:
    """Four threads at once get what one gets alone."""
    texts = [f"How do I change setting {number}?" for number in range(20)]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(bge.embed, texts))
    np.testing.assert_array_equal(together, [bge.embed(text) for text in texts])


def test_another_file_in_its_place_is_refused(tmp_path: Path) -> None:
    """A model file with other content does not load: its scores would mean something else."""
    for name in FILES:
        shutil.copy(_installed() / name, tmp_path / name)
    with (tmp_path / "tokenizer.json").open("a", encoding="utf-8") as file:
        file.write(" ")
    with pytest.raises(ModelMissing, match=r"tokenizer.json .* is not the one expected"):
        BgeSmall(tmp_path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """Where the model is not installed, the error says so and what to run."""
    with pytest.raises(ModelMissing, match=r"cannot be read .*make setup"):
        BgeSmall(tmp_path)
