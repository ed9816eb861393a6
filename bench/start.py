"""What a fresh process takes to its first draft, the memory it then has, and what `--help` imports."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.figures import Figure

__all__ = ["measured"]

HEAVY = "chromadb onnxruntime langchain langchain_core aiohttp slack_bolt botbuilder sqlalchemy numpy".split()
HELP = (
    "import sys; sys.argv = ['frontdesk', '--help']\n"
    "from bot.cli import main\n"
    "try: main()\n"
    "except SystemExit: pass\n"
    f"print(*(name for name in {HEAVY!r} if name in sys.modules), file=sys.stderr)"
)


def measured(folder: Path, *, rounds: int) -> Iterator[Figure]:
    """Over the folders that `bench.ask` filled: 100 phrasings for the start, 10,000 for the memory."""
    starts, floors, memories = [], [], []
    for _ in range(rounds):
        starts.append(_fresh(folder / "100")[0])
        floors.append(_fresh(folder / "100", "--bare")[0])
        memories.append(_fresh(folder / "10000")[1])
    yield Figure("start to first answer", median(starts), "s", median(floors))
    yield Figure("memory at 10,000 phrasings", median(memories), "MB", at_most=350)
    yield Figure("heavy packages imported by --help", len(_imported_by_help()), "packages", at_most=0)


def _fresh(*arguments: Path | str) -> tuple[float, float]:
    """Seconds to the first draft, and megabytes then."""
    command = (sys.executable, "-m", "bench.fresh", *map(str, arguments))
    began = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        rss = int(process.stdout.readline())
        return perf_counter() - began, rss / 1e6


def _imported_by_help() -> list[str]:
    done = subprocess.run((sys.executable, "-c", HELP), capture_output=True, text=True, check=True)
    return done.stderr.split()
