"""Nothing heard is lost, nothing is said twice and order is kept, however often the process is killed."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from random import Random

import pytest

from adapters.testing import Fault, Seeded
from tests.chaos.house import House
from tests.chaos.platform import Platform
from tests.chaos.talk import Outcome, Traffic

FAULTS = (Fault.SLOW_DOWN, Fault.DOWN, Fault.DONE_BUT_DOWN, Fault.DONE_BUT_HUNG, Fault.HANG)
RATE = 0.10


class Reaper:
    """Kills all through the traffic at seeded moments: around the sending of an event, around a call."""

    def __init__(self, house: House, traffic: Traffic, *, kills: int, seed: int) -> None:
        dice = Random(seed)
        self._house, self._traffic = house, traffic
        after = sorted(dice.sample(range(1, traffic.length), kills), reverse=True)
        self._plan = [(events, dice.randint(1, 30)) for events in after]

    def moment(self) -> None:
        """One moment goes by: a kill waits for its number of events, and then for some moments more."""
        if not self._plan or self._traffic.acknowledged < self._plan[-1][0]:
            return
        events, moments = self._plan.pop()
        if moments > 1 or not self._house.kill():
            self._plan.append((events, moments - 1))


async def killed(folder: Path, *, talks: int, events: int, kills: int, seed: int) -> Outcome:
    """What became of *events* through so many kills, a tenth of all calls failing besides."""
    faults = Seeded(seed, rate=RATE, faults=FAULTS)
    async with Platform(faults).open() as platform, House(folder, platform.url).open() as house:
        traffic = Traffic(platform, house, talks=talks, events=events, seed=seed)
        platform.moment = Reaper(house, traffic, kills=kills, seed=seed).moment
        await traffic.flow()
        return traffic.outcome()


async def test_eight_kills_lose_double_and_disorder_nothing(tmp_path: Path) -> None:
    """Killed 8 times while 300 events flow, every word stands once and in its order."""
    async with asyncio.timeout(120):
        outcome = await killed(tmp_path, talks=20, events=300, kills=8, seed=1)
    assert (outcome.events, outcome.kills) == (300, 8)
    assert (outcome.lost, outcome.twice, outcome.disordered) == (0, 0, 0), outcome


@pytest.mark.chaos
async def test_fifty_kills_lose_double_and_disorder_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Killed 50 times while 2,000 events flow, every word stands once and in its order."""
    async with asyncio.timeout(1_800):
        outcome = await killed(tmp_path, talks=50, events=2_000, kills=50, seed=2)
    with capsys.disabled():
        sys.stdout.write(f"\n{outcome}\n")
    assert (outcome.events, outcome.kills) == (2_000, 50)
    assert (outcome.lost, outcome.twice, outcome.disordered) == (0, 0, 0), outcome
