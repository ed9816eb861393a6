"""What follows from words that come with a press: a note, closing words, a reply from the card.

They are judged like words written in the desk thread. There they have no message of their own, so they are
shown whatever becomes of them.
"""

from __future__ import annotations

from bot.conversation import Answering, Claimed, Conversation, Resolved, Waiting
from bot.desk import send_label
from bot.effects import Effect, Say, Whisper, Write
from bot.events import ButtonPressed
from bot.meanings import WORDS, Button
from bot.people import Side, Voice
from bot.switchboard.deciding import Decided, Facts, hold, pressed_words, resolve
from bot.switchboard.words import claim_and_send, is_note
from bot.turns import Fate, Turn
from bot.words import Key, Phrase, phrase

__all__ = ["TAKES_WORDS", "with_words"]


TAKES_WORDS = frozenset({Button.WRITE_NOTE, Button.RESOLVE_WITH_WORDS, Button.REPLY})
"""The buttons that carry words."""


def with_words(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    """The words stay at the desk, go to the customer, or go there as the last ones, as the button says."""
    turn = _typed(c, e)
    if e.button is Button.RESOLVE_WITH_WORDS:
        return _closing(c, turn, e, f) if turn else resolve(c, e.id, e.by, f)
    if turn is None:
        return c, ()
    return _as_written(c, turn, e, f) if e.button is Button.REPLY else (c, _kept(c, turn))


def _closing(c: Conversation, turn: Turn, e: ButtonPressed, f: Facts) -> Decided:
    """Where the words may not go, it is not over either."""
    c, spoken = _as_written(c, turn, e, f)
    if e.by == c.asker or not c.is_open or c.holder not in (None, e.by):
        return c, spoken
    c, closed = resolve(c, e.id, e.by, f)
    return c, (*spoken, *closed)


def _typed(c: Conversation, e: ButtonPressed) -> Turn | None:
    words = dict(e.fields).get(WORDS, "").strip()
    return pressed_words(c, e, words, Voice.AGENT) if words else None


def _as_written(c: Conversation, turn: Turn, e: ButtonPressed, f: Facts) -> Decided:
    if is_note(turn.text, f):
        return c, _kept(c, turn)
    if e.by == c.asker:
        return c, _kept(c, turn, Whisper(e.by, e.place, phrase(Key.OWN_CONVERSATION)))
    match c.state:
        case Claimed(agent=holder) if holder != e.by:
            return c, _kept(c, turn, Whisper(e.by, e.place, phrase(Key.KEPT_AS_NOTE, name=holder.name)))
        case Resolved():
            return _held(c, turn, phrase(Key.RESOLVED_ALREADY), f)
        case Answering() | Waiting() | Claimed():
            c, sent = claim_and_send(c, turn, e.by, e.id, f)
            return c, (*sent, *_shown(c, turn))


def _held(c: Conversation, turn: Turn, said: Phrase, f: Facts) -> Decided:
    c, held = hold(c, turn, said, f, send=send_label(c))
    return c, (*held, *_shown(c, turn))


def _kept(c: Conversation, turn: Turn, *told: Whisper) -> tuple[Effect, ...]:
    return (Write(turn.now(Fate.NOTE)), *_shown(c, turn), *told)


def _shown(c: Conversation, turn: Turn) -> tuple[Say, ...]:
    """In the desk thread, if there is one."""
    return (Say(Side.DESK, turn.id),) if c.at_desk else ()
