"""What stands on the platform of the tests and what ever stood there, asked from outside.

All that an honest witness of the bot's promises may look at: no state of the bot, only the rooms.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from adapters.testing.rooms import Drawn, Posted, Room, Whispered
from bot.errors import AddressGone
from bot.people import Address, Person


class Sight:
    """Rooms, messages, whispers and people, and the questions one can ask about them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.persons: dict[str, Person] = {}
        self.rooms: dict[str, Room] = {}
        self.messages: dict[str, Posted] = {}
        self.whispers: list[Whispered] = []
        self.typings: list[Address] = []

    def at(self, address: Address) -> list[Posted]:
        """All messages that were ever posted in a thread, oldest first; without a thread, in its room."""
        return [
            posted
            for posted in self.messages.values()
            if posted.address.room == address.room and address.thread in {"", posted.address.thread}
        ]

    def standing(self, address: Address) -> list[str]:
        """The texts that stand in a thread (or a whole room) now, oldest first."""
        return [posted.text for posted in self.at(address) if not posted.deleted]

    def texts_ever(self, address: Address) -> list[str]:
        """Every text that ever stood in a thread (or a whole room): those edited over and deleted too."""
        return list(chain.from_iterable(posted.texts for posted in self.at(address)))

    def whispers_to(self, person: Person) -> list[str]:
        """The texts that were whispered to *person*, oldest first."""
        return [whisper.text for whisper in self.whispers if whisper.reader == person]

    def buttons(self, person: Person) -> list[Drawn]:
        """All that *person* could press now: on messages in the rooms of that person, and on whispers."""
        return list(chain(self._on_messages(person), self._on_whispers(person)))

    def message(self, message_id: str) -> Posted:
        """The message of that id, also when it was deleted; AddressGone if there never was one."""
        if message_id not in self.messages:
            raise AddressGone(f"no message {message_id!r} was ever posted on {self.name}")
        return self.messages[message_id]

    def room(self, address: Address) -> Room:
        """The room of *address*; AddressGone if there is none, or no longer."""
        room = self.rooms.get(address.room)
        if address.adapter != self.name or room is None or room.gone:
            raise AddressGone(f"there is no room {address.key!r} on {self.name}; use one that stands")
        return room

    def direct(self, person: Person) -> Address:
        """The direct chat of *person* with the bot."""
        for room in self.rooms.values():
            if room.direct == person:
                return Address(self.name, room.id)
        raise AddressGone(f"{person.key!r} has no direct chat on {self.name}")

    def _on_messages(self, person: Person) -> Iterator[Drawn]:
        for posted in self.messages.values():
            if posted.buttons and person in self.rooms[posted.address.room].members:
                yield from (Drawn(posted.id, press) for press in posted.buttons)

    def _on_whispers(self, person: Person) -> Iterator[Drawn]:
        for whisper in self.whispers:
            if whisper.reader == person:
                yield from (Drawn(whisper.id, press) for press in whisper.buttons)
