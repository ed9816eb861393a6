"""The adapter of the tests: the bot's own port over a platform in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from adapters.testing.faults import Hung
from adapters.testing.platform import FakePlatform
from bot.errors import AddressGone
from bot.events import Heard, MessageReceived
from bot.meanings import Button, Home, Meaning, Why
from bot.people import Address, Person, Receipt, Room
from bot.ports import Ask, Deliver, Files, HomeWanted, Marks, Pace, People, Whispers, WhyWanted

if TYPE_CHECKING:
    from aiohttp import web

T = TypeVar("T")
H = TypeVar("H", bound=Heard)


class Calls:
    """Carries one call to the platform: others may run in between, and a hung call never returns.

    `hung` is set once a call hangs.
    """

    def __init__(self) -> None:
        self.hung = asyncio.Event()

    async def __call__(self, act: Callable[[], T]) -> T:
        """What *act* gives."""
        await asyncio.sleep(0)
        try:
            return act()
        except Hung:
            self.hung.set()
            await asyncio.get_running_loop().create_future()
            raise


class Facets:
    """Who is who, whispers and marks of the platform."""

    def __init__(self, platform: FakePlatform, calls: Calls) -> None:
        self._platform = platform
        self._calls = calls

    async def person(self, person_id: str) -> Person:
        """The person of that id; AddressGone if there is none."""
        if person_id not in self._platform.persons:
            raise AddressGone(f"there is no person {person_id!r} on {self._platform.name}")
        return self._platform.persons[person_id]

    async def room(self, address: Address) -> Room:
        """What is known of a room; AddressGone if it is gone."""
        self._platform.room(address)
        return Room(address.whole_room(), address.room)

    async def members(self, room: Address) -> Sequence[Person]:
        """Everybody in a room; AddressGone if it is gone."""
        return tuple(self._platform.room(room).members)

    async def direct(self, person: Person) -> Address:
        """The direct chat of *person* with the bot."""
        return self._platform.direct(person)

    async def whisper(self, at: Address, person: Person, message: Meaning) -> None:
        """Show *message* to *person* alone."""
        await self._calls(lambda: self._platform.whisper(at, person, message))

    async def typing(self, at: Address) -> None:
        """Show that an answer is on its way."""
        self._platform.typing(at)

    async def react(self, receipt: Receipt, mark: str, *, on: bool) -> None:
        """Set or take back the bot's own mark."""
        await self._calls(lambda: self._platform.mark(receipt, mark, on=on))


class FakeAdapter:
    """An adapter over `platform`. What people do there is told by the verbs `say`, `press`, ...

    An event that the bot did not take stays in `unheard` until `hear_again`.
    `people`, `whispers` and `marks` can be set to None or replaced, as platforms may lack them.
    """

    def __init__(self, platform: FakePlatform | None = None, *, pace: Pace = Pace()) -> None:  # noqa: B008 - frozen
        self.platform = platform or FakePlatform()
        self.name = self.platform.name
        self.pace = pace
        self.calls = Calls()
        facets = Facets(self.platform, self.calls)
        self.people: People = facets
        self.whispers: Whispers | None = facets
        self.marks: Marks | None = facets
        self.files: Files | None = None
        self.trouble = ""
        self.unheard: list[Heard] = []
        self._deliver: Deliver | None = None
        self._ask: Ask | None = None

    def routes(self) -> Sequence[web.RouteDef]:
        """None: this platform calls no one."""
        return ()

    async def start(self, deliver: Deliver, ask: Ask) -> None:
        """Begin to listen."""
        self._deliver, self._ask = deliver, ask

    async def stop(self) -> None:
        """Stop listening."""
        self._deliver = self._ask = None

    async def post(self, to: Address, message: Meaning, key: str) -> tuple[Receipt, ...]:
        """Post *message*."""
        return await self.calls(lambda: self.platform.post(to, message, key))

    async def open_thread(self, room: Address, message: Meaning, key: str) -> Receipt:
        """Post *message* as the head of a new thread."""
        return await self.calls(lambda: self.platform.open_thread(room, message, key))

    async def find(self, to: Address, key: str, since: datetime) -> tuple[Receipt, ...] | None:
        """What stands there with *key* since then."""
        return await self.calls(lambda: self.platform.find(to, key, since))

    async def edit(self, receipts: tuple[Receipt, ...], message: Meaning) -> tuple[Receipt, ...]:
        """Make what stands there say *message*."""
        return await self.calls(lambda: self.platform.edit_own(receipts, message))

    async def delete(self, receipts: tuple[Receipt, ...]) -> None:
        """Take away what stands there."""
        await self.calls(lambda: self.platform.delete_own(receipts))

    def link(self, receipt: Receipt) -> str | None:
        """An address that names the message."""
        return f"https://chat.example/{receipt.address.room}/{receipt.message}"

    async def say(
        self,
        person: Person,
        room: Address,
        text: str,
        thread: str = "",
        *,
        to_bot: bool = False,
        mentions: tuple[Person, ...] = (),
    ) -> MessageReceived:
        """*person* writes; returns once the bot has taken it."""
        return await self.hear(
            self.platform.say(person, room, text, thread, to_bot=to_bot, mentions=mentions)
        )

    async def press(self, person: Person, on: str, button: Button, pick: str = "", about: str = "") -> None:
        """*person* presses a button that stands on the message or whisper *on*."""
        await self.hear(self.platform.press(person, on, button, pick, about))

    async def hear(self, event: H) -> H:
        """Hand in an act of the platform (`platform.edit`, `.react`, ...); once more is a retry."""
        if event not in self.unheard:
            self.unheard.append(event)
        await self._started(self._deliver)(event)
        self.unheard.remove(event)
        return event

    async def hear_again(self) -> None:
        """The platform sends once more all that the bot did not take, in order."""
        for event in tuple(self.unheard):
            await self.hear(event)

    async def home(self, person: Person) -> Home | None:
        """What *person* sees as the waiting list."""
        found = await self._started(self._ask)(HomeWanted(person))
        return found if isinstance(found, Home) else None

    async def why(self, person: Person, receipt: Receipt) -> Why | None:
        """What *person* is told about why a message was said."""
        found = await self._started(self._ask)(WhyWanted(person, receipt))
        return found if isinstance(found, Why) else None

    def _started(self, door: T | None) -> T:
        if door is None:
            raise RuntimeError(f"the adapter {self.name!r} does not listen; start it first")
        return door
