"""What Slack sends that is no event of a conversation: answered on the spot, or passed over on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.events import Heard
from bot.meanings import Button
from bot.people import Address, Person, Receipt

__all__ = [
    "Asked",
    "ChatOpened",
    "Commanded",
    "FormAsked",
    "HomeOpened",
    "Ignored",
    "Joined",
    "Known",
    "Parsed",
    "Revoked",
]


@dataclass(frozen=True, slots=True)
class Known:
    """The names of people and rooms that were looked up before a request was read."""

    persons: Mapping[str, Person] = field(default_factory=dict)
    rooms: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """Somebody opened the bot's home."""

    by: Person


@dataclass(frozen=True, slots=True)
class Commanded:
    """Somebody typed the command, and `words` after it, in `room`."""

    id: str
    at: datetime
    by: Person
    words: str
    room: Address


@dataclass(frozen=True, slots=True)
class FormAsked:
    """Somebody pressed a button that wants words first. `trigger` opens one form, within three seconds."""

    by: Person
    button: Button
    about: str
    place: Address
    message: Receipt | None
    trigger: str


@dataclass(frozen=True, slots=True)
class ChatOpened:
    """Somebody opened a chat with the bot in the assistant's pane."""

    by: Person
    room: Address


@dataclass(frozen=True, slots=True)
class Revoked:
    """The app was taken out of the workspace, or its token was."""

    why: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody joined a room."""

    room: Address
    name: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing follows from it. `strange` is what nobody has described."""

    why: str
    strange: bool = False


Asked = HomeOpened | Commanded | FormAsked | ChatOpened | Revoked | Joined
Parsed = Heard | Asked | Ignored
