"""What becomes of rooms, and who comes and goes."""

from __future__ import annotations

from adapters.slack.asked import Ignored, Joined, Known, Parsed
from adapters.slack.parse_messages import event_id, writer
from adapters.slack.reading import Body, an_id, mapping, moment
from adapters.slack.us import ADAPTER, Us
from bot.events import AgentLeft, RoomGone, RoomMoved, RoomShared
from bot.people import Address

__all__ = ["ABOUT_ROOMS", "about_room"]

GONE = frozenset(
    {"channel_archive", "channel_deleted", "channel_left", "group_archive", "group_deleted", "group_left"}
)
ABOUT_ROOMS = GONE | {"member_joined_channel", "member_left_channel", "channel_id_changed", "channel_shared"}
"""The events this file reads."""


def about_room(body: Body, event: Body, us: Us, known: Known) -> Parsed:
    """A room that is gone, has another id or other readers; or somebody who came or went."""
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
    if kind == "channel_shared":
        return RoomShared(name, at, _at(room))
    if kind in GONE or (kind == "member_left_channel" and event.get("user") == us.user):
        return RoomGone(name, at, _at(room))
    return _person(name, body, event, us, known)


def _person(name: str, body: Body, event: Body, us: Us, known: Known) -> Parsed:
    room = an_id(event.get("channel"))
    by = writer({"user": event.get("user")}, us, known)
    at = moment(event.get("event_ts")) or moment(str(body.get("event_time")))
    if by is None or at is None or not room:
        return Ignored("somebody who came or went, without a name")
    if event.get("type") == "member_left_channel":
        return AgentLeft(name, at, by, _at(room))
    return Joined(_at(room), known.rooms.get(room, ""), by_us=by.id == us.user)


def _at(room: str) -> Address:
    return Address(ADAPTER, room)
