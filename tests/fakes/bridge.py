"""A house over any adapters, put together as `bot.app` does; its answerer knows its book by heart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import Health
from bot.asking import Asking
from bot.courier import Courier
from bot.engine.embedded import Embedded
from bot.mailroom import House, Mailroom
from bot.pickup import PickupPoint
from bot.ports import Adapter
from bot.roster import Roster
from bot.settings import Settings
from bot.site import free_port, serving, site
from bot.spool import Spool
from bot.store import Reader, Writer, open_for_writing
from bot.watching import Watch
from tests.fakes.answerer import BAR, ByHeart

HOST = "127.0.0.1"
DAYS = 7
STEP = 20.0
"""Seconds the clock is moved so that what was put off is taken up."""
PATIENCE = 20.0
ROUNDS = 3


def now() -> datetime:
    """The time on the wall, by which the platforms date what stands there."""
    return datetime.now(UTC)


class Clock:
    """The real time, moved on by hand."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> datetime:
        """Now."""
        return now() + timedelta(seconds=self.ahead)

    def seconds(self) -> float:
        """Now, in seconds since 1970."""
        return self().timestamp()


@dataclass(slots=True)
class Bridge:
    """A running house. `quiet` waits until a platform has told all it has to tell."""

    engine: Embedded
    roster: Roster
    watch: Watch
    health: Health
    answerer: ByHeart
    writer: Writer
    clock: Clock
    quiet: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    async def settle(self) -> None:
        """Until the platforms are quiet, nothing is under way, and nothing put off is left."""
        async with asyncio.timeout(PATIENCE):
            for _ in range(ROUNDS):
                await self.hush()
                await self.engine.rest()
                self.clock.ahead += STEP
                await self.engine.tick()
                await self.engine.rest()
            await self.hush()

    async def hush(self) -> None:
        """Until the platforms are quiet."""
        for quiet in self.quiet:
            await quiet()


@asynccontextmanager
async def bridged(
    folder: Path,
    adapters: Mapping[str, Adapter],
    settings: Settings,
    *,
    by_link: bool = True,
    clock: Clock | None = None,
) -> AsyncIterator[Bridge]:
    """One process. With *by_link* files are fetched from its own web server. The adapters are not stopped."""
    clock = clock or Clock()
    database, reader = open_for_writing(folder), Reader(folder)
    door = free_port(HOST, 0)
    address, files = f"http://{HOST}:{door.getsockname()[1]}", folder / "files"
    point = PickupPoint(address, files, days=DAYS, writer=database.writer, reader=reader, clock=clock)
    runner = site(point.routes(), lambda: True)
    roster = Roster(settings, adapters, clock, reader=reader)
    mailroom = Mailroom(House(settings, roster.at, lambda: BAR, roster.closed))
    answerer = ByHeart()
    courier = Courier(adapters, answerer, spool=Spool(files), pickups=point if by_link else None)
    engine = Embedded(database.writer, mailroom, courier, clock)
    watch = Watch(roster, engine.deliver)
    try:
        await engine.recover()
        await roster.refresh()
        for adapter in adapters.values():
            await adapter.start(watch.deliver, Asking(reader, roster, settings))
        await serving(runner, door)
        await engine.start()
        await watch.tell()
        health = Health(adapters, roster, open=True)
        yield Bridge(engine, roster, watch, health, answerer, database.writer, clock)
        await engine.stop()
        await runner.cleanup()
    finally:
        reader.close()
        database.close()
