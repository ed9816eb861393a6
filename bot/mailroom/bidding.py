"""Asks for leave to announce: where an errand would go, and how important it is to people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.conversation import Own
from bot.effects import (
    AskAnswerer,
    CloseCard,
    DrawCard,
    Mark,
    Mirror,
    OpenDeskThread,
    React,
    Say,
    SendFile,
    TellOfMark,
    Whisper,
)
from bot.mailroom.attempts import (
    Action,
    Attempt,
    CannotTell,
    CarryFile,
    Change,
    Done,
    Later,
    MarkOn,
    NotFound,
    Open,
    Outcome,
    Post,
    Refused,
    Remove,
    Think,
    Thought,
    Unknown,
    WhisperTo,
)
from bot.pace import Bid, Call, Leave, Pacing, Rank
from bot.people import Address, Voice
from bot.records import Books, Outgoing, Stage

__all__ = ["ended", "lags", "leave"]

BEHIND = timedelta(seconds=10)
"""With more work than that waiting, a desk's room lags, and its cards say so."""


def leave(books: Books, pacing: Pacing, row: Outgoing, action: Action, now: datetime) -> Leave:
    """Whether the head of a line may be announced now; if not, its line is called later."""
    bid = _bid(books, pacing, row, action)
    if bid is None or pacing.passes(bid, now):
        return Leave.AT_ONCE
    return pacing.ask(_with_all_behind(books, bid, row), now)


def lags(books: Books, pacing: Pacing | None, place: Address, now: datetime) -> bool:
    """Whether what is posted there now comes late."""
    return pacing is not None and pacing.behind(books.rooms().present(place), now) > BEHIND


def ended(pacing: Pacing, attempt: Attempt, outcome: Outcome, now: datetime) -> None:
    """Tell how it ended: what has to be put off waits again, and what would be refused as well with it."""
    queue = (attempt.row.conversation, attempt.row.line)
    match outcome:
        case Later(seconds=seconds, everywhere=everywhere):
            pacing.put_off(queue, now + timedelta(seconds=seconds), now, everywhere=everywhere)
        case Done(receipts=receipts):
            pacing.settled(queue, now, calls=len(receipts))
        case Thought() | Unknown() | NotFound() | CannotTell() | Refused():
            pacing.settled(queue, now)


def _bid(books: Books, pacing: Pacing, row: Outgoing, action: Action) -> Bid | None:
    """None where nothing ever waits."""
    place = _place(action)
    if place is None or not pacing.paces(place.adapter):
        return None
    place = books.rooms().present(place)
    return Bid((row.conversation, row.line), place, _call(action), _rank(books, row), row.seq)


def _with_all_behind(books: Books, bid: Bid, row: Outgoing) -> Bid:
    """A line is as important as the most important errand in it, since none overtakes another.

    Who opens a thread at the desk waits its turn all the same, however much is written meanwhile.
    """
    line = books.unfinished(row.conversation, line=row.line)
    first = bid.rank if isinstance(row.errand, OpenDeskThread) else _first(books, line)
    return replace(bid, rank=min(bid.rank, first), work=max(1, len(line)))


def _first(books: Books, line: Sequence[Outgoing]) -> Rank:
    found = Rank.MARK
    for row in line:
        if row.stage is Stage.NEW:
            found = min(found, _rank(books, row))
        if found is Rank.WORDS:
            break
    return found


def _place(action: Action) -> Address | None:
    match action:
        case Post(to=place) | Open(room=place) | CarryFile(to=place):
            return place
        case Change(receipts=receipts) | Remove(receipts=receipts):
            return receipts[0].address
        case MarkOn(receipt=receipt):
            return receipt.address
        case WhisperTo(at=at):
            return at
        case Think():
            return None


def _call(action: Action) -> Call:
    match action:
        case Post() | Open() | CarryFile() | Think():
            return Call.POST
        case Change() | Remove():
            return Call.CHANGE
        case WhisperTo():
            return Call.WHISPER
        case MarkOn():
            return Call.MARK


def _rank(books: Books, row: Outgoing) -> Rank:
    match row.errand:
        case Say(turn=turn, own=own):
            return _rank_of_words(books, turn, own)
        case Mirror() | SendFile():
            return Rank.WORDS
        case Whisper():
            return Rank.WHISPER
        case OpenDeskThread():
            return Rank.DESK
        case AskAnswerer():
            return Rank.BOT
        case DrawCard() | CloseCard():
            return Rank.REDRAW
        case Mark() | React() | TellOfMark():
            return Rank.MARK


def _rank_of_words(books: Books, turn_id: str, own: Own) -> Rank:
    """A recap comes after the cards: who waits is seen before what was said."""
    turn = books.turn(turn_id)
    return Rank.WORDS if own is Own.NO and turn is not None and turn.voice is not Voice.BOT else Rank.BOT
