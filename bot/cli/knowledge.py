"""`frontdesk kb`: brings the FAQ up to date from its files, adds an entry, looks something up."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.frame import (
    AsJson,
    DataFolder,
    SettingsFile,
    group,
    note,
    printed,
    progress,
    settled,
    table,
    words,
)

if TYPE_CHECKING:
    from bot.configuring import Configuration
    from kb.plan import SyncPlan

__all__ = ["kb"]

SHOWN = 30
NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")
LINK = re.compile(r"https?://[^\s/]\S*")
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")]

kb = group("Look after the FAQ.", name="kb")


@kb.command()
def sync(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="FAQ files or folders. [default: the playground's sample]", show_default=False),
    ] = None,
    settings: SettingsFile = None,
    data: DataFolder = None,
    *,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Make the FAQ say what its files say: shows what would change, then asks.

    An entry that was changed here and in its file is left alone and told as a conflict: exit 1.
    """
    from bot.cli.curating import Source, planned, synced
    from kb.load import load, origin

    configuration = settled(settings, data)
    sources = [Source(load(path), origin(path)) for path in _paths(paths, configuration)]
    plans = [planned(configuration, source) for source in sources]
    if not as_json:
        _show(plans)
    if any(_changes(plan) for plan in plans) and (yes or _agreed(as_json=as_json)):
        with progress("Embedding") as steps:
            plans = [synced(configuration, source, steps) for source in sources]
        note(f"Done: {_counts(plans)}.")
    if as_json:
        printed([asdict(plan) for plan in plans])
    if any(plan.conflicts for plan in plans):
        raise typer.Exit(1)


@kb.command()
def add(
    question: Annotated[
        list[str] | None, typer.Option(help="A way to ask it; more than one makes the bot surer.")
    ] = None,
    answer: Annotated[str, typer.Option(help="What is answered.")] = "",
    entry_id: Annotated[str, typer.Option("--id", help="Its id. [default: made from the question]")] = "",
    audience: Annotated[str, typer.Option(help="Who may be shown it.")] = "public",
    source: Annotated[str, typer.Option(help="A link shown beside the answer.")] = "",
    settings: SettingsFile = None,
    data: DataFolder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Add one entry to the FAQ."""
    from bot.cli.curating import added, new_entry

    _fit(question or (), entry_id=entry_id, source=source)
    configuration = settled(settings, data)
    questions = question or [_typed("--question")]
    answer = answer or _typed("--answer")
    entry = new_entry(questions, answer, entry_id=entry_id, audience=audience, source=source)
    added(configuration, entry)
    if as_json:
        printed(entry)
    else:
        note(f"Added the entry {entry.id!r}, for the audience {entry.audience!r}.")


@kb.command()
def search(
    text: Annotated[str, typer.Argument(metavar="WORDS", help="What to look for.", show_default=False)],
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many entries at most.")] = 10,
    faq: Annotated[Path | None, typer.Option(help="A FAQ file or folder instead.")] = None,
    settings: SettingsFile = None,
    data: DataFolder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Find the entries nearest to some words, of every audience."""
    from bot.cli.reading import faq_of

    words(text, "WORDS")
    with faq_of(settled(settings, data), faq) as knowledge:
        found = knowledge.search(text, limit=limit)
    if as_json:
        printed([asdict(one) for one in found])
    elif found:
        rows = [
            (f"{one.score:.3f}", one.entry.id, one.entry.audience, one.entry.questions[0], one.phrasing)
            for one in found
        ]
        table(("score", "entry", "audience", "title", "matched"), rows)
    else:
        note("Nothing was found: the FAQ is empty. Fill it by: frontdesk kb sync FOLDER")


def _fit(questions: Sequence[str], *, entry_id: str, source: str) -> None:
    """Asked wrongly where an option could never be part of an entry."""
    if source and not LINK.fullmatch(source):
        raise typer.BadParameter("it is a link that begins with http:// or https://", param_hint="--source")
    if entry_id and not NAME.fullmatch(entry_id):
        raise typer.BadParameter("it is 1 to 100 letters, digits, - _ and .", param_hint="--id")
    for question in questions:
        words(question, "--question")


def _typed(option: str) -> str:
    """What is typed for an option that was left out; a programme that cannot type is told its name."""
    if not sys.stdin.isatty():
        raise typer.BadParameter("needed: --question and --answer", param_hint=option)
    typed: str = typer.prompt(option.removeprefix("--").capitalize())
    return typed


def _paths(paths: list[Path] | None, configuration: Configuration) -> Sequence[Path]:
    if paths:
        return paths
    if configuration.sample is None:
        raise typer.BadParameter("name the files or folders of your FAQ: frontdesk kb sync faq/")
    return [configuration.sample]


def _agreed(*, as_json: bool) -> bool:
    """Whether to go on; programmes that want JSON say so beforehand by --yes."""
    return not as_json and typer.confirm("Do this?", err=True)


def _changes(plan: SyncPlan) -> bool:
    return bool(plan.added or plan.changed or plan.adopted or plan.retired)


def _show(plans: Sequence[SyncPlan]) -> None:
    rows = list(chain.from_iterable(_rows(plan) for plan in plans))
    table(("change", "entry", "audience", "title"), rows[:SHOWN])
    if len(rows) > SHOWN:
        note(f"… and {len(rows) - SHOWN} more")
    table(
        ("conflict", "why it is left alone"),
        [(one.id, one.why) for plan in plans for one in plan.conflicts],
    )
    note(f"{_counts(plans)}.")


def _rows(plan: SyncPlan) -> Iterator[tuple[str, str, str, str]]:
    parts = {"add": plan.added, "change": plan.changed, "take over": plan.adopted, "retire": plan.retired}
    for what, entries in parts.items():
        yield from ((what, entry.id, entry.audience, entry.questions[0]) for entry in entries)


def _counts(plans: Sequence[SyncPlan]) -> str:
    def many(part: str) -> int:
        return sum(len(getattr(plan, part)) for plan in plans)

    changed = many("changed") + many("adopted")
    return (
        f"{many('added')} added, {changed} changed, {many('retired')} retired, "
        f"{many('unchanged')} unchanged, {many('conflicts')} in conflict"
    )
