"""A room at its pace: what waits for it is not announced, so a claim, an edit or more words still count."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from adapters.testing import Fault, Posted, Ticking, no_faults
from bot.errors import StoreError
from bot.mailroom.delays import PUT_OFF_FOR
from bot.mailroom.settling import LOOK_AGAIN
from bot.meanings import Button, DeskCard, Say
from bot.pace import Pacing
from bot.people import Address, Person, Voice
from bot.ports import Pace, Window
from bot.words import Key, catalogue
from bot.written import Span, Style
from tests.fakes.answerer import BOOK
from tests.fakes.house import Running, Setup, settings

PASSWORD, ANSWER = "How do I reset my password?", BOOK["how do i reset my password"].answer
PARROT = "Can I bring my parrot?"
ONE_A_SECOND = Pace(place=(Window(1, 1),))
WORDS = catalogue("en")


class Still(Ticking):
    """A clock that moves when it is moved."""

    def __call__(self) -> datetime:
        """What it was set to."""
        return self.now


def setup(folder: Path, pace: Pace = ONE_A_SECOND, **desk: object) -> Setup:
    """A house on a platform with a pace."""
    return Setup(folder, settings(**desk), clock=Still(), pace=pace)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Running]:
    """An open house on a platform that takes a post a second in a room."""
    async with setup(tmp_path).opened() as house:
        yield house


async def passes(house: Running, seconds: float, *, step: float = 1) -> None:
    """Time goes by step by step, and what may go goes."""
    for _ in range(int(seconds / step)):
        house.clock.now += timedelta(seconds=step)
        await house.engine.tick()
        await house.engine.rest()


async def asks(house: Running, text: str, *, by: Person | None = None, thread: str = "") -> Address:
    """A customer writes; the thread it stands in."""
    heard = await house.adapter.say(by or house.town.dana, house.town.help, text, thread)
    await house.engine.rest()
    return heard.receipt.address


async def writes(house: Running, text: str, at: Address, *, by: Person | None = None) -> str:
    """An agent writes in a desk thread; the id of the message."""
    heard = await house.adapter.say(by or house.town.ada, at, text)
    await house.engine.rest()
    return heard.receipt.message


def cards(house: Running) -> list[Posted]:
    """All cards at the desk, in the order in which they came to stand there."""
    heads = house.town.platform.at(house.town.desk)
    return [posted for posted in heads if isinstance(posted.said[0], DeskCard)]


async def claimed(house: Running) -> tuple[Address, Address]:
    """A conversation Ada holds, all posted: the customer's thread and the desk's."""
    thread = await asks(house, PARROT)
    await passes(house, 5)
    await house.adapter.press(house.town.ada, cards(house)[0].id, Button.CLAIM)
    await passes(house, 5)
    return thread, cards(house)[0].address


def seen(house: Running, at: Address) -> list[str]:
    """What stands in a thread."""
    return house.town.platform.standing(at)


def moments(house: Running, at: Address) -> list[int]:
    """How many seconds after the first the bot's posts came to stand in a room."""
    posts = [p for p in house.town.platform.at(at.whole_room()) if p.by is None]
    return [round((p.at - posts[0].at).total_seconds()) for p in posts]


# -- one room and the others


async def test_a_room_keeps_its_pace_and_no_other_waits_for_it(house: Running) -> None:
    """Answers into one room are a second apart; one into a direct chat goes at once."""
    for person in (house.town.dana, house.town.sam, house.town.dana):
        await asks(house, PASSWORD, by=person)
    chat = house.town.platform.direct(house.town.sam)
    await house.adapter.say(house.town.sam, chat, PASSWORD)
    await house.engine.rest()
    assert seen(house, chat) == [PASSWORD, ANSWER]
    await passes(house, 5)
    assert moments(house, house.town.help) == [0, 1, 2]


async def test_threads_have_their_own_pace_where_the_platform_says_so(tmp_path: Path) -> None:
    """Where a thread is the place that counts, two threads of one room do not wait for one another."""
    by_thread = Pace(place=(Window(1, 1),), by_thread=True)
    async with setup(tmp_path, by_thread).opened() as house:
        threads = [await asks(house, PASSWORD) for _ in range(3)]
        assert [seen(house, thread) for thread in threads] == [[PASSWORD, ANSWER]] * 3


async def test_the_alarm_wakes_for_a_room_that_takes_more(tmp_path: Path) -> None:
    """Nobody has to touch anything: what waits for its room goes by itself, in real time."""
    quick = Pace(place=(Window(1, 0.05),))
    async with Setup(tmp_path, pace=quick, clock=Real()).opened() as house:
        threads = [(await house.adapter.say(house.town.dana, house.town.help, PASSWORD)) for _ in range(3)]
        while not all(ANSWER in seen(house, heard.receipt.address) for heard in threads):
            await house.engine.rest()
            await house.adapter.calls(lambda: None)


