"""Who is at a desk: the people named, or the members of its room, as old as a press may find them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from adapters.testing import FakeAdapter, FakePlatform, Ticking
from bot.errors import Unavailable
from bot.events import ButtonPressed, Heard
from bot.meanings import Button
from bot.people import Address, Person
from bot.roster import FRESH, PATIENCE, STRANGER, Roster
from bot.settings import Desk, Settings
from tests.fakes.loop import in_no_time

SECOND = timedelta(seconds=1)


class Office:
    """A desk in a room with Ada and Ben in it; Cleo is elsewhere."""

    def __init__(self, *people: str) -> None:
        self.clock = Ticking()
        self.platform = FakePlatform(clock=self.clock)
        self.ada, self.ben, self.cleo = (
            self.platform.add_person(name.lower(), name) for name in ("Ada", "Ben", "Cleo")
        )
        self.room = self.platform.add_room("desk", (self.ada, self.ben))
        self.back = self.platform.add_room("back", (self.ben,))
        settings = Settings({"support": Desk("fake:desk", people), "back": Desk("fake:back")})
        self.adapter = FakeAdapter(self.platform)
        self.roster = Roster(settings, {"fake": self.adapter}, self.clock)

    def press(self) -> ButtonPressed:
        """Somebody presses something at the desk."""
        return ButtonPressed("e1", self.clock.now, self.ada, self.room, Button.CLAIM, "c1")


@pytest.fixture
async def office() -> Office:
    """An office whose desks were just read."""
    office = Office()
    await office.roster.refresh()
    return office


async def test_everybody_in_the_desks_room_is_an_agent(office: Office) -> None:
    """Without a list of people the members of the desk's room are its agents."""
    assert office.roster.at("support") == {office.ada, office.ben}
    assert office.roster.desks_of(office.ben) == ("support", "back")
    assert office.roster.desks_of(office.cleo) == ()
    assert office.roster.at("no such desk") == frozenset()


async def test_named_people_are_the_agents_whoever_is_in_the_room() -> None:
    """A list of people in the settings is all of the desk, and carries the names people know."""
    office = Office("fake:cleo")
    await office.roster.refresh()
    assert [agent.name for agent in office.roster.at("support")] == ["Cleo"]


async def test_a_named_person_who_is_gone_costs_nobody_else_the_desk(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Somebody who left the platform is left out, and told of by name."""
    office = Office("fake:gone", "fake:cleo")
    await office.roster.refresh()
    assert office.roster.at("support") == {office.cleo}
    assert "'fake:gone'" in caplog.text


async def test_a_desk_that_cannot_be_read_keeps_its_members(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """While the platform refuses, everybody stays who was there, and the other desks are read."""
    read = office.adapter.people.members

    async def busy(room: Address) -> Sequence[Person]:
        if room == office.room:
            raise Unavailable("fake")
        return await read(room)

    office.platform.room(office.back).members.append(office.cleo)
    monkeypatch.setattr(office.adapter.people, "members", busy)
    await office.roster.refresh()
    assert office.roster.at("support") == {office.ada, office.ben}
    assert office.roster.at("back") == {office.ben, office.cleo}
    assert "'support' could not be read" in caplog.text


def test_a_desk_that_never_answers_holds_up_no_press(monkeypatch: pytest.MonkeyPatch) -> None:
    """A press waits for a silent platform no longer than a platform waits for us."""

    async def story() -> float:
        office = Office()
        monkeypatch.setattr(office.adapter.people, "members", lambda _: asyncio.Future())
        await office.roster.before(office.press())
        return asyncio.get_running_loop().time()

    assert in_no_time(story()) == PATIENCE * len(("support", "back"))


@pytest.mark.parametrize(("age", "seen"), [(FRESH, False), (FRESH + SECOND, True)])
async def test_a_press_finds_no_membership_older_than_a_minute(
    office: Office, age: timedelta, *, seen: bool
) -> None:
    """Somebody who joined can press within a minute; somebody thrown out can no longer."""
    office.platform.room(office.room).members[:] = [office.cleo]
    office.clock.now += age - SECOND  # looking at this clock takes a second
    await office.roster.before(office.press())
    assert (office.roster.at("support") == {office.cleo}) == seen


async def test_a_known_agents_words_do_not_have_the_desk_read_again(office: Office) -> None:
    """However old it is, a message of an agent asks the platform for nothing."""
    office.platform.room(office.room).members.append(office.cleo)
    office.clock.now += 10 * FRESH
    await office.roster.before(office.platform.say(office.ada, office.room, "Hello"))
    assert office.roster.at("support") == {office.ada, office.ben}


@pytest.mark.parametrize("act", ["say", "react"])
async def test_a_new_agent_is_one_with_the_first_words(office: Office, act: str) -> None:
    """Who was added to the room and acts there is read in, without anybody pressing anything."""
    office.platform.room(office.room).members.append(office.cleo)
    office.clock.now += 2 * STRANGER
    said = office.platform.say(office.cleo, office.room, "Hello")
    seen = said if act == "say" else office.platform.react(office.cleo, said.receipt.message)
    await office.roster.before(seen)
    assert office.roster.at("support") == {office.ada, office.ben, office.cleo}


async def test_a_guest_who_talks_at_a_desk_is_not_looked_up_for_every_word(office: Office) -> None:
    """Within a few seconds of a reading a stranger's words are not worth another."""
    office.platform.room(office.room).members.append(office.cleo)
    await office.roster.before(office.platform.say(office.cleo, office.room, "Hello"))
    assert office.roster.at("support") == {office.ada, office.ben}


async def test_words_elsewhere_have_nothing_read(office: Office) -> None:
    """Only a desk's own room tells of new agents."""
    office.platform.room(office.room).members.append(office.cleo)
    office.clock.now += 10 * FRESH
    elsewhere = office.platform.add_room("help", (office.cleo,))
    await office.roster.before(office.platform.say(office.cleo, elsewhere, "Hello"))
    assert office.roster.at("support") == {office.ada, office.ben}


async def test_who_leaves_is_an_agent_no_longer(office: Office) -> None:
    """A member who leaves is read off the desk at once."""
    left: Heard = office.platform.leave(office.ada, office.room)
    await office.roster.before(left)
    assert office.roster.at("support") == {office.ben}


async def test_the_first_press_has_the_desks_read() -> None:
    """Before anything was read nobody is at any desk, and the first press has it read."""
    office = Office()
    assert office.roster.at("support") == frozenset()
    await office.roster.before(office.press())
    assert office.roster.at("support") == {office.ada, office.ben}
