"""Slack was not heard for a while: what was said is looked up once; what cannot be is told to the desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from adapters.slack.settings import Way
from bot.errors import StoreError
from bot.events import Event, MessageReceived
from bot.mailroom import Mailroom
from bot.records import Books
from tests.fakes.slack import Fault
from tests.stories.in_slack import InSlack

UNKNOWN = "Can I bring my parrot to the office?"
WORDS = ("One more thing:", "his name is Captain,", "and he sings.")
WAYS = pytest.mark.parametrize("way", list(Way))
MINUTE = 60.0


async def unheard(stage: InSlack, *words: str) -> None:
    """Dana writes, and Slack's events of it are lost for good."""
    stage.slack.wire.lost = True
    for one in words:
        stage.slack.write(stage.people["Dana"], stage.room, one, thread=stage.thread)
        await stage.slack.wire.settled()
    stage.slack.wire.lost = False


def retold(stage: InSlack) -> list[str]:
    """What of it stands in the desk's thread."""
    return [post.words for post in stage.bots_posts(stage.desk) if post.words in WORDS]


def looks(stage: InSlack) -> list[str]:
    """The threads that were looked into, a look that takes several pages once."""
    calls = [call.params for call in stage.slack.api.calls if call.method == "conversations.replies"]
    return sorted(call["ts"] for call in calls if not call.get("cursor"))


async def goes_by(stage: InSlack, minutes: int) -> None:
    """Time passes while the bot looks every now and then whether it hears Slack."""
    for _ in range(minutes):
        stage.clock.ahead += MINUTE
        await stage.until(partial(has_heard, stage, stage.clock()))


def has_heard(stage: InSlack, until: datetime) -> bool:
    """Whether the bot thinks that it heard Slack up to that moment."""
    kept = stage.folder / "slack-heard"
    return kept.exists() and datetime.fromisoformat(kept.read_text()) >= until


def told_of_deafness(stage: InSlack) -> list[str]:
    """What the desk was told."""
    return [post.words for post in stage.bots_posts(stage.desk) if "could not hear" in post.words]


@WAYS
async def test_what_was_said_while_the_process_was_down_is_heard(tmp_path: Path, way: Way) -> None:
    """One look into each place of an open conversation: heard once, in order."""
    async with InSlack(tmp_path, way) as stage:
        await stage.customer_says(UNKNOWN)
        await stage.presses("Ada", "Claim")
        await stage.die()
        await unheard(stage, *WORDS)
        stage.clock.ahead += 10 * MINUTE
        stage.slack.api.calls.clear()
        await stage.come_back()
        await stage.slack.until(lambda: len(retold(stage)) == len(WORDS))
        await stage.settle()
        assert retold(stage) == [*WORDS]
        assert looks(stage) == sorted([stage.thread, stage.card.ts])
        assert told_of_deafness(stage) == []


async def test_what_slack_still_delivers_after_the_look_is_not_said_twice(tmp_path: Path) -> None:
    """Delayed events come hours later: they were heard already."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        await stage.customer_says(UNKNOWN)
        await stage.die()
        await unheard(stage, WORDS[0])
        stage.clock.ahead += 10 * MINUTE
        await stage.come_back()
        await stage.slack.until(lambda: retold(stage) == [WORDS[0]])
        post = next(post for post in stage.room.posts.values() if post.words == WORDS[0])
        await stage.slack.repeat(stage.room, post)
        await stage.settle()
        assert retold(stage) == [WORDS[0]]


async def test_a_short_gap_is_slacks_to_bridge(tmp_path: Path) -> None:
    """What was not taken for less than five minutes Slack sends again: nothing is looked up."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        await stage.customer_says(UNKNOWN)
        await stage.die()
        stage.clock.ahead += 2 * MINUTE
        stage.slack.api.calls.clear()
        await stage.come_back()
        assert looks(stage) == []


