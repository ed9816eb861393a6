"""Shortcuts on messages that nobody was to answer: whoever asks for a person by name gets one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.slack.settings import Way
from tests.fakes.slack import Post
from tests.stories.in_slack import InSlack

UNKNOWN = "Can I bring my parrot to the office?"
HAND_OVER, TAKE_OVER = "frontdesk_hand_over", "frontdesk_take"
PERSON_ASKED = "I have asked a person from the team to look at this. They will answer right here."


@pytest.fixture(params=["mention", "off"])
async def stage(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[InSlack]:
    """A room in which the bot answers only when it is named, or never by itself."""
    async with InSlack(tmp_path, Way.SOCKET, on_route={"listen": request.param}) as stage:
        yield stage


async def wrote(stage: InSlack, who: str, words: str = UNKNOWN) -> Post:
    """Somebody wrote, and nothing followed."""
    post, _ = stage.slack.write(stage.people[who], stage.room, words)
    await stage.settle()
    assert stage.bots_posts(stage.desk) == []
    return post


async def picks(stage: InSlack, who: str, post: Post, shortcut: str) -> None:
    """Somebody chooses a shortcut of the message's menu."""
    stage.thread = post.ts
    await stage.slack.pick(stage.people[who], stage.room, post, shortcut)
    await stage.settle()


async def test_a_colleague_hands_an_unheard_message_to_a_person(stage: InSlack) -> None:
    """The desk has it, and its writer hears so in the thread; picked twice it is one matter."""
    post = await wrote(stage, "Dana")
    await picks(stage, "Cleo", post, HAND_OVER)
    await stage.card_says("Waiting for an agent")
    await stage.customer_sees(PERSON_ASKED)
    await stage.desk_sees(UNKNOWN)
    await picks(stage, "Ben", post, HAND_OVER)
    assert await stage.times_customer_sees(PERSON_ASKED) == 1
    assert len({post.thread_ts or post.ts for post in stage.bots_posts(stage.desk)}) == 1


async def test_its_writer_may_want_a_person_too(stage: InSlack) -> None:
    """Who wrote a message can hand it over by the same menu."""
    await picks(stage, "Dana", await wrote(stage, "Dana"), HAND_OVER)
    await stage.card_says("Waiting for an agent")


async def test_an_agent_takes_over_what_nobody_was_to_answer(stage: InSlack) -> None:
    """The conversation begins with the agent holding it, and words go both ways."""
    await picks(stage, "Ben", await wrote(stage, "Dana"), TAKE_OVER)
    await stage.card_says("Ben has this")
    await stage.desk_sees(UNKNOWN)
    await stage.agent_says("Ben", "On Fridays.")
    await stage.customer_sees("On Fridays.")


@pytest.mark.parametrize(
    ("writer", "who", "shortcut"),
    [
        ("Dana", "Eve", HAND_OVER),
        ("Dana", "Cleo", TAKE_OVER),
        ("Ada", "Ben", TAKE_OVER),
        ("Ada", "Cleo", HAND_OVER),
        ("Cleo", "Ada", TAKE_OVER),
    ],
)
async def test_a_shortcut_opens_nothing_for_whom_it_is_not(
    stage: InSlack, writer: str, who: str, shortcut: str
) -> None:
    """Another organisation hands nothing over, colleagues do not claim, and the house is no customer here."""
    await picks(stage, who, await wrote(stage, writer), shortcut)
    assert stage.bots_posts(stage.desk) == []
    assert stage.bots_posts(stage.room) == []
