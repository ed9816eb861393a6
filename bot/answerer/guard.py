"""Checks, without a second model, that a reworded answer follows from the entries it cites.

It errs on the side of refusing: whoever asks falls back to the entry's own words, so a refusal costs little
and a wrong number a lot.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answerer.plain import plain, words
from bot.answerer.quantities import amounts, numbers
from kb.entry import Entry

__all__ = ["objection"]

OVERLAP = 0.6
SHORTEST = 3
# A sentence that is only polite says nothing that could be wrong.
COURTESY = re.compile(
    r"(?:happy|glad) to help|(?:i )?hope (?:this|that) helps|here(?:'s| is) how|sure|of course"
)
LONGEST = 2_000

LINKS = re.compile(
    r"(?:https?://|www\.)[^\s<>()\"']+|[\w.+-]+@[\w-]+\.[\w.-]+|\b[\w-]+\.(?:com|net|org|io|dev|app)\b[^\s]*"
)
NAMES = re.compile(r"`([^`]+)`|\"([^\"]+)\"|“([^”]+)”|\*\*([^*]+)\*\*")
MARKERS = re.compile(r"(?m)^\s*(?:[-*•]|\d{1,2}[.)])\s+")
SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+|;\s+|,\s+(?=but\b)")
NEGATIONS = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|nor|neither|without|cannot|unable|impossible|\w+n't|except|unless)\b"
)
# What follows one of these is a thing; a thing the entry does not know changes what is said.
THINGS = re.compile(r"\b(?:your|my|our|their|his|her|the|an?|this|every|each|any)\s+([a-z]{3,})")
HOLLOW = frozenset(
    "a an the and or but if then so to of in on at by for with from as is are was were be been being it"
    " its this that these those you your we our i my they their he she him her them will would can could"
    " may might shall should do does did have has had there here please just also any some all up out"
    " into over about than too very more most which who whom when where how what after before us me not"
    " no never".split()
)
ENDINGS = ("ation", "ing", "ment", "ed", "es", "ly", "s", "e", "y", "i")


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    stems: frozenset[str]
    negated: bool


def objection(text: str, cites: Sequence[str], found: Sequence[Entry], question: str = "") -> str:
    """Why *text* must not be said, for the log; empty when it follows from the cited entries.

    `found` are the entries of this turn; `question` the customer's words, whose numbers may be repeated.
    """
    sources = [entry for entry in found if entry.id in cites]
    if not cites or len({entry.id for entry in sources}) != len(set(cites)):
        return "it cites an entry that was not found in this turn, or none"
    source = "\n".join(f"{entry.answer}\n{entry.source}" for entry in sources)
    titles = "\n".join(title for entry in sources for title in entry.questions)
    return (
        _outside(text)
        or _new_link(text, source)
        or _new_quantity(text, f"{source}\n{titles}", question)
        or _new_name(text, f"{source}\n{titles}")
        or _unsupported(text, source, titles)
    )


def _outside(text: str) -> str:
    if not text.strip():
        return "it is empty"
    if len(text) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    return "it pings or embeds something" if re.search(r"<[!@#]|!\[|<\w+[ />]", text) else ""


def _new_link(text: str, source: str) -> str:
    known = {_bare(link) for link in LINKS.findall(source)}
    added = [link for link in LINKS.findall(text) if _bare(link) not in known]
    return f"it names {added[0]!r}, which the entry does not" if added else ""


def _bare(link: str) -> str:
    return link.rstrip(".,;:!?)").casefold()


def _new_quantity(text: str, source: str, question: str) -> str:
    added = amounts(MARKERS.sub("", text)) - numbers(source) - numbers(question)
    return f"it says {min(added)!r}, which the entry does not" if added else ""


def _new_name(text: str, source: str) -> str:
    """Quoted, bold and code names are what one clicks and types: they must be the entry's."""
    low = plain(source)
    named = ["".join(groups) for groups in NAMES.findall(text)]
    added = [name for name in named if plain(name) not in low]
    return f"it names {added[0]!r}, which the entry does not" if added else ""


def _unsupported(text: str, source: str, titles: str) -> str:
    sources = _sentences(source)
    known = frozenset(stem for one in (*sources, *_sentences(titles)) for stem in one.stems)
    for said in _sentences(text):
        if said.stems and not COURTESY.fullmatch(plain(said.text).strip(" .!:,")):
            fault = _strange(said, known) or _contrary(said, sources)
            if fault:
                return fault
    return ""


def _strange(said: _Sentence, known: frozenset[str]) -> str:
    if len(said.stems & known) < OVERLAP * len(said.stems):
        return f"{said.text!r} has little to do with the entry"
    things = {_stem(word) for word in THINGS.findall(plain(said.text)) if word not in HOLLOW}
    added = things - known
    return f"{said.text!r} speaks of {min(added)!r}, which the entry does not" if added else ""


def _contrary(said: _Sentence, sources: Sequence[_Sentence]) -> str:
    """The nearest sentence of the entry must be negated where this one is, and not where it is not."""
    nearest = max(sources, key=lambda one: len(one.stems & said.stems) / (len(one.stems | said.stems) or 1))
    return "" if nearest.negated == said.negated else f"{said.text!r} turns {nearest.text!r} round"


def _sentences(text: str) -> tuple[_Sentence, ...]:
    parts = (part.strip() for part in SENTENCES.split(MARKERS.sub("", text)))
    return tuple(_Sentence(part, _stems(part), bool(NEGATIONS.search(plain(part)))) for part in parts if part)


def _stems(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in words(text) if word not in HOLLOW and "'" not in word)


def _stem(word: str) -> str:
    """The word without its first ending that leaves three letters; crude, and the same on both sides."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            return _stem(word.removesuffix(ending))
    return word
