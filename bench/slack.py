"""Through the whole of Slack: the house beside bolt's own echo bot, over the same stand-in, turn by turn."""

from __future__ import annotations

import json
import math
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any
from urllib.request import Request, urlopen

import psutil

from bench.clocking import percentile
from bench.figures import Figure
from tests.fakes.answerer import BOOK

__all__ = ["measured"]

THREADS = 50
ROOMS = 10
"""What comes from one room is taken in order, one after another, so the threads lie in several."""
MANY = 300
WINDOW = 50
CALM = 20
REST = 0.3
"""Seconds without any work after which a bot is at rest."""
QUESTION = next(iter(BOOK))
Event = dict[str, Any]  # a message of the platform, written here alone


@dataclass(slots=True)
class Bot:
    """A bot in a process of its own, the Slack it is linked to, and what was measured of it."""

    process: psutil.Process
    url: str
    numbers: count[int] = field(default_factory=lambda: count(1))
    cpu: dict[str, list[float]] = field(default_factory=dict)
    rate: dict[str, list[float]] = field(default_factory=dict)
    acks: dict[str, list[float]] = field(default_factory=dict)

    def drive(self, what: str, events: list[Event], *, posts: bool, rate: int = 0) -> list[str]:
        """Send *events* and remember, under *what*, rate, CPU an event and acknowledgements."""
        asked = {"events": events, "window": WINDOW, "rate": rate, "posts": posts}
        before = self._spent()
        told = _post(f"{self.url}/drive", asked)
        spent = self._at_rest() - before
        self.cpu.setdefault(what, []).append(spent * 1e3 / len(events))
        self.rate.setdefault(what, []).append(len(events) / told["seconds"])
        self.acks.setdefault(what, []).extend(told["acks"])
        return list(told["heads"])

    def _spent(self) -> float:
        return sum(self.process.cpu_times()[:2])

    def _at_rest(self) -> float:
        """CPU seconds once the bot has nothing left to do: its last marks and cards are part of the cost."""
        spent = math.nan
        while spent != (spent := self._spent()):
            sleep(REST)
        return spent

    def words(self, text: str, *, thread: str = "", user: str = "U0GUEST", numbered: bool = True) -> Event:
        """One message of a customer; its number is found again in what is posted for it."""
        number = next(self.numbers)
        ts, said = f"1800000000.{number:06d}", f"{text} w{number}" if numbered else text
        event = {
            "type": "message",
            "channel": f"C0HELP{_room(thread or ts)}",
            "channel_type": "group",
            "user": user,
        }
        event |= {"text": said, "ts": ts} | dict.fromkeys(("team", "user_team", "source_team"), "T0GUESTS")
        return event | {"thread_ts": thread} if thread else event


def measured(folder: Path, *, rounds: int) -> list[Figure]:
    """Events a second and CPU an event; acknowledgements at a calm rate and when it is too much."""
    folder.mkdir(parents=True, exist_ok=True)
    with _bot("bare", folder) as bare, _bot("ours", folder) as ours:
        threads = _claimed(ours)
        for turn in range(rounds + 1):
            if turn == 1:
                for bot in (bare, ours):
                    bot.cpu, bot.rate, bot.acks = {}, {}, {}
            _round(bare, ours, threads)
        commit = _commit(folder)
    return _figures(bare, ours, commit)


def _room(thread: str) -> int:
    """The room a thread lies in."""
    return int(thread[-6:]) % ROOMS


def _round(bare: Bot, ours: Bot, threads: list[str]) -> None:
    """Each thing once on both bots, so that a noisy machine is noisy for both."""
    for bot in (bare, ours):
        colleague = [bot.words("only", user="U0COLLEAGUE") for _ in range(MANY)]
        for event in colleague:
            event |= {"team": "T0HOUSE", "user_team": "T0HOUSE", "source_team": "T0HOUSE"}
        bot.drive("ack", colleague, posts=False)
        bot.drive("relay", [bot.words("more", thread=threads[n % THREADS]) for n in range(MANY)], posts=True)
        calm = [bot.words("calm", thread=threads[n % THREADS]) for n in range(CALM * 3)]
        bot.drive("calm", calm, posts=True, rate=CALM)
        bot.drive("answered", [bot.words(QUESTION, numbered=False) for _ in range(MANY // 3)], posts=True)


def _claimed(ours: Bot) -> list[str]:
    """Conversations that an agent holds: the customer's next words there are relayed."""
    first = [ours.words("something the FAQ does not know") for _ in range(THREADS)]
    ours.drive("setting up", first, posts=True)
    heads = ours.drive(
        "setting up", [ours.words("still there", thread=one["ts"]) for one in first], posts=True
    )
    marks = [{"type": "reaction_added", "user": "U0ADA", "reaction": "eyes", "text": "only",
              "item": {"type": "message", "channel": "C0DESK", "ts": head}, "event_ts": f"19{n}.000001"}
             for n, head in enumerate(heads)]  # fmt: skip
    ours.drive("setting up", marks, posts=False)
    return [one["ts"] for one in first]


def _figures(bare: Bot, ours: Bot, commit: float) -> list[Figure]:
    found = []
    for what, named in (("ack", "heard only"), ("relay", "relay"), ("answered", "answered question")):
        bound = 5 if what == "relay" else None
        found += [
            Figure(f"Slack, {named}: rate", median(ours.rate[what]), "/s", median(bare.rate[what])),
            Figure(
                f"Slack, {named}: CPU", median(ours.cpu[what]), "ms", median(bare.cpu[what]), at_most=bound
            ),
        ]
    calm, floor = percentile(ours.acks["calm"], 0.99), percentile(bare.acks["calm"], 0.99)
    worst, bares = (max(bot.acks["relay"] + bot.acks["ack"]) for bot in (ours, bare))
    return [
        *found,
        Figure(f"Slack, ack p99 at {CALM}/s", calm, "ms", floor * 5 + commit, at_most=1),
        Figure("Slack, slowest ack when saturated", worst, "ms", at_most=1000),
        Figure("Slack, the bare bot's slowest ack then", bares, "ms"),
    ]


def _commit(folder: Path) -> float:
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
def _bot(which: str, folder: Path) -> Iterator[Bot]:
    """A bot linked to a Slack of its own, both in processes of their own."""
    with ExitStack() as stack:
        port = _started(stack, "bench.slack_side")[1]
        url = f"http://127.0.0.1:{port}"
        process, _ = _started(stack, "bench.slack_bot", which, url, str(folder / which))
        yield Bot(psutil.Process(process.pid), url)


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


def _post(url: str, asked: object) -> dict[str, Any]:
    request = Request(url, json.dumps(asked).encode(), {"Content-Type": "application/json"})  # noqa: S310 - loopback
    with urlopen(request, timeout=120) as answer:  # noqa: S310 - loopback
        return dict(json.load(answer))
