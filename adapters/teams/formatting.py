"""From the HTML in which Teams repeats rich text to plain letters with spans. Pure; reads anything.

Only letters are taken: no address behind other words goes unseen, no picture, no quoted answer of others.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from bot.written import Span, Style

__all__ = ["LINK", "Read", "compared", "read_html", "with_links"]

STYLES = {
    "b": Style.BOLD,
    "strong": Style.BOLD,
    "i": Style.ITALIC,
    "em": Style.ITALIC,
    "s": Style.STRIKE,
    "strike": Style.STRIKE,
    "del": Style.STRIKE,
    "code": Style.CODE,
    "pre": Style.BLOCK,
    "codeblock": Style.BLOCK,
    "blockquote": Style.QUOTE,
}
LINES = frozenset({"p", "div", "li", "ul", "ol", "pre", "codeblock", "blockquote", "table", "tr", "hr"})
LINES |= {"h1", "h2", "h3", "h4", "h5", "h6"}
UNSEEN = frozenset({"script", "style", "head", "title", "attachment", "template"})
VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr", "col", "source"})
MENTION, EMOJI, QUOTED = "schema.skype.com/mention", "emoji", "schema.skype.com/reply"

NO_TAG = re.compile(r"<(?!/?[a-zA-Z])")
LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
DEEPEST = 100
MANY_SPANS = 2_000

Named = Callable[[str, str], str]
"""What a mention is written as, by its number in the message and the name that stands there."""


@dataclass(frozen=True, slots=True)
class Read:
    """Letters and how they were set.

    `bare` are the letters that stand there word for word, without what was added to show lists and addresses;
    `quoted` those of other people's words, which are left out.
    """

    text: str
    spans: tuple[Span, ...] = ()
    bare: str = ""
    quoted: str = ""


def read_html(html: str, named: Named) -> Read:
    """What *html* says; mentions are written as *named* tells, "" takes a name out."""
    reader = _Reader(named)
    reader.feed(_tags_only(html))
    reader.close()
    return reader.read()


def _tags_only(html: str) -> str:
    """*html* with nothing but tags: the parser gives up on some declarations, and is slow with others."""
    kept: list[str] = []
    while html:
        before, found, after = html.partition("<!--")
        kept.append(before)
        html = after.partition("-->")[2] if found else ""
    return NO_TAG.sub("&lt;", "".join(kept))


def compared(words: str) -> str:
    """The letters and digits of *words*, by which two ways of writing the same are known."""
    return "".join(letter for letter in words if letter.isalnum()).casefold()


def with_links(words: str, spans: tuple[Span, ...] = ()) -> tuple[Span, ...]:
    """*spans* and a LINK for every address that stands in *words* letter by letter."""
    set_apart = [s for s in spans if s.style in {Style.LINK, Style.CODE, Style.BLOCK}]
    found = (Span(*one.span(), Style.LINK) for one in LINK.finditer(words))
    more = [s for s in found if not any(s.start < o.end and o.start < s.end for o in set_apart)]
    return tuple(sorted({*spans, *more}, key=_order)[:MANY_SPANS])


def _order(span: Span) -> tuple[int, int, str]:
    return span.start, -span.end, span.style


@dataclass(slots=True)
class _Open:
    """A tag that was opened at a place in the letters."""

    tag: str
    start: int
    style: Style | None = None
    link: str = ""
    mention: str | None = None
    items: int | None = None
    bare: int = 0


@dataclass(slots=True)
class _Letters:
    parts: list[str] = field(default_factory=list)
    length: int = 0

    def write(self, said: str) -> None:
        if said:
            self.parts.append(said)
            self.length += len(said)

    @property
    def last(self) -> str:
        return self.parts[-1][-1] if self.parts else "\n"

    def since(self, start: int) -> str:
        """What was written from there on; the parts become one, so that asking often costs little."""
        self.parts = ["".join(self.parts)] if self.parts else []
        return self.parts[0][start:] if self.parts else ""

    def back_to(self, start: int) -> None:
        """Without what was written from there on."""
        self.since(0)
        self.parts = [self.parts[0][:start]] if start else []
        self.length = start


class _Reader(HTMLParser):
    """Walks through the tags. What is opened and never closed ends with the text."""

    def __init__(self, named: Named) -> None:
        super().__init__(convert_charrefs=True)
        self._named = named
        self._letters, self._spans = _Letters(), list[Span]()
        self._open: list[_Open] = []
        self._away, self._quoted, self._bare = 0, list[str](), list[str]()
        self._gap = False

    # -- tags

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if self._away or tag in UNSEEN or QUOTED in told.get("itemtype", "").casefold():
            self._away += tag not in VOID
            return
        if tag in VOID:
            self._void(tag, told)
        elif len(self._open) < DEEPEST:
            self._begin(tag, told)

    def _void(self, tag: str, told: dict[str, str]) -> None:
        if tag in {"br", "hr"}:
            self._letters.write("\n")
            self._gap = False
        elif tag == "img" and EMOJI in told.get("itemtype", "").casefold():
            self._close_gap(tag)
            self._say(told.get("alt", ""))

    def _begin(self, tag: str, told: dict[str, str]) -> None:
        if tag in LINES:
            self._fresh_line()
        if tag == "li":
            self._item()
        if tag in {"td", "th"} and self._letters.last != "\n":
            self._letters.write(" | ")
        self._close_gap(tag)
        if tag == "emoji":
            self._say(told.get("alt", ""))
        self._open.append(_opened(tag, told, self._letters.length))
        self._open[-1].bare = len(self._bare)

    def _close_gap(self, tag: str) -> None:
        """A blank that waits is written before what begins, so that it is not set like it."""
        if self._gap and tag not in LINES and self._letters.last != "\n":
            self._letters.write(" ")
            self._gap = False

    def _item(self) -> None:
        lists = [one for one in self._open if one.items is not None]
        margin = "    " * max(0, min(len(lists), 10) - 1)
        inner = lists[-1] if lists else None
        if inner is not None and inner.tag == "ol":
            inner.items = (inner.items or 0) + 1
            self._letters.write(f"{margin}{inner.items}. ")
        else:
            self._letters.write(f"{margin}• ")

    def handle_endtag(self, tag: str) -> None:
        if self._away:
            self._away -= tag not in VOID
        elif any(one.tag == tag for one in self._open):
            while (ended := self._open.pop()).tag != tag:
                self._end(ended)
            self._end(ended)

    def _end(self, one: _Open) -> None:
        if one.mention is not None:
            self._end_mention(one)
        self._set(one.start, one.style)
        if one.link:
            self._end_link(one)
        if one.tag in LINES:
            self._fresh_line()

    def _end_link(self, one: _Open) -> None:
        """An address letter by letter; behind other words it stands in brackets, so that nobody is misled."""
        label = self._letters.since(one.start)
        if label.strip() in {one.link, one.link.rstrip("/"), one.link.partition("://")[2]}:
            self._set(one.start, Style.LINK if label.strip().startswith("http") else None)
            return
        self._letters.write(" (" if label.strip() else "")
        start = self._letters.length
        self._letters.write(one.link)
        self._set(start, Style.LINK)
        self._letters.write(")" if label.strip() else "")

    def _end_mention(self, one: _Open) -> None:
        name = self._letters.since(one.start).strip()
        written = self._named(one.mention or "", name)
        if not written:
            self._bare = [*self._bare[: one.bare]]
        self._letters.back_to(one.start)
        self._spans = [span for span in self._spans if span.end <= one.start]
        self._letters.write(written)

    def _set(self, start: int, style: Style | None) -> None:
        if style is not None and self._letters.length > start and len(self._spans) < MANY_SPANS:
            self._spans.append(Span(start, self._letters.length, style))

    # -- letters

    def handle_data(self, data: str) -> None:
        if self._away:
            self._quoted.append(data)
        elif any(one.style is Style.BLOCK for one in self._open):
            self._say(data.replace("\xa0", " "))
        else:
            self._flow(data)

    def _flow(self, data: str) -> None:
        """Words of running text, where any white space is one blank."""
        pieces = re.split(r"[ \t\r\n\f]+", data)
        for number, piece in enumerate(pieces):
            self._gap = self._gap or number > 0
            if piece:
                if self._gap and self._letters.last != "\n":
                    self._letters.write(" ")
                self._say(piece.replace("\xa0", " "))

    def _say(self, said: str) -> None:
        self._gap = False
        self._bare.append(said)
        self._letters.write(said)

    def _fresh_line(self) -> None:
        self._gap = False
        if self._letters.length and self._letters.last != "\n":
            self._letters.write("\n")

    def read(self) -> Read:
        while self._open:
            self._end(self._open.pop())
        kept = self._letters.since(0).rstrip()
        shift = len(kept) - len(kept.lstrip())
        moved = (_moved(span, shift, len(kept)) for span in self._spans)
        spans = {span for span in moved if span.start < span.end}
        return Read(
            kept[shift:], tuple(sorted(spans, key=_order)), "".join(self._bare), "".join(self._quoted)
        )


def _moved(span: Span, shift: int, end: int) -> Span:
    return Span(max(span.start, shift) - shift, min(span.end, end) - shift, span.style)


def _opened(tag: str, told: dict[str, str], start: int) -> _Open:
    one = _Open(tag, start, STYLES.get(tag))
    if tag == "at":
        one.mention = told.get("id", "")
    elif MENTION in told.get("itemtype", "").casefold():
        one.mention = told.get("itemid", "")
    if tag == "a" and told.get("href", "").startswith(("http://", "https://")):
        one.link = told["href"].strip()
    if tag in {"ol", "ul"}:
        one.items = 0
    return one
