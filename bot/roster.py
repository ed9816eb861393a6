"""Who is at which desk: read from the platforms, kept for a minute, because membership is a right."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.errors import AdapterError, AddressGone
from bot.events import (
    AgentLeft,
    ButtonPressed,
    DutyChanged,
    Heard,
    MessagePicked,
    MessageReceived,
    ReactionChanged,
    RoomBack,
    RoomGone,
    RoomMoved,
    RoomShared,
    RoomUnshared,
)
from bot.people import Address, Person, Room
from bot.ports import Adapter, Clock
from bot.rooms import Names
from bot.settings import Desk, Settings
from bot.store import Reader

log = logging.getLogger(__name__)

FRESH = timedelta(seconds=60)
"""How old a membership may be when somebody presses a button."""

STRANGER = timedelta(seconds=5)
"""How old it may be when somebody unknown acts at a desk: a guest's talk must not cost a call a word."""

PATIENCE = 2.0
"""Seconds one desk may take to be read: a platform that waits for us gives up soon after."""


class Roster:
    """The members of every desk, as last read. `patience` is in seconds a desk.

    With a `reader` it knows the rooms of desks that moved before this process began.
    """

    def __init__(
        self,
        settings: Settings,
        adapters: Mapping[str, Adapter],
        clock: Clock,
        *,
        patience: float = PATIENCE,
        reader: Reader | None = None,
    ) -> None:
        self._settings, self._adapters, self._clock = settings, adapters, clock
        self._patience, self._reader = patience, reader
        self._rooms: dict[str, Address] = {}
        self._closed: set[str] = set()
        self._gone: set[str] = set()
        self._members: dict[str, frozenset[Person]] = {}
        self._found: list[Heard] = []
        self._read: datetime | None = None

    def at(self, desk: str) -> frozenset[Person]:
        """The agents of a desk; nobody at a desk that could never be read."""
        return self._members.get(desk, frozenset())

    def closed(self, desk: str) -> bool:
        """Whether another organisation reads in the desk's room: nobody works there until it is private."""
        return desk in self._closed

    def works(self, desk: str) -> bool:
        """Whether a desk has its room: it is there, and nobody from outside reads along."""
        return desk not in self._closed | self._gone

    def all_work(self) -> bool:
        """Whether every desk has its room."""
        return all(map(self.works, self._settings.desks))

    def desks_of(self, person: Person) -> tuple[str, ...]:
        """The desks a person is a member of."""
        return tuple(name for name in self._members if self._is_at(person, name))

    def _is_at(self, person: Person, desk: str) -> bool:
        return any(name in self.at(desk) for name in self._settings.same.names(person))

    async def before(self, event: Heard) -> None:
        """Read again what this event makes doubtful: an old list at a press, a stranger's words, a leaver."""
        match event:
            case AgentLeft(room=room) | RoomUnshared(room=room) | RoomBack(room=room):
                await self._know_rooms()
                if self._desks_in(room):
                    await self.refresh()
            case ButtonPressed() | MessagePicked() | DutyChanged():
                await self.fresh()
            case RoomMoved(room=room, now=now):
                await self._know_rooms()
                moved = self._desks_in(room)
                self._rooms |= dict.fromkeys(moved, now.whole_room())
                if moved:
                    # On Slack a room moves when it is shared, and that may have been told before.
                    await self.refresh()
            case RoomShared(room=room):
                await self._know_rooms()
                self._close(self._desks_in(room))
            case RoomGone(room=room):
                await self._know_rooms()
                self._gone |= set(self._desks_in(room))
            case MessageReceived(by=by, receipt=receipt) | ReactionChanged(by=by, receipt=receipt):
                if self._is_news(by, receipt.address):
                    await self.fresh(within=STRANGER)
            case _:
                return

    async def fresh(self, within: timedelta = FRESH) -> None:
        """Read every desk again if that was longer ago than *within*."""
        if self._read is None or self._clock() - self._read > within:
            await self.refresh()

    def _is_news(self, person: Person, at: Address) -> bool:
        """Whether somebody acts at a desk who is not known as its agent, or in a room that was gone."""
        return any(not self._is_at(person, desk) or desk in self._gone for desk in self._desks_in(at))

    def _desks_in(self, room: Address) -> list[str]:
        return [desk for desk, there in self._rooms.items() if there == room.whole_room()]

    def _close(self, desks: list[str]) -> None:
        """At once, and until the platform says that the room is private again."""
        self._closed |= set(desks)
        self._members |= dict.fromkeys(desks, frozenset[Person]())

    async def _know_rooms(self) -> None:
        if not self._rooms:
            self._rooms = await rooms_of(self._settings, self._reader)

    def found(self) -> tuple[Heard, ...]:
        """What readings found and no platform had told: desks that are gone, shared or back. Told once."""
        found, self._found = tuple(self._found), []
        return found

    def _find(self, name: str, kind: type[RoomGone | RoomShared | RoomBack]) -> None:
        at = self._clock()
        self._found.append(kind(f"roster:{name}:{kind.__name__}:{at.isoformat()}", at, self._rooms[name]))

    async def refresh(self) -> None:
        """Read every desk. One that cannot be read keeps the members it had."""
        await self._know_rooms()
        for name, desk in self._settings.desks.items():
            try:
                async with asyncio.timeout(self._patience):
                    await self._read_desk(name, desk)
            except AddressGone:
                if self.works(name):
                    self._find(name, RoomGone)
                self._gone.add(name)
                log.error(  # noqa: TRY400 - where it was raised tells nothing
                    "the room of desk %r is gone, or the bot was removed from it: invite it there, "
                    "or give the desk another room",
                    name,
                )
            except (AdapterError, TimeoutError) as error:
                why = error if str(error) else "no answer came"
                log.warning("the members of desk %r could not be read: %s; they stay as they were", name, why)
        self._read = self._clock()

    async def _read_desk(self, name: str, desk: Desk) -> None:
        room = self._rooms[name]
        if (await self._adapters[room.adapter].people.room(room)).outside:
            log.error(
                "the room of desk %r is shared with another organisation, so nobody works there: "
                "end the sharing, or give the desk another room",
                name,
            )
            if not self.closed(name):
                self._find(name, RoomShared)
            self._close([name])
            return
        members = await self._members_of(desk, room)
        if not self.works(name) or name not in self._members:
            self._find(name, RoomBack)
        self._members[name] = members
        self._closed.discard(name)
        self._gone.discard(name)

    async def _members_of(self, desk: Desk, room: Address) -> frozenset[Person]:
        """The people named in the settings, else everybody in the desk's room."""
        if desk.people:
            found = [await self._person(key) for key in desk.people]
            return frozenset(person for person in found if person is not None)
        return frozenset(await self._adapters[room.adapter].people.members(room))

    async def _person(self, key: str) -> Person | None:
        """The person of that key; one who is gone is no reason to doubt the others."""
        person = Person.of(key)
        try:
            return await self._adapters[person.adapter].people.person(person.id)
        except AddressGone:
            log.warning("%r is named among the people of a desk, but there is no such person", key)
            return None


