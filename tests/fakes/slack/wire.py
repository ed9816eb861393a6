"""How Slack delivers: over sockets or to an address, acknowledged or sent once more.

Events are repeated with a number and a reason; presses and commands are sent once.
Source: docs.slack.dev/apis/events-api, "Error handling", and .../using-socket-mode.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, WSMsgType, web

Json = dict[str, Any]

RETRIES = 3
OK = 200


@dataclass(slots=True)
class Taken:
    """What became of one delivery: whether it was acknowledged, and what was answered."""

    acked: bool = False
    reply: Json | None = None
    tries: int = 0


@dataclass(slots=True, eq=False)
class Wire:
    """The connections to one app. `hooks` is its address in HTTP mode; `patience` is in seconds.

    `lost`: whatever happens, nothing of it arrives at the app.
    """

    secret: str
    clock: Callable[[], float] = time.time
    hooks: str = ""
    patience: float = 2.0
    lose_acks: int = 0
    duplicate: int = 0
    lost: bool = False
    last: tuple[bytes, dict[str, str]] | None = None
    unacked: list[Json] = field(default_factory=list)
    _sockets: deque[web.WebSocketResponse] = field(default_factory=deque)
    _deaf: set[web.WebSocketResponse] = field(default_factory=set)
    _open: dict[str, asyncio.Future[Json | None]] = field(default_factory=dict)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    _session: ClientSession | None = None

    # -- the app's side comes in

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        """One connection of the app."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": len(self._sockets) + 1})
        self._sockets.append(socket)
        self._news.set()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT and message.data.startswith("{"):
                    self._acked(json.loads(message.data))
        finally:
            with suppress(ValueError):
                self._sockets.remove(socket)
        return socket

    def _acked(self, told: Json) -> None:
        waiting = self._open.get(told.get("envelope_id", ""))
        if waiting is None or waiting.done():
            return
        if self.lose_acks:
            self.lose_acks -= 1
            return
        waiting.set_result(told.get("payload"))

    @property
    def connections(self) -> int:
        """How many sockets stand."""
        return len(self._sockets)

    async def connected(self, wanted: int) -> None:
        """Return once that many sockets stand."""
        while len(self._sockets) < wanted:
            self._news.clear()
            await self._news.wait()

    async def disconnect(self, reason: str, *, how_many: int = 1) -> None:
        """Tell sockets to go, and close those that are told so without warning."""
        for socket in list(self._sockets)[:how_many]:
            if reason != "warning":
                with suppress(ValueError):
                    self._sockets.remove(socket)
            with suppress(ConnectionError):
                await socket.send_json({"type": "disconnect", "reason": reason})
            if reason == "link_disabled":
                await socket.close()

    def deafen(self) -> None:
        """From now on nothing comes over the sockets that stand, though they answer every ping."""
        self._deaf = set(self._sockets)

    async def close(self) -> None:
        """Cut everything."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for socket in list(self._sockets):
            await socket.close()
        if self._session is not None:
            await self._session.close()

    # -- deliveries go out

    def deliver(self, kind: str, payload: Json) -> asyncio.Task[Taken]:
        """Begin to deliver; the task ends with what became of it."""
        repeats = 2 if kind == "events_api" and self.duplicate else 1
        self.duplicate = max(0, self.duplicate - (repeats - 1))
        tasks = [asyncio.create_task(self._delivered(kind, payload)) for _ in range(repeats)]
        for task in tasks:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return tasks[0]

    def begin(self, kind: str, payload: Json) -> None:
        """Deliver what nobody waits for."""
        self.begun(self.deliver(kind, payload))

    def begun(self, task: asyncio.Task[Any]) -> None:
        """Keep a task that nobody waits for; `settled` does."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Return once everything was acknowledged or given up."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _delivered(self, kind: str, payload: Json) -> Taken:
        taken = Taken()
        tries = RETRIES + 1 if kind == "events_api" else 1
        for attempt in range(tries):
            taken.tries = attempt + 1
            taken.acked, taken.reply = await self._sent(kind, payload, attempt)
            if taken.acked:
                return taken
        self.unacked.append(payload)
        return taken

    async def _sent(self, kind: str, payload: Json, attempt: int) -> tuple[bool, Json | None]:
        if self.lost:
            return False, None
        if self.hooks:
            return await self._called(kind, payload, attempt)
        await self.connected(1)
        envelope = f"env-{next(self._numbers)}"
        told: Json = {
            "type": kind,
            "envelope_id": envelope,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            told |= {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
        waiting = asyncio.get_running_loop().create_future()
        self._open[envelope] = waiting
        self._sockets.rotate()
        if self._sockets[0] in self._deaf:
            del self._open[envelope]
            return False, None
        try:
            await self._sockets[0].send_json(told)
            return True, await asyncio.wait_for(waiting, self.patience)
        except (TimeoutError, ConnectionError, IndexError):
            return False, None
        finally:
            del self._open[envelope]

    async def _called(self, kind: str, payload: Json, attempt: int) -> tuple[bool, Json | None]:
        body, headers = self.signed(kind, payload)
        if attempt:
            headers |= {"x-slack-retry-num": str(attempt), "x-slack-retry-reason": "http_timeout"}
        self.last = body, headers
        try:
            status, answer = await self.call(body, headers)
        except (ClientError, TimeoutError):
            return False, None
        if status == OK and self.lose_acks and kind == "events_api":
            self.lose_acks -= 1
            return False, None
        return status == OK, json.loads(answer) if answer.startswith("{") else None

    async def call(self, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        """One request to the app's address, as it is."""
        if self._session is None:
            self._session = ClientSession()
        async with asyncio.timeout(self.patience):
            sent = self._session.post(self.hooks, data=body, headers=headers, allow_redirects=False)
            async with sent as answer:
                return answer.status, await answer.text()

    def signed(self, kind: str, payload: Json, *, age: float = 0) -> tuple[bytes, dict[str, str]]:
        """A request as Slack would sign it *age* seconds ago."""
        if kind == "events_api":
            body, content = json.dumps(payload), "application/json"
        else:
            fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
            body, content = urlencode(fields), "application/x-www-form-urlencoded"
        stamp = str(int(self.clock() - age))
        mac = hmac.new(self.secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        return body.encode(), {
            "Content-Type": content,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={mac}",
        }
