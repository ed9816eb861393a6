"""The desk's room goes while people wait: archived, shared, the bot thrown out, deleted; and comes back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from adapters.slack.settings import Way
from bot.roster import desk_faults
from tests.stories.in_slack import InSlack

UNKNOWN = "Can I bring my parrot to the office?"
UNREACHABLE = "I cannot reach the team at the moment. I will keep trying, and your question is kept."
REACHED = "I have reached the team again. They will answer right here."
LEAD = {"leads": ("slack:U0LEA",)}

Act = Callable[[InSlack], Awaitable[object]]


def shared(stage: InSlack) -> Awaitable[object]:
    """Another organisation is let in."""
    return stage.slack.rooms.share(stage.desk, stage.people["Eve"].team)


def archived(stage: InSlack) -> Awaitable[object]:
    """The room is put away."""
    return stage.slack.rooms.archive(stage.desk)


def thrown_out(stage: InSlack) -> Awaitable[object]:
    """The bot is removed."""
    return stage.slack.rooms.remove_bot(stage.desk)


def deleted(stage: InSlack) -> Awaitable[object]:
    """The room is no more."""
    return stage.slack.rooms.delete(stage.desk)


BACK: dict[Act, Act] = {
    shared: lambda stage: stage.slack.rooms.unshare(stage.desk, stage.people["Eve"].team),
    archived: lambda stage: stage.slack.rooms.unarchive(stage.desk),
    thrown_out: lambda stage: stage.slack.rooms.invite_bot(stage.desk),
}
WAYS_TO_GO = pytest.mark.parametrize(
    "goes", [archived, shared, thrown_out, deleted], ids=lambda act: act.__name__
)
WAYS_BACK = pytest.mark.parametrize("goes", BACK, ids=lambda act: act.__name__)


def posted_there(stage: InSlack) -> int:
    """How many posts of the bot stand in the desk's room, and how often one of them was changed."""
    edits = [call for call in stage.slack.api.calls if call.method == "chat.update"]
    return len(stage.bots_posts(stage.desk)) + sum(
        1 for call in edits if call.params["channel"] == stage.desk.id
    )


@WAYS_TO_GO
async def test_the_fallback_desk_takes_over(tmp_path: Path, goes: Act) -> None:
    """Who waits is at the fallback desk with all that was said; the customer need not hear of it."""
    async with InSlack(tmp_path, Way.SOCKET, at_desk={"fallback": "night"}) as stage:
        await stage.customer_says(UNKNOWN)
        before = posted_there(stage)
        assert stage.is_well()
        await goes(stage)
        await stage.settle()
        assert stage.night is not None
        card, recap = stage.bots_posts(stage.night)
        assert card.blocks[0]["text"]["text"].endswith("Waiting for an agent")
        assert UNKNOWN in recap.words
        assert not stage.is_well()
        assert posted_there(stage) == before
        assert len(stage.bots_posts(stage.room)) == 1


@WAYS_TO_GO
async def test_without_a_fallback_the_leads_and_the_customer_are_told(tmp_path: Path, goes: Act) -> None:
    """Lea hears in her direct chat who waits, the customer honestly; nothing more is posted in that room."""
    async with InSlack(tmp_path, Way.SOCKET, at_desk=LEAD) as stage:
        await stage.customer_says(UNKNOWN)
        before = posted_there(stage)
        await goes(stage)
        await stage.settle()
        await stage.customer_sees(UNREACHABLE)
        (told,) = stage.told("Lea")
        assert "Dana is waiting" in told
        await stage.says("Dana", "Is anybody there?")
        assert posted_there(stage) == before
        assert not stage.is_well()


@WAYS_BACK
async def test_it_comes_back_when_the_room_does(tmp_path: Path, goes: Act) -> None:
    """Who waited is at the desk again, with what was said meanwhile; agents may claim, and all is well."""
    async with InSlack(tmp_path, Way.SOCKET, at_desk=LEAD) as stage:
        await stage.customer_says(UNKNOWN)
        await goes(stage)
        await stage.settle()
        await stage.says("Dana", "His name is Captain.")
        await BACK[goes](stage)
        await stage.settle()
        assert stage.is_well()
        await stage.customer_sees(REACHED)
        new_card, recap = stage.bots_posts(stage.desk)[-2:]
        assert "His name is Captain." in recap.words
        await stage.slack.press(stage.people["Ben"], stage.desk, new_card, "Claim")
        await stage.settle()
        assert new_card.blocks[0]["text"]["text"].endswith("Ben has this")


