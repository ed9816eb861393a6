"""Files follow the words they came with: carried when those stand, taken away when those are gone."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from bot.conversation import Conversation
from bot.effects import SendFile
from bot.mailroom.attempts import Action, CarryFile, Post, Remove
from bot.meanings import Notice, Say
from bot.people import Receipt, Side
from bot.records import Books, Copy, Line, Outgoing, Stage
from bot.settings import Rules
from bot.turns import Fate, Turn, Typed, retells
from bot.words import Key, phrase, text
from bot.written import Attachment

__all__ = ["filed", "is_shown", "queue_files", "send_file", "take_files_away", "tell_of_file"]

log = logging.getLogger(__name__)


def queue_files(books: Books, row: Outgoing, turn: Turn, to: Side, thread: int, now: datetime) -> None:
    """Words stand on one side now: what came with them follows, also with words that are retold."""
    for one in books.turns(retells(turn.body)) or (turn,):
        for number, _ in enumerate(_files(one) if one.side is not to else ()):
            sent = SendFile(to, one.id, number, thread)
            books.send(f"{row.key}+{one.id}/{number}", row.conversation, Line.ASIDE, sent, now)


def take_files_away(books: Books, row: Outgoing, turn_id: str, at: Side, thread: int, now: datetime) -> None:
    """Words changed on one side: if they are gone, so are their files."""
    turn = books.turn(turn_id)
    if turn is None or is_shown(turn, at):
        return
    for number, _ in enumerate(_files(turn)):
        _take_away(books, row, SendFile(at, turn_id, number, thread), now)


def _take_away(books: Books, row: Outgoing, sent: SendFile, now: datetime) -> None:
    if books.copy(_key(sent), sent.to, sent.thread) is not None:
        books.send(f"{row.key}-{sent.turn}/{sent.number}", row.conversation, Line.ASIDE, sent, now)


def send_file(books: Books, c: Conversation, rules: Rules, sent: SendFile) -> Action | None:
    """Carry it, say that it cannot be shown, or take it away; None where nothing is left to do."""
    turn, copy = books.turn(sent.turn), books.copy(_key(sent), sent.to, sent.thread)
    file = _file(turn, sent.number)
    to, language = books.place(c.id, sent.to, sent.thread), rules.route.language
    if turn is None or file is None or to is None:
        return None
    if copy is not None:
        return None if is_shown(turn, sent.to) else Remove(copy.receipts)
    if not is_shown(turn, sent.to):
        return None
    if file.refused or file.is_harmful:
        return Post(to, Notice(_told(Key.FILE_NOT_SHOWN, turn, file, language)))
    linked = _told(Key.FILE_BY_LINK, turn, file, language)
    return CarryFile(to, file, Say(file.name, turn.by, turn.voice), linked)


def filed(books: Books, row: Outgoing, sent: SendFile, receipts: tuple[Receipt, ...], now: datetime) -> None:
    """It stands, or what stood for it; words that went meanwhile take it with them."""
    if not receipts:
        return
    books.put_copy(Copy(row.conversation, _key(sent), sent.to, sent.thread, receipts))
    take_files_away(books, row, sent.turn, sent.to, sent.thread, now)


def tell_of_file(books: Books, row: Outgoing, sent: SendFile, why: str, now: datetime) -> bool:
    """A file that cannot be carried is named instead; False where that was tried already."""
    turn = books.turn(sent.turn)
    file = _file(turn, sent.number)
    if turn is None or file is None or file.refused or not is_shown(turn, sent.to):
        return False
    log.warning("file %s of turn %s is not carried to the %s: %s", file.id, turn.id, sent.to, why)
    books.put_turn(row.conversation, _with(turn, sent.number, replace(file, refused=why)))
    books.stage(row.seq, Stage.NEW, due=now, tries=0)
    return True


def _files(turn: Turn | None) -> tuple[Attachment, ...]:
    return turn.body.files if turn is not None and isinstance(turn.body, Typed) else ()


def _file(turn: Turn | None, number: int) -> Attachment | None:
    return next(iter(_files(turn)[number : number + 1]), None)


def _with(turn: Turn, number: int, file: Attachment) -> Turn:
    files = tuple(file if n == number else one for n, one in enumerate(_files(turn)))
    return replace(turn, body=replace(turn.body, files=files)) if isinstance(turn.body, Typed) else turn


def _key(sent: SendFile) -> str:
    """The name under which the receipts of a file are kept."""
    return f"{sent.turn}/{sent.number}"


def is_shown(turn: Turn, at: Side) -> bool:
    """To a customer only what is meant for customers; to the desk all but what was deleted."""
    return turn.fate is Fate.SAID if at is Side.CUSTOMER else turn.fate is not Fate.GONE


def _told(key: Key, turn: Turn, file: Attachment, language: str) -> str:
    name = turn.by.name if turn.by and turn.by.name else text(phrase(Key.SOMEBODY), language)
    return text(phrase(key, name=name, file=file.name), language)
