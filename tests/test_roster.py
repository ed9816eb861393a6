"""Who is at a desk: the people named, or the members of its room, as old as a press may find them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.testing import FakeAdapter, FakePlatform, Ticking
from bot.errors import AdapterError, AddressGone, NotAllowed, Unavailable
from bot.events import ButtonPressed, Heard, RoomBack, RoomGone, RoomShared
from bot.meanings import Button
from bot.people import Address, Person, Room
from bot.roster import FRESH, PATIENCE, STRANGER, Roster, desk_faults
from bot.settings import Desk, Settings
from bot.store import Reader, open_for_writing
from bot.watching import Watch
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
        self.settings = Settings({"support": Desk("fake:desk", people), "back": Desk("fake:back")})
        self.adapter = FakeAdapter(self.platform)
        self.roster = Roster(self.settings, {"fake": self.adapter}, self.clock)
        self.looks: dict[Address, Room | AdapterError] = {}
        self.adapter.people.room = self._looked  # type: ignore[method-assign]  # rooms as a test wants them

    def press(self) -> ButtonPressed:
        """Somebody presses something at the desk."""
        return ButtonPressed("e1", self.clock.now, self.ada, self.room, Button.CLAIM, "c1")

    def looks_like(self, room: Address, *, outside: bool = False, public: bool = False) -> None:
        """From now on the platform tells that of a room."""
        self.looks[room] = Room(room, room.room, outside, public)

    async def faults(self) -> tuple[str, ...]:
        """What keeps the desks from working."""
        return await desk_faults(self.settings, {"fake": self.adapter})

    async def _looked(self, address: Address) -> Room:
        found = self.looks.get(address.whole_room(), Room(address, address.room))
        if isinstance(found, AdapterError):
            raise found
        return found


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


async def test_nobody_works_at_a_desk_that_others_read_along(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    """A room shared with another organisation has no agents, and the log says what to do."""
    office.looks_like(office.room, outside=True)
    await office.roster.refresh()
    assert (office.roster.at("support"), office.roster.closed("support")) == (frozenset(), True)
    assert office.roster.at("back") == {office.ben}
    assert "end the sharing, or give the desk another room" in caplog.text


async def test_a_desk_closes_the_moment_its_room_is_shared(office: Office) -> None:
    """What the platform tells is not waited out: from the event on nobody acts there."""
    await office.roster.before(RoomShared("s1", office.clock(), office.room))
    assert (office.roster.at("support"), office.roster.closed("support")) == (frozenset(), True)
    assert not office.roster.closed("back")


async def test_a_desk_opens_again_once_its_room_is_private(office: Office) -> None:
    """The next look that finds it private brings its agents back."""
    await office.roster.before(RoomShared("s1", office.clock(), office.room))
    await office.roster.refresh()
    assert office.roster.at("support") == {office.ada, office.ben}
    assert not office.roster.closed("support")


async def test_a_desk_whose_room_is_gone_does_not_work_until_it_is_back(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    """Archived, or the bot removed: told at once and by every look; the first words there end it."""
    await office.roster.before(RoomGone("g1", office.clock(), office.room))
    assert (office.roster.works("support"), office.roster.works("back")) == (False, True)
    office.looks[office.room] = AddressGone("desk")
    await office.roster.refresh()
    assert not office.roster.works("support")
    assert "the room of desk 'support' is gone" in caplog.text
    del office.looks[office.room]
    office.clock.now += 2 * STRANGER
    await office.roster.before(office.platform.say(office.ada, office.room, "Back again"))
    assert office.roster.works("support")


async def test_what_a_reading_finds_is_told_once(office: Office) -> None:
    """Gone, shared and back are events of their own where no platform told of them."""
    assert {type(one) for one in office.roster.found()} == {RoomBack}
    office.looks[office.room] = AddressGone("desk")
    await office.roster.refresh()
    await office.roster.refresh()
    office.looks_like(office.room, outside=True)
    await office.roster.refresh()
    await office.roster.refresh()
    office.looks_like(office.room)
    await office.roster.refresh()
    await office.roster.refresh()
    found = office.roster.found()
    assert [type(one) for one in found] == [RoomGone, RoomShared, RoomBack]
    assert {one.room for one in found if isinstance(one, RoomGone | RoomShared | RoomBack)} == {office.room}
    assert office.roster.found() == ()
    assert len({one.id for one in found}) == len(found)


async def test_what_a_platform_told_is_not_found_again(office: Office) -> None:
    """The event came already: the reading that sees the same is silent."""
    office.roster.found()
    await office.roster.before(RoomGone("g1", office.clock(), office.room))
    office.looks[office.room] = AddressGone("desk")
    await office.roster.refresh()
    assert office.roster.found() == ()


async def test_a_desk_that_moved_and_is_shared_closes_with_the_move(office: Office) -> None:
    """Some platforms tell of the sharing by the new name first: the move has the room looked at."""
    moved = office.platform.move(office.room, "desk2")
    office.looks_like(moved.now, outside=True)
    await office.roster.before(RoomShared("s1", office.clock(), moved.now))
    assert not office.roster.closed("support")
    await office.roster.before(moved)
    assert office.roster.closed("support")


async def test_a_desk_that_does_not_work_is_looked_at_by_itself(office: Office) -> None:
    """Nobody has to act: the watch finds its room, and says so. One failure does not end it."""
    told: list[Heard] = []

    async def deliver(event: Heard) -> None:
        told.append(event)

    watch = Watch(office.roster, deliver)
    await watch.tell()
    told.clear()
    office.looks[office.room] = AddressGone("desk")
    await office.roster.refresh()
    await watch.look()
    del office.looks[office.room]
    await watch.look()
    await watch.look()
    assert [type(one) for one in told] == [RoomGone, RoomBack]
    assert office.roster.all_work()


async def test_a_shared_desk_does_not_work(office: Office) -> None:
    """A desk others read along is no desk, whoever is in it."""
    await office.roster.before(RoomShared("s1", office.clock(), office.room))
    assert not office.roster.works("support")


async def test_a_room_that_moved_is_read_by_its_new_name(office: Office) -> None:
    """Whoever joins after the move is an agent there."""
    moved = office.platform.move(office.room, "desk2")
    await office.roster.before(moved)
    office.platform.room(moved.now).members.append(office.cleo)
    await office.roster.refresh()
    assert office.roster.at("support") == {office.ada, office.ben, office.cleo}


async def test_a_room_that_moved_before_this_process_is_known(office: Office, tmp_path: Path) -> None:
    """The settings may still name a room by the id it had: what is stored tells the present one."""
    with_store = open_for_writing(tmp_path)
    moved = office.platform.move(office.room, "desk2")
    await with_store.writer.keep(lambda books: books.move_room(moved.room, moved.now))
    reader = Reader(tmp_path)
    roster = Roster(office.settings, {"fake": office.adapter}, office.clock, reader=reader)
    await roster.refresh()
    assert roster.at("support") == {office.ada, office.ben}
    reader.close()
    with_store.close()


async def test_private_desks_have_no_faults(office: Office) -> None:
    """A room of the house that nobody may join unasked can be a desk's."""
    assert await office.faults() == ()


