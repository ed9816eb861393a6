"""A chat platform that takes everything: `python -m bench.sink` prints its port, and ends with its input."""

from __future__ import annotations

import asyncio
import sys
from itertools import count

from aiohttp import web


async def _taking() -> None:
    numbers = count(1)

    async def take(request: web.Request) -> web.Response:
        asked = await request.json()
        message = f"m{next(numbers)}"
        thread = asked.get("thread") or message
        return web.json_response([{"room": asked.get("room", ""), "thread": thread, "message": message}])

    app = web.Application()
    app.add_routes([web.post("/{verb}", take)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(_taking())
