"""One utterance of a conversation, what it consists of, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b

from bot.judgement import Passage
from bot.people import Person, Receipt, Side, Voice
from bot.words import Phrase
from bot.written import Attachment, Span


def identity(*parts: str) -> str:
    """An opaque id made from *parts* alone, so that deciding twice makes the same rows."""
    return blake2b("\x1f".join(parts).encode(), digest_size=10).hexdigest()


class Fate(StrEnum):
    """What became of a turn.

    heard: arrived from the customer's side. said: meant for the customer. note: stays at the desk.
    held: an agent's words that wait for a press. gone: deleted, taken back or never delivered.
    unsaid: what the bot would have said, were its route no shadow.
    """

    HEARD = "heard"
    SAID = "said"
    NOTE = "note"
    HELD = "held"
    GONE = "gone"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Typed:
    """Words a person typed (or sent with one press), how they were set, and the files that came along."""

    text: str
    spans: tuple[Span, ...] = ()
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """The bot's answer: the words said, and the passage they come from."""

    text: str
    passage: Passage
    confidence: float


@dataclass(frozen=True, slots=True)
class Offered:
    """The question "Did you mean" with its passages; a press empties them and leaves the chosen title."""

    passages: tuple[Passage, ...]
    confidence: float
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Suggested:
    """Passages the desk may send with one press; `confidence` is the best one's."""

    passages: tuple[Passage, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of the catalogue."""

    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Recapped:
    """What was said so far: the ids of the turns retold, oldest first."""

    turns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """Words one person wrote one after another, carried in one post: the ids of their turns, oldest first."""

    turns: tuple[str, ...]


Body = Typed | Given | Offered | Suggested | Told | Recapped | Joined


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark somebody set on a turn, said in words on a side that has no marks, in one of its threads."""

    by: Person
    mark: str
    at: Side
    thread: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance. `side` is where it was written; `state` is the state's name when it was said.

    `revision` counts changes of the body, `feedback` is "yes", "no" or "". `receipt` is the message
    it was heard in; words of our own have copies instead. `marks` are those that were said in words.
    """

    id: str
    voice: Voice
    by: Person | None
    at: datetime
    side: Side
    body: Body
    fate: Fate
    state: str = ""
    revision: int = 0
    feedback: str = ""
    receipt: Receipt | None = None
    marks: tuple[Marked, ...] = ()

    def now(self, fate: Fate) -> Turn:
        """The same words with another fate."""
        return replace(self, fate=fate)

    def saying(self, body: Body) -> Turn:
        """The same turn with other words."""
        return replace(self, body=body, revision=self.revision + 1)

    @property
    def text(self) -> str:
        """What a person typed, or "" for the bot's own sentences."""
        match self.body:
            case Typed(text=text) | Given(text=text):
                return text
            case Offered() | Suggested() | Told() | Recapped() | Joined():
                return ""


def retells(body: Body) -> tuple[str, ...]:
    """The turns whose words a turn shows in place of words of its own."""
    return body.turns if isinstance(body, Recapped | Joined) else ()


def turn_id(receipt: Receipt) -> str:
    """The id of the turn behind a message of a platform."""
    where = receipt.address
    return identity(where.adapter, where.room, receipt.message)
