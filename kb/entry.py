"""An entry of the FAQ and what a search finds: the plain types everybody may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One approved FAQ item: the ways to ask it and the one answer to give.

    `questions` are its phrasings, the first being its title. `source` is a link shown beside
    the answer, or empty. `origin` names where it came from: `file:path` or `desk:…`.
    """

    id: str
    questions: tuple[str, ...]
    answer: str
    audience: str = "public"
    source: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """An entry found for a question. `score` is 0..1, higher is nearer; `phrasing` is what matched."""

    entry: Entry
    score: float
    phrasing: str


@dataclass(frozen=True, slots=True)
class Findings:
    """The passages found, best first, one per entry; and how probable it is that the best is right (0..1)."""

    passages: tuple[Passage, ...] = ()
    confidence: float = 0.0
