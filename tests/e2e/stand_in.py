"""A stand-in for the playground's server: the real page, one room, and frames that a test sends by hand."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web

from adapters.web.doors import HEADERS, STATIC

Frame = dict[str, Any]
AT = "2025-03-01T09:00:00+00:00"
PEOPLE = (("dana", "Dana", "customer"), ("ada", "Ada", "agent"), ("ben", "Ben", "agent"))
LIMITS = {"text": 40_000, "frame": 1_000_000}


class StandIn:
    """Serves the page; `said` are the frames it got, oldest first. Nothing answers by itself but says."""

    def __init__(self) -> None:
        self.messages: list[Frame] = []
        self.said: list[Frame] = []
        self.deaf = False
        self.rooms: list[Frame] = [_room(f"dm-{one}", "direct", [one]) for one, _, _ in PEOPLE]
        self._sockets: set[web.WebSocketResponse] = set()

    def share(self, name: str, kind: str) -> None:
        """One more room, of everybody or of the agents."""
        members = [one for one, _, side in PEOPLE if kind == "shared" or side == "agent"]
        self.rooms.append(_room(name, kind, members))

    def application(self) -> web.Application:
        """The routes of the playground, open to everybody."""
        app = web.Application()
        app.add_routes(
            [web.get("/", self._page), web.get("/static/{name}", self._page), web.get("/ws", self._ws)]
        )
        return app

    def message(self, author: str, text: str = "", *, body: Frame | None = None, nonce: str = "") -> Frame:
        """A message in Dana's direct chat."""
        number = len(self.messages) + 1
        told: Frame = {"id": f"m{number}-aa", "number": number, "room": "dm-dana", "thread": ""}
        told |= {"author": author, "at": AT, "edited": False, "deleted": False, "heard": True}
        told |= {"nonce": nonce, "text": text, "body": body, "marks": [], "link": f"/#dm-dana/m{number}-aa"}
        self.messages.append(told)
        return told

    def head(self, room: str, author: str, text: str = "", *, body: Frame | None = None) -> Frame:
        """A message that begins a thread of *room*."""
        told = self.message(author, text, body=body)
        told |= {"room": room, "thread": told["id"], "link": f"/#{room}/{told['id']}"}
        return told

    def whisper(self, reader: str, at: Frame, text: str) -> Frame:
        """The frame of a whisper to *reader* at the message *at*."""
        told: Frame = {"id": "w1-aa", "number": at["number"] + 1, "for": reader, "at": AT}
        told |= {"room": at["room"], "thread": at["thread"]}
        return {
            "type": "whisper",
            "whisper": told | {"body": {"kind": "notice", "text": text, "presses": []}},
        }

    async def tell(self, frame: Frame) -> None:
        """Send a frame to every open page."""
        for socket in set(self._sockets):
            await socket.send_str(json.dumps(frame))

    async def cut(self) -> None:
        """Close every socket, as a crash would."""
        await asyncio.gather(*(socket.close() for socket in set(self._sockets)))

    async def _page(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(STATIC / request.match_info.get("name", "index.html"), headers=HEADERS)

    async def _ws(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(json.dumps(self._snapshot()))
        self._sockets.add(socket)
        async for arrived in socket:
            await self._hear(json.loads(arrived.data))
        self._sockets.discard(socket)
        return socket

    async def _hear(self, frame: Frame) -> None:
        self.said.append(frame)
        if frame["type"] != "say" or self.deaf:
            return
        told = self.message(frame["person"], frame["text"], nonce=frame["nonce"])
        await self.tell({"type": "message", "message": told})
        await self.tell({"type": "done", "nonce": frame["nonce"], "message": told["id"]})

    def _snapshot(self) -> Frame:
        people = [
            {"id": one, "name": name, "side": side, "organisation": "", "house": False, "direct": f"dm-{one}"}
            for one, name, side in PEOPLE
        ]
        told: Frame = {"type": "snapshot", "now": AT, "people": people, "rooms": self.rooms, "limits": LIMITS}
        return told | {"messages": self.messages, "whispers": []}


def _room(name: str, kind: str, members: list[str]) -> Frame:
    threads = kind != "direct"
    return {"id": name, "name": name, "kind": kind, "members": members, "threads": threads, "more": False}
