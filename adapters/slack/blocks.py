"""The few blocks everything is drawn from. Whatever anybody typed goes into plain text or rich text alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from adapters.slack import buttons
from adapters.slack.formatting import rich_text
from bot.meanings import Button, Press
from bot.words import Key, phrase, text
from bot.written import Span

__all__ = [
    "Block",
    "Pen",
    "clean",
    "cut",
    "date",
    "letters",
    "line",
    "plain",
    "quote",
    "rich",
    "said",
    "section",
    "weight",
    "words_of",
]

Block = dict[str, Any]

BUTTON, OPTION_VALUE, OPTIONS = 75, 150, 100
VALUE = 2000
IN_A_ROW = 5
STYLED = {Button.CLAIM: "primary", Button.SEND: "primary"}

TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""They let typed words change how what stands around them is read."""


def clean(words: str) -> str:
    """*words* without the marks that turn the reading direction of what stands around them."""
    return TURNING.sub("", words)


def cut(words: str, most: int) -> str:
    """The beginning of *words*, at most *most* letters, with an ellipsis where it was cut."""
    kept = clean(words)
    return kept if len(kept) <= most else f"{kept[: most - 1].rstrip()}…"


def said(key: Key, **values: str) -> str:
    """A sentence of Slack's own surfaces."""
    return text(phrase(key, **values))


def plain(words: str, most: int) -> Block:
    """A plain text object; Slack takes no empty one."""
    return {"type": "plain_text", "text": cut(words, most).strip() or "–", "emoji": False}


def section(words: str, most: int, **more: object) -> Block:
    """A section of plain text."""
    return {"type": "section", "text": plain(words, most), **more}


def line(*pieces: Block) -> Block:
    """One line of rich text."""
    return {"type": "rich_text_section", "elements": list(pieces)}


def quote(words: str) -> Block:
    """Somebody's words, set apart."""
    return {"type": "rich_text_quote", "elements": [letters(words)]}


def letters(words: str, **style: bool) -> Block:
    """Letters of rich text."""
    piece: Block = {"type": "text", "text": clean(words) or " "}
    return {**piece, "style": style} if style else piece


def date(at: datetime) -> Block:
    """A moment, in each reader's own zone."""
    return {
        "type": "date",
        "timestamp": int(at.timestamp()),
        "format": "{date_short_pretty} {time}",
        "fallback": f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
    }


def rich(elements: Iterable[Block]) -> Block:
    """A block of rich text."""
    return {"type": "rich_text", "elements": list(elements)}


def words_of(words: str, spans: Sequence[Span]) -> Block:
    """Somebody's words with their formatting, letter by letter."""
    return rich(rich_text(words, spans))


@dataclass(slots=True)
class Pen:
    """Draws what can be pressed in one message, where no two actions may have one name."""

    _numbers: count[int] = field(default_factory=count)

    def button(self, press: Press) -> Block:
        """A button."""
        drawn: Block = {
            "type": "button",
            "text": plain(press.label, BUTTON),
            "action_id": buttons.action_id(press, next(self._numbers)),
            "value": buttons.value(press),
        }
        return {**drawn, "style": STYLED[press.button]} if press.button in STYLED else drawn

    def rows(self, presses: Sequence[Press]) -> list[Block]:
        """Buttons, five in a row."""
        drawn = [self.button(press) for press in presses if len(buttons.value(press)) <= VALUE]
        rows = (drawn[at : at + IN_A_ROW] for at in range(0, len(drawn), IN_A_ROW))
        return [{"type": "actions", "elements": row} for row in rows]

    def open(self, label: str, url: str) -> Block:
        """A button that opens an address of ours."""
        name = f"{buttons.PREFIX}-open:{next(self._numbers)}"
        return {"type": "button", "text": plain(label, BUTTON), "action_id": name, "url": url}

    def choose(self, label: str, presses: Sequence[Press], most: int = OPTIONS) -> Block | None:
        """A list to choose from; None where there is nothing in it."""
        fitting = [press for press in presses if len(buttons.value(press)) <= OPTION_VALUE][:most]
        if not fitting:
            return None
        return {
            "type": "static_select",
            "placeholder": plain(label, OPTION_VALUE),
            "action_id": buttons.action_id(fitting[0], next(self._numbers)),
            "options": [
                {"text": plain(press.label, BUTTON), "value": buttons.value(press)} for press in fitting
            ],
        }

    def thumbs(self, good: Press, bad: Press) -> Block:
        """Two thumbs under an answer."""
        return {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": buttons.action_id(good, next(self._numbers)),
                    "positive_button": _thumb(good),
                    "negative_button": _thumb(bad),
                }
            ],
        }


def _thumb(press: Press) -> Block:
    return {"text": plain(press.label, BUTTON), "value": buttons.feedback_value(press)}


MEASURED = frozenset({"text", "url", "value", "fallback"})


def weight(blocks: object) -> int:
    """How many letters blocks carry, which Slack limits over all of them."""
    return sum(map(len, _strings(blocks)))


def _strings(found: object) -> Iterator[str]:
    if isinstance(found, Mapping):
        for name, value in found.items():
            if isinstance(value, str):
                yield value if name in MEASURED else ""
            else:
                yield from _strings(value)
    elif isinstance(found, list):
        for one in found:
            yield from _strings(one)