class Real(Ticking):
    """The real time."""

    def __call__(self) -> datetime:
        """Now."""
        return datetime.now(self.now.tzinfo)


async def test_words_go_ahead_of_cards_that_wait(house: Running) -> None:
    """Ten cards wait for the desk's room; what a customer adds to a claimed conversation is next."""
    thread, desk = await claimed(house)
    for n in range(10):
        await asks(house, f"{PARROT} {n}", by=house.town.sam)
    assert len(cards(house)) == 1 + 1
    await asks(house, "It is green", thread=thread.thread)
    await passes(house, 1)
    assert "It is green" in seen(house, desk)
    assert len(cards(house)) == 1 + 1
    await passes(house, 9)
    assert len(cards(house)) == 1 + 10


async def test_a_hundred_cards_come_in_order_also_through_a_restart(tmp_path: Path) -> None:
    """A process that ends in the middle loses none of them, and the next goes on where it stopped."""
    whole = setup(tmp_path)
    async with whole.opened() as first:
        for n in range(100):
            await asks(first, f"{PARROT} {n}", by=first.town.sam)
        await passes(first, 30)
    async with whole.opened() as second:
        await passes(second, 80)
        questions = [card.said[0].question for card in cards(second) if isinstance(card.said[0], DeskCard)]
    assert questions == [f"{PARROT} {n}" for n in range(100)]


async def test_after_a_restart_words_still_go_first(tmp_path: Path) -> None:
    """The next process takes up what people said before the cards that wait longer."""
    whole = setup(tmp_path)
    async with whole.opened() as first:
        thread, desk = await claimed(first)
        for n in range(10):
            await asks(first, f"{PARROT} {n}", by=first.town.sam)
        await asks(first, "It is green", thread=thread.thread)
        assert "It is green" not in seen(first, desk)
    async with whole.opened() as second:
        await second.engine.rest()
        assert "It is green" in seen(second, desk)


# -- what waits can still be stopped


async def test_an_answer_that_waits_for_its_room_is_withdrawn_by_a_claim(house: Running) -> None:
    """Waiting is not announced: the claim takes the bot's words back, and they are never posted."""
    thread = await asks(house, PARROT)
    await passes(house, 5)
    await house.adapter.press(house.town.ada, cards(house)[0].id, Button.CLAIM)
    await house.engine.rest()
    await house.adapter.press(house.town.ada, cards(house)[0].id, Button.HAND_BACK)
    await passes(house, 5)
    for _ in range(3):
        await asks(house, PASSWORD, by=house.town.sam)
    await asks(house, PASSWORD, thread=thread.thread)
    await house.adapter.press(house.town.ben, cards(house)[0].id, Button.CLAIM)
    await passes(house, 10)
    assert ANSWER not in house.town.platform.texts_ever(thread)


async def test_words_deleted_while_they_wait_are_never_posted(house: Running) -> None:
    """An agent who takes words back before the room had room for them has said nothing."""
    thread, desk = await claimed(house)
    for _ in range(3):
        await asks(house, PASSWORD, by=house.town.sam)
    words = await writes(house, "Tell nobody", desk)
    await house.adapter.hear(house.town.platform.delete(house.town.ada, words))
    await passes(house, 10)
    assert "Tell nobody" not in house.town.platform.texts_ever(thread)


# -- several lines in one post


async def three_lines(house: Running) -> tuple[Address, list[str]]:
    """Ada writes three lines while the customers' room lags; the customer's thread and her messages."""
    thread, desk = await claimed(house)
    for _ in range(2):
        await asks(house, PASSWORD, by=house.town.sam)
    return thread, [await writes(house, line, desk) for line in ("One", "Two", "Three")]


async def test_lines_of_one_agent_become_one_post_while_the_room_lags(house: Running) -> None:
    """The customer reads them together under the agent's name, and each is marked as delivered."""
    thread, messages = await three_lines(house)
    await passes(house, 20)
    assert seen(house, thread)[-1] == "One\nTwo\nThree"
    marks = [house.town.platform.message(m).marks for m in messages]
    assert marks == [{("bot", "delivered")}] * 3


