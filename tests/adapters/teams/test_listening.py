"""From an activity to the bot and back to Teams: kept first, in order, and answered where Teams waits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.teams.asked import Installed
from adapters.teams.buttons import data
from adapters.teams.connector import Connector
from adapters.teams.edge import no_token
from adapters.teams.files import TeamsFiles
from adapters.teams.hooks import Answer
from adapters.teams.listening import Around, Listening
from adapters.teams.parse_presses import BAD
from adapters.teams.people import Directory
from adapters.teams.presses import MESSAGE, Presses
from adapters.teams.refs import Kind, Ref, Refs
from adapters.teams.shelf import Shelf
from adapters.testing.ground import Witness
from bot.errors import AddressGone, Unavailable
from bot.events import AgentLeft, ButtonPressed, MessageReceived, RoomGone
from bot.meanings import Button, Notice, Press
from bot.people import Address, Person
from tests.adapters.teams.activities import (
    BOT,
    CALL,
    CHANNEL,
    DANA_ID,
    PERSONAL,
    TEAM,
    TENANT,
    THREAD,
    US,
    activity,
)

Json = dict[str, Any]
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
PRESS = {"type": "Action.Execute", "verb": "fd", "data": data(Press(Button.CLAIM, "c1", "Claim"))}
ADA_ID = "00000000-0000-0000-0000-0000000000a1"


class Roll:
    """The members Teams tells of, by their ids `29:…`. `down` makes every question fail; `asked` are all."""

    def __init__(self) -> None:
        self.there: dict[str, Json] = {}
        self.down = False
        self.asked: list[str] = []
        self.opened: list[str] = []

    def add(self, user: str, aad: str, name: str, **more: str) -> None:
        """Somebody is there."""
        self.there[user] = {"id": user, "aadObjectId": aad, "name": name, "tenantId": TENANT, **more}

    async def member(self, ref: Ref, user: str, /) -> Mapping[str, Any]:
        """One member, by either id."""
        self.asked.append(user)
        if self.down:
            raise Unavailable("teams")
        found = self.there.get(user) or next(
            (m for m in self.there.values() if m["aadObjectId"] == user), None
        )
        if found is None:
            raise AddressGone("nobody of that id")
        return found

    async def members(self, ref: Ref, /) -> Sequence[Mapping[str, Any]]:
        """All members."""
        if self.down:
            raise Unavailable("teams")
        return [*self.there.values(), BOT]

    async def channels(self, ref: Ref, /) -> Sequence[Mapping[str, Any]]:
        """The team's channels; the first one has no name, as in Teams."""
        self.asked.append(ref.team)
        if self.down:
            raise Unavailable("teams")
        return [{"id": TEAM}, {"id": CHANNEL, "name": "Help"}]

    async def open_direct(self, ref: Ref, user: str, /) -> str:
        """A new direct chat."""
        self.opened.append(user)
        return f"a:chat-with-{user[3:]}"


class House:
    """The listening among real parts, with Teams' answers about people made up."""

    def __init__(self, folder: Path) -> None:
        self.roll, self.refs = Roll(), Refs(folder)
        self.witness, self.greeted = Witness(), list[Installed]()
        self.connector = Connector(US, no_token)
        self.shelf = Shelf(TeamsFiles(self.connector, self.refs, folder / "files"), pause=0)
        self.presses = Presses(lambda _, __: None, patience=60)
        self.directory = Directory(self.roll, self.refs, US, [CHANNEL])
        around = Around(US, self.refs, self.directory, self.shelf, self.presses)
        self.listening = Listening(around, self.witness.deliver, self.greeted.append, lambda: NOW)

    async def take(self, body: Json) -> Answer:
        """Hand an activity in."""
        return await self.listening.take(body)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """The listening among its parts."""
    made = House(tmp_path)
    yield made
    await made.shelf.close()
    await made.connector.close()
    await made.refs.close()


