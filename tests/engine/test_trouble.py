"""When the house itself is in trouble: nothing stops for good, nothing is lost in silence."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.mailroom import Mailroom
from bot.store import Reader, SqlBooks
from tests.fakes.answerer import BOOK
from tests.fakes.house import Running, Setup, settings

PASSWORD, ANSWER = "How do I reset my password?", BOOK["how do i reset my password"].answer
PRICE, COSTS = "What does it cost?", BOOK["what does it cost"].answer


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Running]:
    """A house that is open, and does not pause before it tries again."""
    async with Setup(tmp_path, pauses=(0.0, 0.0)).opened() as house:
        yield house


class Failing:
    """A verb of the mailroom that fails the first time."""

    def __init__(self, verb: str, error: Exception, patch: pytest.MonkeyPatch) -> None:
        self.real, self.error, self.failed = getattr(Mailroom, verb), error, asyncio.Event()
        self.worked = asyncio.Event()

        def tried(*told: object, **also: object) -> object:
            return self.tried(*told, **also)

        patch.setattr(Mailroom, verb, tried)

    def tried(self, *told: object, **also: object) -> object:
        """Fail once, then do what the verb does."""
        if self.failed.is_set():
            self.worked.set()
            return self.real(*told, **also)
        self.failed.set()
        raise self.error


async def says(house: Running, text: str) -> list[str]:
    """Dana asks in the room; what then stands in the thread."""
    heard = await house.adapter.say(house.town.dana, house.town.help, text)
    await house.engine.rest()
    return house.town.platform.standing(heard.receipt.address)


async def test_what_is_done_is_settled_later(house: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that fails for a moment after a post neither loses nor doubles it, nor holds up its line."""
    Failing("settle", StoreError("the disk is full"), monkeypatch)
    assert await says(house, PASSWORD) == [PASSWORD, ANSWER]
    assert await says(house, PRICE) == [PRICE, COSTS]


async def test_what_cannot_be_decided_is_put_aside(
    house: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An event that fails to be decided is kept and told of, and does not hold up those after it."""
    Failing("step", ValueError("nobody expected this"), monkeypatch)
    assert await says(house, PASSWORD) == [PASSWORD]
    assert "put aside" in caplog.text
    assert await says(house, PRICE) == [PRICE, COSTS]


async def test_an_event_is_refused_while_the_database_cannot_be_written(
    house: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platform is not told that it was taken, sends it again, and it happens once."""
    Failing("accept", StoreError("the disk is full"), monkeypatch)
    with pytest.raises(StoreError):
        await house.adapter.say(house.town.dana, house.town.help, PASSWORD)
    (event,) = house.adapter.unheard
    await house.adapter.hear_again()
    await house.engine.rest()
    assert house.town.platform.standing(house.town.help) == [PASSWORD, ANSWER]
    assert event not in house.adapter.unheard


async def test_clocks_go_on_after_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tick that fails is told of, and the clocks are read again: the desk is reminded."""
    impatient = Setup(tmp_path, settings(claim_minutes=0.001), pauses=(0.0,))
    async with impatient.opened() as house:
        failing = Failing("ring", StoreError("the disk is full"), monkeypatch)
        await says(house, "My boat sank")
        async with asyncio.timeout(30):
            await failing.worked.wait()
        await house.engine.tick()
        await house.engine.rest()
        assert any("Still waiting" in said for said in house.town.platform.standing(house.town.desk))


async def test_a_caller_that_gives_up_leaves_the_answer_on_its_way(house: Running) -> None:
    """What is stored is done, also when whoever handed it in was cancelled meanwhile."""
    event = house.town.platform.say(house.town.dana, house.town.help, PASSWORD)
    handing_in = asyncio.create_task(house.engine.deliver(event))
    await asyncio.sleep(0)
    handing_in.cancel()
    await asyncio.gather(handing_in, return_exceptions=True)
    await house.engine.deliver(event)
    await house.engine.rest()
    assert house.town.platform.standing(house.town.help) == [PASSWORD, ANSWER]


async def test_nothing_is_begun_after_the_end(tmp_path: Path) -> None:
    """What comes in while the house closes is kept for the next process, which answers it."""
    setup = Setup(tmp_path)
    async with setup.opened() as house:
        await house.engine.stop()
        await house.adapter.say(house.town.dana, house.town.help, PASSWORD)
        assert house.answerer.asked == []
    async with setup.opened() as house:
        house.clock.now += timedelta(seconds=3)
        await house.engine.tick()
        await house.engine.rest()
        assert house.town.platform.standing(house.town.help) == [PASSWORD, ANSWER]


async def test_a_closed_writer_refuses_at_once(tmp_path: Path) -> None:
    """Nobody waits for a transaction that can no longer happen."""
    async with Setup(tmp_path).opened() as house:
        writer = house.database.writer
    with pytest.raises(StoreError, match="stopping"):
        writer.submit(lambda _: None)


async def test_many_read_at_once(house: Running, tmp_path: Path) -> None:
    """Questions of many agents at the same moment do not close one another's connections."""
    await says(house, "My boat sank")
    reader = Reader(tmp_path)

    def waiting(books: SqlBooks) -> int:
        return len(books.open_conversations())

    assert set(await asyncio.gather(*(reader.read(waiting) for _ in range(80)))) == {1}
    reader.close()
