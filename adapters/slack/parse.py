"""From what Slack sends to what the bot hears. Pure; for any JSON there is an answer, none raises.

Slack's payloads are read by hand and narrowly: what is wanted is taken if it is of the right kind,
and everything else is passed over, on purpose where it is known and told to the log where it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from adapters.slack.asked import Ignored, Known, Parsed
from adapters.slack.parse_messages import changed, deleted, marked, picked, said
from adapters.slack.parse_presses import commanded, pressed, submitted
from adapters.slack.parse_rooms import ABOUT_ROOMS, about_room
from adapters.slack.parse_visits import ABOUT_US, about_us
from adapters.slack.reading import Body, an_id, letters, mapping, sequence
from adapters.slack.us import Us

__all__ = ["parse", "persons", "place", "rooms"]

MOST = 20
"""Names looked up for one request; whoever mentions more people names nobody."""

NAMED = re.compile(r"<@([A-Z0-9_]{2,30})(?:\|[^>]*)?>")
NAMED_ROOM = re.compile(r"<#([A-Z0-9_]{2,30})(?:\|[^>]*)?>")

PASSED_OVER = frozenset(
    {
        "assistant_thread_context_changed",
        "channel_rename",
        "file_public",
        "file_shared",
        "function_executed",
        "group_rename",
        "message_metadata_posted",
        "team_access_granted",
        "team_access_revoked",
    }
)
"""Events that are known and that nothing follows from."""


def parse(body: Body, us: Us, known: Known) -> Parsed:
    """What the bot hears in *body*, or is asked by it, or why it is passed over."""
    if "command" in body:
        return commanded(body, us, known)
    match body.get("type"):
        case "event_callback":
            return _event(body, us, known)
        case "block_actions":
            return pressed(body, us, known)
        case "view_submission":
            return submitted(body, us, known)
        case "message_action":
            return picked(body, us, known)
        case "view_closed" | "shortcut" | "url_verification" | "block_suggestion" as kind:
            return Ignored(str(kind))
        case kind:
            return Ignored(f"a request of kind {letters(kind)[:80]!r}", strange=True)


def _event(body: Body, us: Us, known: Known) -> Parsed:
    if not _is_ours(body, us):
        return Ignored("an event of another installation")
    event = mapping(body.get("event"))
    match event.get("type"):
        case "message":
            return _message(body, event, us, known)
        case "app_mention":
            return said(event, us, known)
        case "reaction_added" | "reaction_removed":
            return marked(body, event, us, known)
        case str(kind) if kind in ABOUT_ROOMS:
            return about_room(body, event, us, known)
        case str(kind) if kind in ABOUT_US:
            return about_us(body, event, us, known)
        case kind:
            return _unknown(kind)


def _unknown(kind: object) -> Ignored:
    name = letters(kind)[:80]
    return Ignored(f"event {name!r}", strange=name not in PASSED_OVER)


def _message(body: Body, event: Body, us: Us, known: Known) -> Parsed:
    match event.get("subtype"):
        case None | "file_share" | "thread_broadcast" | "me_message" | "bot_message":
            return said(event, us, known)
        case "message_changed":
            return changed(body, event, us, known)
        case "message_deleted":
            return deleted(body, event, us, known)
        case subtype:
            # Joins, topics, pins and their like: Slack's own lines, nobody's words.
            return Ignored(f"message of kind {letters(subtype)[:80]!r}")


def _is_ours(body: Body, us: Us) -> bool:
    """A foreign team is a customer; another installation's is what none of its authorizations is ours for."""
    app = body.get("api_app_id")
    if us.app and isinstance(app, str) and app and app != us.app:
        return False
    held = [mapping(one) for one in sequence(body.get("authorizations"))]
    return not held or any(us.is_house(letters(one.get(key))) for one in held for key in TEAMS)


TEAMS = ("team_id", "enterprise_id")


# -- what is worth knowing before a request is read


def place(body: Body) -> str:
    """The room a request is about, or ""; what comes from one room is taken in order."""
    event = mapping(body.get("event"))
    found = (
        event.get("channel"),
        mapping(event.get("channel")).get("id"),
        mapping(event.get("item")).get("channel"),
        mapping(event.get("assistant_thread")).get("channel_id"),
        mapping(body.get("channel")).get("id"),
        mapping(body.get("container")).get("channel_id"),
        body.get("channel_id"),
    )
    return next((room for room in map(an_id, found) if room), "")


def rooms(body: Body) -> frozenset[str]:
    """The rooms a request is about or names, as ids."""
    named = (room for words in _texts(body) for room in NAMED_ROOM.findall(words))
    drawn = (element.get("channel_id") for element in _elements(body) if element.get("type") == "channel")
    return _few((place(body), *named, *drawn))


def persons(body: Body) -> frozenset[str]:
    """Who acts in a request, and who is named in it, as ids."""
    event = mapping(body.get("event"))
    acting = (
        event.get("user"),
        *(message.get("user") for message in _messages(body)),
        mapping(event.get("assistant_thread")).get("user_id"),
        mapping(body.get("user")).get("id"),
        body.get("user_id"),
    )
    named = (user for words in _texts(body) for user in NAMED.findall(words))
    drawn = (element.get("user_id") for element in _elements(body) if element.get("type") == "user")
    return _few((*acting, *named, *drawn))


def _few(found: tuple[object, ...]) -> frozenset[str]:
    ids = dict.fromkeys(one for one in map(an_id, found) if one)
    return frozenset(list(ids)[:MOST])


def _messages(body: Body) -> list[Body]:
    """Whatever may have a text of its own."""
    event = mapping(body.get("event"))
    found = (event, event.get("message"), event.get("previous_message"), body.get("message"))
    return [message for message in map(mapping, found) if message]


def _texts(body: Body) -> Iterator[str]:
    return (letters(message.get("text")) for message in _messages(body))


def _elements(body: Body) -> Iterator[Body]:
    """The elements of rich text, two floors deep: sections, quotes, and the items of lists."""
    for message in _messages(body):
        for block in sequence(message.get("blocks")):
            for part in sequence(mapping(block).get("elements")):
                for one in sequence(mapping(part).get("elements")):
                    yield mapping(one)
                    yield from map(mapping, sequence(mapping(one).get("elements")))
