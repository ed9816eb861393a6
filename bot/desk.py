"""What agents see of a conversation: its card, its line in the waiting list, why something was said."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.clocks import Bell, clock
from bot.conversation import Answering, Claimed, Conversation, Ended, Resolved, Waiting
from bot.errors import IllegalMove
from bot.judgement import Reason
from bot.meanings import (
    WORDS,
    Button,
    CardState,
    DeskCard,
    Field,
    Form,
    Home,
    PassOn,
    Press,
    Row,
    Unsent,
    Why,
)
from bot.people import Address, Person
from bot.settings import Rules
from bot.telling import considered, inserts, plain, press
from bot.turns import Fate, Given, Joined, Offered, Recapped, Suggested, Told, Turn, Typed
from bot.words import Key, Phrase, phrase, text


def face(c: Conversation) -> Hashable:
    """All of a conversation that its card shows; two equal faces need no redrawing."""
    return (c.state_name, _shown(c), c.desk, c.threads, c.held, c.muted, c.lost, c.suggestion, c.reworded)


def _shown(c: Conversation) -> Hashable:
    match c.state:
        case Waiting(reason=reason, since=since, named=named, nudges=nudges):
            return (reason, since, named, nudges)
        case Claimed(agent=agent, since=since, owed=owed):
            return (agent, since, owed)
        case Answering() | Resolved():
            return ()


def card_state(c: Conversation) -> CardState:
    """The card's colour."""
    match c.state:
        case Answering():
            return CardState.ANSWERING
        case Waiting():
            return CardState.WAITING
        case Claimed():
            return CardState.CLAIMED
        case Resolved():
            return CardState.RESOLVED


def headline(c: Conversation, language: str) -> str:
    """One sentence: who has this now."""
    return text(_headline(c), language)


def _headline(c: Conversation) -> Phrase:
    match c.state:
        case Answering():
            return phrase(Key.CARD_ANSWERING)
        case Waiting(named=named):
            return phrase(Key.CARD_WAITING_FOR, name=named.name) if named else phrase(Key.CARD_WAITING)
        case Claimed(agent=agent):
            return phrase(Key.CARD_CLAIMED, name=agent.name)
        case Resolved():
            return phrase(Key.CARD_RESOLVED)


def send_label(c: Conversation) -> Key:
    """What the button that sends an agent's words is called in the present state."""
    match c.state:
        case Answering():
            return Key.BUTTON_TAKE_OVER_AND_SEND
        case Waiting():
            return Key.BUTTON_CLAIM_AND_SEND
        case Claimed():
            return Key.BUTTON_SEND
        case Resolved():
            return Key.BUTTON_REOPEN_AND_SEND


RINGS = {Bell.CLAIM: Key.CARD_REMINDER_DUE, Bell.REPLY: Key.CARD_REPLY_DUE}
"""The clocks that ring for people at the desk."""


def due(c: Conversation, rules: Rules) -> tuple[str, datetime] | None:
    """What rings next for the desk, and when."""
    rings = clock(c, rules)
    if rings is None or rings[0] not in RINGS:
        return None
    return text(phrase(RINGS[rings[0]]), rules.route.language), rings[1]


def card(
    c: Conversation, rules: Rules, agents: frozenset[Person], *, where: Address, turns: dict[str, Turn]
) -> DeskCard:
    """The card as it stands now. `turns` holds the question, the suggestion and the held words by id."""
    language = rules.route.language
    question, suggestion = turns.get(c.question), turns.get(c.suggestion)
    return DeskCard(
        c.id,
        card_state(c),
        headline(c, language),
        plain(question, language) if question else "",
        details=_details(c, question, where, language),
        since=since(c),
        holder=c.holder,
        tried=considered((suggestion,)) if suggestion else (),
        inserts=_inserts(c, suggestion, rules),
        unsent=_unsent(c, turns, language),
        presses=_presses(c, language),
        pass_on=_pass_on(c, rules, agents),
        origin=question.receipt if question else None,
        due=due(c, rules),
        reply=press(Button.REPLY, send_label(c), c.id, language) if c.is_open else None,
    )