async def test_an_edit_and_a_deletion_redraw_the_whole(house: Running) -> None:
    """One line changes and one goes: the post is redrawn; with the last line the post goes."""
    thread, (one, two, three) = await three_lines(house)
    await passes(house, 20)
    await house.adapter.hear(house.town.platform.edit(house.town.ada, two, "2"))
    await house.adapter.hear(house.town.platform.delete(house.town.ada, one))
    await passes(house, 5)
    assert seen(house, thread)[-1] == "2\nThree"
    await asks(house, PASSWORD, by=house.town.sam)  # so that both have to wait
    for message in (two, three):
        await house.adapter.hear(house.town.platform.delete(house.town.ada, message))
    await passes(house, 5)
    assert not any("Three" in said or "2" in said for said in seen(house, thread))
    assert house.town.platform.whispers_to(house.town.ada) == []


async def test_a_mark_on_joined_words_is_a_mark_on_the_last_of_them(house: Running) -> None:
    """A customer's thumb under three lines stands under the agent's third."""
    thread, messages = await three_lines(house)
    await passes(house, 20)
    post = [p for p in house.town.platform.at(thread) if p.by is None][-1]
    await house.adapter.hear(house.town.platform.react(house.town.dana, post.id, "thumbsup"))
    await passes(house, 3)
    marked = [("bot", "thumbsup") in house.town.platform.message(m).marks for m in messages]
    assert marked == [False, False, True]


async def test_without_lag_every_line_is_a_post(house: Running) -> None:
    """A rested room gets them one by one."""
    thread, desk = await claimed(house)
    for line in ("One", "Two"):
        await writes(house, line, desk)
        await passes(house, 2)
    assert seen(house, thread)[-2:] == ["One", "Two"]


async def test_lines_of_two_people_stay_apart(house: Running) -> None:
    """Sam's words in Dana's thread never stand under Dana's name."""
    thread, desk = await claimed(house)
    await asks(house, f"{PARROT} 2", by=house.town.sam)
    for who, line in ((house.town.dana, "A"), (house.town.dana, "B"), (house.town.sam, "C")):
        await asks(house, line, by=who, thread=thread.thread)
    await passes(house, 20)
    posts = [p.said[0] for p in house.town.platform.at(desk) if isinstance(p.said[0], Say)]
    assert [(say.text, say.author) for say in posts] == [
        ("A\nB", house.town.dana),
        ("C", house.town.sam),
    ]


async def test_joined_words_that_are_refused_wait_to_be_sent_one_by_one(house: Running) -> None:
    """Nothing of what an agent wrote is lost with the post: each line stands on the card as unsent."""
    thread, _ = await three_lines(house)
    house.town.platform.faults = lambda verb: Fault.GONE if verb == "post" else None
    await passes(house, 5)
    house.town.platform.faults = no_faults
    await passes(house, 30)
    card = cards(house)[0].said[-1]
    assert isinstance(card, DeskCard)
    assert [unsent.text for unsent in card.unsent] == ["One", "Two", "Three"]
    assert not any("One" in text for text in house.town.platform.texts_ever(thread))


async def test_joined_words_keep_how_they_were_set(house: Running) -> None:
    """What was bold in the second line is bold in the second line of the post."""
    thread, desk = await claimed(house)
    await asks(house, PASSWORD, by=house.town.sam)
    lines: tuple[tuple[str, tuple[Span, ...]], ...] = (
        ("One", ()),
        ("so important", (Span(3, 12, Style.BOLD),)),
    )
    for line, spans in lines:
        written = house.town.platform.say(house.town.ada, desk, line)
        await house.adapter.hear(replace(written, spans=spans))
    await passes(house, 10)
    said = [p.said[0] for p in house.town.platform.at(thread) if p.by is None][-1]
    bold = (Span(7, 16, Style.BOLD),)
    assert said == Say("One\nso important", house.town.ada, Voice.AGENT, spans=bold)


# -- the card


async def test_a_card_says_that_the_desk_lags_as_long_as_it_does(house: Running) -> None:
    """With more than ten seconds of work waiting a card says so, and is drawn anew when that is over."""
    for n in range(20):
        await asks(house, f"{PARROT} {n}", by=house.town.sam)
    await passes(house, 5)
    said = [card.said[-1] for card in cards(house)]
    assert [isinstance(c, DeskCard) and c.lagging for c in said[1:]] == [WORDS[Key.CARD_LAGGING]] * 5
    await passes(house, 60 + 2 * LOOK_AGAIN.total_seconds(), step=2)
    assert [c.said[-1].lagging for c in cards(house) if isinstance(c.said[-1], DeskCard)] == [""] * 20


