"""Decisions about persons, whichever platform they act on; what follows reaches them on that one."""

from __future__ import annotations

from bot.conversation import Conversation
from bot.events import MessagePicked, MessageReceived
from bot.sameness import apart, together
from bot.switchboard import Concerned, Decided, Facts, begin, decide
from bot.turns import identity

__all__ = ["begun", "decided"]


def decided(c: Conversation, event: Concerned, facts: Facts) -> Decided:
    """What is decided where everybody counts as the one person they are."""
    same = facts.rules.same
    if not same:
        return decide(c, event, facts)
    return apart(decide(together(c, same), together(event, same), together(facts, same)))


def begun(
    event: MessageReceived | MessagePicked, facts: Facts, previous: Conversation | None
) -> Conversation | None:
    """The conversation these words open; a member of the desk is one on every platform."""
    message = event.message if isinstance(event, MessagePicked) else event
    same, name = facts.rules.same, identity("conversation", message.id)
    if not same:
        return begin(event, facts, name, previous)
    return apart(begin(together(event, same), together(facts, same), name, previous))
