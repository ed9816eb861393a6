"""A platform's side: it sends as many events as it is told, and knows the posts that were made for them."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from aiohttp import web

__all__ = ["Body", "Sending", "Sent", "served", "until_told"]

Body = dict[str, Any]  # JSON, read by a stand-in alone
WORD = re.compile(r"\bw\d+\b")
PATIENCE = 60.0


@dataclass(slots=True)
class Sent:
    """One event on its way: when it went out, and when the acknowledgement and the post came back."""

    wanted: bool
    began: float = field(default_factory=perf_counter)
    acked: float = 0.0
    posted: float = 0.0
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def is_acked(self) -> None:
        """The bot has it."""
        self.acked = perf_counter()
        self._look()

    def is_posted(self) -> None:
        """The bot said something for it."""
        self.posted = self.posted or perf_counter()
        self._look()

    def _look(self) -> None:
        if self.acked and (self.posted or not self.wanted):
            self.done.set()


class Sending:
    """Sends by *send*, which is given what is sent, and the address that was asked for."""

    def __init__(self, send: Callable[[Body, Sent, str], Awaitable[None]]) -> None:
        self._send = send
        self._by_word: dict[str, Sent] = {}
        self._by_thread: dict[str, Sent] = {}
        self.heads: list[str] = []

    def posted(self, words: str, thread: str) -> None:
        """The event a post was made for: known by the thread it opened, or by its word."""
        told = (self._by_word[one] for one in WORD.findall(words) if one in self._by_word)
        sent = self._by_thread.get(thread) or next(told, None)
        if sent is not None:
            sent.is_posted()

    async def drive(self, asked: Body) -> Body:
        """Send the events asked for, `window` at a time or `rate` a second; how long each took, in ms."""
        gate, pause = asyncio.Semaphore(asked["window"]), 1 / asked["rate"] if asked.get("rate") else 0
        began = perf_counter()
        async with asyncio.TaskGroup() as group:
            tasks = []
            for event in asked["events"]:
                await gate.acquire()
                tasks.append(group.create_task(self._one(event, gate, asked)))
                await asyncio.sleep(pause)
        took = perf_counter() - began
        acks = [(one.acked - one.began) * 1e3 for one in (task.result() for task in tasks)]
        return {"seconds": took, "acks": acks, "heads": self.heads}

    async def _one(self, event: Body, gate: asyncio.Semaphore, asked: Body) -> Sent:
        sent = Sent(asked["posts"])
        if sent.wanted and event["word"]:
            self._by_word[event["word"]] = sent
        elif sent.wanted:
            self._by_thread[event["thread"]] = sent
        async with asyncio.timeout(PATIENCE):
            await self._send(event["body"], sent, asked["to"])
            await sent.done.wait()
        gate.release()
        return sent


async def served(routes: Iterable[web.RouteDef]) -> None:
    """Serve on loopback, print the port, and end with our input."""
    app = web.Application(client_max_size=2**26)
    app.add_routes(routes)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await until_told(str(runner.addresses[0][1]))
    await runner.cleanup()


async def until_told(line: str) -> None:
    """Say that we listen, and wait until our input ends."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
