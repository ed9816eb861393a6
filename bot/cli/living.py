"""A house that is open: opened, told of, and closed in good order when the process is asked to end."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING

from bot.cli.frame import DEBUG, note, progress

if TYPE_CHECKING:
    from bot.app import Running
    from bot.configuring import Configuration

__all__ = ["live", "logged"]

FAREWELL = 10.0
"""Seconds that closing may take. What is under way then is looked for by the next start."""

OURS = ("bot", "adapters", "kb")
"""The packages whose log is ours; of others only warnings are worth a line."""

Tell = Callable[["Running"], Awaitable[None]]


def logged(level: int) -> None:
    """Write our own log from *level* on to standard error; everything for whoever looks for a slip."""
    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    debug = bool(os.environ.get(DEBUG))
    logging.basicConfig(level=logging.DEBUG if debug else logging.WARNING, format=form)
    for ours in () if debug else OURS:
        logging.getLogger(ours).setLevel(level)


def live(configuration: Configuration, tell: Tell) -> None:
    """Keep the house open until the process is asked to end. *tell* is done once it is open."""
    asyncio.run(_lived(configuration, tell))


async def _lived(configuration: Configuration, tell: Tell) -> None:
    asked = asyncio.create_task(_asked_to_end().wait())
    house = asyncio.create_task(_open(configuration, tell))
    await asyncio.wait({asked, house}, return_when=asyncio.FIRST_COMPLETED)
    asked.cancel()
    house.cancel()
    with suppress(asyncio.CancelledError):
        await house
    note("Closed.")


async def _open(configuration: Configuration, tell: Tell) -> None:
    from bot.app import opened
    from bot.cli.curating import commands
    from bot.control import Control

    async with AsyncExitStack() as house:
        with progress("Reading the FAQ") as steps:
            running = await house.enter_async_context(opened(configuration, progress=steps))
        control = Control(configuration.data, commands(running.knowledge))
        await control.start()
        house.push_async_callback(control.stop)
        await tell(running)
        await asyncio.Event().wait()


def _asked_to_end() -> asyncio.Event:
    """Set by Ctrl-C and by whoever ends the process kindly."""
    stopped, loop = asyncio.Event(), asyncio.get_running_loop()

    def end() -> None:
        stopped.set()
        farewell = threading.Timer(FAREWELL, _leave)
        farewell.daemon = True
        farewell.start()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end)
    return stopped


def _leave() -> None:
    note(
        f"frontdesk: it could not be closed within {FAREWELL:g} s and is left as it is; nothing heard is lost"
    )
    os._exit(1)
