"""A Slack for measuring, in a process of its own: it takes every call and sends as many events as it is told.

`python -m bench.slack_side` prints its port and ends with its input. It checks nothing, so that what is
measured is the bot. `POST /drive` sends events over Socket Mode and answers with what became of them.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from itertools import count

from aiohttp import WSMsgType, web

from bench.sending import Body, Sending, Sent, served

TEAM, BOT, BOT_ID, APP = "T0HOUSE", "U0BOT", "B0BOT", "A0BENCH"
GUESTS = "T0GUESTS"


class Side:
    """The platform's state: open links, and events under way."""

    def __init__(self) -> None:
        self.links: deque[web.WebSocketResponse] = deque()
        self.by_envelope: dict[str, Sent] = {}
        self.sending = Sending(self._send)
        self.numbers = count(1)

    def ts(self) -> str:
        """The next message's id."""
        return f"1700000000.{next(self.numbers):06d}"

    # -- the Web API

    async def call(self, request: web.Request) -> web.Response:
        """Take a call; a post is matched with the event it was made for."""
        method, asked = request.match_info["method"], await _read(request)
        if method == "chat.postMessage":
            return web.json_response(self._posted(asked))
        return web.json_response({"ok": True, **_known(method, asked, str(request.url.origin()))})

    def _posted(self, asked: Body) -> Body:
        ts, channel = self.ts(), asked.get("channel", "")
        self.sending.posted(
            f"{asked.get('text', '')} {asked.get('blocks', '')}", asked.get("thread_ts") or ""
        )
        if channel == "C0DESK" and not asked.get("thread_ts"):
            self.sending.heads.append(ts)
        return {"ok": True, "channel": channel, "ts": ts, "message": {"ts": ts}}

    # -- Socket Mode

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        """One connection of the bot."""
        link = web.WebSocketResponse(heartbeat=None)
        await link.prepare(request)
        await link.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": APP}})
        self.links.append(link)
        async for message in link:
            if message.type is WSMsgType.TEXT and message.data.startswith("{"):
                self._acked(json.loads(message.data).get("envelope_id", ""))
        self.links.remove(link)
        return link

    def _acked(self, envelope: str) -> None:
        sent = self.by_envelope.get(envelope)
        if sent is not None:
            sent.is_acked()

    async def drive(self, request: web.Request) -> web.Response:
        """Send the events asked for."""
        return web.json_response(await self.sending.drive(await request.json()))

    async def _send(self, event: Body, sent: Sent, _: str) -> None:
        number = next(self.numbers)
        envelope = f"env-{number}"
        self.by_envelope[envelope] = sent
        self.links.rotate()
        await self.links[0].send_json(
            {
                "type": "events_api",
                "envelope_id": envelope,
                "accepts_response_payload": False,
                "retry_attempt": 0,
                "payload": _payload(event, f"Ev{number}"),
            }
        )


def _payload(event: Body, event_id: str) -> Body:
    """An Events API envelope as the platform's own pages show it."""
    return {
        "token": "unused",
        "team_id": TEAM,
        "context_team_id": TEAM,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": 1_700_000_000,
        "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
        "is_ext_shared_channel": True,
    }


async def _read(request: web.Request) -> Body:
    """What a call asks, in its body or, where it only reads, in its address."""
    if request.content_type == "application/json":
        return dict(await request.json())
    return {**request.query, **await request.post()}


def _known(method: str, asked: Body, origin: str) -> Body:
    """What a call that changes nothing is answered."""
    user = str(asked.get("user", ""))
    team = GUESTS if user.startswith("U0GUEST") else TEAM
    match method:
        case "auth.test":
            return {"url": "https://house.slack.com/", "team": "House", "team_id": TEAM, "user_id": BOT,
                    "bot_id": BOT_ID, "user": "bot"}  # fmt: skip
        case "apps.connections.open":
            return {"url": f"{origin.replace('http', 'ws')}/link"}
        case "bots.info":
            return {"bot": {"id": BOT_ID, "app_id": APP, "name": "bot"}}
        case "users.info":
            return {"user": {"id": user, "team_id": team, "profile": {"display_name": user.title()}}}
        case "team.info":
            return {"team": {"id": asked.get("team", TEAM), "name": "Acme"}}
        case "conversations.info":
            return {"channel": {"id": asked.get("channel"), "name": "help", "is_private": True,
                                "is_member": True}}  # fmt: skip
        case "conversations.members":
            return {"members": ["U0ADA", BOT], "response_metadata": {"next_cursor": ""}}
        case "conversations.open":
            return {"channel": {"id": f"D{user}"}}
        case "chat.update":
            return {"channel": asked.get("channel"), "ts": asked.get("ts")}
        case _:
            return {}


def _routes() -> list[web.RouteDef]:
    side = Side()
    return [
        web.post("/api/{method}", side.call),
        web.get("/link", side.link),
        web.post("/drive", side.drive),
    ]


if __name__ == "__main__":
    asyncio.run(served(_routes()))
