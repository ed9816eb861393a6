"""Changes the FAQ: in the process that owns the data where one runs, else here, under the folder's lock."""

from __future__ import annotations

import getpass
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

from bot.configuring import Configuration
from bot.control import Command, Json, Progress, Unreadable, is_running, request
from kb.entry import Entry
from kb.errors import BrokenFile, KnowledgeError
from kb.plan import SyncPlan

if TYPE_CHECKING:
    from pydantic import ValidationError

    from kb.knowledge import Knowledge
    from kb.library import Signature

__all__ = ["Source", "added", "commands", "new_entry", "planned", "synced"]

SYNC, ADD = "kb.sync", "kb.add"
ORIGIN = "desk:command line"


@dataclass(frozen=True, slots=True)
class Source:
    """The entries of one file or folder, and what their origins begin with."""

    entries: tuple[Entry, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class Sync:
    """A sync as it travels to the running process."""

    source: Source
    author: str


@dataclass(frozen=True, slots=True)
class Add:
    """A new entry as it travels to the running process."""

    entry: Entry
    author: str


Work = TypeVar("Work", bound=Sync | Add)


def commands(knowledge: Knowledge) -> Mapping[str, Command]:
    """What the process that owns *knowledge* carries out for others."""

    def sync(body: Json, progress: Progress) -> Json:
        return _travelling(_sync(knowledge, _arrived(Sync, body), progress))

    def add(body: Json, _: Progress) -> Json:
        _add(knowledge, _arrived(Add, body))
        return None

    return {SYNC: sync, ADD: add}


def planned(configuration: Configuration, source: Source) -> SyncPlan:
    """What a sync would do; changes nothing, and works while the bot runs."""
    from bot.store.examining import has_database, read_only, reading
    from kb.library import within
    from kb.plan import plan, worked_out

    if not has_database(configuration.data):
        return plan(source.entries, source.origin, current={}, base={})
    with reading(configuration.data) as engine:
        return within(
            read_only(engine),
            lambda library: worked_out(library, source.entries, source.origin),
        )


def synced(configuration: Configuration, source: Source, progress: Progress) -> SyncPlan:
    """The sync, done; what was done."""
    from pydantic import TypeAdapter

    work = Sync(source, _author())
    if is_running(configuration.data):
        done = request(configuration.data, SYNC, _travelling(work), progress=progress)
        return TypeAdapter(SyncPlan).validate_python(done)
    with _owned(configuration) as knowledge:
        return _sync(knowledge, work, progress)


def added(configuration: Configuration, entry: Entry) -> None:
    """Put a new entry in. Raises KnowledgeError when its id or one of its questions is in use."""
    work = Add(entry, _author())
    if is_running(configuration.data):
        request(configuration.data, ADD, _travelling(work))
        return
    with _owned(configuration) as knowledge:
        _add(knowledge, work)


def new_entry(questions: Sequence[str], answer: str, *, entry_id: str, audience: str, source: str) -> Entry:
    """An entry as a file would give it, held to the same rules. Raises KnowledgeError with all its faults."""
    from kb.load import load

    title = next(iter(questions), "")
    entry_id = entry_id or re.sub(r"\W+", "-", title.lower()).strip("-")[:60]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "new.csv"
        _write(file, [(entry_id, question, answer, audience, source) for question in questions])
        try:
            (entry,) = load(file)
        except BrokenFile as error:
            faults = dict.fromkeys(f"{fault.wrong}. A right one: {fault.right}" for fault in error.faults)
            raise KnowledgeError("\n".join(faults)) from error
    return replace(entry, origin=ORIGIN)


def _write(file: Path, rows: Sequence[Sequence[str]]) -> None:
    import csv

    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([("id", "question", "answer", "audience", "source"), *rows])


def _sync(knowledge: Knowledge, work: Sync, progress: Progress) -> SyncPlan:
    return knowledge.sync(
        work.source.entries, work.source.origin, signature=_signature(work.author), progress=progress
    )


def _add(knowledge: Knowledge, work: Add) -> None:
    asked = {question.casefold() for question in work.entry.questions}
    for other in knowledge.entries():
        same = asked & {question.casefold() for question in other.questions}
        if same and other.audience == work.entry.audience and other.id != work.entry.id:
            raise KnowledgeError(
                f"The entry {other.id!r} already asks {min(same)!r}. Use other words, or change that entry."
            )
    knowledge.add(work.entry, signature=_signature(work.author))


@contextmanager
def _owned(configuration: Configuration) -> Iterator[Knowledge]:
    """The FAQ of a folder that no process uses, which this one owns meanwhile."""
    from bot.app import INDEX, load_embedder
    from bot.store import open_for_writing
    from kb.knowledge import Knowledge

    database = open_for_writing(configuration.data)
    try:
        knowledge = Knowledge.open(
            configuration.data / INDEX, transact=database.writer.transact_now, embedder=load_embedder()
        )
        try:
            yield knowledge
        finally:
            knowledge.close()
    finally:
        database.close()


def _author() -> str:
    """Who works here, as the computer knows them; a container may know nobody."""
    try:
        return f"local:{getpass.getuser()}"
    except (KeyError, OSError):
        return "local:"


def _signature(author: str) -> Signature:
    from bot.app import now
    from kb.library import Signature

    return Signature(author, author, now())


def _arrived(kind: type[Work], body: Json) -> Work:
    """What travelled here as *body*. Raises Unreadable where it is no such work."""
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(kind).validate_python(body)
    except ValidationError as error:
        raise Unreadable(_first_fault(error)) from error


def _first_fault(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = ".".join(("with", *(str(part) for part in first["loc"])))
    return f"{place}: {first['msg']}"


def _travelling(value: Sync | Add | SyncPlan) -> Json:
    """The value as JSON has it."""
    from pydantic import TypeAdapter

    kept: Json = TypeAdapter(type(value)).dump_python(value, mode="json")
    return kept
