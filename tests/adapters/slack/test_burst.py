"""Many events at once: worked on a few at a time, and all of them are handed in."""

from __future__ import annotations

import asyncio
from pathlib import Path

from adapters.slack.listening import AT_ONCE
from adapters.slack.settings import Way
from bot.events import Heard, MessageReceived
from tests.adapters.slack.house import listening
from tests.fakes.slack import FakeSlack

MANY, ROOMS = 1000, 100


class Counting:
    """A door that counts who is in it."""

    def __init__(self) -> None:
        self.heard: dict[str, list[str]] = {}
        self.inside = self.most = 0

    async def deliver(self, event: Heard) -> None:
        """Takes a few turns of the loop, as a commit would."""
        assert isinstance(event, MessageReceived)
        self.inside += 1
        self.most = max(self.most, self.inside)
        for _ in range(5):
            await asyncio.sleep(0)
        self.heard.setdefault(event.receipt.address.room, []).append(event.text)
        self.inside -= 1


async def nothing_asked(_: object) -> None:
    """No home, no forms."""


async def test_a_burst_is_bounded_and_complete(tmp_path: Path) -> None:
    """A thousand messages in a hundred rooms: never more than `AT_ONCE` in work, each room in order."""
    door = Counting()
    async with (
        FakeSlack() as slack,
        listening(slack, tmp_path, Way.SOCKET, door.deliver, nothing_asked),
    ):
        slack.wire.patience = 60.0
        dana = slack.person("Dana")
        rooms = [slack.channel(f"room-{number}", [dana]) for number in range(ROOMS)]
        burst = [slack.write(dana, rooms[n % ROOMS], f"{n:04}")[1] for n in range(MANY)]
        done = await asyncio.gather(*burst)
    assert all(one.acked and one.tries == 1 for one in done)
    assert sum(map(len, door.heard.values())) == MANY
    assert all(words == sorted(words) for words in door.heard.values())
    assert 1 < door.most <= AT_ONCE
