"""Between Slack's two ways of setting letters and plain letters with spans. Pure.

Towards Slack only rich text is written: nothing in it is live but what we make live. From Slack both
are read, rich text where there is some, because mrkdwn leaves open what a star meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from adapters.slack.asked import Known
from adapters.slack.reading import letters, mapping, sequence
from bot.words import Key, phrase, text
from bot.written import Span, Style

__all__ = ["escape", "read_blocks", "read_text", "rich_text"]

Read = tuple[str, tuple[Span, ...]]
Element = dict[str, Any]

STYLES = {"bold": Style.BOLD, "italic": Style.ITALIC, "strike": Style.STRIKE, "code": Style.CODE}
WHOLE = frozenset({Style.BLOCK, Style.QUOTE})
"""These set whole lines apart; the others set letters."""
LIVE = ("http://", "https://")
BROADCAST = re.compile(r"@(?=(?:here|channel|everyone|group)\b)", re.IGNORECASE)
MOST_INDENT = 10
WORD_JOINER = "\u2060"


# -- from Slack


@dataclass(slots=True)
class _Writer:
    """Letters so far, and how they were set."""

    parts: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    length: int = 0

    def write(self, said: str, styles: Iterable[Style] = ()) -> None:
        if not said:
            return
        start, self.length = self.length, self.length + len(said)
        self.parts.append(said)
        self.spans += [Span(start, self.length, style) for style in styles]

    def fresh_line(self) -> None:
        if self.parts and not self.parts[-1].endswith("\n"):
            self.write("\n")

    def set_since(self, start: int, style: Style) -> None:
        if self.length > start:
            self.spans.append(Span(start, self.length, style))

    def read(self) -> Read:
        whole = "".join(self.parts)
        kept = whole.rstrip()
        spans = (Span(s.start, min(s.end, len(kept)), s.style) for s in self.spans)
        return kept, tuple(sorted({s for s in spans if s.start < s.end}, key=_order))


def _order(span: Span) -> tuple[int, int, str]:
    return span.start, -span.end, span.style


def read_blocks(blocks: object, known: Known) -> Read | None:
    """The letters of a message's rich text and how they were set; None where it has no rich text."""
    found = [block for block in sequence(blocks) if mapping(block).get("type") == "rich_text"]
    if not found:
        return None
    writer = _Writer()
    for block in found:
        for element in sequence(mapping(block).get("elements")):
            _read_element(writer, mapping(element), known)
    return writer.read()


def _read_element(writer: _Writer, element: Mapping[str, Any], known: Known) -> None:
    writer.fresh_line()
    start = writer.length
    match element.get("type"):
        case "rich_text_list":
            _read_list(writer, element, known)
        case "rich_text_preformatted":
            _read_inline(writer, element, known)
            writer.set_since(start, Style.BLOCK)
        case "rich_text_quote":
            _read_inline(writer, element, known)
            writer.set_since(start, Style.QUOTE)
        case _:
            _read_inline(writer, element, known)


def _read_list(writer: _Writer, element: Mapping[str, Any], known: Known) -> None:
    indent = element.get("indent")
    margin = "    " * (indent if isinstance(indent, int) and 0 < indent < MOST_INDENT else 0)
    for number, item in enumerate(sequence(element.get("elements")), 1):
        writer.fresh_line()
        writer.write(f"{margin}{number}. " if element.get("style") == "ordered" else f"{margin}• ")
        _read_inline(writer, mapping(item), known)


def _read_inline(writer: _Writer, element: Mapping[str, Any], known: Known) -> None:
    for one in sequence(element.get("elements")):
        piece = mapping(one)
        style = mapping(piece.get("style"))
        styles = tuple(found for name, found in STYLES.items() if style.get(name) is True)
        if piece.get("type") == "link":
            _write_link(writer, letters(piece.get("url")), letters(piece.get("text")), styles)
        else:
            writer.write(_plain(piece, known), styles)


def _plain(piece: Mapping[str, Any], known: Known) -> str:
    """What an element of rich text is in plain letters."""
    match piece.get("type"):
        case "user":
            return _user(letters(piece.get("user_id")), known)
        case "channel":
            return _room(letters(piece.get("channel_id")), known)
        case "emoji":
            return _emoji(piece)
        case "broadcast":
            return f"@{letters(piece.get('range'))}"
        case "usergroup":
            return "@" + text(phrase(Key.SOMEBODY))
        case "date":
            return letters(piece.get("fallback"))
        case "color":
            return letters(piece.get("value"))
        case _:
            return letters(piece.get("text"))


def _emoji(piece: Mapping[str, Any]) -> str:
    try:
        return letters("".join(chr(int(code, 16)) for code in letters(piece.get("unicode")).split("-")))
    except (ValueError, OverflowError):
        return f":{letters(piece.get('name'))}:"


def _user(user: str, known: Known) -> str:
    person = known.persons.get(user)
    return "@" + (person.name if person and person.name else text(phrase(Key.SOMEBODY)))


def _room(room: str, known: Known) -> str:
    return "#" + (known.rooms.get(room) or text(phrase(Key.SOME_ROOM)))


def _write_link(writer: _Writer, url: str, label: str, styles: Iterable[Style]) -> None:
    """An address letter by letter; behind other words it stands in brackets, so that nobody is misled."""
    styles = tuple(styles)
    if label and label not in {url, url.partition(":")[2]}:
        writer.write(f"{label} (", styles)
        writer.write(url, (*styles, Style.LINK))
        writer.write(")", styles)
    elif url.startswith(LIVE):
        writer.write(url, (*styles, Style.LINK))
    else:
        writer.write(label or url, styles)


