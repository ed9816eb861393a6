"""What the answerer proposes and what is made of it: questions, drafts, verdicts and reasons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from bot.people import Voice
from kb.entry import Findings, Passage

__all__ = [
    "Bar",
    "Draft",
    "Escalate",
    "Failed",
    "Findings",
    "Give",
    "Greet",
    "Noticed",
    "Offer",
    "Passage",
    "Question",
    "Reason",
    "Said",
    "SmallTalk",
    "Verdict",
]


class Reason(StrEnum):
    """Why a person steps in."""

    UNSURE = "unsure"
    ASKED = "asked"
    UPSET = "upset"
    CIRCLES = "circles"
    FORBIDDEN = "forbidden"
    VIP = "vip"
    LANGUAGE = "language"
    FAILED = "failed"
    REVIEW = "review"
    MUTED = "muted"
    AGENT = "agent"


class SmallTalk(StrEnum):
    """Words that want a friendly word and nothing else."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    NEVER_MIND = "never_mind"


@dataclass(frozen=True, slots=True)
class Said:
    """One earlier utterance of the same conversation, as context for a question."""

    voice: Voice
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """What the answerer is asked. `id` is the event that asked; `before` is oldest first."""

    id: str
    text: str
    audiences: tuple[str, ...]
    before: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Noticed:
    """What the words themselves tell, beside what they ask."""

    wants_person: bool = False
    upset: bool = False
    circles: bool = False
    small_talk: SmallTalk | None = None
    forbidden: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Draft:
    """What the answerer proposes: what it found, how sure it is, and what it noticed.

    `text` is empty for the best entry's own words, else a wording shown to follow from `cites`.
    """

    findings: Findings = Findings()
    noticed: Noticed = Noticed()
    text: str = ""
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """The answerer could not work; `why` is for the log and the desk, never for the customer."""

    why: str


@dataclass(frozen=True, slots=True)
class Give:
    """Answer with this passage; `text` is what is said."""

    name: ClassVar[str] = "answer"
    passage: Passage
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Offer:
    """Ask "Did you mean" with these passages."""

    name: ClassVar[str] = "choice"
    passages: tuple[Passage, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Greet:
    """Say one friendly word."""

    name: ClassVar[str] = "greet"
    kind: SmallTalk


@dataclass(frozen=True, slots=True)
class Escalate:
    """Fetch a person."""

    name: ClassVar[str] = "escalate"
    reason: Reason


@dataclass(frozen=True, slots=True)
class Bar:
    """The confidence from which on an answer is given, and from which on "Did you mean" is asked."""

    answer: float
    offer: float


Verdict = Give | Offer | Greet | Escalate
