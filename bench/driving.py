"""Bots in processes of their own, each with a platform of its own: what is sent to them, and what is told."""

from __future__ import annotations

import json
import math
import sqlite3
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any, TypeVar
from urllib.request import Request, urlopen

import psutil

from bench.clocking import percentile
from bench.figures import Figure
from tests.fakes.answerer import BOOK

__all__ = [
    "CALM",
    "ROOMS",
    "Body",
    "Bot",
    "Event",
    "claimed",
    "commit",
    "in_turns",
    "paired",
    "running",
    "slowest_ack",
]

THREADS = 50
ROOMS = 10
"""What comes from one room is taken in order, one after another, so the threads lie in several."""
MANY = 300
WINDOW = 50
CALM = 20
REST = 0.3
"""Seconds without any work after which a bot is at rest."""
QUESTION = next(iter(BOOK))
Body = dict[str, Any]  # JSON, written for a stand-in alone


@dataclass(frozen=True, slots=True)
class Event:
    """What the platform sends. A post made for it is known by its `word` or, without, by its `thread`."""

    body: Body
    thread: str
    word: str = ""


class Bot(ABC):
    """A bot in a process of its own, its platform at *url*, and what was measured of it."""

    def __init__(self, process: psutil.Process, url: str, hook: str) -> None:
        self._process, self.url, self._hook = process, url, hook
        self.numbers = count(1)
        self.forget()

    def forget(self) -> None:
        """What was measured before only warmed up."""
        self.cpu: dict[str, list[float]] = {}
        self.rate: dict[str, list[float]] = {}
        self.acks: dict[str, list[float]] = {}

    @abstractmethod
    def words(self, text: str, *, thread: str = "", house: bool = False, numbered: bool = True) -> Event:
        """A message; its number is found again in what is posted for it."""

    @abstractmethod
    def mark(self, head: str) -> Event:
        """An agent's mark on the card that heads a desk thread: a claim."""

    def drive(self, what: str, events: Sequence[Event], *, posts: bool, rate: int = 0) -> Body:
        """Send *events* and remember, under *what*, rate, CPU an event and acknowledgements."""
        asked = {"to": self._hook, "window": WINDOW, "rate": rate, "posts": posts}
        before = self._spent()
        told = _post(f"{self.url}/drive", {**asked, "events": [asdict(event) for event in events]})
        spent = self._at_rest() - before
        self.cpu.setdefault(what, []).append(spent * 1e3 / len(events))
        self.rate.setdefault(what, []).append(len(events) / told["seconds"])
        self.acks.setdefault(what, []).extend(told["acks"])
        return told

    def _spent(self) -> float:
        return sum(self._process.cpu_times()[:2])

    def _at_rest(self) -> float:
        """CPU seconds once the bot has nothing left to do: its last marks and cards are part of the cost."""
        spent = math.nan
        while spent != (spent := self._spent()):
            sleep(REST)
        return spent


B = TypeVar("B", bound=Bot)


def claimed(bot: Bot) -> list[str]:
    """Conversations that an agent holds: the customer's next words there are relayed."""
    first = [bot.words("something the FAQ does not know") for _ in range(THREADS)]
    bot.drive("setting up", first, posts=True)
    again = [bot.words("still there", thread=one.thread) for one in first]
    heads = bot.drive("setting up", again, posts=True)["heads"]
    assert len(heads) == THREADS, f"{len(heads)} desk threads were opened, not {THREADS}"
    bot.drive("setting up", [bot.mark(head) for head in heads], posts=False)
    return [one.thread for one in first]


def in_turns(bots: Sequence[Bot], threads: list[str], rounds: int) -> None:
    """Each thing once on every bot, so that a noisy machine is noisy for all; the first round warms up."""
    for turn in range(rounds + 1):
        for bot in bots:
            if turn == 1:
                bot.forget()
            _round(bot, threads)


def _round(bot: Bot, threads: list[str]) -> None:
    bot.drive("ack", [bot.words("only", house=True) for _ in range(MANY)], posts=False)
    bot.drive("relay", [bot.words("more", thread=threads[n % THREADS]) for n in range(MANY)], posts=True)
    calm = [bot.words("calm", thread=threads[n % THREADS]) for n in range(CALM * 3)]
    bot.drive("calm", calm, posts=True, rate=CALM)
    bot.drive("answered", [bot.words(QUESTION, numbered=False) for _ in range(MANY // 3)], posts=True)


def paired(name: str, bot: Bot, floor: Bot, *, relay_at_most: float | None = None) -> list[Figure]:
    """Events a second and CPU an event of *bot*, beside *floor*."""
    found = []
    for what, named in (("ack", "heard only"), ("relay", "relay"), ("answered", "answered question")):
        bound = relay_at_most if what == "relay" else None
        rate, cpu = median(bot.rate[what]), median(bot.cpu[what])
        found += [
            Figure(f"{name}, {named}: rate", rate, "/s", median(floor.rate[what])),
            Figure(f"{name}, {named}: CPU", cpu, "ms", median(floor.cpu[what]), at_most=bound),
        ]
    return found


def slowest_ack(bot: Bot) -> float:
    """Milliseconds of the slowest acknowledgement with as much under way as there may be."""
    return max(bot.acks["relay"] + bot.acks["ack"])


def commit(folder: Path) -> float:
    """The p99 of one bare commit on the same disk, in milliseconds."""
    took = []
    with sqlite3.connect(folder / "floor.db", isolation_level=None) as file:
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            file.execute(f"pragma {pragma}")
        file.execute("create table if not exists words (body text)")
        for _ in range(200):
            began = perf_counter()
            file.execute("insert into words values ('one more word')")
            took.append((perf_counter() - began) * 1e3)
    return percentile(took, 0.99)


@contextmanager
def running(
    platform: str, which: str, folder: Path, made: Callable[[psutil.Process, str, str], B]
) -> Iterator[B]:
    """A bot linked to a platform of its own, both in processes of their own."""
    with ExitStack() as stack:
        port = _started(stack, f"bench.{platform}_side")[1]
        url = f"http://127.0.0.1:{port}"
        process, hook = _started(stack, f"bench.{platform}_bot", which, url, str(folder / which))
        yield made(psutil.Process(process.pid), url, hook)


def _started(stack: ExitStack, module: str, *told: str) -> tuple[subprocess.Popen[str], str]:
    """A process of ours and its first line; it ends when its input does."""
    command = (sys.executable, "-m", module, *told)
    process = stack.enter_context(
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    )
    assert process.stdin is not None
    assert process.stdout is not None
    stack.callback(process.stdin.close)
    line = process.stdout.readline().strip()
    assert line, f"{module} did not start"
    return process, line


def _post(url: str, asked: object) -> Body:
    request = Request(url, json.dumps(asked).encode(), {"Content-Type": "application/json"})  # noqa: S310 - loopback
    with urlopen(request, timeout=120) as answer:  # noqa: S310 - loopback
        return dict(json.load(answer))
