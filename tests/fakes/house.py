"""A whole house on a platform in memory: real store, real mailroom, real courier, real engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from adapters.testing import FakeAdapter, FakePlatform, Ticking
from bot.courier import Courier
from bot.engine.embedded import PAUSES, Embedded
from bot.mailroom import House, Mailroom
from bot.people import Address, Person
from bot.ports import Pace
from bot.settings import Desk, Opens, Route, Settings
from bot.store import Database, open_for_writing
from tests.fakes.answerer import BAR, ByHeart


class Still(Ticking):
    """A clock that moves only when a test moves it, however often anybody looks."""

    def __call__(self) -> datetime:
        """The same as at the last look."""
        return self.now


@dataclass(slots=True)
class Town:
    """The people and rooms of a platform: `help` is shared, the desk is `desk`, back office `back`."""

    platform: FakePlatform
    dana: Person
    sam: Person
    cleo: Person
    ada: Person
    ben: Person
    help: Address
    desk: Address
    back: Address

    @property
    def agents(self) -> frozenset[Person]:
        """Who is at the desk."""
        return frozenset(self.platform.room(self.desk).members)


def town(platform: FakePlatform) -> Town:
    """Two customers, a colleague and two agents."""
    dana = platform.add_person("dana", "Dana", organisation="Acme")
    sam = platform.add_person("sam", "Sam")
    cleo = platform.add_person("cleo", "Cleo", house=True)
    ada = platform.add_person("ada", "Ada", house=True)
    ben = platform.add_person("ben", "Ben", house=True)
    everybody = (dana, sam, cleo, ada, ben)
    shared = platform.add_room("help", everybody)
    desk, back = platform.add_room("desk", (ada, ben)), platform.add_room("back", (ada, ben))
    return Town(platform, dana, sam, cleo, ada, ben, shared, desk, back)


def settings(**desk: Any) -> Settings:  # noqa: ANN401 - any setting of a desk
    """Desk `support` (with *desk*'s settings), desk `back`, and every other room routed to the first."""
    support = replace(Desk("fake:desk", leads=("fake:ada",)), **desk)
    routes = (Route("fake:it", "support", opens=Opens.EVERYONE), Route("fake:*", "support"))
    return Settings({"support": support, "back": Desk("fake:back")}, routes)


@dataclass(slots=True)
class Running:
    """A running house and what stands around it."""

    town: Town
    adapter: FakeAdapter
    answerer: ByHeart
    engine: Embedded
    database: Database
    clock: Ticking


@dataclass(slots=True)
class Setup:
    """What outlives a process: the platform with its people, the clock, the folder."""

    folder: Path
    settings: Settings = field(default_factory=settings)
    clock: Ticking = field(default_factory=Ticking)
    platform: FakePlatform | None = None
    town: Town | None = None
    pauses: tuple[float, ...] = PAUSES
    pace: Pace = field(default_factory=Pace)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Running]:
        """One process from start to orderly end; open it again for the next."""
        running = await self._start()
        try:
            yield running
        finally:
            await running.engine.stop()
            running.database.close()

    async def _start(self) -> Running:
        if self.platform is None or self.town is None:
            self.platform = FakePlatform(clock=self.clock)
            self.town = town(self.platform)
        adapter, answerer = FakeAdapter(self.platform, pace=self.pace), ByHeart()
        database = open_for_writing(self.folder)
        people = self.town

        def agents(desk: str) -> frozenset[Person]:
            room = people.desk if desk == "support" else people.back
            return frozenset(people.platform.rooms[room.room].members)

        mailroom = Mailroom(House(self.settings, agents, lambda: BAR))
        courier = Courier({"fake": adapter}, answerer)
        engine = Embedded(database.writer, mailroom, courier, self.clock, pauses=self.pauses)
        await engine.start()
        await adapter.start(engine.deliver, _nothing_asked)
        return Running(people, adapter, answerer, engine, database, self.clock)


async def _nothing_asked(_: object) -> None:
    return None
