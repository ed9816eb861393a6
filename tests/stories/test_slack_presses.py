"""Who may press what: buttons are seen by many, and each press is judged by who pressed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.settings import Way
from bot.settings import Opens
from tests.fakes.answerer import BOOK
from tests.fakes.slack import Post
from tests.stories.in_slack import InSlack

UNKNOWN = "Can I bring my parrot to the office?"
KNOWN = "How do I reset my password?"
ONLY_AGENTS = "Only agents of this desk can do that."
NOBODYS = {
    "a customer": "Dana",
    "an outsider of another organisation": "Eve",
    "a colleague at no desk": "Cleo",
    "a lead who is not in the room": "Lea",
}


@pytest.fixture(params=[Way.SOCKET])
async def stage(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[InSlack]:
    """Dana waits for an agent."""
    async with InSlack(tmp_path, request.param) as stage:
        await stage.customer_says(UNKNOWN)
        yield stage


def state(stage: InSlack) -> tuple[str, int]:
    """What the desk and the customer see, in short."""
    return stage.card.blocks[0]["text"]["text"], len(stage.bots_posts(stage.room))


@pytest.mark.parametrize("who", NOBODYS.values(), ids=NOBODYS.keys())
@pytest.mark.parametrize("label", ["Claim", "Resolve", "Mute the bot"])
async def test_a_desk_button_is_for_agents(
    stage: InSlack, who: str, label: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever is no agent of the desk is told so in private; nothing changes, and the log names the press."""
    before = state(stage)
    taken = await stage.slack.press(stage.people[who], stage.desk, stage.card, label)
    await stage.settle()
    assert taken.acked
    assert state(stage) == before
    assert stage.told(who) == [ONLY_AGENTS]
    assert f"by slack:{stage.people[who].id} in conversation" in caplog.text


@pytest.mark.parametrize("label", ["Hand back", "Release", "Resolve", "night"])
async def test_what_an_agent_holds_others_cannot_move(tmp_path: Path, label: str) -> None:
    """Held by Ada, it is handed back, released, resolved or passed on by her or by nobody."""
    async with InSlack(tmp_path, Way.SOCKET, at_desk={"fallback": "night"}) as stage:
        await stage.customer_says(UNKNOWN)
        await stage.presses("Ada", "Claim")
        before = state(stage)
        for who in ("Dana", "Eve", "Ben"):
            await stage.slack.press(stage.people[who], stage.desk, stage.card, label)
        await stage.settle()
        assert state(stage) == before
        assert stage.told("Dana") == stage.told("Eve") == [ONLY_AGENTS]
        assert stage.told("Ben") == ["Only the agent who has this conversation can do that."]
        assert stage.bots_posts(stage.night) == [] if stage.night else False


@pytest.mark.parametrize("told", [True, False], ids=["Slack tells of it", "a minute later"])
async def test_an_agent_removed_from_the_room_is_one_no_longer(stage: InSlack, *, told: bool) -> None:
    """At once where Slack tells, and at any press once the list is a minute old."""
    ben = stage.people["Ben"]
    stage.slack.wire.lost = not told
    await stage.slack.rooms.leave(stage.desk, ben)
    stage.slack.wire.lost = False
    stage.clock.ahead += 0 if told else 61
    await stage.slack.press(ben, stage.desk, stage.card, "Claim")
    await stage.settle()
    await stage.card_says("Waiting for an agent")
    assert stage.told("Ben") == [ONLY_AGENTS]


TAMPERED = {
    "nothing": "",
    "no list": '{"about": "x"}',
    "an unknown id": '["0123456789abcdef", ""]',
    "an id with markup": '["<!channel>", ""]',
    "too many parts": '["claim", "a", "b", "c"]',
    "numbers": "[1, 2]",
    "a deep list": "[" * 20_000,
    "much": '["' + "x" * 100_000 + '", ""]',
    "another button's name": '["no_such_button", "a", "b"]',
    "half a letter": '["\\ud800", ""]',
}


def forged(stage: InSlack, button: str, value: str, *, thread: str = "") -> Post:
    """A post with a button of ours that carries whatever a client was made to send."""
    label = {"type": "plain_text", "text": "Forged"}
    drawn = {"type": "button", "action_id": f"fd:{button}:0", "value": value, "text": label}
    return Post(
        stage.slack.world.now(), stage.slack.world.bot, "", [{"type": "actions", "elements": [drawn]}], thread
    )


def value_of(stage: InSlack, label: str) -> str:
    """What a button of the card carries."""
    buttons = (element for block in stage.card.blocks for element in block.get("elements", ()))
    return next(str(one["value"]) for one in buttons if _label(one) == label)


def _label(element: dict[str, Any]) -> str:
    return str(element["text"]["text"]) if element["type"] == "button" else ""


@pytest.mark.parametrize("value", TAMPERED.values(), ids=TAMPERED.keys())
async def test_a_tampered_value_does_nothing(stage: InSlack, value: str) -> None:
    """Whatever a client sends instead of our value is taken, and nothing follows."""
    before = state(stage)
    post = forged(stage, "claim", value)
    assert (await stage.slack.press(stage.people["Ada"], stage.desk, post, "Forged")).acked
    await stage.settle()
    assert state(stage) == before


