"""One event of a lane, decided and applied: everything that changes, changes together or not at all."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.clocks import clock
from bot.conversation import Conversation, Own
from bot.desk import face
from bot.effects import AskAnswerer, DrawCard, Effect, Mirror, OpenDeskThread, Say, Whisper, Write
from bot.events import (
    ButtonPressed,
    DeliveryFailed,
    DraftReady,
    Event,
    Left,
    MessageDeleted,
    MessageEdited,
    MessagePicked,
    MessageReceived,
    Missed,
    PlaceBack,
    PlaceGone,
    ReactionChanged,
    TimerFired,
)
from bot.mailroom.house import House
from bot.mailroom.persons import begun, decided
from bot.mailroom.refusals import log_refused
from bot.mailroom.routing import heard_as, located, side_of
from bot.mailroom.shadow import is_shadow, silenced
from bot.people import Address, Side
from bot.records import Books, Incoming, Line, Place, Stage, line_of, own_of, wait_of
from bot.rooms import readdressed
from bot.settings import Rules
from bot.switchboard import Concerned, Facts, goes_on, turn_pressed
from bot.turns import Fate, Joined, Turn
from bot.words import Key, phrase

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Touched:
    """What a step set in motion: the conversation and the lines that have something to do."""

    conversation: str
    lines: frozenset[Line]


NOTHING = Touched("", frozenset())


def step(books: Books, house: House, lane: str, now: datetime) -> Touched | None:
    """Decide the oldest event of *lane*; None if none waits."""
    incoming = books.next_in(lane)
    if incoming is None:
        return None
    rooms = books.rooms()
    # Heard before a room had its present name, it is decided as if it had been heard after.
    event = readdressed(incoming.event, rooms.present) if rooms else incoming.event
    event = located(books, event)
    c, facts = _whose(books, house, event, incoming, now)
    if c is None or facts is None:
        books.finish(incoming, "")
        return NOTHING
    after, effects = decided(c, _concerned(event), facts)
    log_refused(c, event, effects)
    if after.is_open and not c.is_open and not _is_newest(books, c):
        after, effects = c, _told_of_newer(event)
    if is_shadow(c, facts.rules):
        after, effects = silenced(c, after, effects)
    touched = _apply(books, c, after, effects, facts.rules, incoming, now)
    books.finish(incoming, c.id)
    return touched


def _concerned(event: Event) -> Concerned:
    """Events that concern a whole room never come into a lane."""
    if not isinstance(event, Concerned):
        message = f"{type(event).__name__} concerns no single conversation"
        raise TypeError(message)
    return event


def _is_newest(books: Books, c: Conversation) -> bool:
    """Whether no later matter began at the customer's place: words there go to the newest alone."""
    address = at_customer(books, c.id)
    place = books.place_at(address) if address else None
    return place is None or place.conversation == c.id


def _told_of_newer(event: Event) -> tuple[Effect, ...]:
    """Only a press on something old can want to reopen what a newer matter has followed."""
    if not isinstance(event, ButtonPressed):
        return ()
    return (Whisper(event.by, event.place, phrase(Key.NEWER_CONVERSATION)),)


# -- whose it is


def _whose(
    books: Books, house: House, event: Event, incoming: Incoming, now: datetime
) -> tuple[Conversation | None, Facts | None]:
    match event:
        case MessageReceived() | MessageEdited() | MessageDeleted() | ReactionChanged():
            return _at_place(books, house, event, incoming, now)
        case ButtonPressed():
            return _pressed(books, house, event, incoming.lane, now)
        case MessagePicked():
            return _picked(books, house, event, now)
        case DraftReady() | TimerFired() | Left() | Missed() | PlaceGone() | PlaceBack():
            return _inside(books, house, event.conversation, "", now)
        case DeliveryFailed():
            return _inside(books, house, event.conversation, event.turn, now)
        case _:
            return None, None


def _judged(books: Books, house: House, conversation: str) -> tuple[Conversation, Rules] | tuple[None, None]:
    """A conversation and its rules; without rules nothing can be decided about it, which is said aloud."""
    c = books.conversation(conversation)
    rules = house.rules(books, c) if c else None
    if c is not None and rules is not None:
        return c, rules
    if c is not None:
        room = c.opened_in.key if c.opened_in else "an unknown room"
        log.warning(
            "conversation %s, opened in %s, is covered by no route: what happens in it is dropped; "
            "add a route for that room to the settings",
            c.id,
            room,
        )
    return None, None


