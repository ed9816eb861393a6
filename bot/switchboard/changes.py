"""What follows from words changed or deleted on either side."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Answering, Claimed, Conversation, Held, Need, Resolved, Waiting
from bot.effects import Mirror, Whisper, Write
from bot.events import MessageDeleted, MessageEdited, MessageReceived
from bot.people import Side, Voice
from bot.switchboard.deciding import Decided, Facts, have_drafted
from bot.switchboard.words import is_note, on_message, retold
from bot.turns import Fate, Turn, Typed, turn_id
from bot.words import Key, phrase


def on_edit(c: Conversation, e: MessageEdited, f: Facts) -> Decided:
    """New words in place of old ones. An edit that overtook its message counts as the message."""
    turn = f.turn
    if turn is None:
        return on_message(c, MessageReceived(e.id, e.at, e.by, e.receipt, e.text, spans=e.spans), f)
    said = _reworded(turn, e)
    if turn.by != e.by or turn.body == said or turn.fate is Fate.GONE:
        return c, ()
    match turn.side:
        case Side.DESK:
            return _desk_edit(c, turn, turn.saying(said), f)
        case Side.CUSTOMER:
            return _customer_edit(_on_card(c, turn), turn.saying(said), e.id, f)


def _reworded(turn: Turn, e: MessageEdited) -> Typed:
    """The new words; the files that came with the old ones stay."""
    files = turn.body.files if isinstance(turn.body, Typed) else ()
    return Typed(e.text, e.spans, files)


def _on_card(c: Conversation, turn: Turn) -> Conversation:
    """The card shows one question: it is drawn again when that one changes."""
    return replace(c, reworded=c.reworded + 1) if turn.id == c.question else c


def _desk_edit(c: Conversation, before: Turn, turn: Turn, f: Facts) -> Decided:
    became_note = is_note(turn.text, f)
    match turn.fate:
        case Fate.SAID if became_note:
            # Words taken back are no reply: the customer waits again.
            return c.owing(f.now), (Write(turn.now(Fate.NOTE)), *_mirrors(c, turn))
        case Fate.SAID:
            return c, (Write(turn), *_mirrors(c, turn))
        case Fate.HELD if became_note:
            return c.not_holding(turn.id), (Write(turn.now(Fate.NOTE)),)
        case Fate.HELD if turn.by is not None:
            return c.holding(Held(turn.id, turn.by, turn.revision)), (Write(turn), *retold(c, turn))
        case Fate.NOTE if is_note(before.text, f) and not became_note:
            return c, (Write(turn), *_stays_a_note(turn, f))
        case Fate.NOTE | Fate.HELD | Fate.HEARD | Fate.GONE | Fate.UNSAID:
            return c, (Write(turn), *retold(c, turn))


def _stays_a_note(turn: Turn, f: Facts) -> tuple[Whisper, ...]:
    if turn.by is None or turn.by not in f.agents:
        return ()
    return (Whisper(turn.by, f.place or Side.DESK, phrase(Key.STAYS_A_NOTE)),)


def _customer_edit(c: Conversation, turn: Turn, cause: str, f: Facts) -> Decided:
    effects = (Write(turn), Mirror(turn.id, Side.DESK))
    match c.state:
        case Answering(need=need) | Resolved(need=need) as state if need and turn.id in need.turns:
            again = Need(cause, need.since, need.turns)
            return c.going(replace(state, need=again)), (*effects, have_drafted(again, f))
        case Answering() | Waiting() | Claimed() | Resolved():
            return c, effects


def on_delete(c: Conversation, e: MessageDeleted, f: Facts) -> Decided:
    """Words taken away. A deletion that overtook its message leaves a tombstone for it to find."""
    turn = f.turn
    if turn is None:
        return c, (Write(_tombstone(c, e, f)),)
    if turn.fate is Fate.GONE:
        return c, ()
    c = c.owing(f.now) if turn.side is Side.DESK and turn.fate is Fate.SAID else c
    c, asked = _forgetting(_on_card(c.not_holding(turn.id), turn), turn.id, e.id, f)
    return c, (Write(turn.now(Fate.GONE)), *_mirrors(c, turn), *asked)


def _mirrors(c: Conversation, turn: Turn) -> tuple[Mirror, ...]:
    """The other side, and where the desk's own words may be retold."""
    if turn.side is Side.CUSTOMER:
        return (Mirror(turn.id, Side.DESK),)
    return (Mirror(turn.id, Side.CUSTOMER), *retold(c, turn))


def _tombstone(c: Conversation, e: MessageDeleted, f: Facts) -> Turn:
    voice = Voice.AGENT if f.side is Side.DESK else Voice.CUSTOMER
    return Turn(turn_id(e.receipt), voice, e.by, e.at, f.side, Typed(""), Fate.GONE, c.state_name)


def _forgetting(c: Conversation, turn: str, cause: str, f: Facts) -> Decided:
    """The question in hand without one turn; what is left of it is asked anew."""
    match c.state:
        case Answering(need=Need() as need) | Resolved(need=Need() as need) as state if turn in need.turns:
            left = need.without(turn)
            if left is None:
                return c.going(replace(state, need=None)), ()
            again = replace(left, asked=cause)
            return c.going(replace(state, need=again)), (have_drafted(again, f),)
        case Waiting(need=Need() as need) as state:
            return c.going(replace(state, need=need.without(turn))), ()
        case Answering() | Waiting() | Claimed() | Resolved():
            return c, ()
