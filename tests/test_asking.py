"""What adapters are told on demand: who waits, why something was said, what a chat begins with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from adapters.testing import Posted
from bot.asking import Asking
from bot.events import DutyChanged
from bot.meanings import Button, CardState, Duty, Form, Home, Prompts, Why
from bot.people import Address, Person, Receipt
from bot.ports import FormWanted, HomeWanted, OpenPlaces, OpenPlacesWanted, PromptsWanted, WhyWanted
from bot.roster import Roster
from bot.settings import Listen, Mode, Route
from bot.store import Reader
from bot.words import Key, phrase, text
from tests.fakes.house import Running, Setup

PASSWORD = "How do I reset my password?"
PARROT = "Can I bring my parrot?"
SNAKE = "Can I bring my snake?"


@dataclass(slots=True)
class Desk:
    """A house with somebody to ask it."""

    house: Running
    asking: Asking

    async def home(self, by: Person) -> Home | None:
        """The waiting list, as *by* is shown it."""
        shown = await self.asking(HomeWanted(by))
        assert shown is None or isinstance(shown, Home)
        return shown

    async def why(self, by: Person, text: str) -> Why | None:
        """What *by* is told about the message that says *text*."""
        posted = self.message(text)
        told = await self.asking(WhyWanted(by, Receipt(posted.address, posted.id)))
        assert told is None or isinstance(told, Why)
        return told

    async def asks(self, text: str, *, by: Person | None = None) -> Address:
        """A customer asks; the thread that opens."""
        house = self.house
        heard = await house.adapter.say(by or house.town.dana, house.town.help, text)
        await house.engine.rest()
        return heard.receipt.address

    def message(self, text: str) -> Posted:
        """The message whose first line is *text*."""
        standing = self.house.town.platform.messages.values()
        return next(posted for posted in standing if posted.text.splitlines()[0] == text)

    def cards(self) -> list[Posted]:
        """The cards in the desk's room, oldest first."""
        heads = self.house.town.platform.at(self.house.town.desk)
        return [posted for posted in heads if posted.id == posted.address.thread]


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Desk]:
    """A house that runs, and its desk."""
    setup = Setup(folder)
    async with setup.opened() as house:
        roster, reader = Roster(setup.settings, {"fake": house.adapter}, house.clock), Reader(folder)
        await roster.refresh()
        yield Desk(house, Asking(reader, roster, setup.settings))
        reader.close()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk whose agents are Ada and Ben."""
    async with opened(tmp_path) as desk:
        yield desk


async def test_the_longest_waiting_come_first_and_what_is_held_after(desk: Desk) -> None:
    """Agents see all that is at their desk with its question and asker, in the order it should be taken."""
    town = desk.house.town
    await desk.asks(PARROT)
    await desk.house.adapter.press(town.ada, desk.cards()[0].id, Button.CLAIM)
    await desk.house.engine.rest()
    await desk.asks(SNAKE, by=town.sam)
    await desk.asks("Can I bring my goat?")
    shown = await desk.home(town.ben)
    assert shown is not None
    assert [(row.question, row.customer, row.state) for row in shown.rows] == [
        (SNAKE, "Sam", CardState.WAITING),
        ("Can I bring my goat?", "Dana", CardState.WAITING),
        (PARROT, "Dana", CardState.CLAIMED),
    ]
    assert [row.holder for row in shown.rows] == [None, None, town.ada]
    assert [row.desk for row in shown.rows] == [desk.cards()[n].address for n in (1, 2, 0)]


async def test_the_waiting_list_is_sorted_into_mine_waiting_and_all(desk: Desk) -> None:
    """What the asker holds, what waits for anybody, and everything at the desk, each under its title."""
    town = desk.house.town
    await desk.asks(PARROT)
    await desk.house.adapter.press(town.ada, desk.cards()[0].id, Button.CLAIM)
    await desk.asks(SNAKE, by=town.sam)
    shown = {by: await desk.home(by) for by in (town.ada, town.ben)}
    assert [_sorted(home) for home in shown.values()] == [
        [("Mine", [PARROT]), ("Waiting", [SNAKE]), ("All", [SNAKE, PARROT])],
        [("Mine", []), ("Waiting", [SNAKE]), ("All", [SNAKE, PARROT])],
    ]


def _sorted(home: Home | None) -> list[tuple[str, list[str]]]:
    sections = home.sections if home else ()
    return [(section.title, [row.question for row in section.rows]) for section in sections]


async def test_an_empty_part_of_the_list_says_what_is_empty(desk: Desk) -> None:
    """Under what an agent holds does not stand that nobody waits."""
    home = await desk.home(desk.house.town.ben)
    told = [section.empty for section in home.sections if not section.rows] if home else []
    assert len(told) == len(set(told)) > 1


async def test_an_agent_sees_whether_he_is_on_duty(desk: Desk) -> None:
    """The list tells whether its reader is on duty, and offers the switch to the other."""
    town, house = desk.house.town, desk.house
    before = await desk.home(town.ada)
    await house.engine.deliver(DutyChanged("off", house.clock(), town.ada, on=False))
    after, other = await desk.home(town.ada), await desk.home(town.ben)
    assert before is not None
    assert after is not None
    assert other is not None
    since = f"{house.clock():%Y-%m-%d %H:%M}"
    on = Duty(on=True, told="You are on duty.", label="Go off duty")
    off = Duty(on=False, told=f"You are off duty since {since} (UTC).", label="Go on duty")
    assert [before.duty, after.duty, other.duty] == [on, off, on]


async def test_who_opens_a_chat_is_greeted_with_the_routes_questions(desk: Desk) -> None:
    """A chat begins with a friendly word and the questions its route offers, whoever opens it."""
    asking = _asking_with(desk, Route("fake:*", "support", prompts=(PASSWORD, "What does it cost?")))
    dana = desk.house.town.dana
    room = desk.house.town.platform.direct(dana)
    prompts = await asking(PromptsWanted(dana, room))
    assert isinstance(prompts, Prompts)
    assert prompts.questions == (PASSWORD, "What does it cost?")
    assert (prompts.greeting, prompts.title) == (
        text(phrase(Key.CHAT_GREETING), "en"),
        text(phrase(Key.CHAT_QUESTIONS), "en"),
    )


@pytest.mark.parametrize(
    "route",
    [
        Route("fake:elsewhere", "support"),
        Route("fake:*", "support", listen=Listen.OFF),
        Route("fake:*", "support", mode=Mode.SHADOW),
    ],
)
async def test_where_the_bot_does_not_speak_nothing_is_offered(desk: Desk, route: Route) -> None:
    """A chat in which no route listens, or only in shadow, begins with nothing."""
    asking, dana = _asking_with(desk, route), desk.house.town.dana
    assert await asking(PromptsWanted(dana, desk.house.town.platform.direct(dana))) is None


def _asking_with(desk: Desk, route: Route) -> Asking:
    return replace(desk.asking, settings=replace(desk.asking.settings, routes=(route,)))


async def test_a_form_is_for_agents_of_the_desk_alone(desk: Desk) -> None:
    """An agent gets the form of what can be done now; nobody else gets any, nor is there one for nothing."""
    await desk.asks(PARROT)
    town = desk.house.town
    (about,) = {
        drawn.press.about for drawn in town.platform.buttons(town.ada) if drawn.press.button == "claim"
    }
    note = await desk.asking(FormWanted(town.ada, Button.WRITE_NOTE, about))
    assert isinstance(note, Form)
    assert (note.press.button, note.press.about) == (Button.WRITE_NOTE, about)
    assert isinstance(await desk.asking(FormWanted(town.ben, Button.RESOLVE_WITH_WORDS, about)), Form)
    for wanted in (
        FormWanted(town.dana, Button.WRITE_NOTE, about),
        FormWanted(town.cleo, Button.WRITE_NOTE, about),
        FormWanted(town.ada, Button.WRITE_NOTE, "nothing"),
        FormWanted(town.ada, Button.CLAIM, about),
    ):
        assert await desk.asking(wanted) is None


async def test_a_form_that_is_too_late_is_not_opened(desk: Desk) -> None:
    """What somebody else took or closed meanwhile is not asked for any more."""
    await desk.asks(PARROT)
    town, card = desk.house.town, desk.cards()[0]
    (about,) = {
        drawn.press.about for drawn in town.platform.buttons(town.ada) if drawn.press.button == "claim"
    }
    await desk.house.adapter.press(town.ada, card.id, Button.CLAIM)
    wanted = {by: FormWanted(by, Button.RESOLVE_WITH_WORDS, about) for by in (town.ada, town.ben)}
    assert isinstance(await desk.asking(wanted[town.ada]), Form)
    assert await desk.asking(wanted[town.ben]) is None
    await desk.house.adapter.press(town.ada, card.id, Button.RESOLVE)
    assert await desk.asking(wanted[town.ada]) is None


async def test_an_adapter_is_told_where_its_open_conversations_stand(desk: Desk) -> None:
    """Customers' threads and desk threads of what is open; nothing of what is over or stands elsewhere."""
    answered = await desk.asks(PASSWORD)
    over = await desk.asks(SNAKE)
    await desk.house.adapter.press(desk.house.town.ada, desk.cards()[0].id, Button.RESOLVE)
    waiting = await desk.asks(PARROT)
    told = await desk.asking(OpenPlacesWanted("fake"))
    assert isinstance(told, OpenPlaces)
    assert over not in told.places
    assert set(told.places) == {answered, waiting, desk.cards()[1].address}
    assert await desk.asking(OpenPlacesWanted("slack")) == OpenPlaces(())


