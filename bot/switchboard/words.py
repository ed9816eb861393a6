"""What follows from words written on either side."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.conversation import (
    HOLDER_REMEMBERED,
    REMEMBERED,
    REOPENED_WITHIN,
    Answering,
    Claimed,
    Conversation,
    Ended,
    Need,
    Resolved,
    Waiting,
)
from bot.desk import send_label
from bot.effects import AskAnswerer, Mirror, Say, Whisper, Write
from bot.errors import AlreadyClaimed
from bot.events import MessagePicked, MessageReceived
from bot.judgement import Reason
from bot.meanings import Button
from bot.people import Person, Side, Voice
from bot.settings import Listen, Mode, Opens, ReplyClaims
from bot.switchboard.deciding import (
    Decided,
    Facts,
    bring_to_desk,
    fetch_person,
    have_drafted,
    hold,
    show_desk,
)
from bot.turns import Fate, Turn, Typed, turn_id
from bot.words import Key, phrase


def begin(
    e: MessageReceived | MessagePicked, f: Facts, conversation_id: str, previous: Conversation | None
) -> Conversation | None:
    """The conversation these words open, or None where nobody is to answer them."""
    wanted = _may_be_opened(e, f) if isinstance(e, MessagePicked) else _is_listened_to(e, f)
    if f.side is Side.DESK or not wanted:
        return None
    return _begun(e.message if isinstance(e, MessagePicked) else e, f, conversation_id, previous)


def _begun(e: MessageReceived, f: Facts, conversation_id: str, previous: Conversation | None) -> Conversation:
    linked = previous.id if previous else ""
    return Conversation(
        conversation_id,
        f.rules.desk_name,
        e.by,
        f.now,
        f.now,
        question=turn_id(e.receipt),
        direct=e.direct,
        group_chat=not e.direct and not e.receipt.address.thread,
        previous=linked,
        opened_in=e.receipt.address.whole_room(),
        room_name=e.room_name,
    )


def _may_be_opened(e: MessagePicked, f: Facts) -> bool:
    """A customer's message that an agent takes over, or for which the house or its writer wants a person.

    How the bot listens in that room does not matter: somebody asked for it by name.
    """
    writer = e.message.by
    asks = f.rules.route.opens is Opens.EVERYONE or not (writer in f.agents or writer.house)
    if not (e.of_person and asks):
        return False
    if e.button is Button.CLAIM:
        return e.by in f.agents and e.by != writer
    return e.by.house or e.by == writer


def _is_listened_to(e: MessageReceived, f: Facts) -> bool:
    route = f.rules.route
    if route.opens is Opens.GUESTS and e.by in f.agents:
        return False
    match route.listen:
        case Listen.OFF:
            return False
        case Listen.MENTION:
            return e.to_bot
        case Listen.QUESTIONS:
            return e.to_bot or not e.by.house or route.opens is Opens.EVERYONE
        case Listen.EVERYTHING:
            return True


def goes_on(c: Conversation, e: MessageReceived, f: Facts) -> bool:
    """Whether words at the place of *c* belong to it, or are a new matter."""
    match c.state:
        case Resolved(need=need) if need is not None:
            return True
        case Resolved(by=Ended.SMALL_TALK):
            return False
        case Resolved() if f.rules.route.mode is Mode.SHADOW and c.threads:
            # What a desk took up before goes on to its end as it began, and is not gone on with.
            return False
        case Resolved(since=since):
            limit: timedelta = HOLDER_REMEMBERED if e.direct else REOPENED_WITHIN
            return f.now - since <= limit
        case Answering() | Waiting() | Claimed():
            return True


def voice_of(c: Conversation, by: Person, f: Facts) -> Voice:
    """In what capacity *by* speaks in the customer's thread."""
    if by == c.asker:
        return Voice.CUSTOMER
    if by in f.agents:
        return Voice.AGENT
    if by.house and f.rules.route.opens is Opens.GUESTS:
        return Voice.COLLEAGUE
    return Voice.CUSTOMER


