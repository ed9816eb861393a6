"""What becomes of rooms, and who comes and goes."""

from __future__ import annotations

from datetime import datetime

from adapters.slack.asked import Ignored, Joined, Known, Parsed
from adapters.slack.parse_messages import event_id, writer
from adapters.slack.reading import Body, an_id, mapping, moment
from adapters.slack.us import ADAPTER, Us
from bot.events import AgentLeft, RoomBack, RoomGone, RoomMoved, RoomShared, RoomUnshared
from bot.people import Address

__all__ = ["ABOUT_ROOMS", "about_room"]

GONE = frozenset(
    {"channel_archive", "channel_deleted", "channel_left", "group_archive", "group_deleted", "group_left"}
)
BACK = frozenset({"channel_unarchive", "group_unarchive"})
SHARING = frozenset({"channel_shared", "channel_unshared"})
COMING = frozenset({"member_joined_channel", "member_left_channel"})
ABOUT_ROOMS = GONE | BACK | SHARING | COMING | {"channel_id_changed"}
"""The events this file reads."""


def about_room(body: Body, event: Body, us: Us, known: Known) -> Parsed:
    """A room that is gone or back, has another id or other readers; or somebody who came or went."""
    room = an_id(event.get("channel")) or an_id(mapping(event.get("channel")).get("id"))
    at = moment(event.get("event_ts")) or moment(str(body.get("event_time")))
    kind = event.get("type")
    if at is None:
        return Ignored("something about a room, at no time")
    if kind == "channel_id_changed":
        old, new = an_id(event.get("old_channel_id")), an_id(event.get("new_channel_id"))
        name = event_id(body, f"{old}:{new}")
        is_move = bool(old and new)
        return RoomMoved(name, at, _at(old), _at(new)) if is_move else Ignored("a room that moved nowhere")
    if not room:
        return Ignored("something about no room")
    name = event_id(body, f"{kind}:{room}")
    if kind in COMING and event.get("user") != us.user:
        return _person(name, body, event, us, known)
    if kind in BACK or kind == "member_joined_channel":
        return RoomBack(name, at, _at(room))
    if kind in SHARING:
        return _sharing(name, at, room, event)
    return RoomGone(name, at, _at(room))


def _sharing(name: str, at: datetime, room: str, event: Body) -> Parsed:
    if event.get("type") == "channel_shared":
        return RoomShared(name, at, _at(room))
    if event.get("is_ext_shared") is True:
        return Ignored("one of several organisations left a room")
    return RoomUnshared(name, at, _at(room))


def _person(name: str, body: Body, event: Body, us: Us, known: Known) -> Parsed:
    room = an_id(event.get("channel"))
    by = writer({"user": event.get("user")}, us, known)
    at = moment(event.get("event_ts")) or moment(str(body.get("event_time")))
    if by is None or at is None or not room:
        return Ignored("somebody who came or went, without a name")
    if event.get("type") == "member_left_channel":
        return AgentLeft(name, at, by, _at(room))
    return Joined(_at(room), known.rooms.get(room, ""))


def _at(room: str) -> Address:
    return Address(ADAPTER, room)
