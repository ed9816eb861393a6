"""The playground as a process of its own, which can be killed without warning and started again."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

ENTRANCE = re.compile(r"http://\S+token=\S+")
STARTS_WITHIN = 120.0


def free_port() -> int:
    """A port of loopback nobody listens at."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@dataclass(slots=True)
class Playground:
    """`frontdesk play` on a folder and a port of its own."""

    data: Path
    port: int
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> str:
        """The address that lets a browser in; fails with what the process said if it ends instead."""
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            "from bot.cli import main; main()",
            "play",
            "--no-browser",
            f"--port={self.port}",
            f"--data={self.data}",
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, "COLUMNS": "400", "PYTHONUNBUFFERED": "1"},
        )
        async with asyncio.timeout(STARTS_WITHIN):
            return await self._entrance()

    async def kill(self) -> None:
        """`kill -9`: nothing is finished, nothing is said."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """End it as Ctrl-C would."""
        if self.process is not None and self.process.returncode is None:
            await self._end(signal.SIGINT)

    async def _end(self, how: signal.Signals) -> None:
        assert self.process is not None, "start it first"
        self.process.send_signal(how)
        await self.process.communicate()

    async def _entrance(self) -> str:
        assert self.process is not None
        assert self.process.stdout is not None
        said = ""
        while line := (await self.process.stdout.readline()).decode():
            said += line
            if found := ENTRANCE.search(said):
                return found.group(0)
        message = f"the playground ended before it was open. It said:\n{said}"
        raise AssertionError(message)
