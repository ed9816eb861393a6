"""The adapter that docs/writing-an-adapter.md builds keeps the contract of all adapters."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from adapters.testing.contract import AdapterContract, Ground, Shown, Witness
from bot.meanings import Press
from bot.people import Address, Person, Receipt
from bot.ports import Premises
from tests.adapters.toy.adapter import PLATFORM, ToyAdapter, ToySettings
from tests.adapters.toy.chat import Chat


class ToyGround:
    """The toy chat as the contract wants it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.chat, self.adapter, self.witness = Chat(folder), ToyAdapter(folder), Witness()
        self.customer = self.chat.person("dana", "Dana")
        self.agent = self.chat.person("ada", "Ada", house=True)
        self.shared = self.chat.room("help", [self.customer])
        self.desk = self.chat.room("desk", [self.agent])
        self._last: dict[str, Any] = {}
        self._monkeypatch = monkeypatch

    async def say(self, person: Person, place: Address, text: str) -> bool:
        """*person* writes."""
        self.chat.say(person, place, text)
        (self._last,) = self.chat.waiting()
        return await self._taken()

    async def say_again(self) -> bool:
        """The same file once more."""
        self.chat.again(self._last)
        return await self._taken()

    async def edit(self, person: Person, receipt: Receipt, text: str) -> bool:
        """*person* changes a message."""
        self.chat.edit(person, receipt, text)
        return await self._taken()

    async def delete(self, person: Person, receipt: Receipt) -> bool:
        """*person* deletes a message."""
        self.chat.delete(person, receipt)
        return await self._taken()

    async def react(self, person: Person, receipt: Receipt, mark: str) -> bool:
        """*person* marks a message."""
        self.chat.mark(person, receipt, mark)
        return await self._taken()

    async def press(self, person: Person, receipt: Receipt, press: Press) -> bool:
        """*person* presses a button."""
        self.chat.press(person, receipt, press)
        return await self._taken()

    async def send_unknown(self) -> None:
        """Somebody dances."""
        self.chat.strange()
        assert await self._taken()

    async def echo(self, receipt: Receipt) -> None:
        """Nobody is told here what the bot does."""

    async def fail_next(self) -> None:
        """The disk is full, once."""
        write = Path.write_text

        def full(*_: object, **__: object) -> int:
            self._monkeypatch.setattr(Path, "write_text", write)
            raise OSError(28, "No space left on device")

        self._monkeypatch.setattr(Path, "write_text", full)

    async def shown(self, place: Address) -> list[Shown]:
        """What stands there."""
        return [Shown(text) for text in self.chat.texts(place)]

    async def whispered(self, person: Person) -> list[str]:
        """Nothing: there are no whispers here."""
        return []

    async def _taken(self) -> bool:
        """Whether what was done last was taken away."""
        await self.adapter.look()
        return self.chat.waiting() == []


class TestToyAdapter(AdapterContract):
    """The contract over the toy."""

    @pytest.fixture
    async def ground(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Ground]:
        """A chat with its people, and the adapter listening."""
        ground = ToyGround(tmp_path, monkeypatch)
        await ground.adapter.start(ground.witness.deliver, ground.witness.ask)
        yield ground
        await ground.adapter.stop()


def _premises(folder: Path, options: object) -> Premises:
    return Premises(folder, 8765, options, rooms=("toy:help", "toy:attic", "toy:*"))


def test_a_chat_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A fault names the setting, what was found and what works; without a fault there is none."""
    (told,) = PLATFORM.faults(_premises(tmp_path, ToySettings("/nowhere")))
    assert told.startswith('toy.folder: found "/nowhere", but there is no such folder. For example')
    assert PLATFORM.faults(_premises(tmp_path, ToySettings(str(tmp_path)))) == ()


async def test_rooms_that_are_not_there_are_found(tmp_path: Path) -> None:
    """`frontdesk check` looks at each room the settings name."""
    Chat(tmp_path).room("help", [])
    found = await PLATFORM.examine(_premises(tmp_path, ToySettings(str(tmp_path))))
    assert [(one.what, one.well) for one in found] == [("toy:help", True), ("toy:attic", False)]