def on_message(c: Conversation, e: MessageReceived, f: Facts) -> Decided:
    """Words nobody saw before; a deletion or an edit that overtook them was here already."""
    if f.turn is not None:
        return c, ()
    match f.side:
        case Side.DESK:
            return _at_desk(c, e, f)
        case Side.CUSTOMER:
            # Whoever writes there shows that the room is back.
            return _at_customers(replace(c, touched=f.now, lost=False), e, f)


# -- at the desk


def heard(e: MessageReceived, voice: Voice, fate: Fate, f: Facts, c: Conversation) -> Turn:
    """The turn that somebody's words are."""
    where, typed = e.receipt, Typed(e.text, e.spans, e.files)
    return Turn(turn_id(where), voice, e.by, e.at, f.side, typed, fate, c.state_name, receipt=where)


def _at_desk(c: Conversation, e: MessageReceived, f: Facts) -> Decided:
    note = heard(e, Voice.AGENT, Fate.NOTE, f, c)
    if f.old_thread:
        return c, (Write(note), Whisper(e.by, e.receipt.address, phrase(Key.THREAD_MOVED, desk=c.desk)))
    if e.by not in f.agents or is_note(e.text, f):
        return c, (Write(note),)
    if e.by == c.asker:
        return c, (Write(note), Whisper(e.by, e.receipt.address, phrase(Key.OWN_CONVERSATION)))
    return _agent_words(c, note, e, f)


def is_note(text: str, f: Facts) -> bool:
    """Whether the desk's own prefix keeps these words at the desk."""
    return text.lstrip().startswith(f.rules.desk.note_prefix)


def _agent_words(c: Conversation, note: Turn, e: MessageReceived, f: Facts) -> Decided:
    if isinstance(c.state, Claimed) and c.state.agent != e.by:
        kept = phrase(Key.KEPT_AS_NOTE, name=c.state.agent.name)
        return c, (Write(note), Whisper(e.by, e.receipt.address, kept))
    named = next((who for who in e.mentions if who in f.agents and who != e.by), None)
    if named is not None:
        asked = phrase(Key.MENTIONS_COLLEAGUE, name=named.name)
        return hold(c, note, asked, f, send=send_label(c))
    if f.rules.route.notes_first:
        return hold(c, note, phrase(Key.NOTES_FIRST), f, send=send_label(c))
    return _unguarded_words(c, note, e, f)


def _unguarded_words(c: Conversation, note: Turn, e: MessageReceived, f: Facts) -> Decided:
    match c.state:
        case Claimed():
            return relay(c, note, f)
        case Answering() | Waiting() if f.rules.desk.reply_claims is ReplyClaims.AT_ONCE:
            return claim_and_send(c, note, e.by, e.id, f)
        case Answering() | Waiting():
            return hold(c, note, phrase(Key.NOBODY_HAS_THIS), f, send=send_label(c))
        case Resolved():
            return hold(c, note, phrase(Key.RESOLVED_ALREADY), f, send=send_label(c))


def claim_and_send(c: Conversation, turn: Turn, agent: Person, cause: str, f: Facts) -> Decided:
    """The agent holds it from now on, resolved or not, and the words go out; refused if another does."""
    c, brought = bring_to_desk(replace(c.reopen_for(agent, f.now), quiet=None), cause, f)
    c, relayed = relay(c, turn, f)
    return c, (*brought, *relayed)


def relay(c: Conversation, turn: Turn, f: Facts) -> Decided:
    """The holder's words go to the customer, who is owed nothing from now on.

    What stands at the desk as its writer's message can be taken back there for as long as the desk wishes.
    """
    c = replace(c.not_holding(turn.id).owing(None).remembering(turn.id, seen=True), touched=f.now)
    wait = f.rules.desk.hold_seconds if turn.receipt is not None else 0
    return c, (Write(turn.now(Fate.SAID)), Say(Side.CUSTOMER, turn.id, wait=wait), *retold(c, turn))


