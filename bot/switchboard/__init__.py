"""decide(): what follows from an event. Nothing else in this programme decides about a conversation."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversation import Conversation
from bot.effects import Whisper
from bot.errors import AlreadyClaimed, IllegalMove, NobodyWaiting, NotAtTheDesk, NotTheHolder, OwnConversation
from bot.events import (
    ButtonPressed,
    DeliveryFailed,
    DraftReady,
    Left,
    MessageDeleted,
    MessageEdited,
    MessagePicked,
    MessageReceived,
    Missed,
    PlaceBack,
    PlaceGone,
    ReactionChanged,
    TimerFired,
)
from bot.switchboard.buttons import on_pick, on_press, on_reaction
from bot.switchboard.changes import on_delete, on_edit
from bot.switchboard.choices import OnlyTheAsker
from bot.switchboard.deciding import Decided, Facts
from bot.switchboard.forms import TAKES_WORDS, written_before
from bot.switchboard.inside import on_draft, on_timer
from bot.switchboard.losses import on_delivery_failed, on_left, on_missed, on_place
from bot.switchboard.words import begin, goes_on, on_message
from bot.turns import Turn
from bot.words import Key, Phrase, phrase

__all__ = ["Concerned", "Decided", "Facts", "begin", "decide", "goes_on", "turn_pressed"]

Concerned = (
    MessageReceived
    | MessageEdited
    | MessageDeleted
    | MessagePicked
    | ReactionChanged
    | ButtonPressed
    | DraftReady
    | TimerFired
    | DeliveryFailed
    | Left
    | Missed
    | PlaceGone
    | PlaceBack
)
"""The events that concern one conversation."""


def decide(c: Conversation, e: Concerned, f: Facts) -> Decided:
    """The conversation after *e*, and all that follows; an illegal move is told to who tried."""
    try:
        return _decided(c, e, f)
    except IllegalMove as refused:
        return c, _refusal(e, refused, f)


def turn_pressed(c: Conversation, e: ButtonPressed, look: Callable[[str], Turn | None]) -> Turn | None:
    """The turn a press is about; for one that carries words the turn they became before, if they did."""
    return written_before(c, e, look) if e.button in TAKES_WORDS else look(e.about)


def _decided(c: Conversation, e: Concerned, f: Facts) -> Decided:
    match e:
        case MessageReceived():
            return on_message(c, e, f)
        case MessageEdited():
            return on_edit(c, e, f)
        case MessageDeleted():
            return on_delete(c, e, f)
        case MessagePicked():
            return on_pick(c, e, f)
        case ReactionChanged():
            return on_reaction(c, e, f)
        case ButtonPressed():
            return on_press(c, e, f)
        case DraftReady():
            return on_draft(c, e, f)
        case TimerFired():
            return on_timer(c, e, f)
        case DeliveryFailed():
            return on_delivery_failed(c, e, f)
        case Left():
            return on_left(c, e, f)
        case Missed():
            return on_missed(c, e, f)
        case PlaceGone() | PlaceBack():
            return on_place(c, e, f)


def _refusal(e: Concerned, refused: IllegalMove, f: Facts) -> tuple[Whisper, ...]:
    match e:
        case ButtonPressed() | MessagePicked() | ReactionChanged() | MessageReceived():
            return (Whisper(e.by, f.place or f.side, _why_not(refused)),)
        case _:
            return ()


def _why_not(refused: IllegalMove) -> Phrase:
    match refused:
        case AlreadyClaimed(holder=holder):
            return phrase(Key.HELD_BY, name=holder.name)
        case NobodyWaiting():
            return phrase(Key.NOBODY_WAITING)
        case OwnConversation():
            return phrase(Key.OWN_CONVERSATION)
        case NotAtTheDesk():
            return phrase(Key.NOT_AT_THE_DESK)
        case OnlyTheAsker():
            return phrase(Key.ONLY_THE_ASKER)
        case NotTheHolder() | _:
            return phrase(Key.NOT_THE_HOLDER)
