"""FAQs of any size made from the sample FAQ, with the knowledge base over them and a bare index beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import cast

import numpy as np

from kb.embed import BgeSmall, Embedder, Vector
from kb.entry import Entry
from kb.knowledge import Knowledge
from kb.library import Signature, Transact
from kb.load import load

__all__ = ["Spread", "bare", "entries", "questions", "sample", "stocked"]

SAMPLE = Path("kb/faq")
PHRASINGS = 5
MARK = " #"
NAMES = "Ada Ben Cleo Dana Eli Finn Gus Hana Ida Jon Kim Lea Max Nia Oli Pia Ray Sam Tom Uma".split()


class Spread:
    """The real embedder; a text that ends in ` #7` gets a vector near that of the words before it.

    Ten thousand phrasings are then embedded in seconds, and lie in space as a large FAQ's do.
    """

    model = BgeSmall.model
    dimension = BgeSmall.dimension

    def __init__(self) -> None:
        self._real = BgeSmall()
        self._bases: dict[str, Vector] = {}

    def embed(self, text: str) -> Vector:
        """The text's vector."""
        base, marked, number = text.rpartition(MARK)
        if not marked:
            return self._real.embed(text)
        if base not in self._bases:
            self._bases[base] = self._real.embed(base)
        noise = np.random.default_rng(int(number)).standard_normal(self.dimension, dtype=np.float32)
        near = self._bases[base] + noise * np.float32(0.02)
        return cast("Vector", near / np.linalg.norm(near))


def sample() -> list[Entry]:
    """What the sample FAQ shows to everybody."""
    return [entry for entry in load(SAMPLE) if entry.audience == "public"]


def entries(size: int) -> list[Entry]:
    """An FAQ of *size* phrasings."""
    known = [(question, entry.answer) for entry in sample() for question in entry.questions]
    endless = ((f"{text}{MARK}{n}" if n else text, answer) for n in count() for text, answer in known)
    rows = list(islice(endless, size))
    parts = [rows[at : at + PHRASINGS] for at in range(0, size, PHRASINGS)]
    return [
        Entry(f"e{at}", tuple(text for text, _ in part), part[0][1], "public")
        for at, part in enumerate(parts)
    ]


def questions(seed: int) -> Iterator[str]:
    """Endless questions the sample FAQ knows, hardly ever the same twice."""
    known = [question for entry in sample() for question in entry.questions]
    dice = Random(seed)
    while True:
        yield f"Hi {dice.choice(NAMES)}, {dice.choice(known)}"


def stocked(
    folder: Path, size: int | Sequence[Entry], *, transact: Transact, embedder: Embedder
) -> Knowledge:
    """A knowledge base in *folder* that knows so many phrasings, or these entries."""
    faq = entries(size) if isinstance(size, int) else list(size)
    knowledge = Knowledge.open(folder / "index", transact=transact, embedder=embedder)
    knowledge.sync(faq, "bench", signature=Signature("bench", "bench", datetime.now(UTC)))
    return knowledge


def bare(folder: Path, faq: Sequence[Entry], embedder: Embedder) -> Callable[[str], object]:
    """The floor: one embedding and one query of a Chroma collection that holds the same phrasings."""
    from chromadb import PersistentClient
    from chromadb.config import Settings

    client = PersistentClient(str(folder / "bare"), Settings(anonymized_telemetry=False))
    collection = client.create_collection("bare", configuration={"hnsw": {"space": "cosine"}})
    texts = [question for entry in faq for question in entry.questions]
    for at in range(0, len(texts), 500):
        some = texts[at : at + 500]
        vectors = np.stack([embedder.embed(text) for text in some])
        collection.add(ids=[f"{at}-{n}" for n in range(len(some))], embeddings=vectors, documents=some)
    return lambda text: collection.query(
        query_embeddings=embedder.embed(text)[np.newaxis], n_results=5, include=["distances"]
    )
