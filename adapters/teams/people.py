"""Who is who in Teams, remembered for a while: Teams counts how often one asks.

A person is known by the directory's id. Teams tells of people only within a room, so it is asked about
somebody in their direct chat with the bot, or in a room it saw them in.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from time import monotonic
from typing import Any, Protocol

from adapters.teams.parse_seen import GUID, person_id
from adapters.teams.reading import an_id, letters
from adapters.teams.refs import Kind, Met, Ref, Refs
from adapters.teams.us import ADAPTER, Us
from bot.errors import AdapterError, AddressGone, NotAllowed, Unavailable
from bot.people import Address, Person, Room
from bot.words import Key, phrase, text

__all__ = ["Directory", "Roll"]

log = logging.getLogger(__name__)

AGE = 600.0
"""Seconds a person is remembered."""
MANY = 10_000
PATIENCE = 1.5
"""Seconds a message waits for the names in it."""
ROOMS = 4
"""Rooms in which somebody is looked for."""
GUEST = frozenset({"guest", "anonymous"})


class Roll(Protocol):
    """A way to ask Teams for people, which raises our errors."""

    async def member(self, ref: Ref, user: str, /) -> Mapping[str, Any]:
        """One member of a room, by either of its ids; AddressGone where there is none of that id."""
        ...

    async def members(self, ref: Ref, /) -> Sequence[Mapping[str, Any]]:
        """All members of a room, page after page; AddressGone if the room is gone."""
        ...

    async def channels(self, ref: Ref, /) -> Sequence[Mapping[str, Any]]:
        """The channels of the team that *ref*'s channel is in."""
        ...

    async def open_direct(self, ref: Ref, user: str, /) -> str:
        """The conversation id of the direct chat with *user* (`29:…`), opened at *ref*'s service."""
        ...


