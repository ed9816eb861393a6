"""What people do in the playground, checked, carried out, and kept until the bot has taken it.

Every function works in the keeper's thread, inside its transaction: the message and the act that
tells of it are written together. A nonce that was seen before changes nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import datetime

from adapters.web.frames import Act, Changed, Marked, Pressed, Refused, Taken, Told, Typed
from adapters.web.rooms import BOT, Rooms
from adapters.web.standing import Post, Standing, drawn_on
from adapters.web.world import ADAPTER, World
from bot.errors import AddressGone
from bot.people import Address

_NAMES = tuple(field.name for field in fields(Act))
_INSERT = "INSERT INTO act VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an act came to: the act as kept, the message it changed, the whisper it closed."""

    act: Act
    message: Standing | None = None
    closed: str = ""


class Acts:
    """Carries out what people do. `clock` gives each act its time."""

    def __init__(self, world: World, rooms: Rooms, clock: Callable[[], datetime]) -> None:
        self._world = world
        self._rooms = rooms
        self._clock = clock

    def do(self, db: sqlite3.Connection, told: Told) -> Outcome:
        """What *told* came to; Refused if it cannot be done."""
        seen = db.execute("SELECT * FROM act WHERE nonce = ?", (told.nonce,)).fetchone()
        if seen is not None:
            return Outcome(_act(seen))
        try:
            return self._carry_out(db, told)
        except AddressGone as error:
            raise Refused("gone", "That is no longer there.", told.nonce) from error

    def unheard(self, db: sqlite3.Connection) -> list[Act]:
        """All that the bot has not taken yet, in order."""
        return [_act(row) for row in db.execute("SELECT * FROM act WHERE heard = 0 ORDER BY number")]

    def set_heard(self, db: sqlite3.Connection, act: Act) -> Standing | None:
        """Take note that the bot has taken *act*; the message it was said in if it was marked as waiting."""
        db.execute("UPDATE act SET heard = 1 WHERE number = ?", (act.number,))
        waiting = "SELECT 1 FROM act WHERE message = ? AND message <> '' AND heard = 0"
        if act.message and db.execute(waiting, (act.message,)).fetchone() is None:
            return self._rooms.set_heard(db, act.message, heard=True)
        return None

    def _carry_out(self, db: sqlite3.Connection, told: Told) -> Outcome:
        match told:
            case Typed():
                return self._say(db, told)
            case Changed():
                return self._edit(db, told)
            case Taken():
                return self._delete(db, told)
            case Marked():
                return self._mark(db, told)
            case Pressed():
                return self._press(db, told)

    def _say(self, db: sqlite3.Connection, told: Typed) -> Outcome:
        place = Address(ADAPTER, told.room, told.thread)
        self._must_be_in(told, place.room)
        post = Post(told.person, place, self._clock(), text=told.text, nonce=told.nonce)
        message = self._rooms.put(db, post)
        return Outcome(self._keep(db, "say", told, message, text=told.text), message)

    def _edit(self, db: sqlite3.Connection, told: Changed) -> Outcome:
        self._own(db, told, told.message)
        message = self._rooms.rewrite(db, told.message, told.text)
        return Outcome(self._keep(db, "edit", told, message, text=told.text), message)

    def _delete(self, db: sqlite3.Connection, told: Taken) -> Outcome:
        self._own(db, told, told.message)
        message = self._rooms.remove(db, told.message)
        return Outcome(self._keep(db, "delete", told, message), message)

    def _mark(self, db: sqlite3.Connection, told: Marked) -> Outcome:
        self._must_be_in(told, self._rooms.standing(db, told.message).room)
        message = self._rooms.mark(db, told.message, (told.mark, told.person), on=told.on)
        return Outcome(self._keep(db, "react", told, message, mark=told.mark, mark_on=told.on), message)

    def _press(self, db: sqlite3.Connection, told: Pressed) -> Outcome:
        place, body = self._pressed_on(db, told)
        button = (told.button.value, told.about, told.pick)
        if button not in drawn_on(body) and not self._rooms.was_drawn(db, told.message, button):
            raise Refused("gone", "That button is no longer there.", told.nonce)
        act = self._new("press", told, place)
        self._insert(db, act := replace(act, button=told.button.value, about=told.about, pick=told.pick))
        closed = told.whisper if told.whisper and self._rooms.unhide(db, told.whisper) else ""
        return Outcome(act, closed=closed)

    def _pressed_on(self, db: sqlite3.Connection, told: Pressed) -> tuple[Address, str]:
        if not told.whisper:
            message = self._rooms.standing(db, told.message)
            self._must_be_in(told, message.room)
            return message.receipt.address, message.body
        whisper = self._rooms.hidden(db, told.whisper)
        if whisper.reader != told.person:
            raise Refused("not_yours", "That was said to somebody else.", told.nonce)
        return whisper.place, whisper.body

    def _own(self, db: sqlite3.Connection, told: Changed | Taken, message_id: str) -> None:
        message = self._rooms.standing(db, message_id)
        if message.author == BOT or message.author != told.person:
            raise Refused("not_yours", "You can only change what you wrote yourself.", told.nonce)

    def _must_be_in(self, told: Told, room_id: str) -> None:
        if self._world.person(told.person) not in self._world.room(room_id).members:
            raise Refused("not_allowed", "You are not in that room.", told.nonce)

    def _keep(
        self,
        db: sqlite3.Connection,
        verb: str,
        told: Told,
        message: Standing,
        *,
        text: str = "",
        mark: str = "",
        mark_on: bool = False,
    ) -> Act:
        act = self._new(verb, told, message.receipt.address)
        act = replace(act, message=message.id, text=text, mark=mark, mark_on=mark_on)
        self._insert(db, act)
        return act

    def _new(self, verb: str, told: Told, place: Address) -> Act:
        number, act_id = self._rooms.next("e")
        return Act(number, act_id, told.nonce, verb, told.person, self._clock(), place.room, place.thread, "")

    def _insert(self, db: sqlite3.Connection, act: Act) -> None:
        db.execute(_INSERT, [_kept(getattr(act, name)) for name in _NAMES])


def _act(row: sqlite3.Row) -> Act:
    read = {name: row[name] for name in _NAMES}
    read["at"] = datetime.fromisoformat(row["at"])
    return Act(**read | {"mark_on": bool(row["mark_on"]), "heard": bool(row["heard"])})


def _kept(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
