"""The stage in memory: a fake platform, and behind it the real store, mailroom, courier and engine."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from adapters.testing import Posted
from adapters.testing.rooms import Drawn
from bot.people import Address, Person
from tests.fakes.house import Running, Setup


@dataclass(slots=True)
class InMemory:
    """Plays on a house of *setup*; `opened` first."""

    setup: Setup
    running: Running | None = None
    thread: str = ""
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def open(self) -> None:
        """Start a process."""
        self.running = await self._stack.enter_async_context(self.setup.opened())

    async def close(self) -> None:
        """End it."""
        await self._stack.aclose()
        self._stack = AsyncExitStack()

    async def die_and_come_back(self) -> None:
        """What was under way is forgotten; the file and the platform stay."""
        await self.close()
        await self.open()

    # -- what people do

    async def customer_says(self, text: str) -> None:
        """Dana writes."""
        house = self._house
        heard = await house.adapter.say(house.town.dana, house.town.help, text, self.thread)
        self.thread = heard.receipt.address.thread
        await house.engine.rest()

    async def agent_says(self, agent: str, text: str) -> None:
        """An agent writes in the desk thread."""
        await self._house.adapter.say(self._person(agent), self._card.address, text)
        await self._house.engine.rest()

    async def presses(self, agent: str, label: str) -> None:
        """A button of the card."""
        await self._press(agent, label)
        await self._house.engine.rest()

    async def press_together(self, label: str) -> None:
        """The same button at the same moment."""
        await asyncio.gather(self._press("Ada", label), self._press("Ben", label))
        await self._house.engine.rest()

    async def presses_whisper(self, agent: str, label: str) -> None:
        """A button of the newest whisper."""
        person = self._person(agent)
        newest = [w for w in self._house.town.platform.whispers if w.reader == person][-1]
        await self._press_drawn(person, label, on=newest.id)
        await self._house.engine.rest()

    async def edits(self, who: str, old: str, new: str) -> None:
        """A message of one's own says something else."""
        house = self._house
        await house.adapter.hear(house.town.platform.edit(self._person(who), self._written(who, old).id, new))
        await house.engine.rest()

    async def deletes(self, who: str, text: str) -> None:
        """A message of one's own is taken away."""
        house = self._house
        await house.adapter.hear(house.town.platform.delete(self._person(who), self._written(who, text).id))
        await house.engine.rest()

    # -- what people see

    async def customer_sees(self, text: str) -> None:
        """It stands in the customer's thread."""
        assert text in self._at_customer(), self._at_customer()

    async def customer_does_not_see(self, text: str) -> None:
        """Nothing that contains it stands there."""
        assert not any(text in said for said in self._at_customer()), self._at_customer()

    async def desk_sees(self, text: str) -> None:
        """It stands in the desk thread, alone or in the recap."""
        standing = self._house.town.platform.standing(self._card.address)
        assert any(text in said for said in standing), standing

    async def card_says(self, text: str) -> None:
        """The card begins with it."""
        assert self._card.text.splitlines()[0] == text, self._card.text

    async def told_who_has_it(self) -> str:
        """Who lost the race, and was told so."""
        platform = self._house.town.platform
        (told,) = [w for w in platform.whispers if w.text.endswith("has this conversation.")]
        return told.reader.name

    async def times_customer_sees(self, text: str) -> int:
        """How often it stands in the customer's room."""
        return self._house.town.platform.standing(self._house.town.help).count(text)

    # -- finding things

    @property
    def _house(self) -> Running:
        assert self.running is not None, "open the stage first"
        return self.running

    @property
    def _card(self) -> Posted:
        return self._house.town.platform.at(self._house.town.desk)[0]

    def _at_customer(self) -> list[str]:
        town = self._house.town
        return town.platform.standing(Address(town.help.adapter, town.help.room, self.thread))

    def _person(self, name: str) -> Person:
        return next(p for p in self._house.town.platform.persons.values() if p.name == name)

    def _written(self, who: str, text: str) -> Posted:
        messages = self._house.town.platform.messages.values()
        return next(m for m in messages if m.by == self._person(who) and m.text == text and not m.deleted)

    async def _press(self, agent: str, label: str) -> None:
        await self._press_drawn(self._person(agent), label, on=self._card.id)

    async def _press_drawn(self, person: Person, label: str, *, on: str) -> None:
        drawn: list[Drawn] = self._house.town.platform.buttons(person)
        (button,) = [d for d in drawn if d.on == on and d.press.label == label]
        press = button.press
        await self._house.adapter.press(person, on, press.button, press.pick, press.about)
