"""What follows from presses and marks at the desk. Every press is judged against the state of now."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Answering, Claimed, Conversation, Resolved, Waiting
from bot.effects import CloseCard, Mirror, React, Say, Whisper, Write
from bot.errors import NotAtTheDesk, OwnConversation
from bot.events import ButtonPressed, MessagePicked, ReactionChanged
from bot.judgement import Reason
from bot.meanings import Button
from bot.people import Person, Side, Voice
from bot.switchboard.choices import choose, feedback, never_mind, none_of_these, solved
from bot.switchboard.deciding import (
    Decided,
    Facts,
    back_to_waiting,
    bring_to_desk,
    fetch_person,
    notify,
    picked,
    pressed_words,
    resolve,
)
from bot.switchboard.forms import TAKES_WORDS, with_words
from bot.switchboard.words import claim_and_send, heard
from bot.turns import Fate, Suggested, Turn, turn_id
from bot.words import Key, phrase

CLAIM_MARK = "eyes"
OUR_MARKS = frozenset({"white_check_mark", "warning"})
"""They say that words were delivered, or not."""


def on_reaction(c: Conversation, e: ReactionChanged, f: Facts) -> Decided:
    """👀 by an agent, at the desk or in the customer's thread, is a claim; other marks are shown there."""
    if e.mark != CLAIM_MARK:
        return c, _mark_over_there(c, e, f)
    if not e.on or e.by not in f.agents:
        return c, ()
    return _claim(c, e.id, e.by, f)


def _mark_over_there(c: Conversation, e: ReactionChanged, f: Facts) -> tuple[React, ...]:
    """While a person is at work the two sides see each other's marks, all but those that are ours."""
    at_work = isinstance(c.state, Claimed) and (f.side is Side.CUSTOMER or e.by in f.agents)
    shown = f.turn is not None and f.turn.fate in (Fate.HEARD, Fate.SAID)
    if f.turn is None or not at_work or not shown or e.mark in OUR_MARKS:
        return ()
    if f.side is Side.CUSTOMER:
        return (React(f.turn.id, Side.DESK, e.mark, e.on, c.threads, e.by),)
    return (React(f.turn.id, Side.CUSTOMER, e.mark, e.on, by=e.by),)


def on_pick(c: Conversation, e: MessagePicked, f: Facts) -> Decided:
    """A message picked in the customer's thread: a person is fetched, or takes over."""
    c, first = _first_words(c, e, f)
    if e.button is Button.CLAIM and e.by in f.agents:
        c, follows = _claim(c, e.id, e.by, f)
    elif e.button is Button.WANT_PERSON and (e.by.house or e.by == c.asker):
        c, follows = fetch_person(c, e.id, Reason.AGENT, f)
    else:
        raise NotAtTheDesk(e.by.key)
    return c, (*first, *follows)


def _first_words(c: Conversation, e: MessagePicked, f: Facts) -> Decided:
    """Of a conversation that the picked message itself opens: nobody was to answer it before."""
    if c.recent or turn_id(e.message.receipt) != c.question:
        return c, ()
    turn = heard(e.message, Voice.CUSTOMER, Fate.HEARD, f, c)
    return c.remembering(turn.id, seen=False), (Write(turn),)


