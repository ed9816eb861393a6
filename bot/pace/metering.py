"""Windows: how many may go in any span of so many seconds, and when the next may."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.ports import Window

__all__ = ["Meter"]


class Meter:
    """What went through, and when the next may."""

    def __init__(self, windows: Sequence[Window]) -> None:
        self._windows = tuple(windows)
        self._went: deque[datetime] = deque(maxlen=max((w.most for w in windows), default=1))

    @property
    def each(self) -> float:
        """How many seconds one errand takes where many follow one another."""
        return max((w.seconds / w.most for w in self._windows), default=0.0)

    def count(self, now: datetime, times: int = 1) -> None:
        """So many went through now."""
        self._went.extend([now] * times)

    def free(self, now: datetime) -> datetime:
        """The earliest moment from now on at which another one exceeds no window."""
        if self._went and self._went[-1] > now:  # the clock was set back
            self._went = deque((min(moment, now) for moment in self._went), self._went.maxlen)
        full = [w for w in self._windows if len(self._went) >= w.most]
        return max([now, *(self._went[-w.most] + timedelta(seconds=w.seconds) for w in full)])

    def is_rested(self, now: datetime) -> bool:
        """Whether nothing that went through counts any more."""
        longest = max((w.seconds for w in self._windows), default=0.0)
        return not self._went or self._went[-1] + timedelta(seconds=longest) <= now
