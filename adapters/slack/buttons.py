"""How a press is written on a Slack button and read back: a name and an opaque id, nothing to misuse."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.meanings import Button, Press

__all__ = ["PREFIX", "action_id", "read", "value"]

PREFIX = "fd"
"""Marks the actions that are ours."""


def action_id(press: Press, number: int) -> str:
    """What names an action; *number* keeps two of one message apart, which Slack insists on."""
    return f"{PREFIX}:{press.button.value}:{number}"


def value(press: Press) -> str:
    """What the press is about, and which of several was picked. Everybody may read it."""
    return json.dumps([press.about, press.pick])


def read(action: Mapping[str, Any]) -> tuple[Button, str, str] | None:
    """Button, about and pick of a pressed action; None where it is none of ours or was tampered with."""
    name = action.get("action_id")
    option = action.get("selected_option")
    written = option.get("value") if isinstance(option, Mapping) else action.get("value")
    if not isinstance(name, str) or not isinstance(written, str):
        return None
    kind, _, rest = name.partition(":")
    try:
        button, (about, pick) = Button(rest.partition(":")[0]), json.loads(written)
    except (ValueError, TypeError):
        return None
    is_ours = kind == PREFIX and isinstance(about, str) and isinstance(pick, str)
    return (button, about, pick) if is_ours else None
