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
    `picture` is the address of a small picture, where there is one. `acts_as` is set while rules are
    applied: the key of the platform's own person, where the house knows that one by another (`Same`).
    """

    adapter: str
    id: str
    name: str = field(default="", compare=False)
    organisation: str = field(default="", compare=False)
    house: bool = field(default=False, compare=False)
    picture: str = field(default="", compare=False)
    acts_as: str = field(default="", compare=False)

    @property
    def key(self) -> str:
        """How settings and buttons name this person: `slack:U1`."""
        return f"{self.adapter}:{self.id}"

    @classmethod
    def of(cls, key: str) -> Person:
        """The person settings and buttons name so; the name is not known from that."""
        adapter, _, person = key.partition(":")
        return cls(adapter, person)

    @property
    def own(self) -> Person:
        """The person as the platform knows it, to be reached and shown there."""
        return _called(self, self.acts_as) if self.acts_as else self

    def goes_by(self, key: str) -> bool:
        """Whether that key names this person."""
        return key in (self.key, self.own.key)


def _called(person: Person, key: str, *, acts_as: str = "") -> Person:
    adapter, _, own = key.partition(":")
    return replace(person, adapter=adapter, id=own, acts_as=acts_as)


@dataclass(frozen=True, slots=True)
class Same:
    """Which people of several platforms are one, by their keys; a group's first key stands for all.

    Only the settings say so, never a name or a mail address: those can be chosen.
    """

    groups: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        """Whether anybody is on two platforms."""
        return bool(self.groups)

    def names(self, person: Person) -> tuple[Person, ...]:
        """Everybody who is the same person, that one first."""
        others = (key for key in self._group(person) if key != person.own.key)
        return (person.own, *(Person.of(key) for key in others))

    def one(self, person: Person) -> Person:
        """The person rules are applied to: equal for all who are the same, shown as *person* is."""
        first = next(iter(self._group(person)), person.own.key)
        return person.own if first == person.own.key else _called(person, first, acts_as=person.own.key)

    def _group(self, person: Person) -> tuple[str, ...]:
        return next((group for group in self.groups if person.own.key in group), ())


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
