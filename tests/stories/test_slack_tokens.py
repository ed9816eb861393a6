"""Slack takes the bot's rights away and gives them back; others knock at its address; the disk is full."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from adapters.slack.settings import Way
from bot.app import _listening
from bot.errors import AdapterError, StoreError
from bot.events import Event, MessageReceived
from bot.mailroom import Mailroom
from bot.records import Books
from bot.store.tables import inbox
from tests.adapters.slack.house import served
from tests.fakes.answerer import BOOK
from tests.fakes.slack import FakeSlack, shapes
from tests.stories.in_slack import InSlack

UNKNOWN = "Can I bring my parrot to the office?"
KNOWN = "How do I reset my password?"
ANSWER = BOOK["how do i reset my password"].answer
WAYS = pytest.mark.parametrize("way", list(Way))


async def kept(stage: InSlack) -> int:
    """How many events the house ever kept."""
    count = select(func.count()).select_from(inbox)
    return int(await stage.running.writer.transact(lambda connection: connection.scalar(count) or 0))


# -- tokens


@pytest.mark.parametrize("told", [True, False], ids=["Slack tells of it", "nobody tells"])
@WAYS
async def test_a_revoked_token_loses_nothing_and_comes_back(tmp_path: Path, way: Way, *, told: bool) -> None:
    """While the app is out, the house is not well; what was heard is answered once it is in again."""
    async with InSlack(tmp_path, way) as stage:
        await stage.customer_says(UNKNOWN)
        stage.slack.api.revoked = "token_revoked"
        if told:
            await stage.slack.happens("tokens_revoked", tokens={"bot": [stage.slack.world.bot.id]})
        stage.slack.write(stage.people["Dana"], stage.room, KNOWN, thread="")
        await stage.settle()
        await stage.until(lambda: not stage.is_well())
        assert "install the app again" in stage.adapter.trouble
        assert await stage.times_customer_sees(ANSWER) == 0
        stage.slack.api.revoked = ""
        await stage.until(stage.is_well)
        stage.clock.ahead += 61
        await stage.settle()
        assert await stage.times_customer_sees(ANSWER) == 1
        assert stage.slack.wire.unacked == []


async def test_an_uninstalled_app_is_told_and_comes_back(tmp_path: Path) -> None:
    """Slack cuts the connections as well; installed again, they stand, and customers are heard."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        await stage.customer_says(UNKNOWN)
        stage.slack.api.revoked = "account_inactive"
        await stage.slack.happens("app_uninstalled")
        await stage.slack.wire.disconnect("link_disabled", how_many=2)
        await stage.until(lambda: not stage.is_well())
        await stage.until(lambda: stage.slack.posted("apps.connections.open") > 2 + 1)
        stage.slack.api.revoked = ""
        await stage.slack.wire.connected(2)
        await stage.until(stage.is_well)
        await stage.says("Dana", KNOWN, thread="")
        assert await stage.times_customer_sees(ANSWER) == 1