def moved_card(c: Conversation, desk: str, language: str) -> DeskCard:
    """What is left of a card whose conversation went to another desk."""
    return DeskCard(c.id, CardState.MOVED, text(phrase(Key.CARD_MOVED, desk=desk), language), "")


def since(c: Conversation) -> datetime:
    """Since when it has been in its present state."""
    match c.state:
        case Answering():
            return c.touched
        case Waiting(since=at) | Claimed(since=at) | Resolved(since=at):
            return at


def reason_words(reason: Reason, language: str) -> str:
    """A reason as the desk reads it."""
    return text(phrase(Key(f"reason_{reason}")), language)


def _details(
    c: Conversation, question: Turn | None, where: Address, language: str
) -> tuple[tuple[str, str], ...]:
    place = text(phrase(Key.DIRECT_CHAT), language) if c.direct else f"#{c.room_name or where.room}"
    who = f"{c.asker.name} ({c.asker.organisation})" if c.asker.organisation else c.asker.name
    if question is not None and question.by not in (None, c.asker):
        who = f"{who}, {question.by.name}"
    rows = [(Key.CARD_CUSTOMER, who), (Key.CARD_WHERE, place)]
    if isinstance(c.state, Waiting):
        rows.append((Key.CARD_WHY, reason_words(c.state.reason, language)))
    if c.muted is not None:
        rows.append((Key.CARD_MUTED, c.muted.name))
    shown = [(text(phrase(key), language), value) for key, value in rows]
    return (*shown, *([(text(phrase(Key.CARD_UNREACHABLE), language), place)] if c.lost else []))


def _inserts(c: Conversation, suggestion: Turn | None, rules: Rules) -> tuple[Press, ...]:
    """Entries worth sending; what was found by a long shot is only named among what was tried."""
    if suggestion is None or not c.is_open or not isinstance(suggestion.body, Suggested):
        return ()
    if suggestion.body.confidence < rules.bar.offer:
        return ()
    return inserts(suggestion.id, suggestion.body, rules.route.language)


def _unsent(c: Conversation, turns: dict[str, Turn], language: str) -> tuple[Unsent, ...]:
    shown = [(held, turns[held.turn]) for held in c.held if held.turn in turns]
    return tuple(
        Unsent(
            text(phrase(Key.UNSENT, name=held.agent.name), language),
            held.agent,
            plain(turn, language),
            (
                press(Button.SEND, Key.BUTTON_SEND, held.turn, language),
                press(Button.KEEP, Key.BUTTON_KEEP, held.turn, language),
            ),
        )
        for held, turn in shown
    )


def _presses(c: Conversation, language: str) -> tuple[Press, ...]:
    mute = (Button.UNMUTE, Key.BUTTON_UNMUTE) if c.muted else (Button.MUTE, Key.BUTTON_MUTE)
    return tuple(press(button, key, c.id, language) for button, key in (*_ways_on(c), mute))


def _ways_on(c: Conversation) -> tuple[tuple[Button, Key], ...]:
    note = (Button.WRITE_NOTE, Key.BUTTON_WRITE_NOTE)
    words = (Button.RESOLVE_WITH_WORDS, Key.BUTTON_RESOLVE_WITH_WORDS)
    resolve = ((Button.RESOLVE, Key.BUTTON_RESOLVE), words, note)
    match c.state:
        case Answering():
            return ((Button.CLAIM, Key.BUTTON_TAKE_OVER), *resolve)
        case Waiting():
            return ((Button.CLAIM, Key.BUTTON_CLAIM), *resolve)
        case Claimed():
            hand_back = (Button.HAND_BACK, Key.BUTTON_HAND_BACK)
            return (hand_back, (Button.RELEASE, Key.BUTTON_RELEASE), *resolve)
        case Resolved():
            return ((Button.REOPEN, Key.BUTTON_REOPEN), note)


