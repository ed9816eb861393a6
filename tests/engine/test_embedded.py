"""A whole house in one process: slow answers, lost processes, clocks and closed rooms."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.testing import Fault, Planned, Posted, no_faults
from bot.meanings import Button, Say
from bot.people import Address, Person
from tests.fakes.answerer import BOOK
from tests.fakes.house import Running, Setup, Still, settings

PASSWORD, ANSWER = "How do I reset my password?", BOOK["how do i reset my password"].answer
PRICE, COSTS = "What does it cost?", BOOK["what does it cost"].answer
PARROT = "Can I bring my parrot?"
UNSURE = "I am not sure about this one, so I have asked a person from the team. They will answer right here."
OTHER = "I have asked a person from the team to look at this. They will answer right here."
STILL = "Nobody is free yet. I have reminded the team, and your question is not forgotten."
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Running]:
    """A house that is open."""
    async with Setup(tmp_path).opened() as house:
        yield house


async def asks(house: Running, text: str, *, by: Person | None = None, thread: str = "") -> Address:
    """A customer writes, and all is done that can be done; the thread it stands in."""
    heard = await house.adapter.say(by or house.town.dana, house.town.help, text, thread)
    await house.engine.rest()
    return heard.receipt.address


async def passes(house: Running, span: timedelta) -> None:
    """Time goes by, and what is due rings."""
    house.clock.now += span
    await house.engine.tick()
    await house.engine.rest()


def card(house: Running, n: int = 0, *, room: Address | None = None) -> Posted:
    """A card at the desk, the oldest being 0."""
    heads = house.town.platform.at(room or house.town.desk)
    return [posted for posted in heads if posted.id == posted.address.thread][n]


async def press(house: Running, who: Person, button: Button, pick: str = "") -> None:
    """A button of the first card."""
    await house.adapter.press(who, card(house).id, button, pick)
    await house.engine.rest()


def seen(house: Running, at: Address) -> list[str]:
    """What stands in a thread."""
    return house.town.platform.standing(at)


# -- answers


async def test_a_slow_answer_holds_up_nobody_else(house: Running) -> None:
    """While the answerer thinks about one question, words of others are carried and decided."""
    parrot = await asks(house, PARROT)
    await press(house, house.town.ada, Button.CLAIM)
    house.answerer.hold()
    slow = (await house.adapter.say(house.town.sam, house.town.help, PRICE)).receipt.address
    await house.answerer.thinking.wait()
    await house.adapter.say(house.town.ada, card(house).address, "Of course.")
    while "Of course." not in seen(house, parrot):
        await house.adapter.calls(lambda: None)
    assert seen(house, slow) == [PRICE]
    house.answerer.release()
    await house.engine.rest()
    assert seen(house, slow) == [PRICE, COSTS]


async def test_an_answer_after_a_claim_is_a_note_at_the_desk(house: Running) -> None:
    """A draft that comes once somebody holds the conversation is offered to the desk, never said."""
    thread = await asks(house, PARROT)
    house.answerer.hold()
    await house.adapter.say(house.town.dana, house.town.help, PASSWORD, thread.thread)
    await house.adapter.press(house.town.ada, card(house).id, Button.CLAIM)
    house.answerer.release()
    await house.engine.rest()
    assert ANSWER not in house.town.platform.texts_ever(thread)
    assert "From the FAQ, ready to send:" in seen(house, card(house).address)


async def test_an_answerer_that_fails_fetches_a_person(house: Running) -> None:
    """The customer hears that a person was asked, and the desk why."""
    house.answerer.fails = True
    thread = await asks(house, PASSWORD)
    assert seen(house, thread) == [PASSWORD, OTHER]
    assert "Why: The bot could not answer" in card(house).text


async def test_an_answer_held_back_by_429_is_never_posted_after_a_claim(house: Running) -> None:
    """The platform says wait, an agent claims, and the bot's answer is withdrawn for good."""
    thread = await asks(house, PARROT)
    await press(house, house.town.ada, Button.CLAIM)
    await press(house, house.town.ada, Button.HAND_BACK)
    house.town.platform.faults = lambda verb: Fault.SLOW_DOWN if verb == "post" else None
    await asks(house, PASSWORD, thread=thread.thread)
    await press(house, house.town.ben, Button.CLAIM)
    house.town.platform.faults = no_faults
    await passes(house, MINUTE)
    assert any(PASSWORD in said for said in seen(house, card(house).address))
    assert ANSWER not in house.town.platform.texts_ever(thread)


async def test_answers_go_on_after_a_restart(tmp_path: Path) -> None:
    """A question the last process was thinking about is answered by the next, once."""
    setup = Setup(tmp_path)
    async with setup.opened() as first:
        first.answerer.hold()
        thread = (await first.adapter.say(first.town.dana, first.town.help, PASSWORD)).receipt.address
        await first.answerer.thinking.wait()
        assert seen(first, thread) == [PASSWORD]
    async with setup.opened() as second:
        await passes(second, timedelta(seconds=10))
        assert seen(second, thread) == [PASSWORD, ANSWER]


async def test_an_event_heard_twice_is_one_event(house: Running) -> None:
    """What a platform sends again changes nothing."""
    heard = await house.adapter.say(house.town.dana, house.town.help, PASSWORD)
    await house.engine.rest()
    await house.adapter.hear(heard)
    await house.engine.rest()
    assert seen(house, heard.receipt.address) == [PASSWORD, ANSWER]