async def rooms_of(settings: Settings, reader: Reader | None) -> dict[str, Address]:
    """Where each desk works now: a room that moved is known in the settings by an older name."""
    names = await reader.read(lambda books: books.rooms()) if reader else Names()
    return {name: names.present(Address.of(desk.room)) for name, desk in settings.desks.items()}


async def desk_faults(
    settings: Settings, adapters: Mapping[str, Adapter], reader: Reader | None = None
) -> tuple[str, ...]:
    """What keeps a desk from working where it is, each with what to do. What cannot be told is no fault."""
    rooms = await rooms_of(settings, reader)
    found = [await _desk_fault(name, desk, adapters, rooms[name]) for name, desk in settings.desks.items()]
    return tuple(fault for fault in found if fault)


async def _desk_fault(name: str, desk: Desk, adapters: Mapping[str, Adapter], at: Address) -> str:
    where = f"desks.{name}.room: found {desk.room!r}, but"
    try:
        async with asyncio.timeout(PATIENCE):
            room = await adapters[at.adapter].people.room(at)
    except AddressGone:
        return f"{where} there is no such room, or the bot is not in it: invite the bot there"
    except (AdapterError, TimeoutError) as error:
        log.warning("the room of desk %r could not be looked at: %s", name, str(error) or "no answer came")
        return ""
    return _room_fault(where, f"desks.{name}.people", desk, room)


def _room_fault(where: str, people: str, desk: Desk, room: Room) -> str:
    if room.outside:
        return (
            f"{where} it is shared with another organisation, which would read what stays at the desk: "
            "give the desk a private room of your own"
        )
    if room.public and not desk.people:
        return (
            f"{where} anybody of the house may join it and would be an agent then: name the agents, "
            f'for example {people} = ["slack:U1", "slack:U2"], or give the desk a private room'
        )
    return ""
