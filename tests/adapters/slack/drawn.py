"""Looking at drawn blocks: what can be pressed, what is live, where letters stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

CALLS = frozenset({"user", "usergroup", "broadcast", "channel", "team"})
"""Rich text that calls or names somebody."""


def pieces(found: object) -> Iterator[Json]:
    """Every object in drawn blocks, from the outside in."""
    if isinstance(found, dict):
        yield found
        for value in found.values():
            yield from pieces(value)
    elif isinstance(found, list):
        for one in found:
            yield from pieces(one)


def actions(blocks: object) -> Iterator[Json]:
    """What a client would send for each thing that can be pressed."""
    for piece in pieces(blocks):
        if "action_id" not in piece:
            continue
        for option in piece.get("options", ()):
            yield {"action_id": piece["action_id"], "selected_option": option}
        for thumb in ("positive_button", "negative_button"):
            if thumb in piece:
                yield {"action_id": piece["action_id"], "value": piece[thumb]["value"]}
        if "value" in piece:
            yield {"action_id": piece["action_id"], "value": piece["value"]}


def live(blocks: object) -> Iterator[Json]:
    """Everything in blocks that calls somebody, leads somewhere, or may be read as markup."""
    for piece in pieces(blocks):
        kind = piece.get("type")
        if kind in CALLS or kind in {"mrkdwn", "markdown", "link", "emoji"} or piece.get("emoji") is True:
            yield piece
