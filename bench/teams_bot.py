"""The three bots that are compared: `python -m bench.teams_bot stock|cached|ours URL FOLDER`.

`stock` is the Bot Framework's own echo bot, `cached` the same with credentials that are made once; `ours` is
the whole way through adapter, mailroom, store, courier and back. Each prints its port once it listens, and
ends with its input.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import closing
from pathlib import Path

from aiohttp import web

from adapters.teams.hooks import PATH
from bench.sending import served
from bench.teams_side import APP, DESK, HOUSE, who


async def echo(url: str, *, cached: bool) -> None:
    """Echo every message into its thread. The way in is CloudAdapter's of the SDK's aiohttp package."""
    from botbuilder.core import CloudAdapterBase, TurnContext
    from botbuilder.schema import Activity
    from botframework.connector.auth import BotFrameworkAuthenticationFactory, ChannelValidation

    from bench.teams_login import Caching, Stock

    ChannelValidation.open_id_metadata_endpoint = f"{url}/openid"
    factory = Caching(url) if cached else Stock(url)
    adapter = CloudAdapterBase(BotFrameworkAuthenticationFactory.create(credential_factory=factory))

    async def said(turn: TurnContext) -> None:
        if not turn.activity.text.startswith("only"):
            await turn.send_activity(turn.activity.text)

    async def process(request: web.Request) -> web.Response:
        activity = Activity().deserialize(await request.json())
        await adapter.process_activity(request.headers.get("Authorization", ""), activity, said)
        return web.Response(status=201)

    await served([web.post(PATH, process)])


async def ours(url: str, folder: Path) -> None:
    """The house over Teams, its pace set free: what is measured is the bot, not Teams' limits."""
    from adapters.teams.adapter import TeamsAdapter
    from adapters.teams.edge import Pass
    from adapters.teams.settings import APP_ID, APP_TENANT, HOSTS, METADATA, TeamsSettings
    from bench.house import AT_ONCE, opened
    from bench.teams_login import credentials
    from bot.people import Person
    from bot.ports import Pace, Premises
    from bot.store import open_for_writing
    from tests.fakes.answerer import ByHeart

    secrets, addresses = {APP_ID: APP, APP_TENANT: HOUSE}, {METADATA: f"{url}/openid", HOSTS: "127.0.0.1"}
    agent = Person("teams", who("ada")["aadObjectId"], "Ada", house=True)
    with closing(open_for_writing(folder)) as database:
        premises = Premises(folder, 0, TeamsSettings(), secrets, addresses)
        token = Pass(credentials(url))
        adapter = TeamsAdapter(premises, pace=Pace(), token=token)
        async with opened(database, adapter, ByHeart(), room=DESK, agent=agent, answering=AT_ONCE):
            await served(adapter.routes())
        token.close()


if __name__ == "__main__":
    which, at, place = sys.argv[1:]
    asyncio.run(ours(at, Path(place)) if which == "ours" else echo(at, cached=which == "cached"))
