"""Errands become attempts: drawn from the state and the words of this very moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.conversation import Conversation, Own
from bot.desk import card, moved_card
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
from bot.judgement import Question, Said
from bot.mailroom.attempts import (
    GIVE_UP_AFTER,
    Action,
    Attempt,
    CarryFile,
    Change,
    MarkOn,
    Open,
    Post,
    Remove,
    Think,
    WhisperTo,
)
from bot.mailroom.bidding import lags, leave
from bot.mailroom.filing import send_file
from bot.mailroom.house import House
from bot.mailroom.joining import fold, is_joined, is_still_to_be_said, joined
from bot.mailroom.marking import say_mark
from bot.mailroom.shadow import is_shadow
from bot.mailroom.stepping import at_customer, mark_gone
from bot.meanings import DeskCard, Meaning, Notice
from bot.pace import Leave, Pacing
from bot.people import Address, Receipt, Side
from bot.records import Books, Copy, Line, Outgoing, Stage, own_of
from bot.sameness import apart, together
from bot.settings import Rules
from bot.telling import message, once_more, plain, press
from bot.turns import Fate, Turn, retells
from bot.words import Key, phrase, text

CONTEXT = 6
"""How many earlier turns the answerer is shown."""

REPEATABLE = Change | Remove | MarkOn | WhisperTo | Think
"""Doing these twice is doing them once, or is seen by one person: no look is needed."""


def announce(
    books: Books, house: House, conversation: str, line: Line, now: datetime, pacing: Pacing | None = None
) -> Attempt | None:
    """The next errand of a line, marked announced; None while one is under way, or none is due or may go."""
    while True:
        c = books.conversation(conversation)
        rules = house.rules(books, c) if c else None
        row = books.head(conversation, line, only_opening=c is not None and _only_opening(books, c, line))
        if c is None or rules is None or row is None or row.stage is Stage.ANNOUNCED or row.due > now:
            return None
        if line is Line.CARD and _is_still_opening(books, c):
            return None
        drawn_now = partial(_action, books, house, c, rules, pacing, now)
        action = drawn_now(row)
        if action is None or (row.stage is Stage.NEW and not c.may_say(own_of(row.errand))):
            _withdraw(books, row, words=action is not None)
            continue
        may_go = _leave(books, pacing, row, action, now)
        if may_go is Leave.NOT_YET:
            return None
        repeated = row.tries >= GIVE_UP_AFTER
        if may_go is Leave.AFTER_WAITING and not repeated:
            row = joined(books, row, now)
            action = drawn_now(row) or action
        _fold(books, row, now, lagged=may_go is Leave.AFTER_WAITING)
        marked = _once_more(action, rules.route.language) if repeated else action
        return _announced(books, row, marked, now)


def _leave(books: Books, pacing: Pacing | None, row: Outgoing, action: Action, now: datetime) -> Leave:
    """A look is no post: it needs no leave."""
    if pacing is None or _look(row, action) is not None:
        return Leave.AT_ONCE
    return leave(books, pacing, row, action, now)


def _look(row: Outgoing, action: Action) -> datetime | None:
    """Since when it may stand there already; None where doing it once more does no harm."""
    return row.since if row.stage is Stage.DOUBT and not isinstance(action, REPEATABLE) else None


def _fold(books: Books, row: Outgoing, now: datetime, *, lagged: bool) -> None:
    if not isinstance(row.errand, Mirror):
        return
    copy = books.copy(row.errand.turn, row.errand.at, row.errand.thread)
    if copy is not None and (lagged or is_joined(books, copy)):
        fold(books, row, row.errand, now)


def _announced(books: Books, row: Outgoing, action: Action, now: datetime) -> Attempt:
    look = _look(row, action)
    books.stage(row.seq, Stage.ANNOUNCED, since=row.since or now)
    if isinstance(row.errand, OpenDeskThread) and look is None:
        _card_is_drawn(books, row)
    return Attempt(row, action, look)


def _once_more(action: Action, language: str) -> Action:
    """The one copy of something nobody could look for says that it may be one."""
    match action:
        case Post() | Open() | WhisperTo():
            return replace(action, meaning=once_more(action.meaning, language))
        case CarryFile(caption=caption):
            return replace(action, caption=replace(caption, again=True))
        case Change() | Remove() | MarkOn() | Think():
            return action


def _card_is_drawn(books: Books, row: Outgoing) -> None:
    """The thread's head is the card as it is now: one waiting redraw is saved."""
    for waiting in books.waiting(row.conversation, line=Line.CARD):
        if isinstance(waiting.errand, DrawCard):
            books.stage(waiting.seq, Stage.SENT)


