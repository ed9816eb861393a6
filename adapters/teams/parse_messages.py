"""Messages: said, changed, deleted, marked. Who wrote is told by Teams, never by the text."""

from __future__ import annotations

import re
from hashlib import sha256

from adapters.teams.asked import Ignored, Parsed
from adapters.teams.parse_files import files
from adapters.teams.parse_seen import Seen, is_us, kind, mentions, person
from adapters.teams.parse_words import words
from adapters.teams.reading import an_id, letters, mapping, sequence, within
from adapters.teams.refs import Kind
from adapters.teams.us import ADAPTER
from bot.events import Heard, MessageDeleted, MessageEdited, MessageReceived, ReactionChanged
from bot.people import Address, Person, Receipt

__all__ = ["changed", "deleted", "marked", "said"]

MANY = 20
MARKS = {
    "like": "+1",
    "laugh": "laughing",
    "surprised": "open_mouth",
    "sad": "cry",
    "checkmark": "heavy_check_mark",
}
"""Teams' first reactions by the plain names people's marks have; the others are called as they are."""
CODED = re.compile(r"(?:[0-9a-f]{4,6}[_-])+(?=\w)", re.ASCII)


def said(seen: Seen) -> Parsed:
    """A message somebody wrote."""
    by, in_channel = seen.by, kind(seen.body) is Kind.CHANNEL
    if by is None:
        return Ignored("a message of the bot itself, of another bot, or of nobody")
    if not seen.conversation or not seen.id:
        return Ignored("a message without a place or an id")
    place = seen.place
    if in_channel and not place.thread:
        # The head of a thread, told without the thread it begins.
        place = Address(ADAPTER, place.room, an_id(seen.body.get("replyToId")) or seen.id)
    return (_received(seen, by, Receipt(place, seen.id), seen.name(seen.id)),)


def _received(seen: Seen, by: Person, receipt: Receipt, name: str) -> MessageReceived:
    written, spans = words(seen)
    direct = kind(seen.body) is Kind.PERSONAL
    named = [mapping(one.get("mentioned")) for one in mentions(seen.body)]
    others = (person(one, seen) for one in named if letters(one.get("type")) in {"", "person", "user"})
    return MessageReceived(
        id=name,
        at=seen.at,
        by=by,
        receipt=receipt,
        text=written,
        to_bot=direct or any(is_us(one, seen) for one in named),
        direct=direct,
        mentions=tuple(dict.fromkeys(one for one in others if one is not None)),
        spans=spans,
        files=files(seen),
        room_name="" if direct else seen.known.room,
    )


def changed(seen: Seen) -> Parsed:
    """A message that says something else now, or that its writer brought back."""
    by = seen.by
    if by is None or not seen.conversation or not seen.id:
        return Ignored("a change of a bot's message, or without a place or an id")
    receipt = _receipt(seen)
    stamp = letters(seen.body.get("timestamp")) or letters(seen.body.get("localTimestamp"))
    if within(seen.body, "channelData", "eventType") == "undeleteMessage":
        # What was deleted is gone for the bot; brought back it is a message of its own.
        again = Receipt(receipt.address, f"{receipt.message}.{sha256(stamp.encode()).hexdigest()[:8]}")
        return (_received(seen, by, again, seen.name(seen.id, "undeleted", stamp)),)
    written, spans = words(seen)
    return (MessageEdited(seen.name(seen.id, "edited", stamp), seen.at, by, receipt, written, spans),)


def deleted(seen: Seen) -> Parsed:
    """A message that is gone."""
    by = seen.by
    if by is None or not seen.conversation or not seen.id:
        return Ignored("a deletion of a bot's message, or without a place or an id")
    stamp = letters(seen.body.get("timestamp"))
    return (MessageDeleted(seen.name(seen.id, "deleted", stamp), seen.at, by, _receipt(seen)),)


def marked(seen: Seen) -> Parsed:
    """Reactions set or taken back; one message of Teams may tell of several."""
    by, message = seen.by, an_id(seen.body.get("replyToId"))
    if by is None or not message or not seen.conversation:
        return Ignored("marks of a bot, or on nothing")
    receipt = Receipt(seen.place, message)
    events: list[Heard] = []
    for key, on in (("reactionsAdded", True), ("reactionsRemoved", False)):
        for one in sequence(seen.body.get(key))[:MANY]:
            mark = _mark(letters(mapping(one).get("type"))[:100])
            name = seen.name(message, by.id, mark, str(on), letters(seen.body.get("timestamp")) or seen.id)
            events += [ReactionChanged(name, seen.at, by, receipt, mark, on)] if mark else []
    return tuple(events) or Ignored("marks of no kind")


def _mark(told: str) -> str:
    """`1f440_eyes` is called `eyes`."""
    bare = CODED.sub("", told, count=1) if CODED.match(told) else told
    return MARKS.get(bare, bare)


def _receipt(seen: Seen) -> Receipt:
    place = seen.place
    is_head = kind(seen.body) is Kind.CHANNEL and not place.thread
    return Receipt(Address(ADAPTER, place.room, seen.id) if is_head else place, seen.id)
