"""What agents do in Slack besides talking: forms, words taken back, notes first, words that name somebody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.slack.settings import Way
from bot.settings import Answering, Mode
from bot.store import SqlBooks, open_for_writing
from tests.fakes.slack import Post
from tests.stories.in_slack import DAY, InSlack
from tests.stories.whole_job import QUESTION, UNKNOWN

WORDS = "On Fridays he may come."
QUICK = ("Hello", "I have a question", UNKNOWN)
LONG = 10
"""Seconds that words wait where a test does something meanwhile."""


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[InSlack]:
    """A conversation that Ada holds."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        await stage.customer_says(UNKNOWN)
        await stage.presses("Ada", "Claim")
        yield stage


def context(stage: InSlack, words: str) -> str:
    """What stands under words of ours at the desk, about who said them."""
    (post,) = [p for p in stage.desk.thread(stage.card.ts) if p.user.bot_id and p.words == words]
    return "\n".join(e["text"] for b in post.blocks if b["type"] == "context" for e in b["elements"])


def card(stage: InSlack) -> str:
    """All letters of the card."""
    return str(stage.card.blocks)


# -- forms


@pytest.mark.parametrize("way", list(Way))
async def test_a_note_written_in_a_form_stays_at_the_desk(tmp_path: Path, way: Way) -> None:
    """🔒 opens a form; what is written there stands in the desk thread as that agent's note, nowhere else."""
    async with InSlack(tmp_path, way) as stage:
        await stage.customer_says(UNKNOWN)
        await stage.fills_in("Ben", "🔒 Note", "He asked last week, too")
        await stage.desk_sees("He asked last week, too")
        assert context(stage, "He asked last week, too") == "🔒 A note by Ben, for the desk alone"
        await stage.customer_does_not_see("last week")
        await stage.card_says("Waiting for an agent")


async def test_closing_words_go_to_the_customer_and_it_is_resolved(stage: InSlack) -> None:
    """The customer reads the agent's words, then that it is resolved; the desk sees both."""
    await stage.fills_in("Ada", "Resolve with a message", "Enjoy the flight")
    await stage.customer_sees("Enjoy the flight")
    await stage.desk_sees("Enjoy the flight")
    await stage.card_says("Resolved")
    said = [post.words for post in stage.room.thread(stage.thread)][-2:]
    assert said[0].startswith("Enjoy the flight")
    assert said[1].startswith("Ada has marked this as resolved")


async def test_a_form_without_words_resolves_all_the_same(stage: InSlack) -> None:
    """Left empty, it is a plain resolve."""
    before = len(stage.room.thread(stage.thread))
    await stage.fills_in("Ada", "Resolve with a message", "")
    await stage.card_says("Resolved")
    assert len(stage.room.thread(stage.thread)) == before + 1


async def test_a_form_nobody_may_use_is_not_opened(stage: InSlack) -> None:
    """Ben cannot close what Ada holds: he is told so where he pressed, and sees no form."""
    await stage.slack.press(stage.people["Ben"], stage.desk, stage.card, "Resolve with a message")
    await stage.slack.until(lambda: bool(stage.slack.whispered(stage.people["Ben"])))
    assert stage.slack.whispered(stage.people["Ben"])[-1].words == "That is no longer possible here."
    assert not stage.slack.world.views


async def test_a_form_sent_too_late_keeps_its_words(stage: InSlack) -> None:
    """Resolved by somebody else while it was open: the words wait on the card, and a press sends them."""
    views, ada = stage.slack.world.views, stage.people["Ada"]
    await stage.slack.press(ada, stage.desk, stage.card, "Resolve with a message")
    await stage.slack.until(lambda: bool(views))
    await stage.presses("Ada", "Resolve")
    await stage.slack.submit(ada, views.popleft()[1], words="Enjoy the flight")
    await stage.settle()
    await stage.customer_does_not_see("Enjoy the flight")
    assert "Unsent words of Ada" in card(stage)
    await stage.presses_whisper("Ada", "Reopen and send")
    await stage.customer_sees("Enjoy the flight")


# -- words that wait


async def test_words_deleted_while_they_wait_are_never_said(tmp_path: Path) -> None:
    """With `hold_seconds` a message deleted in time never reached the customer; the next one does."""
    async with InSlack(tmp_path, Way.SOCKET, at_desk={"hold_seconds": LONG}) as stage:
        await stage.customer_says(UNKNOWN)
        await stage.presses("Ada", "Claim")
        post, _ = stage.slack.write(stage.people["Ada"], stage.desk, "Oh no", thread=stage.card.ts)
        await stage.pause()
        stage.slack.wire.begun(stage.slack.delete(stage.desk, post))
        await stage.pause()
        corrected, _ = stage.slack.write(stage.people["Ada"], stage.desk, "On Monday", thread=stage.card.ts)
        await stage.pause()
        stage.slack.wire.begun(stage.slack.edit(stage.desk, corrected, WORDS))
        await stage.pause()
        assert "white_check_mark" not in corrected.reactions
        await stage.settle()
        await stage.customer_sees(WORDS)
        texts = "\n".join(
            str(call.params) for call in stage.slack.api.calls if stage.room.id in str(call.params)
        )
        assert "Oh no" not in texts
        assert "On Monday" not in texts
        assert corrected.reactions["white_check_mark"] == {stage.slack.world.bot.id}


