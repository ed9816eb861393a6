"""Notices what a message tells beside what it asks: a person is wanted, somebody is upset, we go in circles.

Rules come first: they cost next to nothing. What they leave open is asked of two small linear models over the
embedding that the search needs anyway.
"""

from __future__ import annotations

import re

from bot.answerer.circles import goes_in_circles
from bot.answerer.heads import heads
from bot.answerer.plain import plain, visible, words
from bot.answerer.smalltalk import small_talk
from bot.answerer.wishes import asks_for_person, sounds_upset, speaks_of_others
from bot.judgement import Noticed, Question
from bot.settings import Answering
from kb.embed import Embedder

__all__ = ["Noticing"]

# What a rule or the settings say counts for this much, so that scores beyond it still tell more from less.
RULE = 0.9
# As near to a phrase of the settings as a rewording of it is.
NEAR = 0.9


class Noticing:
    """What words tell beside what they ask. Blocks for about one embedding: call it from a worker."""

    def __init__(self, answering: Answering, embedder: Embedder) -> None:
        self._phrases = tuple(filter(words, answering.person_phrases))
        self._forbidden = tuple((phrase, _whole(phrase)) for phrase in answering.forbidden if words(phrase))
        self._embedder = embedder

    def notice(self, question: Question) -> Noticed:
        """What *question* tells; small talk and a plain wish for a person are told without an embedding."""
        text = visible(question.text)
        forbidden = self._topic(text)
        if not words(text) or forbidden or asks_for_person(text):
            return Noticed(
                wants_person=asks_for_person(text), small_talk=small_talk(text), forbidden=forbidden
            )
        if (kind := small_talk(text)) is not None:
            return Noticed(small_talk=kind)
        return Noticed(
            wants_person=self._near_a_phrase(text) or self._asks_in_other_words(text),
            upset=sounds_upset(text) or self._yes("upset", text),
            circles=goes_in_circles(question, self._embedder),
        )

    def person(self, text: str) -> float:
        """The chance, 0..1, that *text* asks for a person; RULE or more where rules or settings say so."""
        ruled = asks_for_person(text) or self._near_a_phrase(text)
        return _raised(self._chance("person", text), ruled=ruled)

    def upset(self, text: str) -> float:
        """The chance, 0..1, that whoever wrote *text* is upset; RULE or more where a rule says so."""
        return _raised(self._chance("upset", text), ruled=sounds_upset(text))

    def _asks_in_other_words(self, text: str) -> bool:
        return not speaks_of_others(text) and self._yes("person", text)

    def _topic(self, text: str) -> str:
        """The forbidden phrase in *text*, empty if there is none."""
        low = plain(text)
        return next((phrase for phrase, pattern in self._forbidden if pattern.search(low)), "")

    def _near_a_phrase(self, text: str) -> bool:
        vector = self._embedder.embed(visible(text)) if self._phrases else None
        return vector is not None and any(
            float(self._embedder.embed(visible(phrase)) @ vector) >= NEAR for phrase in self._phrases
        )

    def _chance(self, head: str, text: str) -> float:
        fitted = heads(self._embedder.model).get(head)
        return fitted.chance(self._embedder.embed(visible(text))) if fitted else 0.0

    def _yes(self, head: str, text: str) -> bool:
        fitted = heads(self._embedder.model).get(head)
        return fitted is not None and self._chance(head, text) >= fitted.threshold


def _raised(chance: float, *, ruled: bool) -> float:
    return RULE + (1 - RULE) * chance if ruled else chance


def _whole(phrase: str) -> re.Pattern[str]:
    """Finds the phrase in a plain text, as whole words."""
    return re.compile(rf"(?<!\w){re.escape(plain(phrase))}(?!\w)")
