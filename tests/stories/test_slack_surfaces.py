"""What Slack has besides messages: the home, the command, shortcuts on messages, the assistant's pane."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.settings import Way
from tests.fakes.answerer import BOOK
from tests.stories.in_slack import InSlack

UNKNOWN = "Can I bring my parrot to the office?"
KNOWN = "How do I reset my password?"
ANSWER = BOOK["how do i reset my password"].answer
PROMPTS = ("How do I reset my password?", "What does it cost?")
FOR_AGENTS = "This is for agents. If you have a question, just write to me."


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[InSlack]:
    """Dana waits for an agent."""
    async with InSlack(tmp_path, Way.SOCKET, on_route={"prompts": PROMPTS}) as stage:
        await stage.customer_says(UNKNOWN)
        yield stage


async def home(stage: InSlack, who: str) -> str:
    """What somebody sees who opens the bot's home."""
    person = stage.people[who]
    stage.slack.world.homes.pop(person.id, None)
    await stage.slack.open_home(person)
    await stage.slack.until(lambda: person.id in stage.slack.world.homes)
    return letters(stage.slack.world.homes[person.id])


def letters(found: Any) -> str:  # noqa: ANN401 - drawn blocks
    """All that is read in blocks, a line for each piece."""
    if isinstance(found, dict):
        own = found["text"] if isinstance(found.get("text"), str) else ""
        return "\n".join(filter(None, [own, *(letters(v) for v in found.values() if not isinstance(v, str))]))
    return "\n".join(filter(None, map(letters, found))) if isinstance(found, list) else ""


async def typed(stage: InSlack, who: str, words: str) -> str:
    """What is answered to whoever types the command."""
    reply = await stage.slack.command(stage.people[who], stage.help, words)
    await stage.settle()
    assert reply["response_type"] == "ephemeral"
    return letters(reply["blocks"])


# -- the home


async def test_the_home_shows_mine_the_waiting_and_all(stage: InSlack) -> None:
    """What waits is under Waiting and All; claimed, it is under Mine for the one who has it."""
    shown = await home(stage, "Ada")
    assert [shown.count(part) for part in ("Mine", "Waiting", "All", UNKNOWN)] == [1, 2 + 1, 1, 2]
    await stage.presses("Ada", "Claim")
    assert (await home(stage, "Ada")).count(UNKNOWN) == 2
    assert (await home(stage, "Ben")).count(UNKNOWN) == 1


async def test_the_switch_of_duty_works_and_is_drawn_anew(stage: InSlack) -> None:
    """Off duty, what Ada held waits for another; the home shows it at once, and the way back."""
    await stage.presses("Ada", "Claim")
    ada = stage.people["Ada"]
    assert "You are on duty." in await home(stage, "Ada")
    await stage.slack.press_home(ada, "Go off duty")
    await stage.slack.until(lambda: "You are off duty" in letters(stage.slack.world.homes[ada.id]))
    await stage.settle()
    await stage.card_says("Waiting for an agent")
    await stage.slack.press_home(ada, "Go on duty")
    await stage.slack.until(lambda: "You are on duty." in letters(stage.slack.world.homes[ada.id]))


@pytest.mark.parametrize("who", ["Dana", "Cleo", "Eve"])
async def test_a_visitors_home_shows_nobody_elses_matter(stage: InSlack, who: str) -> None:
    """Who is at no desk is told how to ask."""
    shown = await home(stage, who)
    assert shown.startswith("Ask me anything")
    assert UNKNOWN not in shown


# -- the command


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("help", "Say queue to see who waits"),
        ("", "Say queue to see who waits"),
        ("sing <!channel>", "Say queue to see who waits"),
        ("queue", UNKNOWN),
        (" QUEUE ", UNKNOWN),
        ("status", "You are on duty. Waiting for an agent now: 1."),
        ("take", "You are taking this one:"),
        ("away", "You are off duty from now on."),
        ("back", "You are on duty from now on."),
    ],
)
async def test_an_agent_types_the_command(stage: InSlack, words: str, told: str) -> None:
    """Each word is answered to the agent alone."""
    assert told in await typed(stage, "Ben", words)
    await stage.card_says("Ben has this" if words == "take" else "Waiting for an agent")


