"""An event loop whose clock jumps: what waits for seconds is tested in none."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from selectors import SelectorKey, SelectSelector
from typing import Any, TypeVar

T = TypeVar("T")


class _Jumping(SelectSelector):
    """Where there is nothing to do until a moment, it is that moment."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, int]]:
        if timeout is None:
            message = "nothing will ever happen in this loop again"
            raise RuntimeError(message)
        self.now += max(timeout, 0)
        return super().select(0)


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._clockwork = _Jumping()
        super().__init__(self._clockwork)

    def time(self) -> float:
        return self._clockwork.now


def in_no_time(story: Coroutine[Any, Any, T]) -> T:
    """What *story* returns, all its waiting done at once; the loop's clock begins at 0."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(story)
