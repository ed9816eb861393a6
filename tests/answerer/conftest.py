"""The real embedder, loaded once, and a way to ask."""

from __future__ import annotations

import pytest

from bot.answerer.remembered import Remembered
from kb.embed import BgeSmall


@pytest.fixture(scope="session")
def embedder() -> Remembered:
    """The built-in embedder; what one test embedded the next need not."""
    return Remembered(BgeSmall())
