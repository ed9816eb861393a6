"""The bot never speaks over a person: what waits when an agent claims is never posted."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.testing import Fault
from bot.events import MessageReceived, ReactionChanged
from bot.people import Address, Person, Receipt
from tests.chaos.child import ADA
from tests.chaos.house import House
from tests.chaos.platform import Platform
from tests.chaos.wire import NAME
from tests.fakes.answerer import BOOK

DANA = Person(NAME, "dana", "Dana")
QUESTION = "How do I reset my password?"
ANSWER = BOOK["how do i reset my password"].answer
THREAD = Address(NAME, "help", "t1")


def asked() -> MessageReceived:
    """Dana asks what the FAQ knows."""
    return MessageReceived("e1", datetime.now(UTC), DANA, Receipt(THREAD, "q1"), QUESTION)


def claimed() -> ReactionChanged:
    """Ada claims it."""
    return ReactionChanged("e2", datetime.now(UTC), ADA, Receipt(THREAD, "q1"), "eyes", on=True)


def replied(thread: str) -> MessageReceived:
    """Ada answers herself."""
    place = Receipt(Address(NAME, "desk", thread), "a1")
    return MessageReceived("e3", datetime.now(UTC), ADA, place, "I am on it")


class Busy:
    """A platform that asks to wait at every post, until it is told not to."""

    def __init__(self) -> None:
        self.busy = True

    def __call__(self, verb: str) -> Fault | None:
        """429 for posts while busy."""
        return Fault.SLOW_DOWN if self.busy and verb == "post" else None


@pytest.mark.parametrize("killed", ["never", "before the claim", "after the claim"])
async def test_an_answer_held_back_is_not_posted_after_a_claim(tmp_path: Path, killed: str) -> None:
    """An answer held back by 429 while an agent claims is never posted, also through `kill -9`."""
    busy = Busy()
    async with (
        asyncio.timeout(60),
        Platform(busy).open() as platform,
        House(tmp_path, platform.url).open() as house,
    ):
        await house.tell(asked())
        await platform.until(lambda: platform.failures.total() >= 1)
        if killed == "before the claim":
            house.kill()
        await house.tell(claimed())
        if killed == "after the claim":
            house.kill()
        busy.busy = False
        await platform.until(lambda: QUESTION in platform.heads)
        await house.tell(replied(platform.heads[QUESTION].thread))
        await platform.until(lambda: "I am on it" in platform.texts("t1"))
    assert platform.texts("t1") == ["I am on it"]
    assert ANSWER not in platform.texts("t1")
