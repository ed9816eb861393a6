"""What whoever runs the desk may set, as frozen dataclasses, and the rules one step is judged by.

Nothing here reads a file or the environment; that is done once, where the programme is put together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from fnmatch import fnmatchcase

from bot.hours import ALWAYS, Hours, hours
from bot.judgement import Bar
from bot.people import Address, Person, Same

SETTLES_WITHIN = 3
"""After so many times its pause a question is asked, whoever goes on writing."""


class Listen(StrEnum):
    """When the bot speaks in a room without being in a conversation there yet."""

    MENTION = "mention"
    QUESTIONS = "questions"
    EVERYTHING = "everything"
    OFF = "off"


class Opens(StrEnum):
    """Whose words open a conversation: only guests', or everyone's (an internal helpdesk)."""

    GUESTS = "guests"
    EVERYONE = "everyone"


class Mode(StrEnum):
    """Whether the bot speaks by itself, or only decides and writes down what it would have said."""

    AUTO = "auto"
    SHADOW = "shadow"


class ReplyClaims(StrEnum):
    """What an agent's words in a thread nobody holds do: wait for a press, or claim and go out."""

    ASK = "ask"
    AT_ONCE = "at once"


@dataclass(frozen=True, slots=True)
class Desk:
    """The room where agents work, its opening hours, and its clocks, which run only while it is open.

    `holidays` is a region whose public holidays are free (`DE-BY`), `closed` are single days (`2026-12-24`).
    """

    room: str
    people: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    fallback: str = ""
    hours: str = ""
    holidays: str = ""
    closed: tuple[str, ...] = ()
    reply_claims: ReplyClaims = ReplyClaims.ASK
    note_prefix: str = "//"
    claim_minutes: float = 5
    reply_minutes: float = 15
    idle_hours: float = 72
    hold_seconds: float = 0

    @property
    def opening(self) -> Hours:
        """When somebody works there; HoursError if that cannot be read."""
        return hours(self.hours, self.holidays, self.closed)

    @property
    def claim(self) -> timedelta:
        """How long a customer waits for a claim before somebody is reminded."""
        return timedelta(minutes=self.claim_minutes)

    @property
    def reply(self) -> timedelta:
        """How long a holder may let the customer wait."""
        return timedelta(minutes=self.reply_minutes)

    @property
    def idle(self) -> timedelta:
        """How long a conversation may rest before it counts as resolved."""
        return timedelta(hours=self.idle_hours)


@dataclass(frozen=True, slots=True)
class Route:
    """Which rooms, how, for whom, to which desk. `room` may hold `*`: `slack:*`."""

    room: str
    desk: str
    listen: Listen = Listen.QUESTIONS
    audience: tuple[str, ...] = ("public",)
    opens: Opens = Opens.GUESTS
    notes_first: bool = False
    language: str = "en"
    mode: Mode = Mode.AUTO
    prompts: tuple[str, ...] = ()

    def covers(self, room: Address) -> bool:
        """Whether this route speaks of that room."""
        return fnmatchcase(room.key, self.room)


@dataclass(frozen=True, slots=True)
class OnePerson:
    """Somebody who is on several platforms, by the key on each of them."""

    same: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answering:
    """How the answerer works. `model` empty means no model: approved answers only."""

    max_wrong: float = 0.05
    model: str = ""
    answer_seconds: float = 60
    settle_seconds: float = 0
    person_phrases: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the core needs to know of the house."""

    desks: dict[str, Desk] = field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    answering: Answering = Answering()
    same: Same = field(default_factory=Same)

    def route(self, room: Address) -> Route | None:
        """The first route that covers *room*, if any."""
        return next((route for route in self.routes if route.covers(room)), None)

    def desk_at(self, room: Address) -> str | None:
        """The name of the desk that works in *room*, if one does."""
        return next((name for name, desk in self.desks.items() if desk.room == room.key), None)


@dataclass(frozen=True, slots=True)
class Rules:
    """The part of the settings that one conversation is judged by, with the bar of the day.

    `desk_name` is the conversation's present desk; `desks` are all there are. `settle` is how many seconds
    more words of a question are waited for.
    """

    route: Route
    desk_name: str
    desk: Desk
    desks: tuple[str, ...]
    bar: Bar
    answer: timedelta = timedelta(seconds=60)
    settle: float = 0
    hours: Hours = ALWAYS
    same: Same = field(default_factory=Same)

    @property
    def leads(self) -> tuple[Person, ...]:
        """Who is told when the desk does not answer, as rules compare people."""
        return tuple(self.same.one(Person.of(key)) for key in self.desk.leads)

    @property
    def settled(self) -> timedelta:
        """How long after its first words a question is asked at the latest."""
        return timedelta(seconds=self.settle * SETTLES_WITHIN)
