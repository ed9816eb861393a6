"""The order in which requests of one place are taken."""

from __future__ import annotations

import asyncio

import pytest

from adapters.lanes import Lanes


async def test_what_comes_from_one_place_keeps_its_order() -> None:
    """The second waits for the first, however long that takes; another place does not wait."""
    lanes, order, held = Lanes(), [], asyncio.Event()

    async def first() -> None:
        async with lanes.lane("C1"):
            await held.wait()
            order.append("first")

    async def then(place: str) -> None:
        async with lanes.lane(place):
            order.append(place)

    tasks = [asyncio.create_task(first()), asyncio.create_task(then("C1")), asyncio.create_task(then("C2"))]
    await tasks[2]
    held.set()
    await asyncio.gather(*tasks)
    assert order == ["C2", "first", "C1"]


async def test_a_failure_lets_the_next_one_pass() -> None:
    """What raised in a lane does not close it, and an empty lane is forgotten."""
    lanes = Lanes()
    with pytest.raises(RuntimeError):
        await _failing(lanes)
    async with lanes.lane("C1"):
        assert "C1" in lanes._locks
    assert not lanes._locks


async def _failing(lanes: Lanes) -> None:
    async with lanes.lane("C1"):
        raise RuntimeError("the disk is full")
