"""What is said while the process is killed, and what of it must stand where at the end."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from bot.events import Heard, MessageReceived, ReactionChanged
from bot.people import Address, Person, Receipt
from tests.chaos.child import ADA
from tests.chaos.house import House
from tests.chaos.platform import Platform
from tests.chaos.wire import NAME

TWICE = 0.05


@dataclass(slots=True)
class Talk:
    """One conversation held by Ada. `said` is what either side typed after the claim, in order."""

    number: int
    length: int
    dice: Random
    said: dict[str, list[str]] = field(default_factory=lambda: {"customer": [], "ada": []})
    thread: str = ""

    @property
    def opening(self) -> str:
        """The customer's first words, which the desk sees on the card."""
        return f"talk {self.number} begins"

    @property
    def _customer(self) -> Person:
        return Person(NAME, f"u{self.number}", f"Customer {self.number}")

    def first(self) -> MessageReceived:
        """The customer's first words."""
        return self._words(self._customer, Address(NAME, "help", f"t{self.number}"), 0, self.opening)

    def claim(self) -> ReactionChanged:
        """Ada's mark on them."""
        first = self.first()
        return ReactionChanged(f"claim-{self.number}", first.at, ADA, first.receipt, "eyes", on=True)

    def speakers(self) -> Iterator[str]:
        """Who speaks next, as the dice fall; the first words and the claim count as events too."""
        for _ in range(self.length - 2):
            yield self.dice.choice(("customer", "ada"))

    def next(self, speaker: str) -> MessageReceived:
        """The next words of a speaker."""
        number = len(self.said["customer"]) + len(self.said["ada"]) + 1
        text = f"{speaker} {number} in talk {self.number}"
        self.said[speaker].append(text)
        if speaker == "ada":
            return self._words(ADA, Address(NAME, "desk", self.thread), number, text)
        return self._words(self._customer, self.first().receipt.address, number, text)

    def _words(self, by: Person, at: Address, number: int, text: str) -> MessageReceived:
        message = f"{self.number}-{number}"
        return MessageReceived(f"e{message}", datetime.now(UTC), by, Receipt(at, message), text)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of all words: how many were lost, stand twice, or stand out of order."""

    events: int
    kills: int
    words: int
    lost: int
    twice: int
    disordered: int
    failed_calls: int
    calls: int


class Traffic:
    """Many talks at once. An event of a talk is sent once the one before it is acknowledged."""

    def __init__(self, platform: Platform, house: House, *, talks: int, events: int, seed: int) -> None:
        self._platform = platform
        self._house = house
        self.length = events
        self.talks = [Talk(n, events // talks, Random(f"{seed}-{n}")) for n in range(talks)]
        self.acknowledged = 0

    async def flow(self) -> None:
        """Let everybody speak, and return once every word stands and nothing is left to be done."""
        async with asyncio.TaskGroup() as group:
            for talk in self.talks:
                group.create_task(self._hold(talk))
        while True:
            seen = self._platform.calls.total()
            await self._house.rest()
            if not self._house.pending():
                return
            await self._platform.until(lambda seen=seen: self._platform.calls.total() > seen)  # type: ignore[misc] # mypy has no type for it

    async def _hold(self, talk: Talk) -> None:
        await self._send(talk, talk.first())
        await self._send(talk, talk.claim())
        for speaker in talk.speakers():
            if speaker == "ada" and not talk.thread:
                talk.thread = await self._thread(talk)
            await self._send(talk, talk.next(speaker))
        talk.thread = talk.thread or await self._thread(talk)

    async def _thread(self, talk: Talk) -> str:
        await self._platform.until(lambda: talk.opening in self._platform.heads)
        return self._platform.heads[talk.opening].message

    async def _send(self, talk: Talk, event: Heard) -> None:
        for _ in range(2 if talk.dice.random() < TWICE else 1):
            self._platform.moment()
            await self._house.tell(event)
        self.acknowledged += 1
        self._platform.moment()

    def outcome(self) -> Outcome:
        """Compare what was typed with what stands on the platform."""
        lanes = [lane for talk in self.talks for lane in self._lanes(talk)]
        return Outcome(
            self.acknowledged,
            self._house.kills,
            sum(len(typed) for typed, _ in lanes),
            sum(len(set(typed) - set(stands)) for typed, stands in lanes),
            sum(len(stands) - len(set(stands)) for _, stands in lanes) + self._keys_twice(),
            sum(list(dict.fromkeys(stands)) != [w for w in typed if w in stands] for typed, stands in lanes),
            self._platform.failures.total(),
            self._platform.calls.total(),
        )

    def _lanes(self, talk: Talk) -> Iterator[tuple[list[str], list[str]]]:
        """What was typed on one side, and what of it stands on the other."""
        for speaker, thread in (("customer", talk.thread), ("ada", f"t{talk.number}")):
            typed = talk.said[speaker]
            yield typed, [text for text in self._platform.texts(thread) if text.startswith(f"{speaker} ")]

    def _keys_twice(self) -> int:
        """Every post of the bot has a key of its own, cards and notices included."""
        keys = Counter(posted.key for posted in self._platform.posted.values())
        return sum(count - 1 for count in keys.values())
