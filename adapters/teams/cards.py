"""The few elements every card is drawn from.

Teams reads markdown in text blocks and facts, so whatever anybody typed goes into text runs alone, which are
shown letter by letter, and into the titles of buttons and choices, which know no markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from adapters.teams import buttons
from adapters.teams.markup import LINK, clean
from bot.meanings import Button, Press
from bot.words import Key, phrase, text

__all__ = [
    "MOST",
    "Element",
    "actions",
    "attached",
    "box",
    "card",
    "choose",
    "cut",
    "execute",
    "input_of_words",
    "letters",
    "moment",
    "open_url",
    "rich",
    "said",
    "unfold",
    "weight",
]

Element = dict[str, Any]

CARD = "application/vnd.microsoft.card.adaptive"
SCHEMA, VERSION = "http://adaptivecards.io/schemas/adaptive-card.json", "1.5"

MOST = 80_000
"""Bytes of one message as UTF-16 that Teams surely takes; it refuses about 100,000 (message format page)."""

TITLE, IN_A_ROW = 60, 6
STYLED = {Button.CLAIM: "positive", Button.SEND: "positive", Button.REPLY: "positive"}

READ_AS_MORE = re.compile(r"(?<=\{)(?=\{)|(?<=\])(?=\()|(?<=<)(?=/?at)|(?<=\$)(?=\{)")
"""Between these letters words are parted: together some client may take them for a function or a link."""


def cut(words: str, most: int) -> str:
    """The beginning of *words*, at most *most* letters, with an ellipsis where it was cut."""
    kept = clean(words)
    return kept if len(kept) <= most else f"{kept[: most - 1].rstrip()}…"


def said(key: Key, **values: str) -> str:
    """A sentence of Teams' own surfaces."""
    return text(phrase(key, **values))


def letters(words: str, most: int = 10_000, **style: object) -> list[Element]:
    """Letters, set in one *style*, as the runs of one line of text."""
    parts = READ_AS_MORE.split(cut(words, most)) if words else []
    return [{"type": "TextRun", "text": part, **style} for part in parts if part]


def rich(*runs: Sequence[Element], **more: object) -> Element:
    """A paragraph of runs; Teams takes no empty one."""
    inlines = [run for some in runs for run in some]
    return {"type": "RichTextBlock", "inlines": inlines or [{"type": "TextRun", "text": " "}], **more}


def moment(at: datetime) -> str:
    """A moment. Cards of Teams know no zone of their reader's, so it is told in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def box(items: Sequence[Element], style: str = "default", **more: object) -> Element:
    """Elements that belong together."""
    return {"type": "Container", "style": style, "items": list(items), **more}


# -- what can be pressed


def execute(press: Press, data: Mapping[str, object] | None = None, *, inputs: bool = False) -> Element:
    """A button. With *inputs* what was typed into the card comes along."""
    told: Element = {
        "title": cut(" ".join(press.label.split()), TITLE) or "–",
        "data": dict(data) if data else buttons.data(press),
        **({} if inputs else {"associatedInputs": "none"}),
        **({"style": STYLED[press.button]} if press.button in STYLED else {}),
    }
    # Clients that know no Action.Execute draw the fallback, which says the same.
    old = {"type": "Action.Submit", **told}
    return {"type": "Action.Execute", "verb": buttons.VERB, **told, "fallback": old}


def open_url(label: str, url: str) -> list[Element]:
    """A button that opens an address, where it is one."""
    return [{"type": "Action.OpenUrl", "title": cut(label, TITLE), "url": url}] if LINK.fullmatch(url) else []


def actions(drawn: Sequence[Element], most: int = IN_A_ROW) -> list[Element]:
    """Buttons, *most* in a row."""
    rows = (list(drawn[at : at + most]) for at in range(0, len(drawn), most))
    return [{"type": "ActionSet", "actions": row} for row in rows]


def unfold(label: str, body: Sequence[Element], send: Element) -> Element:
    """A button that unfolds a small card with something to fill in."""
    inner = {"type": "AdaptiveCard", "body": list(body), "actions": [send]}
    return {"type": "Action.ShowCard", "title": cut(label, TITLE) or "–", "card": inner}


def choose(label: str, presses: Sequence[Press], most: int) -> list[Element]:
    """A list to choose from, folded under one button; nothing where there is nothing in it."""
    first = next(iter(presses), None)
    if first is None:
        return []
    alike = [p for p in presses if (p.button, p.about) == (first.button, first.about) and p.pick][:most]
    if not alike:
        return []
    shown: Element = {
        "type": "Input.ChoiceSet",
        "id": buttons.PICK,
        "style": "compact",
        "label": cut(label, TITLE) or "–",
        "isRequired": True,
        "errorMessage": said(Key.CHOICE_NEEDED),
        "choices": [{"title": cut(p.label, TITLE).strip() or "–", "value": p.pick} for p in alike],
    }
    send = execute(Press(first.button, first.about, label), buttons.choice(alike), inputs=True)
    return [unfold(label, [shown], send)]


def input_of_words(name: str, label: str, **more: object) -> Element:
    """A field for words."""
    return {"type": "Input.Text", "id": name, "isMultiline": True, "label": cut(label, 200) or "–", **more}


# -- whole cards


def card(
    body: Sequence[Element], *, wide: bool = False, entities: Sequence[Element] = (), **more: object
) -> Element:
    """A card of these elements. *entities* are those whom it mentions."""
    teams: Element = {"width": "Full"} if wide else {}
    teams |= {"entities": list(entities)} if entities else {}
    return {
        "type": "AdaptiveCard",
        "$schema": SCHEMA,
        "version": VERSION,
        "fallbackText": said(Key.CARD_NOT_SHOWN),
        "body": list(body),
        **({"msteams": teams} if teams else {}),
        **more,
    }


def attached(drawn: Element, summary: str) -> Element:
    """The message that is nothing but this card; *summary* is what a notification shows of it."""
    told = cut(" ".join(summary.split()), 200)
    attachments = [{"contentType": CARD, "content": drawn}]
    return {"type": "message", "attachments": attachments, **({"summary": told} if told else {})}


def weight(drawn: object) -> int:
    """How many bytes something is as JSON in UTF-16, which is how Teams counts."""
    return len(
        json.dumps(drawn, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le", "surrogatepass")
    )
