"""Looking at drawn messages: what can be pressed, what is live."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.fakes.teams.world import elements

Json = dict[str, Any]


def actions(drawn: object) -> Iterator[Json]:
    """What a client would send for each thing that can be pressed, old clients' presses too."""
    for one in elements(drawn):
        if one["type"] in {"Action.Execute", "Action.Submit"}:
            yield one["data"]
        if one["type"] == "Action.ShowCard":
            choices = [c for part in elements(one["card"]) for c in part.get("choices", ())]
            for choice in choices:
                yield {**one["card"]["actions"][0]["data"], "fd-pick": choice["value"]}


def live(drawn: object) -> Iterator[Json]:
    """Every element that reads markup, or leads somewhere."""
    for one in elements(drawn):
        if one["type"] in {"TextBlock", "FactSet", "Action.OpenUrl", "Image"}:
            yield one
