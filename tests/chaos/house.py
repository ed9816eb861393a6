"""The killed process seen from outside: started, handed events, killed at any moment, started again."""

from __future__ import annotations

import asyncio
import multiprocessing
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from aiohttp import ClientError, ClientSession, TCPConnector

from bot.events import Event
from bot.store.codec import packed
from bot.store.opening import FILE
from tests.chaos import child


class House:
    """One child process after another over the same *folder*, posting to the platform at *url*."""

    def __init__(self, folder: Path, url: str) -> None:
        self.kills = 0
        self._folder = folder
        self._url = url
        self._child: BaseProcess | None = None
        self._line: Connection | None = None
        self._door = ""
        self._up = asyncio.Event()
        self._session: ClientSession | None = None
        self._struck = False
        # A server that has imported everything forks each child: a start costs no second of imports.
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([child.__name__])

    @asynccontextmanager
    async def open(self) -> AsyncIterator[House]:
        """Keep a child running, whatever kills it; at the end the last one stops in good order."""
        async with (
            ClientSession(connector=TCPConnector(limit=0)) as self._session,
            asyncio.TaskGroup() as group,
        ):
            keeper = group.create_task(self._keep())
            try:
                yield self
            finally:
                keeper.cancel()
                await asyncio.wait([keeper])
                await self._stop()

    def kill(self) -> bool:
        """`kill -9`, at this very moment; False if nothing runs that could be killed."""
        if self._child is None or self._struck:
            return False
        self._struck = True
        self._up.clear()
        self._child.kill()
        self.kills += 1
        return True

    async def restarted(self) -> None:
        """Return once a child has its door open."""
        await self._up.wait()

    async def tell(self, event: Event) -> None:
        """Send *event* until it is acknowledged, as platforms do."""
        while not await self._reached("POST", "/event", packed(event, Event)):
            await self.restarted()

    async def rest(self) -> None:
        """Return once the child has nothing under way."""
        while not await self._reached("GET", "/rest"):
            await self.restarted()

    def pending(self) -> int:
        """How many errands are neither done nor given up, as the database says."""
        with closing(sqlite3.connect(f"file:{self._folder / FILE}?mode=ro", uri=True)) as file:
            return int(file.execute("select count(*) from outbox where pending = 1").fetchone()[0])

    async def _reached(self, method: str, path: str, body: str = "") -> bool:
        await self.restarted()
        assert self._session is not None
        kills = self.kills
        try:
            async with self._session.request(method, f"{self._door}{path}", data=body) as answer:
                assert answer.status == 200, await answer.text()
                return True
        except ClientError:
            assert self.kills > kills, self._last_words()
            return False

    async def _keep(self) -> None:
        while True:
            process, line = self._child, self._line = self._start()
            self._struck = False
            await child.readable(line.fileno())
            self._opened(line)
            await child.readable(process.sentinel)
            process.join()
            assert self._struck, self._last_words()

    def _start(self) -> tuple[BaseProcess, Connection]:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=child.run, args=(self._folder, self._url, theirs), daemon=True)
        process.start()
        theirs.close()
        return process, ours

    def _opened(self, line: Connection) -> None:
        """The child tells its port, unless it was killed before."""
        try:
            self._door = f"http://127.0.0.1:{line.recv()}"
        except (EOFError, ConnectionResetError):
            return
        if not self._struck:
            self._up.set()

    async def _stop(self) -> None:
        if self._child is None or self._line is None:
            return
        self._line.close()
        try:
            async with asyncio.timeout(10):
                await child.readable(self._child.sentinel)
        except TimeoutError:
            self._child.kill()
        self._child.join()

    def _last_words(self) -> str:
        return "the child ended by itself:\n" + (self._folder / "child.log").read_text()[-4_000:]
