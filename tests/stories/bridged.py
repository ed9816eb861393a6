"""A stage across two platforms: the customer on one, the desk on the other; and whoever is on both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol, Self

from adapters.plain import signed
from adapters.testing import FakeAdapter, FakeFiles, FakePlatform, Ticking
from adapters.testing.rooms import Posted
from bot.meanings import Button, Press
from bot.people import Address, Person, Receipt, Same
from bot.ports import Adapter
from bot.settings import Desk, Opens, Route, Settings
from bot.written import Attachment, Span
from tests.adapters.toy.adapter import ToyAdapter
from tests.adapters.toy.chat import Chat
from tests.fakes.bridge import Bridge, bridged, now

DAY = 24 * 60
QUESTION = "Can I bring my parrot to the office?"


class Seat(Protocol):
    """What people do on one platform, and what they see there."""

    adapter: Adapter

    def person(self, name: str, *, house: bool) -> Person:
        """Somebody new."""
        ...

    def room(self, name: str, members: list[Person]) -> Address:
        """A new room."""
        ...

    async def say(self, person: Person, place: Address, text: str) -> Receipt:
        """Somebody writes."""
        ...

    async def edit(self, person: Person, receipt: Receipt, text: str) -> None:
        """Somebody changes an own message."""
        ...

    async def delete(self, person: Person, receipt: Receipt) -> None:
        """Somebody deletes an own message."""
        ...

    async def mark(self, person: Person, receipt: Receipt, mark: str, *, on: bool = True) -> None:
        """Somebody marks a message, or takes it back."""
        ...

    async def press(self, person: Person, receipt: Receipt, label: str) -> None:
        """Somebody presses a button that stands on a message."""
        ...

    def standing(self, place: Address) -> list[tuple[Receipt, str]]:
        """What stands there, with names in front of what was said for others."""
        ...

    def told(self, person: Person) -> list[str]:
        """What was said to one person alone."""
        ...


@dataclass(slots=True)
class FakeSeat:
    """The platform in memory, with whispers, marks and files."""

    name: str = "fake"
    platform: FakePlatform = field(init=False)
    adapter: FakeAdapter = field(init=False)
    files: FakeFiles = field(init=False)

    def __post_init__(self) -> None:
        self.platform = FakePlatform(self.name, clock=Ticking(now()))
        # Ids of events are one platform's own; two of this kind count apart.
        self.platform._count = 1000 * len(self.name)
        self.come_back()

    def come_back(self) -> None:
        """Another process listens to the same platform."""
        self.adapter, self.files = FakeAdapter(self.platform), FakeFiles(self.platform)
        self.adapter.files = self.files

    def person(self, name: str, *, house: bool) -> Person:
        """Somebody new."""
        return self.platform.add_person(name.lower(), name, organisation="" if house else "Acme", house=house)

    def room(self, name: str, members: list[Person]) -> Address:
        """A new room."""
        return self.platform.add_room(name, members)

    async def say(
        self,
        person: Person,
        place: Address,
        text: str,
        *,
        spans: tuple[Span, ...] = (),
        files: tuple[Attachment, ...] = (),
    ) -> Receipt:
        """Somebody writes, sets letters and attaches files."""
        said = replace(self.platform.say(person, place, text), spans=spans, files=files)
        return (await self.adapter.hear(said)).receipt

    async def edit(self, person: Person, receipt: Receipt, text: str) -> None:
        """Somebody changes an own message."""
        await self.adapter.hear(self.platform.edit(person, receipt.message, text))

    async def delete(self, person: Person, receipt: Receipt) -> None:
        """Somebody deletes an own message."""
        await self.adapter.hear(self.platform.delete(person, receipt.message))

    async def mark(self, person: Person, receipt: Receipt, mark: str, *, on: bool = True) -> None:
        """Somebody marks a message, or takes it back."""
        await self.adapter.hear(self.platform.react(person, receipt.message, mark, on=on))

    async def press(self, person: Person, receipt: Receipt, label: str) -> None:
        """Somebody presses a button that stands on a message."""
        drawn = [d.press for d in self.platform.buttons(person) if d.on == receipt.message]
        (press,) = [press for press in drawn if press.label == label]
        await self.adapter.press(person, receipt.message, press.button, press.pick, press.about)

    def standing(self, place: Address) -> list[tuple[Receipt, str]]:
        """What stands there."""
        return [(Receipt(p.address, p.id), _shown(p)) for p in self.platform.at(place) if not p.deleted]

    def told(self, person: Person) -> list[str]:
        """What was whispered."""
        return self.platform.whispers_to(person)


def _shown(posted: Posted) -> str:
    said = posted.said[-1]
    return said if isinstance(said, str) else signed(said)


@dataclass(slots=True)
class ToySeat:
    """The folder of the toy chat, with none of that."""

    folder: Path
    chat: Chat = field(init=False)
    adapter: ToyAdapter = field(init=False)

    def __post_init__(self) -> None:
        self.chat = Chat(self.folder)
        self.come_back()

    def come_back(self) -> None:
        """Another process listens to the same folder."""
        self.adapter = ToyAdapter(self.folder)

    def person(self, name: str, *, house: bool) -> Person:
        """Somebody new."""
        return self.chat.person(name.lower(), name, team="" if house else "Acme", house=house)

    def room(self, name: str, members: list[Person]) -> Address:
        """A new room."""
        return self.chat.room(name, members)

    async def say(self, person: Person, place: Address, text: str) -> Receipt:
        """Somebody writes."""
        receipt = self.chat.say(person, place, text)
        await self.adapter.look()
        return receipt

    async def edit(self, person: Person, receipt: Receipt, text: str) -> None:
        """Somebody changes an own message."""
        self.chat.edit(person, receipt, text)
        await self.adapter.look()

    async def delete(self, person: Person, receipt: Receipt) -> None:
        """Somebody deletes an own message."""
        self.chat.delete(person, receipt)
        await self.adapter.look()

    async def mark(self, person: Person, receipt: Receipt, mark: str, *, on: bool = True) -> None:
        """Somebody marks a message, or takes it back."""
        self.chat.mark(person, receipt, mark, on=on)
        await self.adapter.look()

    async def press(self, person: Person, receipt: Receipt, label: str) -> None:
        """Somebody presses a button that stands on a message."""
        (value,) = [value for shown, value in self.chat.message(receipt)["buttons"] if shown == label]
        self.chat.press(person, receipt, Press(Button(value[0]), value[1], label, value[2]))
        await self.adapter.look()

    def standing(self, place: Address) -> list[tuple[Receipt, str]]:
        """What stands there."""
        found = self.chat.standing(place)
        return [(Receipt(replace(place, thread=one["thread"]), one["message"]), one["text"]) for one in found]

    def told(self, person: Person) -> list[str]:
        """What stands in the direct chat, for want of whispers."""
        return self.chat.texts(Address("toy", f"dm-{person.id}"))


@dataclass(slots=True)
class Bridged:
    """Dana asks on one platform, Ada and Ben work on the other; Ada is on both, and the house knows it."""

    folder: Path
    customers: FakeSeat | ToySeat
    agents: FakeSeat | ToySeat
    by_link: bool = True
    opens: Opens = Opens.GUESTS
    bridge: Bridge = field(init=False)
    dana: Person = field(init=False)
    ada: Person = field(init=False)
    ben: Person = field(init=False)
    ada_there: Person = field(init=False)
    help: Address = field(init=False)
    thread: Address = field(init=False)
    _process: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def __aenter__(self) -> Self:
        self.dana = self.customers.person("Dana", house=False)
        self.ada_there = self.customers.person("Ada", house=True)
        self.ada, self.ben = (self.agents.person(name, house=True) for name in ("Ada", "Ben"))
        self.thread = self.help = self.customers.room("help", [self.dana, self.ada_there])
        self.agents.room("desk", [self.ada, self.ben])
        await self._open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._process.aclose()

    async def _open(self) -> None:
        seats = (self.customers, self.agents)
        adapters: dict[str, Adapter] = {seat.adapter.name: seat.adapter for seat in seats}
        for adapter in adapters.values():
            self._process.push_async_callback(adapter.stop)
        desk = Desk(f"{self.ada.adapter}:desk", claim_minutes=DAY, reply_minutes=DAY)
        same = Same(((self.ada.key, self.ada_there.key),))
        route = Route(f"{self.dana.adapter}:*", "support", opens=self.opens)
        settings = Settings({"support": desk}, (route,), same=same)
        house = bridged(self.folder / "data", adapters, settings, by_link=self.by_link)
        self.bridge = await self._process.enter_async_context(house)

    async def die_and_come_back(self) -> None:
        """What was under way is forgotten; both platforms and the house's folder stay."""
        await self._process.aclose()
        self._process = AsyncExitStack()
        self.customers.come_back()
        self.agents.come_back()
        await self._open()
        await self.rest()

    async def rest(self) -> None:
        """All that can be done now is done."""
        await self.bridge.engine.rest()

    async def asks(
        self, text: str = "Can I bring my parrot to the office?", *, by: Person | None = None
    ) -> Receipt:
        """Dana, or whoever it is, asks in the room of the customers; later in that thread."""
        asked = await self.customers.say(by or self.dana, self.thread, text)
        self.thread = asked.address
        await self.rest()
        return asked

    async def answers(self, text: str) -> Receipt:
        """Ada writes in the desk thread."""
        said = await self.agents.say(self.ada, self.card.address, text)
        await self.rest()
        return said

    async def claims(self, agent: Person | None = None) -> None:
        """Ada presses "Claim" on the card."""
        await self.agents.press(agent or self.ada, self.card, "Claim")
        await self.rest()

    @property
    def card(self) -> Receipt:
        """The head of the newest desk thread."""
        standing = self.agents.standing(Address(self.ada.adapter, "desk"))
        return [receipt for receipt, _ in standing if receipt.address.thread == receipt.message][-1]

    @property
    def headline(self) -> str:
        """What the card says first."""
        return next(text for receipt, text in self._at_desk() if receipt == self.card).splitlines()[0]

    def at_desk(self) -> list[str]:
        """What stands in the desk thread below the card."""
        return [text for receipt, text in self._at_desk() if receipt != self.card]

    def at_customer(self) -> list[str]:
        """What stands in the customer's thread."""
        return [text for _, text in self.customers.standing(self.thread)]

    def copy(self, text: str) -> Receipt:
        """The one post, on either side, that says exactly that."""
        (found,) = [receipt for receipt, said in self._all() if said == text]
        return found

    def _at_desk(self) -> list[tuple[Receipt, str]]:
        return self.agents.standing(self.card.address)

    def _all(self) -> Iterator[tuple[Receipt, str]]:
        yield from self._at_desk()
        yield from self.customers.standing(self.thread)
