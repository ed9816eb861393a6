"""What comes along with words in Slack: files both ways, formatting, marks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.slack.settings import Way
from tests.fakes.slack import Channel, Fault, Post
from tests.stories.in_slack import InSlack

QUESTION = "Can I bring my parrot to the office?"
PDF = b"%PDF-1.7 a parrot's passport"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[InSlack]:
    """A conversation that Ada holds."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        await stage.customer_says(QUESTION)
        await stage.presses("Ada", "Claim")
        yield stage


async def sends(
    stage: InSlack, who: str, words: str, content: bytes = PDF, name: str = "passport.pdf"
) -> Post:
    """Somebody sends a file with words, in the thread on that side."""
    at_desk = who in {"Ada", "Ben"}
    room, thread = (stage.desk, stage.card.ts) if at_desk else (stage.room, stage.thread)
    person = stage.people[who]
    post, _ = stage.slack.write(person, room, words, thread=thread, files={name: content})
    await stage.settle()
    return post


def files(stage: InSlack, room: Channel, *, by_bot: bool = True) -> list[tuple[str, bytes]]:
    """Names and contents of what the bot shared in a room."""
    posts = [post for post in room.posts.values() if bool(post.user.bot_id) is by_bot]
    stored = [stage.slack.world.files[name] for post in posts for name in post.files]
    return [(file.title, file.content) for file in stored]


async def test_a_customers_file_is_at_the_desk(stage: InSlack) -> None:
    """Agents open it where they work, though it came folded from the other organisation."""
    await sends(stage, "Dana", "Here is his passport")
    assert files(stage, stage.desk) == [("passport.pdf", PDF)]
    await stage.desk_sees("Here is his passport")


async def test_an_agents_file_is_at_the_customers(stage: InSlack) -> None:
    """What an agent attaches in the desk thread stands in the customer's."""
    await sends(stage, "Ada", "Please sign this")
    assert files(stage, stage.room) == [("passport.pdf", PDF)]
    (post,) = [post for post in stage.room.posts.values() if post.files]
    assert post.thread_ts == stage.thread


async def test_a_file_without_words_says_what_it_is(stage: InSlack) -> None:
    """Who sends only a file is heard all the same."""
    await sends(stage, "Dana", "")
    await stage.desk_sees("Files: passport.pdf")
    assert files(stage, stage.desk) == [("passport.pdf", PDF)]


async def test_a_file_sent_before_anybody_waited_follows_to_the_desk(tmp_path: Path) -> None:
    """The question that opens the thread brings its file along."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        post, _ = stage.slack.write(stage.people["Dana"], stage.room, QUESTION, files={"a.pdf": PDF})
        stage.thread = post.ts
        await stage.settle()
        assert files(stage, stage.desk) == [("a.pdf", PDF)]


async def test_deleted_words_take_their_file_with_them(stage: InSlack) -> None:
    """A deletion takes away the words and the file on the other side."""
    post = await sends(stage, "Ada", "Please sign this")
    stage.slack.wire.begun(stage.slack.delete(stage.desk, post))
    await stage.settle()
    await stage.customer_does_not_see("Please sign this")
    assert files(stage, stage.room) == []


async def test_a_note_keeps_its_file_at_the_desk(stage: InSlack) -> None:
    """What stays at the desk stays there whole."""
    await sends(stage, "Ada", "// for us only")
    assert files(stage, stage.room) == []


async def test_a_programme_is_named_not_carried(stage: InSlack) -> None:
    """Files that do something when opened do not travel, and both sides know."""
    await sends(stage, "Dana", "Run this", b"MZ", "parrot.exe")
    assert files(stage, stage.desk) == []
    await stage.desk_sees("Dana sent a file that cannot be shown here: parrot.exe")


async def test_a_page_to_sign_in_is_not_taken_for_the_file(stage: InSlack) -> None:
    """Where Slack shows its sign-in page instead, the file is named."""
    stage.slack.api.signed_out = True
    await sends(stage, "Dana", "Here is his passport")
    assert files(stage, stage.desk) == []
    await stage.desk_sees("Dana sent a file that cannot be shown here: passport.pdf")


async def test_the_token_is_not_shown_to_another_host(stage: InSlack) -> None:
    """A redirect away from Slack is not followed, with the token or without it."""
    await sends(stage, "Dana", "Here is his passport", PDF, "elsewhere.pdf")
    assert stage.slack.api.leaked == []
    await stage.desk_sees("Dana sent a file that cannot be shown here: elsewhere.pdf")


async def test_a_file_shared_without_an_answer_is_found_not_shared_twice(stage: InSlack) -> None:
    """Slack breaks after sharing: a look tells that it stands."""
    stage.slack.api.faults["files.completeUploadExternal"].append(Fault.DONE_BUT_BROKEN)
    await sends(stage, "Ada", "Please sign this")
    assert files(stage, stage.room) == [("passport.pdf", PDF)]


async def test_formatting_is_carried(stage: InSlack) -> None:
    """Bold on one side is bold on the other."""
    bold = {"type": "text", "text": "Fridays", "style": {"bold": True}}
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": "On "}, bold]}
    blocks = [{"type": "rich_text", "elements": [section]}]
    person = stage.people["Ada"]
    stage.slack.write(person, stage.desk, "On *Fridays*", thread=stage.card.ts, blocks=blocks)
    await stage.settle()
    (post,) = [post for post in stage.room.posts.values() if post.words.startswith("On Fridays")]
    assert post.blocks[0]["elements"] == [section]


async def test_marks_are_seen_on_the_other_side(stage: InSlack) -> None:
    """A customer's heart stands on the agent's own message, and goes with the customer's."""
    await stage.agent_says("Ada", "On Fridays he may come.")
    (copy,) = [post for post in stage.room.posts.values() if post.words.startswith("On Fridays")]
    own = next(post for post in stage.desk.posts.values() if post.words == "On Fridays he may come.")
    for on, wanted in ((True, {stage.slack.world.bot.id}), (False, set())):
        stage.slack.wire.begun(stage.slack.react(stage.people["Dana"], stage.room, copy.ts, "heart", on=on))
        await stage.settle()
        assert own.reactions.get("heart", set()) == wanted


async def test_delivered_words_are_marked(stage: InSlack) -> None:
    """The agent sees on the own message that it arrived."""
    await stage.agent_says("Ada", "On Fridays he may come.")
    own = next(post for post in stage.desk.posts.values() if post.words == "On Fridays he may come.")
    assert own.reactions["white_check_mark"] == {stage.slack.world.bot.id}