async def test_changes_of_a_card_that_waits_are_drawn_once(house: Running) -> None:
    """Claimed and released while the room lags, a card is redrawn once, as it is then."""
    await asks(house, PARROT)
    await passes(house, 5)
    drawn = len(cards(house)[0].said)
    for n in range(10):
        await asks(house, f"{PARROT} {n}", by=house.town.sam)
    for button in (Button.MUTE, Button.CLAIM):
        await house.adapter.press(house.town.ada, cards(house)[0].id, button)
    await house.engine.rest()
    assert len(cards(house)[0].said) == drawn
    await passes(house, 60)
    assert [text.split("\n")[0] for text in cards(house)[0].texts[drawn:]] == ["Ada has this"]


# -- a platform that says wait


async def test_a_room_that_is_refused_waits_as_long_as_it_was_told(house: Running) -> None:
    """One 429: nothing more is tried in that room until then, and the order is kept."""
    tried: list[str] = []

    def faults(verb: str) -> Fault | None:
        tried.append(verb)
        return Fault.SLOW_DOWN if verb == "post" and tried.count("post") == 1 else None

    house.town.platform.faults = faults
    threads = [await asks(house, PASSWORD) for _ in range(3)]
    assert tried.count("post") == 1
    await passes(house, 4)
    posts = [p.address for p in house.town.platform.at(house.town.help) if p.by is None]
    assert posts == threads


async def test_whoever_waits_too_long_is_told_once(house: Running, caplog: pytest.LogCaptureFixture) -> None:
    """A platform that refuses for ever: after ten minutes the agent hears of it, once; nothing is dropped."""
    thread, desk = await claimed(house)
    house.town.platform.faults = lambda verb: Fault.SLOW_DOWN if verb == "post" else None
    with caplog.at_level(logging.WARNING):
        await writes(house, "Of course.", desk)
        await passes(house, PUT_OFF_FOR.total_seconds() + 60, step=20)
    told = WORDS[Key.STILL_ON_THE_WAY]
    assert house.town.platform.whispers_to(house.town.ada) == [told]
    assert caplog.text.count("has been put off") == 1
    house.town.platform.faults = no_faults
    await passes(house, 3)
    assert seen(house, thread)[-1] == "Of course."


async def test_leads_hear_of_a_desk_that_takes_nothing(house: Running) -> None:
    """What the desk does not get to see for ten minutes, its leads hear of."""
    house.town.platform.faults = lambda verb: Fault.SLOW_DOWN if verb == "open_thread" else None
    await asks(house, PARROT)
    await passes(house, PUT_OFF_FOR.total_seconds() + 60, step=20)
    told = WORDS[Key.DESK_SLOW].format(desk="support", name="Dana")
    assert seen(house, house.town.platform.direct(house.town.ada)) == [told]
    house.town.platform.faults = no_faults
    await passes(house, 3)
    assert len(cards(house)) == 1


# -- a database that fails


async def one_waits(house: Running) -> None:
    """A card stands, another waits for its room, and now there is room for it."""
    for n in range(2):
        await asks(house, f"{PARROT} {n}", by=house.town.sam)
    while house.engine._pacing.next(house.clock.now) is not None and len(cards(house)) < 1:
        await passes(house, 1)
    assert len(cards(house)) == 1
    house.clock.now += timedelta(seconds=1)


async def both_stand(house: Running) -> None:
    """Returns when the second card stands, of itself."""
    while len(cards(house)) < 2:
        await house.adapter.calls(lambda: None)


async def test_what_was_called_up_in_vain_is_called_up_again(
    house: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A commit fails after a waiting card was announced in it: the card is not forgotten."""
    await one_waits(house)
    real, fails = Pacing.next, iter([StoreError("the disk is full")])

    def sometimes(pacing: Pacing, now: datetime) -> datetime | None:
        if (error := next(fails, None)) is not None:
            raise error
        return real(pacing, now)

    monkeypatch.setattr(Pacing, "next", sometimes)
    with pytest.raises(StoreError):
        await house.adapter.say(house.town.dana, house.town.platform.direct(house.town.dana), PASSWORD)
    await both_stand(house)


async def test_what_was_called_up_beside_a_failure_is_called_up_again(house: Running) -> None:
    """Rolled back because of somebody else's work in the same commit, a card that waited is not forgotten."""
    await one_waits(house)
    gate, writer = Event(), house.database.writer

    def wait(_: object) -> None:
        gate.wait()

    def fail(_: object) -> None:
        raise ValueError("nobody expected this")

    blocked = writer.submit(wait)
    chat = house.town.platform.direct(house.town.sam)
    saying = asyncio.create_task(house.adapter.say(house.town.sam, chat, PASSWORD))
    for _ in range(10):
        await asyncio.sleep(0)
    failed = writer.submit(fail)
    gate.set()
    await asyncio.gather(saying, asyncio.wrap_future(blocked))
    assert isinstance(failed.exception(), ValueError)
    await both_stand(house)