async def test_a_deleted_question_is_on_no_waiting_list(desk: Desk) -> None:
    """Words a customer took back are shown as deleted, also in the waiting list."""
    town = desk.house.town
    await desk.asks(PARROT)
    asked = next(m for m in town.platform.messages.values() if m.by == town.dana)
    await desk.house.adapter.hear(town.platform.delete(town.dana, asked.id))
    await desk.house.engine.rest()
    shown = await desk.home(town.ada)
    assert shown is not None
    assert [row.question for row in shown.rows] == [text(phrase(Key.DELETED), "en")]


async def test_what_the_bot_answers_and_what_is_over_is_on_no_waiting_list(desk: Desk) -> None:
    """A conversation the desk has nothing to do with is not shown; an empty list says so."""
    await desk.asks(PASSWORD)
    await desk.asks(PARROT)
    await desk.house.adapter.press(desk.house.town.ada, desk.cards()[0].id, Button.RESOLVE)
    await desk.house.engine.rest()
    shown = await desk.home(desk.house.town.ada)
    assert shown is not None
    assert (shown.rows, shown.empty) == ((), "Nobody is waiting.")


async def test_customers_and_colleagues_see_no_waiting_list(desk: Desk) -> None:
    """Whoever is at no desk is told nothing, not even that nobody waits."""
    await desk.asks(PARROT)
    for person in (desk.house.town.dana, desk.house.town.cleo):
        assert await desk.home(person) is None


