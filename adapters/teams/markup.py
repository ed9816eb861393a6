"""Somebody's words as Teams' own markup: the letters they typed, set as they were set, and nothing more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from bot.written import Span, Style

__all__ = ["LINK", "clean", "escape", "marked"]

UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
"""Letters that no message may hold, and those that turn how what stands around them is read."""

HALVES = re.compile("[\ud800-\udfff]")

LINK = re.compile(r"https?://[^\s<>\"|]{1,2000}", re.IGNORECASE)
"""An address that a link may lead to."""

TAGS = {Style.BOLD: "strong", Style.ITALIC: "em", Style.STRIKE: "s", Style.CODE: "code"}
BLOCKS = {Style.BLOCK: "pre", Style.QUOTE: "blockquote"}


def clean(words: str) -> str:
    """*words* without what is not seen and only does harm."""
    return HALVES.sub("\ufffd", UNSEEN.sub("", words.replace("\r\n", "\n").replace("\r", "\n")))


def escape(words: str) -> str:
    """*words* letter by letter: nothing in them is markup, and their lines and gaps are kept."""
    safe = clean(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return safe.replace("\t", "    ").replace("  ", " &nbsp;").replace("\n", "<br/>")


def marked(words: str, spans: Sequence[Span] = ()) -> str:
    """*words* set as *spans* say. An address leads where its letters say, and nowhere else."""
    pieces = list(_pieces(words, spans))
    drawn = []
    for block, run in groupby(pieces, key=lambda piece: _block(piece[1])):
        inner = "".join(_piece(*piece) for piece in run)
        drawn.append(f"<{block}>{inner}</{block}>" if block else inner)
    return "".join(drawn)


Piece = tuple[str, tuple[Style, ...], str]


def _pieces(words: str, spans: Sequence[Span]) -> Iterator[Piece]:
    """Runs of letters that are set alike, each with the address it leads to, or ""."""
    known = [Span(max(0, s.start), min(len(words), s.end), s.style) for s in spans]
    known = [span for span in known if span.start < span.end]
    edges = sorted({0, len(words), *(s.start for s in known), *(s.end for s in known)})
    for start, end in pairwise(edges):
        here = [span for span in known if span.start <= start and end <= span.end]
        styles = tuple(style for style in Style if any(span.style is style for span in here))
        yield words[start:end], styles, next(filter(None, (_address(words, span) for span in here)), "")


def _address(words: str, span: Span) -> str:
    letters = words[span.start : span.end]
    return letters if span.style is Style.LINK and LINK.fullmatch(letters) else ""


def _block(styles: tuple[Style, ...]) -> str:
    return next((tag for style, tag in BLOCKS.items() if style in styles), "")


def _piece(letters: str, styles: tuple[Style, ...], link: str) -> str:
    drawn = escape(letters)
    for style in styles:
        if style in TAGS:
            drawn = f"<{TAGS[style]}>{drawn}</{TAGS[style]}>"
    return f'<a href="{escape(link)}">{drawn}</a>' if link else drawn
