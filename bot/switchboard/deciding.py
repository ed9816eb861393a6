"""What every decision may know and the few ways it makes something happen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversation import Conversation, Ended, Held, Need, Own
from bot.effects import AskAnswerer, Effect, Offer, OpenDeskThread, Say, Whisper, Write
from bot.events import ButtonPressed
from bot.judgement import Findings, Passage, Reason
from bot.meanings import Button
from bot.moments import when
from bot.people import Address, Person, Side, Voice
from bot.settings import Rules
from bot.turns import Body, Fate, Recapped, Suggested, Told, Turn, Typed, identity
from bot.words import Key, Phrase, phrase, shorten

Decided = tuple[Conversation, tuple[Effect, ...]]
QUOTED = 80
"""So many characters of held words does a whisper quote."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All a decision knows besides the conversation and the event.

    `agents` are the members of the present desk, `away` all who are off duty; `side` is where the event
    was heard, `place` the very address; `turn` is the one turn it is about; `old_thread` tells that it
    was heard in a desk thread the conversation has left.
    """

    now: datetime
    rules: Rules
    agents: frozenset[Person]
    side: Side
    place: Address | None = None
    turn: Turn | None = None
    old_thread: bool = False
    away: frozenset[Person] = frozenset()

    @property
    def on_duty(self) -> frozenset[Person]:
        """The agents who wish to be given work; the others may act all the same."""
        return self.agents - self.away


def bot_turn(cause: str, label: str, body: Body, *, side: Side, now: datetime, state: str) -> Turn:
    """A turn of the bot whose id follows from what caused it."""
    fate = Fate.SAID if side is Side.CUSTOMER else Fate.NOTE
    return Turn(identity(cause, label), Voice.BOT, None, now, side, body, fate, state)


def have_drafted(need: Need, f: Facts) -> AskAnswerer:
    """The question in hand goes to the answerer, once its asker has been silent for the house's while.

    Words that name the bot wait like all others: in a direct chat every word does. So does a wish for
    a person, which the answerer alone can tell. Whoever goes on writing is not waited for without end.
    """
    left = (need.since + f.rules.settled - f.now).total_seconds()
    return AskAnswerer(need.asked, need.turns, max(0.0, min(f.rules.settle, left)))


def tell_customer(c: Conversation, cause: str, body: Body, own: Own, f: Facts) -> Decided:
    """The only door through which the bot's own words reach a customer; closed by the hush."""
    if not c.may_say(own) or c.lost:
        return c, ()
    state = c.state_name
    turn = bot_turn(cause, f"to-customer-{own}", body, side=Side.CUSTOMER, now=f.now, state=state)
    # A desk that is there reads the state on its card; only answers are retold to it later.
    seen = c.at_desk and isinstance(body, Told)
    return c.remembering(turn.id, seen=seen), (Write(turn), Say(Side.CUSTOMER, turn.id, own))


def show_desk(c: Conversation, turn: str) -> Decided:
    """A turn of the customer's side, posted in the desk thread, or kept for the recap of the next one."""
    if not c.at_desk:
        return c.remembering(turn, seen=False), ()
    return c.remembering(turn, seen=True), (Say(Side.DESK, turn),)


def notify(c: Conversation, cause: str, said: Phrase, f: Facts, *, own: Own = Own.NOTICE) -> Decided:
    """A sentence of the catalogue to the customer."""
    return tell_customer(c, cause, Told(said), own, f)


def tell_desk(c: Conversation, cause: str, label: str, body: Body, f: Facts) -> tuple[Effect, ...]:
    """A note of the bot in the desk thread, if there is one."""
    if not c.at_desk:
        return ()
    turn = bot_turn(cause, label, body, side=Side.DESK, now=f.now, state=c.state_name)
    return (Write(turn), Say(Side.DESK, turn.id))


def bring_to_desk(c: Conversation, cause: str, f: Facts) -> Decided:
    """The desk knows of it: a thread if none stands, and one post with all it was not told yet."""
    effects: tuple[Effect, ...] = ()
    if not c.at_desk:
        c = replace(c, at_desk=True, threads=c.threads + 1)
        effects = (OpenDeskThread(c.desk, c.threads),)
    if c.unseen:
        recap = bot_turn(
            cause, f"recap-{c.threads}", Recapped(c.unseen), side=Side.DESK, now=f.now, state=c.state_name
        )
        effects = (*effects, Write(recap), Say(Side.DESK, recap.id))
    return c.seen_by_desk(), effects


