"""The desk's card and the waiting list: what an agent wants to know at one look, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from adapters.teams.cards import (
    MOST,
    Element,
    actions,
    box,
    card,
    choose,
    cut,
    execute,
    letters,
    moment,
    open_url,
    rich,
    said,
    weight,
)
from adapters.teams.forms import pressable, reply_box
from bot.meanings import CardState, DeskCard, Home, Row, Section, Tried, Unsent
from bot.people import Address
from bot.words import Key

__all__ = ["MARKS", "desk_card", "home", "tried"]

MARKS = {
    CardState.ANSWERING: ("💬", "emphasis"),
    CardState.WAITING: ("🟠", "warning"),
    CardState.CLAIMED: ("🔵", "accent"),
    CardState.RESOLVED: ("✅", "good"),
    CardState.MOVED: ("➡️", "emphasis"),
}
"""The colour of a state: as the eye finds it in a list, and behind a card's headline."""

ROOM_FOR_THE_REST = 2_000
"""Bytes of a message around its card."""


@dataclass(frozen=True, slots=True)
class _Room:
    """How many letters and rows each part gets."""

    question: int
    detail: int
    unsent: int
    words: int
    tried: int
    inserts: int
    presses: int
    choices: int


LEVELS = (
    _Room(question=4000, detail=300, unsent=5, words=2000, tried=5, inserts=5, presses=12, choices=60),
    _Room(question=2000, detail=200, unsent=4, words=600, tried=4, inserts=3, presses=12, choices=40),
    _Room(question=600, detail=100, unsent=2, words=300, tried=2, inserts=2, presses=10, choices=10),
)
"""What gives way first when a card is too much for Teams: the last one always fits."""

DETAILS, OFFERED, IN_A_ROW = 10, 4, 4


def desk_card(drawn: DeskCard, *, heard: bool = False) -> Element:
    """The card in as much detail as Teams takes, without a reply box where the room's agents are *heard*."""
    tries = (_card(drawn, room, heard=heard) for room in LEVELS)
    found = next((one for one in tries if weight(one) <= MOST - ROOM_FOR_THE_REST), None)
    return found if found is not None else _card(drawn, LEVELS[-1], heard=heard)


def _card(drawn: DeskCard, room: _Room, *, heard: bool) -> Element:
    boxed = reply_box(drawn.reply, said(Key.REPLY_HINT)) if drawn.reply and not heard else []
    ways = choose(drawn.pass_on.label, drawn.pass_on.presses, room.choices) if drawn.pass_on else []
    opened = open_url(said(Key.OPEN_CUSTOMERS_THREAD), drawn.link)
    pressed = [pressable(press) for press in drawn.presses[: room.presses]]
    body = [
        _head(drawn),
        *(_detail(*detail, room) for detail in drawn.details[:DETAILS]),
        *_question(drawn, room),
        *_clocks(drawn),
        *_tried(drawn.tried[: room.tried]),
        *(row for press in drawn.inserts[: room.inserts] for row in actions([execute(press)])),
        *(_unsent(one, room) for one in drawn.unsent[: room.unsent]),
        *boxed,
        *actions(pressed, most=IN_A_ROW),
        *actions([*ways, *opened]),
        *_lagging(drawn),
    ]
    return card(body, wide=True)


def _head(drawn: DeskCard) -> Element:
    mark, style = MARKS[drawn.state]
    head = letters(f"{mark} {drawn.headline}", 200, weight="Bolder", size="Large")
    return box([rich(head)], style, bleed=True)


def _detail(label: str, value: str, room: _Room) -> Element:
    return {
        "type": "ColumnSet",
        "spacing": "Small",
        "columns": [
            _column("100px", rich(letters(label, room.detail, isSubtle=True))),
            _column("stretch", rich(letters(value, room.detail))),
        ],
    }


def _column(width: str, item: Element) -> Element:
    return {"type": "Column", "width": width, "items": [item]}


def _question(drawn: DeskCard, room: _Room) -> list[Element]:
    if not drawn.question:
        return []
    return [box([rich(letters(drawn.question, room.question))], "emphasis")]


def _clocks(drawn: DeskCard) -> list[Element]:
    """Since when, and what rings next."""
    clocks = [f"{said(Key.CARD_SINCE)} {moment(drawn.since)}"] if drawn.since else []
    clocks += [f"{cut(drawn.due[0], 100)} {moment(drawn.due[1])}"] if drawn.due else []
    return [rich(letters(" · ".join(clocks), isSubtle=True, size="Small"))] if clocks else []


def _tried(found: Sequence[Tried]) -> list[Element]:
    head = rich(letters(said(Key.TRIED), isSubtle=True, size="Small"))
    return [head, *tried(found)] if found else []


def tried(found: Sequence[Tried]) -> list[Element]:
    """What the bot considered, each with how sure it was."""
    lines = (letters(f"{one.score:.0%} · {cut(one.title, 150)}", isSubtle=True) for one in found)
    return [rich(line, spacing="Small") for line in lines]


def _unsent(unsent: Unsent, room: _Room) -> Element:
    title = rich(letters(unsent.title, 200, weight="Bolder"))
    words = rich(letters(unsent.text, room.words), spacing="Small")
    buttons = actions([execute(press) for press in unsent.presses[:OFFERED]])
    return box([title, words, *buttons], "attention")


def _lagging(drawn: DeskCard) -> list[Element]:
    return [rich(letters(drawn.lagging, 300, color="Warning", size="Small"))] if drawn.lagging else []


# -- the waiting list

LISTED, ROWS = 60_000, 40
"""Bytes and rows of a waiting list; the rest is counted."""


def home(shown: Home, link: Callable[[Address], str | None]) -> Element:
    """The waiting list as a card. *link* leads to a desk thread."""
    body = [rich(letters(shown.title, 200, weight="Bolder", size="Large"))] if shown.title else []
    body += [rich(letters(shown.duty.told, 300, isSubtle=True))] if shown.duty else []
    for part in shown.sections:
        body += _section(part, shown.empty, link)
    listed = body if shown.sections else [*body, rich(letters(shown.empty, 1000))]
    return card(_fitting(listed), wide=True)


def _section(part: Section, empty: str, link: Callable[[Address], str | None]) -> list[Element]:
    rows = [_row(row, link) for row in part.rows[:ROWS]] or [rich(letters(empty, 1000, isSubtle=True))]
    hidden = len(part.rows) - ROWS
    more = [rich(letters(said(Key.COMMAND_MORE, count=str(hidden))))] if hidden > 0 else []
    return [rich(letters(part.title, 150, weight="Bolder"), separator=True), *rows, *more]


def _row(row: Row, link: Callable[[Address], str | None]) -> Element:
    mark, _ = MARKS[row.state]
    head = letters(f"{mark} {cut(row.headline, 100)} · {cut(row.customer, 100)}", weight="Bolder")
    since = letters(f"  {moment(row.since)}", isSubtle=True, size="Small")
    opened = open_url(said(Key.COMMAND_OPEN), (link(row.desk) or "") if row.desk else "")
    return box([rich(head, since), rich(letters(row.question, 300), spacing="None"), *actions(opened)])


def _fitting(body: list[Element]) -> list[Element]:
    """As many elements as Teams takes, from the top; what is left out is counted."""
    size, kept = 0, 0
    for one in body:
        size += weight(one)
        if size > LISTED:
            break
        kept += 1
    left = len(body) - kept
    return [*body[:kept], *([rich(letters(said(Key.COMMAND_MORE, count=str(left))))] if left else [])]
