"""200,000 random steps through the four verbs, in short histories, judged from the platform's side."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.walk.history import STEPS, history
from tests.walk.in_sql import in_sql
from tests.walk.machine import machine_over
from tests.walk.world import Store, World, in_dicts

WALKS = 10
HISTORIES = 250
DRAWN_IN_DICTS = 100_000
DRAWN_IN_SQL = 5_000
CHAOS = int(os.environ.get("CHAOS_STEPS", "3000000"))
"""How many steps each kind of walk takes in `make chaos`."""


def walk(seeds: range) -> None:
    """Walk these histories; the failing one is named by its seed."""
    for seed in seeds:
        try:
            history(seed)
        except Exception as error:
            raise AssertionError(f"history({seed}) of tests/walk/history.py: {error}") from error


def draw(store: Callable[[], Store], steps: int) -> None:
    """Have hypothesis draw at least that many steps."""
    machine = machine_over(store)
    while machine.steps < steps:
        examples = max(1, (steps - machine.steps) // STEPS)
        # Derandomized runs draw the same: what is missing is drawn from histories of another length.
        length = STEPS + machine.steps % 7
        run_state_machine_as_test(
            machine, settings=settings(max_examples=examples, stateful_step_count=length)
        )


@pytest.mark.parametrize("walked", range(WALKS))
def test_no_walk_breaks_a_promise(walked: int) -> None:
    """In 20,000 steps of customers, agents, clocks, faults and crashes no promise is broken."""
    assert HISTORIES * STEPS * WALKS == 200_000
    walk(range(walked * HISTORIES, (walked + 1) * HISTORIES))


@pytest.mark.timeout(900)
def test_no_drawn_history_breaks_a_promise() -> None:
    """In 100,000 steps drawn by hypothesis no promise is broken."""
    draw(in_dicts, DRAWN_IN_DICTS)


def test_no_drawn_history_breaks_a_promise_in_sql() -> None:
    """In 5,000 drawn steps over the real store no promise is broken."""
    draw(in_sql, DRAWN_IN_SQL)


@pytest.mark.parametrize("seed", range(3, 11))
def test_both_stores_make_the_same_platform(seed: int) -> None:
    """The same walk over dicts and over SQL leaves the same messages and whispers behind."""
    assert told(history(seed, store=in_dicts())) == told(history(seed, store=in_sql()))


def told(world: World) -> tuple[list[object], list[object]]:
    """All that ever stood on the platform of a world, and all that was whispered there."""
    messages = [(m.address, m.by, m.texts, m.deleted, m.key) for m in world.platform.messages.values()]
    return [*messages], [(w.reader, w.address, w.text) for w in world.platform.whispers]


@pytest.mark.chaos
@pytest.mark.parametrize("walked", range(8))
def test_no_long_walk_breaks_a_promise(walked: int) -> None:
    """Nor in millions of steps."""
    histories = CHAOS // STEPS // 8
    walk(range(1_000_000 + walked * histories, 1_000_000 + (walked + 1) * histories))


@pytest.mark.chaos
def test_no_long_drawing_breaks_a_promise() -> None:
    """Nor in hundreds of thousands of drawn steps, elsewhere each time."""
    draw(in_dicts, CHAOS // 6)
