"""Draws the samples in docs/samples/slack as Slack would: `python -m tools.take_slack_pictures`.

The README's pictures are taken of the very files that the tests hold against what the adapter draws, by a
renderer of Slack's blocks that is not ours (npm `slack-blocks-to-jsx`), in the Chromium that is installed.
`--all FOLDER` draws every sample there instead, to look at. It wants npm and, for Slack's look, the fonts
Lato and Noto Color Emoji.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, async_playwright

from tests.conftest import BROWSERS, ROOT
from tests.e2e.browser import SWITCHES

Json = dict[str, Any]

PICTURES = ROOT / "docs" / "pictures"
SAMPLES = ROOT / "docs" / "samples" / "slack"
PAGE = ROOT / "tools" / "slack_pictures"
NOON = "2026-03-02T12:00:00"
WIDTH = 660
PEOPLE = [{"id": "U0DANA", "name": "Dana"}, {"id": "U0ADA", "name": "Ada"}]
COLOURS = {"Front Desk": "#4a154b", "Dana": "#d97706", "Ada": "#1d6fb8"}


def main() -> None:
    """Take what the command line asks for."""
    asked = argparse.ArgumentParser(prog="python -m tools.take_slack_pictures", description=__doc__)
    asked.add_argument("--all", type=Path, metavar="FOLDER", help="draw every sample into this folder")
    folder = asked.parse_args().all
    pictures = {file.stem: _sample(file.stem) for file in SAMPLES.glob("*.json")} if folder else _story()
    into: Path = folder or PICTURES
    into.mkdir(parents=True, exist_ok=True)
    asyncio.run(_take(pictures, into))


def _story() -> dict[str, list[Json]]:
    """The README's pictures: what the desk sees, what a customer sees, and a thread at the desk."""
    return {
        "slack-card": _sample("card-waiting"),
        "slack-answer": [_typed("Dana", "Where are my invoices?"), *_sample("answer")],
        "slack-thread": [
            *_sample("card-claimed"),
            *_sample("recap"),
            _typed("Ada", "Yes, from next month on. Details: https://example.com/invoices"),
            *_sample("words-of-a-customer"),
        ],
    }


def _sample(name: str) -> list[Json]:
    """The messages of a sample; a view is drawn as one."""
    found = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    posts = found if isinstance(found, list) else [found]
    return [_message(post.get("username") or "Front Desk", post["blocks"]) for post in posts]


def _typed(name: str, words: str) -> Json:
    """What a person typed into Slack."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": words}]}
    return _message(name, [{"type": "rich_text", "elements": [section]}], person=True)


def _message(name: str, blocks: list[Json], *, person: bool = False) -> Json:
    return {"name": name, "picture": _picture(name), "person": person, "blocks": blocks, "people": PEOPLE}


def _picture(name: str) -> str:
    """A square with the first letter, for everybody who has no picture."""
    colour = next((colour for who, colour in COLOURS.items() if name.startswith(who)), "#555")
    return (
        "data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 36 36'>"
        f"<rect width='36' height='36' rx='6' fill='{colour.replace('#', '%23')}'/>"
        "<text x='18' y='25' font-family='Lato' font-size='20' fill='white' text-anchor='middle'>"
        f"{name[0]}</text></svg>"
    )


async def _take(pictures: dict[str, list[Json]], into: Path) -> None:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        sys.exit("there is no Chromium to take pictures with: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        _bundle(Path(folder))
        async with async_playwright() as drivers:
            browser = await drivers.chromium.launch(executable_path=found, args=SWITCHES)
            for name, messages in pictures.items():
                await _shoot(browser, Path(folder), messages, into / f"{name}.png")
            await browser.close()


def _bundle(folder: Path) -> None:
    """The page and everything it uses, as one script and one sheet in *folder*."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("there is no npm to draw Slack's blocks with: apt-get install npm")
    if not (PAGE / "node_modules").is_dir():
        _run(npm, "ci", "--no-audit", "--no-fund")
    production = '--define:process.env.NODE_ENV="production"'
    esbuild = (npm, "exec", "--", "esbuild", "page.jsx", "--bundle", "--jsx=automatic", production)
    _run(*esbuild, "--log-level=warning", f"--outfile={folder / 'page.js'}")


def _run(*command: str) -> None:
    subprocess.run(command, cwd=PAGE, check=True, stdout=subprocess.DEVNULL)


async def _shoot(browser: Browser, folder: Path, messages: list[Json], into: Path) -> None:
    told = json.dumps(messages).replace("<", "\\u003c")
    page = (
        '<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="page.css"><div id="page"></div>'
        f'<script>window.NOON = "{NOON}"; window.MESSAGES = {told}</script><script src="page.js"></script>'
    )
    (folder / "page.html").write_text(page, encoding="utf-8")
    context = await browser.new_context(
        viewport={"width": WIDTH, "height": 60}, device_scale_factor=2, locale="en-US", timezone_id="UTC"
    )
    tab = await context.new_page()
    await tab.goto((folder / "page.html").as_uri())
    await tab.locator("#page .slack_blocks_to_jsx--header").first.wait_for()
    await tab.screenshot(path=into, full_page=True, animations="disabled")
    await context.close()


if __name__ == "__main__":
    main()
