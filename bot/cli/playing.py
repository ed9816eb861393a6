"""`frontdesk play`: the whole job on this machine, in a browser."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.frame import DataFolder, note
from bot.cli.living import live, logged
from bot.configuring import PORT, configured, demonstration

if TYPE_CHECKING:
    from bot.app import Running

__all__ = ["play"]


def play(
    port: Annotated[
        int | None,
        typer.Option(
            envvar="FRONTDESK_PORT", min=1, max=65_535, help=f"Where the page is served. [default: {PORT}]"
        ),
    ] = None,
    settings: Annotated[
        Path | None,
        typer.Option(help="A settings file of web rooms, instead of the built-in one.", show_default=False),
    ] = None,
    data: DataFolder = None,
    *,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Open the playground: ask as a customer, answer as an agent. Needs no account and no key."""
    configuration = configured(settings, os.environ, opening=True) if settings else demonstration()
    logged(logging.WARNING)

    async def tell(running: Running) -> None:
        note(f"Front Desk is open at {running.entrance}\nPress Ctrl-C to close it; everything is kept.")
        if browser and _has_screen():
            await asyncio.to_thread(webbrowser.open, running.entrance)

    live(configuration.at(data=data, port=port), tell)


def _has_screen() -> bool:
    """Whether a browser would have a window: elsewhere a text browser could take over the terminal."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
