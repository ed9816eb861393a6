"""The commands that platforms bring along, beside the house's own, loaded when they are asked for."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import typer

from bot.cli.frame import Frame
from bot.platforms import Command, commands

if TYPE_CHECKING:
    from typer._click.core import Command as Mounted
    from typer._click.core import Context

__all__ = ["House"]


class House(Frame):
    """A group that also has the commands of the entry points `frontdesk.commands`."""

    def list_commands(self, ctx: Context) -> list[str]:
        """The names, the house's own first."""
        return [*super().list_commands(ctx), *commands()]

    def get_command(self, ctx: Context, cmd_name: str) -> Mounted | None:
        """The command of that name, if there is one."""
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        brought = commands()
        return _mounted(cmd_name, brought[cmd_name]) if cmd_name in brought else None


def _mounted(name: str, command: Command) -> Mounted:
    """What prints what *command* gives."""

    @wraps(command)
    def printing(**options: Any) -> None:  # noqa: ANN401 - whatever options the command has
        typer.echo(command(**options))

    alone = typer.Typer(add_completion=False)
    alone.command(name)(printing)
    return typer.main.get_command(alone)
