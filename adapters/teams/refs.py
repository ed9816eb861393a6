"""Where Teams' rooms are reached, and who is who there: kept, because Teams tells it only in passing.

A room is spoken to at the service address that its newest message came with. Everything is read once, at
the beginning; what is new is on disk before the event that brought it counts as heard.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

__all__ = ["EVERYWHERE", "FILE", "Kind", "Met", "Ref", "Refs", "kind_of"]

FILE: Final = "teams.db"

EVERYWHERE: Final = "https://smba.trafficmanager.net/teams/"
"""Where Teams is reached before it told us a nearer place."""

TABLES: Final = """
CREATE TABLE IF NOT EXISTS rooms (
  room TEXT PRIMARY KEY, service TEXT NOT NULL, kind TEXT NOT NULL, tenant TEXT NOT NULL, team TEXT NOT NULL,
  name TEXT NOT NULL, "group" TEXT NOT NULL, shared INTEGER NOT NULL, unasked INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS people (
  person TEXT PRIMARY KEY, user TEXT NOT NULL, direct TEXT NOT NULL, name TEXT NOT NULL
) WITHOUT ROWID;
"""


class Kind(StrEnum):
    """The three kinds of rooms, as Teams calls them."""

    PERSONAL = "personal"
    GROUP = "groupChat"
    CHANNEL = "channel"


def kind_of(room: str) -> Kind:
    """The kind that a room's id tells, for messages that do not say it."""
    if room.startswith("19:"):
        return Kind.CHANNEL if room.endswith(("@thread.tacv2", "@thread.skype")) else Kind.GROUP
    return Kind.PERSONAL


@dataclass(frozen=True, slots=True)
class Ref:
    """How one room is reached. `service` is Teams' address for it, as it was told last.

    `team` is the team a channel is in and `group` that team's id in the directory, `name` what people call
    the room. `shared` tells that another organisation may be in it; `unasked`, that messages arrive from it
    which do not name the bot.
    """

    room: str
    service: str
    kind: Kind
    tenant: str
    team: str = ""
    name: str = ""
    group: str = ""
    shared: bool = False
    unasked: bool = False

    def over(self, before: Ref | None) -> Ref:
        """The same, with what only *before* knew."""
        if before is None:
            return self
        kept = {name: getattr(before, name) for name in KEPT if not getattr(self, name)}
        return replace(self, **kept)


KEPT: Final = ("tenant", "team", "name", "group", "shared", "unasked")


@dataclass(frozen=True, slots=True)
class Met:
    """Somebody's id in messages to us (`29:…`), and the room of the direct chat with the bot."""

    person: str
    user: str = ""
    direct: str = ""
    name: str = ""

    def over(self, before: Met | None) -> Met:
        """The same, with what only *before* knew."""
        if before is None:
            return self
        return Met(
            self.person, self.user or before.user, self.direct or before.direct, self.name or before.name
        )


class Refs:
    """Remembers rooms and people in *folder*. Reading is at once; writing is done when it is on disk."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._books = _opened(folder / FILE)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="teams-refs")
        rooms = self._books.execute(f"SELECT {_columns(Ref)} FROM rooms")  # noqa: S608 - names of our own
        people = self._books.execute(f"SELECT {_columns(Met)} FROM people")  # noqa: S608 - names of our own
        self._rooms = {row[0]: _ref(row) for row in rooms}
        self._people = {row[0]: Met(*row) for row in people}
        self._persons = {met.user: met.person for met in self._people.values() if met.user}
        self._newest = next((ref.service for ref in self._rooms.values()), EVERYWHERE)

    # -- rooms

    def of(self, room: str) -> Ref | None:
        """How *room* is reached; None for one that was never heard of, or that we were taken out of."""
        return self._rooms.get(room)

    def reach(self, room: str, tenant: str) -> Ref:
        """How *room* is reached, or most likely is: a channel may be spoken to before it was heard."""
        known = self._rooms.get(room)
        return known or Ref(room, self._newest, kind_of(room), tenant)

    def group(self, ref: Ref) -> str:
        """The directory's id of the team *ref* is in, "" where Teams did not tell."""
        told = (one.group for one in self._rooms.values() if one.team == ref.team and one.group)
        return ref.group or (next(told, "") if ref.team else "")

    @property
    def rooms(self) -> tuple[Ref, ...]:
        """All rooms the bot is in, as far as it heard."""
        return tuple(self._rooms.values())

    async def remember(self, ref: Ref) -> None:
        """Know *ref* from now on, with what was known of that room besides."""
        before = self._rooms.get(ref.room)
        now = ref.over(before)
        self._newest = now.service
        if now != before:
            self._rooms[ref.room] = now
            await self._write(lambda: self._store("rooms", now), ref.room, before)

    async def forget(self, room: str) -> None:
        """The bot is in *room* no more."""
        if self._rooms.pop(room, None) is not None:
            await self._run(lambda: self._books.execute("DELETE FROM rooms WHERE room = ?", (room,)))

    async def forget_team(self, team: str) -> None:
        """The bot is in none of the *team*'s channels any more."""
        for room in [ref.room for ref in self._rooms.values() if team and ref.team == team]:
            await self.forget(room)

    # -- people

    def met(self, person: str) -> Met | None:
        """What is known of a person by the id we use; None for whoever never wrote."""
        return self._people.get(person)

    def person(self, user: str) -> str:
        """The id we use for whom Teams calls *user* (`29:…`) in messages to us; "" where nobody told."""
        return self._persons.get(user, "")

    async def meet(self, met: Met) -> None:
        """Know *met* from now on, with what was known of that person besides."""
        before = self._people.get(met.person)
        now = met.over(before)
        if now != before:
            self._people[met.person] = now
            if now.user:
                self._persons[now.user] = now.person
            await self._run(lambda: self._store("people", now))

    # -- keeping

    async def _write(self, act: Callable[[], object], room: str, before: Ref | None) -> None:
        """Do *act*; where it fails, what was known stays so, and the next message tries again."""
        try:
            await self._run(act)
        except BaseException:
            if before is None:
                self._rooms.pop(room, None)
            else:
                self._rooms[room] = before
            raise

    async def _run(self, act: Callable[[], object]) -> None:
        await asyncio.get_running_loop().run_in_executor(self._writer, act)

    def _store(self, table: str, row: Ref | Met) -> None:
        values = tuple(asdict(row).values())
        marks = ", ".join("?" * len(values))
        self._books.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", values)  # noqa: S608 - our own

    async def close(self) -> None:
        """Let go of the file."""
        await self._run(self._books.close)
        self._writer.shutdown()


def _opened(path: Path) -> sqlite3.Connection:
    # Every statement is a transaction of its own, and on disk when it returns.
    books = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    books.execute("PRAGMA journal_mode=WAL")
    books.execute("PRAGMA synchronous=FULL")
    books.executescript(TABLES)
    return books


def _columns(kind: type[Ref | Met]) -> str:
    return ", ".join(f'"{one.name}"' for one in fields(kind))


def _ref(row: tuple[str, ...]) -> Ref:
    room, service, kind, tenant, team, name, group, shared, unasked = row
    return Ref(room, service, Kind(kind), tenant, team, name, group, bool(shared), bool(unasked))
