"""A route in shadow: everything is decided and written down, and nothing is said or shown to anybody.

Decisions know nothing of it. What they come to is made silent here, before it is kept: only questions to the
answerer go out, and the conversation goes on listening, as if every answer had been the last word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation import Answering, Claimed, Conversation, Resolved, State, Waiting
from bot.effects import AskAnswerer, Effect, Write
from bot.people import Voice
from bot.settings import Mode, Rules
from bot.switchboard import Decided
from bot.turns import Fate, Turn

__all__ = ["is_shadow", "silenced"]

UNSEEN = frozenset({Voice.AGENT, Voice.COLLEAGUE})
"""Whose words in the customer's thread change nothing: they speak there as if there were no bot."""


def is_shadow(c: Conversation, rules: Rules) -> bool:
    """Whether nothing may be said in it. One that people took up at a desk before goes on to its end."""
    return rules.route.mode is Mode.SHADOW and not c.threads


def silenced(before: Conversation, after: Conversation, effects: Sequence[Effect]) -> Decided:
    """What a decision comes to where nothing may be said."""
    kept = tuple(_written(effect) for effect in effects if isinstance(effect, Write | AskAnswerer))
    c = replace(after, state=_listening(before, after, kept), threads=0, at_desk=False, unseen=after.recent)
    return replace(c, held=(), unreachable=(), suggestion="", quiet=None, muted=None), kept


def _written(effect: Write | AskAnswerer) -> Write | AskAnswerer:
    """The bot's new words count as unsaid; those it changes were said before the route became a shadow."""
    if isinstance(effect, AskAnswerer) or effect.turn.voice is not Voice.BOT or effect.turn.revision:
        return effect
    return Write(_unsaid(effect.turn))


def _unsaid(turn: Turn) -> Turn:
    return turn.now(Fate.UNSAID) if turn.fate in (Fate.SAID, Fate.NOTE) else turn


def _listening(before: Conversation, after: Conversation, effects: Sequence[Effect]) -> State:
    """Nobody is fetched and nobody holds it, so the next question is judged like the first."""
    spoken = any(isinstance(e, Write) and e.turn.voice in UNSEEN for e in effects)
    match before.state if spoken else after.state:
        case Answering() | Resolved() as state:
            return state
        case Waiting():
            return Answering()
        case Claimed():
            return before.state if isinstance(before.state, Answering | Resolved) else Answering()
