"""What follows when an agent, a room or a delivery is lost."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import REMEMBERED, Answering, Claimed, Conversation, Resolved, Waiting
from bot.desk import send_label
from bot.effects import Mark, Say, Whisper, Write
from bot.events import DeliveryFailed, Left, Missed, PlaceBack, PlaceGone
from bot.judgement import Reason
from bot.people import Side, Voice
from bot.switchboard.deciding import (
    Decided,
    Facts,
    back_to_waiting,
    bot_turn,
    bring_to_desk,
    fetch_person,
    hold,
    let_go,
    notify,
    tell_desk,
)
from bot.turns import Fate, Given, Offered, Recapped, Told, Turn
from bot.words import Key, phrase


def on_left(c: Conversation, e: Left, f: Facts) -> Decided:
    """What a leaving agent held waits for another."""
    if c.holder != e.agent:
        return c, ()
    key = Key.HOLDER_OFF_DUTY if e.off_duty else Key.HOLDER_LEFT
    return let_go(c, e.agent, phrase(key, name=e.agent.name), e.id, f)


def on_place(c: Conversation, e: PlaceGone | PlaceBack, f: Facts) -> Decided:
    """The room of one side is gone, or is back."""
    return _place_gone(c, e, f) if isinstance(e, PlaceGone) else _place_back(c, e, f)


def _place_gone(c: Conversation, e: PlaceGone, f: Facts) -> Decided:
    """A customer's room gone stops the customer's clocks; a desk's room gone calls for another desk."""
    match e.side:
        case Side.CUSTOMER:
            return replace(c, lost=True), tell_desk(c, e.id, "gone", Told(phrase(Key.ROOM_GONE)), f)
        case Side.DESK:
            return _desk_lost(c, e.id, f, Key.DESK_SHARED if e.shared else Key.DESK_GONE)


def _place_back(c: Conversation, e: PlaceBack, f: Facts) -> Decided:
    """Who could not be reached can be again: the clocks run on, and who waits is brought to the desk."""
    if e.side is Side.CUSTOMER:
        return replace(c, lost=False), ()
    if c.at_desk or not isinstance(c.state, Waiting):
        return c, ()
    left = tuple(name for name in c.unreachable if name != c.desk)
    again = replace(c.state, since=f.now, nudges=0, named=None)
    c, brought = bring_to_desk(replace(c.going(again), unreachable=left), e.id, f)
    c, told = notify(c, e.id, phrase(Key.DESK_REACHED), f)
    return c, (*brought, *told)


def on_missed(c: Conversation, e: Missed, f: Facts) -> Decided:
    """The desk hears when the bot was deaf: in its thread, or in the recap of the next one."""
    said = phrase(Key.WAS_DEAF, since=f"{e.since:%H:%M}", until=f"{e.until:%H:%M}")
    turn = bot_turn(e.id, "deaf", Told(said), side=Side.DESK, now=f.now, state=c.state_name)
    if c.at_desk:
        return c, (Write(turn), Say(Side.DESK, turn.id))
    return replace(c, unseen=(*c.unseen, turn.id)[-REMEMBERED:]), (Write(turn),)


def _desk_lost(c: Conversation, cause: str, f: Facts, why: Key = Key.DESK_GONE) -> Decided:
    """The desk cannot be reached: the fallback desk, or an honest word and another try at each reminder."""
    if not c.at_desk:
        return c, ()
    gone = (*(name for name in c.unreachable if name != c.desk), c.desk)
    c = replace(c, at_desk=False, unseen=c.recent, unreachable=gone)
    match c.state:
        case Answering() | Resolved():
            return c, ()
        case Waiting() as waiting:
            return _elsewhere(c, replace(waiting, since=f.now, nudges=0, named=None), cause, f, why)
        case Claimed():
            return _elsewhere(c, Waiting(Reason.AGENT, f.now), cause, f, why)


def _elsewhere(c: Conversation, waiting: Waiting, cause: str, f: Facts, why: Key) -> Decided:
    """At the fallback desk, once; where that is gone too, the leads and the customer hear of it."""
    fallback, holder = f.rules.desk.fallback, c.holder
    if fallback not in f.rules.desks or fallback in c.unreachable:
        c = c.going(waiting) if holder else c
        c, told = notify(c, cause, phrase(Key.DESK_UNREACHABLE), f)
        return c, (*told, *_leads_told(c, f, why))
    if holder is None:
        return bring_to_desk(c.at(fallback, waiting), cause, f)
    return back_to_waiting(c.at(fallback, waiting), cause, f, name=holder.name)


def _leads_told(c: Conversation, f: Facts, why: Key) -> tuple[Whisper, ...]:
    said = phrase(why, desk=c.desk, name=c.asker.name)
    return tuple(Whisper(lead, Side.DESK, said) for lead in f.rules.leads if lead != c.asker)


# -- failed errands


def on_delivery_failed(c: Conversation, e: DeliveryFailed, f: Facts) -> Decided:
    """Whoever spoke is told, and an agent's words wait to be sent again."""
    if e.what == "thread":
        return _desk_lost(c, e.id, f)
    if f.turn is None:
        return c, ()
    if e.what == "change":
        return c, _change_refused(f.turn, e.side)
    if f.turn.fate is Fate.GONE:
        return c, ()
    return _words_failed(c, f.turn, e, f) if e.side is Side.CUSTOMER else _desk_missed(c, f.turn, e.id, f)


def _change_refused(turn: Turn, at: Side) -> tuple[Whisper, ...]:
    """Its writer hears which side still sees it as it was."""
    key = Key.CHANGE_REFUSED if at is Side.CUSTOMER else Key.CHANGE_REFUSED_AT_DESK
    return (Whisper(turn.by, turn.side, phrase(key)),) if turn.by else ()


def _words_failed(c: Conversation, turn: Turn, e: DeliveryFailed, f: Facts) -> Decided:
    match turn.voice:
        case Voice.AGENT if turn.fate is Fate.SAID:
            said = phrase(Key.NOT_DELIVERED if e.sure else Key.PERHAPS_DELIVERED)
            c, held = hold(c.owing(f.now), turn, said, f, send=send_label(c))
            return c, (*held, Mark(turn.id, "failed"))
        case Voice.BOT:
            return _bot_words_failed(c, turn, e, f)
        case Voice.AGENT | Voice.CUSTOMER | Voice.COLLEAGUE:
            return c, ()


def _desk_missed(c: Conversation, turn: Turn, cause: str, f: Facts) -> Decided:
    """Words of the customer's side are retold at the desk; a desk that takes no recap either is lost."""
    if isinstance(turn.body, Recapped):
        return _desk_lost(c, cause, f)
    if turn.side is Side.DESK or not c.at_desk:
        return c, ()
    return bring_to_desk(replace(c, unseen=(*(t for t in c.unseen if t != turn.id), turn.id)), cause, f)


def _bot_words_failed(c: Conversation, turn: Turn, e: DeliveryFailed, f: Facts) -> Decided:
    """An answer that did not arrive, or perhaps not, leaves somebody without one: a person is fetched."""
    gone = (Write(turn.now(Fate.GONE)),) if e.sure else ()
    if isinstance(turn.body, Given | Offered) and isinstance(c.state, Answering):
        said = phrase(Key.ANSWER_NOT_DELIVERED if e.sure else Key.ANSWER_PERHAPS_DELIVERED)
        c, fetched = fetch_person(c, e.id, Reason.FAILED, f)
        return c, (*gone, *fetched, *tell_desk(c, e.id, "lost", Told(said), f))
    return c, gone
