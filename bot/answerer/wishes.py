"""Rules for what words tell beside what they ask: a person is wanted, somebody is upset, it was no help.

They say yes only where they are nearly certain; what they miss is left to the trained heads beside them.
"""

from __future__ import annotations

import re

from bot.answerer.plain import plain, visible, words
from bot.answerer.rules import patterns, word_list

__all__ = ["asks_for_person", "refuses", "sounds_upset", "speaks_of_others"]

SHORT = 12
SHOUTED = 4
MOSTLY = 0.7


def asks_for_person(text: str) -> bool:
    """Whether *text* plainly asks for a person; "talk to my agent about the template" does not."""
    if speaks_of_others(text):
        return False
    return _says("person", "asks", plain(text)) or _only_a_person(words(text))


def speaks_of_others(text: str) -> bool:
    """Whether *text* says that no person is wanted, or that others are to talk to one."""
    low = plain(text)
    return _says("person", "not_wanted", low) or _says("person", "others", low)


def sounds_upset(text: str) -> bool:
    """Whether *text* is plainly angry: a known phrase, or several words shouted."""
    return _says("upset", "says", plain(text)) or _shouts(visible(text))


def refuses(text: str) -> bool:
    """Whether *text* says that what came before was no help."""
    return _says("refusal", "says", plain(text))


def _says(section: str, key: str, low: str) -> bool:
    return any(pattern.search(low) for pattern in patterns(section, key))


def _only_a_person(said: list[str]) -> bool:
    """Whether a short message is made of nothing but words around a person: "live agent please"."""
    if not said or len(said) > SHORT or said[0] in word_list("person", "never_first"):
        return False
    nouns, around = word_list("person", "nouns"), word_list("person", "around")
    return any(word in nouns for word in said) and all(word in nouns or word in around for word in said)


def _shouts(shown: str) -> bool:
    """Several words in capitals and an exclamation; an error code or an acronym alone is neither."""
    spoken = re.findall(r"[A-Za-z]{2,}", shown)
    loud = [word for word in spoken if word.isupper()]
    return "!" in shown and len(loud) >= SHOUTED and len(loud) > MOSTLY * len(spoken)
