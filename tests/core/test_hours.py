"""When a desk is open, as people write it: over nights, holidays, changes of clocks and whole years."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hours import ALWAYS, Hours, HoursError, hours

BERLIN = "Mon-Fri 09:00-18:00 Europe/Berlin"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def at(written: str, zone: str = "Europe/Berlin") -> datetime:
    """A local moment, as everything of the house knows it: in UTC."""
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


OPEN = [
    ("a Monday at noon", BERLIN, "2026-11-23T12:00", True),
    ("the first moment", BERLIN, "2026-11-23T09:00", True),
    ("a minute before", BERLIN, "2026-11-23T08:59", False),
    ("the last minute", BERLIN, "2026-11-23T17:59", True),
    ("the end itself", BERLIN, "2026-11-23T18:00", False),
    ("a Saturday", BERLIN, "2026-11-28T12:00", False),
    ("after midnight, in Friday's night", "Fri 22:00-06:00 Europe/Berlin", "2026-11-28T05:59", True),
    ("after midnight, in no night", "Fri 22:00-06:00 Europe/Berlin", "2026-11-27T05:59", False),
    ("a Sunday night into Monday", "Sat-Sun 20:00-04:00 Europe/Berlin", "2026-11-30T03:00", True),
    ("round the end of the week", "Sat-Mon 10:00-12:00 Europe/Berlin", "2026-11-30T11:00", True),
    ("between two shifts", "Mon 9:00-12:00, Mon 13:00-18:00 Europe/Berlin", "2026-11-23T12:30", False),
    ("in the second shift", "Mon 9:00-12:00, Mon 13:00-18:00 Europe/Berlin", "2026-11-23T13:00", True),
    ("a whole day", "Mon 00:00-24:00 Europe/Berlin", "2026-11-23T23:59", True),
    ("the day after a whole day", "Mon 00:00-24:00 Europe/Berlin", "2026-11-24T00:00", False),
]


@pytest.mark.parametrize(
    ("written", "moment", "is_open"), [pytest.param(*row, id=name) for name, *row in OPEN]
)
def test_open_or_not(written: str, moment: str, *, is_open: bool) -> None:
    """A desk is open in its own time zone, from the first moment up to the last."""
    assert hours(written).is_open(at(moment)) is is_open


OPENING = [
    ("open now", "2026-11-23T12:00", "2026-11-23T12:00"),
    ("later today", "2026-11-23T05:00", "2026-11-23T09:00"),
    ("tomorrow", "2026-11-23T18:00", "2026-11-24T09:00"),
    ("after the weekend", "2026-11-27T18:30", "2026-11-30T09:00"),
    ("after Christmas, which is two days here, and a weekend", "2026-12-24T19:00", "2026-12-28T09:00"),
    ("over the night in which clocks go back", "2026-10-23T20:00", "2026-10-26T09:00"),
    ("over the night in which clocks go forward", "2026-03-27T20:00", "2026-03-30T09:00"),
]


@pytest.mark.parametrize(("moment", "opens"), [pytest.param(*row, id=name) for name, *row in OPENING])
def test_the_next_opening(moment: str, opens: str) -> None:
    """Who comes when nobody works is told when somebody will."""
    assert hours(BERLIN, "DE-BY").opening(at(moment)) == at(opens)


AFTER = [
    ("within the day", "2026-11-23T10:00", HOUR, "2026-11-23T11:00"),
    ("up to the end", "2026-11-23T17:00", HOUR, "2026-11-23T18:00"),
    ("into the next day", "2026-11-23T17:30", HOUR, "2026-11-24T09:30"),
    ("over the weekend", "2026-11-27T17:30", HOUR, "2026-11-30T09:30"),
    ("asked at night", "2026-11-23T03:00", 5 * MINUTE, "2026-11-23T09:05"),
    ("more than a day of work", "2026-11-23T09:00", 10 * HOUR, "2026-11-24T10:00"),
    ("nothing, asked at night", "2026-11-23T03:00", 0 * HOUR, "2026-11-23T09:00"),
]


@pytest.mark.parametrize(("start", "span", "due"), [pytest.param(*row, id=name) for name, *row in AFTER])
def test_time_passes_only_while_open(start: str, span: timedelta, due: str) -> None:
    """A clock of five minutes that starts on Friday evening rings on Monday morning."""
    assert hours(BERLIN).after(at(start), span) == at(due)


def test_a_night_is_as_long_as_clocks_make_it() -> None:
    """The night shift in which clocks go back has an hour more, and the other one an hour less."""
    night = hours("Sat 22:00-06:00 Europe/Berlin")
    assert night.after(at("2026-10-24T22:00"), 9 * HOUR) == at("2026-10-25T06:00")
    assert night.after(at("2026-03-28T22:00"), 7 * HOUR) == at("2026-03-29T06:00")


def test_without_hours_a_desk_is_always_open() -> None:
    """Nothing written means day and night."""
    moment = at("2026-11-28T03:00")
    assert hours("  ") is ALWAYS
    assert ALWAYS.is_open(moment)
    assert ALWAYS.opening(moment) == moment
    assert ALWAYS.after(moment, HOUR) == moment + HOUR


def test_single_days_can_be_free() -> None:
    """The day of the company's party is closed, and only that day."""
    party = hours(BERLIN, "", ("2026-11-24",))
    assert not party.is_open(at("2026-11-24T12:00"))
    assert party.opening(at("2026-11-23T18:00")) == at("2026-11-25T09:00")


