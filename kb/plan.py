"""Decides what a sync does to the library, before anything is done, so that it can be shown first.

A file owns only the entries that came from it. What a desk changed since is not overwritten: when both
sides changed an entry, that is a conflict for a person to settle, and the entry is left alone. What is left
of a file that is gone belongs to whoever brings it next: a folder may be moved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from kb.entry import Entry
from kb.library import Library, Version
from kb.origins import is_gone, is_under, shown

__all__ = ["Conflict", "SyncPlan", "plan", "worked_out"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """An entry left alone. `file` is what the file says, None when it is gone from the file."""

    id: str
    file: Entry | None
    library: Entry
    why: str


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """What a sync does. `adopted`: the file says what a desk said, so it is the file's again."""

    added: tuple[Entry, ...] = ()
    changed: tuple[Entry, ...] = ()
    adopted: tuple[Entry, ...] = ()
    retired: tuple[Entry, ...] = ()
    unchanged: tuple[Entry, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def worked_out(library: Library, entries: Sequence[Entry], own: str) -> SyncPlan:
    """What has to happen so that *library* says what the files at origin *own* say; changes nothing."""
    current = library.current()
    gone = {origin for origin in {version.entry.origin for version in current.values()} if is_gone(origin)}
    return plan(entries, own, current=current, base=library.last_from(own), gone=gone)


def plan(
    entries: Sequence[Entry],
    own: str,
    *,
    current: Mapping[str, Version],
    base: Mapping[str, Version],
    gone: AbstractSet[str] = frozenset(),
) -> SyncPlan:
    """What has to happen so that the library says what the files at origin *own* say. Pure.

    *current* is each entry's version in force, *base* the last version of each that came from *own*, *gone*
    the origins that are no longer there.
    """
    parts: dict[str, list[Entry]] = {
        "added": [],
        "changed": [],
        "adopted": [],
        "retired": [],
        "unchanged": [],
    }
    conflicts: list[Conflict] = []
    given = {entry.id for entry in entries}
    taken = _taken(current, given, own)
    for entry in entries:
        what = _what(entry, own, current.get(entry.id), base.get(entry.id), gone)
        other = _asked_elsewhere(entry, taken)
        if other and what in {"added", "changed"}:
            conflicts.append(
                Conflict(entry.id, entry, other, f"the entry {other.id!r} already asks the same")
            )
        elif what in parts:
            parts[what].append(entry)
        else:
            conflicts.append(Conflict(entry.id, entry, current[entry.id].entry, what))
    for entry in (current[key].entry for key in base if key not in given and current[key].active):
        if is_under(entry.origin, own):
            parts["retired"].append(entry)
        else:
            why = f"it is gone from the file, but {shown(entry.origin)} changed it"
            conflicts.append(Conflict(entry.id, None, entry, why))
    return SyncPlan(**{name: tuple(some) for name, some in parts.items()}, conflicts=tuple(conflicts))


def _what(entry: Entry, own: str, now: Version | None, base: Version | None, gone: AbstractSet[str]) -> str:
    """The part of the plan an entry belongs to, or why it is a conflict."""
    if now is None:
        return "added"
    origin = now.entry.origin
    if is_under(origin, own) or origin in gone:
        if not now.active:
            return "added"
        return "unchanged" if now.entry == entry else "changed"
    if now.active and _says(now.entry) == _says(entry):
        return "adopted" if origin.startswith("desk:") else "unchanged"
    if base and _says(base.entry) == _says(entry):
        return "unchanged"
    return _whose(now, base)


def _whose(now: Version, base: Version | None) -> str:
    """Why an entry is not this file's to change."""
    if base is None and now.active:
        return f"it is an entry of {shown(now.entry.origin)}"
    return f"{shown(now.entry.origin)} {'changed' if now.active else 'retired'} it"


def _says(entry: Entry) -> Entry:
    return replace(entry, origin="")


def _taken(current: Mapping[str, Version], given: set[str], own: str) -> dict[tuple[str, str], Entry]:
    """The questions of the entries this sync leaves as they are."""
    others = (version.entry for key, version in current.items() if version.active and key not in given)
    left = [entry for entry in others if not is_under(entry.origin, own)]
    return {(entry.audience, question.casefold()): entry for entry in left for question in entry.questions}


def _asked_elsewhere(entry: Entry, taken: Mapping[tuple[str, str], Entry]) -> Entry | None:
    return next(
        (
            taken[key]
            for question in entry.questions
            if (key := (entry.audience, question.casefold())) in taken
        ),
        None,
    )
