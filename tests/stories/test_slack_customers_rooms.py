"""The customer's room: it moves, is archived, is no longer shared; and many bots and copies speak in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.slack.settings import Way
from tests.fakes.answerer import BOOK
from tests.fakes.slack import Human
from tests.stories.in_slack import InSlack

UNKNOWN = "Can I bring my parrot to the office?"
KNOWN = "How do I reset my password?"
ANSWER = BOOK["how do i reset my password"].answer
GONE = "The customer's room is gone or closed to us. Nothing can be delivered there."


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[InSlack]:
    """Ada holds Dana's conversation."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        await stage.customer_says(UNKNOWN)
        await stage.presses("Ada", "Claim")
        await stage.agent_says("Ada", "I am looking into it.")
        yield stage


# -- the room itself


async def test_a_room_with_another_id_is_the_same_room(stage: InSlack) -> None:
    """Shared, a channel's G becomes a C: words, edits of older words and marks go on both ways."""
    await stage.says("Dana", "His name is Captain.")
    await stage.slack.rooms.move(stage.room, "C0NEWID")
    await stage.agent_says("Ada", "On Fridays he may come.")
    await stage.customer_sees("On Fridays he may come.")
    await stage.says("Dana", "And on Mondays?")
    await stage.desk_sees("And on Mondays?")
    await stage.edits("Dana", "His name is Captain.", "His name is Kapitan.")
    await stage.desk_sees("His name is Kapitan.")
    await stage.edits("Ada", "I am looking into it.", "I have looked into it.")
    await stage.customer_sees("I have looked into it.")
    await stage.customer_does_not_see("I am looking into it.")
    await stage.deletes("Dana", "And on Mondays?")
    await stage.desk_sees("This message was deleted.")


async def test_a_room_that_moved_is_known_after_a_restart(stage: InSlack) -> None:
    """What the settings and the store call by its old id is found by its new one."""
    await stage.slack.rooms.move(stage.room, "C0NEWID")
    await stage.die_and_come_back()
    await stage.agent_says("Ada", "On Fridays he may come.")
    await stage.customer_sees("On Fridays he may come.")
    await stage.customer_says(UNKNOWN)
    assert await stage.times_customer_sees("On Fridays he may come.") == 1


async def test_a_desks_room_with_another_id_is_the_same_desk(stage: InSlack) -> None:
    """Agents go on in the same thread, and who joins later is an agent."""
    await stage.slack.rooms.move(stage.desk, "C0NEWDESK")
    await stage.agent_says("Ada", "On Fridays he may come.")
    await stage.customer_sees("On Fridays he may come.")
    await stage.slack.rooms.join(stage.desk, stage.people["Cleo"])
    stage.clock.ahead += 61
    await stage.presses("Ada", "Release")
    await stage.presses("Cleo", "Claim")
    await stage.card_says("Cleo has this")


@pytest.mark.parametrize("how", ["archive", "remove_bot", "delete"])
async def test_a_room_that_is_gone_is_told_to_the_desk(stage: InSlack, how: str) -> None:
    """The desk hears it once; what an agent then writes is held, with a word that it did not arrive."""
    await getattr(stage.slack.rooms, how)(stage.room)
    await stage.settle()
    await stage.desk_sees(GONE)
    await stage.agent_says("Ada", "On Fridays he may come.")
    assert any(told.startswith("Your words did not reach the customer.") for told in stage.told("Ada"))
    assert [post.words for post in stage.bots_posts(stage.desk)].count(GONE) == 1


@pytest.mark.parametrize(("how", "back"), [("archive", "unarchive"), ("remove_bot", "invite_bot")])
async def test_words_held_meanwhile_go_out_when_the_room_is_back(stage: InSlack, how: str, back: str) -> None:
    """The card no longer says that the customer cannot be reached, and one press sends the words."""
    await getattr(stage.slack.rooms, how)(stage.room)
    await stage.settle()
    await stage.agent_says("Ada", "On Fridays he may come.")
    assert "The customer cannot be reached" in str(stage.card.blocks)
    await getattr(stage.slack.rooms, back)(stage.room)
    await stage.settle()
    assert "The customer cannot be reached" not in str(stage.card.blocks)
    await stage.presses("Ada", "Send")
    await stage.customer_sees("On Fridays he may come.")


