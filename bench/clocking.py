"""Wall and CPU time of single calls, and what is told of many."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter, process_time

__all__ = ["Clocked", "percentile"]


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of *values* lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


@dataclass(slots=True)
class Clocked:
    """Milliseconds of each call, and of CPU a call in each round."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def round(self, call: Callable[[str], object], texts: Sequence[str]) -> None:
        """Run *call* with one text after another."""
        began = process_time()
        for text in texts:
            start = perf_counter()
            call(text)
            self.wall.append((perf_counter() - start) * 1e3)
        self.cpu.append((process_time() - began) * 1e3 / len(texts))

    @property
    def p50(self) -> float:
        """Milliseconds of the middle call."""
        return percentile(self.wall, 0.5)

    @property
    def p99(self) -> float:
        """Milliseconds of the slowest call in a hundred."""
        return percentile(self.wall, 0.99)

    @property
    def cpu_ms(self) -> float:
        """CPU a call, the median over the rounds."""
        return median(self.cpu)