# -- clocks


async def test_nobody_who_waits_is_forgotten(house: Running) -> None:
    """Nobody claims: the desk is reminded, the customer told, the leads named, and at last an honest end."""
    thread = await asks(house, PARROT)
    await passes(house, 6 * MINUTE)
    assert "Still waiting for an agent: Dana has been waiting for 6 minutes." in seen(
        house, card(house).address
    )
    assert seen(house, thread)[-1] == STILL
    await passes(house, 10 * MINUTE)
    assert any("Ada: please decide who takes it." in said for said in seen(house, card(house).address))
    await passes(house, 20 * MINUTE)
    assert seen(house, thread).count(STILL) == 2
    await passes(house, timedelta(hours=73))
    assert "nobody from the team was able to answer" in seen(house, thread)[-1]
    assert card(house).text.startswith("Resolved")


async def test_a_holder_who_is_silent_lets_go(house: Running) -> None:
    """An agent who claims and says nothing loses the conversation, and both sides hear it."""
    thread = await asks(house, PARROT)
    await press(house, house.town.ada, Button.CLAIM)
    await passes(house, 16 * MINUTE)
    assert seen(house, thread)[-1].startswith("Ada had to step away.")
    assert card(house).text.startswith("Waiting for an agent")


# -- people and rooms that leave


async def test_what_a_leaving_agent_held_is_released(house: Running) -> None:
    """An agent leaves the desk's room: the customer and the desk hear it, and it waits for another."""
    thread = await asks(house, PARROT)
    await press(house, house.town.ada, Button.CLAIM)
    await house.adapter.hear(house.town.platform.leave(house.town.ada, house.town.desk))
    await house.engine.rest()
    assert seen(house, thread)[-1].startswith("Ada had to step away.")
    assert card(house).text.startswith("Waiting for an agent")


async def test_an_archived_desk_room_calls_for_the_fallback_desk(tmp_path: Path) -> None:
    """The desk's room is gone: the conversation waits at the fallback desk, with all that was said."""
    async with Setup(tmp_path, settings(fallback="back")).opened() as house:
        await asks(house, PARROT)
        await house.adapter.hear(house.town.platform.archive(house.town.desk))
        await house.engine.rest()
        there = card(house, room=house.town.back)
        assert there.text.startswith("Waiting for an agent")
        assert any(PARROT in said for said in seen(house, there.address)[1:])


async def test_without_any_desk_the_leads_and_the_customer_are_told(house: Running) -> None:
    """No desk can be reached: the lead hears it in the direct chat, the customer an honest word."""
    thread = await asks(house, PARROT)
    await house.adapter.hear(house.town.platform.archive(house.town.desk))
    await house.engine.rest()
    assert seen(house, thread)[-1].startswith("I cannot reach the team at the moment.")
    direct = seen(house, house.town.platform.direct(house.town.ada))
    assert direct == ["I cannot post to the desk support, and Dana is waiting there for a person."]


# -- words in a thread whose receipt is on its way


async def test_words_in_a_thread_of_unknown_fate_wait_for_its_receipt(tmp_path: Path) -> None:
    """The thread stands but nobody told us: an agent's words there are kept until the look finds it."""
    async with Setup(tmp_path, clock=Still()).opened() as house:
        faults = house.town.platform.faults = Planned()
        faults.plan("open_thread", Fault.DONE_BUT_DOWN)
        await asks(house, PARROT)
        await house.adapter.say(house.town.ada, card(house).address, "// I know parrots")
        await house.adapter.say(house.town.ada, card(house).address, "Which one?")
        await house.engine.rest()
        assert house.town.platform.whispers_to(house.town.ada) == []
        await passes(house, MINUTE)
        nobody = "Nobody has this conversation yet, so your words have not been sent: “Which one?”"
        assert house.town.platform.whispers_to(house.town.ada) == [nobody]
        assert len([posted for posted in house.town.platform.at(house.town.desk) if posted.key]) == 2


async def test_words_nobody_ever_claims_are_given_up_aloud(
    house: Running, caplog: pytest.LogCaptureFixture
) -> None:
    """What waited a day for its place is given up, and the log names it."""
    heard = house.town.platform.say(house.town.dana, house.town.help, "Hello?")
    parked = house.town.platform.edit(house.town.dana, heard.receipt.message, "Hello you?")
    await house.adapter.hear(parked)
    await passes(house, timedelta(hours=23))
    assert parked.id not in caplog.text
    await passes(house, timedelta(hours=2))
    assert f"nobody ever claimed event {parked.id}" in caplog.text


# -- group chats


@pytest.mark.parametrize("threads", [False, True])
async def test_an_agents_words_mention_the_asker_only_in_a_group_chat(
    house: Running, *, threads: bool
) -> None:
    """Where no thread tells whose matter it is, the asker is named; in a thread nobody is."""
    platform = house.town.platform
    room = platform.add_room("chat", (house.town.dana, house.town.sam), threads=threads)
    await house.adapter.say(house.town.dana, room, PARROT)
    await house.engine.rest()
    await press(house, house.town.ada, Button.CLAIM)
    await house.adapter.say(house.town.ada, card(house).address, "Which one?")
    await house.engine.rest()
    said = platform.at(room)[-1].said[-1]
    assert isinstance(said, Say)
    assert (said.text, said.mention) == ("Which one?", None if threads else house.town.dana)
