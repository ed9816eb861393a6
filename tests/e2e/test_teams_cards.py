"""Teams' messages in Microsoft's own renderer: it finds nothing wrong, and shows typed letters as letters."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright

from adapters.teams.render import draw
from tests.adapters.teams.samples import CARDS, MEANINGS, cards
from tests.adapters.teams.test_harmless import HOSTILE, PLACES
from tests.e2e.browser import SWITCHES

PAGE = Path(__file__).resolve().parents[2] / "tools" / "cards" / "page.html"
DRAWN = sorted(name for name in MEANINGS if cards(name))

MARKED = {"strong", "em", "b", "i", "img", "h1", "blockquote", "li", "pre"}
"""What markdown or HTML would become."""

pytestmark = pytest.mark.e2e


@pytest.fixture
async def page(chromium: Path) -> AsyncIterator[Page]:
    """The page that draws cards. Without the renderer: a failure under CI with npm, else a loud skip."""
    if not (PAGE.parent / "node_modules").is_dir():
        why = "NO RENDERER: run npm ci in tools/cards, which brings Microsoft's own"
        must = os.environ.get("CI") == "true" and shutil.which("npm")
        (pytest.fail if must else pytest.skip)(why)
    async with async_playwright() as drivers:
        browser = await drivers.chromium.launch(executable_path=chromium, args=SWITCHES)
        found = await browser.new_page()
        await found.goto(PAGE.as_uri())
        yield found
        await browser.close()


async def test_microsofts_renderer_finds_nothing_wrong(page: Page) -> None:
    """Every sample, and a card in whose every place stands something hostile, is read without a word."""
    drawn = {name: card for name in DRAWN for card in cards(name)} | dict(CARDS)
    drawn |= {words: _card(words) for words in HOSTILE}
    found = {name: await page.evaluate("card => faults(card)", card) for name, card in drawn.items()}
    assert {name: faults for name, faults in found.items() if faults} == {}


async def test_the_renderer_is_asked_in_earnest(page: Page) -> None:
    """It does find what is wrong."""
    body = [{"type": "Input.Text"}, {"type": "Nonsense"}]
    broken = {"type": "AdaptiveCard", "version": "1.5", "body": body}
    assert await page.evaluate("card => faults(card)", broken)


async def test_typed_letters_are_shown_as_letters(page: Page) -> None:
    """No link, no markup, no date is made of what somebody typed; every letter is there."""
    for words in HOSTILE:
        activity = draw(PLACES["a card"](words))[0].activity
        await page.evaluate("shown => show([shown])", activity)
        seen: Any = await page.evaluate("() => seen()")
        assert seen["links"] == [], words
        assert not MARKED & set(seen["tags"]), words
        assert _bare(_typed(words)) in _bare(seen["text"]), words


def _card(words: str) -> Any:  # noqa: ANN401 - JSON
    return draw(PLACES["a card"](words))[0].activity["attachments"][0]["content"]


def _typed(words: str) -> str:
    """What is drawn of them."""
    runs = _card(words)["body"][0]["items"][0]["inlines"]
    return "".join(run["text"] for run in runs)


def _bare(words: str) -> str:
    """Without gaps: a browser folds them."""
    return "".join(words.split())
