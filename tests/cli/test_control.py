"""The socket between a command and the process that owns the data, with real sockets."""

from __future__ import annotations

import asyncio
import json
import socket
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from bot import control
from bot.control import Command, Control, Json, Progress, is_running, request
from bot.errors import StoreError
from kb.errors import UnknownEntry

DEEP = b'{"do": "echo", "with": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"


def echo(body: Json, progress: Progress) -> Json:
    """Give back what came, after two steps."""
    progress(1, 2)
    progress(2, 2)
    return body


def fail(body: Json, progress: Progress) -> Json:
    """Fail with the error asked for."""
    raise {"ours": UnknownEntry("there is no such entry"), "other": ZeroDivisionError()}[str(body)]


def deep(folder: Path) -> Path:
    """A folder within *folder* whose path is long."""
    made = folder / ("a" * 100) / ("b" * 100)
    made.mkdir(parents=True)
    return made


def contents(folder: Path) -> list[Path]:
    """What lies in *folder*."""
    return list(folder.iterdir())


@asynccontextmanager
async def owner(folder: Path, **commands: Command) -> AsyncIterator[None]:
    """A process that owns *folder*."""
    serving = Control(folder, commands)
    await serving.start()
    try:
        yield
    finally:
        await serving.stop()


async def asked(folder: Path, name: str, body: Json, *, progress: Progress | None = None) -> Json:
    """What another process gets; on a thread, since it waits."""
    return await asyncio.to_thread(request, folder, name, body, progress=progress)


def raw(folder: Path, sent: bytes) -> object:
    """What comes back for bytes that no command of ours sends."""
    with socket.socket(socket.AF_UNIX) as call, control._reachable(folder) as path:
        call.connect(path)
        with suppress(OSError):  # it need not read all of it
            call.sendall(sent)
            call.shutdown(socket.SHUT_WR)
        return json.loads(call.makefile("rb").readline())


async def test_a_command_is_carried_out_with_its_progress(tmp_path: Path) -> None:
    """What was asked comes back, and the steps on the way are told in order."""
    steps: list[tuple[int, int]] = []
    body: Json = {"words": ["zwölf", 12, None], "deep": {"a": True}}
    async with owner(tmp_path, echo=echo):
        got = await asked(tmp_path, "echo", body, progress=lambda done, of: steps.append((done, of)))
    assert (got, steps) == (body, [(1, 2), (2, 2)])


async def test_only_the_owner_may_connect(tmp_path: Path) -> None:
    """The socket is open to one person alone."""
    async with owner(tmp_path):
        assert stat.S_IMODE((tmp_path / control.SOCKET).stat().st_mode) == 0o600


async def test_it_is_known_whether_a_process_runs(tmp_path: Path) -> None:
    """Before it starts and after it stops none runs, and nothing stays behind."""
    assert not is_running(tmp_path)
    async with owner(tmp_path):
        assert await asyncio.to_thread(is_running, tmp_path)
    assert not is_running(tmp_path)
    assert contents(tmp_path) == []


async def test_a_killed_process_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    """A socket nobody listens on counts as no process, and the next process takes its place."""
    with socket.socket(socket.AF_UNIX) as dead, control._reachable(tmp_path) as path:
        dead.bind(path)
    assert not is_running(tmp_path)
    async with owner(tmp_path, echo=echo):
        assert await asked(tmp_path, "echo", 1) == 1


async def test_a_folder_with_a_long_path_is_no_hindrance(tmp_path: Path) -> None:
    """A path longer than a socket's address works all the same."""
    folder = await asyncio.to_thread(deep, tmp_path)
    async with owner(folder, echo=echo):
        assert await asked(folder, "echo", "far away") == "far away"


async def test_an_error_of_ours_reaches_whoever_asked(tmp_path: Path) -> None:
    """Its text says what to do, so it is passed on as it is; any other is left to the log."""
    async with owner(tmp_path, fail=fail, echo=echo):
        with pytest.raises(StoreError, match=r"^there is no such entry$"):
            await asked(tmp_path, "fail", "ours")
        with pytest.raises(StoreError, match="its log says why"):
            await asked(tmp_path, "fail", "other")
        assert await asked(tmp_path, "echo", "still here") == "still here"


async def test_an_unknown_command_is_refused(tmp_path: Path) -> None:
    """A newer command line talking to an older process is told to restart it."""
    async with owner(tmp_path):
        with pytest.raises(StoreError, match="cannot do 'fly': restart it"):
            await asked(tmp_path, "fly", None)


@pytest.mark.parametrize(
    "sent",
    [b"", b"\n", b"nonsense\n", b"[]\n", b'{"do": "echo"}\n', b"\xff\xfe\n", DEEP],
    ids=["silence", "blank", "words", "list", "incomplete", "bytes", "deep"],
)
async def test_nonsense_is_answered_and_survived(tmp_path: Path, sent: bytes) -> None:
    """Whatever comes in gets an error, and the next command is carried out."""
    async with owner(tmp_path, echo=echo):
        answer = await asyncio.to_thread(raw, tmp_path, sent)
        assert "cannot be read" in str(answer)
        assert await asked(tmp_path, "echo", 1) == 1


async def test_a_request_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line beyond the limit is not collected in memory."""
    monkeypatch.setattr(control, "LARGEST", 1_000)
    async with owner(tmp_path, echo=echo):
        answer = await asyncio.to_thread(raw, tmp_path, b'{"do": "echo", "with": "' + b"x" * 5_000)
        assert "cannot be read" in str(answer)


async def test_a_client_that_says_nothing_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who connects and stays silent holds nothing up for good."""
    monkeypatch.setattr(control, "PATIENCE", 0.0)
    async with owner(tmp_path, echo=echo):
        assert "no request came" in str(await asyncio.to_thread(raw, tmp_path, b""))


async def test_a_process_that_goes_away_is_told(tmp_path: Path) -> None:
    """A connection that ends without an answer is an error that says so."""

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    door = socket.socket(socket.AF_UNIX)
    with control._reachable(tmp_path) as path:
        door.bind(path)
    async with await asyncio.start_unix_server(hang_up, sock=door):
        with pytest.raises(StoreError, match=r"ended before it was done|went away"):
            await asked(tmp_path, "echo", None)


async def test_a_folder_that_cannot_hold_a_socket_is_told(tmp_path: Path) -> None:
    """A data folder that is not there is an error with what to do, not a traceback."""
    with pytest.raises(StoreError, match="choose another folder"):
        await Control(tmp_path / "none", {}).start()
