"""The mailroom's store on SQLAlchemy: opened once, migrated when it is opened, written by one thread."""

from __future__ import annotations

from bot.store.books import SqlBooks
from bot.store.opening import Database, open_for_reading, open_for_writing
from bot.store.reader import Reader
from bot.store.writer import Writer

__all__ = ["Database", "Reader", "SqlBooks", "Writer", "open_for_reading", "open_for_writing"]
