"""Meanings as the page draws them: JSON trees of plain text, described in README.md."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from bot.meanings import (
    OPENS_FORM,
    Answer,
    Choice,
    DeskCard,
    Gone,
    Home,
    Line,
    Meaning,
    Notice,
    PassOn,
    Press,
    Recap,
    Row,
    Say,
    Tried,
    Why,
)
from bot.people import Person

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | float | bool | None"
Tree: TypeAlias = Mapping[str, Json]

# They let typed words change how what stands around them is read.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


def plain(text: str) -> str:
    """*text* without the marks that turn the reading direction of what stands around it."""
    return _TURNING.sub("", text)


def body(meaning: Meaning) -> Tree:
    """*meaning* as the page draws it."""
    match meaning:
        case Say():
            return _say(meaning)
        case Answer():
            return _answer(meaning)
        case Choice():
            return {"kind": "choice", "text": plain(meaning.text), "options": _presses(meaning.options)}
        case Notice():
            return {"kind": "notice", "text": plain(meaning.text), "presses": _presses(meaning.presses)}
        case Gone():
            return {"kind": "gone", "text": plain(meaning.text)}
        case Recap():
            return _recap(meaning)
        case DeskCard():
            return _card(meaning)


def home(found: Home) -> Tree:
    """The waiting list as the page draws it."""
    return {
        "title": plain(found.title),
        "empty": plain(found.empty),
        "rows": [_row(row) for row in found.rows],
    }


def why(found: Why) -> Tree:
    """The reason of one message as the page draws it."""
    return {
        "title": plain(found.title),
        "details": _details(found.details),
        "tried": _tried(found.tried),
    }


def drawn(tree: Tree) -> Iterator[tuple[str, str, str]]:
    """Every button on *tree*: its name, what it is about, and its pick."""
    if "button" in tree:
        yield str(tree["button"]), str(tree["about"]), str(tree["pick"])
    for branch in tree.values():
        for twig in branch if isinstance(branch, list) else [branch]:
            if isinstance(twig, Mapping):
                yield from drawn(twig)


def _say(say: Say) -> Tree:
    return {
        "kind": "say",
        "text": plain(say.text),
        "author": _person(say.author),
        "voice": say.voice.value,
        "mention": _person(say.mention),
        "again": say.again,
        "note": say.note,
        "presses": _presses(say.presses),
    }


def _answer(answer: Answer) -> Tree:
    return {
        "kind": "answer",
        "text": plain(answer.text),
        "title": plain(answer.title),
        "source": answer.source if _LINK.fullmatch(answer.source) else "",
        "presses": _presses(answer.presses),
    }


def _recap(recap: Recap) -> Tree:
    return {
        "kind": "recap",
        "title": plain(recap.title),
        "lines": [_line(line) for line in recap.lines],
        "tried_title": plain(recap.tried_title),
        "tried": _tried(recap.tried),
    }


def _card(card: DeskCard) -> Tree:
    return {
        "kind": "desk_card",
        "conversation": card.conversation,
        "state": card.state.value,
        "headline": plain(card.headline),
        "question": plain(card.question),
        "details": _details(card.details),
        "since": _time(card.since),
        "holder": _person(card.holder),
        "tried": _tried(card.tried),
        "inserts": _presses(card.inserts),
        "unsent": [
            {
                "title": plain(unsent.title),
                "author": _person(unsent.author),
                "text": plain(unsent.text),
                "presses": _presses(unsent.presses),
            }
            for unsent in card.unsent
        ],
        "presses": _presses(card.presses),
        "pass_on": _pass_on(card.pass_on),
        "due": _due(card.due),
    }


def _due(due: tuple[str, datetime] | None) -> Tree | None:
    return None if due is None else {"label": plain(due[0]), "at": _time(due[1])}


def _row(row: Row) -> Tree:
    desk = row.desk
    return {
        "conversation": row.conversation,
        "state": row.state.value,
        "headline": plain(row.headline),
        "question": plain(row.question),
        "customer": plain(row.customer),
        "since": _time(row.since),
        "holder": _person(row.holder),
        "desk": {"room": desk.room, "thread": desk.thread} if desk and desk.adapter == "web" else None,
    }


def _line(line: Line) -> Tree:
    return {
        "voice": line.voice.value,
        "name": plain(line.name),
        "text": plain(line.text),
        "at": _time(line.at),
    }


def _pass_on(pass_on: PassOn | None) -> Tree | None:
    if pass_on is None:
        return None
    return {"label": plain(pass_on.label), "presses": _presses(pass_on.presses)}


def _presses(presses: tuple[Press, ...]) -> list[Tree]:
    """The page has no forms, so what wants words first is left out."""
    return [
        {
            "button": press.button.value,
            "about": press.about,
            "label": plain(press.label),
            "pick": press.pick,
        }
        for press in presses
        if press.button not in OPENS_FORM
    ]


def _details(details: tuple[tuple[str, str], ...]) -> list[Tree]:
    return [{"label": plain(label), "value": plain(value)} for label, value in details]


def _tried(tried: tuple[Tried, ...]) -> list[Tree]:
    return [{"title": plain(one.title), "score": round(one.score, 4)} for one in tried]


def _person(person: Person | None) -> Tree | None:
    if person is None:
        return None
    return {"key": person.key, "id": person.id, "name": plain(person.name)}


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
