"""Posting, changing and taking away in Teams: whole or not at all, cards alone and words alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.teams.wording import PART
from bot.errors import AddressGone, NotAllowed, Unavailable, Unsure
from bot.meanings import Gone, Notice, Say
from tests.adapters.teams.samples import CARD, CLAIMED, MEANINGS
from tests.adapters.teams.speaking import Speaking, speaking
from tests.fakes.teams import Fault

ANSWER = MEANINGS["answer"]
LONG = Say("word " * (PART // 2))


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Speaking]:
    """A bot that may speak."""
    async with speaking(tmp_path) as found:
        yield found


async def thread(bot: Speaking) -> str:
    """A thread of the desk."""
    return (await bot.posting.open_thread(bot.at(bot.desk), CARD, "k")).message


async def test_a_card_heads_a_thread_and_words_follow_in_it(bot: Speaking) -> None:
    """The thread's address is where later words stand, and the card is changed for everybody."""
    head = await bot.posting.open_thread(bot.at(bot.desk), CARD, "k1")
    assert (head.address.thread, head.address.room) == (head.message, bot.desk.id)
    (said,) = await bot.posting.post(head.address, Say("Hello"), "k2")
    assert [post.root for post in bot.desk.posts.values()] == [head.message, head.message]
    await bot.posting.edit((head,), CLAIMED)
    assert "Ada has this" in bot.desk.posts[head.message].words
    await bot.posting.delete((said,))
    assert len(bot.standing(bot.desk)) == 1


async def test_every_message_tells_its_id(bot: Speaking) -> None:
    """Words and a card of one message would be parted, and could never be changed again."""
    where = bot.at(bot.desk, await thread(bot))
    for meaning in MEANINGS.values():
        receipts = await bot.posting.post(where, meaning, "k")
        assert all(receipt.message for receipt in receipts)
        assert await bot.posting.edit(receipts, meaning) == receipts


@pytest.mark.parametrize("kind", ["group", "direct"])
async def test_without_threads_there_is_no_desk(bot: Speaking, kind: str) -> None:
    """A group chat or a personal one cannot hold the threads that conversations need."""
    chat = bot.teams.direct(bot.ada) if kind == "direct" else bot.teams.group("g", [bot.ada])
    await bot.meet(chat)
    with pytest.raises(NotAllowed):
        await bot.posting.open_thread(bot.at(chat), CARD, "k")


async def test_nobody_can_look_for_what_was_posted(bot: Speaking) -> None:
    """Teams has no such thing, and that is said."""
    assert await bot.posting.find(bot.at(bot.desk), "k", datetime.now(UTC)) is None


# -- several parts


@pytest.mark.parametrize("fault", [Fault.RATE_LIMITED, Fault.BLOCKED])
async def test_half_of_a_long_text_is_taken_back(bot: Speaking, fault: Fault) -> None:
    """What cannot be said whole is not said, and may be tried again or is refused as one."""
    bot.desk.posts.clear()
    bot.teams.connector.faults["send"].extend([None, fault])
    with pytest.raises((Unavailable, NotAllowed)):
        await bot.posting.post(bot.at(bot.desk), LONG, "k")
    assert bot.standing(bot.desk) == []


async def test_half_of_unknown_fate_is_not_sure(bot: Speaking) -> None:
    """What stands is taken away; of the rest nobody knows."""
    bot.teams.connector.faults["send"].extend([None, Fault.DONE_BUT_BROKEN])
    with pytest.raises(Unsure):
        await bot.posting.post(bot.at(bot.desk), LONG, "k")
    assert len(bot.standing(bot.desk)) == 1


@pytest.mark.parametrize("fault", [Fault.RATE_LIMITED, Fault.BROKEN, Fault.DONE_BUT_SILENT])
async def test_an_answer_without_its_buttons_is_said_all_the_same(bot: Speaking, fault: Fault) -> None:
    """The words are what counts; the buttons come with the next change."""
    bot.teams.connector.faults["send"].extend([None, fault])
    receipts = await bot.posting.post(bot.at(bot.desk), ANSWER, "k")
    assert len(receipts) == 1
    assert len(await bot.posting.edit(receipts, ANSWER)) == 2


async def test_a_change_may_need_more_or_fewer_messages(bot: Speaking) -> None:
    """What is longer goes on in the same place; what is shorter is taken away."""
    receipts = await bot.posting.post(bot.at(bot.desk), Say("short"), "k")
    longer = await bot.posting.edit(receipts, LONG)
    assert len(longer) > 1
    shorter = await bot.posting.edit(longer, Gone("This message was deleted."))
    assert shorter == receipts
    assert bot.standing(bot.desk) == ["This message was deleted."]


async def test_a_change_of_unknown_fate_never_leaves_two(bot: Speaking) -> None:
    """A change is tried again as a whole, so a post that belongs to it is not."""
    receipts = await bot.posting.post(bot.at(bot.desk), Say("short"), "k")
    bot.teams.fail("send", Fault.DONE_BUT_BROKEN)
    with pytest.raises(NotAllowed):
        await bot.posting.edit(receipts, LONG)


async def test_what_is_gone_is_told_and_the_rest_is_taken_away(bot: Speaking) -> None:
    """One message that somebody else took away keeps nothing standing."""
    receipts = await bot.posting.post(bot.at(bot.desk), ANSWER, "k")
    await bot.posting.delete(receipts[:1])
    with pytest.raises(AddressGone):
        await bot.posting.delete(receipts)
    assert bot.standing(bot.desk) == []


async def test_a_post_in_a_bare_channel_heads_a_thread(bot: Speaking) -> None:
    """Its receipt is the address of that thread."""
    (receipt,) = await bot.posting.post(bot.at(bot.desk), Notice("Hello"), "k")
    assert receipt.address.thread == receipt.message


async def test_the_stand_in_tells_when_the_bot_is_too_fast(bot: Speaking) -> None:
    """Eight in a second are too many for one thread."""
    where = bot.at(bot.desk, await thread(bot))
    for _ in range(8):
        await bot.posting.post(where, Notice("Hello"), "k")
    assert any("7 in 1 s" in one for one in bot.teams.connector.too_fast())
