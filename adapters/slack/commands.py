"""What `/frontdesk` does: each word answered from the agent's waiting list, or done as an event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from adapters.slack.asked import Commanded
from adapters.slack.blocks import Block, letters, line
from adapters.slack.formatting import escape
from bot.events import ButtonPressed, DutyChanged, Heard
from bot.meanings import Button, CardState, Home, Row
from bot.people import Address
from bot.words import Key, phrase, shorten, text

__all__ = ["WORDS", "Answered", "answered"]

ENGLISH = "en"
SHOWN = 20
"""Rows of the waiting list that one answer shows; the home shows all."""
LONGEST = 120

WORDS = ("help", "queue", "take", "status", "away", "back")
"""Everything the command understands."""

Link = Callable[[Address], str | None]


@dataclass(frozen=True, slots=True)
class Answered:
    """What is shown to whoever typed the command, and what follows from it."""

    text: str
    blocks: list[Block]
    event: Heard | None = None


def answered(command: Commanded, home: Home | None, link: Link) -> Answered:
    """The answer to *command* of an agent with that *home*; None is nobody's home: a visitor."""
    if home is None:
        return _told(Key.COMMAND_FOR_AGENTS)
    match command.words.strip().lower():
        case "queue":
            return _queue(home, link)
        case "take":
            return _take(command, home, link)
        case "status":
            return _status(home)
        case "away":
            return _told(Key.COMMAND_AWAY, DutyChanged(command.id, command.at, command.by, on=False))
        case "back":
            return _told(Key.COMMAND_BACK, DutyChanged(command.id, command.at, command.by, on=True))
        case _:
            return _told(Key.COMMAND_HELP)


def _queue(home: Home, link: Link) -> Answered:
    if not home.rows:
        return _plain(home.empty)
    more = len(home.rows) - SHOWN
    rows = [_row(row, link) for row in home.rows[:SHOWN]]
    rest = [_section(text(phrase(Key.COMMAND_MORE, count=str(more)), ENGLISH))] if more > 0 else []
    listed = {"type": "rich_text_list", "style": "bullet", "elements": rows}
    return Answered(
        escape(home.title), [{"type": "rich_text", "elements": [_section(home.title), listed, *rest]}]
    )


def _row(row: Row, link: Link) -> Block:
    asked = shorten(row.question, LONGEST)
    said = letters(f"{row.headline} · {row.customer}: {asked} ")
    url = link(row.desk) if row.desk else None
    opened = [{"type": "link", "url": url, "text": text(phrase(Key.COMMAND_OPEN), ENGLISH)}] if url else []
    return line(said, *opened)


def _take(command: Commanded, home: Home, link: Link) -> Answered:
    """Claim whoever waits longest; the claim is judged like a pressed button, and may come too late."""
    row = next((row for row in home.rows if row.state is CardState.WAITING), None)
    if row is None:
        return _plain(home.empty)
    place = row.desk or command.room
    press = ButtonPressed(command.id, command.at, command.by, place, Button.CLAIM, row.conversation)
    listed = {"type": "rich_text_list", "style": "bullet", "elements": [_row(row, link)]}
    told = text(phrase(Key.COMMAND_TAKING), ENGLISH)
    return Answered(told, [{"type": "rich_text", "elements": [_section(told), listed]}], press)


def _status(home: Home) -> Answered:
    waiting = sum(row.state is CardState.WAITING for row in home.rows)
    counted = text(phrase(Key.COMMAND_WAITING, count=str(waiting)), ENGLISH)
    return _plain(f"{home.duty.told} {counted}" if home.duty else counted)


def _told(key: Key, event: Heard | None = None) -> Answered:
    return _plain(text(phrase(key), ENGLISH), event)


def _plain(said: str, event: Heard | None = None) -> Answered:
    return Answered(escape(said), [{"type": "rich_text", "elements": [_section(said)]}], event)


def _section(said: str) -> Block:
    return line(letters(said))