async def test_a_press_about_nothing_we_know_is_in_the_log(
    stage: InSlack, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever tries ids is seen by whoever runs the house."""
    post = forged(stage, "claim", '["0123456789abcdef", ""]')
    await stage.slack.press(stage.people["Eve"], stage.desk, post, "Forged")
    await stage.settle()
    assert f"refused (unknown): claim by slack:{stage.people['Eve'].id}" in caplog.text


async def test_somebody_elses_conversation_is_not_ended(
    stage: InSlack, caplog: pytest.LogCaptureFixture
) -> None:
    """Eve cannot say that Dana's matter is over, neither in Dana's thread nor by a button of her own."""
    eve = stage.people["Eve"]
    for button in ("never_mind", "solved"):
        post = forged(stage, button, value_of(stage, "Claim"), thread=stage.thread)
        for room in (stage.room, stage.slack.direct(eve)):
            await stage.slack.press(eve, room, post, "Forged")
    await stage.settle()
    await stage.card_says("Waiting for an agent")
    assert set(stage.told("Eve")) == {"Only the person who asked can do that."}
    assert "refused (only_the_asker)" in caplog.text


async def test_a_desks_button_in_the_customers_thread_claims_for_nobody(stage: InSlack) -> None:
    """A button of the card that was made to stand elsewhere is refused, to agents as well."""
    post = forged(stage, "claim", value_of(stage, "Claim"), thread=stage.thread)
    for who in ("Dana", "Eve", "Ada"):
        await stage.slack.press(stage.people[who], stage.room, post, "Forged")
    await stage.settle()
    await stage.card_says("Waiting for an agent")
    assert stage.told("Dana") == stage.told("Eve") == stage.told("Ada") == [ONLY_AGENTS]


async def test_a_whisper_is_pressed_by_whom_it_was_meant_for(stage: InSlack) -> None:
    """Ben's held words are sent by Ben alone: not by Ada, not by the customer."""
    await stage.agent_says("Ben", "Is it a large parrot?")
    (whisper,) = stage.slack.whispered(stage.people["Ben"])
    for who in ("Ada", "Dana", "Eve"):
        await stage.slack.press_whisper(stage.people[who], whisper, "Claim and send")
    await stage.settle()
    await stage.customer_does_not_see("Is it a large parrot?")
    await stage.card_says("Waiting for an agent")
    assert stage.told("Ada") == ["These are the words of Ben, and only Ben can send or keep them."]
    assert stage.told("Dana") == stage.told("Eve") == [ONLY_AGENTS]


async def test_the_customer_is_no_agent_of_the_own_matter(tmp_path: Path) -> None:
    """Where everyone may ask, an agent who asks is served by another one."""
    async with InSlack(tmp_path, Way.SOCKET, on_route={"opens": Opens.EVERYONE}) as stage:
        stage.people["Dana"] = stage.people["Ada"]
        await stage.customer_says(UNKNOWN)
        await stage.slack.press(stage.people["Ada"], stage.desk, stage.card, "Claim")
        await stage.settle()
        await stage.card_says("Waiting for an agent")
        assert stage.told("Ada") == ["This is your own question, so another agent has to take it."]
        await stage.presses("Ben", "Claim")
        await stage.card_says("Ben has this")


@pytest.mark.parametrize("way", list(Way))
async def test_ten_agents_at_once_are_one_holder(tmp_path: Path, way: Way) -> None:
    """Whoever comes first has it; nine are told who that is."""
    async with InSlack(tmp_path, way) as stage:
        crowd = [stage.slack.person(f"Agent {number}") for number in range(10)]
        stage.desk.members |= {who.id for who in crowd}
        stage.clock.ahead += 61
        await stage.customer_says(UNKNOWN)
        await asyncio.gather(*(stage.slack.press(who, stage.desk, stage.card, "Claim") for who in crowd))
        await stage.settle()
        told = [whisper.words for whisper in stage.slack.world.whispers]
        assert len(told) == 9
        assert len(set(told)) == 1
        await stage.card_says(told[0].replace(" has this conversation.", " has this"))


async def test_a_thumb_is_kept_and_the_wrong_one_offers_a_person(tmp_path: Path) -> None:
    """Feedback under an answer is taken; "not helpful" offers a person, who comes when wanted."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        await stage.customer_says(KNOWN)
        (answer,) = stage.bots_posts(stage.room)
        assert answer.words.split("\n")[0] == BOOK["how do i reset my password"].answer
        dana = stage.people["Dana"]
        assert (await stage.slack.press(dana, stage.room, answer, "Not helpful")).acked
        await stage.settle()
        (offer,) = stage.bots_posts(stage.room)[1:]
        assert offer.words == "Thank you for telling me. Would you like a person to look at it?"
        await stage.slack.press(dana, stage.room, offer, "Talk to a person")
        await stage.settle()
        await stage.card_says("Waiting for an agent")