async def test_where_slack_refuses_the_looks_the_desk_is_told(tmp_path: Path) -> None:
    """From when to when, once a conversation; a restart does not tell it again."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        await stage.customer_says(UNKNOWN)
        await stage.die()
        since = stage.clock()
        await unheard(stage, *WORDS)
        stage.clock.ahead += 10 * MINUTE
        stage.slack.api.faults["conversations.replies"].extend([Fault.RATE_LIMITED] * 9)
        await stage.come_back()
        await stage.slack.until(lambda: bool(told_of_deafness(stage)))
        await stage.die_and_come_back()
        (told,) = told_of_deafness(stage)
        assert told[5:10] in {f"{since - timedelta(minutes=ago):%H:%M}" for ago in range(3)}
        assert retold(stage) == []


async def test_a_gap_is_looked_up_again_if_it_could_not_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that fails in the middle costs nothing: the gap is remembered until all of it was kept."""
    real = Mailroom.accept
    failed: list[Event] = []

    def fails_once(mailroom: Mailroom, books: Books, event: Event, now: datetime) -> tuple[str, ...]:
        if isinstance(event, MessageReceived) and event.text == WORDS[1] and not failed:
            failed.append(event)
            raise StoreError("the disk is full")
        return real(mailroom, books, event, now)

    async with InSlack(tmp_path, Way.SOCKET) as stage:
        await stage.customer_says(UNKNOWN)
        await stage.die()
        await unheard(stage, *WORDS)
        stage.clock.ahead += 10 * MINUTE
        monkeypatch.setattr(Mailroom, "accept", fails_once)
        await stage.come_back()
        await stage.slack.until(lambda: len(retold(stage)) == len(WORDS))
        assert failed
        assert retold(stage) == [*WORDS]


async def test_sockets_that_stand_but_bring_nothing_are_noticed(tmp_path: Path) -> None:
    """What the bot itself posts does not come back: it connects anew, and looks up what was said."""
    async with InSlack(tmp_path, Way.SOCKET, at_desk={"claim_minutes": 5.0}) as stage:
        await stage.customer_says(UNKNOWN)
        stage.slack.wire.deafen()
        stage.slack.write(stage.people["Dana"], stage.room, WORDS[0], thread=stage.thread)
        await stage.slack.wire.settled()
        await goes_by(stage, 6)
        assert retold(stage) == []
        await stage.running.engine.tick()
        await stage.running.engine.rest()
        await goes_by(stage, 2)
        await stage.slack.until(lambda: retold(stage) == [WORDS[0]])
        await stage.says("Dana", WORDS[1])
        assert retold(stage) == [*WORDS[:2]]
        assert stage.is_well()


async def test_a_quiet_night_has_the_connections_replaced(tmp_path: Path) -> None:
    """Nothing arrives for long: that looks like deaf connections, so there are new ones, and no alarm."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        await stage.customer_says("Hello")
        stage.slack.wire.deafen()
        asked = stage.slack.posted("apps.connections.open")
        await goes_by(stage, 16)
        await stage.slack.until(lambda: stage.slack.posted("apps.connections.open") == asked + 2)
        assert stage.is_well()
        await stage.customer_says(UNKNOWN)
        await stage.card_says("Waiting for an agent")


async def test_where_slack_stops_calling_it_is_told(tmp_path: Path) -> None:
    """Over HTTP nothing can be opened anew: the house is not well until something arrives again."""
    async with InSlack(tmp_path, Way.HTTP, at_desk={"claim_minutes": 5.0}) as stage:
        await stage.customer_says(UNKNOWN)
        stage.slack.wire.lost = True
        await goes_by(stage, 6)
        await stage.running.engine.tick()
        await stage.running.engine.rest()
        await goes_by(stage, 2)
        await stage.until(lambda: "nothing comes from it" in stage.adapter.trouble)
        assert not stage.is_well()
        stage.slack.wire.lost = False
        await stage.customer_says(WORDS[0])
        await stage.until(stage.is_well)
        assert retold(stage) == [WORDS[0]]
