"""A chat platform in memory, without an event loop: what people do in it.

Each act changes the platform and gives the event that its adapter would make of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from adapters.testing.rooms import Drawn, Posted, Room
from adapters.testing.wire import Wire
from bot.events import (
    AgentLeft,
    ButtonPressed,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    ReactionChanged,
    RoomGone,
    RoomMoved,
)
from bot.meanings import Button
from bot.people import Address, Person

__all__ = ["FakePlatform"]


class FakePlatform(Wire):
    """A whole chat platform for tests. Acts of people that real people could not do fail loudly."""

    def add_person(self, person_id: str, name: str, *, organisation: str = "", house: bool = False) -> Person:
        """A new person, with a direct chat `dm-<id>` with the bot."""
        person = Person(self.name, person_id, name, organisation, house)
        self.persons[person_id] = person
        self.rooms[f"dm-{person_id}"] = Room(
            f"dm-{person_id}", threads=False, members=[person], direct=person
        )
        return person

    def add_room(self, room_id: str, members: Iterable[Person], *, threads: bool = True) -> Address:
        """A new shared room; `threads` tells whether replies hang on messages there."""
        self.rooms[room_id] = Room(room_id, threads=threads, members=list(members))
        return Address(self.name, room_id)

    def say(
        self,
        person: Person,
        room: Address,
        text: str,
        thread: str = "",
        *,
        to_bot: bool = False,
        mentions: tuple[Person, ...] = (),
    ) -> MessageReceived:
        """*person* writes in a room, or in the thread of it that *room* or *thread* names."""
        place = Address(self.name, room.room, thread or room.thread)
        self._must_be_in(person, place)
        posted = self._put(person, place, text)
        direct = self.room(place).direct is not None
        return MessageReceived(
            self._next("e"),
            posted.at,
            person,
            self._receipt(posted),
            text,
            to_bot=to_bot or direct,
            direct=direct,
            mentions=mentions,
        )

    def edit(self, person: Person, message: str, text: str) -> MessageEdited:
        """*person* changes a message of his own."""
        posted = self._written_by(person, message)
        posted.said.append(text)
        return MessageEdited(self._next("e"), self.clock(), person, self._receipt(posted), text)

    def delete(self, person: Person, message: str) -> MessageDeleted:
        """*person* deletes a message of his own."""
        posted = self._written_by(person, message)
        posted.deleted = True
        return MessageDeleted(self._next("e"), self.clock(), person, self._receipt(posted))

    def react(self, person: Person, message: str, mark: str = "eyes", *, on: bool = True) -> ReactionChanged:
        """*person* sets a mark on a message, or takes it back."""
        posted = self._standing(message)
        self._must_be_in(person, posted.address)
        self._mark(message, (person.id, mark), on=on)
        return ReactionChanged(self._next("e"), self.clock(), person, self._receipt(posted), mark, on)

    def press(
        self, person: Person, on: str, button: Button, pick: str = "", about: str = ""
    ) -> ButtonPressed:
        """*person* presses a button that stands on the message or whisper *on*; LookupError if it does not.

        `pick` and `about` choose among several of the same kind; without them there must be one.
        """
        drawn = self._one_drawn(person, on, button, pick, about)
        return ButtonPressed(
            self._next("e"),
            self.clock(),
            person,
            self._place_of(on),
            button,
            drawn.press.about,
            drawn.press.pick,
        )

    def leave(self, person: Person, room: Address) -> AgentLeft:
        """*person* leaves a room."""
        self._must_be_in(person, room)
        self.room(room).members.remove(person)
        return AgentLeft(self._next("e"), self.clock(), person, room.whole_room())

    def archive(self, room: Address) -> RoomGone:
        """A room ends; all that is asked of it from now on is refused."""
        self.room(room).gone = True
        return RoomGone(self._next("e"), self.clock(), room.whole_room())

    def move(self, room: Address, room_id: str) -> RoomMoved:
        """A room has another id from now on, with all that stands in it."""
        self.rooms[room_id] = self.rooms.pop(self.room(room).id)
        self.rooms[room_id].id = room_id
        for posted in self.at(room.whole_room()):
            posted.address = Address(self.name, room_id, posted.address.thread)
        return RoomMoved(self._next("e"), self.clock(), room.whole_room(), Address(self.name, room_id))

    def _one_drawn(self, person: Person, on: str, button: Button, pick: str, about: str) -> Drawn:
        mine = [drawn for drawn in self.buttons(person) if drawn.on == on]
        fitting = [
            drawn
            for drawn in mine
            if drawn.press.button is button
            and pick in {"", drawn.press.pick}
            and about in {"", drawn.press.about}
        ]
        if len(fitting) == 1:
            return fitting[0]
        there = ", ".join(f"{d.press.button}/{d.press.about}/{d.press.pick}" for d in mine) or "no button"
        raise LookupError(f"{person.name} cannot press one {button!s} on {on!r}: there is {there}")

    def _place_of(self, on: str) -> Address:
        if on in self.messages:
            return self.messages[on].address
        return next(whisper.address for whisper in self.whispers if whisper.id == on)

    def _written_by(self, person: Person, message: str) -> Posted:
        posted = self._standing(message)
        if posted.by != person:
            raise LookupError(f"{person.name} did not write {message!r}, so cannot change it")
        return posted

    def _must_be_in(self, person: Person, place: Address) -> None:
        if person not in self.room(place).members:
            raise LookupError(f"{person.name} is not in {place.key!r}; add that person to the room first")
