"""The Teams adapter, listening to a Teams on loopback whose requests are signed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from adapters.teams.adapter import TeamsAdapter
from adapters.teams.connector import PATIENCE
from adapters.teams.hooks import PATH
from adapters.teams.settings import APP_ID, APP_TENANT, HOSTS, METADATA, PASSWORD, TeamsSettings
from bot.ports import Ask, Deliver, Pace, Premises
from tests.fakes.teams import FakeTeams, Identity
from tests.fakes.teams.teams import APP
from tests.fakes.teams.world import HOME

Json = dict[str, Any]


@dataclass(slots=True)
class Outside:
    """Teams and Microsoft, on loopback."""

    teams: FakeTeams
    microsoft: Identity


@asynccontextmanager
async def outside() -> AsyncIterator[Outside]:
    """Teams, signing with Microsoft's keys what it sends."""
    async with Identity(APP) as microsoft:

        def sign(activity: Json) -> Mapping[str, str]:
            return microsoft.bearer(activity["serviceUrl"])

        async with FakeTeams(sign=sign) as teams:
            yield Outside(teams, microsoft)


def premises(there: Outside, folder: Path, *rooms: str) -> Premises:
    """Everything the adapter is opened with, pointing at *there*."""
    secrets = {APP_ID: APP, APP_TENANT: HOME, PASSWORD: "s3cret-value"}
    addresses = {METADATA: there.microsoft.url, HOSTS: "127.0.0.1"}
    return Premises(folder, 0, TeamsSettings(), secrets, addresses, rooms)


@asynccontextmanager
async def served(
    there: Outside, folder: Path, *rooms: str, patience: float = PATIENCE
) -> AsyncIterator[TeamsAdapter]:
    """An adapter that *there* can reach, to be started; stopped when the block ends."""

    async def token() -> str:
        return there.teams.token

    adapter = TeamsAdapter(premises(there, folder, *rooms), pace=Pace(), token=token, patience=patience)
    app = web.Application()
    app.add_routes(adapter.routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    there.teams.hook = f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
    try:
        yield adapter
    finally:
        await adapter.stop()
        await runner.cleanup()


@asynccontextmanager
async def listening(
    there: Outside, folder: Path, deliver: Deliver, ask: Ask, *rooms: str
) -> AsyncIterator[TeamsAdapter]:
    """An adapter that hears *there*, until the block ends."""
    async with served(there, folder, *rooms) as adapter:
        await adapter.start(deliver, ask)
        yield adapter
