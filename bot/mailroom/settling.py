"""What an attempt's outcome means for its errand: done, tried again, looked for, or given up aloud."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.conversation import Own
from bot.effects import (
    AskAnswerer,
    CloseCard,
    DrawCard,
    Errand,
    Mark,
    Mirror,
    OpenDeskThread,
    React,
    Say,
    SendFile,
    TellOfMark,
    Whisper,
)
from bot.events import DeliveryFailed, DraftReady, Inside
from bot.mailroom.announcing import REPEATABLE, card_key, side_address
from bot.mailroom.attempts import (
    GIVE_UP_AFTER,
    Attempt,
    CannotTell,
    Change,
    Done,
    Later,
    NotFound,
    Open,
    Outcome,
    Refused,
    Remove,
    Thought,
    Unknown,
)
from bot.mailroom.filing import filed, queue_files, take_files_away, tell_of_file
from bot.mailroom.joining import parts_of
from bot.mailroom.marking import mark_told, take_marks_away, tell_of_mark
from bot.mailroom.stepping import mark_gone
from bot.meanings import DeskCard
from bot.people import Receipt, Side, Voice
from bot.records import Books, Copy, Line, Outgoing, Place, Stage, own_of
from bot.turns import Joined, identity, retells

LOOK_AFTER = timedelta(seconds=2)
"""How long to wait before looking: the first request may still be on its way."""

LOOK_AGAIN = timedelta(seconds=30)
"""When a card that says its room lags is drawn again."""

AT_ONCE = 2
"""How often it is tried again without a pause."""


def settle(
    books: Books, attempt: Attempt, outcome: Outcome, now: datetime, *, look_after: timedelta = LOOK_AFTER
) -> None:
    """The attempt ended so. Raises nothing: every outcome has its consequence."""
    row = books.outgoing(attempt.row.seq)
    if row is not None and row.stage is Stage.WITHDRAWN and isinstance(outcome, Done):
        _stands_all_the_same(books, row, outcome.receipts, now)
    if row is None or row.stage is not Stage.ANNOUNCED:
        return
    match outcome:
        case Done(receipts=receipts):
            _done(books, attempt, row, receipts, now)
        case Thought(draft=draft):
            books.stage(row.seq, Stage.SENT)
            question = getattr(row.errand, "question", "")
            _tell(books, DraftReady(identity("draft", row.key), now, row.conversation, question, draft), now)
        case Later(seconds=seconds) if attempt.look is not None:
            books.stage(row.seq, Stage.DOUBT, due=now + timedelta(seconds=seconds))
        case Later(seconds=seconds):
            _again(books, row, now + timedelta(seconds=seconds))
        case Unknown() if isinstance(attempt.action, REPEATABLE):
            _failed(books, row, now, pause=look_after)
        case Unknown() if attempt.look is not None:
            _unseen(books, row, now, pause=look_after)
        case Unknown():
            books.stage(row.seq, Stage.DOUBT, due=now + look_after)
        case NotFound():
            _failed(books, row, now)
        case CannotTell():
            _in_doubt(books, row, now)
        case Refused():
            _not_taken(books, attempt, row, outcome, now)


def _not_taken(books: Books, attempt: Attempt, row: Outgoing, refused: Refused, now: datetime) -> None:
    """The platform will not do it, or there was nothing left to do."""
    if refused.gone and isinstance(attempt.action, Remove) and attempt.row.since is not None:
        # It was tried before, and nobody knew whether it was done: it was.
        _done(books, attempt, row, (), now)
        return
    if isinstance(row.errand, React) and not refused.gone:
        tell_of_mark(books, row, row.errand, now)
    _refused(books, row, refused, now)


def _failed(books: Books, row: Outgoing, now: datetime, *, pause: timedelta = timedelta()) -> None:
    """Not done, though the platform was not asking us to wait: once more, until it is given up."""
    tries = row.tries + 1
    if tries < GIVE_UP_AFTER:
        _again(books, row, now + max(pause, _patience(tries)), tries=tries)
    else:
        _refused(books, row, Refused("the platform failed every time"), now)


def _unseen(books: Books, row: Outgoing, now: datetime, *, pause: timedelta) -> None:
    """Not even the look succeeded: it is looked for again, until somebody is told that nobody knows."""
    tries = row.tries + 1
    if tries < GIVE_UP_AFTER:
        books.stage(row.seq, Stage.DOUBT, due=now + max(pause, _patience(tries)), tries=tries)
    else:
        _refused(books, row, Refused("the platform never told whether it was posted"), now, sure=False)


def _in_doubt(books: Books, row: Outgoing, now: datetime) -> None:
    """Nobody can ever tell whether it stands: one more, marked as such; or somebody is asked to look."""
    if _bears_a_copy(row.errand) and row.tries < GIVE_UP_AFTER:
        _again(books, row, now, tries=GIVE_UP_AFTER)
    else:
        _refused(books, row, Refused("nobody can tell whether it was posted"), now, sure=False)


def _bears_a_copy(errand: Errand) -> bool:
    """A person's words to the customer are that person's to repeat, and an answer twice is no answer."""
    match errand:
        case Say(to=Side.CUSTOMER, own=own):
            return own in (Own.NOTICE, Own.CLOSING)
        case Say() | OpenDeskThread() | Whisper() | SendFile():
            return True
        case Mirror() | DrawCard() | CloseCard() | Mark() | React() | TellOfMark() | AskAnswerer():
            return False


def _patience(tries: int) -> timedelta:
    """At once after the first failures, then longer each time, never over a minute."""
    return timedelta(seconds=0 if tries <= AT_ONCE else min(2 ** (tries - AT_ONCE), 60))


def _again(books: Books, row: Outgoing, due: datetime, *, tries: int | None = None) -> None:
    """Certainly not done: at the head of its line again, unless it may no longer be said."""
    c = books.conversation(row.conversation)
    if c is not None and c.may_say(own_of(row.errand)):
        books.stage(row.seq, Stage.NEW, due=due, tries=tries)
        return
    books.stage(row.seq, Stage.WITHDRAWN)
    mark_gone(books, row.conversation, row.errand)


# -- done


def _done(
    books: Books, attempt: Attempt, row: Outgoing, receipts: tuple[Receipt, ...], now: datetime
) -> None:
    changed_since = row.revision != attempt.row.revision
    books.stage(row.seq, Stage.NEW if changed_since else Stage.SENT, due=now)
    match row.errand:
        case Say() as say:
            _said(books, row, say, receipts, now)
        case OpenDeskThread(thread=thread):
            _opened(books, row, thread, receipts, now)
            _look_again(books, attempt, thread, now)
        case DrawCard(thread=thread) | CloseCard(thread=thread):
            _put_copy(books, row, card_key(row.conversation), Side.DESK, thread, receipts)
            _look_again(books, attempt, thread, now)
        case Mirror() as mirror:
            _mirrored(books, row, mirror, receipts, now)
        case SendFile() as sent:
            filed(books, row, sent, receipts, now)
        case TellOfMark() as told:
            mark_told(books, row, told, receipts, now)
        case _:
            return


def _said(books: Books, row: Outgoing, say: Say, receipts: tuple[Receipt, ...], now: datetime) -> None:
    turn = books.turn(say.turn)
    if turn is None:
        return
    _put_copy(books, row, turn.id, say.to, say.thread, receipts)
    for told in retells(turn.body):
        books.put_copy(Copy(row.conversation, told, say.to, say.thread, receipts, part_of=turn.id))
    queue_files(books, row, turn, say.to, say.thread, now)
    for part in parts_of(books, turn) if say.to is Side.CUSTOMER and turn.voice is Voice.AGENT else ():
        if part.receipt is not None:
            key = f"{row.key}+delivered" if part.id == turn.id else f"{row.key}+delivered/{part.id}"
            books.send(key, row.conversation, Line.ASIDE, Mark(part.id, "delivered"), now)


def _look_again(books: Books, attempt: Attempt, thread: int, now: datetime) -> None:
    """A card that says that its room lags is drawn once more, to see whether that is over."""
    drawn = attempt.action.meaning if isinstance(attempt.action, Open | Change) else None
    of = attempt.row.conversation
    late = isinstance(drawn, DeskCard) and bool(drawn.lagging)
    if late and not books.unfinished(of, line=Line.CARD):
        books.send(f"{card_key(of)}:{thread}", of, Line.CARD, DrawCard(thread), now + LOOK_AGAIN)


def _stands_all_the_same(books: Books, row: Outgoing, receipts: tuple[Receipt, ...], now: datetime) -> None:
    """Posted in a desk thread left meanwhile: what changed since, and what will, is changed there too."""
    if isinstance(row.errand, Say) and row.errand.to is Side.DESK:
        _said(books, row, row.errand, receipts, now)
        late = Mirror(row.errand.turn, Side.DESK, row.errand.thread)
        books.send(f"{row.key}+late", row.conversation, Line.DESK, late, now)


def _put_copy(
    books: Books, row: Outgoing, turn: str, side: Side, thread: int, receipts: tuple[Receipt, ...]
) -> None:
    if receipts:
        books.put_copy(Copy(row.conversation, turn, side, thread, receipts))


def _opened(books: Books, row: Outgoing, thread: int, receipts: tuple[Receipt, ...], now: datetime) -> None:
    address = receipts[0].address
    books.put_place(Place(row.conversation, Side.DESK, thread, address))
    _put_copy(books, row, card_key(row.conversation), Side.DESK, thread, receipts)
    books.adopt(address, row.conversation)
    c = books.conversation(row.conversation)
    if c is not None and thread != c.threads:
        books.send(f"{row.key}+left", c.id, Line.CARD, CloseCard(thread, c.desk), now)


def _mirrored(
    books: Books, row: Outgoing, mirror: Mirror, receipts: tuple[Receipt, ...], now: datetime
) -> None:
    take_files_away(books, row, mirror.turn, mirror.at, mirror.thread, now)
    take_marks_away(books, row, mirror.turn, now)
    copy = books.copy(mirror.turn, mirror.at, mirror.thread)
    if copy is None or not receipts or receipts == copy.receipts:
        return
    whole = books.turn(copy.part_of) if copy.part_of else None
    for shown in (whole.id, *retells(whole.body)) if whole else (copy.turn,):
        one = books.copy(shown, mirror.at, mirror.thread)
        if one is not None and one.receipts == copy.receipts:
            books.put_copy(replace(one, receipts=receipts))


# -- given up


def _refused(books: Books, row: Outgoing, refused: Refused, now: datetime, *, sure: bool = True) -> None:
    if isinstance(row.errand, SendFile) and tell_of_file(books, row, row.errand, refused.why, now):
        return
    books.stage(row.seq, Stage.DEAD)
    failed = _failure(books, row, refused, now, sure=sure)
    for event in _in_parts(books, failed) if failed is not None else ():
        _tell(books, event, now)


def _in_parts(books: Books, failed: DeliveryFailed) -> Iterator[DeliveryFailed]:
    """Joined words that did not arrive are lost one by one: each waits to be sent again."""
    turn = books.turn(failed.turn) if failed.turn else None
    if turn is None or not isinstance(turn.body, Joined):
        yield failed
        return
    for part in turn.body.turns:
        yield replace(failed, id=identity(failed.id, part), turn=part)


def _failure(
    books: Books, row: Outgoing, refused: Refused, now: datetime, *, sure: bool
) -> DeliveryFailed | None:
    """What is told to the conversation; a lost whisper, mark or card is told to nobody."""
    cause = identity("failed", row.key, str(row.tries))
    match row.errand:
        case OpenDeskThread(thread=thread) if _is_left(books, row, thread):
            return None
        case OpenDeskThread():
            return DeliveryFailed(cause, now, row.conversation, Side.DESK, "thread", sure=sure)
        case Say(to=Side.DESK) if refused.gone and _at_present_thread(books, row):
            return DeliveryFailed(cause, now, row.conversation, Side.DESK, "thread", sure=sure)
        case Say(to=side, turn=turn):
            return DeliveryFailed(cause, now, row.conversation, side, "words", turn, sure=sure)
        case Mirror(at=Side.DESK, thread=thread) if refused.gone and _is_left(books, row, thread):
            return None
        case Mirror(turn=turn, at=side):
            return DeliveryFailed(cause, now, row.conversation, side, "change", turn, sure=sure)
        case _:
            return None


def _is_left(books: Books, row: Outgoing, thread: int) -> bool:
    c = books.conversation(row.conversation)
    return c is not None and (not c.at_desk or thread != c.threads)


def _at_present_thread(books: Books, row: Outgoing) -> bool:
    c = books.conversation(row.conversation)
    return c is not None and side_address(books, c, Side.DESK) is not None


def _tell(books: Books, event: Inside, now: datetime) -> None:
    books.hear(event, event.conversation, now)
