"""Opening the database file: owned by one process for writing, by any number for reading."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from bot.errors import StoreError
from bot.store.writer import Writer

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

FILE = "frontdesk.db"
LOCK = "frontdesk.lock"
NEWEST = "0003"
"""The revision of the last of the migrations: a database at it is opened without looking for more."""


@dataclass(frozen=True, slots=True)
class Database:
    """An open database this process owns: its writer, its file, and the lock on its folder."""

    writer: Writer
    engine: Engine
    lock: FileLock

    def close(self) -> None:
        """Finish all writing, then let go of the folder."""
        self.writer.close()
        self.engine.dispose()
        self.lock.release()


def open_for_writing(folder: Path) -> Database:
    """The database in *folder*, made or migrated as needed. StoreError if another process owns it."""
    lock = _owned(folder)
    engine = _engine(folder / FILE)
    try:
        _migrate(engine)
    except BaseException:
        engine.dispose()
        lock.release()
        raise
    return Database(Writer(engine), engine, lock)


def _owned(folder: Path) -> FileLock:
    """The lock of *folder*, which is made if it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK)
        lock.acquire(timeout=0)
    except Timeout as error:
        message = (
            f"another Front Desk process is using {str(folder)!r}: stop it first, or give this one a folder "
            "of its own with --data"
        )
        raise StoreError(message) from error
    except OSError as error:
        message = (
            f"{str(folder)!r} cannot be used as data folder ({error.strerror}): name another with --data"
        )
        raise StoreError(message) from error
    return lock


def open_for_reading(folder: Path) -> Engine:
    """The database in *folder*, read-only, beside the process that owns it. StoreError if there is none."""
    file = folder / FILE
    if not file.exists():
        message = f"there is no database in {str(folder)!r} yet: `frontdesk play` makes one"
        raise StoreError(message)
    uri = f"{file.resolve().as_uri()}?mode=ro"
    # A connection of its own for every question: many threads ask at once, and none may close another's.
    return create_engine("sqlite://", creator=lambda: sqlite3.connect(uri, uri=True), poolclass=NullPool)


def _engine(file: Path) -> Engine:
    url = URL.create("sqlite", database=str(file))
    engine = create_engine(url, connect_args={"timeout": 10, "check_same_thread": False})
    event.listen(engine, "connect", _as_we_want_it)
    event.listen(engine, "begin", _begin)
    return engine


def _as_we_want_it(connection: sqlite3.Connection, _: object) -> None:
    """Durable at every commit, readers beside the writer, and transactions begun by us alone."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def unusable(file: Path, error: DatabaseError) -> StoreError:
    """What is told of a file that is no database."""
    return StoreError(
        f"{str(file)!r} is not a database of Front Desk, or it is damaged ({error.orig}): move it away, or "
        "give another folder with --data"
    )


def alembic_config() -> Config:
    """Where the migrations are."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "bot:migrations")
    return config


def _migrate(engine: Engine) -> None:
    try:
        with engine.begin() as connection:
            if _revision(connection) != NEWEST:
                _upgrade(connection)
    except DatabaseError as error:
        raise unusable(Path(str(engine.url.database)), error) from error


def _revision(connection: Connection) -> str | None:
    """The revision the tables are at; None where there are none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _upgrade(connection: Connection) -> None:
    # Here, since it costs every start 10 MB and hardly any of them has to migrate.
    from alembic import command
    from alembic.script import ScriptDirectory

    config = alembic_config()
    _refuse_newer(_revision(connection), ScriptDirectory.from_config(config))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _refuse_newer(here: str | None, scripts: ScriptDirectory) -> None:
    if here is not None and here not in {script.revision for script in scripts.walk_revisions()}:
        message = f"the database was written by a newer Front Desk (its version is {here!r}): use that one"
        raise StoreError(message)
