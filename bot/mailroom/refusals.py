"""Who tried what without the right to is told to whoever runs the house, too."""

from __future__ import annotations

import logging

from bot.conversation import Conversation
from bot.effects import Effect, Whisper
from bot.events import ButtonPressed, Event, MessagePicked
from bot.words import Key

__all__ = ["log_refused", "log_unknown"]

log = logging.getLogger(__name__)

REFUSED = frozenset({Key.NOT_AT_THE_DESK, Key.NOT_YOUR_WORDS, Key.OWN_CONVERSATION, Key.ONLY_THE_ASKER})
"""What is told to somebody who had no right to try."""


def log_refused(c: Conversation, event: Event, effects: tuple[Effect, ...]) -> None:
    """A press that was answered with a word of refusal."""
    if not isinstance(event, ButtonPressed | MessagePicked):
        return
    for effect in effects:
        if isinstance(effect, Whisper) and effect.to == event.by and effect.phrase.key in REFUSED:
            why = effect.phrase.key.value
            log.warning("refused (%s): %s by %s in conversation %s", why, event.button, event.by.key, c.id)


def log_unknown(event: Event) -> None:
    """A press about nothing there is: something old, or tampered with."""
    if isinstance(event, ButtonPressed):
        log.warning("refused (unknown): %s by %s about nothing that is known", event.button, event.by.key)
