"""Runs statements compiled once, on the driver's own cursor.

A relay takes some twenty small statements; making SQLAlchemy's result of each costs more than running it.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.sql import ClauseElement

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import SQLCompiler

__all__ = ["Found", "Prepared", "prepared"]

DIALECTS: dict[str, Callable[[], Dialect]] = {"sqlite": sqlite.dialect, "postgresql": postgresql.dialect}

Found = Any
"""A row; its attributes are the columns that the statement selects."""


class Prepared:
    """One statement for one kind of database and one set of values."""

    def __init__(self, statement: ClauseElement, dialect: str, names: tuple[str, ...]) -> None:
        kind = DIALECTS[dialect]()
        compiled = cast("SQLCompiler", statement.compile(dialect=kind, column_keys=list(names)))
        self._sql = str(compiled)
        self._order = compiled.positiontup
        self._fixed = compiled.construct_params(dict.fromkeys(names))
        self._into = {
            name: into
            for name, bind in compiled.binds.items()
            if (into := bind.type.dialect_impl(kind).bind_processor(kind)) is not None
        }
        columns = list(statement.selected_columns) if isinstance(statement, Select) else []
        row: Any = namedtuple("Found", [column.key for column in columns])  # type: ignore[misc] # noqa: PYI024 - fields of the statement
        self._made: Callable[[Iterable[Any]], Found] = row._make
        self._out = [column.type.dialect_impl(kind).result_processor(kind, None) for column in columns]

    def run(self, connection: Connection, values: Mapping[str, object]) -> DBAPICursor:
        """The driver's cursor after the statement ran with these values."""
        given = {**self._fixed, **values}
        for name, into in self._into.items():
            given[name] = into(given[name])
        cursor = connection.connection.cursor()
        cursor.execute(self._sql, [given[name] for name in self._order] if self._order else given)
        return cursor

    def rows(self, connection: Connection, values: Mapping[str, object]) -> list[Found]:
        """All rows, with their columns as attributes."""
        return [self._told(row) for row in self.run(connection, values).fetchall()]

    def first(self, connection: Connection, values: Mapping[str, object]) -> Found | None:
        """The first row, if there is one."""
        row = self.run(connection, values).fetchone()
        return None if row is None else self._told(row)

    def count(self, connection: Connection, values: Mapping[str, object]) -> int:
        """How many rows it changed."""
        return self.run(connection, values).rowcount

    def _told(self, row: tuple[Any, ...]) -> Found:
        return self._made(out(value) if out else value for out, value in zip(self._out, row, strict=True))


@cache
def prepared(statement: ClauseElement, dialect: str, names: tuple[str, ...]) -> Prepared:
    """The statement, compiled at its first use."""
    return Prepared(statement, dialect, names)
