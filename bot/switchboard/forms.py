"""What follows from words that come with a press: a note, closing words, a reply from the card.

They are judged like words written in the desk thread. There they have no message of their own, so they are
shown whatever becomes of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.conversation import Answering, Claimed, Conversation, Resolved, Waiting
from bot.desk import send_label
from bot.effects import Effect, Say, Whisper, Write
from bot.events import ButtonPressed
from bot.meanings import WORDS, Button
from bot.people import Side, Voice
from bot.switchboard.deciding import Decided, Facts, hold, pressed_words, resolve
from bot.switchboard.words import claim_and_send, is_note
from bot.turns import Fate, Turn, identity
from bot.words import Key, Phrase, phrase

__all__ = ["TAKES_WORDS", "with_words", "written_before"]


TAKES_WORDS = frozenset({Button.WRITE_NOTE, Button.RESOLVE_WITH_WORDS, Button.REPLY})
"""The buttons that carry words."""


AGAIN = timedelta(minutes=1)
"""The same words of the same press within that time are one press that came twice."""


def written_before(c: Conversation, e: ButtonPressed, look: Callable[[str], Turn | None]) -> Turn | None:
    """The newest turn that the same words of one agent became by the same button; *look* finds a turn."""
    newest, name = None, _first_id(c, e)
    while (turn := look(name)) is not None:
        newest, name = turn, _next_id(turn)
    return newest


def with_words(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    """The words stay at the desk, go to the customer, or go there as the last ones, as the button says.

    `f.turn` is what the same words became before. A second click makes nothing of them again; a second try
    that comes to more than the first one does.
    """
    after, effects = _with_words(c, e, f)
    return (c, ()) if _is_second_click(effects, e, f) else (after, effects)


def _is_second_click(effects: Sequence[Effect], e: ButtonPressed, f: Facts) -> bool:
    if f.turn is None or e.at - f.turn.at > AGAIN:
        return False
    becomes = {effect.turn.fate for effect in effects if isinstance(effect, Write) and effect.turn.by == e.by}
    return f.turn.fate in {Fate.SAID, *becomes}


def _with_words(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    turn = _typed(c, e, f)
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


def _typed(c: Conversation, e: ButtonPressed, f: Facts) -> Turn | None:
    if not (words := _words(e)):
        return None
    name = _next_id(f.turn) if f.turn else _first_id(c, e)
    return replace(pressed_words(c, e, words, Voice.AGENT), id=name)


def _words(e: ButtonPressed) -> str:
    return dict(e.fields).get(WORDS, "").strip()


def _first_id(c: Conversation, e: ButtonPressed) -> str:
    return identity("words", c.id, e.by.own.key, e.button, _words(e))


def _next_id(turn: Turn) -> str:
    return identity("again", turn.id)


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
