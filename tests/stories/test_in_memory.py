"""The stories on the stage in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.answerer import BOOK
from tests.fakes.house import Setup
from tests.stories import whole_job
from tests.stories.in_memory import InMemory


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[InMemory]:
    """A stage that is open."""
    stage = InMemory(Setup(tmp_path))
    await stage.open()
    yield stage
    await stage.close()


async def test_the_whole_job(stage: InMemory) -> None:
    """A customer is answered, then claimed by one of two agents, replied to in place and handed back."""
    await whole_job.play(
        stage,
        answer=BOOK["how do i reset my password"].answer,
        second="What does it cost?",
        second_answer=BOOK["what does it cost"].answer,
    )


async def test_held_words_are_sent_by_one_press(stage: InMemory) -> None:
    """Words nobody claimed for wait in the store and on the card, and go out by the whisper's button."""
    await stage.customer_says(whole_job.UNKNOWN)
    await stage.agent_says("Ben", "Is it a large parrot?")
    await stage.customer_does_not_see("Is it a large parrot?")
    await stage.die_and_come_back()
    await stage.presses_whisper("Ben", "Claim and send")
    await stage.customer_sees("Is it a large parrot?")
    await stage.presses_whisper("Ben", "Claim and send")
    assert await stage.times_customer_sees("Is it a large parrot?") == 1
