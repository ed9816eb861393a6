"""What all commands share: errors in one line, JSON, tables, and which settings and data they work on."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer._click.exceptions import NoArgsIsHelpError, UsageError
from typer.core import TyperGroup

from bot.configuring import SETTINGS, Configuration, configured, demonstration
from bot.errors import FrontdeskError
from kb.errors import KnowledgeError

if TYPE_CHECKING:
    from rich.console import Console
    from typer._click.core import Context

    from bot.control import Progress

__all__ = [
    "DEBUG",
    "AsJson",
    "DataFolder",
    "Frame",
    "SettingsFile",
    "console",
    "figure",
    "group",
    "note",
    "printed",
    "progress",
    "settled",
    "split",
    "table",
    "words",
]

DEBUG = "FRONTDESK_DEBUG"

SettingsFile = Annotated[
    Path | None,
    typer.Option(
        "--settings",
        envvar="FRONTDESK_SETTINGS",
        help=f"The settings file. [default: {SETTINGS} here, else those of the playground]",
        show_default=False,
    ),
]
DataFolder = Annotated[
    Path | None,
    typer.Option(
        "--data", envvar="FRONTDESK_DATA", help="The folder of everything that is kept.", show_default=False
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programmes.")]


class Frame(TyperGroup):
    """A group of commands whose errors are told in one line each, with what to do."""

    def invoke(self, ctx: Context) -> object:
        """What the command gives; exit 1 where it could not be done, 2 where it was asked wrongly."""
        try:
            return super().invoke(ctx)
        except NoArgsIsHelpError:
            raise
        except UsageError as error:
            command = error.ctx.command_path if error.ctx else ctx.command_path
            wrong = error.format_message().rstrip(".")
            raise _ended(f"{wrong}. How it is used: {command} --help", code=2) from error
        except (FrontdeskError, KnowledgeError) as error:
            if os.environ.get(DEBUG):
                raise
            told = str(error)
            raise _ended(told) from error
        except OSError as error:
            if os.environ.get(DEBUG):
                raise
            raise _ended(f"the computer refused: {error}") from error


def group(about: str, *, name: str | None = None, cls: type[Frame] = Frame) -> typer.Typer:
    """A group without commands yet."""
    return typer.Typer(
        cls=cls,
        name=name,
        help=about,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )


def _ended(told: str, *, code: int = 1) -> typer.Exit:
    for line in told.splitlines():
        typer.echo(f"frontdesk: {line}", err=True)
    return typer.Exit(code)


def settled(settings: Path | None, data: Path | None) -> Configuration:
    """The settings to work with: the file named, else the one in this folder, else the playground's."""
    here = Path(SETTINGS)
    file = settings or (here if here.is_file() else None)
    found = configured(file, os.environ) if file else demonstration()
    return found.at(data=data)


def split(names: str) -> tuple[str, ...]:
    """The names in a list with commas."""
    return tuple(name.strip() for name in names.split(",") if name.strip())


def words(text: str, name: str) -> str:
    """The text, if there is anything in it to read; asked wrongly otherwise."""
    if any(mark.isprintable() and not mark.isspace() for mark in text):
        return text
    raise typer.BadParameter("there is no word in it", param_hint=name)


def console() -> Console:
    """Where people read what a command found."""
    from rich.console import Console

    return Console(highlight=False)


def note(text: str) -> None:
    """Tell something beside the result, so that `--json` stays clean."""
    typer.echo(text, err=True)


def printed(result: object) -> None:
    """Print dataclasses, lists and dicts as JSON."""
    typer.echo(json.dumps(result, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return str(value)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, title: str = "") -> None:
    """Print a table, unless it is empty."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    drawn = Table(*columns, title=title or None, title_justify="left", box=box.SIMPLE_HEAD)
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    console().print(drawn)


def figure(value: float | None) -> str:
    """A number as people read it."""
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else f"{value:.3f}"


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    """A bar on a terminal, told how much is done; nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
