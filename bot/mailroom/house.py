"""What the mailroom knows of the house: its settings, who is at which desk, and the bar of the day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.conversation import Conversation
from bot.judgement import Bar
from bot.people import Address, Person, Same, Side
from bot.records import Books
from bot.settings import Desk, Route, Rules, Settings


def _none_is(_: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class House:
    """Settings, and what changes while the house is open.

    `agents` are the members of a desk. `closed` tells a desk whose room another organisation reads:
    nothing is posted there.
    """

    settings: Settings
    agents: Callable[[str], frozenset[Person]]
    bar: Callable[[], Bar]
    closed: Callable[[str], bool] = _none_is

    def rules_for(self, books: Books, room: Address, desk: str = "") -> Rules | None:
        """The rules for a customer's room, at its route's desk or another; None if no route covers it."""
        route = self.route(books, room)
        return self._rules(route, desk or route.desk) if route else None

    def rules(self, books: Books, c: Conversation) -> Rules | None:
        """The rules a conversation is judged by now: its first room's, else those of where it is now."""
        found = self.rules_for(books, c.opened_in, c.desk) if c.opened_in else None
        if found is not None:
            return found
        now_at = books.place(c.id, Side.CUSTOMER, 0)
        return self.rules_for(books, now_at, c.desk) if now_at else None

    def route(self, books: Books, room: Address) -> Route | None:
        """The first route that covers *room*, by whichever of its names the settings know it."""
        names = books.rooms().of(room)
        return next((r for r in self.settings.routes if any(r.covers(name) for name in names)), None)

    def desk_at(self, books: Books, room: Address) -> str | None:
        """The name of the desk that works in *room*, by whichever of its names the settings know it."""
        names = books.rooms().of(room)
        return next((desk for name in names if (desk := self.settings.desk_at(name)) is not None), None)

    @property
    def same(self) -> Same:
        """Which people of several platforms are one."""
        return self.settings.same

    def away(self, books: Books) -> frozenset[Person]:
        """Who is off duty."""
        return frozenset(books.away())

    def on_duty(self, books: Books, desk: str) -> frozenset[Person]:
        """The agents of a desk who wish to be given work."""
        away = {one for person in self.away(books) for one in self.same.names(person)}
        return self.agents(desk) - away

    def is_agent(self, person: Person) -> bool:
        """Whether somebody is at any desk."""
        names = self.same.names(person)
        return any(name in self.agents(desk) for desk in self.settings.desks for name in names)

    def _rules(self, route: Route, name: str) -> Rules | None:
        desk = self.settings.desks.get(name) or self.settings.desks.get(route.desk)
        if desk is None:
            return None
        answer = timedelta(seconds=self.settings.answering.answer_seconds)
        open_desks = tuple(other for other in self.settings.desks if not self.closed(other))
        settle = self.settings.answering.settle_seconds
        hours, same = desk.opening, self.same
        return Rules(route, name, desk, open_desks, self.bar(), answer, settle, hours, same)

    def desk(self, name: str) -> Desk | None:
        """A desk by name."""
        return self.settings.desks.get(name)