@pytest.mark.parametrize("words", ["help", "queue", "take", "status", "away", "back"])
async def test_to_a_stranger_the_command_shows_nothing(stage: InSlack, words: str) -> None:
    """Customers and colleagues are told that it is for agents, and nothing happens."""
    for who in ("Dana", "Cleo"):
        assert await typed(stage, who, words) == FOR_AGENTS
    await stage.card_says("Waiting for an agent")


async def test_away_and_back_are_seen_in_the_status(stage: InSlack) -> None:
    """Duty is kept: away lets go of what was held, status tells, back ends it."""
    await stage.presses("Ben", "Claim")
    await typed(stage, "Ben", "away")
    await stage.card_says("Waiting for an agent")
    assert "You are off duty since" in await typed(stage, "Ben", "status")
    await typed(stage, "Ben", "back")
    assert "You are on duty." in await typed(stage, "Ben", "status")


async def test_with_nobody_waiting_there_is_nothing_to_take(stage: InSlack) -> None:
    """The list is empty, and says so."""
    await stage.presses("Ada", "Resolve")
    assert await typed(stage, "Ben", "queue") == "Nobody is waiting."
    assert await typed(stage, "Ben", "take") == "Nobody is waiting."


# -- shortcuts on messages


async def test_an_agent_takes_over_by_a_shortcut(stage: InSlack) -> None:
    """On the customer's message: claimed, as by the button."""
    post = stage.room.posts[stage.thread]
    await stage.slack.pick(stage.people["Ben"], stage.room, post, "frontdesk_take")
    await stage.settle()
    await stage.card_says("Ben has this")


async def test_a_colleague_hands_an_answered_question_to_a_person(tmp_path: Path) -> None:
    """The bot answered, a colleague thinks a person should look: the desk has it."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        await stage.customer_says(KNOWN)
        post = stage.room.posts[stage.thread]
        await stage.slack.pick(stage.people["Cleo"], stage.room, post, "frontdesk_hand_over")
        await stage.settle()
        await stage.card_says("Waiting for an agent")


@pytest.mark.parametrize(("who", "shortcut"), [("Cleo", "frontdesk_take"), ("Eve", "frontdesk_hand_over")])
async def test_a_shortcut_is_judged_by_who_picked(
    stage: InSlack, who: str, shortcut: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Colleagues do not claim, and another organisation hands nobody's matter over."""
    post = stage.room.posts[stage.thread]
    await stage.slack.pick(stage.people[who], stage.room, post, shortcut)
    await stage.settle()
    await stage.card_says("Waiting for an agent")
    assert stage.told(who) == ["Only agents of this desk can do that."]
    assert "refused" in caplog.text


# -- the assistant's pane


async def test_the_assistants_pane_greets_once_and_answers_in_place(stage: InSlack) -> None:
    """A greeting and what people ask; a sign while it is looked up; the answer in the same thread."""
    stage.room = stage.slack.direct(stage.people["Dana"])
    stage.thread, opened = stage.slack.open_chat(stage.people["Dana"])
    assert (await opened).acked
    told = {"user_id": stage.people["Dana"].id, "channel_id": stage.room.id, "thread_ts": stage.thread}
    await stage.slack.happens("assistant_thread_started", assistant_thread=told)
    await stage.slack.until(lambda: bool(stage.slack.world.prompts))
    await stage.settle()
    (prompts,) = stage.slack.world.prompts
    assert [prompt["message"] for prompt in prompts["prompts"]] == [*PROMPTS]
    greeting = "Hello, ask me anything. If I do not know it, a person will."
    assert [post.words for post in stage.room.thread(stage.thread)].count(greeting) == 1
    await stage.says("Dana", KNOWN)
    (status,) = stage.slack.world.statuses
    assert (status["channel_id"], status["thread_ts"]) == (stage.room.id, stage.thread)
    await stage.customer_sees(ANSWER)


async def test_in_a_channel_no_status_is_set(stage: InSlack) -> None:
    """Only the assistant's pane has such a sign."""
    await stage.customer_says(KNOWN)
    assert stage.slack.world.statuses == []
