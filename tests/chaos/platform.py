"""A chat platform over HTTP that remembers all that was ever asked of it, and fails as told."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from adapters.testing import Fault, no_faults
from adapters.testing.faults import DONE, HUNG, Faults
from tests.chaos.wire import Asked, Given

RETRY_AFTER = "0.05"


@dataclass(slots=True)
class Posted:
    """One message of the bot; `texts` is all it ever said."""

    message: str
    room: str
    thread: str
    key: str
    texts: list[str]

    @property
    def given(self) -> Given:
        """How the platform names it."""
        return {"room": self.room, "thread": self.thread, "message": self.message}


class Platform:
    """Rooms with threads. `moment` is called whenever the bot may be struck: before and after each act.

    `heads` are the messages that opened a thread, by every line they show.
    """

    def __init__(self, faults: Faults = no_faults) -> None:
        self.faults = faults
        self.moment: Callable[[], None] = lambda: None
        self.posted: dict[str, Posted] = {}
        self.heads: dict[str, Posted] = {}
        self.calls: Counter[str] = Counter()
        self.failures: Counter[Fault] = Counter()
        self.url = ""
        self._news = asyncio.Event()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Platform]:
        """Listen on loopback at `url`."""
        app = web.Application()
        app.add_routes([web.post("/{verb}", self._called)])
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Return once that holds; looked at after every call."""
        while not holds():
            self._news.clear()
            await self._news.wait()

    def texts(self, thread: str) -> list[str]:
        """What the bot first posted in a thread, message by message, its head left out."""
        return [one.texts[0] for one in self.posted.values() if one.thread == thread != one.message]

    async def _called(self, request: web.Request) -> web.StreamResponse:
        verb, asked = request.match_info["verb"], await request.json()
        self.moment()
        fault = self.faults(verb)
        given = self._done(verb, asked) if fault is None or fault in DONE else []
        self._told(verb, fault)
        if fault in HUNG:
            await asyncio.get_running_loop().create_future()
        match fault:
            case None:
                return web.json_response(given)
            case Fault.SLOW_DOWN:
                return web.Response(status=429, headers={"Retry-After": RETRY_AFTER})
            case _:
                return web.Response(status=500)

    def _told(self, verb: str, fault: Fault | None) -> None:
        self.calls[verb] += 1
        if fault is not None:
            self.failures[fault] += 1
        self.moment()
        self._news.set()

    def _done(self, verb: str, asked: Asked) -> list[Given]:
        match verb:
            case "post" | "open":
                return [self._post(asked).given]
            case "find":
                return [one.given for one in self.posted.values() if one.key == asked["key"]]
            case "edit":
                self.posted[asked["message"]].texts.append(asked["text"])
                return []
            case _:
                return []

    def _post(self, asked: Asked) -> Posted:
        message = f"m{len(self.posted) + 1}"
        posted = Posted(message, asked["room"], asked["thread"] or message, asked["key"], [asked["text"]])
        self.posted[message] = posted
        if not asked["thread"]:
            self.heads |= dict.fromkeys(asked["text"].split("\n"), posted)
        return posted