# -- from mrkdwn

MARKS = {"*": Style.BOLD, "_": Style.ITALIC, "~": Style.STRIKE}
MRKDWN = re.compile(
    r"```(?P<block>.+?)```"
    r"|`(?P<code>[^`\n]+)`"
    r"|<(?P<angle>[^<>\n]*)>"
    r"|(?<![\w*_~])(?P<mark>[*_~])(?=\S)(?P<set>[^\n]*?\S)(?P=mark)(?![\w*_~])",
    re.DOTALL,
)
QUOTED = re.compile(r"^&gt; ?(?=.)", re.MULTILINE)


def read_text(words: str, known: Known) -> Read:
    """The letters of a mrkdwn text and how they were set."""
    writer = _Writer()
    for number, line in enumerate(_lines(letters(words))):
        if number:
            writer.write("\n")
        start = writer.length
        quoted = QUOTED.match(line)
        _read_mrkdwn(writer, line[quoted.end() :] if quoted else line, known, ())
        if quoted:
            writer.set_since(start, Style.QUOTE)
    return writer.read()


def _lines(words: str) -> Iterator[str]:
    """Lines, but for those within a block of code, which stay together."""
    pieces = re.split(r"(```.+?```)|\n", words, flags=re.DOTALL)
    line = ""
    for number, piece in enumerate(pieces):
        if number % 2 == 0:
            line += piece
        elif piece is None:
            yield line
            line = ""
        else:
            line += piece
    yield line


def _read_mrkdwn(writer: _Writer, words: str, known: Known, styles: tuple[Style, ...]) -> None:
    at = 0
    for found in MRKDWN.finditer(words):
        writer.write(_unescaped(words[at : found.start()]), styles)
        at = found.end()
        if found["block"] is not None:
            writer.write(_unescaped(found["block"].strip("\n")), (*styles, Style.BLOCK))
        elif found["code"] is not None:
            writer.write(_unescaped(found["code"]), (*styles, Style.CODE))
        elif found["angle"] is not None:
            _read_angle(writer, found["angle"], known, styles)
        else:
            _read_mrkdwn(writer, found["set"], known, (*styles, MARKS[found["mark"]]))
    writer.write(_unescaped(words[at:]), styles)


def _read_angle(writer: _Writer, inside: str, known: Known, styles: tuple[Style, ...]) -> None:
    target, _, label = inside.partition("|")
    target, label = _unescaped(target), _unescaped(label)
    match target[:1]:
        case "@":
            writer.write(_user(target[1:], known), styles)
        case "#":
            writer.write(f"#{label}" if label else _room(target[1:], known), styles)
        case "!":
            writer.write(label or "@" + target[1:].partition("^")[0], styles)
        case _:
            _write_link(writer, target, label, styles)


def _unescaped(words: str) -> str:
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


# -- towards Slack


def rich_text(words: str, spans: Sequence[Span] = ()) -> list[Element]:
    """The elements of a rich text block that show *words* letter by letter, set as *spans* tell.

    Only an address that stands there in full is made a link; nothing else is live.
    """
    elements: list[Element] = []
    for start, end, style in _stretches(words, spans):
        inside = list(_pieces(words, start, end, spans, bare=style is Style.BLOCK))
        if inside:
            elements.append({"type": KINDS[style], "elements": inside})
    return elements or [{"type": "rich_text_section", "elements": [{"type": "text", "text": " "}]}]


KINDS = {
    None: "rich_text_section",
    Style.BLOCK: "rich_text_preformatted",
    Style.QUOTE: "rich_text_quote",
}


def _stretches(words: str, spans: Sequence[Span]) -> Iterator[tuple[int, int, Style | None]]:
    """Where whole lines are set apart, and what lies between; the break of line between two is theirs."""
    at = 0
    for span in sorted((s for s in spans if s.style in WHOLE), key=_order):
        start, end = max(span.start, at), min(span.end, len(words))
        if start >= end:
            continue
        before = start - 1 if start > at and words[start - 1] == "\n" else start
        yield at, before, None
        yield start, end, span.style
        at = end + 1 if words[end : end + 1] == "\n" else end
    yield at, len(words), None


def _pieces(words: str, start: int, end: int, spans: Sequence[Span], *, bare: bool) -> Iterator[Element]:
    inline = [s for s in spans if s.style not in WHOLE and s.start < end and s.end > start]
    cuts = sorted({start, end, *(min(max(at, start), end) for s in inline for at in (s.start, s.end))})
    for left, right in pairwise(cuts):
        styles = {s.style for s in inline if s.start <= left and right <= s.end}
        yield _piece(words[left:right], frozenset() if bare else frozenset(styles))


def _piece(said: str, styles: frozenset[Style]) -> Element:
    style = {name: True for name, found in STYLES.items() if found in styles}
    is_link = Style.LINK in styles and said.startswith(LIVE) and not re.search(r"\s", said)
    piece: Element = {"type": "link", "url": said} if is_link else {"type": "text", "text": said}
    return {**piece, "style": style} if style else piece


def escape(words: str) -> str:
    """*words* for the places that take mrkdwn only: nothing in it is live, and nobody is called."""
    safe = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return BROADCAST.sub(f"@{WORD_JOINER}", safe)
