"""Teams keeps the contract of all adapters, over signed requests and its Connector."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.teams.adapter import TeamsAdapter
from adapters.testing.contract import AdapterContract, Ground, Shown, Witness
from bot.errors import NotAllowed
from bot.meanings import Button, Notice, Press
from bot.people import Address, Person, Receipt
from tests.adapters.teams.house import Outside, listening, outside
from tests.fakes.teams import Chat, FakeTeams, Fault, Human, Post
from tests.fakes.teams.teams import Taken
from tests.fakes.teams.world import read

AGENTS_EYES = "1f440_eyes"


class TeamsGround:
    """A tenant with a channel for customers and one for the desk, and people who act in them."""

    def __init__(self, there: Outside, witness: Witness) -> None:
        self.there, self.witness = there, witness
        self.teams: FakeTeams = there.teams
        self.dana, self.ada = self.teams.person("Dana"), self.teams.person("Ada")
        help_ = self.teams.channel("help", [self.dana, self.ada])
        desk = self.teams.channel("desk", [self.ada])
        self.teams.direct(self.dana)
        self.shared, self.desk = Address("teams", help_.id), Address("teams", desk.id)
        self.customer = Person("teams", self.dana.id, "Dana", house=True)
        self.agent = Person("teams", self.ada.id, "Ada", house=True)
        self.adapter: TeamsAdapter

    async def say(self, person: Person, place: Address, text: str) -> bool:
        """*person* writes."""
        _, taken = await self.teams.write(self._human(person), self._chat(place), text, thread=place.thread)
        return bool(taken)

    async def say_again(self) -> bool:
        """Teams repeats the last message."""
        return bool(await self.teams.again())

    async def edit(self, person: Person, receipt: Receipt, text: str) -> bool:
        """*person* changes a message of their own."""
        return bool(await self.teams.edit(self._chat(receipt.address), self._own(person, receipt), text))

    async def delete(self, person: Person, receipt: Receipt) -> bool:
        """*person* deletes a message of their own."""
        return bool(await self.teams.delete(self._chat(receipt.address), self._own(person, receipt)))

    async def react(self, person: Person, receipt: Receipt, mark: str) -> bool:
        """*person* marks a message, as Teams names that mark."""
        chat = self._chat(receipt.address)
        assert mark == "eyes"
        return bool(
            await self.teams.react(self._human(person), chat, chat.posts[receipt.message], AGENTS_EYES)
        )

    async def press(self, person: Person, receipt: Receipt, press: Press) -> bool:
        """*person* presses a button."""
        return bool(await self.pressed(person, receipt, press))

    async def pressed(self, person: Person, receipt: Receipt, press: Press) -> Taken:
        """*person* presses a button, and reads the answer."""
        chat = self._chat(receipt.address)
        return await self.teams.press(self._human(person), chat, chat.posts[receipt.message], press.label)

    async def send_unknown(self) -> None:
        """An activity that Teams' pages do not have yet."""
        chat = self._chat(self.shared)
        assert await self.teams.deliver(self.teams.told(self.dana, chat, "coffeeBrewed", ""))

    async def echo(self, receipt: Receipt) -> None:
        """The bot's own post came back as an activity."""
        chat = self._chat(receipt.address)
        post = chat.posts[receipt.message]
        told = self.teams.told(self.dana, chat, "message", post.root, id=post.id, text=post.words)
        assert await self.teams.deliver(told | {"from": dict(self.teams.world.bot)})

    async def fail_next(self) -> None:
        """Teams breaks."""
        self.teams.fail("open", Fault.BROKEN)
        self.teams.fail("send", Fault.BROKEN)

    async def shown(self, place: Address) -> list[Shown]:
        """What stands there."""
        return [_shown(post) for post in self._chat(place).thread(place.thread)]

    async def whispered(self, person: Person) -> list[str]:
        """What only *person* sees: nothing but the answers to presses."""
        return []

    def _chat(self, place: Address) -> Chat:
        return self.teams.world.chats[place.room]

    def _human(self, person: Person) -> Human:
        return next(one for one in self.teams.world.people if one.id == person.id)

    def _own(self, person: Person, receipt: Receipt) -> Post:
        post = self._chat(receipt.address).posts[receipt.message]
        assert post.by is self._human(person)
        return post


def _shown(post: Post) -> Shown:
    found = read(post.activity)
    return Shown(found.text, tuple(found.pings), tuple(found.links))


class TestTeams(AdapterContract):
    """Everything the bot relies on."""

    @pytest.fixture
    async def ground(self, tmp_path: Path) -> AsyncIterator[Ground]:
        """A tenant whose Teams the adapter hears."""
        witness = Witness()
        async with outside() as there:
            ground = TeamsGround(there, witness)
            rooms = (ground.desk.key, ground.shared.key)
            async with listening(there, tmp_path, witness.deliver, witness.ask, *rooms) as adapter:
                ground.adapter = adapter
                # A bot is in a room by being added to it, which Teams tells with the room's service.
                for place in (ground.desk, ground.shared):
                    await _added(ground, place)
                yield ground

    async def test_a_whisper_is_seen_by_one_person(self, ground: Ground) -> None:
        """In Teams a whisper is the answer to a press: its reader has it, it stands in no room."""
        assert isinstance(ground, TeamsGround)
        assert ground.adapter.whispers is not None
        press = Press(Button.CLAIM, "c1", "Claim")
        head = await ground.adapter.open_thread(ground.desk, Notice("Head", (press,)), "k1")
        pressing = asyncio.create_task(ground.pressed(ground.agent, head, press))
        await ground.witness.until(1)
        with pytest.raises(NotAllowed):
            await ground.adapter.whispers.whisper(head.address, ground.customer, Notice("Not pressed"))
        await ground.adapter.whispers.whisper(head.address, ground.agent, Notice("Only for you"))
        assert (await pressing).body["value"] == "Only for you"
        assert [shown.text for shown in await ground.shown(head.address)] == ["Head"]
        with pytest.raises(NotAllowed):
            await ground.adapter.whispers.whisper(head.address, ground.agent, Notice("Too late"))


async def _added(ground: TeamsGround, place: Address) -> None:
    chat, bot = ground.teams.world.chats[place.room], ground.teams.world.bot
    told = ground.teams.told(ground.ada, chat, "conversationUpdate", "", membersAdded=[bot])
    assert await ground.teams.deliver(told)