def on_press(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    """What the button does now, for this person, pressed on this side."""
    c = replace(c, touched=f.now)
    match e.button:
        case Button.CHOOSE:
            return choose(c, e, f)
        case Button.NONE_OF_THESE:
            return none_of_these(c, e, f)
        case Button.WANT_PERSON:
            return fetch_person(c, e.id, Reason.ASKED, f) if f.side is Side.CUSTOMER else (c, ())
        case Button.NEVER_MIND:
            return never_mind(c, e, f)
        case Button.SOLVED:
            return solved(c, e, f)
        case Button.HELPFUL | Button.NOT_HELPFUL:
            return feedback(c, e, f)
        case _:
            _only_agents(c, e, f)
            return _at_desk(c, e, f)


def _only_agents(c: Conversation, e: ButtonPressed, f: Facts) -> None:
    """What an asker writes is not refused: it is kept as a note, as in the thread."""
    if e.by not in f.agents or f.side is not Side.DESK:
        raise NotAtTheDesk(e.by.key)
    if e.by == c.asker and e.button not in TAKES_WORDS:
        raise OwnConversation(c.id)


def _at_desk(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    match e.button:
        case Button.CLAIM:
            return _claim(c, e.id, e.by, f)
        case Button.SEND:
            return _send(c, e, f)
        case Button.KEEP:
            return _keep(c, e, f)
        case Button.INSERT:
            return _insert(c, e, f)
        case Button.PASS_ON:
            return _pass_on(c, e, f)
        case Button.RELEASE:
            return back_to_waiting(c.release(e.by, f.now), e.id, f, name=e.by.name)
        case Button.HAND_BACK:
            after = replace(c.hand_back(e.by), quiet=None, muted=None)
            return notify(after, e.id, phrase(Key.HANDED_BACK, name=e.by.name), f)
        case Button.RESOLVE:
            return resolve(c, e.id, e.by, f)
        case Button.REOPEN:
            return _reopen(c, e, f)
        case Button.MUTE | Button.UNMUTE:
            return _mute(c, e, f)
        case Button.WRITE_NOTE | Button.RESOLVE_WITH_WORDS | Button.REPLY:
            return with_words(c, e, f)
        case (
            Button.CHOOSE
            | Button.NONE_OF_THESE
            | Button.WANT_PERSON
            | Button.NEVER_MIND
            | Button.SOLVED
            | Button.HELPFUL
            | Button.NOT_HELPFUL
        ):
            return c, ()


def _claim(c: Conversation, cause: str, agent: Person, f: Facts) -> Decided:
    """Held from now on. The customer hears it by the agent's first words, not by ours."""
    after = c.claim(agent, f.now)
    return bring_to_desk(replace(after, quiet=None), cause, f) if after != c else (c, ())


def _held(turn: Turn | None) -> Turn | None:
    """The turn, if it still waits for a press."""
    return turn if turn and turn.fate is Fate.HELD else None


def _not_yours(turn: Turn, e: ButtonPressed) -> tuple[Whisper, ...]:
    name = turn.by.name if turn.by else ""
    return (Whisper(e.by, e.place, phrase(Key.NOT_YOUR_WORDS, name=name)),)


def _send(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    """Held words go out. Pressed again they are sent already, and nothing happens."""
    turn = _held(f.turn)
    if turn is None:
        return c, ()
    if turn.by != e.by:
        return c, _not_yours(turn, e)
    c, sent = claim_and_send(c, turn, e.by, e.id, f)
    return c, (*sent, *_shown_anew(turn))


def _shown_anew(turn: Turn) -> tuple[Mirror, ...]:
    """Words without a message of their own at the desk stand there in a post of ours."""
    return (Mirror(turn.id, Side.DESK),) if turn.receipt is None else ()


def _keep(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    turn = _held(f.turn)
    if turn is None:
        return c, ()
    if turn.by != e.by:
        return c, _not_yours(turn, e)
    return c.not_holding(turn.id), (Write(turn.now(Fate.NOTE)), *_shown_anew(turn))


def _insert(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    """An approved entry goes out under the agent's name; the second press finds it gone."""
    if f.turn is None or not isinstance(f.turn.body, Suggested):
        return c, ()
    passage = picked(f.turn.body.passages, e.pick)
    if passage is None:
        return c, ()
    words = pressed_words(c, e, passage.entry.answer, Voice.AGENT)
    c, sent = claim_and_send(c, words, e.by, e.id, f)
    left = tuple(p for p in f.turn.body.passages if p != passage)
    if f.turn.id == c.suggestion and not left:
        c = replace(c, suggestion="")
    rest = f.turn.saying(replace(f.turn.body, passages=left))
    return c, (Write(rest), Mirror(rest.id, Side.DESK), *sent, Say(Side.DESK, words.id))


def _pass_on(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    lead = e.by in f.rules.leads
    kind, _, name = e.pick.partition(":")
    if kind == "desk" and name in f.rules.desks and name != c.desk:
        return _to_desk(c, c.move(e.by, name, f.now, lead=lead), e, f)
    to = next((who for who in f.agents if who.goes_by(e.pick)), None)
    if to is None:
        raise NotAtTheDesk(e.pick)
    if to not in f.on_duty:
        return c, (Whisper(e.by, e.place, phrase(Key.OFF_DUTY, name=to.name)),)
    after = c.pass_on(e.by, to, f.now, lead=lead)
    told = Whisper(to, Side.DESK, phrase(Key.PASSED_TO_YOU, name=e.by.name))
    return after, (told,) if after != c and to != e.by else ()


def _to_desk(before: Conversation, c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    closed = (CloseCard(before.threads, c.desk),) if before.at_desk else ()
    c, brought = bring_to_desk(c, e.id, f)
    c, told = _told_of_move(before, c, e, f)
    return c, (*closed, *brought, *told)


def _told_of_move(before: Conversation, c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    """Who waited goes on waiting; whoever was being answered hears that a person will come."""
    match before.state:
        case Answering():
            return notify(c, e.id, phrase(Key.WAITING_OTHER), f)
        case Claimed(agent=holder):
            return notify(c, e.id, phrase(Key.RELEASED, name=holder.name), f)
        case Waiting() | Resolved():
            return c, ()


def _reopen(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    if c.is_open:
        return c, ()
    return bring_to_desk(c.reopen_for(e.by, f.now), e.id, f)


def _mute(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    if e.button is Button.UNMUTE:
        return replace(c, muted=None), ()
    c = replace(c, muted=e.by)
    match c.state:
        case Answering(need=need) if need is not None:
            return fetch_person(c, e.id, Reason.MUTED, f)
        case Answering() | Waiting() | Claimed() | Resolved():
            return c, ()
