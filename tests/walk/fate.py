"""What happens without anybody's doing: late mail, retries, clocks, faults, crashes, lost rooms."""

from __future__ import annotations

from datetime import timedelta

from adapters.testing import Fault
from bot.events import MessageDeleted, MessageEdited
from bot.mailroom.attempts import Unknown
from tests.walk.world import Die, World

LONGEST = timedelta(hours=2)
FAULTS = (
    Fault.SLOW_DOWN,
    Fault.DOWN,
    Fault.DONE_BUT_DOWN,
    Fault.HANG,
    Fault.DONE_BUT_HUNG,
    Fault.REFUSED,
    Fault.DONE_BUT_DOWN,
    Fault.GONE,
)


def decide(world: World, n: int) -> None:
    """One lane moves on by one event."""
    if lanes := world.lanes():
        world.step(Die(n).of(lanes))


def post(world: World, n: int) -> None:
    """One errand is announced, carried and settled without a pause; sometimes the platform fails."""
    die = Die(n)
    if not (lines := world.lines_due()):
        return
    pending = world.announce(*die.of(lines))
    if pending is not None:
        fault = die.of(FAULTS) if die.once_in(8) else None
        world.ask_platform(pending, fault, broken=die.once_in(12))
        world.settle(pending)


def announce(world: World, n: int) -> None:
    """One errand is announced, and nothing more."""
    if lines := world.lines_due():
        world.announce(*Die(n).of(lines))


def carry(world: World, n: int) -> None:
    """One errand that was announced reaches the platform; its answer is still on the way to us."""
    die = Die(n)
    asked = [p for p in world.under_way if p.outcome is None and not p.hung]
    if asked:
        pending = die.of(asked)
        world.ask_platform(pending, die.of(FAULTS) if die.once_in(3) else None, broken=die.once_in(8))


def settle(world: World, n: int) -> None:
    """One answer arrives; a call that hangs has lasted long enough."""
    done = [p for p in world.under_way if p.outcome is not None or p.hung]
    if done:
        pending = Die(n).of(done)
        pending.outcome = pending.outcome or Unknown()
        world.settle(pending)


def crash(world: World, n: int) -> None:
    """`kill -9`, and another process takes up."""
    world.crash()


def late_mail(world: World, n: int) -> None:
    """Something that was held up on its way arrives now, whatever overtook it."""
    if not world.mail:
        return
    event = Die(n).of(world.mail)
    if isinstance(event, MessageEdited | MessageDeleted):
        # Edits of one message arrive in their order.
        same = (e for e in world.mail if isinstance(e, MessageEdited | MessageDeleted))
        event = next(e for e in same if e.receipt.message == event.receipt.message)
    world.mail.remove(event)
    world.accept(event)


def retry(world: World, n: int) -> None:
    """The platform sends once more what it sent before."""
    if world.heard:
        world.accept(Die(n).of(list(world.heard)))


def wait(world: World, n: int) -> None:
    """Some seconds or minutes pass."""
    world.pass_time(timedelta(seconds=Die(n).of((3, 20, 90, 400, 1200))))
    world.ring()


def ring(world: World, n: int) -> None:
    """Time passes until something is due, though no day at once: no outage lasts that long here."""
    due = world.next_due()
    if due is not None:
        world.clock.now = max(world.clock.now, min(due, world.clock.now + LONGEST))
        world.ring()


def lose_room(world: World, n: int) -> None:
    """A room is archived."""
    die = Die(n)
    room = die.of((world.town.help, world.town.desk, world.town.back))
    if not world.platform.rooms[room.room].gone:
        world.mail.append(world.platform.archive(room))
