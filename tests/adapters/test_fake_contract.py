"""The platform of the tests keeps the contract of all adapters."""

from __future__ import annotations

import logging

import pytest

from adapters.testing import FakeAdapter, FakePlatform, Fault, Planned
from adapters.testing.contract import AdapterContract, Ground, Shown, Witness
from bot.events import Heard
from bot.meanings import Press
from bot.people import Address, Person, Receipt


class FakeGround:
    """The fake platform as the contract wants it."""

    def __init__(self) -> None:
        self.faults = Planned()
        self.platform = FakePlatform(faults=self.faults)
        self.adapter = FakeAdapter(self.platform)
        self.witness = Witness()
        self.customer = self.platform.add_person("dana", "Dana")
        self.agent = self.platform.add_person("ada", "Ada", house=True)
        self.shared = self.platform.add_room("help", [self.customer])
        self.desk = self.platform.add_room("desk", [self.agent])
        self._last: Heard | None = None

    async def say(self, person: Person, place: Address, text: str) -> bool:
        """*person* writes."""
        self._last = self.platform.say(person, place, text)
        return await self._hear(self._last)

    async def say_again(self) -> bool:
        """The same event once more."""
        assert self._last is not None
        return await self._hear(self._last)

    async def edit(self, person: Person, receipt: Receipt, text: str) -> bool:
        """*person* changes his message."""
        return await self._hear(self.platform.edit(person, receipt.message, text))

    async def delete(self, person: Person, receipt: Receipt) -> bool:
        """*person* deletes his message."""
        return await self._hear(self.platform.delete(person, receipt.message))

    async def react(self, person: Person, receipt: Receipt, mark: str) -> bool:
        """*person* marks a message."""
        return await self._hear(self.platform.react(person, receipt.message, mark))

    async def press(self, person: Person, receipt: Receipt, press: Press) -> bool:
        """*person* presses a button."""
        event = self.platform.press(person, receipt.message, press.button, press.pick, press.about)
        return await self._hear(event)

    async def send_unknown(self) -> None:
        """There are no payloads here, so the log line is this ground's own, once."""
        if not self._unknown:
            self._unknown = True
            logging.getLogger("adapters.testing").warning("An unknown payload came")

    _unknown = False

    async def echo(self, receipt: Receipt) -> None:
        """The bot is not told here what it said itself."""

    async def fail_next(self) -> None:
        """The next post fails."""
        self.faults.plan("post", Fault.DOWN)

    async def shown(self, place: Address) -> list[Shown]:
        """What stands there."""
        return [Shown(text) for text in self.platform.standing(place)]

    async def whispered(self, person: Person) -> list[str]:
        """What was whispered."""
        return self.platform.whispers_to(person)

    async def _hear(self, event: Heard) -> bool:
        try:
            await self.adapter.hear(event)
        except RuntimeError:
            return False
        return True


class TestFakeAdapter(AdapterContract):
    """The contract over the fake."""

    @pytest.fixture
    async def ground(self) -> Ground:
        """A fresh platform."""
        ground = FakeGround()
        await ground.adapter.start(ground.witness.deliver, ground.witness.ask)
        return ground
