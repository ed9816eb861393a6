"""Activities as Teams sends them, made small."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeVar

from adapters.teams.asked import Known, Parsed
from adapters.teams.parse import parse
from adapters.teams.us import Us
from bot.events import (
    MessageReceived,
)

Json = dict[str, Any]
T = TypeVar("T")
APP, TENANT, ELSEWHERE = "00000000-0000-0000-0000-00000000000b", "tenant-1", "tenant-2"
US = Us.of(APP, TENANT)
UNKNOWN = Known()
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
DANA = {"id": "29:dana", "name": "Dana", "aadObjectId": "00000000-0000-0000-0000-0000000000D1"}
DANA_ID = "00000000-0000-0000-0000-0000000000d1"
BOT = {"id": f"28:{APP}", "name": "Help"}
CALL = {"type": "mention", "mentioned": BOT, "text": "<at>Help</at>"}
CHANNEL, TEAM = "19:support@thread.tacv2", "19:team@thread.tacv2"
PERSONAL: Json = {"conversationType": "personal", "id": "a:dana", "tenantId": TENANT}
GROUP: Json = {"conversationType": "groupChat", "isGroup": True, "id": "19:chat@thread.v2"}
THREAD: Json = {"conversationType": "channel", "isGroup": True, "id": f"{CHANNEL};messageid=7"}


def activity(kind: str = "message", **more: Any) -> Json:  # noqa: ANN401 - whatever Teams may send
    """Something Dana did in her chat with the bot."""
    return {
        "type": kind, "id": "1", "timestamp": "2026-11-25T08:00:00.1234567Z", "channelId": "msteams",
        "serviceUrl": "https://smba.trafficmanager.net/emea/", "from": DANA, "recipient": BOT,
        "conversation": PERSONAL, "channelData": {"tenant": {"id": TENANT}}, **more,
    }  # fmt: skip


def heard(body: Json, known: Known = UNKNOWN) -> Parsed:
    """What becomes of it."""
    return parse(body, US, known, NOW)


def one(found: Parsed, kind: type[T]) -> T:
    """The one event that came of something."""
    assert isinstance(found, tuple)
    (event,) = found
    assert isinstance(event, kind)
    return event


def said(**more: Any) -> MessageReceived:  # noqa: ANN401 - whatever Teams may send
    """The one message that comes of something."""
    return one(heard(activity(**{"text": "Hello"} | more)), MessageReceived)
