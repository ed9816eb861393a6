"""Tells small talk from questions: only a message that is nothing but small talk counts."""

from __future__ import annotations

import re

from bot.answerer.plain import plain
from bot.answerer.rules import patterns
from bot.judgement import SmallTalk

__all__ = ["small_talk"]

LONGEST = 120
# Of several kinds in one message the first of these tells: "thanks, bye" is a farewell.
STRONGEST = (SmallTalk.NEVER_MIND, SmallTalk.FAREWELL, SmallTalk.THANKS, SmallTalk.GREETING)
FILLER = "filler"


def small_talk(text: str) -> SmallTalk | None:
    """What kind of small talk *text* is; None when it says anything else as well.

    A question mark makes a question of anything but a greeting.
    """
    rest = _bare(text)
    if not rest or len(rest) > LONGEST:
        return None
    seen: set[str] = set()
    while rest:
        kind, length = _longest_piece(rest)
        if not length:
            return None
        seen.add(kind)
        rest = rest[length:].lstrip()
    found = next((kind for kind in STRONGEST if kind in seen), None)
    return None if "?" in text and found is not SmallTalk.GREETING else found


def _bare(text: str) -> str:
    """The plain text without punctuation, skin tones and variation marks."""
    tones = re.sub(r"[\U0001f3fb-\U0001f3ff\ufe0f]", "", plain(text))
    return " ".join(re.sub(r"[!?.,;:~*_()\"\-–—]+", " ", tones).split())


def _longest_piece(rest: str) -> tuple[str, int]:
    """The kind and length of the longest piece *rest* begins with; length 0 when it begins with none."""
    found = [
        (kind, match.end())
        for kind in (*STRONGEST, FILLER)
        for pattern in patterns("small_talk", kind)
        if (match := pattern.match(rest))
    ]
    return max(found, key=lambda piece: piece[1], default=(FILLER, 0))
