"""Messages as what they mean, before a platform draws them.

Every text here is plain text, already in the reader's language, never markup: an adapter escapes
all of it. A button carries an opaque id (`about`) and says nothing that anybody could misuse;
rights are checked against the store when it is pressed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.people import Address, Person, Receipt, Voice
from bot.written import Span


class Button(StrEnum):
    """All that can be pressed."""

    # at the desk
    CLAIM = "claim"
    SEND = "send"
    KEEP = "keep"
    INSERT = "insert"
    PASS_ON = "pass_on"  # noqa: S105 - an act, not a secret
    RELEASE = "release"
    HAND_BACK = "hand_back"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    MUTE = "mute"
    UNMUTE = "unmute"
    WRITE_NOTE = "write_note"
    RESOLVE_WITH_WORDS = "resolve_with_words"
    REPLY = "reply"
    # at the customer's
    CHOOSE = "choose"
    NONE_OF_THESE = "none_of_these"
    WANT_PERSON = "want_person"
    NEVER_MIND = "never_mind"
    SOLVED = "solved"
    HELPFUL = "helpful"
    NOT_HELPFUL = "not_helpful"


OPENS_FORM = frozenset({Button.WRITE_NOTE, Button.RESOLVE_WITH_WORDS})
"""These buttons want words first: an adapter that has no forms leaves them out."""

WORDS = "words"
"""The field that carries the words of a note, of a closing or of a reply."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button as drawn. `about` is an opaque id; `pick` says which of several."""

    button: Button
    about: str
    label: str
    pick: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """Somebody's words, carried to the other side. `author` is shown; without one the bot speaks.

    `mention` is pinged once (the asker, in a group chat). `note` marks words that stay at the desk.
    `presses` are drawn under the words. `spans` tell how letters of `text` were set by whoever wrote them.
    """

    text: str
    author: Person | None = None
    voice: Voice = Voice.BOT
    mention: Person | None = None
    again: bool = False
    presses: tuple[Press, ...] = ()
    spans: tuple[Span, ...] = ()
    note: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The bot's answer from the FAQ, with its title, its source link (or "") and feedback buttons."""

    text: str
    title: str
    source: str = ""
    presses: tuple[Press, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """ "Did you mean": one short line and the ways on; empty options once one was pressed."""

    text: str
    options: tuple[Press, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """The bot's own word about the state of things, with what can be done about it."""

    text: str
    presses: tuple[Press, ...] = ()


@dataclass(frozen=True, slots=True)
class Gone:
    """What is left of a message whose words were deleted or taken back: one honest line."""

    text: str


@dataclass(frozen=True, slots=True)
class Tried:
    """One passage the bot considered: its title and its score 0..1."""

    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance of a transcript as the desk sees it."""

    voice: Voice
    name: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Recap:
    """What was said so far and what was tried, in one post, so that nobody repeats himself."""

    title: str
    lines: tuple[Line, ...]
    tried_title: str = ""
    tried: tuple[Tried, ...] = ()


class CardState(StrEnum):
    """The colour of a card."""

    ANSWERING = "answering"
    WAITING = "waiting"
    CLAIMED = "claimed"
    RESOLVED = "resolved"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Unsent:
    """Words of an agent that wait for a press; `title` says whose they are, `author` alone may press."""

    title: str
    author: Person
    text: str
    presses: tuple[Press, ...] = ()


@dataclass(frozen=True, slots=True)
class PassOn:
    """To whom a conversation may be passed on: `label` and the presses, one a person or desk."""

    label: str
    presses: tuple[Press, ...]


@dataclass(frozen=True, slots=True)
class DeskCard:
    """One conversation at the desk: one post, redrawn from its state at every change.

    `headline` is one sentence ("Waiting for an agent"); `details` are label-value pairs (who, where,
    why, since); `question` is the customer's own words, plain text. `inserts` send an approved entry
    with one press. `origin` is the customer's first message and `link` where a browser opens it.
    `due` is what rings next and when; `lagging` a sentence shown only while the desk's room lags behind.
    `reply` is pressed with words (field `WORDS`), for platforms on which agents cannot be heard in the
    thread: they draw a box for it, all others leave it out.
    """

    conversation: str
    state: CardState
    headline: str
    question: str
    details: tuple[tuple[str, str], ...] = ()
    since: datetime | None = None
    holder: Person | None = None
    tried: tuple[Tried, ...] = ()
    inserts: tuple[Press, ...] = ()
    unsent: tuple[Unsent, ...] = ()
    presses: tuple[Press, ...] = ()
    pass_on: PassOn | None = None
    origin: Receipt | None = None
    link: str = ""
    due: tuple[str, datetime] | None = None
    lagging: str = ""
    reply: Press | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation in an agent's waiting list. `desk` is where its thread stands, if it does."""

    conversation: str
    state: CardState
    headline: str
    question: str
    customer: str
    since: datetime
    holder: Person | None = None
    desk: Address | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the waiting list with its title: mine, waiting, all; `empty` stands where no row does."""

    title: str
    rows: tuple[Row, ...]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """Whether this agent is on duty: `told` in a sentence, and the `label` of the switch to the other."""

    on: bool
    told: str
    label: str


@dataclass(frozen=True, slots=True)
class Home:
    """What an agent sees first: who waits, longest first, and what is held; `sections` sort the same."""

    title: str
    empty: str
    rows: tuple[Row, ...]
    sections: tuple[Section, ...] = ()
    duty: Duty | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a form asks for; its value is at most `longest` characters."""

    name: str
    label: str
    hint: str = ""
    needed: bool = True
    longest: int = 3000


@dataclass(frozen=True, slots=True)
class Form:
    """Words wanted before a press counts: filled in, it is that press with fields."""

    title: str
    fields: tuple[Field, ...]
    press: Press


@dataclass(frozen=True, slots=True)
class Prompts:
    """What somebody who opens a chat with the bot reads first, and questions worth asking."""

    greeting: str
    title: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """Why one message was said: label-value pairs, and the passages considered. Desk eyes only."""

    title: str
    details: tuple[tuple[str, str], ...]
    tried: tuple[Tried, ...] = ()


Meaning = Say | Answer | Choice | Notice | Gone | Recap | DeskCard
