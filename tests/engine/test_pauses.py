"""Words that wait are taken up when their time has come: by the engine itself, and by the next process."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from adapters.testing import Fault
from bot.meanings import Button
from bot.people import Address
from bot.settings import Answering, Settings
from tests.fakes.answerer import BOOK
from tests.fakes.house import Running, Setup, settings

PRICE, COSTS = "What does it cost?", BOOK["what does it cost"].answer
PARROT, WORDS = "Can I bring my parrot?", "On Fridays he may come."
PAUSE = 30


def patient(*, hold: float = 0, settle: float = 0) -> Settings:
    """A house that waits so many seconds."""
    found = settings(hold_seconds=hold)
    return Settings(found.desks, found.routes, Answering(settle_seconds=settle))


async def claimed(house: Running) -> tuple[Address, Address]:
    """A conversation that Ada holds: the customer's thread and the desk's."""
    heard = await house.adapter.say(house.town.dana, house.town.help, PARROT)
    await house.engine.rest()
    card = house.town.platform.at(house.town.desk)[0]
    await house.adapter.press(house.town.ada, card.id, Button.CLAIM)
    await house.engine.rest()
    return heard.receipt.address, card.address


def at_next_post(house: Running) -> asyncio.Event:
    """Set as soon as the platform is asked to post something."""
    posted = asyncio.Event()

    def look(verb: str) -> Fault | None:
        if verb == "post":
            posted.set()
        return None

    house.town.platform.faults = look
    return posted


async def test_the_engine_wakes_when_words_have_waited(tmp_path: Path) -> None:
    """Nobody does anything more, and the question is asked and answered when its pause is over."""
    async with Setup(tmp_path, patient(settle=2)).opened() as house:
        posted = at_next_post(house)
        heard = await house.adapter.say(house.town.dana, house.town.help, PRICE)
        await house.engine.rest()
        async with asyncio.timeout(5):
            await posted.wait()
        await house.engine.rest()
        assert house.town.platform.standing(heard.receipt.address) == [PRICE, COSTS]


async def test_words_in_their_pause_survive_the_process(tmp_path: Path) -> None:
    """The process dies while an agent's words wait; the next one says them once, in time."""
    setup = Setup(tmp_path, patient(hold=PAUSE))
    async with setup.opened() as house:
        thread, desk = await claimed(house)
        await house.adapter.say(house.town.ada, desk, WORDS)
        await house.engine.rest()
    async with setup.opened() as house:
        assert WORDS not in house.town.platform.texts_ever(thread)
        house.clock.now += timedelta(seconds=PAUSE)
        await house.engine.tick()
        await house.engine.rest()
        assert house.town.platform.texts_ever(thread).count(WORDS) == 1


async def test_words_deleted_while_no_process_ran_are_never_said(tmp_path: Path) -> None:
    """What was taken back before the next process said it stays unsaid."""
    setup = Setup(tmp_path, patient(hold=PAUSE))
    async with setup.opened() as house:
        thread, desk = await claimed(house)
        heard = await house.adapter.say(house.town.ada, desk, WORDS)
        await house.engine.rest()
    async with setup.opened() as house:
        await house.adapter.hear(house.town.platform.delete(house.town.ada, heard.receipt.message))
        house.clock.now += timedelta(seconds=PAUSE)
        await house.engine.tick()
        await house.engine.rest()
        assert WORDS not in house.town.platform.texts_ever(thread)
