"""What is made of the figures of `frontdesk eval`: held against demands and older ones, told to a CI, mended.

Pure; the figures come in by their names, so that those of mood and wishes can be demanded and compared too.
"""

from __future__ import annotations

import csv
import io
import operator
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from bot.evaluation import Outcome
from bot.judgement import Give

__all__ = [
    "Change",
    "Demand",
    "NearMiss",
    "as_csv",
    "compared",
    "demand",
    "found_first",
    "junit",
    "near_misses",
]

Figures = Mapping[str, float | None]

ORDERS = {"<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt}
FORM = re.compile(r"\s*(\w+)\s*(<=|>=|<|>)\s*(\d+(?:\.\d+)?)\s*(%?)\s*")
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Demand:
    """When the figures are not good enough: `precision<0.95`."""

    told: str
    figure: str
    order: str
    value: float

    def broken(self, figures: Figures) -> str:
        """What is wrong, empty when all is well. A figure that could not be told is not good enough."""
        found = figures[self.figure]
        if found is None:
            return f"{self.figure} cannot be told: there is nothing to tell it from"
        return f"{self.figure} is {found:.4g} ({self.told})" if ORDERS[self.order](found, self.value) else ""


@dataclass(frozen=True, slots=True)
class Change:
    """One figure before and after. `by` is None where one of them could not be told."""

    figure: str
    before: float | None
    after: float | None
    by: float | None


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A question that would do better with a little mending of the FAQ.

    `got` is the entry that was best, and `mend` what would help.
    """

    question: str
    expected: str
    got: str
    confidence: float
    mend: str


def demand(told: str, known: Sequence[str]) -> Demand:
    """The demand that *told* makes, such as `answered_wrong>3` or `precision<95%`; else a ValueError."""
    found = FORM.fullmatch(told)
    if found is None:
        raise ValueError(f"{told!r} is no demand; a right one is 'precision<0.95'")
    figure, order, value, percent = found.groups()
    if figure not in known:
        raise ValueError(f"there is no figure {figure!r}; there is: {', '.join(known)}")
    return Demand(told.strip(), figure, order, float(value) / (PERCENT if percent else 1))


def compared(before: Mapping[str, object], after: Figures) -> list[Change]:
    """Each figure of *after* beside the one of *before*; one that was not told before counts as None."""
    return [_change(name, _number(before.get(name)), value) for name, value in after.items()]


def near_misses(outcomes: Sequence[Outcome]) -> list[NearMiss]:
    """What to mend: first the wrong answers, the surest first, then what was needlessly handed over."""
    told = [(_wrong(one), one) for one in outcomes if _mendable(one)]
    told.sort(key=lambda pair: (not pair[0], -pair[1].findings.confidence))
    return [_near_miss(one) for _, one in told]


def as_csv(some: Sequence[NearMiss]) -> str:
    """The near misses as CSV with a header."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("question", "expected", "best", "confidence", "mend"))
    rows.writerows((one.question, one.expected, one.got, f"{one.confidence:.4f}", one.mend) for one in some)
    return text.getvalue()


def found_first(one: Outcome) -> bool:
    """Whether the best entry found is the one expected."""
    return bool(one.row.expected) and _best(one) == one.row.expected


def junit(demands: Sequence[Demand], figures: Figures) -> str:
    """One test case a demand, as JUnit XML, with all figures as properties."""
    broken = [(one, one.broken(figures)) for one in demands]
    failures = sum(bool(wrong) for _, wrong in broken)
    suite = ET.Element("testsuite", name="frontdesk eval", tests=str(len(demands)), failures=str(failures))
    properties = ET.SubElement(suite, "properties")
    for name, value in figures.items():
        ET.SubElement(properties, "property", name=name, value="" if value is None else f"{value:.6g}")
    for one, wrong in broken:
        case = ET.SubElement(suite, "testcase", classname="frontdesk.eval", name=f"not {one.told}")
        if wrong:
            ET.SubElement(case, "failure", message=wrong).text = wrong
    ET.indent(suite)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _change(name: str, before: float | None, after: float | None) -> Change:
    by = None if before is None or after is None else after - before
    return Change(name, before, after, by)


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _best(one: Outcome) -> str:
    return next((passage.entry.id for passage in one.findings.passages), "")


def _wrong(one: Outcome) -> bool:
    return isinstance(one.verdict, Give) and one.verdict.passage.entry.id != one.row.expected


def _mendable(one: Outcome) -> bool:
    needless = bool(one.row.expected) and not isinstance(one.verdict, Give) and bool(one.findings.passages)
    return _wrong(one) or needless


def _near_miss(one: Outcome) -> NearMiss:
    got, expected = _best(one), one.row.expected
    return NearMiss(one.row.question, expected, got, one.findings.confidence, _mend(got, expected))


def _mend(got: str, expected: str) -> str:
    if not expected:
        return f"write an entry for it, or say in {got} what it is not about"
    if got == expected:
        return f"add it to {expected} as a phrasing"
    return f"add it to {expected} as a phrasing, and tell {expected} and {got} apart"
