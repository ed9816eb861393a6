"""Every state × move × actor of a conversation, and what the moves take along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation import (
    HOLDER_REMEMBERED,
    REMEMBERED,
    Answering,
    Claimed,
    Conversation,
    Ended,
    Held,
    Own,
    Resolved,
    State,
    Waiting,
)
from bot.errors import AlreadyClaimed, IllegalMove, NobodyWaiting, NotTheHolder, OwnConversation
from bot.judgement import Reason
from bot.people import Person
from tests.core.builders import (
    AGENTS,
    ANNA,
    BEN,
    CARLA,
    COLIN,
    HOUR,
    LEAH,
    MINUTE,
    NOW,
    answering,
    asked,
    claimed,
    conversation,
    resolved,
    waiting,
)

LATER = NOW + MINUTE
DORA = Person("slack", "U-dora", "Dora", house=True)
Move = Callable[[Conversation, Person], Conversation]
Expected = State | type[IllegalMove] | str
SAME = "the same conversation"

STATES = {
    "answering": answering(asked()),
    "waiting": waiting(nudges=1),
    "claimed": claimed(ANNA),
    "resolved": resolved(holder=ANNA),
    "solved": resolved(Ended.ASKER),
}
ACTORS = {"holder": ANNA, "other agent": BEN, "lead": LEAH, "asker": CARLA}
# A colleague is told apart from an agent where buttons are pressed: test_switchboard_moves.py.


def _resolve(c: Conversation, who: Person) -> Conversation:
    return c.resolve(Ended.ASKER, LATER) if who == CARLA else c.resolve(Ended.AGENT, LATER, agent=who)


MOVES: dict[str, Move] = {
    "escalate": lambda c, _: c.escalate(Reason.ASKED, LATER),
    "withdraw": lambda c, who: c.withdraw(who, LATER),
    "claim": lambda c, who: c.claim(who, LATER),
    "pass on": lambda c, who: c.pass_on(who, DORA, LATER, lead=who == LEAH),
    "move": lambda c, who: c.move(who, "night", LATER, lead=who == LEAH),
    "release": lambda c, who: c.release(who, LATER),
    "hand back": lambda c, who: c.hand_back(who),
    "resolve": _resolve,
    "rest": lambda c, _: c.resolve(Ended.CLOCK, LATER),
    "reopen": lambda c, _: c.reopen(LATER, AGENTS),
    "reopen for": lambda c, who: c.reopen_for(who, LATER),
}


def claim_of(agent: Person) -> Claimed:
    """Held by *agent* from this move on, the customer waiting for words."""
    return Claimed(agent, LATER, LATER)


OWN, TAKEN, OVER, NOT_YOURS = OwnConversation, AlreadyClaimed, NobodyWaiting, NotTheHolder
CLAIMS = (claim_of(ANNA), claim_of(BEN), claim_of(LEAH), OWN)
AGAIN = tuple(Claimed(who, LATER, None) for who in (ANNA, BEN, LEAH))
ASKED, BACK = Waiting(Reason.ASKED, LATER), Waiting(Reason.AGENT, LATER)
BY_AGENT, BY_ASKER, BY_CLOCK = (Resolved(by, LATER) for by in (Ended.AGENT, Ended.ASKER, Ended.CLOCK))

# One row a move and state; in the row what follows for the holder, another agent, a lead and the asker.
TABLE: dict[tuple[str, str], tuple[Expected, ...]] = {
    ("escalate", "answering"): (ASKED,) * 4,
    ("escalate", "waiting"): (SAME,) * 4,
    ("escalate", "claimed"): (SAME,) * 4,
    ("escalate", "resolved"): (replace(ASKED, named=ANNA),) * 4,
    ("escalate", "solved"): (ASKED,) * 4,
    ("withdraw", "answering"): (SAME,) * 4,
    ("withdraw", "waiting"): (IllegalMove, IllegalMove, IllegalMove, BY_ASKER),
    ("withdraw", "claimed"): (SAME,) * 4,
    ("withdraw", "resolved"): (SAME,) * 4,
    ("withdraw", "solved"): (SAME,) * 4,
    ("claim", "answering"): CLAIMS,
    ("claim", "waiting"): CLAIMS,
    ("claim", "claimed"): (SAME, TAKEN, TAKEN, OWN),
    ("claim", "resolved"): (OVER, OVER, OVER, OWN),
    ("claim", "solved"): (OVER, OVER, OVER, OWN),
    ("pass on", "answering"): (NOT_YOURS, NOT_YOURS, NOT_YOURS, OWN),
    ("pass on", "waiting"): (NOT_YOURS, NOT_YOURS, NOT_YOURS, OWN),
    ("pass on", "claimed"): (claim_of(DORA), NOT_YOURS, claim_of(DORA), OWN),
    ("pass on", "resolved"): (OVER, OVER, OVER, OWN),
    ("pass on", "solved"): (OVER, OVER, OVER, OWN),
    ("move", "answering"): (BACK, BACK, BACK, OWN),
    ("move", "waiting"): (*(Waiting(Reason.UNSURE, LATER),) * 3, OWN),
    ("move", "claimed"): (BACK, NOT_YOURS, BACK, OWN),
    ("move", "resolved"): (OVER, OVER, OVER, OWN),
    ("move", "solved"): (OVER, OVER, OVER, OWN),
    ("release", "answering"): (NOT_YOURS,) * 4,
    ("release", "waiting"): (NOT_YOURS,) * 4,
    ("release", "claimed"): (BACK, NOT_YOURS, NOT_YOURS, NOT_YOURS),
    ("release", "resolved"): (NOT_YOURS,) * 4,
    ("release", "solved"): (NOT_YOURS,) * 4,
    ("hand back", "answering"): (NOT_YOURS,) * 4,
    ("hand back", "waiting"): (NOT_YOURS,) * 4,
    ("hand back", "claimed"): (Answering(), NOT_YOURS, NOT_YOURS, NOT_YOURS),
    ("hand back", "resolved"): (NOT_YOURS,) * 4,
    ("hand back", "solved"): (NOT_YOURS,) * 4,
    ("resolve", "answering"): (BY_AGENT, BY_AGENT, BY_AGENT, BY_ASKER),
    ("resolve", "waiting"): (BY_AGENT, BY_AGENT, BY_AGENT, BY_ASKER),
    ("resolve", "claimed"): (
        replace(BY_AGENT, holder=ANNA),
        NOT_YOURS,
        NOT_YOURS,
        replace(BY_ASKER, holder=ANNA),
    ),
    ("resolve", "resolved"): (SAME,) * 4,
    ("resolve", "solved"): (SAME,) * 4,
    ("rest", "answering"): (BY_CLOCK,) * 4,
    ("rest", "waiting"): (BY_CLOCK,) * 4,
    ("rest", "claimed"): (replace(BY_CLOCK, holder=ANNA),) * 4,
    ("rest", "resolved"): (SAME,) * 4,
    ("rest", "solved"): (SAME,) * 4,
    ("reopen", "answering"): (SAME,) * 4,
    ("reopen", "waiting"): (SAME,) * 4,
    ("reopen", "claimed"): (SAME,) * 4,
    ("reopen", "resolved"): (claim_of(ANNA),) * 4,
    ("reopen", "solved"): (Answering(),) * 4,
    ("reopen for", "answering"): CLAIMS,
    ("reopen for", "waiting"): CLAIMS,
    ("reopen for", "claimed"): (SAME, TAKEN, TAKEN, OWN),
    ("reopen for", "resolved"): (*AGAIN, OWN),
    ("reopen for", "solved"): (*AGAIN, OWN),
}
CASES = [
    pytest.param(move, state, actor, expected, id=f"{move}-{state}-{actor}")
    for (move, state), row in TABLE.items()
    for actor, expected in zip(ACTORS, row, strict=True)
]


@pytest.mark.parametrize(("move", "state", "actor", "expected"), CASES)
def test_a_move(move: str, state: str, actor: str, expected: Expected) -> None:
    """Every move of every actor in every state ends in the state of the table or is refused as it says."""
    before, act, who = STATES[state], MOVES[move], ACTORS[actor]
    if isinstance(expected, type):
        with pytest.raises(expected):
            act(before, who)
        return
    assert act(before, who).state == (before.state if expected == SAME else expected)


def test_the_table_is_complete() -> None:
    """The table has a row for every move and state."""
    assert set(TABLE) == {(move, state) for move in MOVES for state in STATES}


def test_a_move_without_effect_changes_nothing_else() -> None:
    """Claiming twice gives back the very same conversation, so no card is drawn again."""
    assert claimed(ANNA).claim(ANNA, LATER) == claimed(ANNA)
    assert claimed(ANNA).pass_on(ANNA, ANNA, LATER) == claimed(ANNA)


def test_a_refused_claim_names_the_holder() -> None:
    """Who comes second is told who was first."""
    with pytest.raises(AlreadyClaimed) as refused:
        claimed(ANNA).claim(BEN, LATER)
    assert refused.value.holder == ANNA


def test_a_conversation_is_never_passed_to_its_own_asker() -> None:
    """Who asked cannot be made to answer."""
    with pytest.raises(OwnConversation):
        claimed(ANNA).pass_on(ANNA, CARLA, LATER)


@pytest.mark.parametrize(
    ("agents", "after", "expected"),
    [
        (AGENTS, HOLDER_REMEMBERED, Claimed),
        (AGENTS, HOLDER_REMEMBERED + MINUTE, Waiting),
        (frozenset({BEN}), MINUTE, Waiting),
    ],
)
def test_the_last_holder_is_asked_again_within_the_hour(
    agents: frozenset[Person], after: timedelta, expected: type[State]
) -> None:
    """The agent of the last hour gets it back if still at the desk; else it waits, naming that agent."""
    again = resolved(holder=ANNA).reopen(NOW + after, agents)
    assert isinstance(again.state, expected)
    assert (again.holder or getattr(again.state, "named", None)) == ANNA


def test_reopening_ends_a_colleagues_silence() -> None:
    """What a colleague took up ended with the matter: the bot answers again."""
    assert resolved(Ended.ASKER, quiet=COLIN).reopen(LATER, AGENTS).quiet is None


def test_reopening_for_an_agent_starts_the_clock_only_for_words_not_answered() -> None:
    """Reopened to add something owes nothing; reopened on the customer's new words owes an answer."""
    assert resolved().reopen_for(BEN, LATER).state == Claimed(BEN, LATER, owed=None)
    assert resolved(need=asked()).reopen_for(BEN, LATER).state == Claimed(BEN, LATER, owed=LATER)


