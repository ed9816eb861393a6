"""The open pages: what each still has to be sent, and what happens when one cannot keep up."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from adapters.web.render import Tree

if TYPE_CHECKING:
    from aiohttp import web

MOST_WAITING = 4_000_000  # characters


class Page:
    """One open page. It hears of what happens once `begin` gave it a snapshot."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self._live = False
        self._waiting: deque[tuple[str, bool]] = deque()
        self._size = 0
        self._wake = asyncio.Event()
        self._calm = asyncio.Event()
        self._calm.set()

    def begin(self, snapshot: str) -> None:
        """Let the page start from *snapshot*; all that happens later follows it."""
        self._push(snapshot, is_reply=True)
        self._live = True

    def tell(self, frame: str) -> None:
        """Send what happened; a page that is too far behind gets a new snapshot instead."""
        if not self._live:
            return
        if self._size > MOST_WAITING:
            self._fall_behind()
        else:
            self._push(frame, is_reply=False)

    def reply(self, tree: Tree) -> None:
        """Send the answer to a frame of this page; it is never dropped."""
        self._push(dump(tree), is_reply=True)

    async def calm(self) -> None:
        """Wait while too much waits for this page, so that who does not read cannot ask either."""
        await self._calm.wait()

    async def write(self, catch_up: Callable[[Page], Awaitable[None]]) -> None:
        """Send what waits, for as long as the socket lives; *catch_up* begins it with a snapshot."""
        while True:
            if not self._live:
                await catch_up(self)
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                frame, _ = self._waiting.popleft()
                self._resize(-len(frame))
                await self.socket.send_str(frame)

    def _push(self, frame: str, *, is_reply: bool) -> None:
        self._waiting.append((frame, is_reply))
        self._resize(len(frame))
        self._wake.set()

    def _fall_behind(self) -> None:
        self._live = False
        self._waiting = deque(waiting for waiting in self._waiting if waiting[1])
        self._size = sum(len(frame) for frame, _ in self._waiting)
        self._resize(0)
        self._wake.set()

    def _resize(self, by: int) -> None:
        self._size += by
        if self._size > MOST_WAITING:
            self._calm.clear()
        else:
            self._calm.set()


class Pages:
    """All open pages."""

    def __init__(self) -> None:
        self._open: set[Page] = set()

    def __bool__(self) -> bool:
        """Whether anybody looks."""
        return bool(self._open)

    def add(self, page: Page) -> None:
        """A page was opened."""
        self._open.add(page)

    def drop(self, page: Page) -> None:
        """A page was closed."""
        self._open.discard(page)

    def tell(self, tree: Tree) -> None:
        """Send what happened to every page."""
        if self._open:
            frame = dump(tree)
            for page in self._open:
                page.tell(frame)

    async def close(self) -> None:
        """Close every page; the browsers come back by themselves."""
        closing = [page.socket.close(code=1001, message=b"Closing") for page in self._open]
        await asyncio.gather(*closing)


def dump(tree: Tree) -> str:
    """*tree* as one frame."""
    return json.dumps(tree, separators=(",", ":"))
