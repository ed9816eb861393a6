"""What the platform of the tests remembers: rooms, messages with all they ever said, whispers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from adapters.plain import presses, words
from bot.meanings import Meaning, Press
from bot.people import Address, Person

Content = str | Meaning


class Ticking:
    """A clock that moves one second at every look and never by itself."""

    def __init__(self, start: datetime = datetime(2025, 3, 3, 9, tzinfo=UTC)) -> None:
        self.now = start

    def __call__(self) -> datetime:
        """One second later than at the last look."""
        self.now += timedelta(seconds=1)
        return self.now


@dataclass(slots=True)
class Room:
    """A place of the platform. `direct` is the one person a direct chat is with."""

    id: str
    threads: bool
    members: list[Person]
    direct: Person | None = None
    gone: bool = False


@dataclass(slots=True)
class Posted:
    """One message. `by` is None for the bot; `said` is all it ever said, newest last."""

    id: str
    address: Address
    at: datetime
    by: Person | None
    said: list[Content]
    key: str = ""
    marks: set[tuple[str, str]] = field(default_factory=set)
    deleted: bool = False

    @property
    def text(self) -> str:
        """What stands there now, as plain text."""
        return text_of(self.said[-1])

    @property
    def texts(self) -> list[str]:
        """All it ever said, as plain text."""
        return [text_of(content) for content in self.said]

    @property
    def buttons(self) -> tuple[Press, ...]:
        """What can be pressed on it now."""
        content = self.said[-1]
        return () if self.deleted or isinstance(content, str) else presses(content)


@dataclass(frozen=True, slots=True)
class Whispered:
    """What one person saw at a place, and nobody else."""

    id: str
    address: Address
    at: datetime
    reader: Person
    said: Meaning

    @property
    def text(self) -> str:
        """The words, as plain text."""
        return words(self.said)

    @property
    def buttons(self) -> tuple[Press, ...]:
        """What can be pressed on it."""
        return presses(self.said)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A button somebody can press now: on which message or whisper it stands, and what it carries."""

    on: str
    press: Press


def text_of(content: Content) -> str:
    """Plain text of what a person typed or the bot meant."""
    return content if isinstance(content, str) else words(content)