def test_who_never_opens_is_not_waited_for() -> None:
    """Hours that holidays leave nothing of have no next opening, and clocks run on."""
    never = Hours(hours("Mon 09:00-10:00 UTC").shifts, closed=frozenset(_mondays()))
    moment = at("2026-11-23T12:00", "UTC")
    assert never.opening(moment) is None
    assert never.after(moment, HOUR) == moment + HOUR


def _mondays() -> list[date]:
    first = datetime(2026, 11, 23, tzinfo=UTC).date()
    return [first + timedelta(weeks=week) for week in range(-2, 70)]


FAULTS = [
    ("Mon-Fri 09:00-18:00", "'09:00-18:00' is no time zone; one is written like Europe/Berlin"),
    ("Mon-Fri 09:00-18:00 Berlin", "'Berlin' is no time zone; one is written like Europe/Berlin"),
    ("Mo-Fr 09:00-18:00 UTC", "'Mo' is no day; days are Mon, Tue, Wed, Thu, Fri, Sat and Sun"),
    ("Mon-Fri 9-18 UTC", "'Mon-Fri 9-18' is not read as days and a span of time"),
    ("Mon 09:00-25:00 UTC", "'25:00' is no time of day"),
    ("Mon 09:70-18:00 UTC", "'09:70' is no time of day"),
    ("Mon 09:00-09:00 UTC", "'Mon 09:00-09:00' begins and ends at the same moment"),
]


@pytest.mark.parametrize(("written", "told"), FAULTS)
def test_hours_that_cannot_be_read_say_why(written: str, told: str) -> None:
    """Each fault names the part that is wrong and what a right one looks like."""
    with pytest.raises(HoursError) as fault:
        hours(written)
    assert str(fault.value) == told


def test_unknown_regions_and_days_say_why() -> None:
    """Holidays are asked for by a region that has some, and days by their date."""
    with pytest.raises(HoursError, match="'XX' is no region with known holidays"):
        hours(BERLIN, "XX")
    with pytest.raises(HoursError, match=r"'24\.12\.2026' is no day; one is written like 2026-12-24"):
        hours(BERLIN, "", ("24.12.2026",))


SHIFTS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 23), st.integers(0, 23).map(lambda hour: hour or 24)).filter(
        lambda shift: shift[1] != shift[2]
    ),
    min_size=1,
    max_size=4,
)
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])
STEP = 30 * MINUTE
"""No zone is shifted by less."""
STARTS = st.integers(0, 500 * 48)
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@given(SHIFTS, ZONES, STARTS, st.integers(1, 80))
def test_hours_agree_with_counting_them(
    shifts: list[tuple[int, int, int]], zone: str, start: int, span: int
) -> None:
    """Every half hour is open or not, and a span of open time is as many open ones."""
    written = ", ".join(f"{NAMES[day]} {begins:02}:00-{ends:02}:00" for day, begins, ends in shifts)
    desk = hours(f"{written} {zone}")
    begun = datetime(2026, 1, 1, tzinfo=UTC) + start * STEP
    due = desk.after(begun, span * STEP)
    passed = [desk.is_open(begun + n * STEP) for n in range(int((due - begun) / STEP))]
    assert sum(passed) == span
    assert passed[-1]
    opening = desk.opening(begun)
    assert opening is not None
    assert desk.is_open(opening)
    assert opening == begun or not desk.is_open(opening - STEP)
