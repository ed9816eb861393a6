"""One playground and one page of it, for the tests that need no more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.web.playground import Knowing, PageOfTests, Playground, open_playground


@pytest.fixture
async def playground(tmp_path: Path) -> AsyncIterator[Playground]:
    """A fresh playground."""
    async with open_playground(tmp_path / "playground.db", Knowing()) as playground:
        yield playground


@pytest.fixture
async def page(playground: Playground) -> AsyncIterator[PageOfTests]:
    """A page of it."""
    page = await playground.page()
    yield page
    await page.close()
