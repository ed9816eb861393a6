"""Events about an agent, a room or an adapter become events of every conversation they touch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.conversation import Conversation
from bot.events import (
    AgentLeft,
    DutyChanged,
    Inside,
    Left,
    Missed,
    PlaceBack,
    PlaceGone,
    RoomBack,
    RoomGone,
    RoomMoved,
    RoomShared,
    RoomUnshared,
    WasDeaf,
)
from bot.mailroom.house import House
from bot.mailroom.routing import AboutMany
from bot.people import Address, Person, Side
from bot.records import Books, Place
from bot.turns import identity


def spread(books: Books, house: House, event: AboutMany) -> Iterable[Inside]:
    """What *event* is for each conversation it touches. What the house has to remember of it is kept."""
    match event:
        case AgentLeft():
            return _agent_left(books, house, event)
        case DutyChanged():
            return _duty_changed(books, house, event)
        case RoomGone():
            return _room_gone(books, event)
        case RoomShared():
            return _room_shared(books, house, event)
        case RoomUnshared():
            return _room_unshared(books, event)
        case RoomBack():
            return _room_back(books, house, event)
        case WasDeaf():
            return _was_deaf(books, event)
        case RoomMoved():
            _room_moved(books, event)
            return ()


def _agent_left(books: Books, house: House, event: AgentLeft) -> Iterator[Inside]:
    desk = house.desk_at(books, event.room)
    for c in _held(books, house, event.by, desk) if desk is not None else ():
        yield Left(identity("left", event.id, c.id), event.at, c.id, event.by)


def _duty_changed(books: Books, house: House, event: DutyChanged) -> Iterable[Inside]:
    """Who is at no desk has no duty. Heard late, an older word does not count against a newer one."""
    if not house.is_agent(event.by):
        return ()
    for name in house.same.names(event.by):
        books.set_duty(name, event.at, on=event.on)
    held = _held(books, house, event.by) if event.by in books.away() else ()
    return [Left(identity("duty", event.id, c.id), event.at, c.id, event.by, off_duty=True) for c in held]


def _held(books: Books, house: House, agent: Person, desk: str = "") -> list[Conversation]:
    """What somebody holds, on whichever platform it was claimed."""
    names = house.same.names(agent)
    return [c for name in names for c in books.open_conversations(desk=desk, holder=name)]


def _room_gone(books: Books, event: RoomGone) -> Iterator[Inside]:
    for place in books.places_in(event.room):
        if not _is_left(books, place):
            cause = identity("gone", event.id, place.conversation)
            yield PlaceGone(cause, event.at, place.conversation, place.side)


def _is_left(books: Books, place: Place) -> bool:
    """Whether it is a desk thread that the conversation has left for another."""
    c = books.conversation(place.conversation)
    return place.side is Side.DESK and c is not None and place.thread != c.threads


def _room_shared(books: Books, house: House, event: RoomShared) -> Iterator[Inside]:
    """Customers' rooms are shared by nature; a desk's must not be, also where its thread is on its way."""
    desk = house.desk_at(books, event.room)
    at_desk = books.open_conversations(desk=desk) if desk is not None else ()
    for c in at_desk:
        yield PlaceGone(identity("shared", event.id, c.id), event.at, c.id, Side.DESK, shared=True)


def _room_unshared(books: Books, event: RoomUnshared) -> Iterator[Inside]:
    """Guests read there no longer. Whether a desk may work there again is for the roster to find out."""
    for place in books.places_in(event.room):
        c = books.conversation(place.conversation)
        if place.side is Side.CUSTOMER and c is not None and not c.asker.house:
            yield PlaceGone(identity("unshared", event.id, c.id), event.at, c.id, Side.CUSTOMER)


def _room_back(books: Books, house: House, event: RoomBack) -> Iterator[Inside]:
    """Customers of that room, and all who wait for the desk that works there."""
    for place in books.places_in(event.room):
        if place.side is Side.CUSTOMER:
            cause = identity("back", event.id, place.conversation)
            yield PlaceBack(cause, event.at, place.conversation, Side.CUSTOMER)
    desk = house.desk_at(books, event.room)
    for c in books.open_conversations(desk=desk) if desk is not None else ():
        yield PlaceBack(identity("desk back", event.id, c.id), event.at, c.id, Side.DESK)


def _room_moved(books: Books, event: RoomMoved) -> None:
    """Told twice, or told of an older name, it moves no further than it did."""
    room, now = event.room.whole_room(), event.now.whole_room()
    before = books.rooms().present(room)
    is_older = room != before and now in books.rooms().of(before)
    if now != before and not is_older:
        books.move_room(before, now)


def _was_deaf(books: Books, event: WasDeaf) -> Iterator[Inside]:
    for c in books.open_conversations():
        if any(_is_among(place, event) for place in places(books, c)):
            yield Missed(identity("missed", event.id, c.id), event.at, c.id, event.since, event.until)


def _is_among(place: Address, event: WasDeaf) -> bool:
    """Whether the adapter was deaf there: everywhere, in the whole room, or in that thread."""
    if not event.places:
        return place.adapter == event.adapter
    return place in event.places or place.whole_room() in event.places


def places(books: Books, c: Conversation) -> tuple[Address, ...]:
    """Where the two sides of a conversation are, as far as that is known."""
    sides = [books.place(c.id, Side.CUSTOMER, 0)]
    if c.at_desk:
        sides.append(books.place(c.id, Side.DESK, c.threads))
    return tuple(place for place in sides if place is not None)
