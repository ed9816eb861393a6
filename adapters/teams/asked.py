"""What Teams sends that is no event of a conversation: answered on the spot, or passed over on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.events import ButtonPressed, Heard
from bot.people import Address, Person

__all__ = ["Asked", "Consented", "Ignored", "Installed", "Known", "Parsed", "Pushed", "TeamGone", "Wrong"]


@dataclass(frozen=True, slots=True)
class Known:
    """What was looked up before a message was read: people by the id Teams writes, and the room's name."""

    persons: Mapping[str, Person] = field(default_factory=dict)
    room: str = ""


@dataclass(frozen=True, slots=True)
class Installed:
    """Somebody opened the direct chat with the bot for the first time; `id` is one for each time."""

    id: str
    by: Person
    room: Address


@dataclass(frozen=True, slots=True)
class TeamGone:
    """The bot is in none of a team's channels any more."""

    id: str
    at: datetime
    team: str
    room: Address


@dataclass(frozen=True, slots=True)
class Pushed:
    """A press that Teams wants an answer to; `message` is what it was on."""

    event: ButtonPressed
    place: Address
    message: str


@dataclass(frozen=True, slots=True)
class Consented:
    """Somebody lets the bot put a file into their folder, at `upload`, or does not want it.

    `context` is what the question carried, `message` the message it stood in.
    """

    by: Person
    room: Address
    message: str
    accepted: bool
    context: Mapping[str, str]
    upload: str
    name: str
    unique: str
    link: str
    kind: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """A request that wants an answer and is none of ours; `status` is HTTP's."""

    status: int
    why: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing follows from it. `strange` is what nobody has described."""

    why: str
    strange: bool = False


Asked = Installed | TeamGone | Pushed | Consented | Wrong
Parsed = tuple[Heard, ...] | Asked | Ignored
