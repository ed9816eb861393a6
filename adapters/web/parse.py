"""What the page sends, as frozen facts, and the events it becomes."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime

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
_AT = re.compile(r"(?<!\w)@([\w ]+)")


class Refused(Exception):
    """A frame that is not done: its nonce, a code for the page and a text for the person."""

    def __init__(self, code: str, text: str, nonce: str = "") -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.nonce = nonce


@dataclass(frozen=True, slots=True)
class Typed:
    """Somebody posts."""

    nonce: str
    person: str
    room: str
    thread: str
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """Somebody changes a message."""

    nonce: str
    person: str
    message: str
    text: str


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody deletes a message."""

    nonce: str
    person: str
    message: str


@dataclass(frozen=True, slots=True)
class Marked:
    """Somebody sets a mark or takes it back."""

    nonce: str
    person: str
    message: str
    mark: str
    on: bool


@dataclass(frozen=True, slots=True)
class Pressed:
    """Somebody presses a button on a message or a whisper."""

    nonce: str
    person: str
    message: str
    whisper: str
    button: Button
    about: str
    pick: str


@dataclass(frozen=True, slots=True)
class Dismissed:
    """Somebody closes a whisper."""

    nonce: str
    person: str
    whisper: str


@dataclass(frozen=True, slots=True)
class WhyAsked:
    """Somebody asks why a message was said."""

    nonce: str
    person: str
    message: str


@dataclass(frozen=True, slots=True)
class HomeAsked:
    """Somebody opens the waiting list."""

    nonce: str
    person: str


@dataclass(frozen=True, slots=True)
class OlderAsked:
    """Somebody scrolls up."""

    nonce: str
    room: str
    before: str


Told = Typed | Changed | Taken | Marked | Pressed
"""What the bot hears of."""
Frame = Told | Dismissed | WhyAsked | HomeAsked | OlderAsked


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did, as kept until the bot has taken it. `number` orders all acts."""

    number: int
    id: str
    nonce: str
    verb: str
    person: str
    at: datetime
    room: str
    thread: str
    message: str
    text: str = ""
    mark: str = ""
    mark_on: bool = False
    button: str = ""
    about: str = ""
    pick: str = ""
    heard: bool = False


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
        if not cleaned.strip():
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
