"""The Slack adapter, listening to a Slack on loopback over sockets or HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

from adapters.slack.adapter import API, APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, SlackAdapter, utc_now
from adapters.slack.listening import PATH
from adapters.slack.settings import SlackSettings, Way
from bot.ports import Ask, Clock, Deliver, Pace, Premises
from tests.fakes.slack import FakeSlack

CONNECTIONS = 2
PING = 0.5
BEAT = 0.1


def premises(slack: FakeSlack, folder: Path, way: Way, **settings: object) -> Premises:
    """Everything the adapter is opened with, pointing at *slack*."""
    secrets = {
        BOT_TOKEN: slack.bot_token,
        APP_TOKEN: slack.app_token,
        SIGNING_SECRET: slack.signing_secret,
    }
    options = SlackSettings(way, CONNECTIONS, **settings)  # type: ignore[arg-type] # whatever a test sets
    return Premises(folder, 0, options, secrets, {API: slack.url})


@asynccontextmanager
async def served(
    slack: FakeSlack,
    folder: Path,
    way: Way,
    *,
    clock: Clock = utc_now,
    pace: Pace | None = None,
    **settings: Any,  # noqa: ANN401 - whatever a test sets
) -> AsyncIterator[SlackAdapter]:
    """An adapter that *slack* can reach, to be started; stopped when the block ends."""
    given = premises(slack, folder, way, **settings)
    adapter = SlackAdapter(given, clock=clock, pace=pace or Pace(), ping=PING, beat=BEAT)
    app = web.Application()
    app.add_routes(adapter.routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.wire.hooks = f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}" if way is Way.HTTP else ""
    try:
        yield adapter
    finally:
        await adapter.stop()
        await runner.cleanup()


@asynccontextmanager
async def listening(
    slack: FakeSlack, folder: Path, way: Way, deliver: Deliver, ask: Ask
) -> AsyncIterator[SlackAdapter]:
    """An adapter that hears *slack*, until the block ends."""
    async with served(slack, folder, way) as adapter:
        await adapter.start(deliver, ask)
        await slack.wire.connected(CONNECTIONS if way is Way.SOCKET else 0)
        yield adapter
