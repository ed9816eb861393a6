"""A process of the bot in Slack, put together as `bot.app` does it, with an answerer that knows its book."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from adapters.slack.adapter import SlackAdapter
from adapters.slack.settings import Way
from bot.app import Health
from bot.asking import Asking
from bot.courier import Courier
from bot.engine.embedded import Embedded
from bot.mailroom import House, Mailroom
from bot.ports import Adapter
from bot.roster import Roster
from bot.settings import Settings
from bot.spool import Spool
from bot.store import Reader, Writer, open_for_writing
from bot.watching import Watch
from tests.adapters.slack.house import CONNECTIONS, served
from tests.fakes.answerer import BAR, ByHeart
from tests.fakes.slack import FakeSlack


class Clock:
    """The real time, moved on by hand."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> datetime:
        """Now."""
        return datetime.now(UTC) + timedelta(seconds=self.ahead)

    def seconds(self) -> float:
        """Now, in seconds since 1970."""
        return self().timestamp()


@dataclass(slots=True)
class Running:
    """One process of the bot."""

    engine: Embedded
    watch: Watch
    adapter: SlackAdapter
    health: Health
    answerer: ByHeart
    writer: Writer


@asynccontextmanager
async def opened(
    slack: FakeSlack,
    folder: Path,
    way: Way,
    settings: Settings,
    clock: Clock,
    **options: Any,  # noqa: ANN401 - whatever a story sets
) -> AsyncIterator[Running]:
    """A process as `bot.app` puts it together, with an answerer that knows its book by heart."""
    database, reader = open_for_writing(folder), Reader(folder)
    try:
        async with served(slack, folder, way, clock=clock, **options) as adapter:
            adapters: dict[str, Adapter] = {adapter.name: adapter}
            roster = Roster(settings, adapters, clock, reader=reader)
            mailroom = Mailroom(House(settings, roster.at, lambda: BAR, roster.closed))
            answerer = ByHeart()
            courier = Courier(adapters, answerer, spool=Spool(folder / "files"))
            engine = Embedded(database.writer, mailroom, courier, clock)
            watch = Watch(roster, engine.deliver)
            await engine.recover()
            await roster.refresh()
            await adapter.start(watch.deliver, Asking(reader, roster, settings))
            await slack.wire.connected(CONNECTIONS if way is Way.SOCKET else 0)
            await engine.start()
            await watch.tell()
            health = Health(adapters, roster, open=True)
            yield Running(engine, watch, adapter, health, answerer, database.writer)
            await engine.stop()
    finally:
        reader.close()
        database.close()
