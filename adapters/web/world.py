"""Who lives in the playground: a small cloud product's customers, an employee, and two agents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import AddressGone
from bot.people import Address, Person

ADAPTER = "web"


class RoomKind(StrEnum):
    """What a room of the playground is."""

    SHARED = "shared"
    DIRECT = "direct"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Room:
    """A room with its members; direct chats are with the bot and have no threads."""

    id: str
    name: str
    kind: RoomKind
    members: tuple[Person, ...]

    @property
    def threads(self) -> bool:
        """Whether replies hang on a message here."""
        return self.kind is not RoomKind.DIRECT


@dataclass(frozen=True, slots=True)
class World:
    """The figures of a playground: customers on the left, agents on the right, and what the bot is called."""

    customers: tuple[Person, ...]
    agents: tuple[Person, ...]
    bot: str = "Front Desk"

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody but the bot."""
        return self.customers + self.agents

    def rooms(self) -> Iterator[Room]:
        """The shared room, everybody's direct chat, and the desk."""
        yield Room("help", "help", RoomKind.SHARED, self.people)
        for person in self.people:
            yield Room(f"dm-{person.id}", person.name, RoomKind.DIRECT, (person,))
        yield Room("desk", "desk", RoomKind.DESK, self.agents)

    def room(self, room_id: str) -> Room:
        """The room of that id; AddressGone if there is none."""
        for room in self.rooms():
            if room.id == room_id:
                return room
        raise AddressGone(f"the playground has no room {room_id!r}; it has help, desk and dm-<person>")

    def person(self, person_id: str) -> Person:
        """The person of that id; AddressGone if there is none."""
        for person in self.people:
            if person.id == person_id:
                return person
        names = ", ".join(person.id for person in self.people)
        raise AddressGone(f"the playground has no person {person_id!r}; it has {names}")

    def direct(self, person: Person) -> Address:
        """The direct chat of *person* with the bot."""
        return Address(ADAPTER, f"dm-{self.person(person.id).id}")


def demonstration() -> World:
    """Dana and Sam ask about a product, Kim asks the helpdesk of her own house; Ada and Ben help."""
    return World(
        customers=(
            Person(ADAPTER, "dana", "Dana", organisation="Acme"),
            Person(ADAPTER, "sam", "Sam"),
            Person(ADAPTER, "kim", "Kim", house=True),
        ),
        agents=(Person(ADAPTER, "ada", "Ada", house=True), Person(ADAPTER, "ben", "Ben", house=True)),
    )
