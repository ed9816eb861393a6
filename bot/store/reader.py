"""Reads committed state beside the writer, on a connection that cannot write."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from bot.store.books import SqlBooks
from bot.store.opening import open_for_reading

T = TypeVar("T")


class Reader:
    """The books of the database in *folder*, for questions."""

    def __init__(self, folder: Path) -> None:
        self._engine = open_for_reading(folder)

    async def read(self, question: Callable[[SqlBooks], T]) -> T:
        """What *question* returns, asked in a thread of its own."""
        return await asyncio.to_thread(self._read, question)

    async def look(self, question: Callable[[Connection], T]) -> T:
        """What *question* returns of tables that are not the mailroom's."""
        return await asyncio.to_thread(self._look, question)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def _read(self, question: Callable[[SqlBooks], T]) -> T:
        return self._look(lambda connection: question(SqlBooks(connection)))

    def _look(self, question: Callable[[Connection], T]) -> T:
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")  # one snapshot for all a question reads
            return question(connection)
