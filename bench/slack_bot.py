"""The two bots that are compared, each in its own process: `python -m bench.slack_bot bare|ours URL FOLDER`.

`bare` is bolt's own echo bot with one shared session and nothing else; `ours` is the whole way through
adapter, mailroom, store, courier and back. Each prints a line once it listens, and ends with its input.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from bench.sending import until_told

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1-bench", "SLACK_APP_TOKEN": "xapp-1-bench"}


async def bare(url: str) -> None:
    """Echo every message into its thread."""
    from aiohttp import ClientSession
    from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
    from slack_bolt.async_app import AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    async with ClientSession() as session:
        base, token = f"{url}/api/", TOKENS["SLACK_BOT_TOKEN"]
        client = AsyncWebClient(token=token, base_url=base, session=session)
        app = AsyncApp(client=client, token=token)

        @app.event("message")
        async def _echo(event: dict[str, Any], client: AsyncWebClient) -> None:
            if not event["text"].startswith("only"):
                await client.chat_postMessage(
                    channel=event["channel"],
                    text=event["text"],
                    thread_ts=event.get("thread_ts", event["ts"]),
                )

        handler = AsyncSocketModeHandler(app, TOKENS["SLACK_APP_TOKEN"], web_client=client)
        await handler.connect_async()  # type: ignore[no-untyped-call] # the library names no types here
        await until_told("listening")
        await handler.close_async()  # type: ignore[no-untyped-call] # as above


async def ours(url: str, folder: Path) -> None:
    """The house over Slack, its pace set free: what is measured is the bot, not Slack's limits."""
    from adapters.slack.adapter import SlackAdapter
    from adapters.slack.settings import SlackSettings
    from bench.house import AT_ONCE, opened
    from bot.people import Person
    from bot.ports import Pace, Premises
    from bot.store import open_for_writing
    from tests.fakes.answerer import ByHeart

    addresses = {"SLACK_API_URL": f"{url}/api/"}
    adapter = SlackAdapter(Premises(folder, 0, SlackSettings(), TOKENS, addresses))
    adapter.pace = Pace()
    agent = Person("slack", "U0ADA", "Ada", house=True)
    with closing(open_for_writing(folder)) as database:
        async with opened(database, adapter, ByHeart(), room="C0DESK", agent=agent, answering=AT_ONCE):
            await until_told("listening")


if __name__ == "__main__":
    which, at, place = sys.argv[1:]
    asyncio.run(bare(at) if which == "bare" else ours(at, Path(place)))
