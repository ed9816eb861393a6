"""The whole job in a real browser, against the real process, which is killed in the middle."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from kb.load import load
from tests.conftest import ROOT
from tests.e2e.browser import SWITCHES, InBrowser
from tests.e2e.process import Playground, free_port
from tests.stories import whole_job

pytestmark = pytest.mark.e2e


@pytest.fixture
async def stage(chromium: Path, tmp_path: Path) -> AsyncIterator[InBrowser]:
    """A playground of its own and two pages of it."""
    playground = Playground(tmp_path, free_port())
    async with async_playwright() as drivers:
        browser = await drivers.chromium.launch(executable_path=chromium, args=SWITCHES)
        stage = InBrowser(playground, browser)
        try:
            await stage.open()
            yield stage
        finally:
            await browser.close()
            await playground.stop()


async def test_the_whole_job_in_a_browser_through_a_kill(stage: InBrowser) -> None:
    """What the story tells happens on the page, and `kill -9` in the middle loses and doubles nothing."""
    answers = {entry.id: entry.answer for entry in load(ROOT / "kb" / "faq")}
    await whole_job.play(
        stage,
        answer=answers["reset-password"].splitlines()[0],
        second="How do I invite a teammate?",
        second_answer=answers["invite-teammates"].splitlines()[0],
    )
