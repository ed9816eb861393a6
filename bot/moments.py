"""A moment as a sentence says it: today at 9:00, on Monday at 9:00, by the desk's own clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from babel.dates import format_datetime

from bot.hours import Hours
from bot.words import Key, phrase, text

__all__ = ["when"]

A_WEEK = timedelta(days=6)
"""Further ahead the name of a weekday alone would be misread."""


def when(moment: datetime, now: datetime, desk: Hours, language: str) -> str:
    """*moment* as somebody who hears it *now* understands it, with the desk's time zone."""
    local, today = desk.local(moment), desk.local(now).date()
    said = {"time": format_datetime(local, "H:mm", locale=language), "zone": _city(desk.zone)}
    match (local.date() - today).days:
        case 0:
            return text(phrase(Key.WHEN_TODAY, **said), language)
        case 1:
            return text(phrase(Key.WHEN_TOMORROW, **said), language)
        case _:
            far = local.date() - today > A_WEEK
            day = format_datetime(local, "EEEE, d MMMM" if far else "EEEE", locale=language)
            return text(phrase(Key.WHEN_DAY, day=day, **said), language)


def _city(zone: str) -> str:
    """Berlin, of Europe/Berlin."""
    return zone.rpartition("/")[2].replace("_", " ")