async def test_a_room_that_is_no_longer_shared_is_gone_for_its_guests(stage: InSlack) -> None:
    """The channel stands, but Dana reads there no more once her organisation has left it."""
    acme, evil = stage.room.shared_with
    await stage.slack.rooms.unshare(stage.room, evil)
    await stage.settle()
    assert "The customer cannot be reached" not in str(stage.card.blocks)
    await stage.slack.rooms.unshare(stage.room, acme)
    await stage.settle()
    await stage.desk_sees(GONE)
    assert "The customer cannot be reached" in str(stage.card.blocks)


# -- copies


async def test_a_broadcast_of_a_thread_is_one_message(stage: InSlack) -> None:
    """ "Also send to channel" is said once, in its thread."""
    await stage.says("Dana", "His name is Captain.", broadcast=True)
    retold = [post.words for post in stage.bots_posts(stage.desk)]
    assert retold.count("His name is Captain.") == 1
    assert len(stage.bots_posts(stage.desk)) == len(retold)


async def test_a_message_that_names_the_bot_is_one_event(tmp_path: Path) -> None:
    """Slack tells of it twice, as a message and as a mention: it is answered once, whatever comes first."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        await stage.says("Dana", KNOWN, call=True)
        assert await stage.times_customer_sees(ANSWER) == 1
        assert len(stage.running.answerer.asked) == 1


async def test_the_same_event_many_times_is_one_message(stage: InSlack) -> None:
    """Slack repeats at once, while the first is on its way, and much later: it is said once."""
    post, first = stage.slack.write(
        stage.people["Dana"], stage.room, "His name is Captain.", thread=stage.thread
    )
    repeats = [stage.slack.repeat(stage.room, post) for _ in range(5)]
    assert all([(await one).acked for one in (first, *repeats)])
    await stage.settle()
    stage.clock.ahead += 3600
    assert (await stage.slack.repeat(stage.room, post)).acked
    await stage.settle()
    assert [post.words for post in stage.bots_posts(stage.desk)].count("His name is Captain.") == 1


# -- bots


def another_bot(stage: InSlack) -> Human:
    """A bot of the house that answers whatever is posted in the room."""
    bot = stage.slack.person("Monitor", bot="B0MONITOR")
    stage.people["Monitor"] = bot
    stage.room.members.add(bot.id)
    return bot


async def test_two_bots_do_not_talk_for_ever(tmp_path: Path) -> None:
    """Another bot that answers each of our posts with a question is not heard at all."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        another_bot(stage)
        await stage.says("Dana", KNOWN)
        stage.thread = next(iter(stage.room.posts))
        for _ in range(3):
            await stage.says("Monitor", KNOWN)
            await stage.says("Monitor", KNOWN, thread="")
        assert await stage.times_customer_sees(ANSWER) == 1


async def test_a_listed_bot_is_heard_like_a_person(tmp_path: Path) -> None:
    """Whose id stands in the settings may ask, as people of the house do: by naming the bot."""
    async with InSlack(tmp_path, Way.SOCKET, options={"bots": ("B0MONITOR",)}) as stage:
        another_bot(stage)
        await stage.says("Monitor", KNOWN, call=True)
        assert await stage.times_customer_sees(ANSWER) == 1


async def test_own_posts_and_own_changes_are_not_heard(stage: InSlack) -> None:
    """Everything the bot does in Slack comes back as an event, and nothing follows from it."""
    before = len(stage.bots_posts(stage.desk)), len(stage.bots_posts(stage.room))
    for room in (stage.desk, stage.room):
        for post in stage.bots_posts(room):
            await stage.slack.repeat(room, post)
            await stage.slack.edit(room, post, "Changed")
    await stage.settle()
    assert (len(stage.bots_posts(stage.desk)), len(stage.bots_posts(stage.room))) == before
    assert stage.slack.wire.unacked == []
