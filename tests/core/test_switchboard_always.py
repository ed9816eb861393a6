"""What holds after every step, whatever happens in whichever order."""

from __future__ import annotations

from random import Random

import pytest
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
from bot.switchboard import decide, turn_pressed
from bot.switchboard.forms import TAKES_WORDS
from bot.telling import message
from bot.turns import Fate, Recapped, turn_id
from bot.words import text
from tests.core.builders import AGENTS, CUSTOMERS, LEAH
from tests.core.walk import ACTS, STARTS, WALKS, Act, Step, Walk, drawn

LETTING_GO = {Button.RELEASE, Button.HAND_BACK, Button.RESOLVE, Button.RESOLVE_WITH_WORDS}
TAKING = {Button.CLAIM, Button.SEND, Button.INSERT, Button.REOPEN, Button.REPLY}

# -- what is looked at after each step; each raises AssertionError where a promise is broken


def decided_twice(_walk: Walk, step: Step) -> None:
    """The same decision made again is the same to the last id."""
    assert decide(step.before, step.event, step.facts) == (step.after, step.effects)


def waits_with_a_clock(walk: Walk, step: Step) -> None:
    """A clock runs exactly while it is open or words after its end are looked at."""
    over = isinstance(step.after.state, Resolved) and step.after.state.need is None
    assert (clock(step.after, walk.rules()) is None) == over


def has_one_holder(_walk: Walk, step: Step) -> None:
    """Nobody holds it without having claimed, and nobody loses it but by the acts that say so."""
    before, after = step.before.holder, step.after.holder
    if before is not None and after != before:
        assert _lets_go(step, before)
    if after is not None and before is None:
        assert _takes(step, after)
    assert after != step.after.asker


def _lets_go(step: Step, holder: Person) -> bool:
    """Whether the event may take the conversation from *holder*."""
    match step.event:
        case ButtonPressed(button=button, by=by) if button in LETTING_GO:
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
        case ButtonPressed(button=button, by=by) if button in TAKING:
            return by == agent
        case ReactionChanged(by=by) | MessageReceived(by=by) | MessageEdited(by=by):
            return by == agent
        case ButtonPressed(button=Button.CHOOSE) | DraftReady() | TimerFired():
            return again
        case _:
            return False


def is_silent_beside_a_person(_walk: Walk, step: Step) -> None:
    """No step sends words of the bot's own that the state it leads to does not allow."""
    own = [e.own for e in step.effects if isinstance(e, Say) and e.own is not Own.NO]
    assert all(step.after.may_say(kind) for kind in own)
    assert own == [] or not isinstance(step.after.state, Claimed)


def keeps_the_desks_words(walk: Walk, step: Step) -> None:
    """Only words meant for the customer are posted there: never a note, held words or a recap."""
    for said in (e for e in step.effects if isinstance(e, Say) and e.to is Side.CUSTOMER):
        turn = walk.turns[said.turn]
        assert turn.fate is Fate.SAID
        assert (said.own is Own.NO) == (turn.voice is Voice.AGENT)
        assert not turn.text.startswith("//")


def loses_no_words_of_a_press(walk: Walk, step: Step) -> None:
    """What an agent of the desk wrote into a form or a box is a turn, whatever became of it."""
    event = step.event
    if not isinstance(event, ButtonPressed) or event.button not in TAKES_WORDS:
        return
    words = dict(event.fields)["words"]
    if words and event.by in AGENTS and step.facts.side is Side.DESK:
        kept = turn_pressed(step.after, event, walk.turns.get)
        assert kept is not None
        assert (kept.text, kept.by) == (words, event.by)


def loses_no_customers_words(walk: Walk, step: Step) -> None:
    """Every new word at the customer's is a turn, remembered, and at the desk or kept for it."""
    event = step.event
    if not isinstance(event, MessageReceived) or event.receipt.address != CUSTOMERS:
        return
    heard = turn_id(event.receipt)
    assert heard in walk.turns
    assert heard in step.after.recent
    shown = {e.turn for e in step.effects if isinstance(e, Say) and e.to is Side.DESK}
    assert heard in shown or heard in step.after.unseen or _retold(step, heard)


def _retold(step: Step, turn: str) -> bool:
    bodies = [e.turn.body for e in step.effects if isinstance(e, Write)]
    return any(turn in body.turns for body in bodies if isinstance(body, Recapped))


def can_be_drawn(walk: Walk, step: Step) -> None:
    """Every turn posted is stored and can be drawn, as can the card, the row and the whispers."""
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


def writes_each_turn_once(_walk: Walk, step: Step) -> None:
    """No step writes two turns under one id, nor posts one turn twice on a side."""
    written = [e.turn.id for e in step.effects if isinstance(e, Write)]
    posted = [(e.turn, e.to) for e in step.effects if isinstance(e, Say)]
    assert len(set(written)) == len(written)
    assert len(set(posted)) == len(posted)


CHECKS = (
    decided_twice,
    waits_with_a_clock,
    has_one_holder,
    is_silent_beside_a_person,
    keeps_the_desks_words,
    loses_no_customers_words,
    loses_no_words_of_a_press,
    can_be_drawn,
    writes_each_turn_once,
)


def ends_when_left_alone(walk: Walk) -> None:
    """With nobody acting any more the clocks ring a few times, and then it is over."""
    ring = Act("rings", 0, 0, 1, Button.CLAIM, 0)
    for _ in range(12):
        if clock(walk.c, walk.rules()) is None:
            break
        walk.take(ring)
    assert isinstance(walk.c.state, Resolved)


@settings(max_examples=60)
@given(WALKS, st.lists(ACTS, min_size=5, max_size=30))
def test_every_short_walk_keeps_the_promises(walk: Walk, acts: list[Act]) -> None:
    """Nothing raises, and after every step of a short walk each promise of the checks above holds."""
    for act in acts:
        step = walk.take(act)
        for check in CHECKS:
            check(walk, step)
    ends_when_left_alone(walk)


@pytest.mark.parametrize("seed", range(20))
def test_every_long_walk_keeps_the_promises(seed: int) -> None:
    """The same holds in long walks from every start, with acts in the measure in which they happen."""
    dice = Random(seed)
    for start in STARTS:
        walk = Walk(start, everyone=bool(seed % 2))
        for _ in range(60):
            step = walk.take(drawn(dice))
            for check in CHECKS:
                check(walk, step)
        ends_when_left_alone(walk)
