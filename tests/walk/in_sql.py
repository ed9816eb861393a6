"""The mailroom's own store for walks: SQLite in memory, emptied for each history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from bot.records import Books
from bot.store.books import SqlBooks
from bot.store.tables import metadata
from tests.walk.world import Store

ENGINE = create_engine("sqlite://", poolclass=StaticPool)


def in_sql() -> Store:
    """An empty store; each transaction is committed."""
    with ENGINE.begin() as connection:
        metadata.create_all(connection)
        for table in metadata.sorted_tables:
            connection.execute(table.delete())

    @contextmanager
    def opened() -> Iterator[Books]:
        with ENGINE.begin() as connection:
            yield SqlBooks(connection)

    return opened
