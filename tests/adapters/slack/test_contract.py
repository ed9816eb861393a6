"""Slack keeps the contract of all adapters, over Socket Mode and over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.adapter import SlackAdapter
from adapters.slack.settings import Way
from adapters.testing.contract import AdapterContract, Ground, Shown, Witness
from bot.meanings import Press
from bot.people import Address, Person, Receipt
from tests.adapters.slack.house import listening
from tests.fakes.slack import Channel, FakeSlack, Fault, Human, Post

Json = dict[str, Any]
LIVE = {"user", "usergroup", "broadcast", "channel"}
PATIENT, IMPATIENT = 10.0, 0.2


class SlackGround:
    """A workspace with a shared channel and a desk, and people who act in it."""

    def __init__(self, slack: FakeSlack, witness: Witness) -> None:
        self.slack, self.witness = slack, witness
        acme = slack.organisation("Acme")
        self.dana, self.ada = slack.person("Dana", acme), slack.person("Ada")
        help_ = slack.channel("acme-help", [self.dana, self.ada], shared_with=acme)
        desk = slack.channel("desk", [self.ada])
        self.shared, self.desk = Address("slack", help_.id), Address("slack", desk.id)
        self.customer = Person("slack", self.dana.id, "Dana", "Acme")
        self.agent = Person("slack", self.ada.id, "Ada", house=True)
        self.adapter: SlackAdapter
        self._last: tuple[Channel, Post] | None = None

    async def say(self, person: Person, place: Address, text: str) -> bool:
        """*person* writes."""
        self._be_patient()
        room = self._room(place)
        post, taken = self.slack.write(self._human(person), room, text, thread=place.thread)
        self._last = room, post
        return (await taken).acked

    async def say_again(self) -> bool:
        """Slack repeats the last message."""
        assert self._last is not None
        self._be_patient()
        room, post = self._last
        return (await self.slack.repeat(room, post)).acked

    async def edit(self, person: Person, receipt: Receipt, text: str) -> bool:
        """*person* changes a message of their own."""
        room = self._room(receipt.address)
        return (await self.slack.edit(room, self._own(person, receipt), text)).acked

    async def delete(self, person: Person, receipt: Receipt) -> bool:
        """*person* deletes a message of their own."""
        return (await self.slack.delete(self._room(receipt.address), self._own(person, receipt))).acked

    async def react(self, person: Person, receipt: Receipt, mark: str) -> bool:
        """*person* marks a message."""
        room = self._room(receipt.address)
        return (await self.slack.react(self._human(person), room, receipt.message, mark)).acked

    async def press(self, person: Person, receipt: Receipt, press: Press) -> bool:
        """*person* presses a button."""
        room = self._room(receipt.address)
        post = room.posts[receipt.message]
        return (await self.slack.press(self._human(person), room, post, press.label)).acked

    async def send_unknown(self) -> None:
        """An event that Slack's pages do not have yet."""
        await self.slack.happens("coffee_brewed")

    async def echo(self, receipt: Receipt) -> None:
        """The bot's own post came back as an event."""
        assert receipt.message in self._room(receipt.address).posts
        await self.slack.wire.settled()

    async def fail_next(self) -> None:
        """Slack breaks."""
        self.slack.api.faults["chat.postMessage"].append(Fault.BROKEN)

    async def shown(self, place: Address) -> list[Shown]:
        """What stands there."""
        room = self._room(place)
        posts = room.thread(place.thread) if place.thread else list(room.posts.values())
        return [_shown(post) for post in posts]

    async def whispered(self, person: Person) -> list[str]:
        """What only *person* sees."""
        return [whisper.words for whisper in self.slack.whispered(self._human(person))]

    def _be_patient(self) -> None:
        """Slack repeats what is not taken; while the bot refuses, that need not take long."""
        self.slack.wire.patience = IMPATIENT if self.witness.refusing else PATIENT

    def _room(self, place: Address) -> Channel:
        return self.slack.world.channels[place.room]

    def _human(self, person: Person) -> Human:
        return self.slack.world.people[person.id]

    def _own(self, person: Person, receipt: Receipt) -> Post:
        post = self._room(receipt.address).posts[receipt.message]
        assert post.user is self._human(person)
        return post


def _shown(post: Post) -> Shown:
    pieces = list(_pieces(post.blocks)) if post.user.bot_id else []
    pings = tuple(str(piece.get("user_id", piece["type"])) for piece in pieces if piece["type"] in LIVE)
    links = tuple(str(piece["url"]) for piece in pieces if piece["type"] == "link")
    return Shown(post.words, pings, links)


def _pieces(found: object) -> Iterator[Json]:
    if isinstance(found, dict):
        if "type" in found:
            yield found
        for value in found.values():
            yield from _pieces(value)
    elif isinstance(found, list):
        for one in found:
            yield from _pieces(one)


@pytest.mark.parametrize("way", list(Way))
class TestSlackAdapter(AdapterContract):
    """The contract over Slack."""

    @pytest.fixture
    async def ground(self, tmp_path: Path, way: Way) -> AsyncIterator[Ground]:
        """A fresh workspace that the adapter listens to."""
        async with FakeSlack() as slack:
            ground = SlackGround(slack, Witness())
            async with listening(slack, tmp_path, way, ground.witness.deliver, ground.witness.ask) as adapter:
                ground.adapter = adapter
                yield ground
