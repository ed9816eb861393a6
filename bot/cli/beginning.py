"""`frontdesk init`: a short settings file to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.frame import note
from bot.configuring import SETTINGS
from bot.errors import SettingsError
from bot.platforms import template

__all__ = ["init"]


def init(
    platform: Annotated[
        str,
        typer.Argument(
            help="The platform people talk on: what its rooms begin with in the settings.", show_default=False
        ),
    ],
    settings: Annotated[
        Path, typer.Option("--settings", envvar="FRONTDESK_SETTINGS", help="The file to write.")
    ] = Path(SETTINGS),
) -> None:
    """Write a short settings file to begin with; one that is there already stays as it is."""
    text = template(platform)
    try:
        with settings.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        fault = f"{settings}: there is such a file already. Move it away, or name another by --settings"
        raise SettingsError((fault,)) from error
    note(f"Wrote {settings}. Put your own rooms into it, then look whether all is well: frontdesk check")
