"""A third adapter, whole: a chat that is a folder of small files. docs/writing-an-adapter.md tells it."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adapters.plain import presses, signed
from bot.errors import AddressGone, Unavailable
from bot.events import ButtonPressed, Heard, MessageDeleted, MessageEdited, MessageReceived, ReactionChanged
from bot.meanings import OPENS_FORM, Button, Meaning
from bot.people import Address, Person, Receipt, Room
from bot.ports import Adapter, Ask, Deliver, Files, Finding, Marks, Pace, People, Premises, Whispers

if TYPE_CHECKING:
    from aiohttp import web

log = logging.getLogger("adapters.toy")

NAME, PAUSE = "toy", 0.5
Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToySettings:
    """The `[toy]` table of the settings file: the folder that is the chat."""

    folder: str = "toy-chat"


class ToyPlatform:
    """What an entry point `frontdesk.adapters` names."""

    name = NAME
    settings: type[Any] | None = ToySettings

    def faults(self, premises: Premises) -> Sequence[str]:
        """What is wrong with the settings, each fault with an example of what works."""
        folder = _folder(premises)
        told = f'toy.folder: found "{folder}", but there is no such folder. For example: folder = "toy-chat"'
        return () if folder.is_dir() else (told,)

    def open(self, premises: Premises) -> Adapter:
        """The adapter, not yet listening."""
        return ToyAdapter(_folder(premises))

    async def examine(self, premises: Premises) -> Sequence[Finding]:
        """Whether the rooms are there that the settings speak of."""
        board, rooms = Board(_folder(premises)), [key for key in premises.rooms if "*" not in key]
        return [Finding(key, well=board.has(Address.of(key)), told="looked for its folder") for key in rooms]


def _folder(premises: Premises) -> Path:
    options = premises.options if isinstance(premises.options, ToySettings) else ToySettings()
    return Path(options.folder)


PLATFORM = ToyPlatform()


class Board:
    """The chat itself, plain and blocking: what stands in rooms, and what people did that nobody took yet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, room: Address) -> bool:
        """Whether there is such a room."""
        return (self._folder / "rooms" / room.room / "room").is_file()

    def read(self, *names: str) -> Told:
        """What stands in a file; AddressGone where there is none."""
        try:
            found: Told = json.loads(self._folder.joinpath(*names).read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise AddressGone(f"there is no {'/'.join(names)} on {NAME}") from error
        return found

    def write(self, told: Told, *names: str) -> None:
        """A file stands whole or not at all; Unavailable where it could not be written."""
        place = self._folder.joinpath(*names)
        try:
            place.with_suffix(".part").write_text(json.dumps(told), encoding="utf-8")
            place.with_suffix(".part").replace(place)
        except OSError as error:
            raise Unavailable(NAME) from error

    def remove(self, *names: str) -> None:
        """It is gone; AddressGone where it was gone before."""
        self.read(*names)
        self._folder.joinpath(*names).unlink(missing_ok=True)

    def names(self, *names: str) -> list[str]:
        """The messages of a room, or what people did, in order."""
        found = (place.name for place in self._folder.joinpath(*names).iterdir())
        return sorted(name for name in found if name.isdecimal())


def parse(told: Told) -> Heard | None:
    """The event behind what people did; None where nobody has described such a thing."""
    try:
        return _parse(told)
    except (KeyError, TypeError, ValueError):
        return None


def _parse(told: Told) -> Heard | None:
    event, at, by = f"{NAME}:{told['event']}", datetime.fromisoformat(told["at"]), _person(told["by"])
    receipt = Receipt(Address(NAME, told["room"], told["thread"]), told["message"])
    match told["what"]:
        case "said":
            direct = told["direct"]
            return MessageReceived(event, at, by, receipt, told["text"], to_bot=direct, direct=direct)
        case "edited":
            return MessageEdited(event, at, by, receipt, told["text"])
        case "deleted":
            return MessageDeleted(event, at, by, receipt)
        case "marked":
            return ReactionChanged(event, at, by, receipt, told["mark"], told["on"])
        case "pressed":
            button, about, pick = told["value"]
            return ButtonPressed(event, at, by, receipt.address, Button(button), about, pick)
        case _:
            return None


def _person(told: Told) -> Person:
    return Person(NAME, told["id"], told["name"], told["team"], told["house"])


def draw(message: Meaning) -> dict[str, object]:
    """Plain words, and buttons that carry opaque ids: nothing that anybody typed is markup here."""
    drawn = [press for press in presses(message) if press.button not in OPENS_FORM]
    buttons = [[press.label, [press.button, press.about, press.pick]] for press in drawn]
    return {"text": signed(message), "buttons": buttons}


@dataclass(frozen=True, slots=True)
class Roll:
    """Who is who."""

    board: Board

    async def person(self, person_id: str) -> Person:
        """The person of that id."""
        return _person(await asyncio.to_thread(self.board.read, "people", person_id))

    async def room(self, address: Address) -> Room:
        """What is known of a room."""
        told = await asyncio.to_thread(self.board.read, "rooms", address.room, "room")
        return Room(address.whole_room(), told["name"])

    async def members(self, room: Address) -> Sequence[Person]:
        """Everybody in a room."""
        told = await asyncio.to_thread(self.board.read, "rooms", room.room, "room")
        return [await self.person(one) for one in told["members"]]

    async def direct(self, person: Person) -> Address:
        """The direct chat with that person."""
        return Address(NAME, f"dm-{(await self.person(person.id)).id}")


class ToyAdapter:
    """The port. What the chat cannot do is None: the house finds another way."""

    name, pace, trouble = NAME, Pace(), ""
    whispers: Whispers | None = None
    marks: Marks | None = None
    files: Files | None = None

    def __init__(self, folder: Path) -> None:
        self._board = Board(folder)
        self.people: People = Roll(self._board)
        self._deliver: Deliver | None = None
        self._one_at_a_time = asyncio.Lock()
        self._listening: asyncio.Task[None] | None = None
        self._strange: set[str] = set()

    def routes(self) -> Sequence[web.RouteDef]:
        """None: nobody calls us."""
        return ()

    async def start(self, deliver: Deliver, ask: Ask) -> None:
        """Begin to listen."""
        self._deliver = deliver
        self._listening = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        """Stop listening."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)

    async def _listen(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(PAUSE)

    async def look(self) -> None:
        """Hand in what people did, in order. What is kept is taken away; what is not lies there still."""
        async with self._one_at_a_time:
            for name in await asyncio.to_thread(self._board.names, "done"):
                try:
                    await self._hear(await asyncio.to_thread(self._board.read, "done", name))
                except Exception:
                    log.exception("event %s could not be kept; it is tried again", name)
                    return
                await asyncio.to_thread(self._board.remove, "done", name)

    async def _hear(self, told: Told) -> None:
        event = parse(told)
        if event is not None and self._deliver is not None:
            await self._deliver(event)
        elif (what := str(told.get("what"))) not in self._strange:
            self._strange.add(what)
            log.warning("somebody did %r, which is not understood here; it is ignored", what)

    async def post(self, to: Address, message: Meaning, key: str) -> tuple[Receipt, ...]:
        """It stands there, and is found by its key."""
        return (await asyncio.to_thread(self._post, to, message, key),)

    async def open_thread(self, room: Address, message: Meaning, key: str) -> Receipt:
        """A post outside of threads is the head of a new one."""
        return await asyncio.to_thread(self._post, room.whole_room(), message, key)

    def _post(self, to: Address, message: Meaning, key: str) -> Receipt:
        has_threads = self._board.read("rooms", to.room, "room")["threads"]
        if to.thread:
            self._board.read("rooms", to.room, to.thread)
        name = str(time.time_ns())
        receipt = Receipt(Address(NAME, to.room, to.thread or (name if has_threads else "")), name)
        at = datetime.now(UTC).isoformat()
        told = {"by": "", "thread": receipt.address.thread, "key": key, "at": at, **draw(message)}
        self._board.write(told, "rooms", to.room, name)
        return receipt

    async def find(self, to: Address, key: str, since: datetime) -> tuple[Receipt, ...] | None:
        """What stands in that room with that key since then."""
        return await asyncio.to_thread(self._find, to, key, since)

    def _find(self, to: Address, key: str, since: datetime) -> tuple[Receipt, ...]:
        standing = [(name, self._board.read("rooms", to.room, name)) for name in self._names(to)]
        found = [(name, told) for name, told in standing if told["key"] == key]
        ours = [(name, told) for name, told in found if datetime.fromisoformat(told["at"]) >= since]
        return tuple(Receipt(Address(NAME, to.room, told["thread"]), name) for name, told in ours)

    def _names(self, room: Address) -> list[str]:
        return self._board.names("rooms", room.room)

    async def edit(self, receipts: tuple[Receipt, ...], message: Meaning) -> tuple[Receipt, ...]:
        """It says something else from now on."""
        await asyncio.to_thread(self._edit, receipts[0], message)
        return receipts

    def _edit(self, receipt: Receipt, message: Meaning) -> None:
        place = ("rooms", receipt.address.room, receipt.message)
        self._board.write({**self._board.read(*place), **draw(message)}, *place)

    async def delete(self, receipts: tuple[Receipt, ...]) -> None:
        """It is gone."""
        for receipt in receipts:
            await asyncio.to_thread(self._board.remove, "rooms", receipt.address.room, receipt.message)

    def link(self, receipt: Receipt) -> str | None:
        """There are no links to messages here."""
        return None
