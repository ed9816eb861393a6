"""Who speaks and where: persons, addresses and receipts, the nouns everything else is about."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum


class Side(StrEnum):
    """The two ends of a conversation."""

    CUSTOMER = "customer"
    DESK = "desk"


class Voice(StrEnum):
    """In what capacity somebody speaks in a conversation."""

    CUSTOMER = "customer"
    AGENT = "agent"
    COLLEAGUE = "colleague"
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on one platform. The same person is known by adapter and id alone; names change.

    `house` tells whether the platform says this person belongs to the installing organisation.
    `picture` is the address of a small picture, where there is one.
    """

    adapter: str
    id: str
    name: str = field(default="", compare=False)
    organisation: str = field(default="", compare=False)
    house: bool = field(default=False, compare=False)
    picture: str = field(default="", compare=False)

    @property
    def key(self) -> str:
        """How settings and buttons name this person: `slack:U1`."""
        return f"{self.adapter}:{self.id}"

    @classmethod
    def of(cls, key: str) -> Person:
        """The person settings and buttons name so; the name is not known from that."""
        adapter, _, person = key.partition(":")
        return cls(adapter, person)


@dataclass(frozen=True, slots=True)
class Address:
    """A place to post: a room of one adapter, or one thread in it."""

    adapter: str
    room: str
    thread: str = ""

    @property
    def key(self) -> str:
        """How settings name the room: `slack:C0ACME`."""
        return f"{self.adapter}:{self.room}"

    @classmethod
    def of(cls, key: str) -> Address:
        """The room settings name so."""
        adapter, _, room = key.partition(":")
        return cls(adapter, room)

    def whole_room(self) -> Address:
        """The room this place is in, without the thread."""
        return replace(self, thread="")


@dataclass(frozen=True, slots=True)
class Room:
    """What a platform tells of a room: its `name`, and who gets in.

    `outside`: it is shared with another organisation. `public`: whoever is of the house may join unasked.
    """

    address: Address
    name: str
    outside: bool = False
    public: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that one message was posted: where, and the platform's id for it."""

    address: Address
    message: str
