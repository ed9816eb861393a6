"""A library that lasts as long as one command: for FAQ files that are tried and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from kb.library import Transact, metadata

__all__ = ["passing_library"]

T = TypeVar("T")


def passing_library() -> Transact:
    """The transactions of an empty library in memory; it is gone with the last reference to it."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    metadata.create_all(engine)

    def transact(work: Callable[[Connection], T], /) -> T:
        with engine.begin() as connection:
            return work(connection)

    return transact
