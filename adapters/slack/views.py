"""The bot's home and its forms."""

from __future__ import annotations

import json
from collections.abc import Callable

from adapters.slack import buttons
from adapters.slack.blocks import Block, cut, date, letters, line, plain, rich, said, section
from adapters.slack.draw_card import MARKS
from bot.meanings import Duty, Field, Form, Home, Row
from bot.people import Address
from bot.words import Key

__all__ = ["form", "home"]

MOST = 90
"""Rows of a home; Slack takes a hundred blocks."""
TITLE, LABEL, HINT, LONGEST, METADATA = 24, 2000, 150, 3000, 3000

Link = Callable[[Address], str | None]


def home(shown: Home, link: Link) -> Block:
    """The home of whoever opens it: who waits, and the switch of duty. *link* leads to a desk thread."""
    blocks = [*_duty(shown.duty), *_listed(shown, link)]
    return {"type": "home", "blocks": blocks or [section(shown.empty, LONGEST)]}


def _duty(duty: Duty | None) -> list[Block]:
    if duty is None:
        return []
    switch = {
        "type": "button",
        "text": plain(duty.label, 75),
        "action_id": buttons.DUTY_OFF if duty.on else buttons.DUTY_ON,
        "value": "duty",
    }
    return [section(duty.told, LONGEST, accessory=switch), {"type": "divider"}]


def _listed(shown: Home, link: Link) -> list[Block]:
    blocks: list[Block] = []
    left = MOST
    for part in shown.sections:
        blocks.append({"type": "header", "text": plain(part.title, 150)})
        blocks += [_row(row, link) for row in part.rows[:left]] or [
            section(part.empty or shown.empty, LONGEST)
        ]
        hidden = len(part.rows) - left
        left = max(0, left - len(part.rows) - 2)
        if hidden > 0:
            blocks.append(section(said(Key.COMMAND_MORE, count=str(hidden)), 200))
    return blocks


def _row(row: Row, link: Link) -> Block:
    url = link(row.desk) if row.desk else None
    opened = [letters(" "), {"type": "link", "url": url, "text": said(Key.COMMAND_OPEN)}] if url else []
    head = f"{MARKS[row.state]} {cut(row.headline, 100)} · {cut(row.customer, 100)} "
    asked = letters(f"\n{cut(row.question, 300)}")
    return rich([line(letters(head, bold=True), date(row.since), *opened, asked)])


def form(wanted: Form, place: Address) -> Block:
    """A form; sent, it is the press it stands for, at *place*."""
    press = wanted.press
    told = {
        "button": press.button.value,
        "about": press.about,
        "pick": press.pick,
        "room": place.room,
        "thread": place.thread,
    }
    return {
        "type": "modal",
        "callback_id": buttons.FORM,
        "title": plain(wanted.title, TITLE),
        "submit": plain(press.label, TITLE),
        "close": plain(said(Key.FORM_CLOSE), TITLE),
        "private_metadata": json.dumps(told),
        "blocks": [_field(field) for field in wanted.fields],
    }


def _field(field: Field) -> Block:
    hint = {"placeholder": plain(field.hint, HINT)} if field.hint else {}
    return {
        "type": "input",
        "block_id": field.name,
        "label": plain(field.label, LABEL),
        "optional": not field.needed,
        "element": {
            "type": "plain_text_input",
            "action_id": buttons.WORDS,
            "multiline": True,
            "max_length": min(field.longest, LONGEST),
            **hint,
        },
    }
