"""What the mailroom knows of the house: its settings, who is at which desk, and the bar of the day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.conversation import Conversation
from bot.judgement import Bar
from bot.people import Address, Person, Side
from bot.records import Books
from bot.settings import Desk, Route, Rules, Settings


@dataclass(frozen=True, slots=True)
class House:
    """Settings, and two things that change while the house is open."""

    settings: Settings
    agents: Callable[[str], frozenset[Person]]
    bar: Callable[[], Bar]

    def rules_for(self, room: Address, desk: str = "") -> Rules | None:
        """The rules for a customer's room, at its route's desk or another; None if no route covers it."""
        route = self.settings.route(room)
        return self._rules(route, desk or route.desk) if route else None

    def rules(self, books: Books, c: Conversation) -> Rules | None:
        """The rules a conversation is judged by now: its first room's, else those of where it is now."""
        rooms = (c.opened_in, books.place(c.id, Side.CUSTOMER, 0))
        found = (self.rules_for(room, c.desk) for room in rooms if room is not None)
        return next((rules for rules in found if rules is not None), None)

    def _rules(self, route: Route, name: str) -> Rules | None:
        desk = self.settings.desks.get(name) or self.settings.desks.get(route.desk)
        if desk is None:
            return None
        answer = timedelta(seconds=self.settings.answering.answer_seconds)
        return Rules(route, name, desk, tuple(self.settings.desks), self.bar(), answer)

    def desk(self, name: str) -> Desk | None:
        """A desk by name."""
        return self.settings.desks.get(name)
