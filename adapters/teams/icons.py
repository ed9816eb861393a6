"""The two icons of the app, drawn from the house's mark: a speech bubble, in white on its colour."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from math import hypot

__all__ = ["COLOUR", "color", "outline"]

COLOUR = (67, 56, 202)
WHITE = (255, 255, 255)
COLOR_SIZE, OUTLINE_SIZE = 192, 32
"""Pixels a side, as Teams wants them."""

SIDE = 32.0
"""The mark's own square: the bubble's body is a rounded box, its tail a triangle."""
BODY, ROUND = (8.0, 8.0, 24.0, 20.0), 3.0
TAIL = ((11.0, 20.0), (11.0, 24.0), (16.0, 20.0))
FINE = 4
"""Points a side that each pixel is the mean of."""
LINE = 0.95

Pixel = tuple[int, int, int, float]
Paint = Callable[[float, float], Pixel]


def color() -> bytes:
    """192 x 192: the white bubble on the house's colour."""
    return _png(COLOR_SIZE, lambda x, y: (*(WHITE if _inside(x, y) else COLOUR), 1.0))


def outline() -> bytes:
    """32 x 32: the bubble's outline in white, on nothing, as large as Teams' own icons are."""
    return _png(OUTLINE_SIZE, lambda x, y: (*WHITE, 1.0 if _on_the_line(*_larger(x, y)) else 0.0))


def _larger(x: float, y: float) -> tuple[float, float]:
    return (x - 16) * 0.62 + 16, (y - 16) * 0.62 + 16


def _inside(x: float, y: float) -> bool:
    return _far_from_body(x, y) <= 0 or _in_tail(x, y)


def _on_the_line(x: float, y: float) -> bool:
    """Whether the bubble ends near this point."""
    if not _inside(x, y):
        return False
    around = ((LINE, 0), (-LINE, 0), (0, LINE), (0, -LINE))
    return not all(_inside(x + right, y + down) for right, down in around)


def _far_from_body(x: float, y: float) -> float:
    left, top, right, bottom = BODY
    past_x = max(left + ROUND - x, x - right + ROUND, 0.0)
    past_y = max(top + ROUND - y, y - bottom + ROUND, 0.0)
    return hypot(past_x, past_y) - ROUND


def _in_tail(x: float, y: float) -> bool:
    """Below the body, left of the slope that ends at its point."""
    (left, top), (_, point), (right, _) = TAIL
    return (
        left <= x <= right
        and top - 1 <= y <= point
        and (x - left) / (right - left) <= (point - y) / (point - top)
    )


# -- pixels


def _png(size: int, paint: Paint) -> bytes:
    rows = b"".join(b"\x00" + b"".join(_row(size, y, paint)) for y in range(size))
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(kind, content) for kind, content in parts)


def _part(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _row(size: int, y: int, paint: Paint) -> Iterator[bytes]:
    for x in range(size):
        yield _mean([paint(*_point(size, x, y, n)) for n in range(FINE * FINE)])


def _point(size: int, x: int, y: int, number: int) -> tuple[float, float]:
    """One of the points of a pixel, in the mark's own square."""
    down, right = divmod(number, FINE)
    scale = SIDE / size
    return (x + (right + 0.5) / FINE) * scale, (y + (down + 0.5) / FINE) * scale


def _mean(points: list[Pixel]) -> bytes:
    """The mean of what is there; where nothing is, the colour does not count."""
    seen = sum(point[3] for point in points)
    if not seen:
        return b"\x00\x00\x00\x00"
    mixed = [round(sum(point[n] * point[3] for point in points) / seen) for n in range(3)]
    return bytes([*mixed, round(255 * seen / len(points))])
