"""What follows from what comes back from inside: drafts, clocks, failed errands, people and rooms that left."""

from __future__ import annotations

from dataclasses import replace

from bot.clocks import NUDGES, Bell, clock, minutes
from bot.conversation import Answering, Claimed, Conversation, Ended, Need, Own, Resolved, Waiting
from bot.effects import Mark, Whisper, Write
from bot.events import DeliveryFailed, DraftReady, Left, PlaceGone, TimerFired
from bot.judgement import Draft, Escalate, Failed, Give, Greet, Offer, Reason, SmallTalk, Verdict
from bot.people import Person, Side, Voice
from bot.policy import judge
from bot.switchboard.buttons import withdrawn
from bot.switchboard.deciding import (
    Decided,
    Facts,
    back_to_waiting,
    bring_to_desk,
    fetch_person,
    hold,
    notify,
    send_label,
    suggest,
    tell_customer,
    tell_desk,
)
from bot.turns import Fate, Given, Offered, Suggested, Told, Turn
from bot.words import Key, Phrase, phrase

FRIENDLY = {
    SmallTalk.GREETING: Key.GREETING,
    SmallTalk.THANKS: Key.THANKS,
    SmallTalk.FAREWELL: Key.FAREWELL,
    SmallTalk.NEVER_MIND: Key.NEVER_MIND,
}


# -- drafts


def on_draft(c: Conversation, e: DraftReady, f: Facts) -> Decided:
    """Only the question in hand is answered; a late draft is a note where a person is at work."""
    match c.state:
        case Answering(need=need):
            return _answer(c, need, e, f) if need and need.asked == e.question else (c, ())
        case Waiting():
            return _draft_while_waiting(c, e, f)
        case Claimed():
            return _late(c, e, f)
        case Resolved(need=need):
            return _after_the_end(c, need, e, f) if need and need.asked == e.question else (c, ())


def _answer(c: Conversation, need: Need, e: DraftReady, f: Facts) -> Decided:
    match e.draft:
        case Failed():
            return fetch_person(c, e.id, Reason.FAILED, f)
        case Draft() as draft:
            return _follow(c.going(Answering()), need, draft, judge(draft, f.rules.bar), e, f)


def _follow(c: Conversation, need: Need, draft: Draft, verdict: Verdict, e: DraftReady, f: Facts) -> Decided:
    match verdict:
        case Give(passage=passage, text=text, confidence=confidence):
            return tell_customer(c, e.id, Given(text, passage, confidence), Own.ANSWER, f)
        case Offer(passages=passages, confidence=confidence):
            return tell_customer(c, e.id, Offered(passages, confidence), Own.ANSWER, f)
        case Greet(kind=kind):
            return _greet(c, need, kind, e, f)
        case Escalate(reason=reason):
            c, noted = suggest(c, e.id, draft.findings, f)
            c, fetched = fetch_person(c, e.id, reason, f)
            return c, (*noted, *fetched)


def _greet(c: Conversation, need: Need, kind: SmallTalk, e: DraftReady, f: Facts) -> Decided:
    """One friendly word; a conversation that was nothing else is over with it."""
    if set(c.recent) <= set(need.turns):
        c = c.resolve(Ended.SMALL_TALK, f.now)
    return notify(c, e.id, phrase(FRIENDLY[kind]), f, own=Own.CLOSING)


def _draft_while_waiting(c: Conversation, e: DraftReady, f: Facts) -> Decided:
    state = c.state
    asked_here = isinstance(state, Waiting) and state.need and state.need.asked == e.question
    if isinstance(e.draft, Draft) and asked_here and e.draft.noticed.small_talk is SmallTalk.NEVER_MIND:
        return withdrawn(c, e.id, c.asker, f)
    return _late(c, e, f)


