"""The link of the killed process to its chat platform: the bot's own port over plain HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import TypedDict, cast

from aiohttp import ClientConnectorError, ClientError, ClientResponse, ClientSession, TCPConnector, web

from adapters.plain import words
from bot.errors import AddressGone, Unavailable, Unsure
from bot.meanings import Meaning
from bot.people import Address, Person, Receipt, Room
from bot.ports import Ask, Deliver, Files, Marks, Pace, People, Whispers

NAME = "wire"


class Asked(TypedDict, total=False):
    """What a call tells the platform."""

    room: str
    thread: str
    message: str
    text: str
    key: str


class Given(TypedDict):
    """One message as the platform names it."""

    room: str
    thread: str
    message: str


class Nobody:
    """Who is who: the platform tells nothing, nobody has a direct chat."""

    async def person(self, person_id: str) -> Person:
        """AddressGone."""
        raise AddressGone(f"{NAME} does not tell who {person_id!r} is")

    async def room(self, address: Address) -> Room:
        """AddressGone."""
        raise AddressGone(f"{NAME} does not tell what {address.room!r} is")

    async def members(self, room: Address) -> Sequence[Person]:
        """AddressGone."""
        raise AddressGone(f"{NAME} does not tell who is in {room.room!r}")

    async def direct(self, person: Person) -> Address:
        """AddressGone."""
        raise AddressGone(f"{NAME} has no direct chat with {person.key!r}")


class WireAdapter:
    """An adapter over a platform that listens at *url*."""

    def __init__(self, url: str) -> None:
        self.name = NAME
        self.pace = Pace()
        self.people: People = Nobody()
        self.whispers: Whispers | None = None
        self.marks: Marks | None = self
        self.files: Files | None = None
        self.trouble = ""
        self._url = url
        self._session: ClientSession | None = None

    def routes(self) -> Sequence[web.RouteDef]:
        """None: events come in through the child's own door."""
        return ()

    async def start(self, deliver: Deliver, ask: Ask) -> None:
        """Be ready to call."""
        self._session = ClientSession(connector=TCPConnector(limit=0))

    async def stop(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    async def post(self, to: Address, message: Meaning, key: str) -> tuple[Receipt, ...]:
        """Post the words of *message*."""
        return await self._call("post", {**_at(to), "text": words(message), "key": key})

    async def open_thread(self, room: Address, message: Meaning, key: str) -> Receipt:
        """Post the words of *message* as the head of a new thread."""
        (receipt,) = await self._call("open", {**_at(room), "text": words(message), "key": key})
        return receipt

    async def find(self, to: Address, key: str, since: datetime) -> tuple[Receipt, ...] | None:
        """What stands there with *key*; this platform remembers all of it."""
        return await self._call("find", {**_at(to), "key": key})

    async def edit(self, receipts: tuple[Receipt, ...], message: Meaning) -> tuple[Receipt, ...]:
        """Change the words of a message."""
        await self._call("edit", {"message": receipts[0].message, "text": words(message)})
        return receipts

    async def delete(self, receipts: tuple[Receipt, ...]) -> None:
        """Take a message away."""
        await self._call("delete", {"message": receipts[0].message})

    async def react(self, receipt: Receipt, mark: str, *, on: bool) -> None:
        """Set a mark."""
        await self._call("react", {"message": receipt.message, "text": mark})

    def link(self, receipt: Receipt) -> str | None:
        """None: there is nothing to see in a browser."""
        return None

    async def _call(self, verb: str, asked: Asked) -> tuple[Receipt, ...]:
        if self._session is None:
            raise RuntimeError(f"the adapter {NAME!r} is not started")
        try:
            async with self._session.post(f"{self._url}/{verb}", json=asked) as response:
                return await _read(response, verb)
        except ClientConnectorError as error:
            raise Unavailable(NAME, retry_after=0.1) from error
        except ClientError as error:
            raise Unsure(f"{NAME} broke off during {verb}") from error


async def _read(response: ClientResponse, verb: str) -> tuple[Receipt, ...]:
    if response.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise Unavailable(NAME, retry_after=float(response.headers["Retry-After"]))
    if response.status != HTTPStatus.OK:
        raise Unsure(f"{NAME} answered {verb} with {response.status}")
    given = cast("list[Given]", await response.json())
    return tuple(Receipt(Address(NAME, one["room"], one["thread"]), one["message"]) for one in given)


def _at(place: Address) -> Asked:
    return {"room": place.room, "thread": place.thread}