def retold(c: Conversation, turn: Turn) -> tuple[Mirror, ...]:
    """A later desk thread may have retold words written in an earlier one."""
    return (Mirror(turn.id, Side.DESK),) if c.threads > 1 else ()


# -- at the customer's


def _at_customers(c: Conversation, e: MessageReceived, f: Facts) -> Decided:
    voice = voice_of(c, e.by, f)
    match voice:
        case Voice.AGENT:
            return _agent_at_customers(c, e, f)
        case Voice.COLLEAGUE:
            return _colleague(c, heard(e, voice, Fate.HEARD, f, c), e.by)
        case Voice.CUSTOMER | Voice.BOT:
            return _customer(c, heard(e, Voice.CUSTOMER, Fate.HEARD, f, c), e, f)


def _agent_at_customers(c: Conversation, e: MessageReceived, f: Facts) -> Decided:
    """An agent speaks in the customer's own thread: that claims, and the desk sees a copy."""
    turn = heard(e, Voice.AGENT, Fate.SAID, f, c)
    whispers: tuple[Whisper, ...] = ()
    try:
        c = c.reopen_for(e.by, f.now).owing(None)
    except AlreadyClaimed as taken:
        whispers = (Whisper(e.by, e.receipt.address, phrase(Key.HELD_BY, name=taken.holder.name)),)
    c, brought = bring_to_desk(replace(c, quiet=None), e.id, f)
    return c.remembering(turn.id, seen=True), (Write(turn), *brought, Say(Side.DESK, turn.id), *whispers)


def _colleague(c: Conversation, turn: Turn, who: Person) -> Decided:
    """Somebody of the house helps: the bot keeps silent until it is asked by name."""
    match c.state:
        case Answering() as state:
            c = c.going(replace(state, need=None)).remembering(turn.id, seen=False)
            return replace(c, quiet=who), (Write(turn),)
        case Waiting() | Claimed():
            c, shown = show_desk(c, turn.id)
            return c, (Write(turn), *shown)
        case Resolved() as state:
            return c.going(replace(state, need=None)).remembering(turn.id, seen=False), (Write(turn),)


def _customer(c: Conversation, turn: Turn, e: MessageReceived, f: Facts) -> Decided:
    after, effects = _customer_words(c, turn.id, e, f)
    return after, (Write(turn), *effects)


def _customer_words(c: Conversation, turn: str, e: MessageReceived, f: Facts) -> Decided:
    match c.state:
        case Answering():
            return _asked_of_bot(c.remembering(turn, seen=False), turn, e, f)
        case Waiting() as state:
            # Only the asker's own words may mean "never mind"; all are looked up for the desk.
            need = Need(e.id, f.now, (turn,)) if e.by == c.asker else None
            # Nothing is said to the customer for it, so it need not wait for more words.
            c, shown = show_desk(c.going(replace(state, need=need)), turn)
            return c, (*shown, AskAnswerer(e.id, (turn,)))
        case Claimed():
            return show_desk(c.owing(f.now), turn)
        case Resolved():
            return ask(c.remembering(turn, seen=False), turn, e.id, f)


def _asked_of_bot(c: Conversation, turn: str, e: MessageReceived, f: Facts) -> Decided:
    if c.muted is not None:
        return fetch_person(c, e.id, Reason.MUTED, f)
    if c.quiet is not None and not e.to_bot:
        return c, ()
    return ask(replace(c, quiet=None), turn, e.id, f)


def ask(c: Conversation, turn: str, cause: str, f: Facts) -> Decided:
    """The question in hand grows by one turn, and is asked anew as a whole; its oldest turns are left out."""
    match c.state:
        case Answering(need=before) | Resolved(need=before) as state:
            turns = (*before.turns, turn)[-REMEMBERED:] if before else (turn,)
            need = Need(cause, before.since if before else f.now, turns)
            asked = replace(c.going(replace(state, need=need)), question=turn)
            return asked, (have_drafted(need, f),)
        case Waiting() | Claimed():
            return c, ()
