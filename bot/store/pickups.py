"""The links by which one person fetches a file. Of tokens and cookies only hashes are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.people import Side
from bot.store.books import SqlBooks
from bot.store.tables import pickup
from bot.turns import Turn

__all__ = ["Pickup", "bind", "forget", "found", "keep"]


@dataclass(frozen=True, slots=True)
class Pickup:
    """A file that waits for one person: where it lies in the spool, and with which words it came.

    `token` and `reader` are SHA-256 in hexadecimals; `reader` is "" until somebody has fetched it.
    """

    token: str
    file: str
    name: str
    turn: str
    side: Side
    expires: datetime
    reader: str = ""


def keep(connection: Connection, offered: Pickup) -> None:
    """Offered from now on; what was offered by that token before stays as it is."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = {name: getattr(offered, name) for name in pickup.c.keys()}  # noqa: SIM118 - names of columns
    connection.execute(insert(pickup).on_conflict_do_nothing(index_elements=["token"]), row)


def found(connection: Connection, token: str) -> tuple[Pickup | None, Turn | None]:
    """What that token offers, and the words it came with."""
    row = connection.execute(select(pickup).where(pickup.c.token == token)).first()
    if row is None:
        return None, None
    offered = Pickup(row.token, row.file, row.name, row.turn, Side(row.side), row.expires, row.reader)
    return offered, SqlBooks(connection).turn(offered.turn)


def bind(connection: Connection, token: str, reader: str) -> bool:
    """Whether it is that reader's: nobody had it before, or this one had."""
    free = update(pickup).where(pickup.c.token == token, pickup.c.reader.in_(("", reader)))
    return connection.execute(free.values(reader=reader)).rowcount == 1


def forget(connection: Connection, before: datetime) -> int:
    """Take away what has run out by then; how many that were."""
    return connection.execute(delete(pickup).where(pickup.c.expires <= before)).rowcount
