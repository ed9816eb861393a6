"""The door to the knowledge base: find what answers a question, bring library and index up to date."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from kb.confidence import Bank, Calibration, Near, calibration
from kb.embed import Embedder, Vector
from kb.entry import Entry, Findings, Passage
from kb.index import ChromaIndex, Document, Index, Matrix
from kb.library import Library, Signature, Transact, Version, text_hash, within
from kb.memory import give_back
from kb.plan import SyncPlan, worked_out
from kb.rehearsal import DEPTH, eased

__all__ = ["Knowledge", "Progress"]

CHARACTERS = 4_000
STEP = 100

Progress = Callable[[int, int], None]
"""Told how many phrasings are embedded, of how many that have to be."""


class Knowledge:
    """What the bot knows. `find` may be called from any thread, also while `refresh` runs.

    Nothing is found before the first `refresh`.
    """

    def __init__(
        self,
        index: Index,
        *,
        transact: Transact,
        embedder: Embedder,
        keeps: bool,
        sure: Calibration | None = None,
    ) -> None:
        self._index = index
        self._transact = transact
        self._embedder = embedder
        self._keeps = keeps
        self.sure = sure or calibration()
        self._shelf = _Shelf((), {}, self.sure)
        self._refreshing = threading.Lock()

    @classmethod
    def open(
        cls, directory: Path, *, transact: Transact, embedder: Embedder, sure: Calibration | None = None
    ) -> Self:
        """For the process that owns the data: its index lies in *directory*. Raises WrongEmbedder.

        *sure* is the calibration to judge by; without it the one that ships.
        """
        index = ChromaIndex(directory, embedder.model)
        return cls(index, transact=transact, embedder=embedder, keeps=True, sure=sure)

    @classmethod
    def reading(cls, *, transact: Transact, embedder: Embedder, sure: Calibration | None = None) -> Self:
        """For a process that only reads: writes nothing anywhere, and opens no index of a running one."""
        return cls(Matrix(), transact=transact, embedder=embedder, keeps=False, sure=sure)

    def close(self) -> None:
        """Let go of the index."""
        self._index.close()

    def find(self, question: str, *, audiences: Sequence[str], limit: int = 5) -> Findings:
        """The entries of these audiences that answer *question*, and how sure the best one is.

        Takes about as long as one embedding and one index search; blocks, so call it from a worker thread.
        Anything may be asked: a blank question finds nothing, a long one is read from its beginning.
        """
        near = self._near(question, frozenset(audiences))
        return near.bank.findings(near.text, near.vector, near.phrasings, limit=limit) if near else Findings()

    def features(self, question: str, *, audiences: Sequence[str]) -> tuple[str, dict[str, float], float]:
        """The id of the best entry, what its confidence is worked out from, and the ease of the bank.

        Both are empty when nothing is near.
        """
        near = self._near(question, frozenset(audiences))
        if near is None:
            return "", {}, 0.0
        return *near.bank.features(near.text, near.vector, near.phrasings), near.bank.ease

    def _near(self, question: str, shown: frozenset[str]) -> _Nearby | None:
        """What lies near the question; None where there is nothing to look for or to be shown."""
        text = _tidy(question)
        if not text or not shown:
            return None
        shelf = self._shelf
        vector = self._embedder.embed(text)
        near = [
            Near(*shelf.phrasings[hit.document], hit.similarity)
            for hit in self._index.search(vector, shown, DEPTH)
            if hit.document in shelf.phrasings
        ]
        return _Nearby(text, vector, near, shelf.bank(shown))

    def search(self, words: str, *, limit: int = 10) -> tuple[Passage, ...]:
        """The entries nearest to *words*, whatever their audience: for those who look after the FAQ."""
        return self.find(words, audiences=self._shelf.audiences, limit=limit).passages

    def judge_by(self, sure: Calibration) -> None:
        """Say from here on how sure it is by this calibration."""
        self.sure = sure
        self.refresh()

    def entries(self) -> tuple[Entry, ...]:
        """All active entries of the library, by id."""
        return within(self._transact, Library.entries)

    def history(self, entry: str) -> tuple[Version, ...]:
        """Every version of one entry, oldest first. Raises UnknownEntry."""
        return within(self._transact, lambda library: library.history(entry))

    def plan(self, entries: Sequence[Entry], own: str) -> SyncPlan:
        """What `sync` would do; changes nothing. *own* is the `origin` of what they were loaded from."""
        return within(self._transact, lambda library: worked_out(library, entries, own))

    def sync(
        self, entries: Sequence[Entry], own: str, *, signature: Signature, progress: Progress | None = None
    ) -> SyncPlan:
        """Make the library say what the files say, conflicts aside, then `refresh`; gives what was done."""
        done = within(
            self._transact, lambda library: _applied(library, worked_out(library, entries, own), signature)
        )
        self.refresh(progress)
        return done

    def add(self, entry: Entry, *, signature: Signature) -> None:
        """Put one new entry in, then `refresh`. Raises KnowledgeError when its id is in use."""
        within(self._transact, lambda library: library.add(entry, signature))
        self.refresh()

    def refresh(self, progress: Progress | None = None) -> None:
        """Make the index say what the library says; only phrasings never seen before are embedded."""
        with self._refreshing:
            entries, kept = within(self._transact, self._stored)
            texts = {text_hash(question): question for entry in entries for question in entry.questions}
            vectors = {key: kept[key] for key in texts.keys() & kept.keys()}
            vectors |= self._embedded({key: text for key, text in texts.items() if key not in kept}, progress)
            shelf = _Shelf(entries, vectors, self.sure)
            self._index.follow(shelf.documents)
            shelf.prepare(self._shelf.asked)
            self._shelf = shelf
            self._forget(kept.keys() - texts.keys())
            del kept, texts, vectors
            give_back()

    def _stored(self, library: Library) -> tuple[tuple[Entry, ...], dict[str, Vector]]:
        return library.entries(), library.vectors(self._embedder.model)

    def _embedded(self, texts: Mapping[str, str], progress: Progress | None) -> dict[str, Vector]:
        """The vectors of *texts*, kept step by step so that an interruption loses little."""
        done: dict[str, Vector] = {}
        keys = list(texts)
        for start in range(0, len(keys), STEP):
            some = {key: self._embedder.embed(texts[key]) for key in keys[start : start + STEP]}
            self._keep(some)
            done |= some
            if progress:
                progress(len(done), len(keys))
        return done

    def _keep(self, vectors: Mapping[str, Vector]) -> None:
        if self._keeps:
            within(self._transact, lambda library: library.keep_vectors(self._embedder.model, vectors))

    def _forget(self, hashes: set[str]) -> None:
        if self._keeps and hashes:
            within(self._transact, lambda library: library.drop_vectors(self._embedder.model, hashes))


@dataclass(frozen=True, slots=True)
class _Nearby:
    """A question as it is looked for, the phrasings nearest to it, and the bank they are of."""

    text: str
    vector: Vector
    phrasings: Sequence[Near]
    bank: Bank


class _Shelf:
    """The entries and vectors of one refresh, never altered, and a bank for each set of audiences."""

    def __init__(self, entries: Sequence[Entry], vectors: Mapping[str, Vector], sure: Calibration) -> None:
        self._entries = tuple(entries)
        self._sure = sure
        self._vectors = vectors
        self._banks: dict[frozenset[str], Bank] = {}
        self.audiences = tuple(sorted({entry.audience for entry in entries}))
        self.documents = tuple(
            Document(entry.id, entry.audience, question, vectors[text_hash(question)])
            for entry in entries
            for question in entry.questions
        )
        self.phrasings = {document.id: (document.entry, document.text) for document in self.documents}

    @property
    def asked(self) -> tuple[frozenset[str], ...]:
        """The sets of audiences there is a bank for."""
        return tuple(self._banks)

    def prepare(self, sets: Sequence[frozenset[str]]) -> None:
        """Work out the banks of these sets now, so that no question has to wait for it."""
        for audiences in (*sets, frozenset(self.audiences)):
            self.bank(audiences)

    def bank(self, audiences: frozenset[str]) -> Bank:
        """What these audiences may be shown."""
        known = audiences & frozenset(self.audiences)
        if known not in self._banks:
            mine = [entry for entry in self._entries if entry.audience in known]
            vectors = [[self._vectors[text_hash(q)] for q in entry.questions] for entry in mine]
            self._banks[known] = Bank(mine, vectors, self._sure, eased(mine, vectors, self._sure))
        return self._banks[known]


def _tidy(question: str) -> str:
    """The question's beginning without control and direction marks, in one line."""
    seen = (
        mark if mark.isspace() or unicodedata.category(mark)[0] != "C" else ""
        for mark in question[:CHARACTERS]
    )
    return " ".join("".join(seen).split())


def _applied(library: Library, todo: SyncPlan, signature: Signature) -> SyncPlan:
    for entry in todo.added:
        library.add(entry, signature)
    for entry in (*todo.changed, *todo.adopted):
        library.change(entry, signature)
    for entry in todo.retired:
        library.retire(entry.id, signature, origin=entry.origin)
    return todo
