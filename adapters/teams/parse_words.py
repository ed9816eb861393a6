"""The words of a message, plain and as they were set, without the name that called the bot."""

from __future__ import annotations

import re

from adapters.teams.formatting import Read, compared, read_html, with_links
from adapters.teams.parse_seen import Seen, is_us, mentions
from adapters.teams.reading import Body, letters, mapping, sequence, within
from bot.written import Span

__all__ = ["words"]

LONGEST = 40_000
MANY, LONGEST_NUMBER = 20, 5
AFTER_A_NAME = " \t\r\n,:;\xa0"
AT = re.compile(r"</?at(?:\s[^<>]*)?>", re.IGNORECASE)


def words(seen: Seen) -> tuple[str, tuple[Span, ...]]:
    """The words without the name that called the bot, set as the HTML tells where it says the same."""
    plain = _plain(seen)
    read = _read_html(seen)
    if read is None or not _agree(plain, read):
        spans = with_links(plain)
    else:
        plain, spans = read.text, with_links(read.text, read.spans)
    cut = plain[:LONGEST]
    return cut, tuple(span for span in spans if span.end <= len(cut))


def _agree(plain: str, read: Read) -> bool:
    """Teams writes a message twice, and not with the same blanks, lists and signs."""
    told, bare = compared(plain), compared(read.bare)
    return told in {"", bare, compared(read.text), compared(read.quoted) + bare}


def _plain(seen: Seen) -> str:
    """The plain text, in which a name stands between `<at>` and `</at>`."""
    said = letters(seen.body.get("text"))[:LONGEST]
    ours = next((one for one in mentions(seen.body) if is_us(mapping(one.get("mentioned")), seen)), None)
    call = letters(ours.get("text")) if ours is not None else ""
    if call and call in said:
        before, _, after = said.partition(call)
        said = after.lstrip(AFTER_A_NAME) if not before.strip() else _joined(before, after)
    for one in mentions(seen.body)[:MANY]:
        mention = letters(one.get("text"))
        if AT.match(mention):
            said = said.replace(mention, "@" + AT.sub("", mention))
    return said.replace("\xa0", " ").replace("\r\n", "\n").strip()


def _joined(before: str, after: str) -> str:
    """What is left around a name that was taken out, with one blank where there were two."""
    return before.rstrip(" \xa0") + after if after[:1] in AFTER_A_NAME + ".?!" else before + after


def _read_html(seen: Seen) -> Read | None:
    attached = map(mapping, sequence(seen.body.get("attachments"))[:MANY])
    found = (letters(one.get("content")) for one in attached if one.get("contentType") == "text/html")
    html = next((one for one in found if one), "")
    # What is longer is read plain: the parser's time grows with the square of some lengths.
    return _without_call(html, seen) if html and len(html) <= LONGEST else None


def _without_call(html: str, seen: Seen) -> Read:
    named_there = mentions(seen.body)
    called: list[bool] = []

    def named(number: str, name: str) -> str:
        told = _at(named_there, number)
        ours = is_us(mapping(told.get("mentioned")), seen) or (not told and _is_our_name(name, seen))
        if ours and not called:
            called.append(True)
            return ""
        return f"@{name}"

    read = read_html(html, named)
    bare = read.text.lstrip(AFTER_A_NAME) if called else read.text
    shift = len(read.text) - len(bare)
    spans = (Span(max(0, one.start - shift), one.end - shift, one.style) for one in read.spans)
    return Read(bare, tuple(one for one in spans if one.start < one.end), read.bare, read.quoted)


def _at(named: list[Body], number: str) -> Body:
    """The mention of that number, where there is one."""
    is_there = (
        number.isascii() and number.isdecimal() and len(number) < LONGEST_NUMBER and int(number) < len(named)
    )
    return named[int(number)] if is_there else {}


def _is_our_name(name: str, seen: Seen) -> bool:
    return bool(name) and name == within(seen.body, "recipient", "name")
