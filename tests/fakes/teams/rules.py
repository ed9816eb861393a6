"""What Teams takes of a message: the part of Adaptive Cards 1.5 that is used here, and Teams' own limits.

Written from the pages adaptivecards.io/explorer and "Format your bot messages"; Microsoft's own renderer
judges the same cards where it is installed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

from tests.fakes.teams.world import CARD, elements, read

Json = dict[str, Any]

MOST = 80_000
ACTIONS = 6
CITATIONS = 20
PLAIN = {"type": "string"}
SIZES = {"enum": ["Default", "Small", "Medium", "Large", "ExtraLarge"]}
SPACING = {"enum": ["Default", "None", "Small", "Medium", "Large", "ExtraLarge", "Padding"]}
STYLES = {"enum": ["default", "emphasis", "good", "attention", "warning", "accent"]}
COLOURS = {"enum": ["Default", "Dark", "Light", "Accent", "Good", "Warning", "Attention"]}
BESIDE = {"spacing": SPACING, "separator": {"type": "boolean"}}


def _of(kind: str, needed: str = "", **known: object) -> Json:
    """An element of that kind, with nothing but what is known of it."""
    return {
        "type": "object",
        "properties": {"type": {"const": kind}, **known},
        "required": ["type", *needed.split()],
        "additionalProperties": False,
    }


def _any(*kinds: str) -> Json:
    return {"oneOf": [{"$ref": f"#/$defs/{kind}"} for kind in kinds]}


ELEMENTS = _any(
    "RichTextBlock", "TextBlock", "Container", "ColumnSet", "ActionSet", "Input.Text", "Input.ChoiceSet"
)
ACTION = _any("Action.Execute", "Action.ShowCard", "Action.OpenUrl")
DATA = {
    "type": "object",
    "properties": {"fd": {"type": "array", "items": PLAIN, "minItems": 3, "maxItems": 3}},
    "required": ["fd"],
    "additionalProperties": False,
}
LABEL = {"type": "string", "minLength": 1, "maxLength": 60}
PRESS = {
    "title": LABEL,
    "data": DATA,
    "style": {"enum": ["default", "positive", "destructive"]},
    "associatedInputs": {"enum": ["auto", "none"]},
}
INPUT = {
    "id": {"type": "string", "minLength": 1},
    "label": {"type": "string", "minLength": 1},
    "isRequired": {"type": "boolean"},
    "errorMessage": PLAIN,
    **BESIDE,
}
URL = {"type": "string", "pattern": "^https?://"}

SCHEMA: Json = {
    "$ref": "#/$defs/AdaptiveCard",
    "$defs": {
        "AdaptiveCard": {
            "type": "object",
            "properties": {
                "type": {"const": "AdaptiveCard"},
                "$schema": PLAIN,
                "version": {"const": "1.5"},
                "fallbackText": PLAIN,
                "body": {"type": "array", "items": ELEMENTS, "minItems": 1},
                "actions": {"type": "array", "items": ACTION, "minItems": 1, "maxItems": ACTIONS},
                "msteams": {"type": "object"},
            },
            "required": ["type", "body"],
            "additionalProperties": False,
        },
        "RichTextBlock": _of(
            "RichTextBlock",
            "inlines",
            inlines={"type": "array", "items": {"$ref": "#/$defs/TextRun"}, "minItems": 1},
            **BESIDE,
        ),
        "TextRun": _of(
            "TextRun",
            "text",
            text={"type": "string", "minLength": 1},
            size=SIZES,
            weight={"enum": ["Default", "Lighter", "Bolder"]},
            color=COLOURS,
            isSubtle={"type": "boolean"},
            italic={"type": "boolean"},
            selectAction={"$ref": "#/$defs/Action.OpenUrl"},
        ),
        "TextBlock": _of("TextBlock", "text", text=PLAIN, wrap={"type": "boolean"}, **BESIDE),
        "Container": _of(
            "Container",
            "items",
            items={"type": "array", "items": ELEMENTS, "minItems": 1},
            style=STYLES,
            bleed={"type": "boolean"},
            **BESIDE,
        ),
        "ColumnSet": _of(
            "ColumnSet", "columns", columns={"type": "array", "items": {"$ref": "#/$defs/Column"}}, **BESIDE
        ),
        "Column": _of(
            "Column",
            "items",
            width={"type": "string", "pattern": r"^(auto|stretch|\d+px)$"},
            items={"type": "array", "items": ELEMENTS, "minItems": 1},
        ),
        "ActionSet": _of(
            "ActionSet",
            "actions",
            actions={"type": "array", "items": ACTION, "minItems": 1, "maxItems": ACTIONS},
            **BESIDE,
        ),
        "Input.Text": _of(
            "Input.Text",
            "id label",
            **INPUT,
            isMultiline={"type": "boolean"},
            maxLength={"type": "integer", "minimum": 1},
            placeholder=PLAIN,
        ),
        "Input.ChoiceSet": _of(
            "Input.ChoiceSet",
            "id choices",
            **INPUT,
            style={"enum": ["compact", "expanded"]},
            choices={
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "properties": {"title": LABEL, "value": {"type": "string", "minLength": 1}},
                    "required": ["title", "value"],
                    "additionalProperties": False,
                },
            },
        ),
        "Action.Execute": _of(
            "Action.Execute",
            "title verb data fallback",
            verb={"const": "fd"},
            fallback={"$ref": "#/$defs/Action.Submit"},
            **PRESS,
        ),
        "Action.Submit": _of("Action.Submit", "title data", **PRESS),
        "Action.ShowCard": _of(
            "Action.ShowCard", "title card", title=LABEL, card={"$ref": "#/$defs/AdaptiveCard"}
        ),
        "Action.OpenUrl": _of("Action.OpenUrl", "url", title=PLAIN, url=URL),
    },
}
RULES = Draft202012Validator(SCHEMA)


def message_faults(activity: Json) -> list[str]:
    """What Teams would refuse of a message, or not show as it was meant."""
    return list(_message(activity))


def _message(activity: Json) -> Iterator[str]:
    size = len(json.dumps(activity, ensure_ascii=False).encode("utf-16-le", "surrogatepass"))
    if size > MOST:
        yield f"{size} bytes"
    cards = [one["content"] for one in activity.get("attachments", ()) if one["contentType"] == CARD]
    if bool(activity.get("text")) == bool(cards):
        yield "neither words alone nor a card alone"
    for card in cards:
        yield from card_faults(card)
    yield from _entities(activity)
    if activity.get("textFormat") == "xml":
        yield from (f"<{tag}>" for tag in read(activity).tags if tag not in TAGS)


TAGS = {"strong", "em", "s", "code", "pre", "blockquote", "a", "br", "at"}


def card_faults(card: Json) -> list[str]:
    """What is wrong with a card."""
    found = [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in RULES.iter_errors(card)]
    ids = Counter(one["id"] for one in elements(card) if "id" in one)
    return found + [f"the id {name!r} stands twice" for name, times in ids.items() if times > 1]


def _entities(activity: Json) -> Iterator[str]:
    roots = [one for one in activity.get("entities", ()) if one["type"] == "https://schema.org/Message"]
    if len(roots) > 1:
        yield "two labels"
    citations = [claim for root in roots for claim in root.get("citation", ())]
    if len(citations) > CITATIONS:
        yield "too many citations"
    for claim in citations:
        name, abstract = claim["appearance"]["name"], claim["appearance"]["abstract"]
        if not 0 < len(name) <= 80 or not 0 < len(abstract) <= 160:
            yield f"a citation called {name!r}"
        if f"[{claim['position']}]" not in activity["text"]:
            yield "a citation nobody cites"
    for one in activity.get("entities", ()):
        if one["type"] == "mention" and activity["text"].count(one["text"]) != 1:
            yield "a mention that is not there, or twice"