def _late(c: Conversation, e: DraftReady, f: Facts) -> Decided:
    """What the bot would have said is a note with one-press inserts; of nothing worth saying, nothing."""
    if isinstance(e.draft, Failed):
        return c, ()
    match judge(e.draft, f.rules.bar):
        case Give(passage=passage, confidence=confidence):
            return c, tell_desk(c, e.id, "late", Suggested((passage,), confidence), f)
        case Offer(passages=passages, confidence=confidence):
            return c, tell_desk(c, e.id, "late", Suggested(passages, confidence), f)
        case Greet() | Escalate():
            return c, ()


def _after_the_end(c: Conversation, need: Need, e: DraftReady, f: Facts) -> Decided:
    """Thanks reopen nothing; anything else does, and then it is told to whoever has it."""
    if not isinstance(c.state, Resolved):
        return c, ()
    over = c.going(replace(c.state, need=None))
    if isinstance(e.draft, Draft):
        verdict = judge(e.draft, f.rules.bar)
        if isinstance(verdict, Greet):
            return notify(over, e.id, phrase(FRIENDLY[verdict.kind]), f, own=Own.CLOSING)
    again = over.reopen(f.now, f.agents)
    if isinstance(again.state, Answering):
        return _answer(again.going(Answering(need)), need, e, f)
    return _told_to_desk(again, e, f)


def _told_to_desk(c: Conversation, e: DraftReady, f: Facts) -> Decided:
    c, brought = bring_to_desk(c, e.id, f)
    c, told = (c, ()) if isinstance(c.state, Claimed) else notify(c, e.id, phrase(Key.WAITING_OTHER), f)
    c, late = _late(c, e, f)
    return c, (*brought, *told, *late)


# -- clocks


def on_timer(c: Conversation, e: TimerFired, f: Facts) -> Decided:
    """A clock rings only if it is still the one that is due; all others are stale."""
    if clock(c, f.rules) != (e.clock, e.due):
        return c, ()
    match Bell(e.clock):
        case Bell.ANSWER:
            return _answerer_too_slow(c, e, f)
        case Bell.CLAIM:
            return _nudge(c, e, f)
        case Bell.REPLY:
            return _holder_too_slow(c, e, f)
        case Bell.IDLE:
            return _rested(c, e, f)


def _answerer_too_slow(c: Conversation, e: TimerFired, f: Facts) -> Decided:
    match c.state:
        case Answering():
            return fetch_person(c.going(Answering()), e.id, Reason.FAILED, f)
        case Resolved() as state:
            return fetch_person(c.going(replace(state, need=None)), e.id, Reason.FAILED, f)
        case Waiting() | Claimed():
            return c, ()


def _nudge(c: Conversation, e: TimerFired, f: Facts) -> Decided:
    """The desk is reminded, then the leads are named; the customer hears that nobody forgot."""
    if not isinstance(c.state, Waiting):
        return c, ()
    state = c.state
    c, brought = bring_to_desk(c.going(replace(state, nudges=state.nudges + 1)), e.id, f)
    reminded = tell_desk(c, e.id, "reminder", Told(_reminder(c, state, f)), f)
    if state.nudges not in (0, NUDGES - 1):
        return c, (*brought, *reminded)
    c, told = notify(c, e.id, phrase(Key.STILL_WAITING), f)
    return c, (*brought, *reminded, *told)


def _reminder(c: Conversation, state: Waiting, f: Facts) -> Phrase:
    waited = minutes(f.now - state.since)
    if state.nudges == 0:
        return phrase(Key.REMINDER, name=c.asker.name, minutes=waited)
    leads = [who.name for who in sorted(f.agents, key=lambda a: a.key) if who.key in f.rules.desk.leads]
    return phrase(Key.LAST_REMINDER, minutes=waited, leads=", ".join(leads) + ":" if leads else "")


def _holder_too_slow(c: Conversation, e: TimerFired, f: Facts) -> Decided:
    if not isinstance(c.state, Claimed):
        return c, ()
    said = phrase(Key.HELD_TOO_LONG, name=c.state.agent.name, minutes=minutes(f.rules.desk.reply))
    return _let_go(c, c.state.agent, said, e.id, f)


