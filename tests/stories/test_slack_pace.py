"""A hundred customers at once in Slack: the desk's room takes a post a second, and nobody is lost."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.slack.adapter import PACE
from adapters.slack.settings import Way
from tests.fakes.bridge import Clock
from tests.fakes.slack import Channel, Fault, Post
from tests.stories.in_slack import InSlack

CUSTOMERS = 100
EVERY = 9
"""Every so many seconds Slack says "not now" once."""


class Still(Clock):
    """A time that only moves when it is moved: nobody waits for real."""

    start = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Now."""
        return self.start + timedelta(seconds=self.ahead)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[InSlack]:
    """A house over a Slack with Slack's own pace."""
    async with InSlack(tmp_path, Way.SOCKET, clock=Still(), options={"pace": PACE}) as stage:
        stage.slack.api.retry_after = 2.0
        yield stage


async def passes(stage: InSlack, seconds: int) -> None:
    """Time goes by second by second, with a 429 now and then."""
    for second in range(seconds):
        if second % EVERY == EVERY - 1:
            stage.slack.api.faults["chat.postMessage"].append(Fault.RATE_LIMITED)
        stage.clock.ahead += 1
        await stage.running.engine.tick()
        await at_rest(stage)


async def at_rest(stage: InSlack) -> None:
    """All that can be done at this moment is done."""
    await stage.slack.wire.settled()
    await stage.running.engine.rest()


def posts(room: Channel) -> list[Post]:
    """What the bot said in a room, in order."""
    return [post for post in room.posts.values() if post.user.bot_id]


def cards(stage: InSlack) -> list[int]:
    """The numbers in the questions on the cards, in the order in which they came to stand there."""
    heads = [post for post in posts(stage.desk) if post.thread_ts in {"", post.ts}]
    return [int(found[1]) for post in heads if (found := re.search(r"parrot (\d+)", str(post.blocks)))]


def busiest(room: Channel, seconds: float) -> int:
    """The most posts the bot made in a room in any span of so many seconds."""
    moments = [float(post.ts) for post in posts(room)]
    return max(sum(moment <= m < moment + seconds - 0.01 for m in moments) for moment in moments)


async def everybody_asks(stage: InSlack) -> list[Post]:
    """A hundred questions within one moment of the clock, each in a thread of its own, one after another."""
    asked = []
    for n in range(CUSTOMERS):
        asked.append(stage.slack.write(stage.people["Dana"], stage.help, f"Can I bring parrot {n}?")[0])
        await at_rest(stage)
    return asked


async def test_a_hundred_at_once_arrive_in_order_and_nobody_is_lost(stage: InSlack) -> None:
    """With 429s in between: every card, in the order of the questions, at no more than Slack's pace."""
    asked = await everybody_asks(stage)
    assert len(posts(stage.desk)) == 4
    await passes(stage, 150)
    assert cards(stage) == list(range(CUSTOMERS))
    assert busiest(stage.desk, 4) <= 4
    assert busiest(stage.help, 4) <= 4
    told = {post.thread_ts for post in posts(stage.help)}
    assert told == {post.ts for post in asked}


async def test_words_of_people_go_ahead_of_the_cards(stage: InSlack) -> None:
    """While most cards still wait, what the customer of the first one adds is at the desk within seconds."""
    asked = await everybody_asks(stage)
    await passes(stage, 5)
    stage.slack.write(stage.people["Dana"], stage.help, "It is green", thread=asked[0].ts)
    await at_rest(stage)
    await passes(stage, 6)
    assert any("It is green" in post.words for post in posts(stage.desk))
    assert len(cards(stage)) < 20


async def test_a_desk_that_lags_holds_up_no_other_room(stage: InSlack) -> None:
    """While a hundred cards wait, somebody in a direct chat is answered at once."""
    await everybody_asks(stage)
    chat = stage.slack.direct(stage.people["Dana"])
    stage.slack.write(stage.people["Dana"], chat, "What does it cost?")
    await at_rest(stage)
    await at_rest(stage)
    assert any("Five euros" in post.words for post in posts(chat))
