"""Messages of words alone, and words too long for one message as several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters.teams.cards import Element
from bot.written import Span

__all__ = ["PART", "Activity", "Drawn", "in_words", "pieces"]

Activity = dict[str, Any]

PART = 5000
"""Letters of one message. Even if each of them has to be escaped, Teams takes it."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One message. Words are said without their `extra`: buttons that could not follow them."""

    activity: Activity = field(default_factory=dict)
    extra: bool = False


def in_words(marked_up: str, entities: Sequence[Element] = ()) -> Activity:
    """A message of words, in Teams' own markup."""
    told: Activity = {"type": "message", "textFormat": "xml", "text": marked_up or "&nbsp;"}
    return {**told, "entities": list(entities)} if entities else told


def pieces(words: str, spans: Sequence[Span] = ()) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Words in pieces of at most `PART` letters, cut where a line or a word ends, each with its spans."""
    at = 0
    while True:
        end = _end(words, at)
        here = (Span(max(s.start, at) - at, min(s.end, end) - at, s.style) for s in spans)
        yield words[at:end], tuple(s for s in here if s.start < s.end)
        at = end
        if at >= len(words):
            return


def _end(words: str, at: int) -> int:
    if len(words) - at <= PART:
        return len(words)
    for gap in ("\n", " "):
        found = words.rfind(gap, at + PART // 2, at + PART)
        if found > 0:
            return found + 1
    return at + PART
