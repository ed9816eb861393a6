"""The commands as processes of their own: what is loaded, who owns the data, how one ends."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from bot.cli.frame import DEBUG
from bot.control import SOCKET
from tests.house.test_start import HEAVY
from tests.house.tree import ROOT

SETTINGS = '[desks.support]\nroom = "web:desk"\n[[routes]]\nroom = "web:help"\ndesk = "support"\n'
FRONTDESK = (sys.executable, "-c", "from bot.cli import main; main()")


def test_help_loads_nothing_heavy() -> None:
    """`frontdesk --help` shows its commands without loading what only the bot itself needs."""
    code = (
        "import sys, atexit; sys.argv = ['frontdesk', '--help']; "
        f"atexit.register(lambda: print('LOADED', *sys.modules.keys() & {set(HEAVY) | {'pydantic'}!r})); "
        "from bot.cli import main; main()"
    )
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "playground" in shown.stdout
    assert shown.stdout.splitlines()[-1].split() == ["LOADED"]


def test_even_a_slip_of_ours_is_one_line(folder: Path) -> None:
    """An error nobody expected ends in one line and exit code 1; its place is shown to whoever asks."""
    code = "import bot.cli; bot.cli.app = lambda: 1 / 0; bot.cli.main()"
    words = [sys.executable, "-c", code]
    slip = subprocess.run(words, cwd=folder, env=environment(), capture_output=True, text=True, check=False)
    assert (slip.returncode, slip.stderr.count("\n")) == (1, 1)
    assert "this should not happen (ZeroDivisionError: division by zero)" in slip.stderr
    shown = {**environment(), DEBUG: "1"}
    told = subprocess.run(words, cwd=folder, env=shown, capture_output=True, text=True, check=False)
    assert "Traceback" in told.stderr


def test_one_process_owns_the_data_and_the_others_work_through_it(folder: Path) -> None:
    """A second `play` is refused by folder and by port; `kb` changes go through the first; Ctrl-C ends it."""
    with playing(folder) as (running, port):
        again = frontdesk(folder, "play", "--no-browser", "--port", str(free_port()))
        assert (again.returncode, "another Front Desk process is using" in again.stderr) == (1, True)
        taken = frontdesk(folder, "play", "--no-browser", "--port", str(port), "--data", "other")
        assert (taken.returncode, f"port {port} is taken" in taken.stderr) == (1, True)
        assert frontdesk(folder, "kb", "sync", "faq.csv", "--yes").returncode == 0
        asked = frontdesk(folder, "ask", "--json", "When are you open?")
        assert json.loads(asked.stdout)["entry"] == "opening-hours"
        assert "no conversation yet" in frontdesk(folder, "trace").stderr
        assert "Front Desk runs on this data" in frontdesk(folder, "check").stdout
        running.send_signal(signal.SIGINT)
        ended = running.communicate(timeout=60)[1]
    assert (running.returncode, "Closed." in ended, "Traceback" in ended) == (0, True, False)
    assert not (folder / "frontdesk-data" / SOCKET).exists()


def test_run_opens_what_the_settings_name_until_it_is_stopped(folder: Path) -> None:
    """`init` and `run` are enough; one line per platform tells what is listened to; SIGTERM ends it."""
    assert frontdesk(folder, "init", "web").returncode == 0
    port = free_port()
    with subprocess.Popen(
        [*FRONTDESK, "run", "--port", str(port)],
        cwd=folder,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stderr is not None
        told = []
        for line in running.stderr:
            told.append(line.strip())
            if "Ctrl-C" in line:
                break
        assert told[:2] == [
            "web: desks support; listening in help, dm-*",
            f"HTTP: 127.0.0.1, port {port}",
        ]
        assert "The FAQ is empty" in told[2]
        with urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
            assert answer.read() == b"ready\n"
        running.send_signal(signal.SIGTERM)
        ended = running.communicate(timeout=15)[1]
    assert (running.returncode, ended) == (0, "Closed.\n")


def test_a_house_that_is_asked_to_end_while_it_opens_ends(folder: Path) -> None:
    """Nobody has to wait for a FAQ to be read before the process can be stopped."""
    frontdesk(folder, "init", "web")
    code = (
        "import asyncio, os, signal, bot.app\n"
        "async def slow(*_):\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "    await asyncio.Event().wait()\n"
        "bot.app._warmed_up = slow\n"
        f"import sys; sys.argv = ['frontdesk', 'run', '--port', '{free_port()}']\n"
        "from bot.cli import main; main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ended.returncode, ended.stderr) == (0, "Closed.\n")


@contextmanager
def playing(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A playground that is open, and its port; killed at the end if it still runs."""
    (folder / "frontdesk.toml").write_text(SETTINGS, encoding="utf-8")
    port = free_port()
    words = ("play", "--no-browser", "--settings", "frontdesk.toml", "--port", str(port))
    with subprocess.Popen(
        [*FRONTDESK, *words], cwd=folder, env=environment(), stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            assert running.stderr is not None
            line = next(line for line in running.stderr if "Ctrl-C" not in line)
            assert re.search(rf"http://127\.0\.0\.1:{port}/\?token=\S+", line), line
            yield running, port
        finally:
            running.kill()


def frontdesk(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What a command does in *folder*."""
    settings = ("--settings", "frontdesk.toml")
    return subprocess.run(
        [*FRONTDESK, *words, *settings],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def environment() -> dict[str, str]:
    """Ours, with the checkout to import from."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])
