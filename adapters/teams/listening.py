"""What Teams sends, taken to the bot: kept by it before Teams is told so, and answered where Teams waits."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from adapters.lanes import Lanes
from adapters.teams.asked import Asked, Consented, Ignored, Installed, Known, Parsed, Pushed, TeamGone, Wrong
from adapters.teams.edge import INVOKE
from adapters.teams.hooks import Answer
from adapters.teams.parse import downloads, met, parse, ref, users
from adapters.teams.people import Directory
from adapters.teams.presses import Presses
from adapters.teams.reading import Body
from adapters.teams.refs import Ref, Refs
from adapters.teams.shelf import Shelf
from adapters.teams.us import ADAPTER, Us
from bot.events import AgentLeft, Heard, MessageReceived, RoomGone
from bot.people import Address
from bot.ports import Clock, Deliver

__all__ = ["Around", "Listening"]

log = logging.getLogger(__name__)

ERROR = "application/vnd.microsoft.error"
PEOPLE_COME_AND_GO = "conversationUpdate"
REMEMBERED = 1000
"""Greetings that are remembered, because Teams may repeat what they answer."""


@dataclass(frozen=True, slots=True)
class Around:
    """What the listening stands among."""

    us: Us
    refs: Refs
    directory: Directory
    shelf: Shelf
    presses: Presses


class Listening:
    """Takes Teams' activities. *greet* is told who opened a direct chat with the bot, and where."""

    def __init__(
        self, around: Around, deliver: Deliver, greet: Callable[[Installed], None], clock: Clock
    ) -> None:
        self._around, self._deliver, self._greet, self._clock = around, deliver, greet, clock
        self._lanes = Lanes()
        self._told: set[str] = set()
        self._greeted: OrderedDict[str, None] = OrderedDict()

    async def take(self, body: Body) -> Answer:
        """Hand one activity in; returns once it is kept, raises where it could not be."""
        here = ref(body, self._around.us)
        async with self._lanes.lane(here.room if here is not None else ""):
            parsed = await self._read(body, here)
            if not isinstance(parsed, Pushed):
                return await self._answered(body, parsed)
            held = self._around.presses.hold(parsed.event.by, parsed.place, parsed.message)
            held.begin()
            try:
                await self._deliver(parsed.event)
            except BaseException:
                held.end()
                raise
        return Answer(body=await held.answer(), wants=True)

    async def _read(self, body: Body, here: Ref | None) -> Parsed:
        """What it is, once everything that is worth knowing besides is known and kept."""
        us, now = self._around.us, self._clock()
        if here is None:
            return parse(body, us, Known(), now)
        asks = body.get("type") != PEOPLE_COME_AND_GO
        directory, here = self._around.directory, here.over(self._around.refs.of(here.room))
        persons = await directory.known(users(body), here, ask=asks)
        here = replace(here, name=await directory.called(here) if asks else here.name)
        parsed = parse(body, us, Known(persons, here.name), now)
        if not _is_gone(parsed):
            await self._remember(body, here)
            if _has_files(parsed):
                await self._around.shelf.keep(downloads(body, us, now))
        return parsed

    async def _remember(self, body: Body, here: Ref) -> None:
        await self._around.refs.remember(here)
        somebody = met(body, self._around.us)
        if somebody is not None:
            await self._around.refs.meet(somebody)

    async def _answered(self, body: Body, parsed: tuple[Heard, ...] | Asked | Ignored) -> Answer:
        wants = body.get("type") == INVOKE
        match parsed:
            case tuple() as events:
                await self._hear(events)
            case TeamGone() as gone:
                await self._team_gone(gone)
            case Installed() as came:
                self._welcome(came)
            case Consented() as consented:
                await self._around.shelf.consented(consented)
                return Answer(body=None, wants=True)
            case Wrong(status=status, why=why):
                log.warning("Teams asked something that has no answer here: %s", why)
                return Answer(status, _error(status, why), wants=True)
            case Ignored() as ignored:
                self._ignore(ignored)
            case Pushed():
                raise AssertionError("a press is answered where it was held")
        return Answer(body={}, wants=wants)

    async def _hear(self, events: tuple[Heard, ...]) -> None:
        for event in events:
            for one in self._spread(event):
                await self._deliver(one)
            if isinstance(event, RoomGone):
                await self._around.refs.forget(event.room.room)

    def _spread(self, event: Heard) -> tuple[Heard, ...]:
        """Who leaves a team leaves all its channels, though Teams tells it of one."""
        if not isinstance(event, AgentLeft):
            return (event,)
        here = self._around.refs.of(event.room.room)
        team = self._in_team(here.team if here is not None else "", event.room.room)
        return tuple(replace(event, id=f"{event.id}:{room}", room=Address(ADAPTER, room)) for room in team)

    async def _team_gone(self, gone: TeamGone) -> None:
        for room in self._in_team(gone.team, gone.room.room):
            await self._deliver(RoomGone(f"{gone.id}:{room}", gone.at, Address(ADAPTER, room)))
            await self._around.refs.forget(room)

    def _in_team(self, team: str, room: str) -> list[str]:
        others = [one.room for one in self._around.refs.rooms if team and one.team == team]
        return list(dict.fromkeys([*([room] if room else []), *others]))

    def _welcome(self, came: Installed) -> None:
        if came.id not in self._greeted:
            self._greeted[came.id] = None
            if len(self._greeted) > REMEMBERED:
                self._greeted.popitem(last=False)
            self._greet(came)

    def _ignore(self, ignored: Ignored) -> None:
        if not ignored.strange:
            log.debug("ignored: %s", ignored.why)
        elif ignored.why not in self._told:
            self._told.add(ignored.why)
            log.warning("Teams sent something that is not known here, it is ignored: %s", ignored.why)


def _is_gone(parsed: Parsed) -> bool:
    return isinstance(parsed, TeamGone) or (isinstance(parsed, tuple) and isinstance(parsed[0], RoomGone))


def _has_files(parsed: Parsed) -> bool:
    return isinstance(parsed, tuple) and any(isinstance(e, MessageReceived) and e.files for e in parsed)


def _error(status: int, why: str) -> Mapping[str, Any]:
    """How the Bot Framework tells that an invoke was wrong."""
    return {"statusCode": status, "type": ERROR, "value": {"code": str(status), "message": f"This is {why}."}}