def test_another_desk_starts_anew() -> None:
    """At another desk no thread stands yet, all recent turns are news, and held words stay behind."""
    c = waiting(recent=("t1", "t2"), unseen=("t2",), held=(Held("h1", BEN),), suggestion="found")
    there = c.move(BEN, "night", LATER)
    assert (there.desk, there.at_desk, there.unseen) == ("night", False, ("t1", "t2"))
    assert (there.held, there.suggestion) == ((), "")


HUSH = {
    "answering": {Own.NO, Own.ANSWER, Own.NOTICE, Own.CLOSING},
    "waiting": {Own.NO, Own.NOTICE},
    "claimed": {Own.NO},
    "resolved": {Own.NO, Own.CLOSING},
    "solved": {Own.NO, Own.CLOSING},
}


@pytest.mark.parametrize("own", Own)
@pytest.mark.parametrize("state", STATES)
def test_the_hush(state: str, own: Own) -> None:
    """The bot's own words are allowed only where no person could be spoken over."""
    assert STATES[state].may_say(own) == (own in HUSH[state])


@pytest.mark.parametrize(
    ("before", "since", "after"),
    [
        (None, LATER, LATER),
        (NOW, LATER, NOW),
        (NOW, None, None),
    ],
)
def test_the_reply_clock_runs_from_the_first_unanswered_words(
    before: object, since: object, after: object
) -> None:
    """More words do not set the clock back; an answer stops it."""
    c = claimed(ANNA, owed=before)  # type: ignore[arg-type]  # the table's cells are times or None
    assert c.owing(since).state == Claimed(ANNA, NOW, after)  # type: ignore[arg-type]  # as above