def _withdraw(books: Books, row: Outgoing, *, words: bool) -> None:
    books.stage(row.seq, Stage.WITHDRAWN)
    if words:
        mark_gone(books, row.conversation, row.errand)


def _only_opening(books: Books, c: Conversation, line: Line) -> bool:
    """Until the desk has a place only the errand that makes one may go."""
    return line is Line.DESK and _is_still_opening(books, c)


def _is_still_opening(books: Books, c: Conversation) -> bool:
    """A card whose thread is on its way may already show what is no longer so: its redrawing waits."""
    return c.at_desk and books.place(c.id, Side.DESK, c.threads) is None


# -- one action an errand; None where there is nothing left to do


def _action(
    books: Books,
    house: House,
    c: Conversation,
    rules: Rules,
    pacing: Pacing | None,
    now: datetime,
    row: Outgoing,
) -> Action | None:
    match row.errand:
        case Say(to=side, turn=turn):
            return _say(books, c, rules, side, turn, doubtful=row.stage is Stage.DOUBT)
        case OpenDeskThread(desk=desk, thread=thread):
            # A thread the conversation has left may stand all the same: agents may write in it.
            wanted = thread == c.threads or row.stage is Stage.DOUBT
            room = _desk_room(house, desk) if wanted else None
            card_now = partial(draw_card, books, house, c, rules)
            return Open(room, card_now(late=lags(books, pacing, room, now))) if room else None
        case Mirror() as mirror:
            return _mirror(books, c, rules, mirror)
        case DrawCard(thread=thread):
            receipts = _card_receipts(books, c, thread) if thread == c.threads else ()
            late = bool(receipts) and lags(books, pacing, receipts[0].address, now)
            return Change(receipts, draw_card(books, house, c, rules, late=late)) if receipts else None
        case CloseCard(thread=thread, desk=desk):
            receipts = _card_receipts(books, c, thread)
            return Change(receipts, moved_card(c, desk, rules.route.language)) if receipts else None
        case Whisper() as whisper:
            return _whisper(books, c, rules, whisper)
        case Mark(turn=turn, mark=mark):
            return _mark(books, turn, mark)
        case React() as react:
            return _react(books, react)
        case TellOfMark() as told:
            return say_mark(books, c, rules, told)
        case SendFile() as sent:
            return send_file(books, c, rules, sent)
        case AskAnswerer(question=question, turns=turns):
            return _think(books, c, rules, question, turns)


def _say(
    books: Books, c: Conversation, rules: Rules, side: Side, turn_id: str, *, doubtful: bool
) -> Action | None:
    turn = books.turn(turn_id)
    to = side_address(books, c, side)
    # What was taken back meanwhile may stand there all the same: found, the mirror behind it takes it away.
    if turn is None or to is None or not (doubtful or is_still_to_be_said(books, turn, side)):
        return None
    return Post(to, drawn(books, c, rules, turn, side))


def drawn(books: Books, c: Conversation, rules: Rules, turn: Turn, side: Side) -> Meaning:
    """A turn as it stands on one side now."""
    return message(turn, c, rules, to=side, retold=books.turns(retells(turn.body)))


def _desk_room(house: House, name: str) -> Address | None:
    desk = house.desk(name)
    return Address.of(desk.room) if desk else None


