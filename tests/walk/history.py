"""One history: a seed, a house, some eighty acts drawn by weight, an end, and the oracle's word."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from bot.ports import Pace, Window
from tests.walk import fate, people
from tests.walk.ending import come_to_rest, run_on
from tests.walk.oracle import judge, judge_the_end
from tests.walk.world import Store, Way, World, in_dicts, made

Act = Callable[[World, int], None]

ACTS: dict[Act, int] = {
    people.ask: 5,
    people.add: 7,
    people.join_in: 1,
    people.step_in: 2,
    people.write: 11,
    people.look: 1,
    people.come_and_go: 1,
    people.go_on: 3,
    people.think_again: 2,
    people.edit: 5,
    people.delete: 3,
    people.press: 14,
    people.answer_whisper: 4,
    people.fill_in: 3,
    fate.decide: 10,
    fate.post: 30,
    fate.announce: 7,
    fate.carry: 7,
    fate.settle: 7,
    fate.crash: 2,
    fate.late_mail: 6,
    fate.retry: 2,
    fate.wait: 3,
    fate.ring: 2,
}
"""Every act with its weight: posts often enough that people have something to answer."""

PAUSES = (0, 0, 0, 5, 10)
"""Seconds an agent's words, and a question, wait in the houses of the walk."""
SHADOW = 0.1
"""The share of houses that only listen."""
STEPS = 80
SLOW = Pace(place=(Window(1, 2), Window(3, 30)))
"""So slow that what people write piles up."""
ROOM_LOST_ONCE_IN = 12


def way_of(seed: int) -> Way:
    """How the house of this history is set."""
    die = Random(seed)
    return Way(
        can_look=die.random() > 0.12,
        at_once=die.random() < 0.3,
        fallback="back" if die.random() < 0.4 else "",
        hold=die.choice(PAUSES),
        settle=die.choice(PAUSES),
        shadow=die.random() < SHADOW,
        pace=SLOW if die.random() < 0.4 else Pace(),
    )


def history(seed: int, *, steps: int = STEPS, store: Store | None = None) -> World:
    """Walk one history to its end; BrokenPromise if a promise does not hold in it."""
    world = made(store or in_dicts(), way_of(seed))
    die = Random(seed + 1_000_003)
    acts, weights = list(ACTS), list(ACTS.values())
    chosen = die.choices(acts, weights, k=steps)
    if seed % ROOM_LOST_ONCE_IN == 0:
        chosen[die.randrange(steps)] = fate.lose_room
    for act in chosen:
        act(world, die.getrandbits(62))
    finish(world)
    return world


def finish(world: World) -> None:
    """Everything arrives and is judged; then time runs on, and it is judged again."""
    come_to_rest(world)
    judge(world)
    run_on(world)
    judge(world)
    if not world.way.shadow:
        judge_the_end(world)
