"""The process that is killed: real database, mailroom, courier and engine, with one door for events.

It tells the port of its door when it has taken up what the one before it left, and ends when its parent
lets go of the other end of the line, so that it never outlives a test.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from aiohttp import web

from bot.courier import Courier
from bot.engine.embedded import Embedded
from bot.events import Event
from bot.mailroom import House, Mailroom
from bot.people import Person
from bot.settings import Desk, Opens, Route, Settings
from bot.store import open_for_writing
from bot.store.codec import unpacked
from tests.chaos.wire import NAME, WireAdapter
from tests.fakes.answerer import BAR, ByHeart

log = logging.getLogger(__name__)

ADA = Person(NAME, "ada", "Ada", house=True)
HOURS = 24 * 60
PATIENCE = 0.5
LOOK_AFTER = timedelta(seconds=0.2)


def settings() -> Settings:
    """One desk with clocks that do not ring during a test, and every room routed to it."""
    desk = Desk(f"{NAME}:desk", claim_minutes=HOURS, reply_minutes=HOURS)
    return Settings({"support": desk}, (Route(f"{NAME}:*", "support", opens=Opens.GUESTS),))


def door(engine: Embedded) -> web.Application:
    """POST /event answers once the event is durable, GET /rest once nothing is under way."""

    async def event(request: web.Request) -> web.Response:
        await engine.deliver(unpacked(await request.text(), Event))
        return web.Response()

    async def rest(_request: web.Request) -> web.Response:
        await engine.rest()
        return web.Response()

    app = web.Application()
    app.add_routes([web.post("/event", event), web.get("/rest", rest)])
    return app


def run(folder: Path, url: str, parent: Connection) -> None:
    """Live in *folder*, post to the platform at *url*, and log to `child.log`."""
    logging.basicConfig(filename=folder / "child.log")
    try:
        asyncio.run(_live(folder, url, parent))
    except BaseException:
        log.exception("the child ended in an error")
        raise


async def readable(fd: int) -> None:
    """Return when something can be read there, or its end is reached."""
    ready = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(fd, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(fd)


async def _live(folder: Path, url: str, parent: Connection) -> None:
    database = open_for_writing(folder)
    adapter = WireAdapter(url)
    house = House(settings(), lambda _desk: frozenset({ADA}), lambda: BAR)
    engine = Embedded(
        database.writer,
        Mailroom(house, look_after=LOOK_AFTER),
        Courier({NAME: adapter}, ByHeart(), patience=PATIENCE),
        lambda: datetime.now(UTC),
    )
    await adapter.start(engine.deliver, _nothing_asked)
    await engine.start()
    runner = web.AppRunner(door(engine), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    parent.send(runner.addresses[0][1])
    await readable(parent.fileno())
    await runner.cleanup()
    await engine.stop()
    await adapter.stop()
    database.close()


async def _nothing_asked(_: object) -> None:
    return None
