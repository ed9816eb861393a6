"""`frontdesk check`: whether everything is there that the bot needs, and what to do where it is not."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.examining import platform_findings
from bot.cli.frame import AsJson, DataFolder, SettingsFile, console, printed, settled
from bot.configuring import Configuration, demonstration
from bot.errors import FrontdeskError, SettingsError, StoreError
from bot.ports import Finding
from kb.errors import KnowledgeError

__all__ = ["check"]

FILL = "frontdesk kb sync FOLDER"


def check(
    faq: Annotated[
        Path | None, typer.Option(help="A FAQ file or folder to check as well.", show_default=False)
    ] = None,
    settings: SettingsFile = None,
    data: DataFolder = None,
    port: Annotated[
        int | None,
        typer.Option(
            envvar="FRONTDESK_PORT", min=1, max=65_535, help="The port to try. [default: the settings']"
        ),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Look at settings, FAQ, model, database, platforms and port; exit 1 if something is not well."""
    findings = tuple(_findings(settings, data, faq=faq, port=port))
    if as_json:
        printed(findings)
    else:
        _show(findings)
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)


def _findings(
    settings: Path | None, data: Path | None, *, faq: Path | None, port: int | None
) -> Iterator[Finding]:
    try:
        configuration = settled(settings, data)
    except SettingsError as error:
        yield from (Finding("settings", well=False, told=fault) for fault in error.faults)
        configuration = demonstration().at(data=data)
    else:
        yield Finding("settings", well=True, told=_house(configuration))
    yield _looked("model", _model)
    yield _looked("database", lambda: _database(configuration))
    yield _looked("FAQ", lambda: _library(configuration))
    if faq is not None:
        yield _looked("FAQ files", lambda: _files(faq))
    yield from platform_findings(configuration)
    yield _looked("port", lambda: _port(configuration.at(port=port)))


def _looked(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, well=True, told=look())
    except (FrontdeskError, KnowledgeError, OSError) as error:
        return Finding(what, well=False, told=str(error))


def _house(configuration: Configuration) -> str:
    told = configuration.settings
    adapters = ", ".join(sorted(configuration.adapters))
    return f"{len(told.desks)} desk(s), {len(told.routes)} route(s), on {adapters}"


def _model() -> str:
    from kb.embed import BgeSmall

    BgeSmall().embed("Is anybody there?")
    return f"{BgeSmall.model}, its files have the expected hash"


def _database(configuration: Configuration) -> str:
    from bot.store.examining import has_database, version

    if has_database(configuration.data):
        return f"{configuration.data}, version {version(configuration.data)}"
    near = next(one for one in (configuration.data, *configuration.data.absolute().parents) if one.exists())
    if not near.is_dir() or not os.access(near, os.W_OK):
        raise StoreError(f"{near} cannot be written to: allow it, or choose another folder by --data")
    return f"none in {configuration.data} yet: it is made at the first start"


def _library(configuration: Configuration) -> str:
    from bot.store.examining import has_database, read_only, reading
    from kb.library import Library, within

    if not has_database(configuration.data):
        return _files(configuration.sample) if configuration.sample else f"empty until: {FILL}"
    with reading(configuration.data) as engine:
        entries = within(read_only(engine), Library.entries)
    if not entries:
        raise KnowledgeError(f"There is no entry, so nothing can be answered. Fill it by: {FILL}")
    return f"{len(entries)} entries, {sum(len(entry.questions) for entry in entries)} phrasings"


def _files(path: Path) -> str:
    from kb.load import load

    return f"{len(load(path))} entries in {path}"


def _port(configuration: Configuration) -> str:
    from bot.control import is_running
    from bot.site import try_port

    if is_running(configuration.data):
        return "Front Desk runs on this data and has its port; no other was tried"
    try_port(configuration.host, configuration.port)
    return f"{configuration.port} is free"


def _show(findings: tuple[Finding, ...]) -> None:
    from rich.text import Text

    out = console()
    for finding in findings:
        mark = Text("✓", style="green") if finding.well else Text("✗", style="red")
        out.print(mark, Text(f"{finding.what}: {finding.told}"), soft_wrap=True)
