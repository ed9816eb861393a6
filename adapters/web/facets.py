"""Who is who in the playground, what is whispered, and the bot's marks."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.web import render
from adapters.web.keeper import Keeper
from adapters.web.pages import Pages, dump
from adapters.web.rooms import BOT, Rooms
from adapters.web.standing import Hidden, Standing
from adapters.web.world import ADAPTER, Room, World
from bot.errors import AddressGone, NotAllowed
from bot.meanings import Meaning
from bot.people import Address, Person, Receipt
from bot.people import Room as Known
from bot.ports import Clock

TYPING = 6


@dataclass(slots=True)
class Facets:
    """People, whispers and marks of one playground."""

    world: World
    clock: Clock
    keeper: Keeper
    rooms: Rooms
    pages: Pages

    async def person(self, person_id: str) -> Person:
        """The person of that id; AddressGone if there is none."""
        return self.world.person(person_id)

    async def room(self, address: Address) -> Known:
        """What is known of a room; AddressGone if there is none."""
        return Known(address.whole_room(), room_of(self.world, address).name)

    async def members(self, room: Address) -> Sequence[Person]:
        """Everybody in a room; AddressGone if there is none."""
        return room_of(self.world, room).members

    async def direct(self, person: Person) -> Address:
        """The direct chat of *person* with the bot."""
        return self.world.direct(person)

    async def whisper(self, at: Address, person: Person, message: Meaning) -> None:
        """Show *message* at *at* to *person* alone; NotAllowed if that person is not in the room."""
        if person not in room_of(self.world, at).members:
            raise NotAllowed(f"{person.key!r} is not in {at.key!r}, so nothing can be whispered there")
        body = dump(render.body(message))

        def hide(db: sqlite3.Connection) -> Hidden:
            return self.rooms.hide(db, person.id, at, body, self.clock())

        def show(whisper: Hidden) -> None:
            self.pages.tell({"type": "whisper", "whisper": whisper.tree()})

        await self.keeper.do(hide, show)

    async def typing(self, at: Address) -> None:
        """Show that an answer is on its way; pages forget it by themselves."""
        self.pages.tell({"type": "typing", "room": at.room, "thread": at.thread, "seconds": TYPING})

    async def react(self, receipt: Receipt, mark: str, *, on: bool) -> None:
        """Set or take back the bot's own mark on a message."""

        def set_mark(db: sqlite3.Connection) -> Standing:
            return self.rooms.mark(db, receipt.message, (mark, BOT), on=on)

        def show(message: Standing) -> None:
            self.pages.tell({"type": "message", "message": message.tree()})

        await self.keeper.do(set_mark, show)


def room_of(world: World, place: Address) -> Room:
    """The room of *place*; AddressGone if it is none of this playground."""
    if place.adapter != ADAPTER:
        raise AddressGone(f"{place.key!r} is not a room of the playground")
    return world.room(place.room)
