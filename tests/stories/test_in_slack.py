"""The stories in Slack: in a shared channel and in a direct chat, over sockets and over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.slack.settings import Way
from tests.fakes.answerer import BOOK
from tests.stories import whole_job
from tests.stories.in_slack import TROUBLES, InSlack

ROOMS = pytest.mark.parametrize("direct", [False, True], ids=["shared channel", "direct chat"])
WAYS = pytest.mark.parametrize("way", list(Way))


async def play(stage: InSlack) -> None:
    """The whole job, with what the book says."""
    await whole_job.play(
        stage,
        answer=BOOK["how do i reset my password"].answer,
        second="What does it cost?",
        second_answer=BOOK["what does it cost"].answer,
    )


@ROOMS
@WAYS
async def test_the_whole_job(tmp_path: Path, way: Way, *, direct: bool) -> None:
    """A customer is answered, then claimed by one of two agents, replied to in place and handed back."""
    async with InSlack(tmp_path, way, direct) as stage:
        await play(stage)


@ROOMS
@WAYS
async def test_the_whole_job_while_everything_goes_wrong(tmp_path: Path, way: Way, *, direct: bool) -> None:
    """Lost acknowledgements, retries, 429, done-but-500 and disconnects: nothing lost, nothing twice."""
    async with InSlack(tmp_path, way, direct, TROUBLES) as stage:
        await play(stage)
        assert not stage.slack.wire.unacked


@WAYS
async def test_held_words_are_sent_by_one_press(tmp_path: Path, way: Way) -> None:
    """Words nobody claimed for go out by the whisper's button, once, and the whisper goes."""
    async with InSlack(tmp_path, way) as stage:
        await stage.customer_says(whole_job.UNKNOWN)
        await stage.agent_says("Ben", "Is it a large parrot?")
        await stage.customer_does_not_see("Is it a large parrot?")
        await stage.die_and_come_back()
        await stage.presses_whisper("Ben", "Claim and send")
        await stage.customer_sees("Is it a large parrot?")
        await stage.slack.until(lambda: not stage.slack.whispered(stage.people["Ben"]))
        assert await stage.times_customer_sees("Is it a large parrot?") == 1
