"""One thread that owns the playground's file.

What waits together is committed together, so a hundred messages at once cost one commit. What
follows a commit (telling the pages) runs on the loop in the order of the commits.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from bot.errors import FrontdeskError, StoreError, Unavailable

VERSION = 1
TOGETHER = 256
T = TypeVar("T")
log = logging.getLogger(__name__)

# A power cut may cost the last moments of this demonstration's rooms, a killed process nothing.
PRAGMAS = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;"
SCHEMA = f"""
BEGIN;
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE message (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, room TEXT NOT NULL, thread TEXT NOT NULL,
  author TEXT NOT NULL, at TEXT NOT NULL, text TEXT NOT NULL, body TEXT NOT NULL, key TEXT NOT NULL,
  nonce TEXT NOT NULL, marks TEXT NOT NULL DEFAULT '[]', edited INTEGER NOT NULL DEFAULT 0,
  deleted INTEGER NOT NULL DEFAULT 0, heard INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX message_in_room ON message (room, number);
CREATE INDEX message_in_thread ON message (thread, number);
CREATE INDEX message_by_key ON message (key) WHERE key <> '';
CREATE TABLE whisper (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, reader TEXT NOT NULL, room TEXT NOT NULL,
  thread TEXT NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL
);
CREATE TABLE drawn (
  message TEXT NOT NULL, button TEXT NOT NULL, about TEXT NOT NULL, pick TEXT NOT NULL,
  PRIMARY KEY (message, button, about, pick)
) WITHOUT ROWID;
CREATE TABLE act (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, nonce TEXT NOT NULL UNIQUE, verb TEXT NOT NULL,
  person TEXT NOT NULL, at TEXT NOT NULL, room TEXT NOT NULL, thread TEXT NOT NULL, message TEXT NOT NULL,
  text TEXT NOT NULL, mark TEXT NOT NULL, mark_on INTEGER NOT NULL, button TEXT NOT NULL,
  about TEXT NOT NULL, pick TEXT NOT NULL, heard INTEGER NOT NULL
);
CREATE INDEX act_unheard ON act (number) WHERE heard = 0;
CREATE INDEX act_of_message ON act (message) WHERE message <> '' AND heard = 0;
PRAGMA user_version = {VERSION};
COMMIT;
"""


@dataclass(slots=True)
class Job(Generic[T]):
    """One piece of work, its result or error, and what follows it on the loop."""

    work: Callable[[sqlite3.Connection], T]
    then: Callable[[T], None]
    future: asyncio.Future[T]
    result: T | None = None
    error: Exception | None = None

    def run(self, db: sqlite3.Connection) -> None:
        """Do the work in a savepoint of its own, so that a failure undoes only this."""
        db.execute("SAVEPOINT job")
        try:
            self.result = self.work(db)
        except Exception as error:  # noqa: BLE001 - carried to whoever asked for the work
            db.execute("ROLLBACK TO job")
            self.error = _ours(error)
        db.execute("RELEASE job")

    def finish(self) -> None:
        """Tell whoever waits; on the loop."""
        if self.error is None:
            self.then(self.result)  # type: ignore[arg-type]  # without an error there is a result
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)  # type: ignore[arg-type]  # as above
        else:
            self.future.set_exception(self.error)


class Keeper:
    """The file at *path*, opened by `open`. Work is done in the order in which it was asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._jobs: SimpleQueue[Job[object] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def open(self) -> None:
        """Open the file, made if there is none; StoreError if it is not ours."""
        self._loop = asyncio.get_running_loop()
        db = await asyncio.to_thread(_opened, self._path)
        self._thread = threading.Thread(target=self._work, args=(db,), name="playground", daemon=True)
        self._thread.start()

    async def close(self) -> None:
        """Finish what was asked for, then let go of the file."""
        if self._thread is not None:
            self._jobs.put(None)
            await asyncio.to_thread(self._thread.join)
            self._thread = None

    async def do(
        self, work: Callable[[sqlite3.Connection], T], then: Callable[[T], None] = lambda _result: None
    ) -> T:
        """The result of *work*, once committed; *then* was called with it in the order of commits."""
        return await self._put(work, then)

    def put_down(self, work: Callable[[sqlite3.Connection], T], then: Callable[[T], None]) -> None:
        """Have *work* done without waiting; a failure is logged."""
        if self._thread is not None:
            self._put(work, then).add_done_callback(_log_failure)

    def _put(self, work: Callable[[sqlite3.Connection], T], then: Callable[[T], None]) -> asyncio.Future[T]:
        if self._thread is None or self._loop is None:
            raise Unavailable("web")
        job = Job(work, then, self._loop.create_future())
        self._jobs.put(job)
        return job.future

    def _work(self, db: sqlite3.Connection) -> None:
        while (job := self._jobs.get()) is not None:
            batch, last = self._waiting_with(job)
            self._commit(db, batch)
            self._finish(batch)
            if last:
                break
        db.close()

    def _waiting_with(self, job: Job[object]) -> tuple[list[Job[object]], bool]:
        batch = [job]
        while len(batch) < TOGETHER:
            try:
                further = self._jobs.get_nowait()
            except Empty:
                break
            if further is None:
                return batch, True
            batch.append(further)
        return batch, False

    def _commit(self, db: sqlite3.Connection, batch: list[Job[object]]) -> None:
        try:
            db.execute("BEGIN IMMEDIATE")
            for job in batch:
                job.run(db)
            db.execute("COMMIT")
        except sqlite3.Error as error:
            if db.in_transaction:
                db.execute("ROLLBACK")
            for job in batch:
                job.error = _ours(error)

    def _finish(self, batch: list[Job[object]]) -> None:
        if self._loop is None or self._loop.is_closed():
            return
        self._loop.call_soon_threadsafe(_finish_all, batch)


def _log_failure(future: asyncio.Future[T]) -> None:
    if not future.cancelled() and future.exception() is not None:
        log.warning("The playground's file could not be written: %s", future.exception())


def _finish_all(batch: list[Job[object]]) -> None:
    for job in batch:
        job.finish()


def _ours(error: Exception) -> Exception:
    """SQLite's refusals are rolled back, so they were certainly not done."""
    if isinstance(error, sqlite3.Error):
        ours = Unavailable("web")
        ours.__cause__ = error
        return ours
    return error


def _opened(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=True)
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        _prepare(db, path)
    except (sqlite3.Error, FrontdeskError) as error:
        db.close()
        if isinstance(error, FrontdeskError):
            raise
        raise StoreError(
            f"{str(path)!r} is not a file of the playground ({error}); move it away, a new one is made"
        ) from error
    return db


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    db.executescript(PRAGMAS)
    db.row_factory = sqlite3.Row
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        db.executescript(SCHEMA)
    elif version != VERSION:
        raise StoreError(
            f"{str(path)!r} is of version {version}, this programme writes version {VERSION}; "
            "use the programme that made it, or move the file away to start anew"
        )
