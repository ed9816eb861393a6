"""Messages: said, changed, deleted, marked, picked. Who wrote is told by Slack, never by the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from adapters.slack.asked import Ignored, Known, Parsed
from adapters.slack.buttons import HAND_OVER, TAKE_OVER
from adapters.slack.formatting import read_blocks, read_text
from adapters.slack.reading import Body, an_id, is_guest, letters, mapping, moment, sequence
from adapters.slack.us import ADAPTER, Us, standing
from bot.events import MessageDeleted, MessageEdited, MessagePicked, MessageReceived, ReactionChanged
from bot.meanings import Button
from bot.people import Person, Receipt
from bot.words import Key, phrase, text
from bot.written import Attachment, Span

__all__ = ["changed", "deleted", "event_id", "marked", "picked", "said", "writer"]

LONGEST = 40_000
"""Letters of a message; Slack cuts what is longer."""
MANY_FILES = 20
HUGE = 2**53
SLACKBOT = "USLACKBOT"
NAMED = re.compile(r"<@([A-Z0-9_]{2,30})(?:\|[^>]*)?>")
AFTER_A_NAME = " \t\n,:;\xa0"


def said(event: Body, us: Us, known: Known) -> Parsed:
    """A message somebody wrote. A `message` and an `app_mention` of one post are one event."""
    if _is_own(event, us):
        return Ignored("the bot's own message")
    if _is_bots(event, us):
        return Ignored("a message of another bot")
    heard = _received(event, us, known)
    return heard or Ignored("a message without writer, room or time")


def _received(event: Body, us: Us, known: Known) -> MessageReceived | None:
    room, ts = an_id(event.get("channel")), letters(event.get("ts"))
    at, by = moment(ts), writer(event, us, known)
    if at is None or by is None or not room:
        return None
    words, spans = _words(event, us, known)
    named = _named(event)
    direct = room.startswith("D") or event.get("channel_type") == "im"
    return MessageReceived(
        id=f"{ADAPTER}:{us.team}:{room}:{ts}",
        at=at,
        by=by,
        receipt=_receipt(event, room, ts),
        text=words,
        to_bot=direct or us.user in named or event.get("type") == "app_mention",
        direct=direct,
        mentions=tuple(_person(one, known) for one in named if one != us.user),
        spans=spans,
        files=_files(event),
        room_name=known.rooms.get(room, ""),
    )


def changed(body: Body, event: Body, us: Us, known: Known) -> Parsed:
    """A message that says something else now; Slack also tells of links that were unfurled: nothing."""
    message, before = mapping(event.get("message")), mapping(event.get("previous_message"))
    if message.get("subtype") == "tombstone":
        # The head of a thread was deleted; its replies stay under a placeholder.
        return _deleted(body, event, before, letters(message.get("ts")), us, known)
    if _is_own(message, us) or _is_bots(message, us):
        return Ignored("a bot's message that changed")
    if not mapping(message.get("edited")) or _same_words(message, before):
        return Ignored("a message whose words did not change")
    room = an_id(event.get("channel"))
    ts = letters(message.get("ts")) or letters(before.get("ts"))
    at, by = moment(event.get("event_ts")) or moment(event.get("ts")), writer(message, us, known)
    if at is None or by is None or moment(ts) is None or not room:
        return Ignored("a change without writer, room or time")
    words, spans = _words(message, us, known)
    return MessageEdited(event_id(body, f"{room}:{ts}"), at, by, _receipt(message, room, ts), words, spans)


def deleted(body: Body, event: Body, us: Us, known: Known) -> Parsed:
    """A message that is gone."""
    before = mapping(event.get("previous_message"))
    return _deleted(body, event, before, letters(event.get("deleted_ts")), us, known)


def _deleted(body: Body, event: Body, before: Body, ts: str, us: Us, known: Known) -> Parsed:
    if _is_own(before, us) or _is_bots(before, us):
        return Ignored("a bot's message that was deleted")
    room, by = an_id(event.get("channel")), writer(before, us, known)
    at = moment(event.get("event_ts")) or moment(event.get("ts"))
    if at is None or by is None or moment(ts) is None or not room:
        return Ignored("a deletion without writer, room or time")
    return MessageDeleted(event_id(body, f"{room}:{ts}"), at, by, _receipt(before, room, ts))


def marked(body: Body, event: Body, us: Us, known: Known) -> Parsed:
    """A reaction set or taken back."""
    item, user = mapping(event.get("item")), an_id(event.get("user"))
    room, ts = an_id(item.get("channel")), letters(item.get("ts"))
    at, mark = moment(event.get("event_ts")), letters(event.get("reaction"))[:100]
    if user == us.user:
        return Ignored("the bot's own mark")
    if item.get("type") != "message" or at is None or moment(ts) is None or not (user and room and mark):
        return Ignored("a mark on something that is no message")
    on = event.get("type") == "reaction_added"
    receipt = Receipt(standing(room, "", ts), ts)
    return ReactionChanged(event_id(body, f"{room}:{ts}:{mark}"), at, _person(user, known), receipt, mark, on)


def picked(body: Body, us: Us, known: Known) -> Parsed:
    """A message somebody chose a shortcut for; whoever wrote it."""
    button = PICKS.get(letters(body.get("callback_id")))
    user, room = mapping(body.get("user")), an_id(mapping(body.get("channel")).get("id"))
    at, by = moment(body.get("action_ts")), writer({"user": user.get("id"), **_team_of(body)}, us, known)
    message = {**mapping(body.get("message")), "channel": room}
    heard = _received(message, us, known)
    if button is None or at is None or by is None or heard is None:
        return Ignored("a shortcut that is none of ours, or without a message")
    name = f"{ADAPTER}:{us.team}:picked:{by.id}:{letters(body.get('action_ts'))}"
    of_person = not (_is_own(message, us) or _is_bots(message, us))
    return MessagePicked(name, at, by, button, heard, of_person)


PICKS = {HAND_OVER: Button.WANT_PERSON, TAKE_OVER: Button.CLAIM}


# -- who, where, what


def writer(event: Body, us: Us, known: Known) -> Person | None:
    """Who wrote: as Slack describes that person, else as the event does; None where it names nobody."""
    user = an_id(event.get("user")) or an_id(event.get("bot_id"))
    if not user:
        return None
    if user in known.persons:
        return known.persons[user]
    profile = mapping(event.get("user_profile"))
    names = (profile.get("display_name"), profile.get("real_name"), event.get("username"))
    name = next((one for one in map(letters, names) if one), text(phrase(Key.SOMEBODY)))
    house = us.is_house(_team(event, profile)) and not is_guest(profile)
    return Person(ADAPTER, user, name, house=house)


def _team(event: Body, profile: Body) -> str:
    """The writer's own team. In a shared channel `team` may be the host's, so it is asked last."""
    found = (event.get("user_team"), profile.get("team"), event.get("source_team"), event.get("team"))
    return next((team for team in map(an_id, found) if team), "")


def _team_of(body: Body) -> dict[str, object]:
    """The team of whoever acts in an interactive request."""
    user, team = mapping(body.get("user")), mapping(body.get("team"))
    return {"user_team": user.get("team_id") or team.get("id")}


def event_id(body: Body, otherwise: str) -> str:
    """What names an event: Slack's own id, with app and team; *otherwise* where there is none."""
    parts = (an_id(body.get("api_app_id")), an_id(body.get("team_id")), an_id(body.get("event_id")))
    event = mapping(body.get("event"))
    last = parts[2] or f"{otherwise}:{letters(event.get('event_ts'))}"
    return ":".join((ADAPTER, *parts[:2], last))