@WAYS_TO_GO
async def test_what_slack_did_not_tell_is_found_by_looking(tmp_path: Path, goes: Act) -> None:
    """Events are lost, too: the next look at the desk finds the room gone, and then it is as if told."""
    async with InSlack(tmp_path, Way.SOCKET, at_desk=LEAD) as stage:
        await stage.customer_says(UNKNOWN)
        stage.slack.wire.lost = True
        await goes(stage)
        stage.slack.wire.lost = False
        stage.clock.ahead += 61
        await stage.slack.open_home(stage.people["Ben"])
        await stage.says("Dana", "Is anybody there?")
        await stage.running.watch.look()
        await stage.settle()
        assert not stage.is_well()
        await stage.customer_sees(UNREACHABLE)
        if goes in BACK:
            stage.slack.wire.lost = True
            await BACK[goes](stage)
            stage.slack.wire.lost = False
            await stage.running.watch.look()
            await stage.settle()
            assert stage.is_well()
            await stage.customer_sees(REACHED)


async def test_it_goes_step_by_step(tmp_path: Path) -> None:
    """Shared while Ada holds it, the bot thrown out, the room deleted: told once, nothing said there."""
    async with InSlack(tmp_path, Way.SOCKET, at_desk=LEAD) as stage:
        await stage.customer_says(UNKNOWN)
        await stage.presses("Ada", "Claim")
        await stage.agent_says("Ada", "I am looking into it.")
        await shared(stage)
        await stage.settle()
        before = posted_there(stage)
        await stage.agent_says("Ada", "Only for the desk?")
        await stage.slack.press(stage.people["Ada"], stage.desk, stage.card, "Resolve")
        await stage.says("Dana", "Is anybody there?")
        await thrown_out(stage)
        await deleted(stage)
        await stage.settle()
        assert posted_there(stage) == before
        await stage.customer_does_not_see("Only for the desk?")
        assert await stage.times_customer_sees(UNREACHABLE) == 1
        assert len(stage.told("Lea")) == 1
        assert not stage.is_well()


async def test_whispers_do_not_stand_where_others_read(tmp_path: Path) -> None:
    """An agent who presses in a shared desk's room is answered in the direct chat."""
    async with InSlack(tmp_path, Way.SOCKET, at_desk=LEAD) as stage:
        await stage.customer_says(UNKNOWN)
        await shared(stage)
        await stage.settle()
        await stage.slack.press(stage.people["Ada"], stage.desk, stage.card, "Claim")
        await stage.settle()
        assert [whisper for whisper in stage.slack.world.whispers if whisper.channel == stage.desk.id] == []
        assert stage.told("Ada") == ["Only agents of this desk can do that."]


@WAYS_TO_GO
async def test_such_a_room_is_refused_at_the_start(tmp_path: Path, goes: Act) -> None:
    """A house whose desk has no room of its own does not open, and says what to do."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        await goes(stage)
        adapters = {"slack": stage.adapter}
        (fault,) = await desk_faults(stage.settings, adapters)
        what = "give the desk a private room" if goes is shared else "invite the bot there"
        assert fault.startswith(f"desks.support.room: found 'slack:{stage.desk.id}', but")
        assert what in fault


async def test_reminders_at_a_desk_that_cannot_be_reached_are_not_claimed(tmp_path: Path) -> None:
    """Nobody is told of a reminder that reached nobody; after the last one the room may still come back."""
    async with InSlack(tmp_path, Way.SOCKET, at_desk={**LEAD, "claim_minutes": 5.0}) as stage:
        await stage.customer_says(UNKNOWN)
        await archived(stage)
        await stage.settle()
        for minutes in (6, 12, 25):
            stage.clock.ahead += 60 * minutes
            await stage.running.engine.tick()
            await stage.settle()
        await stage.customer_does_not_see("I have reminded the team")
        await BACK[archived](stage)
        await stage.settle()
        await stage.customer_sees(REACHED)
