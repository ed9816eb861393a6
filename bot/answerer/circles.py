"""Tells when a conversation goes in circles: the same asked again after an answer, or "no" twice over."""

from __future__ import annotations

from itertools import pairwise

from bot.answerer.plain import visible, words
from bot.answerer.smalltalk import small_talk
from bot.answerer.wishes import refuses
from bot.judgement import Question, Said
from bot.people import Voice
from kb.embed import Embedder

__all__ = ["goes_in_circles", "since_the_agent"]

REFUSALS = 2
# Looked at for a repetition: each may cost one embedding.
RECENT = 3
# Rewordings of one need lie above this, different questions about one thing below (lab/fit_noticing.py).
SAME = 0.93


def goes_in_circles(question: Question, embedder: Embedder) -> bool:
    """Whether the answerer has been of no help: told so twice, or asked the same again after it spoke."""
    lines = since_the_agent(question.before)
    if small_talk(question.text) is not None or not any(line.voice is Voice.BOT for line in lines):
        return False
    return _refusals(lines, question.text) >= REFUSALS or _repeats(lines, question.text, embedder)


def since_the_agent(before: tuple[Said, ...]) -> tuple[Said, ...]:
    """What was said after the last agent's words: what the answerer did before them is forgiven."""
    last = max((place for place, said in enumerate(before) if said.voice is Voice.AGENT), default=-1)
    return before[last + 1 :]


def _refusals(lines: tuple[Said, ...], text: str) -> int:
    """How often a customer's words right after the bot's say it was no help, these words included."""
    spoken = (*lines, Said(Voice.CUSTOMER, text))
    return sum(
        earlier.voice is Voice.BOT and later.voice is Voice.CUSTOMER and refuses(later.text)
        for earlier, later in pairwise(spoken)
    )


def _repeats(lines: tuple[Said, ...], text: str, embedder: Embedder) -> bool:
    asked = _answered(lines)[-RECENT:]
    return any(_same(earlier, text, embedder) for earlier in asked)


def _answered(lines: tuple[Said, ...]) -> list[str]:
    """The customer's earlier questions after which the bot spoke."""
    last = max(place for place, line in enumerate(lines) if line.voice is Voice.BOT)
    return [
        line.text
        for line in lines[:last]
        if line.voice is Voice.CUSTOMER and small_talk(line.text) is None and words(line.text)
    ]


def _same(one: str, other: str, embedder: Embedder) -> bool:
    if words(one) == words(other):
        return True
    return float(embedder.embed(visible(one)) @ embedder.embed(visible(other))) >= SAME
