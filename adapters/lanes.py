"""What comes from one place is taken in the order it came, though looking people up takes a while."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

__all__ = ["Lanes"]


class Lanes:
    """One lane a place, kept only while somebody is in it."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._users: dict[str, int] = {}

    @asynccontextmanager
    async def lane(self, place: str) -> AsyncIterator[None]:
        """Wait for those who came earlier with the same *place*; without one there is no waiting."""
        if not place:
            yield
            return
        lock = self._locks.setdefault(place, asyncio.Lock())
        self._users[place] = self._users.get(place, 0) + 1
        try:
            async with lock:
                yield
        finally:
            self._users[place] -= 1
            if not self._users[place]:
                del self._locks[place], self._users[place]
