"""A playground on loopback for tests, and a page of it: a real WebSocket, no browser."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, WSMsgType, web
from aiohttp.test_utils import unused_port

from adapters.testing.contract import Witness
from adapters.web.playground import WebAdapter
from adapters.web.settings import WebSettings
from bot.events import MessageReceived
from bot.meanings import Button, CardState, Home, Press, Row, Why
from bot.people import Address
from bot.ports import HomeWanted, Known, Wanted, WhyWanted

Frame = dict[str, Any]  # what came over the wire; read by tests only
_NONCES = count(1)


class PageOfTests:
    """One open page: collects frames and draws them as static/ would, without drawing."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket
        self.frames: list[Frame] = []
        self.messages: dict[str, Frame] = {}
        self.whispers: dict[str, Frame] = {}
        self._news = asyncio.Event()
        self._reader = asyncio.create_task(self._read())

    async def ask(self, kind: str, **fields: object) -> Frame:
        """Send a frame and wait for its one answer."""
        nonce = str(fields.pop("nonce", f"n{next(_NONCES)}"))
        start = len(self.frames)
        await self.socket.send_str(json.dumps({"type": kind, "nonce": nonce, **fields}))
        return await self.until(lambda frame: frame.get("nonce") == nonce, start)

    async def until(self, fits: Callable[[Frame], bool], start: int = 0) -> Frame:
        """The first frame from *start* on that fits, once it is there."""
        while True:
            for frame in self.frames[start:]:
                if fits(frame):
                    return frame
            start = len(self.frames)
            self._news.clear()
            if self._reader.done():
                raise AssertionError("the socket was closed before that came")
            await self._news.wait()

    async def close(self) -> None:
        """Close the page."""
        self._reader.cancel()
        await self.socket.close()

    def standing(self, room: str, thread: str = "") -> list[Frame]:
        """The messages that stand in a room or thread, oldest first."""
        return [
            message
            for message in sorted(self.messages.values(), key=lambda one: int(one["number"]))
            if message["room"] == room and thread in {"", message["thread"]} and not message["deleted"]
        ]

    async def _read(self) -> None:
        async for message in self.socket:
            if message.type is WSMsgType.TEXT:
                self._take(json.loads(message.data))
        self._news.set()

    def _take(self, frame: Frame) -> None:
        match frame["type"]:
            case "snapshot":
                self.messages = {message["id"]: message for message in frame["messages"]}
                self.whispers = {whisper["id"]: whisper for whisper in frame["whispers"]}
            case "message":
                self.messages[frame["message"]["id"]] = frame["message"]
            case "whisper":
                self.whispers[frame["whisper"]["id"]] = frame["whisper"]
            case "whisper_gone":
                self.whispers.pop(frame["id"], None)
            case _:
                pass
        self.frames.append(frame)
        self._news.set()


class Playground:
    """A web adapter served on loopback, with one browser's session."""

    def __init__(self, data: Path, witness: Witness) -> None:
        self.settings = WebSettings(data, port=unused_port())
        self.adapter = WebAdapter(self.settings)
        self.witness = witness
        self.session = ClientSession(cookie_jar=CookieJar(unsafe=True))

    @property
    def origin(self) -> str:
        """Where it is served."""
        return self.settings.origin

    async def page(self) -> PageOfTests:
        """A new page, let in and shown the snapshot."""
        async with self.session.get(self.adapter.entrance()) as response:
            assert response.status == 200
        address = f"{self.origin}/ws"
        page = PageOfTests(await self.session.ws_connect(address, origin=self.origin, max_msg_size=0))
        await page.until(lambda frame: frame["type"] == "snapshot")
        return page


@asynccontextmanager
async def open_playground(data: Path, witness: Witness | None = None) -> AsyncIterator[Playground]:
    """A playground over the rooms in *data*, served until the block ends."""
    playground = Playground(data, witness or Witness())
    app = web.Application()
    app.add_routes(playground.adapter.routes())
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await playground.adapter.start(playground.witness.deliver, playground.witness.ask)
    await web.TCPSite(runner, playground.settings.host, playground.settings.port).start()
    try:
        yield playground
    finally:
        await playground.session.close()
        await playground.adapter.stop()
        await runner.cleanup()


HELP = Address("web", "help")
DESK = Address("web", "desk")
SEND = Press(Button.SEND, "turn-1", "Claim and send")
NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)


class Knowing(Witness):
    """A bot that knows one waiting conversation and one reason."""

    async def ask(self, wanted: Wanted) -> Known | None:
        """The waiting list, or why."""
        if self.refusing:
            raise RuntimeError("the disk is full")
        if isinstance(wanted, WhyWanted):
            return Why("Answered", (("Confidence", "97 %"),))
        if not isinstance(wanted, HomeWanted):
            return None
        row = Row("c1", CardState.WAITING, "Waiting", "Where?", wanted.by.name, NOON, desk=DESK)
        return Home("Waiting", "Nobody waits.", (row,))


async def say(page: PageOfTests, text: str, **fields: object) -> Frame:
    """Dana writes in the shared room."""
    return await page.ask("say", **{"person": "dana", "room": "help", "thread": "", "text": text} | fields)


def texts(witness: Witness) -> list[str]:
    """The words that the bot heard, in order."""
    return [event.text for event in witness.heard if isinstance(event, MessageReceived)]
