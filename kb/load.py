"""Reads FAQ files, CSV and Markdown, into entries; the forms are described in docs/faq-format.md.

All faults of all files are reported together, and a run with a fault gives no entries at all:
half a FAQ would silently retire the other half.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from kb.entry import Entry
from kb.errors import BrokenFile, Fault

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["load", "origin"]

ANSWER = 8_000
QUESTION = 500
ID = 100
HEADER = ("id", "question", "answer", "audience")
RIGHT_HEADER = "id,question,answer,audience"
RIGHT_ROW = (
    "reset-password,How do I reset my password?,Open the sign-in page and press Forgot password.,public"
)
RIGHT_MARK = "<!-- id: reset-password; audience: public; source: https://docs.example.com/password -->"
MARKS = ("id", "audience", "source")
AUDIENCE = re.compile(r"[\w.-]{1,60}")
ALSO = re.compile(r"also asked:?", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Piece:
    """One phrasing as a file has it; pieces of one id make an entry. Empty means: as the first one."""

    file: str
    line: int
    id: str
    question: str
    answer: str
    audience: str
    source: str
    origin: str


Found = Piece | Fault


def origin(path: Path) -> str:
    """What origins of entries loaded from *path* begin with: `file:faq/` or `file:faq/billing.csv`."""
    path = path.resolve()
    return f"file:{path.name}/" if path.is_dir() else f"file:{path.parent.name}/{path.name}"


def load(path: Path, *, audience: str = "public") -> tuple[Entry, ...]:
    """The entries of a file, or of every `.csv` and `.md` of a folder except README.md.

    *audience* is for entries that name none. Raises BrokenFile with every fault found.
    """
    found = [item for file in _files(path) for item in _read(file, path)]
    faults = [item for item in found if isinstance(item, Fault)]
    pieces = [item for item in found if isinstance(item, Piece)]
    entries: list[Entry] = []
    for group in _grouped(pieces):
        faults += _wrong(group)
        entries.append(_joined(group, audience))
    faults += _asked_twice(entries, pieces)
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


def _read(file: Path, root: Path) -> Iterator[Found]:
    inside = file.relative_to(root).as_posix() if root.is_dir() else ""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        yield Fault(str(file), line, "the text is not UTF-8", "save the file as UTF-8")
    except OSError as error:
        yield Fault(
            str(file), 1, f"it cannot be read ({error.strerror})", "a .csv or .md file, or a folder of them"
        )
    else:
        pieces = _csv if file.suffix.lower() == ".csv" else _markdown
        yield from pieces(text, str(file), origin(root) + inside)


def _csv(text: str, file: str, origin: str) -> Iterator[Found]:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = tuple(cell.strip().lower() for cell in next(rows, []))
        if header[:4] != HEADER or header[4:] not in {(), ("source",)}:
            yield Fault(
                file,
                1,
                f"the first line is {','.join(header)!r}",
                f"{RIGHT_HEADER} (a fifth column, source, may follow)",
            )
            return
        line = rows.line_num + 1
        for row in rows:
            yield from _row(row, len(header), Piece(file, line, "", "", "", "", "", origin))
            line = rows.line_num + 1
    except csv.Error as error:
        yield Fault(file, rows.line_num, f"this row cannot be read ({error})", RIGHT_ROW)


def _row(row: list[str], width: int, blank: Piece) -> Iterator[Found]:
    if not any(cell.strip() for cell in row):
        return
    if len(row) != width:
        yield Fault(
            blank.file, blank.line, f"the row has {len(row)} cells, the first line has {width}", RIGHT_ROW
        )
        return
    key, question, answer, audience, source = [*row, ""][:5]
    yield replace(
        blank,
        id=_line(key),
        question=_line(question),
        answer=_text(answer),
        audience=_line(audience),
        source=_line(source),
    )


def _markdown(text: str, file: str, origin: str) -> Iterator[Found]:
    from markdown_it import MarkdownIt

    tokens = [token for token in MarkdownIt().parse(text) if token.level == 0 or token.type == "inline"]
    starts = [
        at for at, token in enumerate(tokens) if token.type == "heading_open" and token.tag in {"h1", "h2"}
    ]
    questions = (at for at in starts if tokens[at].tag == "h2")
    marks, faults = _marks(tokens[: next(questions, len(tokens))], file)
    yield from faults
    for start, end in pairwise([*starts, len(tokens)]):
        if tokens[start].tag == "h2":
            blank = Piece(
                file, _first(tokens[start]) + 1, "", "", "", marks["audience"], marks["source"], origin
            )
            yield from _section(tokens[start:end], text.splitlines(), blank)


def _section(tokens: list[Token], lines: list[str], blank: Piece) -> Iterator[Found]:
    """The pieces of one `## question`: its title, what is "also asked", and the rest as the answer."""
    title, body = tokens[1].content, tokens[3:]
    marks, faults = _marks(body, blank.file)
    yield from faults
    also, body = _also(body)
    piece = replace(
        blank,
        id=_line(marks["id"]) or _slug(title),
        question=_line(title),
        answer=_text(_shown(body, lines)),
        audience=marks["audience"] or blank.audience,
        source=marks["source"] or blank.source,
    )
    yield piece
    for token in also:
        yield replace(piece, line=_first(token) + 1, question=_line(token.content))


def _also(body: list[Token]) -> tuple[list[Token], list[Token]]:
    """The phrasings listed under "Also asked:" at the top of a section, and what follows the list."""
    at = 0
    while at < len(body) and body[at].type == "html_block":
        at += 1
    kinds = [token.type for token in body[at : at + 4]]
    if kinds != ["paragraph_open", "inline", "paragraph_close", "bullet_list_open"] or not ALSO.fullmatch(
        body[at + 1].content
    ):
        return [], body
    end = next(i for i in range(at + 3, len(body)) if body[i].type == "bullet_list_close")
    return [token for token in body[at + 3 : end] if token.type == "inline"], body[end + 1 :]


def _marks(tokens: list[Token], file: str) -> tuple[dict[str, str], list[Fault]]:
    """What the comments among *tokens* say about id, audience and source."""
    marks, faults = dict.fromkeys(MARKS, ""), []
    for token in tokens:
        inside = token.content.strip()[4:-3] if _is_comment(token) else ""
        for part in re.split(r"[;\n]", inside):
            name, _, value = part.strip().partition(":")
            if name.strip() in marks and value.strip():
                marks[name.strip()] = value.strip()
            elif part.strip():
                faults.append(
                    Fault(file, _first(token) + 1, f"the comment says {part.strip()!r}", RIGHT_MARK)
                )
    return marks, faults


def _shown(body: list[Token], lines: list[str]) -> str:
    """The section's own Markdown without its comments."""
    hidden = {at for token in body if _is_comment(token) for at in range(*(token.map or (0, 0)))}
    span = [at for token in body for at in range(*(token.map or (0, 0)))]
    return "\n".join(lines[at] for at in range(min(span), max(span) + 1) if at not in hidden) if span else ""


def _is_comment(token: Token) -> bool:
    content = token.content.strip()
    return token.type == "html_block" and content.startswith("<!--") and content.endswith("-->")


def _first(token: Token) -> int:
    return token.map[0] if token.map else 0


def _slug(title: str) -> str:
    return re.sub(r"\W+", "-", title.lower()).strip("-")[:ID]


def _line(text: str) -> str:
    return " ".join(CONTROL.sub(" ", text).split())


def _text(text: str) -> str:
    return CONTROL.sub("", text.replace("\r\n", "\n")).strip()


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