async def test_quick_messages_are_answered_once(tmp_path: Path) -> None:
    """With `settle_seconds` three messages make one question, and get one word."""
    async with InSlack(tmp_path, Way.SOCKET, answering=Answering(settle_seconds=LONG)) as stage:
        for text in QUICK:
            post, _ = stage.slack.write(stage.people["Dana"], stage.room, text, thread=stage.thread)
            stage.thread = stage.thread or post.ts
            await stage.pause()
        await stage.settle()
        (told,) = [post.words for post in stage.room.posts.values() if post.user.bot_id]
        assert told.startswith("I am not sure about this one")
        for text in QUICK:
            await stage.desk_sees(text)


# -- words that do not go out by themselves


async def test_notes_first_sends_nothing_without_a_press(tmp_path: Path) -> None:
    """With `notes_first` even the holder's words wait, on the card too, until a press sends them."""
    async with InSlack(tmp_path, Way.SOCKET, on_route={"notes_first": True}) as stage:
        await stage.customer_says(UNKNOWN)
        await stage.presses("Ada", "Claim")
        await stage.agent_says("Ada", WORDS)
        await stage.customer_does_not_see(WORDS)
        assert "Unsent words of Ada" in card(stage)
        assert WORDS in card(stage)
        await stage.presses_whisper("Ada", "Send")
        await stage.customer_sees(WORDS)
        assert "Unsent words of Ada" not in card(stage)


async def test_words_that_name_a_colleague_are_asked_about(stage: InSlack) -> None:
    """Naming Ben holds Ada's words; kept, they are a note, and the card forgets them."""
    called = {"type": "user", "user_id": stage.people["Ben"].id}
    pieces = [called, {"type": "text", "text": " is he allowed?"}]
    blocks = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": pieces}]}]
    text = f"<@{stage.people['Ben'].id}> is he allowed?"
    stage.slack.write(stage.people["Ada"], stage.desk, text, thread=stage.card.ts, blocks=blocks)
    await stage.settle()
    asked = stage.slack.whispered(stage.people["Ada"])[-1].words
    assert asked.startswith("You named Ben, so this has not gone to the customer.")
    await stage.customer_does_not_see("is he allowed?")
    await stage.presses_whisper("Ada", "Keep as a note")
    await stage.customer_does_not_see("is he allowed?")
    assert "Unsent" not in card(stage)


async def test_unsent_words_stand_on_the_card_and_are_sent_from_there(tmp_path: Path) -> None:
    """A whisper that was missed strands nothing: the card has the words and the same button."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        await stage.customer_says(UNKNOWN)
        await stage.agent_says("Ben", WORDS)
        assert "Unsent words of Ben" in card(stage)
        assert WORDS in card(stage)
        await stage.presses("Ben", "Send")
        await stage.customer_sees(WORDS)
        await stage.card_says("Ben has this")
        assert "Unsent words" not in card(stage)


# -- the card's clock


async def test_the_card_tells_until_when(tmp_path: Path) -> None:
    """While somebody waits the next reminder stands on the card, then when a reply is due, then neither."""
    async with InSlack(tmp_path, Way.SOCKET, at_desk={"claim_minutes": DAY, "reply_minutes": DAY}) as stage:
        await stage.customer_says(UNKNOWN)
        assert "Next reminder" in card(stage)
        await stage.presses("Ada", "Claim")
        assert "Next reminder" not in card(stage)
        assert "Reply by" in card(stage)
        await stage.agent_says("Ada", WORDS)
        assert "Reply by" not in card(stage)


# -- shadow


async def test_a_room_in_shadow_sees_nothing_of_the_bot(tmp_path: Path) -> None:
    """Questions and people's answers: all is judged, and Slack is never told anything."""
    async with InSlack(tmp_path, Way.SOCKET, on_route={"mode": Mode.SHADOW}) as stage:
        await stage.customer_says(QUESTION)
        await stage.customer_says(UNKNOWN)
        stage.slack.write(stage.people["Ada"], stage.room, WORDS, thread=stage.thread)
        await stage.settle()
        await stage.customer_says("What does it cost?")
        posts: list[Post] = [*stage.room.posts.values(), *stage.desk.posts.values()]
        assert not any(post.user.bot_id or post.reactions for post in posts)
        assert not stage.slack.world.whispers
        assert not stage.slack.world.statuses
        said = [
            call.method for call in stage.slack.api.calls if call.method.startswith(("chat.", "reactions."))
        ]
        assert said == []
    assert _unsaid(tmp_path) == 3


def _unsaid(folder: Path) -> int:
    """How many of the bot's words the transcript has as unsaid."""
    database = open_for_writing(folder)
    try:
        return database.writer.transact_now(
            lambda connection: sum(
                turn.fate == "unsaid"
                for c in SqlBooks(connection).open_conversations()
                for turn in SqlBooks(connection).turns(c.recent)
            )
        )
    finally:
        database.close()
