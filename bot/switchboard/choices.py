"""What follows from presses at the customer's: a choice, a thumb, the wish for a person or the end."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Answering, Claimed, Conversation, Ended, Own, Resolved, Waiting
from bot.effects import Mirror, Write
from bot.errors import IllegalMove
from bot.events import ButtonPressed
from bot.judgement import Passage, Reason
from bot.meanings import Button
from bot.people import Person, Side, Voice
from bot.switchboard.deciding import (
    Decided,
    Facts,
    bring_to_desk,
    fetch_person,
    notify,
    picked,
    pressed_words,
    show_desk,
    tell_customer,
)
from bot.turns import Given, Offered, Turn
from bot.words import Key, phrase


class OnlyTheAsker(IllegalMove):
    """Only the asker (or an agent, at the desk) may end a conversation from the customer's side."""


def choose(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    """The pick is answered; where a person is there, it becomes the customer's words to the desk."""
    if f.turn is None or not isinstance(f.turn.body, Offered) or f.side is not Side.CUSTOMER:
        return c, ()
    offered = f.turn.body
    passage = picked(offered.passages, e.pick)
    if passage is None:
        return c, ()
    emptied = f.turn.saying(replace(offered, passages=(), chosen=passage.entry.questions[0]))
    c = c.reopen(f.now, f.on_duty)
    match c.state:
        case Answering() if c.muted is None:
            given = Given(passage.entry.answer, passage, offered.confidence)
            c, said = tell_customer(c.going(Answering()), e.id, given, Own.ANSWER, f)
            return c, (Write(emptied), Mirror(emptied.id, Side.CUSTOMER), *said)
        case Answering() | Waiting() | Claimed() | Resolved():
            return _pick_as_words(c, emptied, e, passage, f)


def _pick_as_words(c: Conversation, emptied: Turn, e: ButtonPressed, passage: Passage, f: Facts) -> Decided:
    words = pressed_words(c, e, passage.entry.questions[0], Voice.CUSTOMER)
    written = (Write(emptied), Write(words))
    if isinstance(c.state, Answering):
        c, fetched = fetch_person(c.remembering(words.id, seen=False), e.id, Reason.MUTED, f)
        return c, (*written, *fetched)
    c, brought = bring_to_desk(c, e.id, f)
    c, shown = show_desk(c.owing(f.now), words.id)
    return c, (*written, *brought, *shown)


def none_of_these(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    """Nothing offered was meant: a person is fetched, unless one is awaited or there."""
    if f.turn is None or not isinstance(f.turn.body, Offered) or not f.turn.body.passages:
        return c, ()
    emptied = f.turn.saying(replace(f.turn.body, passages=()))
    match c.state:
        case Answering() | Resolved():
            after, effects = fetch_person(c, e.id, Reason.UNSURE, f)
            return after, (Write(emptied), Mirror(emptied.id, Side.CUSTOMER), *effects)
        case Waiting() | Claimed():
            return c, (Write(emptied),)


def never_mind(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    """The asker no longer needs the person waited for."""
    if e.by != c.asker:
        raise OnlyTheAsker(c.id)
    return withdrawn(c, e.id, e.by, f)


def withdrawn(c: Conversation, cause: str, by: Person, f: Facts) -> Decided:
    """The asker waits no longer."""
    after = c.withdraw(by, f.now)
    if after == c:
        return c, ()
    return notify(after, cause, phrase(Key.WITHDRAWN), f, own=Own.CLOSING)


def solved(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    """The asker says it is over, whoever has it."""
    if e.by != c.asker:
        raise OnlyTheAsker(c.id)
    after = c.resolve(Ended.ASKER, f.now)
    if after == c:
        return c, ()
    return notify(after, e.id, phrase(Key.RESOLVED_BY_ASKER), f, own=Own.CLOSING)


def feedback(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    """A thumb is kept with the answer; the wrong one offers a person, once."""
    helped = "yes" if e.button is Button.HELPFUL else "no"
    if f.turn is None or not isinstance(f.turn.body, Given) or f.turn.feedback == helped:
        return c, ()
    marked = replace(f.turn, feedback=helped, revision=f.turn.revision + 1)
    effects = (Write(marked), *((Mirror(marked.id, Side.CUSTOMER),) if c.may_say(Own.ANSWER) else ()))
    if helped == "yes" or c.muted is not None or not isinstance(c.state, Answering):
        return c, effects
    c, told = notify(c, e.id, phrase(Key.NOT_HELPFUL), f)
    return c, (*effects, *told)
