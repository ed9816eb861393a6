"""How a press is written into a card's action and read back: names and opaque ids, nothing to misuse.

`Action.Execute` and `Action.Submit` carry the same data. What was typed into the inputs of a card comes
merged into it, each under the input's id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.teams.reading import letters, mapping
from bot.meanings import Button, Press

__all__ = ["PICK", "VERB", "Pressed", "choice", "data", "field_id", "read"]

VERB = "fd"
"""The verb of every `Action.Execute` of ours; without one Teams sends a press nowhere."""

MARK = "fd"
"""Tells data of ours from other apps'; its value is the button's name, what it is about, and the pick."""

PICK = "fd-pick"
"""The id of a list to choose from; what was chosen there is the pick."""

FIELD = "fd-field-"
"""What the ids of inputs begin with. Their button follows: all inputs of a card come along with any press."""

PARTS = 3
LONGEST, MOST = 20_000, 20


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button, what it is about, which of several, and the fields that were filled in."""

    button: Button
    about: str
    pick: str = ""
    fields: tuple[tuple[str, str], ...] = ()


def data(press: Press) -> dict[str, object]:
    """The data of the action that is drawn for *press*."""
    return {MARK: [press.button.value, press.about, press.pick]}


def choice(presses: Sequence[Press]) -> dict[str, object]:
    """The data of the action beside a list called `PICK`, whose values are the picks of *presses*."""
    return {MARK: [presses[0].button.value, presses[0].about, ""]}


def field_id(button: Button, name: str) -> str:
    """The id of the input for a field of the form behind *button*."""
    return f"{FIELD}{button.value}-{name}"


def read(found: object) -> Pressed | None:
    """What was pressed; None where it is nothing of ours."""
    told = mapping(found)
    parts = told.get(MARK)
    if not isinstance(parts, list) or len(parts) != PARTS:
        return None
    try:
        button = Button(letters(parts[0]))
    except ValueError:
        return None
    fields = tuple(_fields(button, told))
    about, pick = (letters(part)[:500] for part in parts[1:])
    return Pressed(button, about, pick or letters(told.get(PICK))[:500], fields)


def _fields(button: Button, told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The fields that belong to *button*."""
    begins = field_id(button, "")
    ours = [(name.removeprefix(begins), value) for name, value in told.items() if name.startswith(begins)]
    return [(letters(name)[:100], letters(value)[:LONGEST]) for name, value in ours[:MOST]]
