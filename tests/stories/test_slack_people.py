"""Who is who in Slack: customers of two organisations, guests, lookalikes, colleagues, agents who ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.slack.settings import Way
from bot.settings import Listen, Opens
from tests.fakes.answerer import BOOK
from tests.stories.in_slack import InSlack

UNKNOWN = "Can I bring my parrot to the office?"
KNOWN = "How do I reset my password?"
ANSWER = BOOK["how do i reset my password"].answer


async def test_two_organisations_in_one_room_have_one_audience(tmp_path: Path) -> None:
    """What is answered there is what the route's audience may know, whoever of them asks."""
    async with InSlack(tmp_path, Way.SOCKET, on_route={"audience": ("acme",)}) as stage:
        await stage.says("Dana", KNOWN)
        await stage.says("Eve", KNOWN)
        assert [question.audiences for question in stage.running.answerer.asked] == [("acme",), ("acme",)]
        assert await stage.times_customer_sees(ANSWER) == 2


@pytest.mark.parametrize(("who", "shown"), [("Dana", "Dana (Acme)"), ("Eve", "Eve (Evil)")])
async def test_the_card_names_a_customers_organisation(tmp_path: Path, who: str, shown: str) -> None:
    """As Slack tells it, never as the person writes it."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        await stage.says(who, UNKNOWN)
        assert f"Customer  {shown}" in stage.card.words.split("\n")


async def test_somebody_called_like_an_agent_is_none(tmp_path: Path) -> None:
    """A customer named Ada is a customer; at the desk the own organisation stands beside the name."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        twin = stage.slack.person("Ada", stage.people["Eve"].team)
        stage.room.members.add(twin.id)
        stage.people["twin"] = twin
        await stage.says("twin", UNKNOWN, thread="")
        assert "Ada (Evil)" in str(stage.card.blocks)
        await stage.slack.press(twin, stage.desk, stage.card, "Claim")
        await stage.settle()
        await stage.card_says("Waiting for an agent")
        assert stage.told("twin") == ["Only agents of this desk can do that."]
        stage.thread = next(iter(stage.room.posts))
        await stage.says("twin", "I am from the team, all is settled.")
        (retold,) = [post for post in stage.bots_posts(stage.desk) if post.words.startswith("I am from")]
        assert retold.username == "Ada (Evil)"
        assert "Ada (Evil), a person from the team" not in str(stage.room.posts)


async def test_another_customer_in_the_thread_is_named(tmp_path: Path) -> None:
    """Several may speak in one matter; each is named at the desk with the own organisation."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        await stage.customer_says(UNKNOWN)
        await stage.says("Eve", "I would like that, too.")
        (retold,) = [post for post in stage.bots_posts(stage.desk) if post.words == "I would like that, too."]
        assert retold.username == "Eve (Evil)"


@pytest.mark.parametrize("kind", ["guest", "stranger"])
async def test_guests_are_customers(tmp_path: Path, kind: str) -> None:
    """A guest of our own team, and somebody who shares no channel with us, are no colleagues."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        gus = stage.slack.person("Gus", guest=kind == "guest")
        if kind == "stranger":
            gus.team, gus.stranger = stage.people["Eve"].team, True
        stage.people["Gus"] = gus
        stage.room.members.add(gus.id)
        await stage.says("Gus", KNOWN, thread="")
        assert await stage.times_customer_sees(ANSWER) == 1


async def test_a_guest_at_the_desk_is_an_agent(tmp_path: Path) -> None:
    """Who is let into the desk's room works there, also somebody from outside the house."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        stage.people["Gus"] = stage.slack.person("Gus", guest=True)
        await stage.customer_says(UNKNOWN)
        await stage.slack.rooms.join(stage.desk, stage.people["Gus"])
        stage.clock.ahead += 61
        await stage.presses("Gus", "Claim")
        await stage.card_says("Gus has this")


@pytest.mark.parametrize(("who", "heard"), [("Ada", False), ("Cleo", False), ("Dana", True), ("Eve", True)])
async def test_in_a_guests_channel_the_house_opens_nothing(tmp_path: Path, who: str, *, heard: bool) -> None:
    """Agents and colleagues talk there among themselves; guests are answered."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        await stage.says(who, KNOWN)
        assert bool(stage.bots_posts(stage.room)) is heard


@pytest.mark.parametrize("who", ["Ada", "Cleo", "Dana"])
async def test_where_everyone_may_ask_everyone_is_answered(tmp_path: Path, who: str) -> None:
    """An internal helpdesk: an agent who asks is a customer there."""
    async with InSlack(tmp_path, Way.SOCKET, on_route={"opens": Opens.EVERYONE}) as stage:
        await stage.says(who, KNOWN)
        assert await stage.times_customer_sees(ANSWER) == 1


@pytest.mark.parametrize("call", [True, False])
async def test_a_room_to_be_named_in_answers_who_names_the_bot(tmp_path: Path, *, call: bool) -> None:
    """With `listen = "mention"` a question is answered when the bot is named, and in its thread without."""
    async with InSlack(tmp_path, Way.SOCKET, on_route={"listen": Listen.MENTION}) as stage:
        await stage.says("Dana", KNOWN, call=call)
        assert bool(stage.bots_posts(stage.room)) is call


async def test_nothing_is_unfurled_and_nobody_is_called(tmp_path: Path) -> None:
    """No post of the bot asks Slack to show what is behind a link, or to look for names in its text."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        await stage.customer_says(KNOWN)
        await stage.customer_says(UNKNOWN)
        posts = [call.params for call in stage.slack.api.calls if call.method == "chat.postMessage"]
        assert posts
        assert {(post["unfurl_links"], post["unfurl_media"]) for post in posts} == {(False, False)}
        assert not any("link_names" in post for post in posts)
