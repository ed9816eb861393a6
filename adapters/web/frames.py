"""What people do on a page, as frozen facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.meanings import Button


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