async def test_a_message_is_heard_and_its_room_remembered(house: House) -> None:
    """With who wrote as the directory describes them; an answer has no body."""
    house.roll.add("29:dana", DANA_ID, "Dana Lee")
    assert await house.take(activity(text="Hello")) == Answer(200, {}, wants=False)
    (event,) = house.witness.heard
    assert isinstance(event, MessageReceived)
    assert (event.by, event.by.name, event.by.house) == (Person("teams", DANA_ID), "Dana Lee", True)
    ref, met = house.refs.of("a:dana"), house.refs.met(DANA_ID)
    assert ref is not None
    assert met is not None
    assert (ref.kind, met.direct) == (Kind.PERSONAL, "a:dana")


@pytest.mark.parametrize(
    "more", [{"userRole": "guest"}, {"userRole": "anonymous"}, {"tenantId": "another-tenant"}]
)
async def test_a_guest_of_the_tenant_is_not_of_the_house(house: House, more: dict[str, str]) -> None:
    """Though the message was written in our tenant."""
    house.roll.add("29:dana", DANA_ID, "Dana", **more)
    await house.take(activity(text="Hello"))
    (event,) = house.witness.heard
    assert isinstance(event, MessageReceived)
    assert event.by.house is False


async def test_people_are_asked_about_once(house: House) -> None:
    """Ten messages of one person cost one question, also where Teams knows nobody of that id."""
    house.roll.add("29:dana", DANA_ID, "Dana")
    for number in range(10):
        await house.take(activity(text="Hello", id=str(number)))
        await house.take(activity(text="Hello", id=f"b{number}") | {"from": {"id": "29:eve", "name": "Eve"}})
    assert house.roll.asked == ["29:dana", "29:eve"]
    assert len(house.witness.heard) == 20


async def test_a_message_does_not_wait_for_a_directory_that_is_down(house: House) -> None:
    """Its writer is named as the message does."""
    house.roll.down = True
    await house.take(activity(text="Hello"))
    (event,) = house.witness.heard
    assert isinstance(event, MessageReceived)
    assert event.by.name == "Dana"


async def test_what_cannot_be_kept_is_not_taken(house: House) -> None:
    """The error goes up to whoever answers Teams; taken again it has the same name."""
    house.witness.refusing = True
    with pytest.raises(RuntimeError):
        await house.take(activity(text="Hello"))
    house.witness.refusing = False
    await house.take(activity(text="Hello"))
    await house.take(activity(text="Hello"))
    assert len({event.id for event in house.witness.heard}) == 1


async def test_what_comes_from_one_room_is_taken_in_order(house: House) -> None:
    """Though the first one's writer has to be looked up, and the second one's not."""
    house.roll.add("29:dana", DANA_ID, "Dana")
    bodies = [activity(text=str(n), id=str(n), conversation=THREAD, entities=[CALL]) for n in range(20)]
    await asyncio.gather(*map(house.take, bodies))
    assert [getattr(event, "text", "") for event in house.witness.heard] == [str(n) for n in range(20)]


# -- presses


def pressed(**more: Any) -> Json:  # noqa: ANN401 - whatever Teams may send
    """Dana presses a button in a channel."""
    body = {
        "name": "adaptiveCard/action",
        "value": {"action": PRESS},
        "replyToId": "9",
        "conversation": THREAD,
    }
    return activity("invoke", **(body | more))


async def test_a_press_is_answered_by_the_word_for_whoever_pressed(house: House) -> None:
    """Which comes after the event was taken, while messages of the same room go on."""
    answering = asyncio.create_task(house.take(pressed()))
    (event,) = await house.witness.until(1)
    assert isinstance(event, ButtonPressed)
    await house.take(activity(text="Meanwhile", id="2", conversation=THREAD))
    assert house.presses.tell(event.by, event.place, Notice("Ben has this already"))
    value = {"statusCode": 200, "type": MESSAGE, "value": "Ben has this already"}
    assert await answering == Answer(200, value, wants=True)


