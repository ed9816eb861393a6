"""Takes the pictures of Teams' messages anew: `python -m tools.take_teams_pictures`.

Drawn by Microsoft's own renderer, in the Chromium that is installed; `npm ci` in tools/cards brings it.
"""

from __future__ import annotations

import asyncio
import shutil
import sys

from playwright.async_api import async_playwright

from tests.adapters.teams.samples import messages
from tests.conftest import BROWSERS, ROOT
from tests.e2e.browser import SWITCHES

PAGE = ROOT / "tools" / "cards" / "page.html"
PICTURES = ROOT / "docs" / "pictures"
SHOWN = {
    "teams-card": ("card-waiting", "card-claimed"),
    "teams-answer": ("answer", "did-you-mean", "notice-with-buttons", "words-that-call-the-asker"),
}


async def main() -> None:
    """Take them all."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None or not (PAGE.parent / "node_modules").is_dir():
        sys.exit("Chromium and the renderer are needed: apt-get install chromium; npm ci in tools/cards")
    async with async_playwright() as drivers:
        browser = await drivers.chromium.launch(executable_path=found, args=SWITCHES)
        page = await browser.new_page(viewport={"width": 688, "height": 400}, device_scale_factor=2)
        await page.goto(PAGE.as_uri())
        for picture, names in SHOWN.items():
            await page.evaluate("shown => show(shown)", [one for name in names for one in messages(name)])
            await page.screenshot(path=PICTURES / f"{picture}.png", full_page=True)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
