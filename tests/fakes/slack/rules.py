"""What Slack refuses to show: blocks that break its schema, or one of the limits on its pages.

Limits: docs.slack.dev/reference/block-kit; the total over all blocks is not documented (bolt-js#2509).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

SCHEMA = Path(__file__).resolve().parents[4] / "shared" / "schemas" / "slack-blocks.schema.json"
Json = dict[str, Any]

MESSAGE_BLOCKS, VIEW_BLOCKS, ALL_LETTERS, TEXT = 50, 100, 13_200, 40_000
LETTERS = {"section": 3000, "header": 150, "context": 3000}
ELEMENTS = {"actions": 25, "context": 10, "context_actions": 5}
BUTTON, VALUE, URL, NAME, OPTION_VALUE, OPTIONS, FIELDS, FIELD = 75, 2000, 3000, 255, 150, 100, 10, 2000
TITLE, METADATA = 24, 3000


@cache
def _validator(definition: str) -> Draft7Validator | None:
    if not SCHEMA.exists():
        return None
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return Draft7Validator({"$ref": f"#/definitions/{definition}", "definitions": schema["definitions"]})


def message_faults(blocks: object) -> list[str]:
    """What is wrong with a message's blocks."""
    if not isinstance(blocks, list):
        return ["blocks are no list"]
    found = _faults(blocks, MESSAGE_BLOCKS)
    return found or (["too long together"] if weight(blocks) > ALL_LETTERS else [])


def view_faults(view: Json) -> list[str]:
    """What is wrong with a view."""
    found = _faults(view.get("blocks", []), VIEW_BLOCKS)
    for part in ("title", "submit", "close"):
        if len(view.get(part, {}).get("text", "")) > TITLE:
            found.append(f"{part} is too long")
    if len(view.get("private_metadata", "")) > METADATA:
        found.append("private_metadata is too long")
    kind = "HomeView" if view.get("type") == "home" else "ModalView"
    return found + _against_schema(kind, view)


def weight(blocks: object) -> int:
    """The letters over all blocks."""
    return sum(len(value) for name, value in _pairs(blocks) if name in {"text", "value", "url"})


def _faults(blocks: list[Json], most: int) -> list[str]:
    found = [] if len(blocks) <= most else [f"{len(blocks)} blocks"]
    for block in blocks:
        found += _against_schema("AnyBlock", block) + _lengths(block)
    names = Counter(value for name, value in _pairs(blocks) if name == "action_id")
    return found + [f"action_id {name} twice" for name, times in names.items() if times > 1]


def _against_schema(definition: str, drawn: Json) -> list[str]:
    validator = _validator(definition)
    if validator is None:
        return []
    return [f"{definition}: {error.message[:200]}" for error in validator.iter_errors(drawn)]


def _lengths(block: Json) -> list[str]:
    kind = str(block.get("type"))
    found = []
    if len(block.get("elements", ())) > ELEMENTS.get(kind, 10_000):
        found.append(f"too many elements in {kind}")
    if len(block.get("fields", ())) > FIELDS or any(len(f["text"]) > FIELD for f in block.get("fields", ())):
        found.append("too many or too long fields")
    text = block.get("text")
    if isinstance(text, dict) and not 0 < len(text.get("text", "")) <= LETTERS.get(kind, TEXT):
        found.append(f"{kind} is empty or too long")
    return found + [fault for element in _elements(block) for fault in _element(element)]


def _elements(block: Json) -> Iterator[Json]:
    for element in (*block.get("elements", ()), block.get("accessory"), block.get("element")):
        if isinstance(element, dict) and "action_id" in element:
            yield element


def _element(element: Json) -> Iterator[str]:
    if len(element["action_id"]) > NAME:
        yield "action_id is too long"
    if element["type"] == "button" and not 0 < len(element["text"]["text"]) <= BUTTON:
        yield "a button's text is empty or too long"
    if len(element.get("value", "")) > VALUE or len(element.get("url", "")) > URL:
        yield "a value or url is too long"
    options = element.get("options", [])
    if element["type"] == "static_select" and not 0 < len(options) <= OPTIONS:
        yield "no options, or too many"
    for option in options:
        if not 0 < len(option["text"]["text"]) <= BUTTON or len(option["value"]) > OPTION_VALUE:
            yield "an option is empty or too long"


def _pairs(found: object) -> Iterator[tuple[str, str]]:
    if isinstance(found, dict):
        for name, value in found.items():
            if isinstance(value, str):
                yield name, value
            else:
                yield from _pairs(value)
    elif isinstance(found, list):
        for one in found:
            yield from _pairs(one)
