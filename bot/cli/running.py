"""`frontdesk run`: the bot on the platforms of its settings, until it is stopped."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.frame import DataFolder, note
from bot.cli.living import live, logged
from bot.configuring import SETTINGS, Configuration, configured

if TYPE_CHECKING:
    from bot.app import Running

__all__ = ["run"]


def run(
    settings: Annotated[
        Path, typer.Option("--settings", envvar="FRONTDESK_SETTINGS", help="The settings file.")
    ] = Path(SETTINGS),
    data: DataFolder = None,
    port: Annotated[
        int | None,
        typer.Option(
            envvar="FRONTDESK_PORT", min=1, max=65_535, help="Where HTTP is served. [default: the settings']"
        ),
    ] = None,
) -> None:
    """Run the bot on the platforms of your settings, until Ctrl-C or SIGTERM."""
    configuration = configured(settings, os.environ, opening=True).at(data=data, port=port)
    logged(logging.INFO)

    async def tell(running: Running) -> None:
        note("\n".join(_listened(configuration)))
        if not running.knowledge.entries():
            note("The FAQ is empty, so every question goes to a person. Fill it by: frontdesk kb sync FOLDER")
        if running.entrance:
            note(f"The playground is open at {running.entrance}")
        note("Press Ctrl-C to stop; everything is kept.")

    live(configuration, tell)


def _listened(configuration: Configuration) -> Iterator[str]:
    """One line per platform: where agents work and where customers are heard, then where HTTP is served."""
    told = configuration.settings
    for name in sorted(configuration.adapters):
        desks = [desk for desk, at in told.desks.items() if _on(name, at.room)]
        rooms = [_on(name, route.room) for route in told.routes if _on(name, route.room)]
        yield f"{name}: desks {_list(desks)}; listening in {_list(rooms)}"
    yield f"HTTP: {configuration.host}, port {configuration.port}"


def _on(name: str, room: str) -> str:
    """The room's id if it is on that platform."""
    platform, _, room_id = room.partition(":")
    return room_id if platform == name else ""


def _list(names: list[str]) -> str:
    return ", ".join(names) or "none"
