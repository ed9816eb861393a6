"""The two bots that are compared, each in its own process: `python -m bench.slack_bot bare|ours URL FOLDER`.

`bare` is bolt's own echo bot with one shared session and nothing else; `ours` is the whole way through
adapter, mailroom, store, courier and back. Each prints a line once it listens, and ends with its input.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1-bench", "SLACK_APP_TOKEN": "xapp-1-bench"}
DAY = 24 * 60


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
        await _until_told()
        await handler.close_async()  # type: ignore[no-untyped-call] # as above


async def ours(url: str, folder: Path) -> None:
    """The house over Slack, its pace set free: what is measured is the bot, not Slack's limits."""
    from adapters.slack.adapter import SlackAdapter
    from adapters.slack.settings import SlackSettings
    from bench.house import now
    from bot.app import bar
    from bot.courier import Courier
    from bot.engine.embedded import Embedded
    from bot.mailroom import House, Mailroom
    from bot.people import Person
    from bot.ports import Pace, Premises
    from bot.settings import Answering, Desk, Route, Settings
    from bot.store import open_for_writing
    from tests.fakes.answerer import ByHeart

    desk = Desk("slack:C0DESK", claim_minutes=DAY, reply_minutes=DAY)
    answering = Answering(settle_seconds=0)
    settings = Settings({"support": desk}, (Route("slack:*", "support"),), answering)
    addresses = {"SLACK_API_URL": f"{url}/api/"}
    adapter = SlackAdapter(Premises(folder, 0, SlackSettings(), TOKENS, addresses))
    adapter.pace = Pace()
    database, the_bar = open_for_writing(folder), bar(answering)
    agents = frozenset({Person("slack", "U0ADA", "Ada", house=True)})
    mailroom = Mailroom(House(settings, lambda _: agents, lambda: the_bar))
    engine = Embedded(database.writer, mailroom, Courier({"slack": adapter}, ByHeart()), now)
    await engine.start()
    await adapter.start(engine.deliver, _nothing_asked)
    await _until_told()
    await adapter.stop()
    await engine.stop()
    database.close()


async def _nothing_asked(_: object) -> None:
    return None


async def _until_told() -> None:
    sys.stdout.write("listening\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    which, at, place = sys.argv[1:]
    asyncio.run(bare(at) if which == "bare" else ours(at, Path(place)))
