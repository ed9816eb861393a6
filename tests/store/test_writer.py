"""The one writer goes on whatever becomes of those who wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Connection, text

from bot.store import Database, open_for_writing


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    opened = open_for_writing(tmp_path)
    yield opened
    opened.close()


def one(connection: Connection) -> int:
    """A statement that works."""
    return int(connection.execute(text("select 1")).scalar_one())


async def test_whoever_stops_waiting_does_not_stop_the_writer(database: Database) -> None:
    """A cancelled caller's work is dropped or done, and the writer serves the next."""
    begun, free = Event(), Event()

    def slow(_connection: Connection) -> None:
        begun.set()
        free.wait()

    running = asyncio.create_task(database.writer.transact(slow))
    await asyncio.to_thread(begun.wait)
    waiting = asyncio.create_task(database.writer.transact(one))
    await asyncio.sleep(0)
    running.cancel()
    waiting.cancel()
    await asyncio.gather(running, waiting, return_exceptions=True)
    free.set()
    async with asyncio.timeout(10):
        assert await database.writer.transact(one) == 1


async def test_one_failure_in_a_batch_fails_alone(database: Database) -> None:
    """Work that fails rolls back by itself; what shared its commit is done all the same."""

    def fails(_connection: Connection) -> int:
        raise ValueError("no")

    works = [database.writer.transact(work) for work in (one, fails, one)]
    first, second, third = await asyncio.gather(*works, return_exceptions=True)
    assert (first, third) == (1, 1)
    assert isinstance(second, ValueError)
