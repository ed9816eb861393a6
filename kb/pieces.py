"""Cuts FAQ files, CSV and Markdown, into pieces: one for each phrasing, as the file has it.

The forms are described in docs/faq-format.md. What is wrong with a file is given among its pieces.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import Fault
from kb.origins import origin

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["ID", "RIGHT_ROW", "Found", "Piece", "pieces"]

ID = 100
HEADER = ("id", "question", "answer", "audience")
RIGHT_HEADER = "id,question,answer,audience"
RIGHT_ROW = (
    "reset-password,How do I reset my password?,Open the sign-in page and press Forgot password.,public"
)
RIGHT_MARK = "<!-- id: reset-password; audience: public; source: https://docs.example.com/password -->"
MARKS = ("id", "audience", "source")
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


def pieces(file: Path, root: Path) -> Iterator[Found]:
    """What stands in *file*, which lies in the folder *root* or is *root*; unreadable text is a fault."""
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
        cut = _csv if file.suffix.lower() == ".csv" else _markdown
        yield from cut(text, str(file), origin(root) + inside)


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
