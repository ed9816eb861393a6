"""Lets a command be carried out by the process that owns the data, over a socket in its folder.

One process writes to a data folder. A command that changes something hands its work to that process where
one runs. One JSON object a line: `{"do": name, "with": …}` goes in; any number of `{"progress": [done, of]}`
and then one `{"done": …}` or `{"error": text}` come out. Only the owner of the folder may connect.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias

from bot.errors import FrontdeskError, StoreError
from kb.errors import KnowledgeError

__all__ = ["Command", "Control", "Json", "Progress", "Unreadable", "is_running", "request"]

log = logging.getLogger(__name__)

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Progress = Callable[[int, int], None]
"""Told how much is done, of how much."""
Command = Callable[[Json, Progress], Json]
"""Carries something out, on a thread of its own. Its errors, if they are ours, are told to whoever asked."""

SOCKET = "frontdesk.sock"
LARGEST = 32_000_000
PATIENCE = 10.0


class Unreadable(FrontdeskError):
    """A request has another shape than its command takes."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the request cannot be read: {why}")


class Control:
    """The end of the process that owns *folder*: carries out *commands* for others until it is stopped."""

    def __init__(self, folder: Path, commands: Mapping[str, Command]) -> None:
        self._folder, self._commands = folder, commands
        self._server: asyncio.Server | None = None
        self._under_way: set[asyncio.Task[Json]] = set()

    async def start(self) -> None:
        """Listen. What a process before this one left behind is removed: the folder is ours alone now."""
        (self._folder / SOCKET).unlink(missing_ok=True)
        door = socket.socket(socket.AF_UNIX)
        try:
            with _reachable(self._folder) as path:
                door.bind(path)
                # Nobody can connect before it listens, so nobody gets in between these two.
                (self._folder / SOCKET).chmod(0o600)
        except OSError as error:
            door.close()
            text = (
                f"no socket can be made in {str(self._folder)!r} ({error}): choose another folder by --data"
            )
            raise StoreError(text) from error
        self._server = await asyncio.start_unix_server(self._serve, sock=door, limit=LARGEST)

    async def stop(self) -> None:
        """Take no more commands, and return once those under way are done."""
        if self._server is not None:
            self._server.close()
            (self._folder / SOCKET).unlink(missing_ok=True)
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request and its answer; whatever comes in, the process goes on."""
        with suppress(OSError):
            writer.write(_line(await self._answer(reader, writer)))
            await writer.drain()
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Json:
        loop = asyncio.get_running_loop()

        def progress(done: int, of: int) -> None:
            loop.call_soon_threadsafe(writer.write, _line({"progress": [done, of]}))

        try:
            async with asyncio.timeout(PATIENCE):
                name, body = _parsed(await reader.readline())
            command = self._commands[name]
        except TimeoutError:
            return {"error": f"no request came within {PATIENCE:g} s"}
        except KeyError as error:
            return {"error": f"the running process cannot do {error.args[0]!r}: restart it after an update"}
        except ValueError as error:
            return {"error": str(Unreadable(str(error)))}
        except RecursionError:
            return {"error": str(Unreadable("it is nested too deeply"))}
        task = asyncio.create_task(asyncio.to_thread(_carried_out, command, body, progress))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)


def is_running(folder: Path) -> bool:
    """Whether a process owns *folder* and takes commands; what a killed one left behind does not count."""
    call = _called(folder)
    if call is not None:
        call.close()
    return call is not None


def request(folder: Path, name: str, body: Json, *, progress: Progress | None = None) -> Json:
    """What the process that owns *folder* gives for a command. StoreError if it refuses or goes away."""
    call = _called(folder)
    if call is None:
        raise StoreError(f"no Front Desk process takes commands in {str(folder)!r}: try again")
    with call, call.makefile("rb") as answers:
        try:
            call.sendall(_line({"do": name, "with": body}))
            return _last(answers, progress)
        except OSError as error:
            raise StoreError(f"the running Front Desk process went away ({error}): try again") from error


def _last(answers: Iterator[bytes], progress: Progress | None) -> Json:
    for line in answers:
        told = json.loads(line)
        if "error" in told:
            raise StoreError(told["error"])
        if "done" in told:
            return _json(told["done"])
        if progress:
            progress(*told["progress"])
    raise StoreError("the running Front Desk process ended before it was done: start it again and look")


def _called(folder: Path) -> socket.socket | None:
    if not (folder / SOCKET).exists():
        return None
    call = socket.socket(socket.AF_UNIX)
    try:
        with _reachable(folder) as path:
            call.connect(path)
    except OSError:
        call.close()
        return None
    return call


@contextmanager
def _reachable(folder: Path) -> Iterator[str]:
    """The socket's path in few enough bytes: an address holds about 100, a folder's path may be longer."""
    if sys.platform != "linux":
        yield str(folder / SOCKET)
        return
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{opened}/{SOCKET}"
    finally:
        os.close(opened)


def _carried_out(command: Command, body: Json, progress: Progress) -> Json:
    try:
        return {"done": command(body, progress)}
    except (FrontdeskError, KnowledgeError) as error:
        return {"error": str(error)}
    except Exception:  # a command that fails must not take the process with it
        log.exception("a command failed")
        return {"error": "it failed inside the running process: its log says why"}


def _parsed(line: bytes) -> tuple[str, Json]:
    told = json.loads(line)
    if not isinstance(told, dict) or told.keys() != {"do", "with"}:
        raise ValueError('it is not {"do": name, "with": …}')
    return str(told["do"]), _json(told["with"])


def _json(value: object) -> Json:
    """What `json` read is one of these; it declares nothing."""
    return value  # type: ignore[return-value]  # json.loads gives nothing else


def _line(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
