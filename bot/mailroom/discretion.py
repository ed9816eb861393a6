"""What stays at the desk stays at the desk: nothing goes to a desk's room that another organisation reads."""

from __future__ import annotations

from dataclasses import replace

from bot.mailroom.attempts import Action, CarryFile, Change, MarkOn, Open, Post, Remove, Think, WhisperTo
from bot.mailroom.house import House
from bot.meanings import CardState, DeskCard, Gone, Meaning
from bot.people import Address
from bot.records import Books

__all__ = ["discreet"]


def discreet(books: Books, house: House, action: Action) -> Action | None:
    """The same, told in private where it has to be; None where it would be read by strangers."""
    match action:
        case Post(to=place) | Open(room=place) | CarryFile(to=place):
            return None if _is_closed(books, house, place) else action
        case Change(receipts=receipts, meaning=meaning):
            closed = _is_closed(books, house, receipts[0].address)
            return None if closed and not _says_nothing(meaning) else action
        case WhisperTo(at=at, desk=desk):
            at = None if at is not None and _is_closed(books, house, at) else at
            return replace(action, at=at, desk=None if desk and _is_closed(books, house, desk) else desk)
        case Remove() | MarkOn() | Think():
            return action


def _is_closed(books: Books, house: House, place: Address) -> bool:
    desk = house.desk_at(books, place)
    return desk is not None and house.closed(desk)


def _says_nothing(meaning: Meaning) -> bool:
    """Whether less stands there afterwards than before."""
    return isinstance(meaning, Gone) or (isinstance(meaning, DeskCard) and meaning.state is CardState.MOVED)
