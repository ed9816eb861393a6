"""How well confidence and truth agree, as a picture: an SVG of its own, since a chart library is heavy.

Each dot is a tenth of the scale: across, how sure the bot was; up, how often it was right, with the range in
which the truth lies 95 times in 100. On the diagonal the bot is exactly as right as it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

__all__ = ["Bin", "bins", "expected_error", "picture", "wilson"]

TENTHS = 10
SIDE = 320
LEFT, TOP = 56, 40
HEIGHT = 470
BARS = 50
SURE = 1.96


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions of one tenth: their mean confidence, how many, and how many were answered rightly."""

    sure: float
    many: int
    right: int

    @property
    def share(self) -> float:
        """How often the best entry was right."""
        return self.right / self.many


def bins(seen: Sequence[tuple[float, bool]]) -> list[Bin]:
    """*seen*, a confidence and whether it was right each, by tenths; empty tenths are left out."""
    tenths: dict[int, list[tuple[float, bool]]] = {}
    for sure, right in seen:
        tenths.setdefault(min(TENTHS - 1, int(sure * TENTHS)), []).append((sure, right))
    return [
        Bin(sum(sure for sure, _ in some) / len(some), len(some), sum(right for _, right in some))
        for _, some in sorted(tenths.items())
    ]


def expected_error(seen: Sequence[tuple[float, bool]]) -> float | None:
    """How far confidence and truth are apart on average (expected calibration error); None without any."""
    if not seen:
        return None
    return sum(abs(one.sure * one.many - one.right) for one in bins(seen)) / len(seen)


def wilson(right: int, many: int, *, z: float = SURE) -> tuple[float, float]:
    """The range in which the true share lies, 95 times in 100 (Wilson's interval)."""
    share, spread = right / many, z * z / many
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / many + spread / many / 4) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def picture(seen: Sequence[tuple[float, bool]], threshold: float, *, title: str) -> str:
    """The SVG for *seen*, with the *threshold* from which on an answer is given."""
    parts = (*_frame(title), *_line(threshold), *_dots(bins(seen)), *_bars(bins(seen)))
    size = f'width="{SIDE + 2 * LEFT}" height="{HEIGHT}"'
    style = 'font-family="sans-serif" font-size="12" fill="#333"'
    body = "\n".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>\n{body}\n</svg>\n'


def _x(value: float) -> float:
    return round(LEFT + SIDE * value, 1)


def _y(value: float) -> float:
    return round(TOP + SIDE * (1 - value), 1)


def _text(x: float, y: float, text: str, anchor: str = "middle") -> str:
    safe = text.replace("&", "&amp;").replace("<", "&lt;")
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{safe}</text>'


def _frame(title: str) -> Iterator[str]:
    yield f'<rect width="{SIDE + 2 * LEFT}" height="{HEIGHT}" fill="white"/>'
    yield f'<rect x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#999"/>'
    yield f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#999" stroke-dasharray="4 4"/>'
    yield _text(_x(0.5), 24, title)
    yield _text(_x(0.5), TOP + SIDE + 34, "how sure the bot was")
    yield _text(_x(0), TOP - 6, "how often it was right", "start")
    for tick in (0.0, 0.5, 1.0):
        yield _text(_x(tick), TOP + SIDE + 16, f"{tick:g}")
        yield _text(LEFT - 8, _y(tick) + 4, f"{tick:g}", "end")


def _line(threshold: float) -> Iterator[str]:
    x = _x(min(1.0, threshold))
    yield f'<line x1="{x}" y1="{_y(0)}" x2="{x}" y2="{_y(1)}" stroke="#c60"/>'
    yield _text(x - 4, _y(0) - 6, f"answers from {threshold:.2f}", "end")


def _dots(some: Sequence[Bin]) -> Iterator[str]:
    for one in some:
        low, high = wilson(one.right, one.many)
        x = _x(one.sure)
        yield f'<line x1="{x}" y1="{_y(low)}" x2="{x}" y2="{_y(high)}" stroke="#06c"/>'
        yield f'<circle cx="{x}" cy="{_y(one.share)}" r="4" fill="#06c"/>'


def _bars(some: Sequence[Bin]) -> Iterator[str]:
    """How many questions there were in each tenth, below the picture."""
    most = max((one.many for one in some), default=1)
    for one in some:
        height = round(BARS * one.many / most, 1)
        place = f'x="{_x(one.sure) - 6:.1f}" y="{HEIGHT - 16 - height:.1f}"'
        yield f'<rect {place} width="12" height="{height}" fill="#9bd"/>'
        yield _text(_x(one.sure), HEIGHT - 4, f"{one.many}")