async def test_why_the_bot_answered(desk: Desk) -> None:
    """Behind an answer: the bot said it, how sure it was, and the passage it rests on."""
    await desk.asks(PASSWORD)
    told = await desk.why(desk.house.town.ada, "Press “Forgot password” on the sign-in page.")
    assert told is not None
    assert dict(told.details) == {
        "Said by": "The bot",
        "State then": "The bot was answering",
        "State now": "The bot is answering",
        "What became of it": "Sent to the customer",
        "Confidence": "95%",
    }
    assert [tried.title for tried in told.tried] == [PASSWORD]


async def test_why_behind_a_customers_message(desk: Desk) -> None:
    """Behind a customer's words: who said them and what became of them."""
    await desk.asks(PARROT)
    told = await desk.why(desk.house.town.ben, PARROT)
    assert told is not None
    assert ("Said by", "Dana") in told.details
    assert ("State now", "Waiting for an agent") in told.details


async def test_why_behind_a_card(desk: Desk) -> None:
    """Behind a card: what the bot considered and how sure it was, which is why a person was fetched."""
    await desk.asks(PARROT)
    told = await desk.why(desk.house.town.ada, "Waiting for an agent")
    assert told is not None
    assert ("Confidence", "10%") in told.details
    assert [tried.title for tried in told.tried] == ["What does it cost?"]


async def test_customers_are_not_told_why(desk: Desk) -> None:
    """Scores and passages are for the desk: customers and colleagues get nothing, nor does another desk."""
    await desk.asks(PASSWORD)
    stranger = desk.house.town.platform.add_person("eve", "Eve")
    for person in (desk.house.town.dana, desk.house.town.cleo, stranger):
        assert await desk.why(person, PASSWORD) is None


async def test_agents_of_another_desk_are_not_told_why(tmp_path: Path) -> None:
    """A member of one desk alone is told nothing about a conversation of another."""
    async with opened(tmp_path) as desk:
        town = desk.house.town
        town.platform.room(town.desk).members.remove(town.ben)
        await desk.asking.roster.refresh()
        await desk.asks(PARROT)
        assert await desk.why(town.ben, PARROT) is None
        assert await desk.why(town.ada, PARROT) is not None


async def test_a_message_nobody_knows_has_no_reason(desk: Desk) -> None:
    """Asked about something that was never part of a conversation, nothing is told."""
    nowhere = Receipt(desk.house.town.help, "no-such-message")
    assert await desk.asking(WhyWanted(desk.house.town.ada, nowhere)) is None
