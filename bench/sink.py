"""A chat platform that takes everything: `python -m bench.sink` prints its port, and ends with its input."""

from __future__ import annotations

import asyncio
from itertools import count

from aiohttp import web

from bench.sending import served


def _routes() -> list[web.RouteDef]:
    numbers = count(1)

    async def take(request: web.Request) -> web.Response:
        asked = await request.json()
        message = f"m{next(numbers)}"
        thread = asked.get("thread") or message
        return web.json_response([{"room": asked.get("room", ""), "thread": thread, "message": message}])

    return [web.post("/{verb}", take)]


if __name__ == "__main__":
    asyncio.run(served(_routes()))
