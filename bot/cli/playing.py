"""`frontdesk play`: the whole job on this machine, in a browser."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import webbrowser
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.frame import DEBUG, DataFolder, note, progress
from bot.configuring import PORT, configured, demonstration

if TYPE_CHECKING:
    from bot.configuring import Configuration

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
    configuration = configured(settings, os.environ) if settings else demonstration()
    logging.basicConfig(level=logging.DEBUG if os.environ.get(DEBUG) else logging.WARNING)
    asyncio.run(_played(configuration.at(data=data, port=port), browser=browser))


async def _played(configuration: Configuration, *, browser: bool) -> None:
    from bot.app import opened
    from bot.cli.curating import commands
    from bot.control import Control

    stopped = _stop_signal()
    async with AsyncExitStack() as house:
        with progress("Reading the FAQ") as steps:
            running = await house.enter_async_context(opened(configuration, progress=steps))
        control = Control(configuration.data, commands(running.knowledge))
        await control.start()
        house.push_async_callback(control.stop)
        note(f"Front Desk is open at {running.entrance}\nPress Ctrl-C to close it; everything is kept.")
        if browser and _has_screen():
            await asyncio.to_thread(webbrowser.open, running.entrance)
        await stopped.wait()
    note("Closed.")


def _stop_signal() -> asyncio.Event:
    """Set by Ctrl-C and by whoever ends the process kindly."""
    stopped, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    return stopped


def _has_screen() -> bool:
    """Whether a browser would have a window: elsewhere a text browser could take over the terminal."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
