"""How a fault is told: the setting, what was found, what it may be, and an example of what works."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

__all__ = ["AT_TOP", "DATA", "EXAMPLES", "FILE_DAYS", "HOST", "PORT", "did_you_mean", "found", "wrong"]

DATA = "frontdesk-data"
HOST = "127.0.0.1"
PORT = 8765
FILE_DAYS = 7.0
SHOWN = 60
EXAMPLES = {
    "answer_seconds": "answer_seconds = 60",
    "answering": "[answering]",
    "audience": 'audience = ["public", "acme"]',
    "claim_minutes": "claim_minutes = 5",
    "closed": 'closed = ["2026-12-24"]',
    "data": f'data = "{DATA}"',
    "desk": 'desk = "support"',
    "desks": '[desks.support] with room = "slack:C0SUPPORT" below it',
    "fallback": 'fallback = "second-line"',
    "file_days": "file_days = 7",
    "forbidden": 'forbidden = ["legal advice"]',
    "hold_seconds": "hold_seconds = 5",
    "holidays": 'holidays = "DE-BY"',
    "host": f'host = "{HOST}"',
    "hours": 'hours = "Mon-Fri 09:00-18:00 Europe/Berlin"',
    "idle_hours": "idle_hours = 72",
    "language": 'language = "en"',
    "leads": 'leads = ["slack:U1"]',
    "listen": 'listen = "questions"',
    "max_wrong": "max_wrong = 0.05",
    "mode": 'mode = "auto"',
    "model": 'model = "openai:gpt-5-mini"',
    "note_prefix": 'note_prefix = "//"',
    "notes_first": "notes_first = true",
    "opens": 'opens = "guests"',
    "people": 'people = ["slack:U1", "slack:U2"]',
    "person_phrases": 'person_phrases = ["talk to a consultant"]',
    "port": f"port = {PORT}",
    "prompts": 'prompts = ["How do I reset my password?"]',
    "public_url": 'public_url = "https://support.example.com"',
    "reply_claims": 'reply_claims = "ask"',
    "reply_minutes": "reply_minutes = 15",
    "room": 'room = "slack:C0SUPPORT"',
    "routes": '[[routes]] with room = "slack:C0ACME" and desk = "support" below it',
    "same": 'same = ["slack:U1", "teams:8b0c2f4e"]',
    "settle_seconds": "settle_seconds = 1",
}

AT_TOP = EXAMPLES | {"people": f"[[people]] with {EXAMPLES['same']} below it"}
"""A desk has people too, who are written otherwise."""


def wrong(where: str, value: object, but: str, examples: Mapping[str, str] = EXAMPLES) -> str:
    """The fault of one setting; the last part of *where* is its name."""
    example = examples.get(where.rpartition(".")[2])
    shown = f"{where}: found {found(value)}, but {but}"
    return f"{shown}. For example: {example}" if example else shown


def found(value: object) -> str:
    """What stands in the file, short enough for one line."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The known name nearest to *name*, or "" when none is near."""
    return next(iter(get_close_matches(name, list(known), n=1)), "")
