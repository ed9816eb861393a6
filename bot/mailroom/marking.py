"""Marks where the other platform has none: said in a line of words, once, gone with what it quotes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.conversation import Conversation
from bot.effects import React, TellOfMark
from bot.mailroom.attempts import Action, Post, Remove
from bot.mailroom.filing import is_shown
from bot.marks import picture
from bot.meanings import Notice
from bot.people import Receipt, Side
from bot.records import Books, Copy, Line, Outgoing
from bot.settings import Rules
from bot.telling import plain
from bot.turns import Fate, Marked, Turn
from bot.words import Key, phrase, shorten, text

__all__ = ["mark_told", "say_mark", "take_marks_away", "tell_of_mark"]

QUOTED = 60
"""So many characters of the marked words are quoted."""


def tell_of_mark(books: Books, row: Outgoing, react: React, now: datetime) -> None:
    """A mark that was set and could not be shown is to be said; taken back and set again it is no news."""
    turn = books.turn(react.turn)
    if turn is None or react.by is None or not react.on:
        return
    if any((known.by, known.mark) == (react.by, react.mark) for known in turn.marks):
        return
    marked = Marked(react.by, react.mark, react.at, react.thread)
    books.put_turn(row.conversation, replace(turn, marks=(*turn.marks, marked)))
    told = TellOfMark(turn.id, len(turn.marks))
    books.send(f"{row.key}+said", row.conversation, Line.ASIDE, told, now)


def say_mark(books: Books, c: Conversation, rules: Rules, told: TellOfMark) -> Action | None:
    """Say it, or take it away with the words it quotes; None where nothing is left to do."""
    turn = books.turn(told.turn)
    if turn is None:
        return None
    marked = turn.marks[told.number]
    copy, to = _copy(books, told, marked), books.place(c.id, marked.at, marked.thread)
    stays = _stands(turn, marked.at)
    if copy is not None:
        return None if stays else Remove(copy.receipts)
    return Post(to, Notice(_sentence(turn, marked, rules.route.language))) if to and stays else None


def mark_told(
    books: Books, row: Outgoing, told: TellOfMark, receipts: tuple[Receipt, ...], now: datetime
) -> None:
    """It stands; words that went meanwhile take it with them."""
    turn = books.turn(told.turn)
    if turn is None or not receipts:
        return
    marked = turn.marks[told.number]
    books.put_copy(Copy(row.conversation, _key(told), marked.at, marked.thread, receipts))
    take_marks_away(books, row, turn.id, now)


def take_marks_away(books: Books, row: Outgoing, turn_id: str, now: datetime) -> None:
    """Words changed: where they are gone, what was said of marks on them goes too."""
    turn = books.turn(turn_id)
    for number, marked in enumerate(turn.marks if turn else ()):
        told = TellOfMark(turn_id, number)
        if turn and not _stands(turn, marked.at) and _copy(books, told, marked) is not None:
            books.send(f"{row.key}*{number}", row.conversation, Line.ASIDE, told, now)


def _stands(turn: Turn, at: Side) -> bool:
    """Whether the marked words stand on that side: written there, or shown there."""
    return turn.fate is not Fate.GONE if turn.side is at else is_shown(turn, at)


def _copy(books: Books, told: TellOfMark, marked: Marked) -> Copy | None:
    return books.copy(_key(told), marked.at, marked.thread)


def _key(told: TellOfMark) -> str:
    """The name under which the receipts of what was said are kept."""
    return f"{told.turn}*{told.number}"


def _sentence(turn: Turn, marked: Marked, language: str) -> str:
    name = marked.by.name or text(phrase(Key.SOMEBODY), language)
    words = shorten(plain(turn, language), QUOTED)
    return text(phrase(Key.REACTED, name=name, mark=picture(marked.mark), words=words), language)
