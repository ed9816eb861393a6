"""Reads the amounts a text names, in words or digits, with units: five weeks are not 5 business days."""

from __future__ import annotations

import re

from bot.answerer.plain import plain

__all__ = ["amounts", "numbers"]

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
COUNTS = {word: str(value) for value, word in enumerate(ONES)}
COUNTS |= {word: str(value * 10) for value, word in enumerate(TENS, start=2)}
COUNTS |= {
    f"{ten}-{one}": str(tens * 10 + ones)
    for tens, ten in enumerate(TENS, start=2)
    for ones, one in enumerate(ONES[1:10], start=1)
}
COUNTS |= {
    "hundred": "100",
    "thousand": "1000",
    "dozen": "12",
    "few": "few",
    "a few": "few",
    "a couple of": "2",
    "a dozen": "12",
    "several": "few",
    "couple of": "2",
}
KINDS = ("business", "working", "calendar", "consecutive", "full")
UNITS = {
    **dict.fromkeys(("second", "sec"), "second"),
    **dict.fromkeys(("minute", "min"), "minute"),
    **dict.fromkeys(("hour", "hr", "h"), "hour"),
    **{unit: unit for unit in ("day", "week", "month", "quarter", "year", "time", "kb", "mb", "gb", "tb")},
    **{
        unit: unit
        for unit in ("user", "seat", "member", "person", "project", "file", "device", "step", "character")
    },
    **dict.fromkeys(("%", "percent"), "%"),
    **dict.fromkeys(("$", "dollar", "usd"), "$"),
    **dict.fromkeys(("€", "euro", "eur"), "€"),
    **dict.fromkeys(("£", "pound", "gbp"), "£"),
    "people": "person",
}
WRITTEN = "|".join(sorted((*COUNTS, "a", "an"), key=len, reverse=True))
AMOUNT = re.compile(
    rf"(?P<sign>[$€£])?\s?(?P<count>\b\d+(?:[.,:/-]\d+)*|\b(?:{WRITTEN})\b)"
    rf"[\s-]*(?P<kind>{'|'.join(KINDS)})?\s*(?P<unit>%|[$€£]|[a-z]+)?"
)


def amounts(text: str) -> frozenset[str]:
    """What *text* counts: `5 business day` where a unit is known, else the bare number."""
    found = (_amount(match) for match in AMOUNT.finditer(plain(text)))
    return frozenset(amount for amount in found if amount)


def numbers(text: str) -> frozenset[str]:
    """The amounts of *text*, and each of its numbers without the unit as well."""
    named = amounts(text)
    return named | {amount.split()[0] for amount in named}


def _amount(match: re.Match[str]) -> str:
    unit = _unit(match["sign"] or match["unit"] or "")
    counted = match["count"]
    if not unit and not counted[0].isdigit() and counted in {"a", "an", "one", "few", "several"}:
        return ""
    count = "1" if counted in {"a", "an"} else COUNTS.get(counted, counted.replace(",", ""))
    return " ".join(part for part in (count, match["kind"] or "", unit) if part)


def _unit(word: str) -> str:
    return UNITS.get(word) or UNITS.get(word.removesuffix("s")) or ""
