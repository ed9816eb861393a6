"""Whose event is it? Where an event goes by the place it was heard at, before anything is decided."""

from __future__ import annotations

from dataclasses import dataclass

from bot.events import (
    AgentLeft,
    ButtonPressed,
    DutyChanged,
    Event,
    MessageDeleted,
    MessageEdited,
    MessagePicked,
    MessageReceived,
    ReactionChanged,
    RoomGone,
    RoomMoved,
    RoomShared,
    WasDeaf,
)
from bot.people import Address, Side
from bot.records import Books
from bot.settings import Settings
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

    event: AgentLeft | RoomMoved | RoomGone


Way = ToLane | Parked | Nobodys | ToMany


def way(books: Books, settings: Settings, event: Event) -> Way:
    """Where *event* goes."""
    match event:
        case MessageReceived() | MessageEdited() | MessageDeleted() | ReactionChanged():
            return _by_place(books, settings, event)
        case ButtonPressed():
            conversation = about(books, event.about)
            return ToLane(conversation) if conversation else Nobodys()
        case MessagePicked(message=message):
            place = books.place_at(message.receipt.address)
            return ToLane(place.conversation) if place else Nobodys()
        case AgentLeft() | RoomMoved() | RoomGone():
            return ToMany(event)
        case DutyChanged() | RoomShared() | WasDeaf():
            return Nobodys()
        case _:
            return ToLane(event.conversation)


def about(books: Books, opaque: str) -> str | None:
    """The conversation a button speaks of, by its own id or that of one of its turns."""
    if books.conversation(opaque) is not None:
        return opaque
    return books.whose_turn(opaque)


def opening_lane(address: Address) -> str:
    """The lane of a place at which there is no conversation yet."""
    return f"{address.adapter}/{address.room}/{address.thread}"


def _by_place(
    books: Books,
    settings: Settings,
    event: MessageReceived | MessageEdited | MessageDeleted | ReactionChanged,
) -> Way:
    address = event.receipt.address
    place = books.place_at(address)
    if place is not None:
        return ToLane(place.conversation)
    desk = settings.desk_at(address)
    if desk is not None:
        return _at_unknown_desk_thread(books, desk, address)
    if settings.route(address) is None:
        return Nobodys()
    if isinstance(event, MessageReceived):
        return ToLane(opening_lane(address))
    known = books.whose_turn(turn_id(event.receipt))
    return ToLane(known) if known else Parked(address)


def _at_unknown_desk_thread(books: Books, desk: str, address: Address) -> Way:
    """A thread of ours whose receipt is still on its way, or talk that is none of ours."""
    under_way = bool(address.thread) and books.opening_at(desk)
    return Parked(address) if under_way else Nobodys()


def side_of(books: Books, settings: Settings, conversation: str, address: Address) -> Side | None:
    """The side an address is on for that conversation; None where it is none of its places."""
    customer = books.place(conversation, Side.CUSTOMER, 0)
    if customer is not None and customer.whole_room() == address.whole_room():
        return Side.CUSTOMER
    if settings.desk_at(address) is not None:
        return Side.DESK
    return None
