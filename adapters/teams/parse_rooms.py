"""What becomes of rooms and teams, and who comes and goes."""

from __future__ import annotations

from adapters.teams.asked import Ignored, Installed, Parsed, TeamGone
from adapters.teams.parse_seen import Seen, is_us, kind, person
from adapters.teams.reading import Body, an_id, letters, mapping, sequence, within
from adapters.teams.refs import Kind
from adapters.teams.us import ADAPTER
from bot.events import AgentLeft, RoomGone
from bot.people import Address

__all__ = ["installed", "updated"]

MANY = 100
TEAM_GONE = frozenset({"teamDeleted", "teamHardDeleted", "teamArchived"})
ROOM_GONE = frozenset({"channelDeleted"})
PASSED_OVER = frozenset(
    {
        "channelCreated",
        "channelMemberAdded",
        "channelRenamed",
        "channelRestored",
        "channelShared",
        "channelUnShared",
        "teamMemberAdded",
        "teamRenamed",
        "teamRestored",
        "teamUnarchived",
        "topicName",
        "historyDisclosed",
    }
)
"""Known, and nothing follows but what is remembered of the room."""


def installed(seen: Seen) -> Parsed:
    """The bot was taken in somewhere, or taken out."""
    match seen.body.get("action"):
        case "add":
            return _came(seen)
        case "remove":
            return _gone(seen)
        case "add-upgrade" | "remove-upgrade" as action:
            return Ignored(str(action))
        case action:
            return Ignored(f"an installation's {letters(action)[:80]!r}", strange=True)


def _came(seen: Seen) -> Parsed:
    by = seen.by
    if by is None or not seen.conversation or kind(seen.body) is not Kind.PERSONAL:
        return Ignored("the bot was taken into a room")
    return Installed(seen.name(seen.id or "installed"), by, seen.place)


def updated(seen: Seen) -> Parsed:
    """A room or team that changed, or people in it."""
    event = letters(within(seen.body, "channelData", "eventType"))
    room = an_id(within(seen.body, "channelData", "channel", "id")) or seen.place.room
    if event in TEAM_GONE:
        return _team_gone(seen)
    if event in ROOM_GONE and room:
        return (RoomGone(seen.name(seen.id, event, room), seen.at, Address(ADAPTER, room)),)
    removed = [mapping(one) for one in sequence(seen.body.get("membersRemoved"))[:MANY]]
    if removed and seen.conversation:
        return _left(seen, removed)
    is_known = event in PASSED_OVER or bool(sequence(seen.body.get("membersAdded"))) or not event
    return Ignored(f"conversationUpdate {event[:80]!r}", strange=not is_known)


def _left(seen: Seen, removed: list[Body]) -> Parsed:
    if any(is_us(one, seen) for one in removed):
        return _gone(seen)
    people = [(person(one, seen), an_id(one.get("id"))) for one in removed]
    room = seen.place.whole_room()
    events = [
        AgentLeft(seen.name(seen.id, "left", user), seen.at, by, room)
        for by, user in people
        if by is not None
    ]
    return tuple(events) or Ignored("other bots that left")


def _gone(seen: Seen) -> Parsed:
    """The bot was taken out: of one room, or of a team with all its channels."""
    if kind(seen.body) is Kind.CHANNEL:
        return _team_gone(seen)
    if not seen.conversation:
        return Ignored("the bot was taken out of no room")
    room = seen.place.whole_room()
    return (RoomGone(seen.name(seen.id, "gone"), seen.at, room),)


def _team_gone(seen: Seen) -> Parsed:
    team = an_id(within(seen.body, "channelData", "team", "id"))
    room = seen.place.whole_room()
    if not team and not room.room:
        return Ignored("a team without a name is gone")
    return TeamGone(seen.name(seen.id, "team"), seen.at, team, room)
