"""Small takes from JSON that anybody may have written: the wanted kind, or nothing. Nothing here raises."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

__all__ = ["Body", "an_id", "is_guest", "letters", "mapping", "moment", "sequence"]

Body = Mapping[str, Any]

HALVES = re.compile("[\ud800-\udfff]")
"""Halves of letters, which JSON may carry and no file can."""

ID = re.compile(r"[\w.:-]{1,255}", re.ASCII)
TS = re.compile(r"\d{1,11}(\.\d{1,9})?", re.ASCII)


def mapping(found: object) -> Body:
    """An object, or an empty one. Objects of JSON are dicts, and asking for less is dear."""
    return found if isinstance(found, dict) else {}


def sequence(found: object) -> Sequence[Any]:
    """A list, or an empty one."""
    return found if isinstance(found, list) else []


def letters(found: object) -> str:
    """A text that can be stored, or ""."""
    return HALVES.sub("\ufffd", found) if isinstance(found, str) else ""


def an_id(found: object) -> str:
    """An id as platforms make them, or ""."""
    return found if isinstance(found, str) and ID.fullmatch(found) else ""


def is_guest(told: Body) -> bool:
    """Whether somebody is a guest: let into a few channels of our team, but not of the house."""
    return told.get("is_restricted") is True or told.get("is_ultra_restricted") is True


def moment(ts: object) -> datetime | None:
    """The moment a Slack timestamp names; None where it is none."""
    if not isinstance(ts, str) or not TS.fullmatch(ts):
        return None
    return datetime.fromtimestamp(float(ts), UTC)
