"""When a desk is open: opening hours in their own time zone, holidays, and time that passes only while open.

Pure: every function is told the moment it is about. Hours are written as people write them,
`Mon-Fri 09:00-18:00 Europe/Berlin`; without any a desk is always open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

__all__ = ["ALWAYS", "Hours", "HoursError", "hours"]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PART = re.compile(
    r"(?P<first>[a-z]+)(?:-(?P<last>[a-z]+))?\s+(?P<from>\d{1,2}:\d{2})-(?P<to>\d{1,2}:\d{2})", re.IGNORECASE
)
FARTHEST = 400
"""Days ahead that are looked at: whoever never opens within a year never opens."""

DAY = timedelta(days=1)
MINUTES_A_DAY = 24 * 60

IsHoliday = Callable[[date], bool]


class HoursError(ValueError):
    """What is wrong with hours as they are written, in a sentence that goes on from "but"."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One stretch of a weekday (0 is Monday), in minutes after midnight; past 1440 it ends the next day."""

    day: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours. No shifts: always open. `region` is a country whose public holidays are free, or ""."""

    shifts: tuple[Shift, ...] = ()
    zone: str = "UTC"
    region: str = ""
    closed: frozenset[date] = frozenset()

    def is_open(self, at: datetime) -> bool:
        """Whether somebody works at that moment."""
        return self.opening(at) == at

    def opening(self, at: datetime) -> datetime | None:
        """The first moment from *at* on at which somebody works; None if there is none within a year."""
        if not self.shifts:
            return at
        return next((max(start, at) for start, end in self._stretches(at) if end > at), None)

    def after(self, start: datetime, span: timedelta) -> datetime:
        """The moment when *span* of open time has passed since *start*; who never opens is not waited for."""
        if not self.shifts:
            return start + span
        left = span
        for opens, ends in self._stretches(start):
            begun = max(opens, start)
            if ends > begun:
                if left <= ends - begun:
                    return begun + left
                left -= ends - begun
        return start + span

    def local(self, at: datetime) -> datetime:
        """That moment by the desk's own clock."""
        return at.astimezone(ZoneInfo(self.zone))

    def _stretches(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Open stretches in order and apart from one another, from about *at* on, in UTC."""
        zone, is_free = ZoneInfo(self.zone), _holidays(self.region)
        first = at.astimezone(zone).date() - DAY
        until: datetime | None = None
        for number in range(FARTHEST):
            day = first + number * DAY
            if day in self.closed or is_free(day):
                continue
            for shift in self.shifts:
                if shift.day != day.weekday():
                    continue
                start, end = _moment(day, shift.start, zone), _moment(day, shift.end, zone)
                start = start if until is None else max(start, until)
                if end > start:
                    yield start, end
                    until = end


ALWAYS = Hours()
"""Open at any moment."""


@lru_cache(maxsize=256)
def hours(written: str, region: str = "", closed: tuple[str, ...] = ()) -> Hours:
    """The hours written so, without a region's holidays and single days; HoursError if they are not read."""
    if not written.strip():
        return ALWAYS
    _check_region(region)
    parts, _, zone = written.strip().rpartition(" ")
    if zone not in available_timezones():
        raise HoursError(f"{zone!r} is no time zone; one is written like Europe/Berlin")
    shifts = [shift for part in parts.split(",") for shift in _shifts(part.strip())]
    ordered = tuple(sorted(shifts, key=lambda shift: (shift.day, shift.start)))
    return Hours(ordered, zone, region, frozenset(map(_day, closed)))


def _shifts(part: str) -> Iterator[Shift]:
    match = PART.fullmatch(part)
    if match is None:
        raise HoursError(f"{part!r} is not read as days and a span of time")
    start, end = _minutes(match["from"]), _minutes(match["to"])
    if start == end:
        raise HoursError(f"{part!r} begins and ends at the same moment")
    for day in _weekdays(match["first"], match["last"] or match["first"]):
        yield Shift(day, start, end if end > start else end + MINUTES_A_DAY)


def _weekdays(first: str, last: str) -> Iterator[int]:
    """The days from one to the other, round the end of the week if need be."""
    begins, ends = _weekday(first), _weekday(last)
    yield from (day % len(DAYS) for day in range(begins, ends + 1 + len(DAYS) * (ends < begins)))


def _weekday(written: str) -> int:
    if written.lower() not in DAYS:
        raise HoursError(f"{written!r} is no day; days are Mon, Tue, Wed, Thu, Fri, Sat and Sun")
    return DAYS.index(written.lower())


def _minutes(written: str) -> int:
    """Minutes after midnight; 24:00 is the end of the day."""
    hour, _, minute = written.partition(":")
    found = int(hour) * 60 + int(minute)
    if int(minute) >= 60 or found > MINUTES_A_DAY:  # noqa: PLR2004 - minutes of an hour
        raise HoursError(f"{written!r} is no time of day")
    return found


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise HoursError(f"{written!r} is no day; one is written like 2026-12-24") from None


def _moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """A local time of a day as a moment; one that a change of clocks leaves out is the one an hour later."""
    days, rest = divmod(minutes, MINUTES_A_DAY)
    local = datetime.combine(day + days * DAY, time(*divmod(rest, 60)), tzinfo=zone)
    return local.astimezone(UTC)


# -- holidays


def _nobody_is_free(_: date) -> bool:
    return False


@lru_cache(maxsize=32)
def _holidays(region: str) -> IsHoliday:
    """Whether a day is a public holiday there; years are worked out as they are asked for."""
    if not region:
        return _nobody_is_free
    from holidays import country_holidays

    country, _, part = region.partition("-")
    return country_holidays(country, subdiv=part or None).__contains__


def _check_region(region: str) -> None:
    try:
        _holidays(region)
    except NotImplementedError:
        message = f"{region!r} is no region with known holidays; one is written like DE or DE-BY"
        raise HoursError(message) from None
