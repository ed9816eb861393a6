"""One message and one whisper as they stand in the playground's file, and as the page draws them."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from adapters.web import render
from adapters.web.render import Tree, plain
from adapters.web.world import ADAPTER
from bot.people import Address, Receipt


@dataclass(frozen=True, slots=True)
class Post:
    """A message about to be written: by whom and where, its text or its drawn body."""

    author: str
    place: Address
    at: datetime
    text: str = ""
    body: str = ""
    key: str = ""
    nonce: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """One message as it stands."""

    number: int
    id: str
    room: str
    thread: str
    author: str
    at: datetime
    text: str
    body: str
    nonce: str
    marks: tuple[tuple[str, str], ...]
    edited: bool
    deleted: bool
    heard: bool

    @property
    def receipt(self) -> Receipt:
        """Where it stands."""
        return Receipt(Address(ADAPTER, self.room, self.thread), self.id)

    def tree(self) -> Tree:
        """The message as the page draws it."""
        return {
            "id": self.id,
            "number": self.number,
            "room": self.room,
            "thread": self.thread,
            "author": self.author,
            "at": self.at.isoformat(),
            "edited": self.edited,
            "deleted": self.deleted,
            "heard": self.heard,
            "nonce": self.nonce,
            "text": "" if self.deleted else plain(self.text),
            "body": json.loads(self.body) if self.body and not self.deleted else None,
            "marks": self._marks(),
            "link": f"/#{self.room}/{self.id}",
        }

    def _marks(self) -> list[Tree]:
        names = dict.fromkeys(mark for mark, _by in self.marks)
        return [{"mark": name, "by": [by for mark, by in self.marks if mark == name]} for name in names]


@dataclass(frozen=True, slots=True)
class Hidden:
    """One whisper."""

    number: int
    id: str
    reader: str
    place: Address
    at: datetime
    body: str

    def tree(self) -> Tree:
        """The whisper as the page draws it."""
        return {
            "id": self.id,
            "number": self.number,
            "for": self.reader,
            "room": self.place.room,
            "thread": self.place.thread,
            "at": self.at.isoformat(),
            "body": json.loads(self.body),
        }


def drawn_on(body: str) -> set[tuple[str, str, str]]:
    """Every button that is drawn on a stored body."""
    return set(render.drawn(json.loads(body))) if body else set()


def standing(row: sqlite3.Row) -> Standing:
    """The message that a row of the file is."""
    return Standing(
        number=row["number"],
        id=row["id"],
        room=row["room"],
        thread=row["thread"],
        author=row["author"],
        at=datetime.fromisoformat(row["at"]),
        text=row["text"],
        body=row["body"],
        nonce=row["nonce"],
        marks=tuple((mark, by) for mark, by in json.loads(row["marks"])),
        edited=bool(row["edited"]),
        deleted=bool(row["deleted"]),
        heard=bool(row["heard"]),
    )


def hidden(row: sqlite3.Row) -> Hidden:
    """The whisper that a row of the file is."""
    return Hidden(
        number=row["number"],
        id=row["id"],
        reader=row["reader"],
        place=Address(ADAPTER, row["room"], row["thread"]),
        at=datetime.fromisoformat(row["at"]),
        body=row["body"],
    )
