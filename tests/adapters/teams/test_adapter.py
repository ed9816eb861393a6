"""The whole adapter over loopback: who is greeted, what is refused, what it remembers, where it leads."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.teams.adapter import TeamsAdapter
from adapters.testing.ground import Witness
from bot.meanings import Prompts, Say
from bot.people import Address, Person, Receipt
from bot.ports import Known, PromptsWanted, Wanted
from tests.adapters.teams.house import Outside, listening, outside, served
from tests.fakes.teams import Chat, Human

PROMPTS = Prompts("Hello, ask me anything.", "People often ask", ("How do I sign in?", "What does it cost?"))


async def greeted(wanted: Wanted) -> Known | None:
    """What whoever opens a chat reads first."""
    return PROMPTS if isinstance(wanted, PromptsWanted) else None


@pytest.fixture
async def there() -> AsyncIterator[Outside]:
    """Teams and Microsoft."""
    async with outside() as opened:
        yield opened


async def install(there: Outside, by: Human, chat: Chat) -> bool:
    """Somebody installs the bot for themselves."""
    told = there.teams.told(by, chat, "installationUpdate", "", action="add")
    return bool(await there.teams.deliver(told | {"id": "f:1"}))


async def settled(adapter: TeamsAdapter) -> None:
    """Return once everybody was greeted."""
    assert adapter._greeting is not None
    await adapter._greeting.idle()


async def test_whoever_installs_the_bot_is_greeted_once(there: Outside, tmp_path: Path) -> None:
    """In their own chat, with what people often ask; Teams may tell it twice."""
    dana, witness = there.teams.person("Dana"), Witness()
    chat = there.teams.direct(dana)
    async with listening(there, tmp_path, witness.deliver, greeted) as adapter:
        assert await install(there, dana, chat)
        assert await install(there, dana, chat)
        await settled(adapter)
        (post,) = chat.posts.values()
        assert post.words == (
            "Hello, ask me anything.\n\nPeople often ask:\n• How do I sign in?\n• What does it cost?"
        )
    assert witness.heard == []


async def test_where_no_route_listens_nobody_is_greeted(there: Outside, tmp_path: Path) -> None:
    """And a Teams that breaks costs only the greeting."""
    dana, witness = there.teams.person("Dana"), Witness()
    chat = there.teams.direct(dana)
    async with listening(there, tmp_path, witness.deliver, witness.ask) as adapter:
        assert await install(there, dana, chat)
        await settled(adapter)
    assert chat.posts == {}


async def test_nothing_is_stored_of_what_is_refused(there: Outside, tmp_path: Path) -> None:
    """A request without Teams' signature leaves no trace: no room, no person, no event."""
    dana, witness = there.teams.person("Dana"), Witness()
    async with listening(there, tmp_path, witness.deliver, witness.ask) as adapter:
        there.teams.sign = lambda _: {"Authorization": "Bearer made.up.token"}
        _, taken = await there.teams.write(dana, there.teams.direct(dana), "Hello")
        assert taken.status == 401
        assert (witness.heard, adapter._door.refs.rooms, adapter._door.refs.met(dana.id)) == ([], (), None)


async def test_before_it_listens_teams_is_told_to_come_again(there: Outside, tmp_path: Path) -> None:
    """The house is not open yet."""
    dana = there.teams.person("Dana")
    async with served(there, tmp_path):
        _, taken = await there.teams.write(dana, there.teams.direct(dana), "Hello")
        assert taken.status == 503


async def test_where_rooms_are_reached_is_remembered(there: Outside, tmp_path: Path) -> None:
    """After a restart the bot may speak first, in rooms and with people it met before."""
    dana, witness = there.teams.person("Dana"), Witness()
    chat = there.teams.direct(dana)
    async with listening(there, tmp_path, witness.deliver, witness.ask):
        await there.teams.write(dana, chat, "Hello")
    async with listening(there, tmp_path, witness.deliver, witness.ask) as adapter:
        at = await adapter.people.direct(Person("teams", dana.id))
        assert at == Address("teams", chat.id)
        await adapter.post(at, Say("Here I am again"), "k1")
    assert [post.words for post in chat.posts.values()] == ["Hello", "Here I am again"]


async def test_where_a_message_is_read(there: Outside, tmp_path: Path) -> None:
    """A link into the thread; into nobody's own chat, which others cannot open."""
    dana, witness = there.teams.person("Dana"), Witness()
    help_ = there.teams.channel("help", [dana])
    async with listening(there, tmp_path, witness.deliver, witness.ask) as adapter:
        told = there.teams.told(dana, help_, "conversationUpdate", "", membersAdded=[there.teams.world.bot])
        told["channelData"]["team"]["aadGroupId"] = "g1"
        assert await there.teams.deliver(told)
        link = adapter.link(Receipt(Address("teams", help_.id, "17"), "18"))
        direct = adapter.link(Receipt(Address("teams", there.teams.direct(dana).id), "19"))
    assert link == (
        "https://teams.microsoft.com/l/message/19%3Ahelp%40thread.tacv2/18"
        f"?tenantId={there.teams.world.tenant}&groupId=g1&parentMessageId=17"
    )
    assert direct is None


async def test_a_token_that_opens_nothing_is_trouble(there: Outside, tmp_path: Path) -> None:
    """Whoever runs the house is told so, until it opens again."""
    dana, witness = there.teams.person("Dana"), Witness()
    chat, good = there.teams.direct(dana), there.teams.token
    async with listening(there, tmp_path, witness.deliver, witness.ask) as adapter:
        await there.teams.write(dana, chat, "Hello")
        assert adapter.trouble == ""
        there.teams.token = "another"
        with pytest.raises(Exception, match="asks us to wait"):
            await adapter.post(Address("teams", chat.id), Say("Hello"), "k1")
        assert "MicrosoftAppPassword" in adapter.trouble
        there.teams.token = good
        await adapter.post(Address("teams", chat.id), Say("Hello"), "k1")
        assert adapter.trouble == ""
