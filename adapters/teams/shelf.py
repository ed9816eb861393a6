"""Files of Teams: fetched while their links live, beside the message that brought them.

A message waits a few seconds for its files, so that most are kept before it counts as heard. Teams wants its
answer within fifteen, so a large one goes on meanwhile, and whoever wants it waits for that.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine, Mapping
from datetime import datetime
from typing import Any

from adapters.teams.asked import Consented
from adapters.teams.files import TeamsFiles
from bot.errors import AdapterError, Unavailable
from bot.meanings import Say
from bot.people import Address, Receipt
from bot.ports import Spooled
from bot.written import Attachment

__all__ = ["Shelf"]

log = logging.getLogger(__name__)

PATIENCE = 6.0
"""Seconds a message waits for its files, and an answer about an offered one for the upload."""
TRIES, PAUSE = 3, 1.0


class Shelf:
    """The files facet of Teams. `patience` is in seconds."""

    def __init__(self, files: TeamsFiles, *, patience: float = PATIENCE, pause: float = PAUSE) -> None:
        self._files, self._patience, self._pause = files, patience, pause
        self.most = files.most
        self._coming: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def keep(self, files: Mapping[str, str], /) -> None:
        """Fetch the files at these addresses, by their ids, as far as that goes at once; never raises."""
        for file, url in files.items():
            if file not in self._coming:
                self._coming[file] = self._begun(self._keep(file, url))
        await self._wait([self._coming[file] for file in files if file in self._coming])

    async def _keep(self, file: str, url: str) -> None:
        try:
            await self._fetched(file, url)
        finally:
            del self._coming[file]

    async def _fetched(self, file: str, url: str) -> None:
        for left in reversed(range(TRIES)):
            try:
                await self._files.keep(file, url)
            except Unavailable:
                await asyncio.sleep(self._pause * bool(left))
            else:
                return
        log.warning("a file cannot be had: Teams does not hand it out now")

    async def consented(self, told: Consented, /) -> None:
        """Put a file where somebody lets it in, or let go of it; never raises."""
        await self._wait([self._begun(self._files.answered(told))])

    def _begun(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(_carefully(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _wait(self, tasks: list[asyncio.Task[None]]) -> None:
        if tasks:
            await asyncio.wait(tasks, timeout=self._patience)

    async def fetch(self, file: Attachment) -> AsyncIterator[bytes]:
        """The content of a file somebody sent, once it has come; AddressGone if it cannot be had."""
        coming = self._coming.get(file.id)
        if coming is not None:
            await asyncio.wait([coming])
        async for piece in self._files.fetch(file):
            yield piece

    async def send(self, to: Address, file: Spooled, caption: Say) -> tuple[Receipt, ...]:
        """Offer a file, *caption* telling whose it is."""
        return await self._files.send(to, file, caption)

    async def find(self, to: Address, name: str, since: datetime) -> tuple[Receipt, ...] | None:
        """Whether a file was offered there cannot be told."""
        return await self._files.find(to, name, since)

    async def close(self) -> None:
        """Fetch no more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _carefully(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except AdapterError as error:
        log.warning("a file cannot be carried: %s", error)
    except Exception:
        log.exception("a file cannot be carried")
