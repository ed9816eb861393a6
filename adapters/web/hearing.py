"""Hands what people did to the bot, in the order of each room, again and again until it is taken.

This is what a chat platform does with an event that nobody acknowledged, with the same id.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from adapters.web.frames import Act
from adapters.web.parse import event
from adapters.web.world import World
from bot.ports import Deliver

PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Waiting:
    """An act on its way, and who waits for it: True once it is taken, False if it must come again."""

    act: Act
    taken: asyncio.Future[bool]

    def answer(self, *, taken: bool) -> None:
        """Tell whoever waits."""
        if not self.taken.done():
            self.taken.set_result(taken)


@dataclass(slots=True)
class Lane:
    """What is on its way from one room. `resting` while a refused act waits for its next try."""

    waiting: dict[str, Waiting] = field(default_factory=dict)
    task: asyncio.Task[None] | None = None
    resting: bool = False
    wake: asyncio.Event = field(default_factory=asyncio.Event)


class Hearing:
    """Delivers acts. `taken` and `refused` are told what became of each try."""

    def __init__(
        self,
        world: World,
        deliver: Deliver,
        *,
        taken: Callable[[Act], None],
        refused: Callable[[Act], None],
    ) -> None:
        self._world = world
        self._deliver = deliver
        self._taken = taken
        self._refused = refused
        self._lanes: dict[str, Lane] = {}

    def hand_in(self, act: Act) -> asyncio.Future[bool]:
        """Send *act* on its way behind what is waiting in its room; an act that waits is tried at once."""
        lane = self._lanes.setdefault(act.room, Lane())
        known = lane.waiting.get(act.id)
        if act.heard or known is not None:
            return self._once_more(lane, known)
        waiting = Waiting(act, asyncio.get_running_loop().create_future())
        lane.waiting[act.id] = waiting
        if lane.resting:
            self._refuse(waiting)
        elif lane.task is None:
            lane.task = asyncio.create_task(self._carry(lane))
        return waiting.taken

    async def stop(self) -> None:
        """Stop; what was not taken stays in the file for the next start."""
        tasks = [lane.task for lane in self._lanes.values() if lane.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for lane in self._lanes.values():
            for waiting in lane.waiting.values():
                waiting.answer(taken=False)

    def _once_more(self, lane: Lane, known: Waiting | None) -> asyncio.Future[bool]:
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        if known is None:
            future.set_result(True)
            return future
        if not known.taken.done():
            return known.taken
        known.taken = future
        lane.wake.set()
        return future

    async def _carry(self, lane: Lane) -> None:
        tries = 0
        while lane.waiting:
            waiting = next(iter(lane.waiting.values()))
            if await self._delivered(waiting.act):
                tries = 0
                del lane.waiting[waiting.act.id]
                self._taken(waiting.act)
                waiting.answer(taken=True)
            else:
                await self._rest(lane, PAUSES[min(tries, len(PAUSES) - 1)])
                tries += 1
        lane.task = None

    async def _delivered(self, act: Act) -> bool:
        try:
            await self._deliver(event(act, self._world))
        except Exception:
            log.exception("The bot did not take %s of %s; it is sent again", act.id, act.person)
            return False
        return True

    async def _rest(self, lane: Lane, seconds: float) -> None:
        """Wait until it is time for the next try, or until somebody asks for it."""
        lane.wake.clear()
        lane.resting = True
        for waiting in lane.waiting.values():
            self._refuse(waiting)
        try:
            await asyncio.wait_for(lane.wake.wait(), seconds)
        except TimeoutError:
            log.debug("Trying again after %s s", seconds)
        lane.resting = False

    def _refuse(self, waiting: Waiting) -> None:
        waiting.answer(taken=False)
        self._refused(waiting.act)
