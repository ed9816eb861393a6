"""Meanings as Slack's messages. Pure: the same meaning gives the same blocks.

A post that is too long for one message becomes several; nothing anybody typed is ever markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from adapters.slack.blocks import (
    Block,
    Pen,
    clean,
    cut,
    date,
    letters,
    line,
    plain,
    quote,
    rich,
    said,
    weight,
    words_of,
)
from adapters.slack.draw_card import card
from adapters.slack.formatting import escape
from adapters.slack.us import ADAPTER
from bot.meanings import Answer, Button, Choice, DeskCard, Gone, Meaning, Notice, Press, Recap, Say, Tried
from bot.people import Person, Voice
from bot.words import Key
from bot.written import Span

__all__ = ["Drawn", "draw"]

PART = 2900
"""Letters of one post; Slack shows no more than 3,000 well."""
FALLBACK = 3000
NAME = 80
HEAVY = 12_000
"""Letters over all blocks that Slack surely takes; at about 13,200 it refuses (bolt-js#2509)."""
RECAP = 9000
IDS = re.compile(r"[A-Z0-9]{2,30}")
LINK = re.compile(r"https?://[^\s<>\"|]{1,2900}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One post: `text` is read where blocks are not shown; `username` and `icon` are its author's."""

    text: str
    blocks: list[Block] = field(default_factory=list)
    username: str = ""
    icon: str = ""


def draw(meaning: Meaning, *, named: bool = True) -> tuple[Drawn, ...]:
    """*meaning* as posts, in order. Where Slack does not take names (not *named*), they stand in the text."""
    match meaning:
        case Say():
            return _say(meaning, named=named)
        case Answer():
            return _answer(meaning)
        case Choice(text=words, options=options):
            return (_post(words, [_typed(words), *Pen().rows(options)]),)
        case Notice(text=words, presses=presses):
            return (_post(words, [_typed(words), *Pen().rows(presses)]),)
        case Gone(text=words):
            return (_post(words, [rich([line(letters(cut(words, PART), italic=True))])]),)
        case Recap():
            return (_post(meaning.title, _recap(meaning)),)
        case DeskCard():
            return (_post(meaning.headline, card(meaning)),)


def _post(words: str, blocks: list[Block]) -> Drawn:
    return Drawn(escape(cut(words, FALLBACK - 500)), blocks)


def _typed(words: str) -> Block:
    return words_of(cut(words, PART), ())


# -- somebody's words


def _say(say: Say, *, named: bool) -> tuple[Drawn, ...]:
    parts = list(_parts(clean(say.text), _kept(say)))
    drawn = []
    for number, (words, spans) in enumerate(parts):
        blocks = [_spoken(words, spans, say.mention if not number else None)]
        blocks += _introduced(say, named=named) if not number else []
        blocks += Pen().rows(say.presses) if number == len(parts) - 1 else []
        drawn.append(_by(say.author, _fallback(say, words, named=named), blocks))
    return tuple(drawn)


def _kept(say: Say) -> tuple[Span, ...]:
    """Spans of the words as they are drawn; none where marks were taken out and the places shifted."""
    return say.spans if clean(say.text) == say.text else ()


def _by(author: Person | None, words: str, blocks: list[Block]) -> Drawn:
    if author is None:
        return Drawn(words, blocks)
    icon = author.picture if LINK.fullmatch(author.picture) else ""
    return Drawn(words, blocks, _name(author), icon)


def _fallback(say: Say, words: str, *, named: bool) -> str:
    name = f"{_name(say.author)}: " if say.author and not named else ""
    return escape(f"{name}{cut(words, FALLBACK - 500)}")


def _name(person: Person) -> str:
    """A person's name on one line; a customer's with the organisation."""
    whole = f"{person.name} ({person.organisation})" if person.organisation else person.name
    return cut(" ".join(whole.split()), NAME) or said(Key.SOMEBODY)


def _spoken(words: str, spans: Sequence[Span], mention: Person | None) -> Block:
    """The words; light enough for Slack, without formatting if need be."""
    block = words_of(words or " ", spans)
    if spans and (weight(block) > HEAVY or len(str(block)) > 2 * HEAVY):
        block = words_of(words or " ", ())
    if mention is not None:
        block["elements"].insert(0, line(_called(mention), letters(" ")))
        _joined(block["elements"])
    return block


def _joined(elements: list[Block]) -> None:
    """The name stands on the line of the words it calls somebody to."""
    if len(elements) > 1 and elements[1]["type"] == "rich_text_section":
        second = elements.pop(1)
        elements[0]["elements"] += second["elements"]


def _called(person: Person) -> Block:
    if person.adapter == ADAPTER and IDS.fullmatch(person.id):
        return {"type": "user", "user_id": person.id}
    return letters(f"@{_name(person)}")


def _introduced(say: Say, *, named: bool) -> list[Block]:
    """Who speaks, where the name above the post may not be seen; and that it may stand here twice."""
    told = []
    if say.author and say.note:
        told.append(said(Key.NOTE_BY_AGENT, name=_name(say.author)))
    elif say.author and say.voice is Voice.AGENT:
        told.append(said(Key.SAID_BY_AGENT, name=_name(say.author)))
    elif say.author and not named:
        told.append(_name(say.author))
    if say.again:
        told.append(said(Key.MAYBE_TWICE))
    return [{"type": "context", "elements": [plain(one, 300) for one in told]}] if told else []


def _parts(words: str, spans: Sequence[Span]) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Words in pieces of at most `PART` letters, cut where a line or a word ends, each with its spans."""
    at = 0
    while True:
        end = _end(words, at)
        here = (Span(max(s.start, at) - at, min(s.end, end) - at, s.style) for s in spans)
        yield words[at:end], tuple(s for s in here if s.start < s.end)
        at = end
        if at >= len(words):
            return


def _end(words: str, at: int) -> int:
    if len(words) - at <= PART:
        return len(words)
    for gap in ("\n", " "):
        found = words.rfind(gap, at + PART // 2, at + PART)
        if found > 0:
            return found + 1
    return at + PART


# -- the bot's own


def _answer(answer: Answer) -> tuple[Drawn, ...]:
    parts = list(_parts(clean(answer.text), ()))
    posts = [_post(words, [words_of(words or " ", ())]) for words, _ in parts]
    posts[-1].blocks.extend([_source(answer), *_feedback(answer.presses)])
    return tuple(posts)


def _source(answer: Answer) -> Block:
    """The entry's title, and the address it comes from letter by letter."""
    pieces = [letters(cut(answer.title, 200), italic=True)]
    if LINK.fullmatch(answer.source):
        pieces += [letters(" · "), {"type": "link", "url": answer.source}]
    return rich([line(*pieces)])


def _feedback(presses: Sequence[Press]) -> list[Block]:
    pen = Pen()
    good = next((press for press in presses if press.button is Button.HELPFUL), None)
    bad = next((press for press in presses if press.button is Button.NOT_HELPFUL), None)
    rest = [press for press in presses if not (good and bad) or press not in {good, bad}]
    return [*pen.rows(rest), *([pen.thumbs(good, bad)] if good and bad else [])]


def _recap(recap: Recap) -> list[Block]:
    """Every utterance, each at most as long as lets all of them in."""
    most = max(40, min(600, RECAP // max(1, len(recap.lines))))
    elements = []
    for one in recap.lines:
        elements += [line(letters(f"{cut(one.name, NAME)}  ", bold=True), date(one.at))]
        elements += [quote(cut(one.text, most) or "–")]
    title = rich([line(letters(cut(recap.title, 200), bold=True))])
    return [title, *([rich(elements)] if elements else []), *_found(recap)]


def _found(recap: Recap) -> list[Block]:
    title = line(letters(cut(recap.tried_title, 200), bold=True))
    return [rich([title, _tried(recap.tried)])] if recap.tried else []


def _tried(tried: Sequence[Tried]) -> Block:
    items = [line(letters(f"{one.score:.0%} · {cut(one.title, 200)}")) for one in tried]
    return {"type": "rich_text_list", "style": "bullet", "elements": items}
