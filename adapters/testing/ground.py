"""What a platform's tests bring to the contract of all adapters: its people, its rooms, the bot's ear."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Protocol

from bot.events import Heard
from bot.meanings import Press
from bot.people import Address, Person, Receipt
from bot.ports import Adapter, Known, Wanted


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as a reader sees it: its words without any format, whom it pings, where it links."""

    text: str
    pings: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


class Witness:
    """The bot's side of the doors: remembers what was delivered, and refuses while `refusing`."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.refusing = False
        self._news = asyncio.Event()

    async def deliver(self, event: Heard) -> None:
        """Take an event, or raise."""
        if self.refusing:
            raise RuntimeError("the disk is full")
        self.heard.append(event)
        self._news.set()

    async def ask(self, _wanted: Wanted) -> Known | None:
        """Nothing is known."""
        return None

    async def until(self, count: int) -> list[Heard]:
        """What was heard, once that is *count* events."""
        while len(self.heard) < count:
            self._news.clear()
            await self._news.wait()
        return self.heard


class Ground(Protocol):
    """What a platform's tests bring. Acts of people go through the platform's real way in.

    Each act is true if the platform was told that its event was taken.
    """

    witness: Witness
    shared: Address
    desk: Address
    customer: Person
    agent: Person

    @property
    def adapter(self) -> Adapter:
        """The adapter under test, started with the witness's doors."""
        ...

    async def say(self, person: Person, place: Address, text: str) -> bool:
        """*person* writes."""
        ...

    async def say_again(self) -> bool:
        """The platform sends the last `say` once more, as it does when no answer came."""
        ...

    async def edit(self, person: Person, receipt: Receipt, text: str) -> bool:
        """*person* changes his message."""
        ...

    async def delete(self, person: Person, receipt: Receipt) -> bool:
        """*person* deletes his message."""
        ...

    async def react(self, person: Person, receipt: Receipt, mark: str) -> bool:
        """*person* marks a message."""
        ...

    async def press(self, person: Person, receipt: Receipt, press: Press) -> bool:
        """*person* presses a button on a message of the bot."""
        ...

    async def send_unknown(self) -> None:
        """The platform sends something that nobody has described."""
        ...

    async def echo(self, receipt: Receipt) -> None:
        """The platform tells the adapter of the bot's own message, if it does such things."""
        ...

    async def fail_next(self) -> None:
        """The platform's next answer to a post is an error of its own making."""
        ...

    async def shown(self, place: Address) -> list[Shown]:
        """What stands in a thread or a direct chat now, oldest first."""
        ...

    async def whispered(self, person: Person) -> list[str]:
        """The texts that were whispered to *person*."""
        ...