def test_nobody_owes_where_nobody_holds() -> None:
    """Without a holder there is no reply clock to start."""
    assert waiting().owing(LATER) == waiting()


def test_the_oldest_turns_are_forgotten() -> None:
    """A conversation remembers only its last turns, and of those which the desk has not seen."""
    c = conversation()
    for number in range(REMEMBERED + 3):
        c = c.remembering(f"t{number}", seen=number % 2 == 0)
    assert len(c.recent) == REMEMBERED
    assert c.recent[-1] == f"t{REMEMBERED + 2}"
    assert set(c.unseen) == {f"t{number}" for number in range(1, REMEMBERED + 3, 2)}


def test_held_words_are_kept_once() -> None:
    """Changed words replace the ones held before; sent ones are held no longer."""
    c = waiting().holding(Held("h1", ANNA)).holding(Held("h1", ANNA, 1))
    assert c.held == (Held("h1", ANNA, 1),)
    assert c.not_holding("h1").held == ()


def test_a_question_loses_its_turns_one_by_one() -> None:
    """A question without one turn keeps the others; without the last it is none."""
    need = asked("t1", "t2")
    assert need.without("t1") == asked("t2")
    assert asked("t1").without("t1") is None


def test_only_one_who_holds_it_is_the_holder() -> None:
    """Holder, openness and the state's name follow from the state alone."""
    assert [c.holder for c in STATES.values()] == [None, None, ANNA, None, None]
    assert [c.is_open for c in STATES.values()] == [True, True, True, False, False]
    assert STATES["solved"].state_name == "Resolved"
    assert HOLDER_REMEMBERED == HOUR
