"""One person on several platforms: seen as one where people are compared, as whom they act everywhere else.

What is stored and what is posted always names the platform's own person, so a change of the settings holds
for what began before it.
"""

from __future__ import annotations

from typing import TypeVar

from bot.people import Person, Same
from bot.rooms import throughout

__all__ = ["apart", "together"]

T = TypeVar("T")


def together(value: T, same: Same) -> T:
    """*value* with everybody in it as the one person they are."""
    return throughout(value, Person, same.one) if same else value


def apart(value: T) -> T:
    """*value* with everybody in it as the platform's own person again."""
    return throughout(value, Person, _own)


def _own(person: Person) -> Person:
    return person.own
