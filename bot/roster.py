"""Who is at which desk: read from the platforms, kept for a minute, because membership is a right."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.errors import AdapterError, AddressGone
from bot.events import AgentLeft, ButtonPressed, Heard, MessageReceived, ReactionChanged
from bot.people import Address, Person
from bot.ports import Adapter, Clock
from bot.settings import Desk, Settings

log = logging.getLogger(__name__)

FRESH = timedelta(seconds=60)
"""How old a membership may be when somebody presses a button."""

STRANGER = timedelta(seconds=5)
"""How old it may be when somebody unknown acts at a desk: a guest's talk must not cost a call a word."""

PATIENCE = 2.0
"""Seconds one desk may take to be read: a platform that waits for us gives up soon after."""


class Roster:
    """The members of every desk, as last read. `patience` is in seconds a desk."""

    def __init__(
        self,
        settings: Settings,
        adapters: Mapping[str, Adapter],
        clock: Clock,
        *,
        patience: float = PATIENCE,
    ) -> None:
        self._settings, self._adapters, self._clock = settings, adapters, clock
        self._patience = patience
        self._members: dict[str, frozenset[Person]] = {}
        self._read: datetime | None = None

    def at(self, desk: str) -> frozenset[Person]:
        """The agents of a desk; nobody at a desk that could never be read."""
        return self._members.get(desk, frozenset())

    def desks_of(self, person: Person) -> tuple[str, ...]:
        """The desks a person is a member of."""
        return tuple(name for name, members in self._members.items() if person in members)

    async def before(self, event: Heard) -> None:
        """Read again what this event makes doubtful: an old list at a press, a stranger's words, a leaver."""
        match event:
            case AgentLeft():
                await self.refresh()
            case ButtonPressed():
                await self.fresh()
            case MessageReceived(by=by, receipt=receipt) | ReactionChanged(by=by, receipt=receipt):
                if self._is_strange(by, receipt.address):
                    await self.fresh(within=STRANGER)
            case _:
                return

    async def fresh(self, within: timedelta = FRESH) -> None:
        """Read every desk again if that was longer ago than *within*."""
        if self._read is None or self._clock() - self._read > within:
            await self.refresh()

    def _is_strange(self, person: Person, at: Address) -> bool:
        """Whether somebody acts in a desk's room who is not known as its agent: perhaps a new one."""
        desk = self._settings.desk_at(at)
        return desk is not None and person not in self.at(desk)

    async def refresh(self) -> None:
        """Read every desk. One that cannot be read keeps the members it had."""
        for name, desk in self._settings.desks.items():
            try:
                async with asyncio.timeout(self._patience):
                    self._members[name] = await self._members_of(desk)
            except (AdapterError, TimeoutError) as error:
                why = error if str(error) else "no answer came"
                log.warning("the members of desk %r could not be read: %s; they stay as they were", name, why)
        self._read = self._clock()

    async def _members_of(self, desk: Desk) -> frozenset[Person]:
        """The people named in the settings, else everybody in the desk's room."""
        if desk.people:
            found = [await self._person(key) for key in desk.people]
            return frozenset(person for person in found if person is not None)
        room = Address.of(desk.room)
        return frozenset(await self._adapters[room.adapter].people.members(room))

    async def _person(self, key: str) -> Person | None:
        """The person of that key; one who is gone is no reason to doubt the others."""
        person = Person.of(key)
        try:
            return await self._adapters[person.adapter].people.person(person.id)
        except AddressGone:
            log.warning("%r is named among the people of a desk, but there is no such person", key)
            return None
