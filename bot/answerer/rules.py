"""Reads the rules that lie beside the code as lists, so that one can be added without touching code."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

__all__ = ["patterns", "word_list"]

NAME = re.compile(r"<(\w+)>")


@cache
def patterns(section: str, key: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of one list, their named pieces filled in. Matched against the plain form of a message."""
    lines = _rules()[section][key]
    return tuple(re.compile(_filled(line)) for line in lines)


@cache
def word_list(section: str, key: str) -> frozenset[str]:
    """The words of one list."""
    return frozenset(str(_rules()[section][key]).split())


@cache
def _rules() -> dict[str, dict[str, list[str] | str]]:
    return tomllib.loads(files("bot.answerer").joinpath("rules_en.toml").read_text(encoding="utf-8"))


def _filled(pattern: str) -> str:
    """The pattern with each <piece> in place, pieces within pieces included."""
    pieces = _rules()["pieces"]
    while (name := NAME.search(pattern)) is not None and name[1] in pieces:
        pattern = pattern.replace(name[0], f"(?:{pieces[name[1]]})")
    return pattern
