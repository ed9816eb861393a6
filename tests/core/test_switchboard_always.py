"""What holds after every step, whatever happens in whichever order."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clocks import clock
from bot.conversation import Claimed, Own, Resolved
from bot.desk import card, face, row, why
from bot.effects import Say, Whisper, Write
from bot.events import (
    ButtonPressed,
    DeliveryFailed,
    DraftReady,
    Left,
    MessageEdited,
    MessageReceived,
    PlaceGone,
    ReactionChanged,
    TimerFired,
)
from bot.meanings import Button
from bot.people import Person, Side, Voice
from bot.switchboard import decide
from bot.telling import message
from bot.turns import Fate, turn_id
from bot.words import text
from tests.core.builders import AGENTS, CUSTOMERS, LEAH
from tests.core.walk import ACTS, WALKS, Act, Step, Walk

acts = st.lists(ACTS, max_size=40)
walked = given(WALKS, acts)
often = settings(max_examples=150)


@often
@walked
def test_deciding_twice_makes_the_same_rows(walk: Walk, taken: list[Act]) -> None:
    """Whatever happens nothing raises, and the same decision made again is the same to the last id."""
    for act in taken:
        step = walk.take(act)
        assert decide(step.before, step.event, step.facts) == (step.after, step.effects)


@often
@walked
def test_everybody_waiting_has_a_clock(walk: Walk, taken: list[Act]) -> None:
    """A clock runs exactly while the conversation is open or words after its end are looked at."""
    for act in taken:
        c = walk.take(act).after
        over = isinstance(c.state, Resolved) and c.state.need is None
        assert (clock(c, walk.rules()) is None) == over


@often
@walked
def test_left_alone_every_conversation_ends(walk: Walk, taken: list[Act]) -> None:
    """With nobody acting any more the clocks ring a few times, and then it is over."""
    for act in taken:
        walk.take(act)
    ring = Act("rings", 0, 0, 1, Button.CLAIM, 0)
    for _ in range(12):
        if clock(walk.c, walk.rules()) is None:
            break
        walk.take(ring)
    assert isinstance(walk.c.state, Resolved)


@often
@walked
def test_the_holder_changes_only_by_the_acts_of_a_handoff(walk: Walk, taken: list[Act]) -> None:
    """Nobody holds it without having claimed, and nobody loses it but by the acts that say so."""
    for act in taken:
        step = walk.take(act)
        before, after = step.before.holder, step.after.holder
        if before is not None and after != before:
            assert _lets_go(step, before)
        if after is not None and before is None:
            assert _takes(step, after)
        assert after != step.after.asker


def _lets_go(step: Step, holder: Person) -> bool:
    """Whether the event may take the conversation from *holder*."""
    match step.event:
        case ButtonPressed(button=Button.RELEASE | Button.HAND_BACK | Button.RESOLVE, by=by):
            return by == holder and step.after.holder is None
        case ButtonPressed(button=Button.PASS_ON, by=by, pick=pick):
            return by in (holder, LEAH) and (pick.startswith("desk:") or step.after.holder is not None)
        case ButtonPressed(button=Button.SOLVED, by=by):
            return by == step.before.asker and not step.after.is_open
        case Left(agent=agent):
            return agent == holder
        case TimerFired() | PlaceGone(side=Side.DESK) | DeliveryFailed(side=Side.DESK):
            return step.after.holder is None
        case _:
            return False


def _takes(step: Step, agent: Person) -> bool:
    """Whether the event may give a conversation nobody holds to *agent*."""
    again = isinstance(step.before.state, Resolved) and step.before.state.holder == agent
    match step.event:
        case ButtonPressed(button=Button.CLAIM | Button.SEND | Button.INSERT | Button.REOPEN, by=by):
            return by == agent
        case ReactionChanged(by=by) | MessageReceived(by=by) | MessageEdited(by=by):
            return by == agent
        case ButtonPressed(button=Button.CHOOSE) | DraftReady() | TimerFired():
            return again
        case _:
            return False


@often
@walked
def test_the_bot_never_speaks_over_a_person(walk: Walk, taken: list[Act]) -> None:
    """No step sends words of the bot's own that the state it leads to does not allow."""
    for act in taken:
        step = walk.take(act)
        own = [e.own for e in step.effects if isinstance(e, Say) and e.own is not Own.NO]
        assert all(step.after.may_say(kind) for kind in own)
        if isinstance(step.after.state, Claimed):
            assert own == []


@often
@walked
def test_what_stays_at_the_desk_stays_at_the_desk(walk: Walk, taken: list[Act]) -> None:
    """Only words meant for the customer are posted there: never a note, held words or a recap."""
    for act in taken:
        step = walk.take(act)
        for said in (e for e in step.effects if isinstance(e, Say) and e.to is Side.CUSTOMER):
            turn = walk.turns[said.turn]
            assert turn.fate is Fate.SAID
            assert (said.own is Own.NO) == (turn.voice is Voice.AGENT)
            assert turn.side is Side.CUSTOMER or not turn.text.startswith("//")


@often
@walked
def test_nothing_a_customer_says_is_lost(walk: Walk, taken: list[Act]) -> None:
    """Every new word at the customer's is a turn, remembered, and before the desk or kept for it."""
    for act in taken:
        step = walk.take(act)
        event = step.event
        if not isinstance(event, MessageReceived) or event.receipt.address != CUSTOMERS:
            continue
        heard = turn_id(event.receipt)
        assert heard in walk.turns
        assert heard in step.after.recent
        shown = {e.turn for e in step.effects if isinstance(e, Say) and e.to is Side.DESK}
        assert heard in shown or heard in step.after.unseen or _retold(step, heard)


def _retold(step: Step, turn: str) -> bool:
    written = [e.turn.body for e in step.effects if isinstance(e, Write)]
    return any(turn in getattr(body, "turns", ()) for body in written)


@often
@walked
def test_all_that_follows_can_be_drawn(walk: Walk, taken: list[Act]) -> None:
    """Every turn posted is stored and can be drawn, as can the card, the row, the whispers and the why."""
    for act in taken:
        step = walk.take(act)
        c, rules = step.after, walk.rules()
        seen = card(c, rules, AGENTS, where=CUSTOMERS, turns=walk.turns)
        assert row(c, "q", None, "en").headline == seen.headline
        assert hash(face(c)) == hash(face(c))
        for effect in step.effects:
            if isinstance(effect, Say):
                turn = walk.turns[effect.turn]
                assert message(turn, c, rules, to=effect.to) is not None
                assert why(turn, c, "en").details
            if isinstance(effect, Whisper):
                assert text(effect.phrase)


@often
@walked
def test_one_step_writes_each_turn_once(walk: Walk, taken: list[Act]) -> None:
    """No step writes two different turns under one id, nor posts one turn twice on a side."""
    for act in taken:
        effects = walk.take(act).effects
        written = [e.turn.id for e in effects if isinstance(e, Write)]
        posted = [(e.turn, e.to) for e in effects if isinstance(e, Say)]
        assert len(set(written)) == len(written)
        assert len(set(posted)) == len(posted)
