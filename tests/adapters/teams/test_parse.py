"""Who, where and when; and what is worth knowing besides."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from adapters.teams.asked import Ignored, Known
from adapters.teams.parse import met, ref, users
from adapters.teams.refs import Kind, Met
from adapters.teams.us import conversation, standing
from bot.events import (
    MessageReceived,
)
from bot.people import Address, Person, Receipt
from tests.adapters.teams.activities import (
    BOT,
    CALL,
    CHANNEL,
    DANA_ID,
    ELSEWHERE,
    GROUP,
    NOW,
    PERSONAL,
    TEAM,
    TENANT,
    THREAD,
    US,
    Json,
    activity,
    heard,
    one,
    said,
)


def test_a_direct_message() -> None:
    """It is to the bot, from the directory's person, of the house, and stands in the room alone."""
    found = said()
    assert (found.text, found.to_bot, found.direct) == ("Hello", True, True)
    assert (found.by, found.by.name, found.by.house) == (Person("teams", DANA_ID), "Dana", True)
    assert found.receipt == Receipt(Address("teams", "a:dana"), "1")
    assert found.at == datetime(2026, 11, 25, 8, 0, 0, 123456, UTC)
    assert found.id == "teams:a:dana:1"


@pytest.mark.parametrize(
    ("place", "address"),
    [
        (THREAD, Address("teams", CHANNEL, "7")),
        (THREAD | {"id": CHANNEL}, Address("teams", CHANNEL, "1")),
        ({"id": f"{CHANNEL};messageid=7"}, Address("teams", CHANNEL, "7")),
        ({"id": "19:legacy@thread.skype;messageid=7"}, Address("teams", "19:legacy@thread.skype", "7")),
        (GROUP, Address("teams", "19:chat@thread.v2")),
        ({"id": "19:chat@thread.v2"}, Address("teams", "19:chat@thread.v2")),
        ({"id": "19:meeting_x@thread.v2"}, Address("teams", "19:meeting_x@thread.v2")),
        ({"id": "a:someone", "isGroup": True}, Address("teams", "a:someone")),
    ],
)
def test_where_a_message_stands(place: Json, address: Address) -> None:
    """In its thread, in the one it begins, or in a chat without threads; also where Teams does not say so."""
    found = said(conversation=place)
    assert (found.receipt.address, found.direct) == (address, False)
    assert found.to_bot is False


@pytest.mark.parametrize("place", [THREAD["id"], CHANNEL, "a:dana", "19:chat@thread.v2"])
def test_addresses_go_round(place: str) -> None:
    """The conversation's id of an address is the one it was made of."""
    assert conversation(standing(place)) == place


@pytest.mark.parametrize(
    ("more", "at"),
    [
        ({"timestamp": "2026-11-25T09:30:00+01:00"}, datetime(2026, 11, 25, 8, 30, tzinfo=UTC)),
        ({"timestamp": "2026-11-25T08:30:00"}, datetime(2026, 11, 25, 8, 30, tzinfo=UTC)),
        ({"timestamp": None, "id": "1767326091220"}, datetime(2026, 1, 2, 3, 54, 51, 220000, UTC)),
        ({"timestamp": "soon"}, NOW),
    ],
)
def test_when_it_was(more: Json, at: datetime) -> None:
    """As Teams says, as the id says, or now."""
    assert said(**more).at == at


@pytest.mark.parametrize(
    ("sender", "house"),
    [
        ({"channelData": {"tenant": {"id": TENANT.upper()}}}, True),
        ({"channelData": {"tenant": {"id": ELSEWHERE}}}, False),
        ({"channelData": {}, "conversation": PERSONAL}, True),
        ({"channelData": None, "conversation": {"id": "a:dana"}}, False),
    ],
)
def test_who_is_of_the_house(sender: Json, *, house: bool) -> None:
    """Whoever writes in our tenant; where Teams tells none, nobody."""
    assert said(**sender).by.house is house


def test_somebody_who_is_known_is_told_as_known() -> None:
    """What the directory says of a person counts more than the message."""
    guest = Person("teams", DANA_ID, "Dana of Acme", house=False)
    found = one(heard(activity(text="Hello"), Known({"29:dana": guest})), MessageReceived)
    assert (found.by.name, found.by.house) == ("Dana of Acme", False)


@pytest.mark.parametrize(
    "sender",
    [BOT, {"id": "28:another-bot", "name": "Other"}, {"id": "29:x", "role": "bot"}, {}, None, "29:dana"],
)
def test_bots_are_not_heard(sender: object) -> None:
    """Not the bot itself, not another one, and nobody without an id."""
    for kind in ("message", "messageUpdate", "messageDelete", "messageReaction"):
        body = activity(kind, text="Hello", replyToId="9", reactionsAdded=[{"type": "like"}])
        assert isinstance(heard(body | {"from": sender}), Ignored)


# -- what is worth knowing besides


def test_how_a_room_is_reached() -> None:
    """By the newest service, with its team, its names and its tenant."""
    told = {"tenant": {"id": TENANT}, "team": {"id": TEAM, "aadGroupId": "g1"}, "channel": {"name": "Help"}}
    found = ref(activity(conversation=THREAD, channelData=told, entities=[CALL]), US)
    assert found is not None
    assert (found.room, found.kind, found.team, found.group) == (CHANNEL, Kind.CHANNEL, TEAM, "g1")
    assert (found.name, found.tenant, found.unasked, found.shared) == ("Help", TENANT, False, False)
    assert ref(activity(conversation={}), US) is None


@pytest.mark.parametrize(
    ("more", "unasked"),
    [
        ({"conversation": THREAD}, True),
        ({"conversation": THREAD, "entities": [CALL]}, False),
        ({"conversation": GROUP}, True),
        ({}, False),
        ({"conversation": THREAD, "from": BOT}, False),
        ({"conversation": THREAD, "value": {"fd": ["claim", "c1", ""]}}, False),
    ],
)
def test_whether_messages_arrive_that_do_not_name_the_bot(more: Json, *, unasked: bool) -> None:
    """Where one did, agents can be heard in a thread; a direct chat and the bot's own words prove nothing."""
    found = ref(activity(text="Hello") | more, US)
    assert found is not None
    assert found.unasked is unasked


def test_who_was_met() -> None:
    """By both ids; the direct chat where it was there, and never a bot."""
    assert met(activity(), US) == Met(DANA_ID, "29:dana", "a:dana", "Dana")
    assert met(activity(conversation=THREAD), US) == Met(DANA_ID, "29:dana", "", "Dana")
    assert met(activity() | {"from": BOT}, US) is None


def test_who_is_looked_up() -> None:
    """Whoever acts and whoever is named, with the directory's id where Teams tells it."""
    ben = {"type": "mention", "mentioned": {"id": "29:ben"}, "text": "<at>Ben</at>"}
    assert users(activity(entities=[CALL, ben])) == {"29:dana": DANA_ID, "29:ben": "29:ben"}
