"""How a press is written on a Slack button and read back: a name and an opaque id, nothing to misuse."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.meanings import Button, Press

__all__ = [
    "DUTY_OFF",
    "DUTY_ON",
    "FORM",
    "HAND_OVER",
    "PREFIX",
    "TAKE_OVER",
    "WORDS",
    "action_id",
    "feedback_value",
    "read",
    "value",
]

PREFIX = "fd"
"""Marks the actions that are ours."""

FORM = "fd:form"
"""The form that wants words before a press counts; each field's words are under `WORDS`."""
WORDS = "words"

THREE = 3
"""Parts of a value that carries its button's name."""

DUTY_ON, DUTY_OFF = "fd-duty:on", "fd-duty:off"
"""The two positions of the home's switch."""

HAND_OVER, TAKE_OVER = "frontdesk_hand_over", "frontdesk_take"
"""The shortcuts of a message."""


def action_id(press: Press, number: int) -> str:
    """What names an action; *number* keeps two of one message apart, which Slack insists on."""
    return f"{PREFIX}:{press.button.value}:{number}"


def value(press: Press) -> str:
    """What the press is about, and which of several was picked. Everybody may read it."""
    return json.dumps([press.about, press.pick])


def feedback_value(press: Press) -> str:
    """As `value`, with the button's name: two thumbs of one element share the element's action."""
    return json.dumps([press.button.value, press.about, press.pick])


def read(action: Mapping[str, Any]) -> tuple[Button, str, str] | None:
    """Button, about and pick of a pressed action; None where it is none of ours or was tampered with."""
    name = action.get("action_id")
    option = action.get("selected_option")
    written = option.get("value") if isinstance(option, Mapping) else action.get("value")
    if not isinstance(name, str) or not isinstance(written, str):
        return None
    kind, _, rest = name.partition(":")
    try:
        parts = _parts(json.loads(written))
        button, about, pick = parts if len(parts) == THREE else (rest.partition(":")[0], *parts)
        return (Button(button), about, pick) if kind == PREFIX else None
    except (ValueError, TypeError, RecursionError):
        return None


def _parts(told: object) -> list[str]:
    if not isinstance(told, list) or not all(isinstance(part, str) for part in told):
        message = "no value of ours"
        raise TypeError(message)
    return told