async def test_a_press_that_cannot_be_kept_waits_for_nothing(house: House) -> None:
    """It is not answered at all, and a later word finds nobody waiting."""
    house.witness.refusing = True
    with pytest.raises(RuntimeError):
        await house.take(pressed())
    dana = Person("teams", DANA_ID)
    assert not house.presses.tell(dana, Address("teams", CHANNEL, "7"), Notice("Too late"))


async def test_what_is_no_press_of_ours_is_answered_so(house: House) -> None:
    """In the protocol's own form."""
    answer = await house.take(pressed(value={"action": {"type": "Action.Execute", "verb": "takeover"}}))
    assert (answer.status, answer.wants, answer.body["statusCode"]) == (BAD, True, 400)
    assert answer.body["type"] == "application/vnd.microsoft.error"
    assert house.witness.heard == []


async def test_other_things_teams_waits_for(house: House) -> None:
    """A file that was never offered is answered with nothing, Teams' own thumbs with an empty yes."""
    consent = activity("invoke", name="fileConsent/invoke", value={"action": "decline", "context": {}})
    assert await house.take(consent) == Answer(200, None, wants=True)
    assert await house.take(activity("invoke", name="message/submitAction")) == Answer(200, {}, wants=True)
    assert (await house.take(activity("invoke", name="task/fetch"))).status == 501


# -- rooms


def team(event: str, **more: Any) -> Json:  # noqa: ANN401 - whatever Teams may send
    """Something that Teams tells of a team, in one of its channels."""
    told = {"eventType": event, "team": {"id": TEAM}, "tenant": {"id": TENANT}}
    return activity("conversationUpdate", conversation=THREAD | {"id": CHANNEL}, channelData=told, **more)


async def test_a_team_that_is_gone_takes_its_channels_along(house: House) -> None:
    """Each known one is gone, and reached no more."""
    service = "https://smba.trafficmanager.net/emea/"
    await house.refs.remember(Ref("19:other@thread.tacv2", service, Kind.CHANNEL, TENANT, TEAM))
    await house.refs.remember(Ref("19:elsewhere@thread.tacv2", service, Kind.CHANNEL, TENANT, "19:t2"))
    await house.take(team("teamDeleted"))
    gone = [event.room.room for event in house.witness.heard if isinstance(event, RoomGone)]
    assert gone == [CHANNEL, "19:other@thread.tacv2"]
    assert [ref.room for ref in house.refs.rooms] == ["19:elsewhere@thread.tacv2"]


async def test_whoever_leaves_a_team_leaves_its_channels(house: House) -> None:
    """The desk may be in another channel than the one Teams tells it of."""
    service = "https://smba.trafficmanager.net/emea/"
    await house.refs.remember(Ref("19:desk@thread.tacv2", service, Kind.CHANNEL, TENANT, TEAM))
    house.roll.add("29:ada", ADA_ID, "Ada")
    await house.directory.members(Address("teams", CHANNEL))
    await house.take(team("teamMemberRemoved", membersRemoved=[{"id": "29:ada"}]))
    left = [event for event in house.witness.heard if isinstance(event, AgentLeft)]
    assert {event.room.room for event in left} == {CHANNEL, "19:desk@thread.tacv2"}
    assert {(event.by, event.by.name) for event in left} == {(Person("teams", ADA_ID), "Ada")}
    assert len({event.id for event in left}) == 2


async def test_the_bot_is_taken_out_of_a_chat(house: House) -> None:
    """The room is gone; when the bot is back there it is reached again."""
    await house.take(activity(text="Hello"))
    await house.take(activity("installationUpdate", action="remove", id="2"))
    assert isinstance(house.witness.heard[-1], RoomGone)
    assert house.refs.of("a:dana") is None
    await house.take(activity("installationUpdate", action="add", id="3"))
    assert house.refs.of("a:dana") is not None