def _pass_on(c: Conversation, rules: Rules, agents: frozenset[Person]) -> PassOn | None:
    """Other agents while somebody holds it; other desks while it is open."""
    people = sorted(agents - {c.holder, c.asker}, key=lambda who: who.name) if c.holder else []
    desks = [name for name in rules.desks if name != c.desk] if c.is_open else []
    ways = [Press(Button.PASS_ON, c.id, who.name, who.key) for who in people]
    ways += [Press(Button.PASS_ON, c.id, name, f"desk:{name}") for name in desks]
    if not ways:
        return None
    return PassOn(text(phrase(Key.CARD_PASS_ON), rules.route.language), tuple(ways))


def form(c: Conversation, by: Person, button: Button, language: str) -> Form | None:
    """What *by* is asked before that button counts; None where it can do nothing now."""
    if not c.at_desk:
        return None
    if button is Button.WRITE_NOTE:
        field = _field(Key.FORM_NOTE_LABEL, Key.FORM_NOTE_HINT, language)
        sent = press(button, Key.BUTTON_KEEP, c.id, language)
        return Form(text(phrase(Key.FORM_NOTE_TITLE), language), (field,), sent)
    if button is Button.RESOLVE_WITH_WORDS and _may_resolve(c, by):
        field = replace(_field(Key.FORM_CLOSING_LABEL, Key.FORM_CLOSING_HINT, language), needed=False)
        sent = press(button, Key.BUTTON_RESOLVE, c.id, language)
        return Form(text(phrase(Key.FORM_CLOSING_TITLE), language), (field,), sent)
    return None


def _field(label: Key, hint: Key, language: str) -> Field:
    return Field(WORDS, text(phrase(label), language), text(phrase(hint), language))


def _may_resolve(c: Conversation, by: Person) -> bool:
    try:
        return c.resolve(Ended.AGENT, c.touched, agent=by) != c
    except IllegalMove:
        return False


def row(c: Conversation, question: str, desk_thread: Address | None, language: str) -> Row:
    """One line of the waiting list."""
    return Row(
        c.id,
        card_state(c),
        headline(c, language),
        question,
        c.asker.name,
        since(c),
        holder=c.holder,
        desk=desk_thread,
    )


def home(rows: Sequence[Row], language: str) -> Home:
    """Who waits, longest first, then what is held."""
    order = {CardState.WAITING: 0, CardState.CLAIMED: 1}
    ranked = sorted(rows, key=lambda r: (order.get(r.state, 2), r.since))
    return Home(text(phrase(Key.HOME_TITLE), language), text(phrase(Key.HOME_EMPTY), language), tuple(ranked))


THEN = {
    Answering.__name__: Key.THEN_ANSWERING,
    Waiting.__name__: Key.THEN_WAITING,
    Claimed.__name__: Key.THEN_CLAIMED,
    Resolved.__name__: Key.THEN_RESOLVED,
}
"""What a turn's `state` is called where it is over."""

FATES = {
    Fate.HEARD: Key.FATE_HEARD,
    Fate.SAID: Key.FATE_SAID,
    Fate.NOTE: Key.FATE_NOTE,
    Fate.HELD: Key.FATE_HELD,
    Fate.GONE: Key.FATE_GONE,
    Fate.UNSAID: Key.FATE_UNSAID,
}


def why(turn: Turn, c: Conversation, language: str) -> Why:
    """Why *turn* was said: by whom, how sure, and what became of it."""
    rows = (
        (Key.WHY_SAID_BY, turn.by.name if turn.by else text(phrase(Key.WHY_THE_BOT), language)),
        (Key.WHY_STATE_THEN, text(phrase(THEN[turn.state]), language) if turn.state in THEN else ""),
        (Key.WHY_STATE, headline(c, language)),
        (Key.WHY_FATE, text(phrase(FATES[turn.fate]), language)),
        (Key.WHY_CONFIDENCE, _confidence(turn)),
    )
    shown = tuple((text(phrase(key), language), value) for key, value in rows if value)
    return Why(text(phrase(Key.WHY_TITLE), language), shown, considered((turn,)))


def _confidence(turn: Turn) -> str:
    match turn.body:
        case Given(confidence=sure) | Offered(confidence=sure) | Suggested(confidence=sure):
            return f"{sure:.0%}"
        case Typed() | Told() | Recapped() | Joined():
            return ""
