"""The files people sent, kept beside the database: links to them die, and two rooms need one copy."""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO

from bot.errors import NotAllowed
from bot.ports import Spooled
from bot.written import Attachment

__all__ = ["Spool"]

KEPT = 30 * 24 * 3600.0
"""Seconds a file is kept; it is fetched anew if it is wanted later."""


class Spool:
    """Keeps files in *folder*, each under a name made from its platform and id."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def keep(self, file: Attachment, pieces: AsyncIterator[bytes], *, most: int) -> Spooled:
        """The file on disk, whole, fetched from *pieces* if it is not there yet.

        NotAllowed if it is empty, or larger than *most* bytes.
        """
        place = self._folder / hashlib.sha256(f"{file.adapter}:{file.id}".encode()).hexdigest()
        async with self._locks[place.name]:
            if not place.exists():
                await self._fetch(place, pieces, most)
            size = (await asyncio.to_thread(place.stat)).st_size
        if size > most:
            raise NotAllowed(_too_large(most))
        return Spooled(place, file.name or file.id, file.mime, size)

    async def _fetch(self, place: Path, pieces: AsyncIterator[bytes], most: int) -> None:
        part = place.with_suffix(".part")
        try:
            await self._write(part, pieces, most)
            part.replace(place)
        finally:
            part.unlink(missing_ok=True)

    async def _write(self, part: Path, pieces: AsyncIterator[bytes], most: int) -> None:
        await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        size = 0
        with await asyncio.to_thread(part.open, "wb") as written:
            async for piece in pieces:
                size += len(piece)
                if size > most:
                    raise NotAllowed(_too_large(most))
                await asyncio.to_thread(written.write, piece)
            await asyncio.to_thread(_to_disk, written)
        if not size:
            message = "the file is empty"
            raise NotAllowed(message)

    def forget(self) -> int:
        """Take away what is older than a month; how many files that were."""
        old = [place for place in self._folder.glob("*") if place.stat().st_mtime < time.time() - KEPT]
        for place in old:
            place.unlink(missing_ok=True)
        return len(old)


def _to_disk(written: IO[bytes]) -> None:
    written.flush()
    os.fsync(written.fileno())


def _too_large(most: int) -> str:
    return f"the file is larger than {most // 2**20} MB"