async def test_whoever_comes_is_greeted_once(house: House) -> None:
    """Teams may send it again, and sends two other activities with it."""
    came = activity("installationUpdate", action="add")
    await house.take(came)
    await house.take(activity("conversationUpdate", membersAdded=[BOT], conversation=PERSONAL, id="2"))
    await house.take(came)
    assert [one.by.id for one in house.greeted] == [DANA_ID]


async def test_what_nobody_described_is_told_to_the_log_once(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """And answered well, or Teams would send it again."""
    with caplog.at_level(logging.WARNING):
        for number in range(3):
            assert (await house.take(activity("somethingNew", id=str(number)))).status == 200
    assert len([record for record in caplog.records if "somethingNew" in record.message]) == 1


async def test_an_activity_of_no_room_is_passed_over(house: House) -> None:
    """Nothing is remembered of it."""
    assert (await house.take(activity(text="Hello", conversation=None))).status == 200
    assert (house.witness.heard, house.refs.rooms) == ([], ())


# -- who is who


async def test_somebody_is_found_by_the_directorys_id(house: House) -> None:
    """In the settings' rooms, before they ever wrote; and then directly."""
    house.roll.add("29:ada", ADA_ID, "Ada")
    found = await house.directory.person(ADA_ID)
    assert (found, found.name, found.house) == (Person("teams", ADA_ID), "Ada", True)
    assert await house.directory.direct(found) == Address("teams", "a:chat-with-ada")
    assert await house.directory.direct(found) == Address("teams", "a:chat-with-ada")
    assert house.roll.opened == ["29:ada"]
    await house.take(activity(text="Hello") | {"from": {"id": "29:ada", "aadObjectId": ADA_ID}})
    assert await house.directory.direct(found) == Address("teams", "a:dana")


async def test_nobody_of_that_id_is_gone(house: House) -> None:
    """Unless Teams cannot be asked, which is something else."""
    with pytest.raises(AddressGone):
        await house.directory.person(ADA_ID)
    house.roll.down = True
    with pytest.raises(Unavailable):
        await house.directory.person("nobody")


async def test_the_agents_of_the_settings_are_known_while_teams_is_down(house: House) -> None:
    """An id of the directory stands for itself, so that a desk can be worked at from the first press on."""
    house.roll.down = True
    assert await house.directory.person(ADA_ID) == Person("teams", ADA_ID)
    assert (await house.directory.room(Address("teams", CHANNEL))).public is True
    house.roll.down = False
    house.roll.add("29:ada", ADA_ID, "Ada")
    assert (await house.directory.person(ADA_ID)).name == "Ada"


async def test_what_a_channel_is_called_is_asked_once(house: House) -> None:
    """Messages do not say it; while Teams does not tell, they go on without."""
    told = {"tenant": {"id": TENANT}, "team": {"id": TEAM}}
    for number in range(3):
        await house.take(activity(text="Hello", id=str(number), conversation=THREAD, channelData=told))
    names = {event.room_name for event in house.witness.heard if isinstance(event, MessageReceived)}
    assert (names, house.roll.asked.count(TEAM)) == ({"Help"}, 1)
    assert (await house.directory.room(Address("teams", CHANNEL))).name == "Help"


async def test_a_channel_is_open_to_the_house(house: House) -> None:
    """So a desk in one needs its people named; a chat is not, and a shared channel has strangers in it."""
    await house.take(activity(text="Hello", conversation=THREAD))
    assert (await house.directory.room(Address("teams", CHANNEL))).public is True
    await house.take(activity(text="Hello", conversation={"id": "19:c@thread.v2", "name": "Lunch"}))
    room = await house.directory.room(Address("teams", "19:c@thread.v2"))
    assert (room.public, room.outside, room.name) == (False, False, "Lunch")
    told = {"tenant": {"id": TENANT}, "channel": {"id": CHANNEL, "type": "shared"}}
    await house.take(activity(text="Hello", id="2", conversation=THREAD, channelData=told))
    assert (await house.directory.room(Address("teams", CHANNEL))).outside is True
