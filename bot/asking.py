"""Read-only questions of agents: who waits, and why something was said. Answered from committed state."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation import Conversation
from bot.desk import home, row, why
from bot.meanings import Home, Row, Why
from bot.people import Person, Receipt, Side
from bot.ports import FormWanted, HomeWanted, Known, OpenPlacesWanted, PromptsWanted, Wanted, WhyWanted
from bot.records import Books
from bot.roster import Roster
from bot.settings import Settings
from bot.store import Reader
from bot.telling import plain
from bot.turns import Turn, turn_id

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Asking:
    """Answers adapters' questions from a read-only connection, beside the writer."""

    reader: Reader
    roster: Roster
    settings: Settings

    async def __call__(self, wanted: Wanted) -> Known | None:
        """The answer, or None for whoever is at no desk, or about what is not known."""
        await self.roster.fresh()
        match wanted:
            case HomeWanted(by=by):
                return await self.reader.read(lambda books: self._home(books, by))
            case WhyWanted(by=by, receipt=receipt):
                return await self.reader.read(lambda books: self._why(books, by, receipt))
            case FormWanted() | PromptsWanted() | OpenPlacesWanted():
                return None

    def _home(self, books: Books, by: Person) -> Home | None:
        desks = self.roster.desks_of(by)
        if not desks:
            return None
        mine = [c for desk in desks for c in books.open_conversations(desk=desk) if c.at_desk]
        return home([self._row(books, c) for c in mine], ENGLISH)

    def _row(self, books: Books, c: Conversation) -> Row:
        question = books.turn(c.question)
        thread = books.place(c.id, Side.DESK, c.threads)
        return row(c, plain(question, ENGLISH) if question else "", thread, ENGLISH)

    def _why(self, books: Books, by: Person, receipt: Receipt) -> Why | None:
        turn = _shown_at(books, receipt)
        c = _whose(books, turn, receipt)
        if turn is None or c is None or c.desk not in self.roster.desks_of(by):
            return None
        return why(turn, c, ENGLISH)


def _shown_at(books: Books, receipt: Receipt) -> Turn | None:
    """The turn behind a message: written there, or shown by a post of ours; behind a card, what was tried."""
    written = books.turn(turn_id(receipt))
    if written is not None:
        return written
    copy = books.copy_at(receipt)
    c = books.conversation(copy.conversation) if copy else None
    if copy is None or c is None:
        return None
    return books.turn(copy.turn) or books.turn(c.suggestion) or books.turn(c.question)


def _whose(books: Books, turn: Turn | None, receipt: Receipt) -> Conversation | None:
    copy = books.copy_at(receipt)
    whose = copy.conversation if copy else books.whose_turn(turn.id) if turn else None
    return books.conversation(whose) if whose else None
