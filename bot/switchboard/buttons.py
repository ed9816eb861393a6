"""What follows from presses and marks. Every press is judged against the state of now."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Answering, Claimed, Conversation, Ended, Own, Resolved, Waiting
from bot.effects import CloseCard, Mirror, Say, Whisper, Write
from bot.errors import IllegalMove, NotAtTheDesk, OwnConversation
from bot.events import ButtonPressed, ReactionChanged
from bot.judgement import Passage, Reason
from bot.meanings import Button
from bot.people import Person, Side, Voice
from bot.switchboard.deciding import (
    Decided,
    Facts,
    back_to_waiting,
    bring_to_desk,
    fetch_person,
    notify,
    tell_customer,
)
from bot.switchboard.words import relay
from bot.turns import Fate, Given, Offered, Suggested, Turn, Typed, identity
from bot.words import Key, phrase

CLAIM_MARK = "eyes"


class OnlyTheAsker(IllegalMove):
    """Only the asker (or an agent, at the desk) may end a conversation from the customer's side."""


def on_reaction(c: Conversation, e: ReactionChanged, f: Facts) -> Decided:
    """👀 by an agent, at the desk or in the customer's thread, is a claim."""
    if e.mark != CLAIM_MARK or not e.on or e.by not in f.agents:
        return c, ()
    return _claim(c, e.id, e.by, f)


