"""How a press is written into a card's action and read back: names and opaque ids, nothing to misuse.

`Action.Execute` and `Action.Submit` carry the same data. What was typed into the inputs of a card comes
merged into it, each under the input's id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.teams.reading import letters, mapping
from bot.meanings import Button, Press

__all__ = ["REPLY", "VERB", "WORDS", "Pressed", "Replied", "data", "field_id", "read", "reply_data"]

VERB = "frontdesk"
"""The verb of every `Action.Execute` of ours; without one Teams sends a press nowhere."""

MARK = "fd"
"""Tells data of ours from other apps'; its value is a button's name, or `REPLY`."""

REPLY = "reply"
"""Words typed into the card's reply box: they count as if they were written in its thread."""

WORDS = "words"
"""The field of the reply box."""

FIELD = "fd-field-"
"""What the ids of inputs begin with, so that no field can be taken for a part of the press."""

LONGEST, MOST = 20_000, 20


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button, what it is about, which of several, and the fields that were filled in."""

    button: Button
    about: str
    pick: str = ""
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Replied:
    """Words from a reply box."""

    words: str


def data(press: Press) -> dict[str, str]:
    """The data of the action that is drawn for *press*."""
    return {MARK: press.button.value, "about": press.about, "pick": press.pick}


def reply_data() -> dict[str, str]:
    """The data of the reply box's action; its input is called `field_id(WORDS)`."""
    return {MARK: REPLY}


def field_id(name: str) -> str:
    """The id of the input for a form's field."""
    return f"{FIELD}{name}"


def read(found: object) -> Pressed | Replied | None:
    """What was pressed; None where it is nothing of ours."""
    told = mapping(found)
    fields = tuple(_fields(told))
    if told.get(MARK) == REPLY:
        return Replied(dict(fields).get(WORDS, ""))
    try:
        button = Button(letters(told.get(MARK)))
    except ValueError:
        return None
    return Pressed(button, letters(told.get("about"))[:500], letters(told.get("pick"))[:500], fields)


def _fields(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    ours = [(name.removeprefix(FIELD), value) for name, value in told.items() if name.startswith(FIELD)]
    return [(letters(name)[:100], letters(value)[:LONGEST]) for name, value in ours[:MOST]]
