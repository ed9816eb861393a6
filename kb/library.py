"""The library: every entry and every version it ever had, in SQL. It is the truth; the index is made from it.

A version is never altered. Each change adds one and moves the entry's pointer to it, so anything can be
read as it was and taken back. The caller owns the connection and its transaction: there is one writer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

import numpy as np
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    DateTime,
    Dialect,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    and_,
    delete,
    func,
    insert,
    select,
    update,
)

from kb.embed import Vector
from kb.entry import Entry
from kb.errors import KnowledgeError, UnknownEntry

__all__ = ["Library", "Signature", "Transact", "Version", "metadata", "text_hash", "within"]

T = TypeVar("T")

CHUNK = 400


class _Moment(TypeDecorator[datetime]):
    """A moment with its zone; SQLite forgets zones, so UTC is kept and told."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and not value.tzinfo else value


metadata = MetaData()
_entries = Table(
    "kb_entries",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("version", Integer, nullable=False),
)
_versions = Table(
    "kb_versions",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("entry", String(100), nullable=False),
    Column("version", Integer, nullable=False),
    Column("active", Integer, nullable=False),
    Column("questions", JSON, nullable=False),
    Column("answer", Text, nullable=False),
    Column("audience", String(60), nullable=False),
    Column("source", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("approver", Text, nullable=False),
    Column("at", _Moment, nullable=False),
    UniqueConstraint("entry", "version"),
)
_vectors = Table(
    "kb_vectors",
    metadata,
    Column("model", String(100), primary_key=True),
    Column("text_hash", String(64), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who wrote a version, who approved it, and when."""

    author: str
    approver: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """One entry as it stood from one moment on. `number` counts from 1; a retired one is shown to nobody."""

    entry: Entry
    number: int
    active: bool
    signature: Signature


class Transact(Protocol):
    """Runs *work* in one transaction of the one who owns the database, and gives back what it gives."""

    def __call__(self, work: Callable[[Connection], T], /) -> T:
        """Commit when *work* returns, roll back when it raises."""


def within(transact: Transact, work: Callable[[Library], T]) -> T:
    """What *work* gives when it is done on the library in one transaction."""
    return transact(lambda connection: work(Library(connection)))


def text_hash(text: str) -> str:
    """What a vector is kept under."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


class Library:
    """The entries as one connection sees and changes them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def entries(self) -> tuple[Entry, ...]:
        """All active entries, by id."""
        return tuple(version.entry for version in self.current().values() if version.active)

    def current(self) -> dict[str, Version]:
        """The version in force of every entry, the retired ones too, by id."""
        rows = self._connection.execute(
            select(_versions).join_from(_versions, _entries, _in_force).order_by(_versions.c.entry)
        )
        return {row.entry: _version(row) for row in rows}

    def history(self, entry: str) -> tuple[Version, ...]:
        """Every version of one entry, oldest first. Raises UnknownEntry."""
        rows = self._connection.execute(
            select(_versions).where(_versions.c.entry == entry).order_by(_versions.c.version)
        )
        versions = tuple(_version(row) for row in rows)
        if not versions:
            raise UnknownEntry(f"There is no entry {entry!r}. `frontdesk kb search` lists what there is.")
        return versions

    def last_from(self, own: str) -> dict[str, Version]:
        """The newest version of each entry among those whose origin is *own* or lies in that folder."""
        inside = _versions.c.origin.startswith(own, autoescape=True)
        mine = inside if own.endswith("/") else _versions.c.origin == own
        rows = self._connection.execute(select(_versions).where(mine).order_by(_versions.c.version))
        return {row.entry: _version(row) for row in rows}

    def edition(self) -> int:
        """A number that grows with every change: an index made at this edition is up to date."""
        return self._connection.scalar(select(func.max(_versions.c.seq))) or 0

    def add(self, entry: Entry, signature: Signature) -> Version:
        """Put in a new entry, or bring a retired one back. Raises KnowledgeError when the id is in use."""
        number = self._number(entry.id)
        if number and self.history(entry.id)[-1].active:
            raise KnowledgeError(
                f"There is already an entry {entry.id!r}. Change that one, or choose another id."
            )
        return self._write(entry, number + 1, signature, active=True)

    def change(self, entry: Entry, signature: Signature) -> Version:
        """Give an entry new words. Raises UnknownEntry."""
        return self._write(entry, self.history(entry.id)[-1].number + 1, signature, active=True)

    def retire(self, entry: str, signature: Signature, *, origin: str) -> Version:
        """Show an entry to nobody any more; its versions stay. Raises UnknownEntry."""
        last = self.history(entry)[-1]
        return self._write(replace(last.entry, origin=origin), last.number + 1, signature, active=False)

    def restore(self, entry: str, number: int, signature: Signature, *, origin: str) -> Version:
        """Put an earlier version in force again, as a new version. Raises UnknownEntry."""
        versions = {version.number: version for version in self.history(entry)}
        if number not in versions:
            raise UnknownEntry(f"The entry {entry!r} has no version {number}; it has 1 to {max(versions)}.")
        old = replace(versions[number].entry, origin=origin)
        return self._write(old, max(versions) + 1, signature, active=versions[number].active)

    def vectors(self, model: str) -> dict[str, Vector]:
        """The vectors kept for *model*, by text_hash."""
        mine = _vectors.c.model == model
        many, size = self._connection.execute(
            select(func.count(), func.max(func.length(_vectors.c.vector))).where(mine)
        ).one()
        # In one block: thousands of small ones would stay in the process's memory twice.
        block = np.empty((many, (size or 0) // 4), np.float32)
        rows = self._connection.execute(select(_vectors.c.text_hash, _vectors.c.vector).where(mine))
        return {key: _placed(block[at], vector) for at, (key, vector) in enumerate(rows)}

    def keep_vectors(self, model: str, vectors: Mapping[str, Vector]) -> None:
        """Keep these, so that no text is embedded twice."""
        self.drop_vectors(model, vectors)
        rows = [
            {"model": model, "text_hash": key, "vector": vector.tobytes()} for key, vector in vectors.items()
        ]
        if rows:
            self._connection.execute(insert(_vectors), rows)

    def drop_vectors(self, model: str, hashes: Iterable[str]) -> None:
        """Forget these."""
        rest = list(hashes)
        for start in range(0, len(rest), CHUNK):
            some = _vectors.c.text_hash.in_(rest[start : start + CHUNK])
            self._connection.execute(delete(_vectors).where(_vectors.c.model == model, some))

    def _number(self, entry: str) -> int:
        number = self._connection.execute(select(_entries.c.version).where(_entries.c.id == entry)).scalar()
        return int(number or 0)

    def _write(self, entry: Entry, number: int, signature: Signature, *, active: bool) -> Version:
        self._connection.execute(insert(_versions).values(_row(entry, number, signature, active=active)))
        if number == 1:
            self._connection.execute(insert(_entries).values(id=entry.id, version=number))
        else:
            self._connection.execute(update(_entries).where(_entries.c.id == entry.id).values(version=number))
        return Version(entry, number, active, signature)


_in_force = and_(_versions.c.entry == _entries.c.id, _versions.c.version == _entries.c.version)


def _placed(row: Vector, stored: bytes) -> Vector:
    row[:] = np.frombuffer(stored, np.float32)
    return row


def _row(entry: Entry, number: int, signature: Signature, *, active: bool) -> dict[str, object]:
    return {
        "entry": entry.id,
        "version": number,
        "active": int(active),
        "questions": list(entry.questions),
        "answer": entry.answer,
        "audience": entry.audience,
        "source": entry.source,
        "origin": entry.origin,
        "author": signature.author,
        "approver": signature.approver,
        "at": signature.at,
    }


def _version(row: Row[Any]) -> Version:
    entry = Entry(row.entry, tuple(row.questions), row.answer, row.audience, row.source, row.origin)
    return Version(entry, row.version, bool(row.active), Signature(row.author, row.approver, row.at))
