"""Whose event is it? Where an event goes by the place it was heard at, before anything is decided."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.events import (
    AgentLeft,
    ButtonPressed,
    DeliveryFailed,
    DraftReady,
    DutyChanged,
    Event,
    Left,
    MessageDeleted,
    MessageEdited,
    MessagePicked,
    MessageReceived,
    Missed,
    PlaceBack,
    PlaceGone,
    ReactionChanged,
    RoomBack,
    RoomGone,
    RoomMoved,
    RoomShared,
    RoomUnshared,
    TimerFired,
    WasDeaf,
)
from bot.mailroom.house import House
from bot.people import Address, Receipt, Side
from bot.records import Books
from bot.turns import turn_id


@dataclass(frozen=True, slots=True)
class ToLane:
    """Into a lane: a conversation's, or that of the customer's address before there is one."""

    lane: str


@dataclass(frozen=True, slots=True)
class Parked:
    """Kept until it is known whose this address is."""

    address: Address


@dataclass(frozen=True, slots=True)
class Nobodys:
    """Concerns no conversation."""


@dataclass(frozen=True, slots=True)
class ToMany:
    """Concerns a room or a desk, and through it many conversations."""

    event: AboutMany


AboutMany = AgentLeft | DutyChanged | RoomMoved | RoomGone | RoomShared | RoomUnshared | RoomBack | WasDeaf
"""Events about an agent, a room or an adapter."""

Way = ToLane | Parked | Nobodys | ToMany


def way(books: Books, house: House, event: Event) -> Way:
    """Where *event* goes."""
    event = located(books, event)
    match event:
        case MessageReceived() | MessageEdited() | MessageDeleted() | ReactionChanged():
            return _by_place(books, house, event)
        case ButtonPressed():
            conversation = about(books, event.about)
            return ToLane(conversation) if conversation else Nobodys()
        case MessagePicked(message=message):
            return _picked(books, house, message.receipt.address)
        case DraftReady() | TimerFired() | DeliveryFailed() | Left() | Missed() | PlaceGone() | PlaceBack():
            return ToLane(event.conversation)
        case _:
            return ToMany(event)


def _picked(books: Books, house: House, address: Address) -> Way:
    """To the conversation there; where none is yet, but customers ask, it may open one."""
    place = books.place_at(address)
    if place is not None:
        return ToLane(place.conversation)
    is_customers = house.desk_at(books, address) is None and house.route(books, address) is not None
    return ToLane(opening_lane(address)) if is_customers else Nobodys()


def located(books: Books, event: Event) -> Event:
    """A mark where its message is known to stand: platforms tell of a mark without the thread it is in."""
    if not isinstance(event, ReactionChanged) or books.place_at(event.receipt.address) is not None:
        return event
    turn, copy = books.turn(heard_as(books, event.receipt)), books.copy_at(event.receipt)
    receipts = (*(copy.receipts if copy else ()), *((turn.receipt,) if turn and turn.receipt else ()))
    here = next((one for one in receipts if one.message == event.receipt.message), None)
    return replace(event, receipt=here) if here is not None else event


def about(books: Books, opaque: str) -> str | None:
    """The conversation a button speaks of, by its own id or that of one of its turns."""
    if books.conversation(opaque) is not None:
        return opaque
    return books.whose_turn(opaque)


def heard_as(books: Books, receipt: Receipt) -> str:
    """The id of the turn behind a message, also when it was heard before its room had another name."""
    names = books.rooms().of(receipt.address)
    ids = [turn_id(replace(receipt, address=name)) for name in names]
    return next((known for known in ids[:-1] if books.turn(known) is not None), ids[-1])


def opening_lane(address: Address) -> str:
    """The lane of a place at which there is no conversation yet."""
    return f"{address.adapter}/{address.room}/{address.thread}"


def _by_place(
    books: Books,
    house: House,
    event: MessageReceived | MessageEdited | MessageDeleted | ReactionChanged,
) -> Way:
    address = event.receipt.address
    place = books.place_at(address)
    if place is not None:
        return ToLane(place.conversation)
    desk = house.desk_at(books, address)
    if desk is not None:
        return _at_unknown_desk_thread(books, desk, address)
    if house.route(books, address) is None:
        return Nobodys()
    if isinstance(event, MessageReceived):
        return ToLane(opening_lane(address))
    known = books.whose_turn(heard_as(books, event.receipt))
    return ToLane(known) if known else Parked(address)


def _at_unknown_desk_thread(books: Books, desk: str, address: Address) -> Way:
    """A thread of ours whose receipt is still on its way, or talk that is none of ours."""
    under_way = bool(address.thread) and books.opening_at(desk)
    return Parked(address) if under_way else Nobodys()


def side_of(books: Books, house: House, conversation: str, address: Address) -> Side | None:
    """The side an address is on for that conversation; None where it is none of its places."""
    customer = books.place(conversation, Side.CUSTOMER, 0)
    if customer is not None and customer.whole_room() == address.whole_room():
        return Side.CUSTOMER
    if house.desk_at(books, address) is not None:
        return Side.DESK
    return None
