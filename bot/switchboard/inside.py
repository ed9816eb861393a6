"""What follows from inside: drafts, clocks, failed errands, people and rooms that left."""

from __future__ import annotations

from dataclasses import replace

from bot.clocks import NUDGES, Bell, clock, minutes
from bot.conversation import Answering, Claimed, Conversation, Ended, Need, Own, Resolved, Waiting
from bot.events import DraftReady, TimerFired
from bot.judgement import Draft, Escalate, Failed, Give, Greet, Offer, Reason, SmallTalk, Verdict
from bot.policy import judge
from bot.switchboard.choices import withdrawn
from bot.switchboard.deciding import (
    Decided,
    Facts,
    bring_to_desk,
    fetch_person,
    let_go,
    notify,
    suggest,
    tell_customer,
    tell_desk,
    waiting_words,
)
from bot.turns import Given, Offered, Suggested, Told
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
        case Resolved(need=need) as state:
            if need is None or need.asked != e.question:
                return c, ()
            return _after_the_end(c.going(replace(state, need=None)), need, e, f)


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
    verdict = judge(e.draft, f.rules.bar) if isinstance(e.draft, Draft) else None
    if isinstance(verdict, Greet):
        return (c, ()) if c.muted else notify(c, e.id, phrase(FRIENDLY[verdict.kind]), f, own=Own.CLOSING)
    again = c.reopen(f.now, f.on_duty)
    if not isinstance(again.state, Answering):
        again, told = _told_to_desk(again, e.id, f)
        again, late = _late(again, e, f)
        return again, (*told, *late)
    if again.muted:
        return fetch_person(again, e.id, Reason.MUTED, f)
    return _answer(again.going(Answering(need)), need, e, f)


def _told_to_desk(c: Conversation, cause: str, f: Facts) -> Decided:
    """Reopened for a person: the desk sees the new words; who has to wait for one is told so."""
    c, brought = bring_to_desk(c, cause, f)
    c, told = (c, ()) if isinstance(c.state, Claimed) else notify(c, cause, waiting_words(None, f), f)
    return c, (*brought, *told)


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
            again = c.going(replace(state, need=None)).reopen(f.now, f.on_duty)
            if isinstance(again.state, Answering):
                return fetch_person(again, e.id, Reason.FAILED, f)
            return _told_to_desk(again, e.id, f)
        case Waiting() | Claimed():
            return c, ()


def _nudge(c: Conversation, e: TimerFired, f: Facts) -> Decided:
    """The desk is reminded, then the leads are named; the customer hears that nobody forgot."""
    if not isinstance(c.state, Waiting):
        return c, ()
    state, there = c.state, c.at_desk
    c, brought = bring_to_desk(c.going(replace(state, nudges=state.nudges + 1)), e.id, f)
    reminded = tell_desk(c, e.id, "reminder", Told(_reminder(c, state, f)), f)
    # Nobody is told of a reminder at a desk that may be as far away as it was.
    if state.nudges not in (0, NUDGES - 1) or not there:
        return c, (*brought, *reminded)
    c, told = notify(c, e.id, phrase(Key.STILL_WAITING), f)
    return c, (*brought, *reminded, *told)


def _reminder(c: Conversation, state: Waiting, f: Facts) -> Phrase:
    waited = minutes(f.now - state.since)
    if state.nudges == 0:
        return phrase(Key.REMINDER, name=c.asker.name, minutes=waited)
    leads = [who.name for who in sorted(f.agents, key=lambda a: a.key) if who in f.rules.leads]
    return phrase(Key.LAST_REMINDER, minutes=waited, leads=", ".join(leads) + ":" if leads else "")


def _holder_too_slow(c: Conversation, e: TimerFired, f: Facts) -> Decided:
    if not isinstance(c.state, Claimed):
        return c, ()
    said = phrase(Key.HELD_TOO_LONG, name=c.state.agent.name, minutes=minutes(f.rules.desk.reply))
    return let_go(c, c.state.agent, said, e.id, f)


def _rested(c: Conversation, e: TimerFired, f: Facts) -> Decided:
    after = c.resolve(Ended.CLOCK, f.now)
    if isinstance(c.state, Waiting):
        return notify(after, e.id, phrase(Key.NOBODY_CAME), f, own=Own.CLOSING)
    return after, ()
