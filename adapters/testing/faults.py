"""How the platform of the tests fails: nothing, one planned fault at a time, or by a seeded die."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from enum import StrEnum
from random import Random


class Fault(StrEnum):
    """The ways in which one call can go wrong."""

    SLOW_DOWN = "slow_down"  # 429: certainly not done
    DOWN = "down"  # 500: not done, but who could tell
    DONE_BUT_DOWN = "done_but_down"  # 500, though it was done
    GONE = "gone"  # refused for good: the place is no more
    REFUSED = "refused"  # refused for good, though the place is there
    HANG = "hang"  # not done, and no answer ever
    DONE_BUT_HUNG = "done_but_hung"  # done, and no answer ever


DONE = frozenset({Fault.DONE_BUT_DOWN, Fault.DONE_BUT_HUNG})
HUNG = frozenset({Fault.HANG, Fault.DONE_BUT_HUNG})
PASSING = (Fault.SLOW_DOWN, Fault.DOWN, Fault.DONE_BUT_DOWN)

Faults = Callable[[str], Fault | None]
"""Asked at every call with its verb (`post`, `edit`, ...): the fault that strikes it, or None."""


class Hung(Exception):
    """The platform took the call and never answers."""


def no_faults(_verb: str) -> Fault | None:
    """A platform that always works."""
    return None


class Planned:
    """Faults to come, in order, each striking the next call of its verb."""

    def __init__(self) -> None:
        self._coming: dict[str, deque[Fault]] = {}

    def plan(self, verb: str, *faults: Fault) -> None:
        """The next calls of *verb* fail with *faults*, one each."""
        self._coming.setdefault(verb, deque()).extend(faults)

    def __call__(self, verb: str) -> Fault | None:
        """The next planned fault of *verb*."""
        coming = self._coming.get(verb)
        return coming.popleft() if coming else None


class Seeded:
    """A share of all calls fails, the same ones for the same seed."""

    def __init__(self, seed: int, *, rate: float, faults: Sequence[Fault] = PASSING) -> None:
        self._random = Random(seed)  # noqa: S311 - seeded on purpose: a failing walk must be repeatable
        self._rate = rate
        self._faults = tuple(faults)

    def __call__(self, verb: str) -> Fault | None:
        """A throw of the die."""
        return self._random.choice(self._faults) if self._random.random() < self._rate else None