def on_press(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    """What the button does now, for this person, pressed on this side."""
    c = replace(c, touched=f.now)
    match e.button:
        case Button.CHOOSE:
            return _choose(c, e, f)
        case Button.NONE_OF_THESE:
            return _none_of_these(c, e, f)
        case Button.WANT_PERSON:
            return fetch_person(c, e.id, Reason.ASKED, f) if f.side is Side.CUSTOMER else (c, ())
        case Button.NEVER_MIND:
            return _never_mind(c, e, f)
        case Button.SOLVED:
            return _solved(c, e, f)
        case Button.HELPFUL | Button.NOT_HELPFUL:
            return _feedback(c, e, f)
        case _:
            _only_agents(c, e.by, f)
            return _at_desk(c, e, f)


def _only_agents(c: Conversation, by: Person, f: Facts) -> None:
    if by not in f.agents or f.side is not Side.DESK:
        raise NotAtTheDesk(by.key)
    if by == c.asker:
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
            after = replace(c.hand_back(e.by), quiet=None)
            return notify(after, e.id, phrase(Key.HANDED_BACK, name=e.by.name), f)
        case Button.RESOLVE:
            return _resolve(c, e, f)
        case Button.REOPEN:
            return _reopen(c, e, f)
        case Button.MUTE:
            return _mute(replace(c, muted=e.by), e, f)
        case Button.UNMUTE:
            return replace(c, muted=None), ()
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


def _held_of(turn: Turn | None, agent: Person) -> Turn | None:
    """The turn, if it is that agent's and still waits for a press."""
    return turn if turn and turn.fate is Fate.HELD and turn.by == agent else None


def _send(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    turn = _held_of(f.turn, e.by)
    if turn is None:
        return c, ()
    c, brought = bring_to_desk(c.reopen_for(e.by, f.now), e.id, f)
    c, relayed = relay(c, turn, f)
    return c, (*brought, *relayed)


def _keep(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    turn = _held_of(f.turn, e.by)
    if turn is None:
        return c, ()
    return c.not_holding(turn.id), (Write(turn.now(Fate.NOTE)),)


def _picked(passages: tuple[Passage, ...], pick: str) -> Passage | None:
    return next((p for p in passages if p.entry.id == pick), None)


def _insert(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    """An approved entry goes out under the agent's name; the second press finds it gone."""
    if f.turn is None or not isinstance(f.turn.body, Suggested):
        return c, ()
    passage = _picked(f.turn.body.passages, e.pick)
    if passage is None:
        return c, ()
    c, brought = bring_to_desk(c.reopen_for(e.by, f.now), e.id, f)
    words = Turn(
        identity(e.id, "insert"),
        Voice.AGENT,
        e.by,
        e.at,
        Side.DESK,
        Typed(passage.entry.answer),
        Fate.SAID,
        c.state_name,
    )
    left = tuple(p for p in f.turn.body.passages if p != passage)
    rest = f.turn.saying(replace(f.turn.body, passages=left))
    c, relayed = relay(c, words, f)
    return c, (Write(rest), Mirror(rest.id, Side.DESK), *brought, *relayed, Say(Side.DESK, words.id))


def _pass_on(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    lead = e.by.key in f.rules.desk.leads
    kind, _, name = e.pick.partition(":")
    if kind == "desk" and name in f.rules.desks and name != c.desk:
        return _to_desk(c, c.move(e.by, name, f.now, lead=lead), e, f)
    to = next((who for who in f.agents if who.key == e.pick), None)
    if to is None:
        raise NotAtTheDesk(e.pick)
    after = c.pass_on(e.by, to, f.now, lead=lead)
    told = Whisper(to, Side.DESK, phrase(Key.PASSED_TO_YOU, name=e.by.name))
    return after, (told,) if after != c and to != e.by else ()


def _to_desk(before: Conversation, c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    closed = (CloseCard(before.threads, c.desk),) if before.at_desk else ()
    c, brought = bring_to_desk(c, e.id, f)
    return c, (*closed, *brought)


def _resolve(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    after = c.resolve(Ended.AGENT, f.now, agent=e.by)
    if after == c:
        return c, ()
    said = phrase(Key.RESOLVED_BY_AGENT, name=e.by.name)
    return notify(after, e.id, said, f, own=Own.CLOSING)


def _reopen(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    if c.is_open:
        return c, ()
    return bring_to_desk(c.reopen_for(e.by, f.now), e.id, f)


def _mute(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    match c.state:
        case Answering(need=need) if need is not None:
            return fetch_person(c, e.id, Reason.MUTED, f)
        case Answering() | Waiting() | Claimed() | Resolved():
            return c, ()


# -- at the customer's


def _choose(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    """The pick is answered; where a person is there, it becomes the customer's words to the desk."""
    if f.turn is None or not isinstance(f.turn.body, Offered) or f.side is not Side.CUSTOMER:
        return c, ()
    offered = f.turn.body
    passage = _picked(offered.passages, e.pick)
    if passage is None:
        return c, ()
    emptied = f.turn.saying(replace(offered, passages=(), chosen=passage.entry.questions[0]))
    match c.state:
        case Answering():
            given = Given(passage.entry.answer, passage, offered.confidence)
            c, said = tell_customer(c.going(Answering()), e.id, given, Own.ANSWER, f)
            return c, (Write(emptied), Mirror(emptied.id, Side.CUSTOMER), *said)
        case Waiting() | Claimed() | Resolved():
            return _pick_as_words(c, emptied, e, passage)


def _pick_as_words(c: Conversation, emptied: Turn, e: ButtonPressed, passage: Passage) -> Decided:
    if not c.is_open:
        return c, ()
    title = passage.entry.questions[0]
    words = Turn(
        identity(e.id, "pick"),
        Voice.CUSTOMER,
        e.by,
        e.at,
        Side.CUSTOMER,
        Typed(title),
        Fate.HEARD,
        c.state_name,
    )
    c = c.remembering(words.id, seen=True)
    return c, (Write(emptied), Write(words), Say(Side.DESK, words.id))


def _none_of_these(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    if f.turn is None or not isinstance(f.turn.body, Offered) or not f.turn.body.passages:
        return c, ()
    emptied = f.turn.saying(replace(f.turn.body, passages=()))
    match c.state:
        case Answering():
            after, effects = fetch_person(c, e.id, Reason.UNSURE, f)
            return after, (Write(emptied), Mirror(emptied.id, Side.CUSTOMER), *effects)
        case Waiting() | Claimed() | Resolved():
            return c, (Write(emptied),)


def _never_mind(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    if e.by != c.asker:
        raise OnlyTheAsker(c.id)
    return withdrawn(c, e.id, e.by, f)


def withdrawn(c: Conversation, cause: str, by: Person, f: Facts) -> Decided:
    """The asker waits no longer."""
    after = c.withdraw(by, f.now)
    if after == c:
        return c, ()
    return notify(after, cause, phrase(Key.WITHDRAWN), f, own=Own.CLOSING)


def _solved(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    if e.by != c.asker:
        raise OnlyTheAsker(c.id)
    after = c.resolve(Ended.ASKER, f.now)
    if after == c:
        return c, ()
    return notify(after, e.id, phrase(Key.RESOLVED_BY_ASKER), f, own=Own.CLOSING)


def _feedback(c: Conversation, e: ButtonPressed, f: Facts) -> Decided:
    """A thumb is kept with the answer; the wrong one offers a person, once."""
    helped = "yes" if e.button is Button.HELPFUL else "no"
    if f.turn is None or not isinstance(f.turn.body, Given) or f.turn.feedback == helped:
        return c, ()
    marked = replace(f.turn, feedback=helped, revision=f.turn.revision + 1)
    effects = (Write(marked), *((Mirror(marked.id, Side.CUSTOMER),) if c.may_say(Own.ANSWER) else ()))
    if helped == "yes" or not isinstance(c.state, Answering):
        return c, effects
    c, told = notify(c, e.id, phrase(Key.NOT_HELPFUL), f)
    return c, (*effects, *told)
