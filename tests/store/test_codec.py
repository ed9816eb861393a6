"""Everything that is kept comes back as it was, also what was kept by an earlier version."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from functools import cache
from random import Random
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from bot.conversation import Answering, Conversation, State
from bot.effects import Errand
from bot.events import Event, MessageReceived
from bot.people import Address, Person, Receipt
from bot.store.codec import packed, unpacked
from bot.turns import Body, Turn

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PLAIN: dict[Any, Callable[[Random], object]] = {
    str: lambda dice: dice.choice(
        ("", "x", "Hello 👋", "\x00\x1b\u202e", "is", '{"is":"Say"}', "a\n\u2028b")
    ),
    bool: lambda dice: dice.random() < 0.5,
    int: lambda dice: dice.randrange(2**40),
    float: lambda dice: dice.uniform(-1, 1),
    datetime: lambda dice: NOW + timedelta(microseconds=dice.randrange(2**50)),
    NoneType: lambda _: None,
}


def anything(shape: Any, dice: Random) -> Any:  # noqa: ANN401 - a union is no type to a type checker
    """Any value of that shape."""
    if shape in PLAIN:
        return PLAIN[shape](dice)
    if isinstance(shape, UnionType):
        return anything(dice.choice(get_args(shape)), dice)
    if get_origin(shape) is tuple:
        return tuple(anything(one, dice) for one in _members(get_args(shape), dice))
    if issubclass(shape, Enum):
        return dice.choice(list(shape))
    return shape(**{name: anything(hint, dice) for name, hint in hints(shape).items()})


def _members(of: tuple[Any, ...], dice: Random) -> tuple[Any, ...]:
    return of[:1] * dice.randrange(3) if of[1:] == (...,) else of


@cache
def hints(kind: type) -> dict[str, Any]:
    """The fields of a dataclass and what they hold."""
    resolved = get_type_hints(kind)
    return {one.name: resolved[one.name] for one in fields(kind)}


def cases(shape: Any) -> list[Any]:  # noqa: ANN401 - as above
    """Each kind there is, alone, so that none is left to chance."""
    return [(case, shape) for case in get_args(shape)]


KEPT = [
    *cases(Event),
    *cases(Errand),
    *cases(State),
    *cases(Body),
    (Conversation, Conversation),
    (Turn, Turn),
]


@pytest.mark.parametrize(("kind", "shape"), KEPT)
def test_what_is_kept_comes_back(kind: Any, shape: Any) -> None:  # noqa: ANN401 - as above
    """Every event, errand, state, body, turn and conversation is read as what was written, names included."""
    dice = Random(0)
    for _ in range(50):
        value = anything(kind, dice)
        again = unpacked(packed(value, shape), shape)
        assert again == value
        assert repr(again) == repr(value)  # people are equal by id alone; their names must come back too


def bare(shape: Any) -> object:  # noqa: ANN401 - as above
    """The least that ever stood for *shape*: no field that has a default."""
    if is_dataclass(shape):
        resolved = get_type_hints(shape)
        needed = [one for one in fields(shape) if one.default is MISSING and one.default_factory is MISSING]
        return {one.name: bare(resolved[one.name]) for one in needed}
    if isinstance(shape, UnionType):
        case = get_args(shape)[0]
        tagged = bare(case)
        return {**tagged, "is": case.__name__} if isinstance(tagged, dict) else tagged
    if get_origin(shape) is tuple:
        return []
    if issubclass(shape, Enum):
        return next(iter(shape)).value
    return {str: "x", bool: True, int: 1, float: 0.5, datetime: NOW.isoformat()}[shape]


@pytest.mark.parametrize(("kind", "shape"), KEPT)
def test_rows_written_before_a_field_was_there_are_read(kind: Any, shape: Any) -> None:  # noqa: ANN401 - as above
    """A row without the fields that have defaults is read, and the fields have them."""
    row = bare(kind)
    assert isinstance(row, dict)
    found = unpacked(json.dumps(row if kind is shape else {**row, "is": kind.__name__}), shape)
    assert isinstance(found, kind)
    assert all(getattr(found, one.name) == one.default for one in fields(kind) if one.default is not MISSING)


def test_a_conversation_of_the_first_version_is_read() -> None:
    """The very text the first version wrote, and a field a later one may add."""
    first = """{"id":"c1","desk":"support","asker":{"adapter":"slack","id":"U1","name":"Dana"},
    "opened":"2026-03-02T09:00:00+00:00","touched":"2026-03-02T09:00:00+00:00","later":1}"""
    c = unpacked(first, Conversation)
    assert c == Conversation("c1", "support", Person("slack", "U1"), NOW, NOW, Answering())
    assert (c.asker.name, c.group_chat) == ("Dana", False)


def test_a_moment_keeps_its_meaning_from_any_zone() -> None:
    """A time heard in another zone is kept as the same moment."""
    there = datetime(2026, 3, 2, 14, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    again = unpacked(packed(heard("Hi", at=there), Event), Event)
    assert again.at == NOW
    assert again.at.tzinfo is UTC


def heard(text: str, *, at: datetime = NOW) -> MessageReceived:
    """Words of a customer."""
    return MessageReceived("e1", at, Person("fake", "dana"), Receipt(Address("fake", "help"), "m1"), text)


@pytest.mark.parametrize(
    ("said", "kept"),
    [("half \ud83d a pair", "half � a pair"), ("\udc00", "�"), ("👋 \ud83d", "👋 �"), ("👋", "👋")],
)
def test_half_a_character_is_kept_as_an_unreadable_one(said: str, kept: str) -> None:
    """What no database and no platform could take is replaced, and all around it is kept."""
    text = packed(heard(said), Event)
    assert text.encode()
    assert unpacked(text, Event).text == kept
