"""A house over any adapters, put together as `bot.app` does; its answerer knows its book by heart."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.asking import Asking
from bot.courier import Courier
from bot.engine.embedded import Embedded
from bot.events import Heard
from bot.mailroom import House, Mailroom
from bot.pickup import PickupPoint
from bot.ports import Adapter
from bot.roster import Roster
from bot.settings import Settings
from bot.site import free_port, serving, site
from bot.spool import Spool
from bot.store import Reader, open_for_writing
from tests.fakes.answerer import BAR, ByHeart

HOST = "127.0.0.1"
DAYS = 7


def now() -> datetime:
    """The time on the wall, by which the platforms date what stands there."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Bridge:
    """A running house."""

    engine: Embedded
    roster: Roster


@asynccontextmanager
async def bridged(
    folder: Path, adapters: Mapping[str, Adapter], settings: Settings, *, by_link: bool = True
) -> AsyncIterator[Bridge]:
    """One process. With *by_link* files are fetched from its own web server."""
    database, reader = open_for_writing(folder), Reader(folder)
    door = free_port(HOST, 0)
    address, files = f"http://{HOST}:{door.getsockname()[1]}", folder / "files"
    point = PickupPoint(address, files, days=DAYS, writer=database.writer, reader=reader, clock=now)
    runner = site(point.routes(), lambda: True)
    roster = Roster(settings, adapters, now, reader=reader)
    mailroom = Mailroom(House(settings, roster.at, lambda: BAR, roster.closed))
    courier = Courier(adapters, ByHeart(), spool=Spool(files), pickups=point if by_link else None)
    engine = Embedded(database.writer, mailroom, courier, now)

    async def deliver(event: Heard) -> None:
        await roster.before(event)
        await engine.deliver(event)

    try:
        await engine.recover()
        await roster.refresh()
        for adapter in adapters.values():
            await adapter.start(deliver, Asking(reader, roster, settings))
        await serving(runner, door)
        await engine.start()
        yield Bridge(engine, roster)
        await engine.stop()
        for adapter in adapters.values():
            await adapter.stop()
        await runner.cleanup()
    finally:
        reader.close()
        database.close()
