"""Small takes from JSON that anybody may have written: the wanted kind, or nothing. Nothing here raises."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

__all__ = ["Body", "an_id", "letters", "mapping", "moment", "sequence", "within"]

Body = Mapping[str, Any]

HALVES = re.compile("[\ud800-\udfff]")
"""Halves of letters, which JSON may carry and no file can."""

ID = re.compile(r"[\w.:;=@$~+/\-]{1,500}", re.ASCII)
"""Ids of conversations (`19:…@thread.tacv2;messageid=1`), of people (`29:…`) and of messages."""

STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
LONGEST_STAMP = 40
FRACTION = re.compile(r"(\.\d{6})\d+")


def mapping(found: object) -> Body:
    """An object, or an empty one."""
    return found if isinstance(found, Mapping) else {}


def sequence(found: object) -> Sequence[Any]:
    """A list, or an empty one."""
    return found if isinstance(found, list) else []


def within(found: object, *names: str) -> object:
    """What stands in *found* under these names, one in the other; None where one is missing."""
    for name in names:
        found = mapping(found).get(name)
    return found


def letters(found: object) -> str:
    """A text that can be stored, or ""."""
    return HALVES.sub("\ufffd", found) if isinstance(found, str) else ""


def an_id(found: object) -> str:
    """An id as Teams makes them, or ""."""
    return found if isinstance(found, str) and ID.fullmatch(found) else ""


def moment(stamp: object) -> datetime | None:
    """The moment that an ISO timestamp names, to the microsecond; None where it is none."""
    if not isinstance(stamp, str) or len(stamp) > LONGEST_STAMP or not STAMP.fullmatch(stamp):
        return None
    try:
        found = datetime.fromisoformat(FRACTION.sub(r"\1", stamp))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
