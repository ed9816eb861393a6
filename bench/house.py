"""A house for measuring: real database, mailroom, courier and engine; a platform that is fast or free."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

from bot.app import bar
from bot.courier import Courier
from bot.engine.embedded import Embedded
from bot.events import MessageReceived, ReactionChanged
from bot.mailroom import House, Mailroom
from bot.meanings import Meaning
from bot.people import Address, Person, Receipt
from bot.ports import Adapter, Answerer
from bot.settings import Answering, Desk, Route, Settings
from bot.store import Database
from tests.chaos.wire import NAME, Asked, WireAdapter

__all__ = ["AT_ONCE", "Free", "Posting", "Talk", "now", "opened", "sink"]

ADA = Person(NAME, "ada", "Ada", house=True)
DAY = 24 * 60
SETTLING = Answering()
AT_ONCE = Answering(settle_seconds=0)


def now() -> datetime:
    """What time it is."""
    return datetime.now(UTC)


class Posting(WireAdapter):
    """Posts over HTTP; `posted` is set anew after every post, `said` keeps them."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.posted = asyncio.Event()
        self.said: list[Meaning] = []

    async def post(self, to: Address, message: Meaning, key: str) -> tuple[Receipt, ...]:
        """Post, and tell that it stands."""
        receipts = await super().post(to, message, key)
        self.said.append(message)
        self.posted.set()
        return receipts


class Free(Posting):
    """A platform that costs nothing."""

    def __init__(self) -> None:
        super().__init__("")
        self._numbers = count(1)

    async def _call(self, verb: str, asked: Asked) -> tuple[Receipt, ...]:
        message = f"m{next(self._numbers)}"
        return (Receipt(Address(NAME, asked.get("room", ""), asked.get("thread") or message), message),)


@asynccontextmanager
async def opened(
    database: Database,
    adapter: Adapter,
    answerer: Answerer,
    *,
    room: str = "desk",
    agent: Person = ADA,
    answering: Answering = SETTLING,
) -> AsyncIterator[Embedded]:
    """The engine over *database*, with clocks that do not ring while it is measured."""
    desk = Desk(f"{adapter.name}:{room}", claim_minutes=DAY, reply_minutes=DAY)
    settings = Settings({"support": desk}, (Route(f"{adapter.name}:*", "support"),), answering)
    the_bar = bar(answering)
    mailroom = Mailroom(House(settings, lambda _: frozenset({agent}), lambda: the_bar))
    engine = Embedded(database.writer, mailroom, Courier({adapter.name: adapter}, answerer), now)
    await engine.start()
    await adapter.start(engine.deliver, _nothing_asked)
    try:
        yield engine
    finally:
        await adapter.stop()
        await engine.stop()


async def _nothing_asked(_: object) -> None:
    return None


@contextmanager
def sink() -> Iterator[str]:
    """The address of a platform in a process of its own that takes everything."""
    command = (sys.executable, "-m", "bench.sink")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        assert process.stdin is not None
        process.stdin.close()


@dataclass(slots=True)
class Talk:
    """One customer's thread."""

    name: str
    words: int = 0

    def says(self, text: str) -> MessageReceived:
        """The next words."""
        self.words += 1
        number = f"{self.name}-{self.words}"
        place = Receipt(Address(NAME, "help", self.name), number)
        return MessageReceived(f"e{number}", now(), Person(NAME, f"u{self.name}", self.name), place, text)

    def is_claimed(self) -> ReactionChanged:
        """An agent's mark on the first words."""
        place = Receipt(Address(NAME, "help", self.name), f"{self.name}-1")
        return ReactionChanged(f"c{self.name}", now(), ADA, place, "eyes", on=True)
