"""Read-only questions of adapters: who waits, why something was said, what a chat begins with, where to look.

Answered from committed state, so that nobody's look at a list holds up what is being decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversation import Conversation
from bot.desk import form, home, row, why
from bot.meanings import Button, CardState, Duty, Form, Home, Prompts, Row, Section, Why
from bot.people import Address, Person, Receipt, Side
from bot.ports import (
    FormWanted,
    HomeWanted,
    Known,
    OpenPlaces,
    OpenPlacesWanted,
    PromptsWanted,
    Wanted,
    WhyWanted,
)
from bot.records import Books
from bot.roster import Roster
from bot.sameness import together
from bot.settings import Listen, Mode, Route, Settings
from bot.store import Reader
from bot.telling import plain
from bot.turns import Turn, turn_id
from bot.words import Key, phrase, text

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
            case PromptsWanted(room=room):
                return await self.reader.read(lambda books: self._prompts(books, room))
            case OpenPlacesWanted(adapter=adapter):
                return await self.reader.read(lambda books: OpenPlaces(_open_places(books, adapter)))
            case FormWanted(by=by, button=button, about=about):
                return await self.reader.read(lambda books: self._form(books, by, button, about))

    def _home(self, books: Books, by: Person) -> Home | None:
        desks = self.roster.desks_of(by)
        if not desks:
            return None
        there = [c for desk in desks for c in books.open_conversations(desk=desk) if c.at_desk]
        shown, names = home([self._row(books, c) for c in there], ENGLISH), self.settings.same.names(by)
        away = next((since for name in names if (since := books.away().get(name))), None)
        return replace(shown, sections=_sections(shown.rows, names), duty=_duty(away))

    def _row(self, books: Books, c: Conversation) -> Row:
        question = books.turn(c.question)
        thread = books.place(c.id, Side.DESK, c.threads)
        return row(c, plain(question, ENGLISH) if question else "", thread, ENGLISH)

    def _form(self, books: Books, by: Person, button: Button, about: str) -> Form | None:
        c = books.conversation(about)
        if c is None or c.desk not in self.roster.desks_of(by):
            return None
        route = self._route(books, c.opened_in) if c.opened_in else None
        c, by = together((c, by), self.settings.same)
        return form(c, by, button, route.language if route else ENGLISH)

    def _prompts(self, books: Books, room: Address) -> Prompts | None:
        route = self._route(books, room)
        if route is None or route.listen is Listen.OFF or route.mode is Mode.SHADOW:
            return None
        greeting, title = (phrase(key) for key in (Key.CHAT_GREETING, Key.CHAT_QUESTIONS))
        return Prompts(text(greeting, route.language), text(title, route.language), route.prompts)

    def _route(self, books: Books, room: Address) -> Route | None:
        """The first route that covers *room*, by whichever of its names the settings know it."""
        names = books.rooms().of(room.whole_room())
        return next((r for r in self.settings.routes if any(r.covers(name) for name in names)), None)

    def _why(self, books: Books, by: Person, receipt: Receipt) -> Why | None:
        turn = _shown_at(books, receipt)
        c = _whose(books, turn, receipt)
        if turn is None or c is None or c.desk not in self.roster.desks_of(by):
            return None
        return why(turn, c, ENGLISH)


def _sections(rows: Sequence[Row], names: tuple[Person, ...]) -> tuple[Section, ...]:
    """What somebody of these *names* holds, what waits, and everything."""
    mine = tuple(row for row in rows if row.holder in names)
    waiting = tuple(row for row in rows if row.state is CardState.WAITING)
    parts = (
        (Key.HOME_MINE, mine, Key.HOME_MINE_EMPTY),
        (Key.HOME_WAITING, waiting, Key.HOME_EMPTY),
        (Key.HOME_ALL, tuple(rows), Key.HOME_ALL_EMPTY),
    )
    return tuple(
        Section(text(phrase(title), ENGLISH), found, text(phrase(empty), ENGLISH))
        for title, found, empty in parts
    )


def _duty(away: datetime | None) -> Duty:
    """Whether an agent who is away since then, or not at all, is on duty, and the switch to the other."""
    if away is None:
        told, label = phrase(Key.DUTY_ON), phrase(Key.BUTTON_GO_OFF_DUTY)
    else:
        told, label = phrase(Key.DUTY_OFF, since=f"{away:%Y-%m-%d %H:%M}"), phrase(Key.BUTTON_GO_ON_DUTY)
    return Duty(away is None, text(told, ENGLISH), text(label, ENGLISH))


def _open_places(books: Books, adapter: str) -> tuple[Address, ...]:
    """Where the open conversations stand there, each place once: at the customer and at the present desk."""
    found = dict.fromkeys(place for c in books.open_conversations() for place in _places(books, c))
    return tuple(place for place in found if place.adapter == adapter)


def _places(books: Books, c: Conversation) -> Iterator[Address]:
    for side, thread in ((Side.CUSTOMER, 0), (Side.DESK, c.threads)):
        place = books.place(c.id, side, thread)
        if place is not None:
            yield place


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