async def test_the_end_of_another_installation_is_none_of_ours(tmp_path: Path) -> None:
    """Another workspace lets its own app go, other people's tokens are revoked: all is well."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        await stage.slack.happens("tokens_revoked", tokens={"bot": ["U0OTHER"], "oauth": ["U0ADA"]})
        await stage.settle()
        assert stage.is_well()


async def test_a_token_that_opens_nothing_is_told_at_the_start(tmp_path: Path) -> None:
    """Not "try again in a moment": what Slack says, and what to do."""
    async with FakeSlack() as slack, served(slack, tmp_path, Way.SOCKET) as adapter:
        slack.api.revoked = "invalid_auth"
        with pytest.raises(AdapterError, match=r"invalid_auth.*install the app again"):
            await _listening(adapter, _nothing_heard, _nothing_asked)


async def _nothing_heard(_: object) -> None:
    return None


async def _nothing_asked(_: object) -> None:
    return None


# -- who calls our address


async def test_what_slack_did_not_sign_is_not_kept(tmp_path: Path) -> None:
    """Missing, wrong, old, changed or sent once more by somebody else: 401, and nothing is stored or said."""
    async with InSlack(tmp_path, Way.HTTP) as stage:
        slack, wire = stage.slack, stage.slack.wire
        await stage.customer_says(UNKNOWN)
        assert wire.last is not None
        body, signed = wire.last
        before, posts = await kept(stage), len(stage.bots_posts(stage.room))
        post, taken = slack.write(stage.people["Dana"], stage.room, KNOWN)
        del slack  # what Slack itself sent is taken; from here on others call
        assert (await taken).acked
        await stage.settle()
        assert await kept(stage) > before
        before, posts = await kept(stage), len(stage.bots_posts(stage.room))
        event = shapes.said(stage.slack.world, stage.room, post) | {"event_id": "Ev999"}
        event["event"] |= {"ts": stage.slack.world.now(), "text": "Forged", "blocks": []}
        fresh, headers = wire.signed("events_api", event)
        old, aged = wire.signed("events_api", event, age=301)
        future, early = wire.signed("events_api", event, age=-301)
        wrong = {**headers, "X-Slack-Signature": "v0=" + "0" * 64}
        bare = {"Content-Type": "application/json"}
        calls = [
            (fresh, bare), (fresh, wrong), (old, aged), (future, early), (body, signed),
            (fresh.replace(b"Forged", b"Edited"), headers),
            (fresh, {**headers, "X-Slack-Request-Timestamp": "1"}),
            (json.dumps(event).encode(), {**bare, "X-Slack-Retry-Num": "1"}),
        ]  # fmt: skip
        assert [(await wire.call(*call))[0] for call in calls] == [401] * len(calls)
        await stage.settle()
        assert (await kept(stage), len(stage.bots_posts(stage.room))) == (before, posts)


# -- the house's own trouble


@WAYS
async def test_while_nothing_can_be_written_slack_keeps_it(
    tmp_path: Path, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No acknowledgement without a commit: Slack repeats, and it is answered once."""
    async with InSlack(tmp_path, way) as stage:
        real, refused = Mailroom.accept, 0

        def full(mailroom: Mailroom, books: Books, event: Event, now: datetime) -> tuple[str, ...]:
            nonlocal refused
            if isinstance(event, MessageReceived) and refused < 3:
                refused += 1
                raise StoreError("the disk is full")
            return real(mailroom, books, event, now)

        monkeypatch.setattr(Mailroom, "accept", full)
        stage.slack.wire.patience = 0.3
        post, taken = stage.slack.write(stage.people["Dana"], stage.room, KNOWN)
        done = await taken
        await stage.settle()
        assert done.acked
        assert refused == 3
        assert await stage.times_customer_sees(ANSWER) == 1
        assert [one.thread_ts for one in stage.bots_posts(stage.room)] == [post.ts]


async def test_a_database_that_is_held_by_others_delays_and_loses_nothing(tmp_path: Path) -> None:
    """Somebody copies the file and holds it: Slack waits, repeats, and everything is there once."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        stage.slack.wire.patience = 0.3
        holder = sqlite3.connect(tmp_path / "frontdesk.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        _, taken = stage.slack.write(stage.people["Dana"], stage.room, KNOWN)
        await asyncio.wait({taken}, timeout=0.7)
        assert not taken.done()
        holder.execute("ROLLBACK")
        holder.close()
        stage.slack.wire.patience = 20.0
        await taken
        await stage.settle()
        assert await stage.times_customer_sees(ANSWER) == 1


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[InSlack]:
    """Nothing has happened yet."""
    async with InSlack(tmp_path, Way.SOCKET) as stage:
        yield stage


async def test_a_thousand_events_at_once_are_all_kept(stage: InSlack) -> None:
    """A burst waits its turn; each is acknowledged once it is kept, and Slack need not repeat one."""
    rooms = [
        stage.slack.channel(f"room-{n}", [stage.people["Cleo"], stage.people["Dana"]]) for n in range(20)
    ]
    heads = [stage.slack.write(stage.people["Dana"], room, KNOWN)[0] for room in rooms]
    await stage.settle()
    before = await kept(stage)
    stage.slack.wire.patience = 60.0
    burst = [
        stage.slack.write(stage.people["Cleo"], room, f"{n}", thread=head.ts)[1]
        for n in range(50)
        for room, head in zip(rooms, heads, strict=True)
    ]
    done = await asyncio.gather(*burst)
    assert all(one.acked and one.tries == 1 for one in done)
    assert await kept(stage) - before >= len(burst) == 1000
