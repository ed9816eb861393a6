"""What stands in the playground's rooms: messages, marks and whispers, as rows of its file.

Every function works in the keeper's thread, inside its transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from adapters.web.standing import Hidden, Post, Standing, drawn_on, hidden, standing
from adapters.web.world import World
from bot.errors import AddressGone, NotAllowed
from bot.people import Address, Receipt

BOT = "bot"
NEWEST = 300


class Rooms:
    """The rooms of *world*. `era` sets the ids of this file apart from those of any other."""

    def __init__(self, world: World, era: str) -> None:
        self._world = world
        self._era = era
        self._number = 0

    def begin(self, db: sqlite3.Connection) -> None:
        """Take up the numbers and the era of the file."""
        db.execute("INSERT OR IGNORE INTO meta VALUES ('era', ?)", (self._era,))
        self._era = str(db.execute("SELECT value FROM meta WHERE name = 'era'").fetchone()[0])
        self._number = int(db.execute(_HIGHEST).fetchone()[0] or 0)

    def next(self, kind: str) -> tuple[int, str]:
        """A number higher than all before, and the id made of it."""
        self._number += 1
        return self._number, f"{kind}{self._number}-{self._era}"

    def put(self, db: sqlite3.Connection, post: Post) -> Standing:
        """Write a message; without a thread it is the head of its own where there are threads."""
        threads = self._world.room(post.place.room).threads
        if post.place.thread:
            self._head(db, post.place)
        number, message_id = self.next("m")
        thread = (post.place.thread or message_id) if threads else ""
        db.execute(
            "INSERT INTO message (number, id, room, thread, author, at, text, body, key, nonce)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                message_id,
                post.place.room,
                thread,
                post.author,
                post.at.isoformat(),
                post.text,
                post.body,
                post.key,
                post.nonce,
            ),
        )
        return self.message(db, message_id)

    def message(self, db: sqlite3.Connection, message_id: str) -> Standing:
        """The message of that id, also a deleted one; AddressGone if there never was one."""
        row = db.execute("SELECT * FROM message WHERE id = ?", (message_id,)).fetchone()
        if row is None:
            raise AddressGone(f"the playground has no message {message_id!r}")
        return standing(row)

    def standing(self, db: sqlite3.Connection, message_id: str) -> Standing:
        """The message of that id; AddressGone if it was deleted."""
        message = self.message(db, message_id)
        if message.deleted:
            raise AddressGone(f"message {message_id!r} was deleted")
        return message

    def own(self, db: sqlite3.Connection, message_id: str) -> Standing:
        """A message of the bot; NotAllowed if a person wrote it."""
        message = self.standing(db, message_id)
        if message.author != BOT:
            raise NotAllowed(f"message {message_id!r} is {message.author}'s own; the bot cannot change it")
        return message

    def rewrite(self, db: sqlite3.Connection, message_id: str, text: str) -> Standing:
        """Let a person's message have another text."""
        db.execute("UPDATE message SET text = ?, edited = 1 WHERE id = ?", (text, message_id))
        return self.message(db, message_id)

    def redraw(self, db: sqlite3.Connection, message_id: str, body: str) -> Standing:
        """Let a message of the bot say something else."""
        was = self.message(db, message_id).body
        db.executemany(
            "INSERT OR IGNORE INTO drawn VALUES (?, ?, ?, ?)",
            [(message_id, *button) for button in drawn_on(was)],
        )
        db.execute("UPDATE message SET body = ? WHERE id = ?", (body, message_id))
        return self.message(db, message_id)

    def was_drawn(self, db: sqlite3.Connection, message_id: str, button: tuple[str, str, str]) -> bool:
        """Whether a button stood on a message before it was redrawn: a finger may have been on its way."""
        return db.execute(_DRAWN, (message_id, *button)).fetchone() is not None

    def remove(self, db: sqlite3.Connection, message_id: str) -> Standing:
        """Take a message away; its id is remembered, its words are not."""
        db.execute("UPDATE message SET deleted = 1, text = '', body = '' WHERE id = ?", (message_id,))
        return self.message(db, message_id)

    def mark(self, db: sqlite3.Connection, message_id: str, mark: tuple[str, str], *, on: bool) -> Standing:
        """Set (name, by) on a message or take it back."""
        others = [one for one in self.standing(db, message_id).marks if one != mark]
        marks = [*others, mark] if on else others
        db.execute("UPDATE message SET marks = ? WHERE id = ?", (json.dumps(marks), message_id))
        return self.message(db, message_id)

    def set_heard(self, db: sqlite3.Connection, message_id: str, *, heard: bool) -> Standing | None:
        """Take note whether the bot has what this message says; the message if that is news."""
        changed = db.execute(
            "UPDATE message SET heard = ? WHERE id = ? AND heard <> ?", (heard, message_id, heard)
        )
        return self.message(db, message_id) if changed.rowcount else None

    def found(self, db: sqlite3.Connection, place: Address, key: str, since: datetime) -> tuple[Receipt, ...]:
        """What stands at *place* with *key* since then, oldest first."""
        self._world.room(place.room)
        rows = db.execute(
            "SELECT * FROM message WHERE key = ? AND key <> '' AND room = ? AND deleted = 0 ORDER BY number",
            (key, place.room),
        )
        return tuple(
            message.receipt
            for message in map(standing, rows)
            if message.at >= since and place.thread in {"", message.thread}
        )

    def hide(self, db: sqlite3.Connection, reader: str, place: Address, body: str, at: datetime) -> Hidden:
        """Write a whisper."""
        if place.thread:
            self._head(db, place)
        number, whisper_id = self.next("w")
        db.execute(
            "INSERT INTO whisper VALUES (?, ?, ?, ?, ?, ?, ?)",
            (number, whisper_id, reader, place.room, place.thread, at.isoformat(), body),
        )
        return Hidden(number, whisper_id, reader, place, at, body)

    def hidden(self, db: sqlite3.Connection, whisper_id: str) -> Hidden:
        """The whisper of that id; AddressGone if it was dismissed or there never was one."""
        row = db.execute("SELECT * FROM whisper WHERE id = ?", (whisper_id,)).fetchone()
        if row is None:
            raise AddressGone(f"the whisper {whisper_id!r} is no longer there")
        return hidden(row)

    def unhide(self, db: sqlite3.Connection, whisper_id: str) -> bool:
        """Take a whisper away; whether it was there."""
        return db.execute("DELETE FROM whisper WHERE id = ?", (whisper_id,)).rowcount > 0

    def newest(self, db: sqlite3.Connection) -> tuple[list[Standing], list[Hidden], set[str]]:
        """What a page sees first: the newest of each room, the whispers, and the rooms with older ones."""
        messages: dict[str, Standing] = {}
        more: set[str] = set()
        for room in self._world.rooms():
            page, has_more = self.before(db, room.id, None)
            messages.update((message.id, message) for message in page)
            more.update({room.id} if has_more else ())
        whispers = [hidden(row) for row in db.execute("SELECT * FROM whisper ORDER BY number")]
        return sorted(messages.values(), key=lambda message: message.number), whispers, more

    def before(self, db: sqlite3.Connection, room: str, before: int | None) -> tuple[list[Standing], bool]:
        """The newest messages of a room below a number with the heads of their threads, oldest first."""
        rows = db.execute(
            "SELECT * FROM message WHERE room = ? AND number < ? ORDER BY number DESC LIMIT ?",
            (room, before if before is not None else self._number + 1, NEWEST + 1),
        ).fetchall()
        page = [standing(row) for row in reversed(rows[:NEWEST])]
        return self._with_heads(db, page), len(rows) > NEWEST

    def _with_heads(self, db: sqlite3.Connection, page: Sequence[Standing]) -> list[Standing]:
        there = {message.id for message in page}
        absent = {message.thread for message in page if message.thread} - there
        heads = [self.message(db, thread) for thread in absent]
        return sorted([*heads, *page], key=lambda message: message.number)

    def _head(self, db: sqlite3.Connection, place: Address) -> None:
        head = db.execute(
            "SELECT 1 FROM message WHERE id = ? AND thread = id AND room = ?", (place.thread, place.room)
        ).fetchone()
        if head is None:
            raise AddressGone(f"there is no thread {place.thread!r} in {place.key!r}")


_HIGHEST = """
SELECT max(number) FROM (
  SELECT max(number) AS number FROM message UNION ALL SELECT max(number) FROM whisper
  UNION ALL SELECT max(number) FROM act
)
"""
_DRAWN = "SELECT 1 FROM drawn WHERE message = ? AND button = ? AND about = ? AND pick = ?"
