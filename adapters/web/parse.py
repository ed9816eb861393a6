"""From what the page sends to frozen facts, and from what was kept to the events the bot hears."""

from __future__ import annotations

import json
import re
import unicodedata

from adapters.web.frames import (
    Act,
    Changed,
    Dismissed,
    Frame,
    HomeAsked,
    Marked,
    OlderAsked,
    Pressed,
    Refused,
    Taken,
    Typed,
    WhyAsked,
)
from adapters.web.world import ADAPTER, RoomKind, World
from bot.events import (
    ButtonPressed,
    Heard,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    ReactionChanged,
)
from bot.meanings import Button
from bot.people import Address, Person, Receipt

LONGEST = 40_000
LARGEST = 1_000_000
MARKS = frozenset({"eyes"})
_NONCE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_RETURN = re.compile(r"\r\n?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BROKEN = re.compile("[\ud800-\udfff]")
# What is drawn as nothing though it is no white space: all format characters (category Cf), and these.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
_AT = re.compile(r"(?<!\w)@([\w ]+)")


class Fields:
    """The fields of one frame; a missing or foreign one is refused by name."""

    def __init__(self, raw: dict[str, object], nonce: str) -> None:
        self._raw = raw
        self.nonce = nonce

    def word(self, name: str) -> str:
        """A text of the frame; "" if it is left out."""
        value = self._raw.get(name, "")
        if not isinstance(value, str):
            raise Refused("malformed", f"The field {name} must be a text.", self.nonce)
        return value

    def flag(self, name: str) -> bool:
        """A yes or no of the frame."""
        value = self._raw.get(name)
        if not isinstance(value, bool):
            raise Refused("malformed", f"The field {name} must be true or false.", self.nonce)
        return value

    def text(self) -> str:
        """What was typed, cleaned; refused if nothing is left or it is too long."""
        cleaned = clean(self.word("text"))
        if not can_be_seen(cleaned):
            raise Refused("empty", "There is nothing to send yet.", self.nonce)
        if len(cleaned) > LONGEST:
            raise Refused("too_long", _too_long(len(cleaned)), self.nonce)
        return cleaned

    def button(self) -> Button:
        """The button that was pressed."""
        try:
            return Button(self.word("button"))
        except ValueError:
            raise Refused("malformed", "That button does not exist.", self.nonce) from None

    def mark(self) -> str:
        """The mark that was set."""
        mark = self.word("mark")
        if mark not in MARKS:
            raise Refused("malformed", "That mark does not exist.", self.nonce)
        return mark


def frame(raw: str) -> Frame:
    """What one text frame of the page says; Refused if it says nothing we know."""
    if len(raw.encode(errors="replace")) > LARGEST:
        raise Refused("too_large", f"That is more than the {LARGEST:,} bytes one frame can have.")
    fields, kind = _fields(raw)
    match kind:
        case "say":
            return Typed(
                fields.nonce, fields.word("person"), fields.word("room"), fields.word("thread"), fields.text()
            )
        case "edit":
            return Changed(fields.nonce, fields.word("person"), fields.word("message"), fields.text())
        case "delete":
            return Taken(fields.nonce, fields.word("person"), fields.word("message"))
        case "react":
            return Marked(
                fields.nonce,
                fields.word("person"),
                fields.word("message"),
                fields.mark(),
                fields.flag("on"),
            )
        case "press":
            return _pressed(fields)
        case "dismiss":
            return Dismissed(fields.nonce, fields.word("person"), fields.word("whisper"))
        case "why":
            return WhyAsked(fields.nonce, fields.word("person"), fields.word("message"))
        case "home":
            return HomeAsked(fields.nonce, fields.word("person"))
        case "older":
            return OlderAsked(fields.nonce, fields.word("room"), fields.word("before"))
        case _:
            raise Refused("malformed", f"A frame of type {kind[:40]!r} is not known here.", fields.nonce)


def event(act: Act, world: World) -> Heard:
    """The event that *act* is; the same act always gives the same event."""
    by = world.person(act.person)
    place = Address(ADAPTER, act.room, act.thread)
    receipt = Receipt(place, act.message)
    match act.verb:
        case "say":
            return _received(act, by, receipt, world)
        case "edit":
            return MessageEdited(act.id, act.at, by, receipt, act.text)
        case "delete":
            return MessageDeleted(act.id, act.at, by, receipt)
        case "react":
            return ReactionChanged(act.id, act.at, by, receipt, act.mark, act.mark_on)
        case _:
            return ButtonPressed(act.id, act.at, by, place, Button(act.button), act.about, act.pick)


def clean(text: str) -> str:
    """*text* with one kind of line break, without control characters and broken halves of characters."""
    return _BROKEN.sub("\ufffd", _CONTROL.sub("", _RETURN.sub("\n", text)))


def can_be_seen(text: str) -> bool:
    """Whether anything of *text* is drawn."""
    rest = _BLANK.sub("", text)
    return any(not letter.isspace() and unicodedata.category(letter) != "Cf" for letter in rest)


def _fields(raw: str) -> tuple[Fields, str]:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise Refused("malformed", "That frame is not JSON.") from None
    if not isinstance(found, dict):
        raise Refused("malformed", "A frame must be a JSON object.")
    nonce = found.get("nonce")
    if not isinstance(nonce, str) or not _NONCE.fullmatch(nonce):
        raise Refused("malformed", "A frame needs a nonce of 1 to 64 letters, digits, - or _.")
    fields = Fields(found, nonce)
    return fields, fields.word("type")


def _pressed(fields: Fields) -> Pressed:
    return Pressed(
        fields.nonce,
        fields.word("person"),
        fields.word("message"),
        fields.word("whisper"),
        fields.button(),
        fields.word("about"),
        fields.word("pick"),
    )


def _received(act: Act, by: Person, receipt: Receipt, world: World) -> MessageReceived:
    direct = world.room(act.room).kind is RoomKind.DIRECT
    named = [found.group(1).casefold() for found in _AT.finditer(act.text)]
    return MessageReceived(
        act.id,
        act.at,
        by,
        receipt,
        act.text,
        to_bot=direct or any(_is_named(world.bot, name) for name in named),
        direct=direct,
        mentions=tuple(
            person for person in world.people if any(_is_named(person.name, name) for name in named)
        ),
    )


def _is_named(name: str, typed: str) -> bool:
    """Whether the words after an @ begin with *name* as a whole."""
    return re.match(rf"{re.escape(name.casefold())}\b", typed) is not None


def _too_long(length: int) -> str:
    return f"A message can have {LONGEST:,} characters; this one has {length:,}. Please send it in parts."