def _let_go(c: Conversation, agent: Person, said: Phrase, cause: str, f: Facts) -> Decided:
    """Released by the house: the desk is told why, the customer that somebody else will come."""
    c, effects = back_to_waiting(c.release(agent, f.now), cause, f, name=agent.name)
    return c, (*effects, *tell_desk(c, cause, "let-go", Told(said), f))


def _rested(c: Conversation, e: TimerFired, f: Facts) -> Decided:
    after = c.resolve(Ended.CLOCK, f.now)
    if isinstance(c.state, Waiting):
        return notify(after, e.id, phrase(Key.NOBODY_CAME), f, own=Own.CLOSING)
    return after, ()


# -- people and rooms that left


def on_left(c: Conversation, e: Left, f: Facts) -> Decided:
    """What a leaving agent held waits for another."""
    if c.holder != e.agent:
        return c, ()
    return _let_go(c, e.agent, phrase(Key.HOLDER_LEFT, name=e.agent.name), e.id, f)


def on_place_gone(c: Conversation, e: PlaceGone, f: Facts) -> Decided:
    """A customer's room gone stops the customer's clocks; a desk's room gone calls for another desk."""
    match e.side:
        case Side.CUSTOMER:
            return replace(c, lost=True), tell_desk(c, e.id, "gone", Told(phrase(Key.ROOM_GONE)), f)
        case Side.DESK:
            return _desk_lost(c, e.id, f)


def _desk_lost(c: Conversation, cause: str, f: Facts) -> Decided:
    """The desk cannot be reached: the fallback desk, or an honest word and another try at each reminder."""
    if not c.at_desk:
        return c, ()
    c = replace(c, at_desk=False, unseen=c.recent)
    if isinstance(c.state, Answering | Resolved):
        return c, ()
    if f.rules.desk.fallback in f.rules.desks and f.rules.desk.fallback != c.desk:
        return bring_to_desk(c.at(f.rules.desk.fallback, Waiting(Reason.AGENT, f.now)), cause, f)
    if c.holder is not None:
        c = c.release(c.holder, f.now)
    return notify(c, cause, phrase(Key.DESK_UNREACHABLE), f)


# -- failed errands


def on_delivery_failed(c: Conversation, e: DeliveryFailed, f: Facts) -> Decided:
    """Whoever spoke is told, and an agent's words wait to be sent again."""
    if e.what == "thread":
        return _desk_lost(c, e.id, f)
    if f.turn is None or f.turn.fate is Fate.GONE:
        return c, ()
    if e.what == "change":
        return c, _change_refused(f.turn)
    return _words_failed(c, f.turn, e, f) if e.side is Side.CUSTOMER else (c, ())


def _change_refused(turn: Turn) -> tuple[Whisper, ...]:
    return (Whisper(turn.by, turn.side, phrase(Key.CHANGE_REFUSED)),) if turn.by else ()


def _words_failed(c: Conversation, turn: Turn, e: DeliveryFailed, f: Facts) -> Decided:
    match turn.voice:
        case Voice.AGENT if turn.fate is Fate.SAID:
            said = phrase(Key.NOT_DELIVERED if e.sure else Key.PERHAPS_DELIVERED)
            c, held = hold(c, turn, said, f, send=send_label(c))
            return c, (*held, Mark(turn.id, "failed"))
        case Voice.BOT:
            return _bot_words_failed(c, turn, e, f)
        case Voice.AGENT | Voice.CUSTOMER | Voice.COLLEAGUE:
            return c, ()


def _bot_words_failed(c: Conversation, turn: Turn, e: DeliveryFailed, f: Facts) -> Decided:
    """An answer that did not arrive leaves somebody without one: a person is fetched."""
    gone = Write(turn.now(Fate.GONE))
    if isinstance(turn.body, Given | Offered) and isinstance(c.state, Answering):
        c, fetched = fetch_person(c, e.id, Reason.FAILED, f)
        return c, (gone, *fetched, *tell_desk(c, e.id, "lost", Told(phrase(Key.ANSWER_NOT_DELIVERED)), f))
    return c, (gone,)
