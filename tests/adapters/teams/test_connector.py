"""What Teams answers, as our own errors; who sees our token; and what is never sent twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from adapters.teams.refs import Kind, Ref
from adapters.teams.refusals import PAUSE, Again, refused, wait
from bot.errors import AddressGone, NotAllowed, TooLong, Unavailable, Unsure
from tests.adapters.teams.speaking import Speaking, speaking
from tests.fakes.teams import Fault

HELLO = {"type": "message", "text": "Hello"}


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Speaking]:
    """A bot that may speak, and is patient for a tenth of a second."""
    async with speaking(tmp_path, patience=0.5) as found:
        yield found


def ref(bot: Speaking) -> Ref:
    """How the desk is reached."""
    found = bot.refs.of(bot.desk.id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("status", "code", "twice", "same"),
    [
        (429, "", Unavailable, Unavailable),
        (412, "PreconditionFailed", Unavailable, Unavailable),
        (500, "ServiceError", Unsure, Unavailable),
        (502, "", Unsure, Unavailable),
        (503, "", Unsure, Unavailable),
        (504, "", Unsure, Unavailable),
        (408, "", Unsure, Unavailable),
        (413, "RequestEntityTooLarge", TooLong, TooLong),
        (400, "MessageSizeTooBig", TooLong, TooLong),
        (400, "BadArgument", NotAllowed, NotAllowed),
        (403, "MessageWritesBlocked", NotAllowed, NotAllowed),
        (403, "BotNotInConversationRoster", AddressGone, AddressGone),
        (403, "BotDisabledByAdmin", NotAllowed, NotAllowed),
        (404, "ConversationNotFound", AddressGone, AddressGone),
        (404, "", AddressGone, AddressGone),
        (501, "", NotAllowed, NotAllowed),
    ],
)
def test_an_answer_is_an_error_of_ours(
    status: int, code: str, twice: type[Exception], same: type[Exception]
) -> None:
    """What was refused for good, what may be asked again, and of what nobody knows whether it was done."""
    assert type(refused("a post", Again.TWICE, status, code, {})) is twice
    assert type(refused("a change", Again.SAME, status, code, {})) is same


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        ("", PAUSE),
        ("soon", PAUSE),
        ("-3", PAUSE),
        ("nan", PAUSE),
        ("999999", 3600.0),
    ],
)
def test_teams_is_waited_for_as_long_as_it_says(told: str, seconds: float) -> None:
    """In seconds; a pause where it says nothing that can be understood, and never for ever."""
    assert wait({"Retry-After": told} if told else {}) == seconds


def test_teams_may_also_name_the_moment() -> None:
    """HTTP has a second way to say it."""
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert 80 < wait({"Retry-After": then}) <= 90
    assert wait({"Retry-After": format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)}) == 0


@pytest.mark.parametrize(
    ("fault", "error", "stands"),
    [
        (Fault.RATE_LIMITED, Unavailable, 0),
        (Fault.BUSY, Unavailable, 0),
        (Fault.BROKEN, Unsure, 0),
        (Fault.DONE_BUT_BROKEN, Unsure, 1),
        (Fault.DONE_BUT_SILENT, Unsure, 1),
        (Fault.HANGS, Unsure, 1),
        (Fault.BLOCKED, NotAllowed, 0),
        (Fault.NOT_THERE, AddressGone, 0),
    ],
)
async def test_a_post_is_sent_once_whatever_happens(
    bot: Speaking, fault: Fault, error: type[Exception], stands: int
) -> None:
    """A post of which nobody knows whether it was done says so, and is not sent again by itself."""
    bot.teams.fail("send", fault)
    with pytest.raises(error):
        await bot.connector.send(ref(bot), bot.desk.id, HELLO)
    assert len(bot.teams.said("send")) == 1
    assert len(bot.desk.posts) == stands


@pytest.mark.parametrize("fault", [Fault.BROKEN, Fault.DONE_BUT_BROKEN, Fault.DONE_BUT_SILENT, Fault.HANGS])
@pytest.mark.parametrize("verb", ["update", "delete"])
async def test_a_change_may_be_asked_for_again(bot: Speaking, verb: str, fault: Fault) -> None:
    """Doing it twice is doing it once; but nothing is repeated behind our back."""
    message = await bot.connector.send(ref(bot), bot.desk.id, HELLO)
    bot.teams.fail(verb, fault)
    act = bot.connector.update(ref(bot), bot.desk.id, message, HELLO)
    if verb == "delete":
        act.close()
        act = bot.connector.delete(ref(bot), bot.desk.id, message)
    with pytest.raises(Unavailable):
        await act
    assert len(bot.teams.said(verb)) == 1


async def test_what_never_left_was_certainly_not_done(bot: Speaking) -> None:
    """Nobody listens there: the post may be tried again."""
    nowhere = Ref("a:1", "http://127.0.0.1:9/", Kind.PERSONAL, "t")
    bot.connector.hosts = type(bot.connector.hosts)(["127.0.0.1"])
    with pytest.raises(Unavailable):
        await bot.connector.send(nowhere, "a:1", HELLO)


async def test_teams_says_how_long_to_wait(bot: Speaking) -> None:
    """A 429 carries its seconds."""
    bot.teams.connector.retry_after = "17"
    bot.teams.fail("send", Fault.RATE_LIMITED)
    with pytest.raises(Unavailable) as told:
        await bot.connector.send(ref(bot), bot.desk.id, HELLO)
    assert told.value.retry_after == 17


@pytest.mark.parametrize(
    "service",
    ["https://evil.example/", "https://smba.trafficmanager.net.evil.example/", "http://smba.trafficmanager.net/",
     "https://smba.trafficmanager.net@evil.example/", "file:///etc/passwd", ""],
)  # fmt: skip
async def test_the_token_is_shown_to_teams_alone(bot: Speaking, service: str) -> None:
    """A service address of elsewhere gets nothing, not even a request."""
    with pytest.raises(NotAllowed):
        await bot.connector.send(Ref("a:1", service, Kind.PERSONAL, "t"), "a:1", HELLO)


async def test_a_token_that_ran_out_is_renewed_once(bot: Speaking) -> None:
    """Nothing was done while the door was shut, so the same post is sent with a new token."""
    bot.tokens.insert(0, "old")
    assert await bot.connector.send(ref(bot), bot.desk.id, HELLO)
    assert len(bot.desk.posts) == 1
    assert bot.connector.trouble == ""


async def test_a_door_that_stays_shut_is_told(bot: Speaking) -> None:
    """What waits is kept, whoever runs the house is told, until the first call that is let in."""
    bot.tokens[:] = ["wrong"]
    with pytest.raises(Unavailable):
        await bot.connector.send(ref(bot), bot.desk.id, HELLO)
    assert "MicrosoftAppPassword" in bot.connector.trouble
    assert "wrong" not in bot.connector.trouble
    bot.tokens[:] = [bot.teams.token]
    await bot.connector.send(ref(bot), bot.desk.id, HELLO)
    assert bot.connector.trouble == ""


async def test_members_come_page_by_page(bot: Speaking) -> None:
    """However many pages there are."""
    people = [bot.teams.person(f"P{number}") for number in range(7)]
    room = bot.teams.channel("big", people)
    found = await bot.connector.members(await bot.meet(room))
    assert [one["name"] for one in found] == [person.name for person in people]
    one = await bot.connector.member(await bot.meet(room), people[3].id)
    assert one["id"] == people[3].user
    with pytest.raises(AddressGone):
        await bot.connector.member(await bot.meet(room), "no-such-person")


async def test_a_direct_chat_is_the_same_whenever_it_is_opened(bot: Speaking) -> None:
    """By the id Teams has for the person."""
    first = await bot.connector.open_direct(ref(bot), bot.dana.user)
    assert first == await bot.connector.open_direct(ref(bot), bot.dana.user) == bot.teams.direct(bot.dana).id


async def test_a_team_and_its_channels_are_told(bot: Speaking) -> None:
    """By what a channel's messages tell of their team."""
    assert (await bot.connector.team(ref(bot)))["name"] == "House"
    assert [one["name"] for one in await bot.connector.channels(ref(bot))] == ["desk"]
