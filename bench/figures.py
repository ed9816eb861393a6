"""What was measured, what was wanted, and how both are shown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["Figure", "shown", "written"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value beside its floor. `ratio` is value to floor; `wanted` says what it must be."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    at_most: float | None = None
    at_least: float | None = None

    @property
    def ratio(self) -> float | None:
        """The value as a multiple of its floor."""
        return self.value / self.floor if self.floor else None

    @property
    def wanted(self) -> str:
        """The bound in words, or nothing."""
        sign, bound = ("≤", self.at_most) if self.at_most is not None else ("≥", self.at_least)
        if bound is None:
            return ""
        return f"{sign} {bound:g}" + (" × floor" if self.floor else f" {self.unit}")

    @property
    def is_met(self) -> bool | None:
        """Whether the bound holds; None where there is none."""
        measured = self.ratio if self.floor else self.value
        if measured is None or (self.at_most is None and self.at_least is None):
            return None
        return (self.at_most is None or measured <= self.at_most) and (
            self.at_least is None or measured >= self.at_least
        )


def shown(figures: Sequence[Figure]) -> None:
    """Print the figures as a table."""
    from rich.console import Console
    from rich.table import Table

    table = Table("what", "measured", "floor", "ratio", "wanted", "")
    for one in figures:
        table.add_row(
            one.name,
            f"{one.value:,.4g} {one.unit}",
            f"{one.floor:,.4g} {one.unit}" if one.floor else "",
            f"{one.ratio:.2f}" if one.ratio else "",
            one.wanted,
            {True: "[green]met", False: "[red]missed", None: ""}[one.is_met],
        )
    Console().print(table)


def written(figures: Sequence[Figure], path: Path) -> None:
    """Write the figures as JSON."""
    rows = [
        {**asdict(one), "ratio": one.ratio, "wanted": one.wanted, "is_met": one.is_met} for one in figures
    ]
    path.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
