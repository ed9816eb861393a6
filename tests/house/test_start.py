"""The command line answers at once, and the tests reach no network."""

from __future__ import annotations

import socket
import subprocess
import sys
from importlib.util import find_spec

import pytest
from pytest_socket import SocketConnectBlockedError

HEAVY = (
    "aiohttp", "alembic", "botbuilder", "chromadb", "langchain", "langchain_core", "numpy", "onnxruntime",
    "slack_bolt", "sqlalchemy", "tokenizers",
)  # fmt: skip


@pytest.mark.skipif(find_spec("bot.cli") is None, reason="no command line yet")
def test_the_command_line_imports_nothing_heavy() -> None:
    """`import bot.cli` brings in none of the heavy packages, so that `frontdesk --help` answers at once."""
    code = f"import sys, bot.cli; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr, run.stdout.split()) == (0, "", [])


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_a_test_reaches_only_this_machine() -> None:
    """A connection to an address that was not allowed is refused before anything is sent."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger,
        pytest.raises(SocketConnectBlockedError),
    ):
        stranger.connect(("127.0.0.9", 9))


def test_a_platforms_settings_are_read_without_its_client() -> None:
    """A command that only reads the settings loads no chat client: it would wait seconds for nothing."""
    code = (
        "import sys; from bot.platforms import platforms; found = platforms(); "
        "print(*[found[name].settings for name in found], file=sys.stderr); "
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []
