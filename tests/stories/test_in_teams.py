"""The stories in Teams: in a channel, in a group chat and in a direct chat."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.answerer import BOOK
from tests.stories import whole_job
from tests.stories.in_teams import TROUBLES, InTeams

KINDS = pytest.mark.parametrize("kind", ["channel", "group", "personal"])


async def play(stage: InTeams) -> None:
    """The whole job, with what the book says."""
    await whole_job.play(
        stage,
        answer=BOOK["how do i reset my password"].answer,
        second="What does it cost?",
        second_answer=BOOK["what does it cost"].answer,
    )


@KINDS
async def test_the_whole_job(tmp_path: Path, kind: str) -> None:
    """A customer is answered, then claimed by one of two agents, replied to in place and handed back."""
    async with InTeams(tmp_path, kind) as stage:
        await play(stage)


@KINDS
async def test_the_whole_job_while_everything_goes_wrong(tmp_path: Path, kind: str) -> None:
    """Rate limits and broken answers, one an act: nothing is lost, nothing is said twice."""
    async with InTeams(tmp_path, kind, TROUBLES) as stage:
        await play(stage)


async def test_held_words_are_sent_by_one_press(tmp_path: Path) -> None:
    """Words nobody claimed for wait in the agent's own chat with the bot, and go out by its button, once."""
    async with InTeams(tmp_path) as stage:
        await stage.customer_says(whole_job.UNKNOWN)
        await stage.agent_says("Ben", "Is it a large parrot?")
        await stage.customer_does_not_see("Is it a large parrot?")
        await stage.die_and_come_back()
        await stage.presses_whisper("Ben", "Claim and send")
        await stage.customer_sees("Is it a large parrot?")
        assert await stage.times_customer_sees("Is it a large parrot?") == 1


async def test_where_agents_are_not_heard_they_reply_in_the_card(tmp_path: Path) -> None:
    """Without the right to read along, words in the thread stay there, and the card has a box for them."""
    async with InTeams(tmp_path, heard=False) as stage:
        await stage.customer_says(whole_job.UNKNOWN)
        await stage.presses("Ada", "Claim")
        await stage.replies("Ada", "Is it a large parrot?")
        await stage.customer_sees("Is it a large parrot?")
        await stage.desk_sees("Is it a large parrot?")
        assert await stage.times_customer_sees("Is it a large parrot?") == 1