def _inside(
    books: Books, house: House, conversation: str, turn: str, now: datetime
) -> tuple[Conversation | None, Facts | None]:
    c, rules = _judged(books, house, conversation)
    if c is None or rules is None:
        return None, None
    about = books.turn(turn) if turn else None
    return c, Facts(now, rules, house.agents(c.desk), Side.DESK, turn=about, away=house.away(books))


def _pressed(
    books: Books, house: House, event: ButtonPressed, conversation: str, now: datetime
) -> tuple[Conversation | None, Facts | None]:
    c, rules = _judged(books, house, conversation)
    if c is None or rules is None:
        return None, None
    side = side_of(books, house, c.id, event.place) or Side.DESK
    about = turn_pressed(c, event, books.turn)
    return c, Facts(now, rules, house.agents(c.desk), side, event.place, about, away=house.away(books))


def _picked(
    books: Books, house: House, event: MessagePicked, now: datetime
) -> tuple[Conversation | None, Facts | None]:
    """What is known of the conversation a picked message belongs to, or of the one it opens."""
    address = event.message.receipt.address
    place = books.place_at(address)
    if place is None:
        return _opened(books, house, event, None, now)
    c, rules = _judged(books, house, place.conversation)
    if c is None or rules is None:
        return None, None
    return c, Facts(now, rules, house.agents(c.desk), Side.CUSTOMER, address, away=house.away(books))


def _at_place(
    books: Books,
    house: House,
    event: MessageReceived | MessageEdited | MessageDeleted | ReactionChanged,
    incoming: Incoming,
    now: datetime,
) -> tuple[Conversation | None, Facts | None]:
    address = event.receipt.address
    place = books.place_at(address)
    c = books.conversation(_whose_words(books, event) or (place.conversation if place else incoming.lane))
    if c is None or place is None:
        return _opened(books, house, event, None, now) if c is None else _strayed(books, house, c, event, now)
    c, rules = _judged(books, house, c.id)
    if c is None or rules is None:
        return None, None
    facts = Facts(
        now,
        rules,
        house.agents(c.desk),
        place.side,
        address,
        _turn_behind(books, event),
        old_thread=place.side is Side.DESK and place.thread != c.threads,
        away=house.away(books),
    )
    is_first_heard = facts.turn is None and place.side is Side.CUSTOMER
    if isinstance(event, MessageReceived) and is_first_heard and not goes_on(c, event, facts):
        return _opened(books, house, event, c, now)
    return c, facts


def _turn_behind(
    books: Books, event: MessageReceived | MessageEdited | MessageDeleted | ReactionChanged
) -> Turn | None:
    """The turn that was heard in a message; of what somebody marks also the one our post shows (last)."""
    heard = books.turn(heard_as(books, event.receipt))
    if heard is not None or not isinstance(event, ReactionChanged):
        return heard
    copy = books.copy_at(event.receipt)
    shown = books.turn(copy.turn) if copy else None
    return books.turn(shown.body.turns[-1]) if shown and isinstance(shown.body, Joined) else shown


def _whose_words(books: Books, event: Event) -> str | None:
    """Words that change belong where they were said, also when a newer matter began at the same place."""
    if not isinstance(event, MessageEdited | MessageDeleted):
        return None
    return books.whose_turn(heard_as(books, event.receipt))


def _strayed(
    books: Books, house: House, c: Conversation, event: Event, now: datetime
) -> tuple[Conversation | None, Facts | None]:
    """An event of a known turn whose place is no longer known: judged by the turn alone."""
    if isinstance(event, MessageEdited | MessageDeleted):
        return _inside(books, house, c.id, heard_as(books, event.receipt), now)
    return None, None


def _opened(
    books: Books, house: House, event: Event, previous: Conversation | None, now: datetime
) -> tuple[Conversation | None, Facts | None]:
    """A new conversation, stored with its place, if these words are to be answered at all."""
    if not isinstance(event, MessageReceived | MessagePicked):
        return None, None
    receipt = event.message.receipt if isinstance(event, MessagePicked) else event.receipt
    address = receipt.address
    rules = house.rules_for(books, address)
    if rules is None:
        return None, None
    facts = Facts(now, rules, house.agents(rules.desk_name), Side.CUSTOMER, address, away=house.away(books))
    c = begun(event, facts, previous)
    if c is None:
        return None, None
    books.add_conversation(c, address)
    books.put_place(Place(c.id, Side.CUSTOMER, 0, address))
    books.set_clock(c.id, clock(c, rules))
    books.adopt(address, c.id)
    return c, replace(facts, turn=books.turn(heard_as(books, receipt)))