def _person(user: str, known: Known) -> Person:
    return known.persons.get(user) or Person(ADAPTER, user, text(phrase(Key.SOMEBODY)))


def _receipt(message: Body, room: str, ts: str) -> Receipt:
    thread = letters(message.get("thread_ts"))
    return Receipt(standing(room, thread if moment(thread) else "", ts), ts)


def _is_own(message: Body, us: Us) -> bool:
    return message.get("user") == us.user or (bool(us.bot) and message.get("bot_id") == us.bot)


def _is_bots(message: Body, us: Us) -> bool:
    """Two bots that hear each other would talk for ever."""
    bot = message.get("bot_id")
    is_bot = bool(bot) or message.get("subtype") == "bot_message" or message.get("user") == SLACKBOT
    return is_bot and an_id(bot) not in us.bots


def _same_words(message: Body, before: Body) -> bool:
    return message.get("text") == before.get("text") and message.get("blocks") == before.get("blocks")


def _words(message: Body, us: Us, known: Known) -> tuple[str, tuple[Span, ...]]:
    """The words without the name that only called the bot."""
    words = letters(message.get("text"))[:LONGEST]
    bare = re.sub(rf"^\s*<@{re.escape(us.user)}(\|[^>]*)?>[{AFTER_A_NAME}]*", "", words) if us.user else words
    read = read_blocks(_without_call(sequence(message.get("blocks")), us), known)
    letters_read, spans = read if read is not None else read_text(bare, known)
    cut = letters_read[:LONGEST]
    return cut, tuple(span for span in spans if span.end <= len(cut))


def _without_call(blocks: Iterable[Any], us: Us) -> list[Any]:
    """Rich text whose first element names the bot, without it and what follows it."""
    first, *rest = [*blocks] or [None]
    section, *others = [*sequence(mapping(first).get("elements"))] or [None]
    name, *words = [*sequence(mapping(section).get("elements"))] or [None]
    if mapping(name).get("user_id") != us.user or mapping(name).get("type") != "user":
        return [*blocks]
    if words and mapping(words[0]).get("type") == "text":
        words[0] = {**words[0], "text": letters(words[0].get("text")).lstrip(AFTER_A_NAME)}
    return [{**first, "elements": [{**section, "elements": words}, *others]}, *rest]


def _named(message: Body) -> tuple[str, ...]:
    """The ids of the people a message names, in order."""
    drawn = (
        an_id(mapping(one).get("user_id"))
        for block in sequence(message.get("blocks"))
        for part in sequence(mapping(block).get("elements"))
        for one in sequence(mapping(part).get("elements"))
        if mapping(one).get("type") == "user"
    )
    written = NAMED.findall(letters(message.get("text"))[:LONGEST])
    return tuple(dict.fromkeys(one for one in (*drawn, *written) if one))


def _files(message: Body) -> tuple[Attachment, ...]:
    found = (mapping(one) for one in sequence(message.get("files"))[:MANY_FILES])
    return tuple(_file(one) for one in found if an_id(one.get("id")) and one.get("mode") != "tombstone")


def _file(file: Body) -> Attachment:
    name = letters(file.get("name")) or letters(file.get("title"))
    mime = letters(file.get("mimetype"))
    return Attachment(ADAPTER, an_id(file.get("id")), name[:255], mime[:255], _size(file.get("size")))


def _size(told: object) -> int:
    """Bytes, where that can be."""
    return told if isinstance(told, int) and 1 < told < HUGE else 0
