"""The one writer: a thread that runs transactions one after another, those that wait together in one commit.

A commit costs more than all statements in it. What is there when the thread is free shares one; nothing
ever waits for company, so a single message is not delayed. If one of them fails, all are rolled back and
each is run again alone, so every piece of work must be repeatable - as all verbs of the mailroom are.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from bot.errors import StoreError
from bot.store.books import SqlBooks

T = TypeVar("T")

Work = Callable[[Connection], T]

TOGETHER = 64
"""How many pieces of work may share one commit."""


@dataclass(frozen=True, slots=True)
class _Job:
    work: Work[Any]
    done: Future[Any]


class Writer:
    """Runs work in transactions on its own thread; give it work from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._door = Lock()
        self._closed = False
        self._thread = Thread(target=self._run, name="frontdesk-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Work[T]) -> Future[T]:
        """The future of what *work* returns once it is committed."""
        done: Future[T] = Future()
        with self._door:
            if self._closed:
                raise StoreError("the database is closed: Front Desk is stopping")
            self._jobs.put(_Job(work, done))
        return done

    async def transact(self, work: Work[T]) -> T:
        """What *work* returns, once it is committed; what it raises, once it is rolled back."""
        return await asyncio.wrap_future(self.submit(work))

    async def keep(self, work: Callable[[SqlBooks], T]) -> T:
        """What *work* returns over the mailroom's books, once it is committed."""
        return await self.transact(lambda connection: work(SqlBooks(connection)))

    def transact_now(self, work: Work[T]) -> T:
        """The same for code without an event loop."""
        return self.submit(work).result()

    def close(self) -> None:
        """Finish what was given and stop; what is given later is refused."""
        with self._door:
            self._closed = True
            self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        with self._engine.connect() as connection:
            while (job := self._jobs.get()) is not None:
                batch, last = self._waiting(job)
                # Whoever gave up waiting does not want it; what has begun can no longer be given up.
                wanted = [job for job in batch if job.done.set_running_or_notify_cancel()]
                self._commit(connection, wanted)
                if last:
                    return

    def _waiting(self, first: _Job) -> tuple[list[_Job], bool]:
        batch = [first]
        while len(batch) < TOGETHER:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return batch, False
            if job is None:
                return batch, True
            batch.append(job)
        return batch, False

    def _commit(self, connection: Connection, batch: list[_Job]) -> None:
        if not batch:
            return
        try:
            with connection.begin():
                results = [job.work(connection) for job in batch]
        except BaseException as error:  # noqa: BLE001 - it goes to whoever gave the work
            self._alone(connection, batch, error)
            return
        for job, result in zip(batch, results, strict=True):
            job.done.set_result(result)

    def _alone(self, connection: Connection, batch: list[_Job], error: BaseException) -> None:
        if len(batch) == 1:
            batch[0].done.set_exception(_told(error))
            return
        for job in batch:
            self._commit(connection, [job])


def _told(error: BaseException) -> BaseException:
    """The database's own trouble as ours; it may pass, so whoever asked may ask again."""
    if not isinstance(error, DBAPIError | sqlite3.Error):
        return error
    told = StoreError(f"the database could not be written: {error}")
    told.__cause__ = error
    return told