# -- what follows


def _apply(
    books: Books,
    before: Conversation,
    after: Conversation,
    effects: tuple[Effect, ...],
    rules: Rules,
    incoming: Incoming,
    now: datetime,
) -> Touched:
    lines: set[Line] = set()
    if before.at_desk and (after.at_desk, after.threads) != (before.at_desk, before.threads):
        _forget_desk_line(books, before.id)
    for position, effect in enumerate(_in_each_thread(effects, after.threads)):
        match effect:
            case Write(turn):
                books.put_turn(after.id, turn)
            case Mirror() if _is_yet_to_be_said(books, after.id, effect):
                continue
            case _:
                if isinstance(effect, AskAnswerer):
                    _supersede(books, after.id, effect)
                line, due = line_of(effect), now + wait_of(effect)
                books.send(f"{incoming.event.id}#{position}", after.id, line, effect, due)
                lines.add(line)
    if after.at_desk and face(after) != face(before):
        books.send(f"card:{after.id}:{after.threads}", after.id, Line.CARD, DrawCard(after.threads), now)
        lines.add(Line.CARD)
    if _may_say_less(before, after):
        hush(books, after)
    if after != before:
        books.save(before, after)
    rings = clock(after, rules)
    # A clock that rang is set anew all the same: the settings may have moved it since it was set.
    if rings != clock(before, rules) or isinstance(incoming.event, TimerFired) or before == after:
        books.set_clock(after.id, rings)
    return Touched(after.id, frozenset(lines))


def _in_each_thread(effects: tuple[Effect, ...], threads: int) -> Iterator[Effect]:
    """Words go to the newest desk thread; what changes them goes to each that may show them."""
    for effect in effects:
        match effect:
            case Say(to=Side.DESK):
                yield replace(effect, thread=threads)
            case Mirror(at=Side.DESK):
                yield from (replace(effect, thread=n) for n in range(1, threads + 1))
            case _:
                yield effect


def _is_yet_to_be_said(books: Books, conversation: str, mirror: Mirror) -> bool:
    """Words still waiting here are drawn when they are announced: nothing shows them as they were."""
    of = (mirror.turn, mirror.at, mirror.thread)
    waiting = (row.errand for row in books.waiting(conversation, line=line_of(mirror)))
    return any((say.turn, say.to, say.thread) == of for say in waiting if isinstance(say, Say))


def _may_say_less(before: Conversation, after: Conversation) -> bool:
    return any(before.may_say(own) and not after.may_say(own) for own in Own)


def hush(books: Books, c: Conversation) -> None:
    """Withdraw the bot's own unannounced words that may no longer be said; their turns are gone."""
    for row in books.waiting(c.id, line=Line.CUSTOMER):
        if not c.may_say(own_of(row.errand)):
            books.stage(row.seq, Stage.WITHDRAWN)
            mark_gone(books, c.id, row.errand)


def _supersede(books: Books, conversation: str, asked: AskAnswerer) -> None:
    """A question asked anew as a whole need not be thought about in parts."""
    for row in books.waiting(conversation, line=Line.ANSWERER):
        if isinstance(row.errand, AskAnswerer) and set(row.errand.turns) & set(asked.turns):
            books.stage(row.seq, Stage.WITHDRAWN)


def mark_gone(books: Books, conversation: str, errand: object) -> None:
    """The transcript does not claim that withdrawn words were said."""
    turn: Turn | None = books.turn(errand.turn) if isinstance(errand, Say) else None
    if turn is not None:
        books.put_turn(conversation, turn.now(Fate.GONE))


def _forget_desk_line(books: Books, conversation: str) -> None:
    """Words on their way to the old desk thread are in the recap of the next; its opening is waited for.

    Changes go on: what stands in the old thread is still read there.
    """
    for row in books.unfinished(conversation, line=Line.DESK):
        opening = isinstance(row.errand, OpenDeskThread) and row.stage is Stage.NEW
        if opening or isinstance(row.errand, Say):
            books.stage(row.seq, Stage.WITHDRAWN)


def at_customer(books: Books, conversation: str) -> Address | None:
    """Where the customer of a conversation is."""
    return books.place(conversation, Side.CUSTOMER, 0)
