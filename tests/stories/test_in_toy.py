"""The stories through an adapter that somebody wrote after reading docs/writing-an-adapter.md."""

from __future__ import annotations

from pathlib import Path

from tests.fakes.answerer import BOOK
from tests.stories import whole_job
from tests.stories.in_toy import InToy


async def test_the_whole_job(tmp_path: Path) -> None:
    """The whole handoff works where a platform has neither whispers nor marks nor files."""
    async with InToy(tmp_path) as stage:
        await whole_job.play(
            stage,
            answer=BOOK["how do i reset my password"].answer,
            second="What does it cost?",
            second_answer=BOOK["what does it cost"].answer,
        )


async def test_held_words_are_sent_from_the_direct_chat(tmp_path: Path) -> None:
    """Where nothing can be whispered the offer stands in the agent's direct chat, and works there once."""
    async with InToy(tmp_path) as stage:
        await stage.customer_says(whole_job.UNKNOWN)
        await stage.agent_says("Ben", "Is it a large parrot?")
        await stage.customer_does_not_see("Is it a large parrot?")
        await stage.die_and_come_back()
        for _ in range(2):
            await stage.presses_whisper("Ben", "Claim and send")
        assert await stage.times_customer_sees("Is it a large parrot?") == 1
