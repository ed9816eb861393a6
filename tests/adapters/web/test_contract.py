"""The playground keeps the contract of all adapters, over a real WebSocket."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.testing.contract import AdapterContract, Ground, Shown
from bot.meanings import Press
from bot.people import Address, Person, Receipt
from tests.adapters.web.playground import Frame, PageOfTests, Playground, open_playground


class WebGround:
    """The playground as the contract wants it: people act through a page."""

    def __init__(self, playground: Playground, page: PageOfTests) -> None:
        self.adapter = playground.adapter
        self.witness = playground.witness
        self.page = page
        self.data = playground.settings.data
        self.shared = Address("web", "help")
        self.desk = Address("web", "desk")
        self.customer = playground.adapter.world.person("dana")
        self.agent = playground.adapter.world.person("ada")
        self._last: dict[str, str] = {}
        self._count = 0

    async def say(self, person: Person, place: Address, text: str) -> bool:
        """*person* writes on the page."""
        self._count += 1
        self._last = {
            "nonce": f"say{self._count}",
            "person": person.id,
            "room": place.room,
            "thread": place.thread,
            "text": text,
        }
        return await self._done("say", **self._last)

    async def say_again(self) -> bool:
        """The page sends the same frame once more, as after a lost connection."""
        return await self._done("say", **self._last)

    async def edit(self, person: Person, receipt: Receipt, text: str) -> bool:
        """*person* changes his message."""
        return await self._done("edit", person=person.id, message=receipt.message, text=text)

    async def delete(self, person: Person, receipt: Receipt) -> bool:
        """*person* deletes his message."""
        return await self._done("delete", person=person.id, message=receipt.message)

    async def react(self, person: Person, receipt: Receipt, mark: str) -> bool:
        """*person* marks a message."""
        return await self._done("react", person=person.id, message=receipt.message, mark=mark, on=True)

    async def press(self, person: Person, receipt: Receipt, press: Press) -> bool:
        """*person* presses a button."""
        return await self._done(
            "press",
            person=person.id,
            message=receipt.message,
            button=press.button.value,
            about=press.about,
            pick=press.pick,
        )

    async def send_unknown(self) -> None:
        """A frame of a type that nobody knows."""
        await self.page.ask("dance", person="dana")

    async def echo(self, receipt: Receipt) -> None:
        """Pages are told of the bot's messages, the bot is not."""
        await self.page.until(lambda frame: frame.get("message", {}).get("id") == receipt.message)

    async def fail_next(self) -> None:
        """The file refuses the next message of the bot."""
        with sqlite3.connect(self.data) as other:
            other.execute(
                "CREATE TRIGGER full BEFORE INSERT ON message WHEN NEW.key = 'k1'"
                " BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
            )
        other.close()

    async def shown(self, place: Address) -> list[Shown]:
        """What stands there, as a fresh look at the page gives it."""
        await self.page.ask("older", room=place.room, before="nothing")
        return [_shown(message) for message in self.page.standing(place.room, place.thread)]

    async def whispered(self, person: Person) -> list[str]:
        """What the page shows while *person* is chosen."""
        await self.page.ask("older", room="desk", before="nothing")
        return [
            whisper["body"]["text"] for whisper in self.page.whispers.values() if whisper["for"] == person.id
        ]

    async def _done(self, kind: str, **fields: object) -> bool:
        return bool((await self.page.ask(kind, **fields))["type"] == "done")


def _shown(message: Frame) -> Shown:
    body = message["body"] or {"text": message["text"]}
    mention = body.get("mention")
    source = body.get("source")
    return Shown(body["text"], (mention["id"],) if mention else (), (source,) if source else ())


class TestWebAdapter(AdapterContract):
    """The contract over the playground."""

    @pytest.fixture
    async def ground(self, tmp_path: Path) -> AsyncIterator[Ground]:
        """A fresh playground with one open page."""
        async with open_playground(tmp_path / "playground.db") as playground:
            page = await playground.page()
            yield WebGround(playground, page)
            await page.close()
