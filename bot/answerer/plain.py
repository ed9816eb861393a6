"""Brings what people type into one plain form, so that a rule needs to know only one way to write a word."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["plain", "visible", "words"]

# A rule reads no more than this; longer texts are questions, whatever stands at their end.
LONGEST = 4_000
QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "…": "."})
INVISIBLE = {"Cc", "Cf", "Co", "Cn"}
SHORT = {
    "pls": "please",
    "plz": "please",
    "thx": "thanks",
    "tnx": "thanks",
    "thnx": "thanks",
    "ty": "thanks",
    "u": "you",
    "ur": "your",
    "ya": "you",
    "r": "are",
    "wanna": "want to",
    "gotta": "have to",
    "gimme": "give me",
    "lemme": "let me",
    "cant": "can't",
    "dont": "don't",
    "doesnt": "doesn't",
    "didnt": "didn't",
    "isnt": "isn't",
    "wont": "won't",
    "im": "i'm",
    "ive": "i've",
    "thats": "that's",
}


def visible(text: str) -> str:
    """The text as one sees it: compatibility forms folded; control, bidi and zero-width characters gone."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST])
    shown = (" " if char.isspace() else char for char in folded)
    return " ".join("".join(c for c in shown if unicodedata.category(c) not in INVISIBLE).split())


def plain(text: str) -> str:
    """The text in small letters, with straight quotes, no drawn-out letters, and short forms written out."""
    low = re.sub(r"([^\W\d_])\1{2,}", r"\1\1", visible(text).translate(QUOTES).casefold())
    return re.sub(r"[a-z']+", lambda match: SHORT.get(match[0], match[0]), low)


def words(text: str) -> list[str]:
    """The words of the plain text, without punctuation."""
    return re.findall(r"[^\W_]+(?:'[^\W_]+)?", plain(text))