async def test_all_desks_that_could_not_work_are_told_at_once(office: Office) -> None:
    """A shared room and one the bot is not in: each is named by its setting, with what to do."""
    office.looks_like(office.room, outside=True)
    office.looks[office.back] = AddressGone("back")
    shared, absent = await office.faults()
    assert shared.startswith("desks.support.room: found 'fake:desk', but it is shared with another")
    assert shared.endswith("give the desk a private room of your own")
    assert absent.startswith("desks.back.room: found 'fake:back', but there is no such room")
    assert absent.endswith("invite the bot there")


@pytest.mark.parametrize(("people", "refused"), [((), True), (("fake:ada",), False)])
async def test_a_room_anybody_may_join_needs_its_agents_named(
    people: tuple[str, ...], *, refused: bool
) -> None:
    """Without a list whoever joins would be an agent; with one it is a desk like any other."""
    office = Office(*people)
    office.looks_like(office.room, public=True)
    faults = await office.faults()
    assert bool(faults) is refused
    assert all("desks.support.people = [" in fault for fault in faults)


@pytest.mark.parametrize("error", [Unavailable("fake"), NotAllowed("no scope")])
async def test_what_cannot_be_told_keeps_no_house_closed(office: Office, error: AdapterError) -> None:
    """A platform that is away for a moment is no reason not to start."""
    office.looks[office.room] = error
    assert await office.faults() == ()


def test_a_room_that_is_never_told_keeps_no_house_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look that never ends is given up."""

    async def story() -> tuple[str, ...]:
        office = Office()
        monkeypatch.setattr(office.adapter.people, "room", lambda _: asyncio.Future())
        return await office.faults()

    assert in_no_time(story()) == ()