def suggest(c: Conversation, cause: str, findings: Findings, f: Facts) -> Decided:
    """What was found, kept for the card; nothing where nothing was found."""
    if not findings.passages:
        return c, ()
    body = Suggested(findings.passages[:3], findings.confidence)
    turn = bot_turn(cause, "suggestion", body, side=Side.DESK, now=f.now, state=c.state_name)
    return replace(c, suggestion=turn.id), (Write(turn),)


WAITING_WORDS = {
    Reason.UNSURE: (Key.WAITING_UNSURE, Key.WAITING_UNSURE_CLOSED),
    Reason.ASKED: (Key.WAITING_ASKED, Key.WAITING_ASKED_CLOSED),
    Reason.UPSET: (Key.WAITING_UPSET, Key.WAITING_UPSET_CLOSED),
    Reason.CIRCLES: (Key.WAITING_CIRCLES, Key.WAITING_CIRCLES_CLOSED),
}
"""What the customer hears for a reason, while the desk is open and while it is closed."""

OTHER_WORDS = (Key.WAITING_OTHER, Key.WAITING_OTHER_CLOSED)


def waiting_words(reason: Reason | None, f: Facts) -> Phrase:
    """That a person was asked, and honestly when somebody will be there."""
    at_work, later = WAITING_WORDS.get(reason, OTHER_WORDS) if reason else OTHER_WORDS
    opening = f.rules.hours.opening(f.now)
    if opening is None or opening == f.now:
        return phrase(at_work)
    return phrase(later, when=when(opening, f.now, f.rules.hours, f.rules.route.language))


def fetch_person(c: Conversation, cause: str, reason: Reason, f: Facts) -> Decided:
    """Escalated: the desk has a thread and the customer an honest word. Nothing where somebody is awaited."""
    after = c.escalate(reason, f.now)
    if after == c:
        return c, ()
    after, brought = bring_to_desk(after, cause, f)
    after, told = notify(after, cause, waiting_words(reason, f), f)
    return after, (*brought, *told)


def back_to_waiting(c: Conversation, cause: str, f: Facts, *, name: str) -> Decided:
    """After a release the desk thread stands and the customer hears who had to go."""
    after, brought = bring_to_desk(c, cause, f)
    after, told = notify(after, cause, phrase(Key.RELEASED, name=name), f)
    return after, (*brought, *told)


def hold(c: Conversation, turn: Turn, said: Phrase, f: Facts, *, send: Key) -> Decided:
    """An agent's words wait for a press, in the store and on the card; a whisper quotes them and offers it.

    *said* is completed with the beginning of the words, as `words`.
    """
    agent = turn.by
    if agent is None:
        return c, ()
    offers = (Offer(Button.SEND, send, turn.id), Offer(Button.KEEP, Key.BUTTON_KEEP, turn.id))
    quoting = phrase(said.key, **dict(said.values), words=shorten(turn.text, QUOTED))
    held = c.holding(Held(turn.id, agent, turn.revision))
    return held, (Write(turn.now(Fate.HELD)), Whisper(agent, f.place or Side.DESK, quoting, offers))


def resolve(c: Conversation, cause: str, agent: Person, f: Facts) -> Decided:
    """Over by an agent's act; the customer hears by whose."""
    after = c.resolve(Ended.AGENT, f.now, agent=agent)
    if after == c:
        return c, ()
    return notify(after, cause, phrase(Key.RESOLVED_BY_AGENT, name=agent.name), f, own=Own.CLOSING)


def picked(passages: tuple[Passage, ...], pick: str) -> Passage | None:
    """The passage a press picked, if it is still there to pick."""
    return next((p for p in passages if p.entry.id == pick), None)


def pressed_words(c: Conversation, e: ButtonPressed, words: str, voice: Voice) -> Turn:
    """What a press says in the name of who pressed."""
    agent = voice is Voice.AGENT
    side, fate = (Side.DESK, Fate.SAID) if agent else (Side.CUSTOMER, Fate.HEARD)
    return Turn(identity(e.id, "pressed"), voice, e.by, e.at, side, Typed(words), fate, c.state_name)


def let_go(c: Conversation, agent: Person, said: Phrase, cause: str, f: Facts) -> Decided:
    """Released by the house: the desk is told why, the customer that somebody else will come."""
    c, effects = back_to_waiting(c.release(agent, f.now), cause, f, name=agent.name)
    return c, (*effects, *tell_desk(c, cause, "let-go", Told(said), f))
