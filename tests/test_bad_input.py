"""What nobody should send and somebody will: kept whole, in order, or refused with a clear word."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.meanings import Button
from tests.fakes.answerer import BOOK
from tests.fakes.house import Running, Setup, Still

CROWD = 800
"""Distinct threads at once; each is a whole conversation."""

PASSWORD, ANSWER = "How do I reset my password?", BOOK["how do i reset my password"].answer
PARROT = "Can I bring my parrot?"
NASTY = {
    "NUL": "before\x00after",
    "control": "bell\x07 escape\x1b[31m backspace\x08",
    "right to left": "safe \u202etxt.exe\u202c \u2067x\u2069",
    "zero width": "pay\u200bpal \ufeff\u2060",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 é",
    "separators": "one\u2028two\u2029three\r\nfour",
    "JSON": '{"is": "Say"}\\u0000\\',
    "SQL": "'; drop table turn; --",
    "placeholders": "{name} {0} %s {",
}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Running]:
    """A house that is open."""
    async with Setup(tmp_path).opened() as house:
        yield house


@pytest.mark.parametrize("text", NASTY.values(), ids=list(NASTY))
async def test_strange_characters_are_carried_as_they_are(house: Running, text: str) -> None:
    """Whatever a customer or an agent types stands on the other side, letter for letter."""
    town = house.town
    thread = (await house.adapter.say(town.dana, town.help, text)).receipt.address
    await house.engine.rest()
    card = town.platform.at(town.desk)[0]
    assert any(text in said for said in town.platform.standing(card.address)[1:])
    await house.adapter.press(town.ada, card.id, Button.CLAIM)
    await house.adapter.say(town.ada, card.address, f"You wrote {text}")
    await house.engine.rest()
    assert town.platform.standing(thread)[-1] == f"You wrote {text}"


async def test_half_a_character_stops_nobody(house: Running) -> None:
    """What no encoding can carry is shown as unreadable, and the words around it arrive."""
    town = house.town
    await house.adapter.say(town.dana, town.help, "half \ud83d of it")
    await house.engine.rest()
    card = town.platform.at(town.desk)[0]
    assert any("half � of it" in said for said in town.platform.standing(card.address))


async def test_a_megabyte_is_kept_and_the_desk_told_where_it_is(house: Running) -> None:
    """A message longer than the platform posts loses nobody: the customer waits at the desk, all goes on."""
    town = house.town
    thread = (await house.adapter.say(town.dana, town.help, "long " * 200_000)).receipt.address
    await house.engine.rest()
    await house.adapter.say(town.sam, town.help, PASSWORD)
    await house.engine.rest()
    assert town.platform.standing(thread)[1].startswith("I am not sure about this one")
    assert ANSWER in town.platform.standing(town.help)


async def test_a_crowd_at_once_is_answered_or_at_the_desk(tmp_path: Path) -> None:
    """Every one of many questions at the same moment is answered once or has one card; nothing is lost."""
    async with Setup(tmp_path, clock=Still()).opened() as house:
        await _crowded(house)


async def _crowded(house: Running) -> None:
    town = house.town
    texts = [PASSWORD if n % 10 else PARROT for n in range(CROWD)]
    heard = await asyncio.gather(*(house.adapter.say(town.dana, town.help, text) for text in texts))
    await house.engine.rest()
    stands = [town.platform.standing(one.receipt.address) for one in heard]
    answered = [said for said in stands if said == [PASSWORD, ANSWER]]
    waiting = [said for said in stands if len(said) == 2 and said[0] == PARROT]
    assert len(answered) + len(waiting) == CROWD
    cards = [posted for posted in town.platform.at(town.desk) if posted.id == posted.address.thread]
    assert len(cards) == len(waiting) == CROWD // 10


async def test_many_words_in_one_thread_keep_their_order(house: Running) -> None:
    """Words that come all at once in a claimed conversation stand at the desk in the order they came."""
    town = house.town
    thread = (await house.adapter.say(town.dana, town.help, PARROT)).receipt.address
    await house.engine.rest()
    card = town.platform.at(town.desk)[0]
    await house.adapter.press(town.ada, card.id, Button.CLAIM)
    words = [f"word {n}" for n in range(200)]
    await asyncio.gather(*(house.adapter.say(town.dana, thread, text) for text in words))
    await house.engine.rest()
    assert town.platform.standing(card.address)[-len(words) :] == words
