"""From what Teams sends to what the bot hears. Pure; for any JSON there is an answer, none raises.

Teams' activities are read by hand and narrowly: what is wanted is taken if it is of the right kind, and
everything else is passed over, on purpose where it is known and told to the log where it is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from adapters.teams import parse_files
from adapters.teams.asked import Ignored, Known, Parsed
from adapters.teams.parse_messages import changed, deleted, marked, said
from adapters.teams.parse_presses import invoked, submitted
from adapters.teams.parse_rooms import installed, updated
from adapters.teams.parse_seen import Seen, person_id, tenant
from adapters.teams.parse_seen import kind as kind_of_room
from adapters.teams.reading import Body, an_id, letters, mapping, sequence, within
from adapters.teams.refs import Kind, Met, Ref
from adapters.teams.us import Us, standing

__all__ = ["downloads", "met", "parse", "ref", "users"]

MOST = 20
"""People looked up for one activity; whoever names more people names nobody."""

PASSED_OVER = frozenset(
    {"typing", "event", "endOfConversation", "trace", "handoff", "contactRelationUpdate", "invokeResponse"}
)
"""Kinds that are known and that nothing follows from."""


def parse(body: Body, us: Us, known: Known, now: datetime) -> Parsed:
    """What the bot hears in *body*, or is asked by it, or why it is passed over."""
    seen = Seen(body, us, known, now)
    match body.get("type"):
        case "message":
            return _message(seen)
        case "messageUpdate":
            return changed(seen)
        case "messageDelete":
            return deleted(seen)
        case "messageReaction":
            return marked(seen)
        case "invoke":
            return invoked(seen)
        case "conversationUpdate":
            return updated(seen)
        case "installationUpdate":
            return installed(seen)
        case kind:
            name = letters(kind)[:80]
            return Ignored(f"an activity of type {name!r}", strange=name not in PASSED_OVER)


def _message(seen: Seen) -> Parsed:
    """A card's data comes as a message, too."""
    value = seen.body.get("value")
    if isinstance(value, Mapping) and not letters(seen.body.get("text")).strip():
        return submitted(seen)
    return said(seen)


def downloads(body: Body, us: Us, now: datetime) -> Mapping[str, str]:
    """Where the files of a message can be fetched now, by the ids they have in its event."""
    return parse_files.downloads(Seen(body, us, Known(), now))


# -- what is worth knowing besides


def ref(body: Body, us: Us) -> Ref | None:
    """How the room of *body* is reached from now on; None where it names none."""
    told = mapping(body.get("conversation"))
    room = standing(an_id(told.get("id"))).room
    if not room:
        return None
    kind, data = kind_of_room(body), mapping(body.get("channelData"))
    return Ref(
        room,
        letters(body.get("serviceUrl")),
        kind,
        tenant(body) or us.tenant,
        team=an_id(within(data, "team", "id")) or an_id(data.get("teamsTeamId")),
        name=_name(told, data, kind),
        group=an_id(within(data, "team", "aadGroupId")),
        shared=within(data, "channel", "type") == "shared",
        unasked=_is_unasked(body, us, kind),
    )


def _name(told: Body, data: Body, kind: Kind) -> str:
    if kind is Kind.PERSONAL:
        return ""
    found = (within(data, "channel", "name"), told.get("name"))
    return next((one[:200] for one in map(letters, found) if one), "")


def _is_unasked(body: Body, us: Us, kind: Kind) -> bool:
    """Whether somebody wrote without naming the bot, which Teams tells only where it may read along."""
    if kind is Kind.PERSONAL or body.get("type") != "message" or body.get("value") is not None:
        return False
    if not letters(within(body, "from", "id")).startswith("29:"):
        return False
    named = (
        an_id(within(one, "mentioned", "id"))
        for one in map(mapping, sequence(body.get("entities")))
        if one.get("type") == "mention"
    )
    return not any(us.is_us(one) or one == within(body, "recipient", "id") for one in named if one)


def met(body: Body, us: Us) -> Met | None:
    """Who wrote, by both ids, and that person's direct chat if it was there; None for bots."""
    told = mapping(body.get("from"))
    user = an_id(told.get("id"))
    if not user.startswith("29:") or us.is_us(user):
        return None
    is_direct = kind_of_room(body) is Kind.PERSONAL
    room = standing(an_id(within(body, "conversation", "id"))).room
    return Met(person_id(told), user, room if is_direct else "", letters(told.get("name"))[:200])


def users(body: Body) -> Mapping[str, str]:
    """Who acts in *body* and who is named in it: the ids Teams writes, and the directory's where it tells."""
    named = (one.get("mentioned") for one in map(mapping, sequence(body.get("entities"))))
    left = sequence(body.get("membersRemoved"))
    found: dict[str, str] = {}
    for one in map(mapping, (body.get("from"), *named, *left)):
        user = an_id(one.get("id"))
        if user and not user.startswith(("28:", "19:")) and len(found) < MOST:
            found[user] = person_id(one)
    return found
