"""Reads FAQ files into entries, and says what is wrong with them.

All faults of all files are reported together, and a run with a fault gives no entries at all:
half a FAQ would silently retire the other half.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from kb.entry import Entry
from kb.errors import BrokenFile, Fault
from kb.origins import origin
from kb.pieces import ID, RIGHT_ROW, Piece, pieces

__all__ = ["load", "origin"]

ANSWER = 8_000
QUESTION = 500
AUDIENCE = re.compile(r"[\w.-]{1,60}")


def load(path: Path, *, audience: str = "public") -> tuple[Entry, ...]:
    """The entries of a file, or of every `.csv` and `.md` of a folder except README.md.

    *audience* is for entries that name none. Raises BrokenFile with every fault found.
    """
    found = [item for file in _files(path) for item in pieces(file, path)]
    faults = [item for item in found if isinstance(item, Fault)]
    phrasings = [item for item in found if isinstance(item, Piece)]
    entries: list[Entry] = []
    for group in _grouped(phrasings):
        faults += _wrong(group)
        entries.append(_joined(group, audience))
    faults += _asked_twice(entries, phrasings)
    if not entries and not faults:
        faults.append(Fault(str(path), 1, "there is no entry in it", RIGHT_ROW))
    if faults:
        raise BrokenFile(tuple(sorted(faults, key=lambda fault: (fault.file, fault.line))))
    return tuple(entries)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    kinds = (file for file in sorted(path.rglob("*")) if file.suffix.lower() in {".csv", ".md"})
    return [file for file in kinds if file.name.lower() != "readme.md" and not file.name.startswith(".")]


def _grouped(pieces: Iterable[Piece]) -> list[list[Piece]]:
    groups: dict[str, list[Piece]] = {}
    for piece in pieces:
        groups.setdefault(piece.id, []).append(piece)
    return list(groups.values())


def _joined(group: list[Piece], audience: str) -> Entry:
    def told(name: str) -> str:
        return next((value for piece in group if (value := str(getattr(piece, name)))), "")

    questions = {_asked(piece.question): piece.question for piece in reversed(group)}
    return Entry(
        id=group[0].id,
        questions=tuple(dict.fromkeys(questions[_asked(piece.question)] for piece in group)),
        answer=told("answer"),
        audience=told("audience") or audience,
        source=told("source"),
        origin=group[0].origin,
    )


def _asked(question: str) -> str:
    """The question as it counts for "the same": case, spaces and punctuation aside."""
    return " ".join(re.findall(r"\w+", question.casefold())) or question


def _wrong(group: list[Piece]) -> Iterator[Fault]:
    first = group[0]
    for piece in group:
        for wrong, right in _faults_of(piece):
            yield Fault(piece.file, piece.line, wrong, right)
        if _differs(piece, group):
            wrong = f"the id {piece.id!r} is already used by another entry, in {first.file} line {first.line}"
            yield Fault(
                piece.file,
                piece.line,
                wrong,
                "one id for each entry; further phrasings repeat the id and leave the answer empty",
            )
    if not any(piece.answer for piece in group if piece.origin == first.origin):
        yield Fault(first.file, first.line, f"the entry {first.id!r} has no answer", RIGHT_ROW)


def _differs(piece: Piece, group: list[Piece]) -> bool:
    if piece.origin != group[0].origin:
        return True
    answer = next((other.answer for other in group if other.answer), "")
    return piece.answer not in {"", answer} or piece.audience not in {"", group[0].audience}


def _faults_of(piece: Piece) -> Iterator[tuple[str, str]]:
    if not piece.id or len(piece.id) > ID:
        yield (
            "the id is empty" if not piece.id else f"the id is longer than {ID} characters",
            "reset-password",
        )
    if not piece.question or len(piece.question) > QUESTION:
        yield (
            "the question is empty"
            if not piece.question
            else f"the question is longer than {QUESTION} characters",
            RIGHT_ROW,
        )
    if len(piece.answer) > ANSWER:
        yield (
            f"the answer has {len(piece.answer):,} characters, more than {ANSWER:,}",
            "a shorter answer with a link to the rest",
        )
    if piece.audience and not AUDIENCE.fullmatch(piece.audience):
        yield f"the audience {piece.audience!r} is not a name", "public"


def _asked_twice(entries: list[Entry], pieces: list[Piece]) -> Iterator[Fault]:
    """One question in two entries of an audience: nobody could say which answer is meant."""
    audiences = {entry.id: entry.audience for entry in entries}
    seen: dict[tuple[str, str], Piece] = {}
    for piece in pieces:
        first = seen.setdefault((audiences[piece.id], _asked(piece.question)), piece)
        if first.id != piece.id and piece.question:
            place = f"{first.file} line {first.line}"
            wrong = f"the question {piece.question!r} also belongs to the entry {first.id!r}, in {place}"
            yield Fault(piece.file, piece.line, wrong, "each question in one entry of an audience")
