"""Takes the README's pictures of the playground anew: `python -m tools.take_pictures`.

Plays a short story on a playground of its own, in the Chromium that is installed.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from tests.conftest import BROWSERS, ROOT
from tests.e2e.browser import SWITCHES, InBrowser
from tests.e2e.process import Playground, free_port
from tests.stories.whole_job import QUESTION, UNKNOWN, WAITING

PICTURES = ROOT / "docs" / "pictures"
ANSWER = "You can set a new password"


async def main() -> None:
    """Take them all."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        sys.exit("there is no Chromium to take pictures with: apt-get install chromium")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with async_playwright() as drivers:
            browser = await drivers.chromium.launch(executable_path=found, args=SWITCHES)
            await _story(browser, Path(folder))
            await browser.close()


async def _story(browser: Browser, folder: Path) -> None:
    stage = InBrowser(Playground(folder, free_port()), browser)
    await stage.open()
    try:
        await _play(stage)
    finally:
        await stage.playground.stop()


async def _play(stage: InBrowser) -> None:
    await stage.customer_says(QUESTION)
    await stage.customer_sees(ANSWER)
    await stage.customer_says(UNKNOWN)
    await stage.customer_sees(WAITING)
    await stage.card_says("Waiting for an agent")
    await _take(stage, "waiting")
    await stage.presses("Ada", "Claim")
    await stage.card_says("Ada has this")
    await stage.agent_says("Ada", "// parrots were fine last summer")
    await stage.agent_says("Ada", "Hello Dana, on Fridays parrots are welcome.")
    await stage.customer_sees("on Fridays parrots are welcome.")
    await stage.customer_says("Wonderful, thank you")
    await stage.desk_sees("Wonderful, thank you")
    await _take(stage, "claimed")
    await stage.pages["Ada"].emulate_media(color_scheme="dark")
    await _take(stage, "dark")


async def _take(stage: InBrowser, name: str) -> None:
    await stage.pages["Ada"].screenshot(path=PICTURES / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    asyncio.run(main())