class Directory:
    """The people of the rooms in *refs*; *rooms* are those of the settings, looked into first."""

    def __init__(
        self,
        roll: Roll,
        refs: Refs,
        us: Us,
        rooms: Sequence[str] = (),
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._roll, self._refs, self._us, self._rooms, self._now = roll, refs, us, rooms, now
        self._kept: OrderedDict[str, tuple[float, Person]] = OrderedDict()
        self._asked: dict[str, float] = {}

    # -- the port

    async def person(self, person_id: str) -> Person:
        """The person behind an id; AddressGone if no room the bot is in has one.

        While Teams cannot be asked, an id of the directory stands for itself: it is what rights go by.
        """
        found = self._remembered(person_id)
        if found is not None:
            return found
        waits: Unavailable | None = None
        for ref in self._where(person_id):
            try:
                return await self._look_up(ref, self._name_in_rooms(person_id))
            except (AddressGone, NotAllowed):
                continue
            except Unavailable as error:
                waits = error
        if waits is None:
            message = f"nobody called {person_id!r} is in a room with the bot"
            raise AddressGone(message)
        return self._unasked(person_id, waits)

    def _unasked(self, person_id: str, waits: Unavailable) -> Person:
        met = self._refs.met(person_id)
        if met is None and not GUID.fullmatch(person_id):
            raise waits
        name = met.name if met is not None else ""
        return Person(ADAPTER, person_id, name or text(phrase(Key.SOMEBODY)), house=True)

    async def room(self, address: Address) -> Room:
        """What is known of a room. AddressGone if it is gone, or the bot is not in it.

        Whoever is of the house may join a standard channel; and Teams does not tell which are standard. Of
        a room that was never heard of no more is known than its id tells, also where Teams can be asked.
        """
        ref = self._refs.of(address.room)
        if ref is None:
            ref = self._refs.reach(address.room, self._us.tenant)
            try:
                await self._roll.members(ref)
            except Unavailable as error:
                log.warning("whether the bot is in %s cannot be told now: %s", address.key, error)
        return Room(address, ref.name or ref.room, ref.shared, public=ref.kind is Kind.CHANNEL)

    async def members(self, room: Address) -> Sequence[Person]:
        """Everybody in a room, bots left out; AddressGone if the room is gone."""
        listed = await self._roll.members(self._refs.reach(room.room, self._us.tenant))
        found = [await self._learn(told) for told in listed]
        return tuple(person for person in found if person is not None)

    async def direct(self, person: Person) -> Address:
        """The direct chat with a person; NotAllowed for whom the bot never met."""
        met = self._refs.met(person.id)
        if met is None or not met.user:
            await self.person(person.id)
            met = self._refs.met(person.id)
        if met is None or not met.user:
            message = f"Teams does not tell how to reach {person.id!r}"
            raise NotAllowed(message)
        return Address(ADAPTER, met.direct or await self._opened(met))

    async def _opened(self, met: Met) -> str:
        near = next(self._where(met.person), self._refs.reach("", self._us.tenant))
        room = await self._roll.open_direct(near, met.user)
        await self._refs.remember(Ref(room, near.service, Kind.PERSONAL, near.tenant))
        await self._refs.meet(Met(met.person, direct=room))
        return room

    # -- before something is read

    async def known(self, users: Mapping[str, str], ref: Ref, *, ask: bool = True) -> Mapping[str, Person]:
        """People by the ids Teams writes (`29:…`). Whom it does not tell in time goes without."""
        found = {user: self._remembered(self._refs.person(user) or id_) for user, id_ in users.items()}
        missing = [user for user, person in found.items() if person is None and ask and self._may_ask(user)]
        told = await asyncio.gather(*(self._in_time(ref, user) for user in missing))
        found |= dict(zip(missing, told, strict=True))
        found |= {user: self._met(user, ref) for user, person in found.items() if person is None}
        return {user: person for user, person in found.items() if person is not None}

    async def called(self, ref: Ref) -> str:
        """What people call a room, "" where Teams does not tell in time; never raises.

        Messages do not say what their channel is called, so its team is asked, once for all its channels.
        """
        if ref.name or ref.kind is not Kind.CHANNEL or not ref.team or not self._may_ask(ref.team):
            return ref.name
        self._asked[ref.team] = self._now()
        try:
            async with asyncio.timeout(PATIENCE):
                listed = await self._roll.channels(ref)
        except (AdapterError, TimeoutError) as error:
            log.info("what the channels of a team are called is not told: %s", error)
            return ""
        names = {an_id(one.get("id")): letters(one.get("name"))[:200] for one in listed}
        return names.get(ref.room, "")

    def _met(self, user: str, ref: Ref) -> Person | None:
        """Somebody as they were known last."""
        met = self._refs.met(self._refs.person(user))
        house = self._us.is_house(ref.tenant)
        return Person(ADAPTER, met.person, met.name, house=house) if met is not None and met.name else None

    def _may_ask(self, user: str) -> bool:
        """Whom Teams did not tell of, it is not asked about at every word."""
        again = self._asked.get(user, -AGE) + AGE <= self._now()
        if again and len(self._asked) > MANY:
            self._asked.clear()
        return again

    async def _in_time(self, ref: Ref, user: str) -> Person | None:
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._look_up(ref, user)
        except Unavailable as error:
            log.info("who %s is will be asked again: %s", user, error)
        except (AdapterError, TimeoutError):
            self._asked[user] = self._now()
        return None

    # -- one by one

    def _where(self, person_id: str) -> Iterator[Ref]:
        """Where somebody may be found: the direct chat, the rooms of the settings, then others."""
        met = self._refs.met(person_id)
        direct = self._refs.of(met.direct) if met is not None else None
        ours = [self._refs.reach(room, self._us.tenant) for room in self._rooms]
        others = (ref for ref in self._refs.rooms if ref.kind is not Kind.PERSONAL)
        listed = [*([direct] if direct else []), *ours, *others]
        yield from list(dict.fromkeys(listed))[:ROOMS]

    def _name_in_rooms(self, person_id: str) -> str:
        """Either id names somebody in a room; the one Teams writes is surer."""
        met = self._refs.met(person_id)
        return met.user if met is not None and met.user else person_id

    async def _look_up(self, ref: Ref, user: str) -> Person:
        found = await self._learn(await self._roll.member(ref, user))
        if found is None:
            message = f"{user!r} is no person"
            raise AddressGone(message)
        return found

    async def _learn(self, told: Mapping[str, Any]) -> Person | None:
        """A member as Teams describes it; None for bots."""
        user = an_id(told.get("id"))
        key = person_id({"aadObjectId": told.get("aadObjectId") or told.get("objectId"), "id": user})
        if not user or user.startswith("28:") or self._us.is_us(user):
            return None
        name = next((n for n in map(letters, (told.get("name"), told.get("givenName"))) if n.strip()), "")
        home = an_id(told.get("tenantId")) or self._us.tenant
        house = self._us.is_house(home) and letters(told.get("userRole")).casefold() not in GUEST
        person = Person(ADAPTER, key, name[:200] or text(phrase(Key.SOMEBODY)), house=house)
        await self._refs.meet(Met(key, user if user.startswith("29:") else "", name=name[:200]))
        self._keep(person)
        return person

    def _remembered(self, person_id: str) -> Person | None:
        at, found = self._kept.get(person_id, (0.0, None))
        return found if found is not None and self._now() - at < AGE else None

    def _keep(self, person: Person) -> None:
        self._kept[person.id] = (self._now(), person)
        self._kept.move_to_end(person.id)
        if len(self._kept) > MANY:
            self._kept.popitem(last=False)
