"""The stage in the chat of docs/writing-an-adapter.md, which has no whispers, marks or files."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from bot.meanings import Button, Press
from bot.people import Address, Person, Receipt
from bot.settings import Desk, Route, Settings
from tests.adapters.toy.adapter import ToyAdapter
from tests.adapters.toy.chat import Chat
from tests.fakes.bridge import Bridge, bridged

DAY = 24 * 60
ALONE = ("dm-ada", "dm-ben")


@dataclass(slots=True)
class InToy:
    """One customer and two agents in a folder."""

    folder: Path
    chat: Chat = field(init=False)
    adapter: ToyAdapter = field(init=False)
    bridge: Bridge = field(init=False)
    people: dict[str, Person] = field(default_factory=dict)
    help: Address = field(init=False)
    desk: Address = field(init=False)
    thread: Address = field(init=False)
    _process: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def __aenter__(self) -> Self:
        self.chat = Chat(self.folder / "chat")
        self.people = {"Dana": self.chat.person("dana", "Dana", team="Acme")}
        self.people |= {name: self.chat.person(name.lower(), name, house=True) for name in ("Ada", "Ben")}
        everybody = list(self.people.values())
        self.thread = self.help = self.chat.room("help", everybody)
        self.desk = self.chat.room("desk", everybody[1:])
        await self._open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._process.aclose()

    async def _open(self) -> None:
        desk = Desk("toy:desk", claim_minutes=DAY, reply_minutes=DAY)
        settings = Settings({"support": desk}, (Route("toy:*", "support"),))
        self.adapter = ToyAdapter(self.folder / "chat")
        self._process.push_async_callback(self.adapter.stop)
        house = bridged(self.folder / "data", {"toy": self.adapter}, settings)
        self.bridge = await self._process.enter_async_context(house)

    async def die_and_come_back(self) -> None:
        """What was under way is forgotten; the files stay."""
        await self._process.aclose()
        self._process = AsyncExitStack()
        await self._open()
        await self._settled()

    # -- what people do

    async def customer_says(self, text: str) -> None:
        """Dana writes."""
        self.thread = self.chat.say(self.people["Dana"], self.thread, text).address
        await self._settled()

    async def agent_says(self, agent: str, text: str) -> None:
        """An agent writes in the desk thread."""
        self.chat.say(self.people[agent], self._card.address, text)
        await self._settled()

    async def presses(self, agent: str, label: str) -> None:
        """A button of the card."""
        self._press(agent, self._card, label)
        await self._settled()

    async def press_together(self, label: str) -> None:
        """Both press before the bot looks."""
        for agent in ("Ada", "Ben"):
            self._press(agent, self._card, label)
        await self._settled()

    async def presses_whisper(self, agent: str, label: str) -> None:
        """A button of what was said in the direct chat, since there are no whispers."""
        place = Address("toy", f"dm-{agent.lower()}")
        self._press(agent, Receipt(place, self.chat.standing(place)[-1]["message"]), label)
        await self._settled()

    async def edits(self, who: str, old: str, new: str) -> None:
        """A message of one's own says something else."""
        self.chat.edit(self.people[who], self._written(who, old), new)
        await self._settled()

    async def deletes(self, who: str, text: str) -> None:
        """A message of one's own is taken away."""
        self.chat.delete(self.people[who], self._written(who, text))
        await self._settled()

    # -- what people see

    async def customer_sees(self, text: str) -> None:
        """It stands in the customer's thread, with or without a name in front."""
        assert [said for said in self.chat.texts(self.thread) if _says(said, text)], self.chat.texts(
            self.thread
        )

    async def customer_does_not_see(self, text: str) -> None:
        """Nothing that contains it stands there."""
        assert not [said for said in self.chat.texts(self.thread) if text in said]

    async def desk_sees(self, text: str) -> None:
        """It stands in the desk thread, alone or in the recap."""
        standing = self.chat.texts(self._card.address)
        assert any(text in said for said in standing), standing

    async def card_says(self, text: str) -> None:
        """The card begins with it."""
        assert self.chat.message(self._card)["text"].splitlines()[0] == text

    async def told_who_has_it(self) -> str:
        """Who lost the race, and was told so in the direct chat."""
        told = {room: self.chat.texts(Address("toy", room)) for room in ALONE}
        (loser,) = [room for room in ALONE if any(t.endswith("has this conversation.") for t in told[room])]
        return loser.removeprefix("dm-").capitalize()

    async def times_customer_sees(self, text: str) -> int:
        """How often it stands in the customer's room."""
        return len([said for said in self.chat.texts(self.help) if _says(said, text)])

    # -- finding things

    @property
    def _card(self) -> Receipt:
        head: dict[str, Any] = self.chat.standing(self.desk)[0]
        return Receipt(Address("toy", "desk", head["thread"]), head["message"])

    def _written(self, who: str, text: str) -> Receipt:
        person, rooms = self.people[who], (self.help, self.desk)
        (found,) = [
            Receipt(Address("toy", room.room, one["thread"]), one["message"])
            for room in rooms
            for one in self.chat.standing(room)
            if (one["by"], one["text"]) == (person.id, text)
        ]
        return found

    def _press(self, agent: str, on: Receipt, label: str) -> None:
        (value,) = [value for shown, value in self.chat.message(on)["buttons"] if shown == label]
        self.chat.press(self.people[agent], on, Press(Button(value[0]), value[1], label, value[2]))

    async def _settled(self) -> None:
        await self.adapter.look()
        await self.bridge.engine.rest()


def _says(said: str, text: str) -> bool:
    return said == text or said.partition(": ")[2] == text
