"""Read-only questions of agents: who waits, and why something was said. Answered from committed state."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Engine

from bot.conversation import Conversation
from bot.desk import home, row, why
from bot.meanings import Home, Row, Why
from bot.people import Person, Receipt, Side
from bot.ports import HomeWanted, WhyWanted
from bot.records import Books
from bot.roster import Roster
from bot.settings import Settings
from bot.store import SqlBooks
from bot.turns import Turn, turn_id

T = TypeVar("T")

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Asking:
    """Answers adapters' questions from a read-only connection, beside the writer."""

    engine: Engine
    roster: Roster
    settings: Settings

    async def __call__(self, wanted: HomeWanted | WhyWanted) -> Home | Why | None:
        """The answer, or None for whoever is at no desk, or about what is not known."""
        match wanted:
            case HomeWanted(by=by):
                return await self._read(lambda books: self._home(books, by))
            case WhyWanted(by=by, receipt=receipt):
                return await self._read(lambda books: self._why(books, by, receipt))

    async def _read(self, question: Callable[[Books], T]) -> T:
        def read() -> T:
            with self.engine.connect() as connection:
                return question(SqlBooks(connection))

        return await asyncio.to_thread(read)

    def _home(self, books: Books, by: Person) -> Home | None:
        desks = self.roster.desks_of(by)
        if not desks:
            return None
        mine = [c for desk in desks for c in books.open_conversations(desk=desk) if c.at_desk]
        return home([self._row(books, c) for c in mine], ENGLISH)

    def _row(self, books: Books, c: Conversation) -> Row:
        question = books.turn(c.question)
        thread = books.place(c.id, Side.DESK, c.threads)
        return row(c, question.text if question else "", thread, ENGLISH)

    def _why(self, books: Books, by: Person, receipt: Receipt) -> Why | None:
        turn = _shown_at(books, receipt)
        c = books.conversation(books.whose_turn(turn.id) or "") if turn else None
        if turn is None or c is None or c.desk not in self.roster.desks_of(by):
            return None
        return why(turn, c, ENGLISH)


def _shown_at(books: Books, receipt: Receipt) -> Turn | None:
    """The turn behind a message: written there, or shown there by a post of ours."""
    written = books.turn(turn_id(receipt))
    if written is not None:
        return written
    copy = books.copy_at(receipt)
    return books.turn(copy.turn) if copy else None
