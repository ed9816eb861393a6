"""How a history ends: everything arrives, then time runs on with nobody at work, until all is at rest."""

from __future__ import annotations

from datetime import timedelta

from bot.mailroom.attempts import Unknown
from tests.walk.watch import BrokenPromise
from tests.walk.world import World

ROUNDS = 400
BELLS = 14
"""How often the clocks of one conversation may ring after the last word of a person."""
FAR = timedelta(days=1)


def come_to_rest(world: World) -> None:
    """All mail arrives, all that is under way ends, all errands are done; no clock rings meanwhile."""
    for event in world.mail:
        world.accept(event)
    world.mail.clear()
    for _ in range(ROUNDS):
        for pending in tuple(world.under_way):
            _end(world, pending)
        world.drain()
        if not _post_all(world) and not world.lanes() and not _waits(world):
            return
    raise BrokenPromise(f"comes to rest: {_waits(world)} wait for ever")


def _end(world: World, pending: object) -> None:
    for one in world.under_way:
        if one is pending:
            if one.outcome is None and not one.hung:
                world.ask_platform(one)
            one.outcome = one.outcome or Unknown()
            world.settle(one)
            return


def _post_all(world: World) -> bool:
    lines = world.lines_due()
    announced = False
    for line in lines:
        if (pending := world.announce(*line)) is not None:
            announced = True
            _end(world, pending)
    if not announced:
        world.pass_time(timedelta(seconds=5))
    return bool(lines)


def _waits(world: World) -> list[object]:
    with world.store() as books:
        return list(books.lines_due(world.clock.now + FAR))


def run_on(world: World) -> None:
    """Nobody is at work any more: clocks ring until none is left."""
    before = dict(world.watch.rung)
    world.watch.all_left = world.clock.now
    for _ in range(ROUNDS):
        due = world.next_due()
        if due is None and not world.rings():
            return
        # A clock that was rung late may have set another that is overdue already.
        world.clock.now = max(world.clock.now, due) if due and not world.rings() else world.clock.now
        world.ring()
        come_to_rest(world)
        rung = {c: n - before.get(c, 0) for c, n in world.watch.rung.items()}
        if max(rung.values(), default=0) > BELLS:
            raise BrokenPromise(f"comes to rest: the clocks ring on and on: {rung}")
    raise BrokenPromise("comes to rest: a clock is always due")
