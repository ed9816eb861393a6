"""Finds the phrasings nearest to a vector: Chroma for the process that owns the data, a matrix for readers.

The index is a cache of the library and can be thrown away at any time. There is one Chroma collection for
each audience: a metadata filter would cost many times the search itself, and a forgotten one would show what
it must not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np

from kb.embed import Vector
from kb.errors import IndexBroken, WrongEmbedder

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

__all__ = ["ChromaIndex", "Document", "Hit", "Index", "Matrix"]

BATCH = 500


@dataclass(frozen=True, slots=True)
class Document:
    """One phrasing as it is indexed."""

    entry: str
    audience: str
    text: str
    vector: Vector

    @property
    def id(self) -> str:
        """The same phrasing of the same entry always has the same id."""
        return hashlib.sha256(f"{self.entry}\0{self.text}".encode("utf-8", "replace")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found; `similarity` is the cosine, -1..1."""

    document: str
    similarity: float


class Index(Protocol):
    """Finds the nearest documents. Safe to call from several threads."""

    def follow(self, documents: Sequence[Document]) -> None:
        """Hold exactly these documents."""

    def search(self, vector: Vector, audiences: frozenset[str], limit: int) -> tuple[Hit, ...]:
        """At most *limit* of the nearest, best first; of these audiences and of no other."""

    def close(self) -> None:
        """Let go of what it holds open."""


class Matrix:
    """An exact index in memory: nothing on disk, so several processes may have one each."""

    def __init__(self) -> None:
        self._parts: dict[str, tuple[tuple[str, ...], Vector]] = {}

    def follow(self, documents: Sequence[Document]) -> None:
        """Hold exactly these documents."""
        parts = {}
        for audience, mine in _by_audience(documents).items():
            parts[audience] = (
                tuple(document.id for document in mine),
                np.stack([document.vector for document in mine]),
            )
        self._parts = parts

    def search(self, vector: Vector, audiences: frozenset[str], limit: int) -> tuple[Hit, ...]:
        """The nearest *limit* of these audiences."""
        parts = self._parts
        hits = [
            hit
            for audience in sorted(audiences & parts.keys())
            for hit in _nearest(*parts[audience], vector, limit)
        ]
        return _best(hits, limit)

    def close(self) -> None:
        """Nothing is open."""


class ChromaIndex:
    """The index on disk. One process owns *directory*: Chroma does not show one process what another writes.

    Raises WrongEmbedder when what lies there was made by another model than *model*, and IndexBroken when it
    cannot be used.
    """

    def __init__(self, directory: Path, model: str) -> None:
        from chromadb import PersistentClient
        from chromadb.config import Settings

        self._model, self._directory = model, directory
        with _usable(directory):
            client = PersistentClient(str(directory), Settings(anonymized_telemetry=False))
            # What PersistentClient makes can be closed, though its declared type cannot.
            self._client = cast("Client", client)
            self._collections = {str(one.metadata["audience"]): one for one in self._ours()}

    def follow(self, documents: Sequence[Document]) -> None:
        """Hold exactly these documents; only what is new is written. Raises IndexBroken."""
        wanted = _by_audience(documents)
        with _usable(self._directory):
            for audience in sorted(self._collections.keys() - wanted.keys()):
                self._client.delete_collection(self._collections.pop(audience).name)
            for audience, mine in wanted.items():
                _fill(self._collection(audience), mine)

    def search(self, vector: Vector, audiences: frozenset[str], limit: int) -> tuple[Hit, ...]:
        """The nearest *limit* of these audiences. Raises IndexBroken."""
        here = [
            self._collections[audience] for audience in sorted(audiences) if audience in self._collections
        ]
        with _usable(self._directory):
            return _best([hit for collection in here for hit in _asked(collection, vector, limit)], limit)

    def drop(self) -> None:
        """Throw the index away; `follow` makes it anew."""
        for collection in self._client.list_collections():
            self._client.delete_collection(collection.name)
        self._collections = {}

    def close(self) -> None:
        """Let go of the directory."""
        self._client.close()

    def _ours(self) -> Iterator[Collection]:
        for collection in self._client.list_collections():
            made = (collection.metadata or {}).get("model")
            if made != self._model:
                self._client.close()
                raise WrongEmbedder(
                    f"The index was made with the model {made!r}, but the model in use is {self._model!r}. "
                    "Delete the index folder: it is made again from the library at the next start."
                )
            yield self._client.get_collection(collection.name, embedding_function=None)

    def _collection(self, audience: str) -> Collection:
        if audience not in self._collections:
            name = f"faq-{hashlib.sha256(audience.encode()).hexdigest()[:32]}"
            self._collections[audience] = self._client.create_collection(
                name,
                metadata={"audience": audience, "model": self._model},
                configuration={"hnsw": {"space": "cosine"}},
                embedding_function=None,
            )
        return self._collections[audience]


@contextmanager
def _usable(directory: Path) -> Iterator[None]:
    """Tell Chroma's own errors as IndexBroken: whatever lies there can be made again."""
    from chromadb.errors import ChromaError

    try:
        yield
    except ChromaError as error:
        raise IndexBroken(
            f"The index {str(directory)!r} is damaged or in the way ({error}). Move it away and start again: "
            "a new one is made from the library."
        ) from error


def _fill(collection: Collection, documents: Sequence[Document]) -> None:
    """Make *collection* hold exactly these, writing only what differs."""
    wanted = {document.id: document for document in documents}
    held = set(collection.get(include=[])["ids"])
    for gone in _slices(sorted(held - wanted.keys())):
        collection.delete(ids=list(gone))
    for new in _slices([key for key in wanted if key not in held]):
        some = [wanted[key] for key in new]
        collection.add(
            ids=list(new),
            embeddings=np.stack([one.vector for one in some]),
            documents=[one.text for one in some],
            metadatas=[{"entry": one.entry} for one in some],
        )


def _asked(collection: Collection, vector: Vector, limit: int) -> list[Hit]:
    found = collection.query(query_embeddings=vector[np.newaxis], n_results=limit, include=["distances"])
    distances = (found["distances"] or [[]])[0]
    return [Hit(key, 1 - float(distance)) for key, distance in zip(found["ids"][0], distances, strict=True)]


def _nearest(ids: tuple[str, ...], vectors: Vector, vector: Vector, limit: int) -> list[Hit]:
    # Not `@`: for one vector its threads burn more than they save.
    similarity = np.einsum("ij,j->i", vectors, vector)
    top = np.argpartition(-similarity, limit - 1)[:limit] if limit < len(ids) else np.arange(len(ids))
    return [Hit(ids[at], float(similarity[at])) for at in top]


def _best(hits: list[Hit], limit: int) -> tuple[Hit, ...]:
    return tuple(sorted(hits, key=lambda hit: -hit.similarity)[:limit])


def _by_audience(documents: Sequence[Document]) -> dict[str, list[Document]]:
    parts: dict[str, list[Document]] = {}
    for document in documents:
        parts.setdefault(document.audience, []).append(document)
    return parts


def _slices(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
