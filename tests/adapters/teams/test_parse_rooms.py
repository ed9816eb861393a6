"""What becomes of rooms and teams, and who comes and goes."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.teams.asked import Ignored, Installed, Parsed, TeamGone
from bot.events import (
    AgentLeft,
    RoomGone,
)
from bot.people import Address, Person
from tests.adapters.teams.activities import (
    BOT,
    CHANNEL,
    DANA,
    DANA_ID,
    GROUP,
    PERSONAL,
    TEAM,
    TENANT,
    THREAD,
    Json,
    activity,
    heard,
    one,
)


def updated(event: str = "", **more: Any) -> Parsed:  # noqa: ANN401 - whatever Teams may send
    """What becomes of a change in a team."""
    told = {"eventType": event, "team": {"id": TEAM}, "channel": {"id": CHANNEL}, "tenant": {"id": TENANT}}
    return heard(activity("conversationUpdate", conversation=THREAD | {"id": TEAM}, channelData=told, **more))


@pytest.mark.parametrize("event", ["teamDeleted", "teamHardDeleted", "teamArchived"])
def test_a_team_that_is_gone(event: str) -> None:
    """All its channels are."""
    found = updated(event)
    assert isinstance(found, TeamGone)
    assert found.team == TEAM


def test_a_channel_that_is_gone() -> None:
    """That one alone, by its own id."""
    assert one(updated("channelDeleted"), RoomGone).room == Address("teams", CHANNEL)


@pytest.mark.parametrize(
    "event", ["channelCreated", "channelRenamed", "channelRestored", "teamRenamed", "teamRestored"]
)
def test_other_changes_of_teams_are_passed_over(event: str) -> None:
    """They are known, and only remembered."""
    found = updated(event)
    assert isinstance(found, Ignored)
    assert not found.strange


def test_whoever_leaves_is_heard_of() -> None:
    """Each of them, bots left out."""
    left = [{"id": "29:ada", "aadObjectId": "A1"}, {"id": "29:ben"}, {"id": "28:other"}]
    found = updated("teamMemberRemoved", membersRemoved=left)
    assert isinstance(found, tuple)
    assert all(isinstance(event, AgentLeft) for event in found)
    assert [getattr(event, "by", None) for event in found] == [
        Person("teams", "A1"),
        Person("teams", "29:ben"),
    ]


def test_a_bot_that_was_taken_out_of_a_team_is_in_none_of_its_channels() -> None:
    """Told as a member who left, or as the end of an installation."""
    assert isinstance(updated("teamMemberRemoved", membersRemoved=[BOT]), TeamGone)
    told = {"team": {"id": TEAM}}
    gone = heard(activity("installationUpdate", action="remove", conversation=THREAD, channelData=told))
    assert isinstance(gone, TeamGone)


@pytest.mark.parametrize("place", [PERSONAL, GROUP])
def test_a_bot_that_was_taken_out_of_a_chat(place: Json) -> None:
    """The room is gone."""
    found = heard(activity("installationUpdate", action="remove", conversation=place))
    assert one(found, RoomGone).room == Address("teams", place["id"])


def test_whoever_installs_the_bot_is_greeted_once() -> None:
    """By the installation, in the personal chat; not for updates, not for rooms, not by membersAdded."""
    found = heard(activity("installationUpdate", action="add"))
    assert isinstance(found, Installed)
    assert (found.by.id, found.room) == (DANA_ID, Address("teams", "a:dana"))
    for other in (
        activity("installationUpdate", action="add-upgrade"),
        activity("installationUpdate", action="remove-upgrade"),
        activity("installationUpdate", action="add", conversation=THREAD),
        activity("conversationUpdate", membersAdded=[BOT, DANA]),
    ):
        ignored = heard(other)
        assert isinstance(ignored, Ignored)
        assert not ignored.strange


@pytest.mark.parametrize(
    ("body", "strange"),
    [
        (activity("typing"), False),
        (activity("event", name="application/vnd.microsoft.readReceipt"), False),
        (activity("somethingNew"), True),
        (activity("conversationUpdate", channelData={"eventType": "somethingNew"}), True),
        (activity("installationUpdate", action="somethingNew"), True),
        (activity() | {"type": None}, True),
    ],
)
def test_what_nobody_described_is_strange(body: Json, *, strange: bool) -> None:
    """What is known and passed over is not."""
    found = heard(body)
    assert isinstance(found, Ignored)
    assert found.strange is strange
