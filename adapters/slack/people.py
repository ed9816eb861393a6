"""Who is who in Slack, remembered for a while: Slack counts how often one asks."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from time import monotonic
from typing import Any, Generic, Protocol, TypeVar

from adapters.slack.asked import Known
from adapters.slack.reading import is_guest, mapping
from adapters.slack.us import ADAPTER, Us
from bot.errors import AdapterError, AddressGone
from bot.people import Address, Person, Room
from bot.words import Key, phrase, text

__all__ = ["Directory"]

log = logging.getLogger(__name__)

T = TypeVar("T")

AGE = 600.0
"""Seconds a name is remembered."""
MANY = 10_000
PAGE = 200
PATIENCE = 1.5
"""Seconds a message waits for the names in it; Slack wants its answer within three."""
AT_ONCE = 8


class Call(Protocol):
    """A way to the Web API that raises our errors."""

    def __call__(self, method: str, **params: object) -> Awaitable[Mapping[str, Any]]:
        """What Slack answers."""
        ...


class Directory:
    """Persons, rooms and members of the workspace that *us* is in."""

    def __init__(self, calls: Call, us: Us, now: Callable[[], float] = monotonic) -> None:
        self._calls, self._us = calls, us
        self._persons: _Remembered[Person] = _Remembered(now)
        self._names: _Remembered[str] = _Remembered(now)
        self._teams: _Remembered[str] = _Remembered(now)
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def person(self, person_id: str) -> Person:
        """The person behind Slack's id; AddressGone if there is none."""
        found = self._persons.get(person_id)
        if found is None:
            told = mapping((await self._calls("users.info", user=person_id)).get("user"))
            found = await self._described(person_id, told)
            if told.get("is_bot") is not True:
                self._persons.put(person_id, found)
        return found

    async def room(self, address: Address) -> Room:
        """What Slack tells of a room now; AddressGone if it is gone, archived, or the bot is not in it."""
        told = mapping((await self._calls("conversations.info", channel=address.room)).get("channel"))
        is_direct = told.get("is_im") is True
        if told.get("is_archived") is True or not (is_direct or told.get("is_member") is True):
            message = f"the bot is not in the room {address.key}, or it is archived"
            raise AddressGone(message)
        name = _name(told.get("name"), address.room)
        self._names.put(address.room, name)
        outside = told.get("is_ext_shared") is True or told.get("is_pending_ext_shared") is True
        return Room(address, name, outside, public=not is_direct and told.get("is_private") is not True)

    async def members(self, room: Address) -> Sequence[Person]:
        """Everybody in a room, bots left out; AddressGone if the room is gone."""
        ids: list[str] = []
        cursor: str | None = None
        while True:
            page = await self._calls("conversations.members", channel=room.room, limit=PAGE, cursor=cursor)
            ids += [one for one in page.get("members", ()) if isinstance(one, str)]
            cursor = mapping(page.get("response_metadata")).get("next_cursor")
            if not cursor:
                break
        found = await asyncio.gather(*(self._member(one) for one in ids if one != self._us.user))
        return tuple(person for person in found if person is not None)

    async def direct(self, person: Person) -> Address:
        """The direct chat between this person and the bot."""
        told = mapping((await self._calls("conversations.open", users=person.id)).get("channel"))
        return Address(ADAPTER, str(told.get("id", "")))

    async def known(self, persons: Iterable[str], rooms: Iterable[str]) -> Known:
        """Names for what stands in a request. What Slack does not tell in time goes without; never raises."""
        people = {one: self._persons.get(one) for one in sorted(set(persons))}
        places = {one: self._room_known(one) for one in sorted(set(rooms))}
        strangers = [one for one, found in people.items() if found is None]
        nameless = [one for one, found in places.items() if found is None]
        if strangers or nameless:
            named = asyncio.gather(*(_in_time(self.person(one)) for one in strangers))
            called = asyncio.gather(*map(self._room_name, nameless))
            found, names = await asyncio.gather(named, called)
            people |= dict(zip(strangers, found, strict=True))
            places |= dict(zip(nameless, names, strict=True))
        return Known(
            {key: person for key, person in people.items() if person is not None},
            {key: name for key, name in places.items() if name},
        )

    # -- one by one

    async def _described(self, person_id: str, told: Mapping[str, Any]) -> Person:
        profile = mapping(told.get("profile"))
        team = _name(told.get("team_id"), "")
        enterprise = _name(mapping(told.get("enterprise_user")).get("enterprise_id"), "")
        ours = self._us.is_house(team) or self._us.is_house(enterprise)
        names = (
            profile.get("display_name"),
            profile.get("real_name"),
            told.get("real_name"),
            told.get("name"),
        )
        name = next((one for one in names if isinstance(one, str) and one.strip()), "")
        picture = _name(profile.get("image_72"), _name(profile.get("image_48"), ""))
        organisation = "" if ours or not team else await self._team(team)
        house = ours and not is_guest(told)
        return Person(ADAPTER, person_id, name or _somebody(), organisation, house, picture)

    async def _team(self, team: str) -> str:
        """What an organisation is called; "" where Slack does not tell strangers."""
        found = self._teams.get(team)
        if found is None:
            try:
                found = _name(
                    mapping((await self._calls("team.info", team=team)).get("team")).get("name"), ""
                )
            except AdapterError as error:
                log.info("the name of organisation %s is not told: %s", team, error)
                found = ""
            self._teams.put(team, found)
        return found

    async def _member(self, person_id: str) -> Person | None:
        """A member of a room; None for bots and whoever was taken out of the workspace meanwhile."""
        async with self._gate:
            found = self._persons.get(person_id)
            if found is not None:
                return found
            try:
                told = mapping((await self._calls("users.info", user=person_id)).get("user"))
            except AddressGone:
                return None
            if told.get("is_bot") is True or told.get("deleted") is True:
                return None
            found = await self._described(person_id, told)
            self._persons.put(person_id, found)
            return found

    def _room_known(self, room: str) -> str | None:
        """A direct chat has no name to ask for."""
        return "" if room.startswith("D") else self._names.get(room)

    async def _room_name(self, room: str) -> str:
        told = await _in_time(self._calls("conversations.info", channel=room))
        found = _name(mapping(mapping(told).get("channel")).get("name"), "")
        self._names.put(room, found)
        return found


async def _in_time(asking: Awaitable[T]) -> T | None:
    try:
        async with asyncio.timeout(PATIENCE):
            return await asking
    except (AdapterError, TimeoutError):
        return None


class _Remembered(Generic[T]):
    """The last `MANY` things, each for `AGE` seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._kept: OrderedDict[str, tuple[float, T]] = OrderedDict()

    def get(self, key: str) -> T | None:
        at, found = self._kept.get(key, (0.0, None))
        return found if found is not None and self._now() - at < AGE else None

    def put(self, key: str, value: T) -> None:
        self._kept[key] = (self._now(), value)
        self._kept.move_to_end(key)
        if len(self._kept) > MANY:
            self._kept.popitem(last=False)


def _name(found: object, otherwise: str) -> str:
    return found if isinstance(found, str) and found else otherwise


def _somebody() -> str:
    return text(phrase(Key.SOMEBODY))