def draw_card(books: Books, house: House, c: Conversation, rules: Rules, *, late: bool = False) -> DeskCard:
    """The card as it is now; *late*: what is posted where it stands comes late."""
    ids = (c.question, c.suggestion, *(held.turn for held in c.held))
    turns = {turn.id: turn for turn in books.turns([i for i in ids if i])}
    where = at_customer(books, c.id) or Address("", "")
    agents = house.on_duty(books, c.desk)
    c, agents, turns = together((c, agents, turns), rules.same)
    shown = apart(card(c, rules, agents, where=where, turns=turns))
    return replace(shown, lagging=text(phrase(Key.CARD_LAGGING), rules.route.language)) if late else shown


def _mirror(books: Books, c: Conversation, rules: Rules, mirror: Mirror) -> Action | None:
    side = mirror.at
    turn, copy = books.turn(mirror.turn), books.copy(mirror.turn, side, mirror.thread)
    if turn is None or copy is None:
        return None
    if copy.part_of:
        whole = books.turn(copy.part_of)
        return _whole_changed(books, c, rules, whole, copy) if whole else None
    if side is Side.CUSTOMER and turn.fate is not Fate.SAID:
        return Remove(copy.receipts)
    return Change(copy.receipts, drawn(books, c, rules, turn, side))


def _whole_changed(books: Books, c: Conversation, rules: Rules, whole: Turn, copy: Copy) -> Action:
    """A post that shows several turns is redrawn; nothing of it left to a customer, it goes."""
    if copy.side is Side.CUSTOMER and not is_still_to_be_said(books, whole, copy.side):
        return Remove(copy.receipts)
    return Change(copy.receipts, drawn(books, c, rules, whole, copy.side))


def card_key(conversation: str) -> str:
    """The name under which the receipts of a conversation's cards are kept."""
    return f"card:{conversation}"


def _card_receipts(books: Books, c: Conversation, thread: int) -> tuple[Receipt, ...]:
    copy = books.copy(card_key(c.id), Side.DESK, thread)
    return copy.receipts if copy else ()


def _whisper(books: Books, c: Conversation, rules: Rules, whisper: Whisper) -> Action:
    at = whisper.at if isinstance(whisper.at, Address) else side_address(books, c, whisper.at)
    desk = side_address(books, c, Side.DESK)
    language = rules.route.language
    presses = tuple(press(offer.button, offer.label, offer.about, language) for offer in whisper.offers)
    return WhisperTo(at or desk, whisper.to, Notice(text(whisper.phrase, language), presses), desk)


def _mark(books: Books, turn_id: str, mark: str) -> Action | None:
    turn = books.turn(turn_id)
    return MarkOn(turn.receipt, mark) if turn and turn.receipt and turn.fate is not Fate.GONE else None


def _react(books: Books, react: React) -> Action | None:
    """On the message itself where it was written there, on our copy of it elsewhere."""
    turn, copy = books.turn(react.turn), books.copy(react.turn, react.at, react.thread)
    if turn is None or turn.fate is Fate.GONE:
        return None
    if turn.side is react.at:
        return MarkOn(turn.receipt, react.mark, react.on) if turn.receipt else None
    shown = copy is not None and (not copy.part_of or is_joined(books, copy))
    return MarkOn(copy.receipts[0], react.mark, react.on) if copy and shown else None


def _think(
    books: Books, c: Conversation, rules: Rules, question: str, turns: tuple[str, ...]
) -> Action | None:
    language = rules.route.language
    asked = [turn for turn in books.turns(turns) if turn.fate is not Fate.GONE]
    if not asked:
        return None
    earlier = books.turns([i for i in c.recent if i not in turns][-CONTEXT:])
    before = tuple(Said(t.voice, plain(t, language)) for t in earlier if t.fate in (Fate.HEARD, Fate.SAID))
    words = "\n".join(plain(turn, language) for turn in asked)
    speaks = c.may_say(Own.ANSWER) and not is_shadow(c, rules)
    typing_at = at_customer(books, c.id) if speaks else None
    return Think(Question(question, words, rules.route.audience, before), typing_at)


def side_address(books: Books, c: Conversation, side: Side) -> Address | None:
    """Where a side of the conversation is now."""
    return books.place(c.id, side, c.threads if side is Side.DESK else 0)
