"""Looks at a database without changing it: by whom it was written, and what lies in its library."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from bot.errors import StoreError
from bot.store.opening import FILE, alembic_config, open_for_reading, unusable
from kb.library import Transact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

__all__ = ["has_database", "read_only", "reading", "version"]

T = TypeVar("T")


def has_database(folder: Path) -> bool:
    """Whether there is something in *folder* that is, or should be, a database."""
    return (folder / FILE).exists()


@contextmanager
def reading(folder: Path) -> Iterator[Engine]:
    """The database in *folder*, read-only and of the version this programme reads. StoreError otherwise."""
    version(folder)
    engine = open_for_reading(folder)
    try:
        yield engine
    finally:
        engine.dispose()


def version(folder: Path) -> str:
    """The version of the database in *folder*. StoreError if this programme cannot read it."""
    newest = ScriptDirectory.from_config(alembic_config()).get_current_head()
    engine = open_for_reading(folder)
    try:
        with engine.connect() as connection:
            here = MigrationContext.configure(connection).get_current_revision()
    except DatabaseError as error:
        raise unusable(folder / FILE, error) from error
    finally:
        engine.dispose()
    if here is None or here != newest:
        text = (
            f"the database in {str(folder)!r} has version {here or 'none'}, this Front Desk reads {newest}: "
            "start `frontdesk play` once, which brings an older one up to date, or use a newer Front Desk"
        )
        raise StoreError(text)
    return here


def read_only(engine: Engine) -> Transact:
    """The transactions of a library that is only read."""

    def transact(work: Callable[[Connection], T], /) -> T:
        with engine.connect() as connection:
            return work(connection)

    return transact
