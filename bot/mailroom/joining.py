"""Where a room lags, what one person wrote in several lines goes as one post, and what is redrawn goes once.

Only what is not announced yet is joined. Each part stays a turn: its edit or deletion redraws the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.conversation import Own
from bot.effects import Mirror, Say
from bot.mailroom.filing import take_files_away
from bot.mailroom.marking import take_marks_away
from bot.people import Side, Voice
from bot.records import Books, Copy, Outgoing, Stage
from bot.turns import Fate, Joined, Turn, Typed, identity, retells

__all__ = ["fold", "is_joined", "is_still_to_be_said", "joined", "parts_of"]

MOST = 20
"""How many lines make one post at most."""

LONGEST = 3000
"""How many characters; every platform takes that many in one piece."""


def joined(books: Books, row: Outgoing, now: datetime) -> Outgoing:
    """The errand, saying also what the same person wrote right behind it."""
    if not isinstance(row.errand, Say):
        return row
    first = books.turn(row.errand.turn)
    if first is None:
        return row
    followers = list(_followers(books, row, row.errand, first, now))
    if not followers:
        return row
    whole = _whole(books, row, first, [turn for _, turn in followers])
    books.put_turn(row.conversation, whole)
    for follower, _ in followers:
        books.stage(follower.seq, Stage.WITHDRAWN)
    errand = replace(row.errand, turn=whole.id)
    books.reword(row.seq, errand)
    return replace(row, errand=errand)


def _followers(
    books: Books, row: Outgoing, head: Say, first: Turn, now: datetime
) -> Iterator[tuple[Outgoing, Turn]]:
    """The errands right behind *row* that may go with it, and their turns."""
    parts = parts_of(books, first)
    many, letters = len(parts), sum(len(part.text) for part in parts)
    for behind in books.unfinished(row.conversation, line=row.line):
        if behind.seq <= row.seq:
            continue
        turn = _goes_along(books, behind, head, first, now)
        many, letters = many + 1, letters + (len(turn.text) + 1 if turn else 0)
        if turn is None or many > MOST or letters > LONGEST:
            return
        yield behind, turn


def _goes_along(books: Books, behind: Outgoing, head: Say, first: Turn, now: datetime) -> Turn | None:
    errand = behind.errand
    if not isinstance(errand, Say) or behind.stage is not Stage.NEW or behind.due > now:
        return None
    turn = books.turn(errand.turn)
    same_way = (errand.to, errand.thread, errand.own) == (head.to, head.thread, Own.NO)
    if turn is None or not same_way or not is_still_to_be_said(books, turn, head.to):
        return None
    return turn if _is_plain(turn) and _is_plain(first) and _whose(turn) == _whose(first) else None


def _is_plain(turn: Turn) -> bool:
    return isinstance(turn.body, Typed | Joined) and turn.voice is not Voice.BOT


def _whose(turn: Turn) -> object:
    return turn.by, turn.voice, turn.side


def _whole(books: Books, row: Outgoing, first: Turn, more: list[Turn]) -> Turn:
    """The turn that shows all of them; it was heard in no message, and what is marked are its parts."""
    turns = [*parts_of(books, first), *(part for turn in more for part in parts_of(books, turn))]
    whole = replace(first, id=identity("joined", row.key), receipt=None, feedback="", marks=())
    return replace(whole, body=Joined(tuple(turn.id for turn in turns)))


def parts_of(books: Books, turn: Turn) -> tuple[Turn, ...]:
    """The turns whose words a turn shows: those it retells, else itself."""
    told = retells(turn.body)
    return tuple(books.turns(told)) if told else (turn,)


def is_still_to_be_said(books: Books, turn: Turn, side: Side) -> bool:
    """To a customer only what is meant for customers; to the desk all but what was deleted before."""
    parts = parts_of(books, turn) if isinstance(turn.body, Joined) else (turn,)
    return any((p.fate is Fate.SAID) if side is Side.CUSTOMER else (p.fate is not Fate.GONE) for p in parts)


def is_joined(books: Books, copy: Copy) -> bool:
    """Whether a turn stands in one post with other words of the same person."""
    whole = books.turn(copy.part_of) if copy.part_of else None
    return whole is not None and isinstance(whole.body, Joined)


def fold(books: Books, row: Outgoing, mirror: Mirror, now: datetime) -> None:
    """What is redrawn now shows all changes so far: those that wait for the same post are done with it."""
    copy = books.copy(mirror.turn, mirror.at, mirror.thread)
    post = _post(books, copy) if copy else ""
    for behind in books.waiting(row.conversation, line=row.line):
        other = behind.errand
        if behind.seq == row.seq or not isinstance(other, Mirror) or other.thread != mirror.thread:
            continue
        shown = books.copy(other.turn, other.at, other.thread)
        if shown is not None and post == _post(books, shown):
            books.stage(behind.seq, Stage.WITHDRAWN)
            take_files_away(books, behind, other.turn, other.at, other.thread, now)
            take_marks_away(books, behind, other.turn, now)


def _post(books: Books, copy: Copy) -> str:
    """What names a post. Those whose words a recap retells are told one by one what became of a change."""
    return copy.part_of if is_joined(books, copy) else copy.turn
