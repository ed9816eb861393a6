"""The desk's card: everything an agent wants to know at one look, and everything that can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.slack.blocks import Block, Pen, cut, date, letters, line, plain, quote, rich, said, weight
from bot.meanings import CardState, DeskCard, Unsent
from bot.words import Key

__all__ = ["MARKS", "card"]

MARKS = {
    CardState.ANSWERING: "💬",
    CardState.WAITING: "🟠",
    CardState.CLAIMED: "🔵",
    CardState.RESOLVED: "✅",
    CardState.MOVED: "➡️",
}
"""The colour of a state, as the eye finds it in a list."""

HEADER, DETAILS, CONTEXT = 150, 10, 10
HEAVY = 11_000


@dataclass(frozen=True, slots=True)
class _Room:
    """How many letters and rows each part gets."""

    question: int
    detail: int
    unsent: int
    words: int
    tried: int
    inserts: int
    choices: int


LEVELS = (
    _Room(question=2500, detail=300, unsent=5, words=1200, tried=5, inserts=5, choices=60),
    _Room(question=1200, detail=200, unsent=4, words=500, tried=3, inserts=3, choices=40),
    _Room(question=600, detail=100, unsent=3, words=300, tried=2, inserts=2, choices=20),
)
"""What gives way first when a card is too much for Slack: the last one always fits."""


def card(drawn: DeskCard) -> list[Block]:
    """The card in as much detail as Slack takes."""
    tries = (_card(drawn, room) for room in LEVELS)
    found = next((blocks for blocks in tries if weight(blocks) <= HEAVY), None)
    return found if found is not None else _card(drawn, LEVELS[-1])


def _card(drawn: DeskCard, room: _Room) -> list[Block]:
    pen = Pen()
    return [
        _header(drawn),
        rich(_matter(drawn, room)),
        *_tried(drawn, room),
        *pen.rows(drawn.inserts[: room.inserts]),
        *(block for one in drawn.unsent[: room.unsent] for block in _unsent(one, pen, room)),
        *pen.rows(drawn.presses),
        *_ways(drawn, pen, room),
        *_lagging(drawn),
    ]


def _header(drawn: DeskCard) -> Block:
    return {"type": "header", "text": plain(f"{MARKS[drawn.state]} {drawn.headline}", HEADER)}


def _matter(drawn: DeskCard, room: _Room) -> list[Block]:
    """The customer's words, then what is known of them, a line each."""
    asked = [quote(cut(drawn.question, room.question))] if drawn.question else []
    known = [*_details(drawn.details, room), *([clocks] if (clocks := _clocks(drawn)) else [])]
    lines = [piece for number, one in enumerate(known) for piece in (*_break(number), *one)]
    return [*asked, *([line(*lines)] if lines else [])] or [line(letters(" "))]


def _break(number: int) -> list[Block]:
    return [letters("\n")] if number else []


def _details(details: Sequence[tuple[str, str]], room: _Room) -> list[list[Block]]:
    return [
        [letters(cut(label, room.detail), bold=True), letters(f"  {cut(value, room.detail)}")]
        for label, value in details[:DETAILS]
    ]


def _clocks(drawn: DeskCard) -> list[Block]:
    """Since when, and what rings next."""
    clocks: list[Block] = []
    if drawn.since is not None:
        clocks += [letters(said(Key.CARD_SINCE), bold=True), letters("  "), date(drawn.since)]
    if drawn.due is not None:
        gap = [letters("  ·  ")] if clocks else []
        clocks += [*gap, letters(cut(drawn.due[0], 100), bold=True), letters("  "), date(drawn.due[1])]
    return clocks


def _tried(drawn: DeskCard, room: _Room) -> list[Block]:
    told = [plain(f"{one.score:.0%} · {one.title}", 150) for one in drawn.tried[: room.tried]]
    title = plain(f"{said(Key.TRIED)}:", 150)
    return [{"type": "context", "elements": [title, *told][:CONTEXT]}] if told else []


def _unsent(unsent: Unsent, pen: Pen, room: _Room) -> list[Block]:
    title = line(letters(cut(unsent.title, 200), bold=True))
    return [rich([title, quote(cut(unsent.text, room.words))]), *pen.rows(unsent.presses)]


def _ways(drawn: DeskCard, pen: Pen, room: _Room) -> list[Block]:
    """To whom it can be passed on, and the way to the customer's own thread."""
    chosen = pen.choose(drawn.pass_on.label, drawn.pass_on.presses, room.choices) if drawn.pass_on else None
    opened = pen.open(said(Key.OPEN_CUSTOMERS_THREAD), drawn.link) if drawn.link else None
    ways = [way for way in (chosen, opened) if way is not None]
    return [{"type": "actions", "elements": ways}] if ways else []


def _lagging(drawn: DeskCard) -> list[Block]:
    return [{"type": "context", "elements": [plain(drawn.lagging, 300)]}] if drawn.lagging else []
