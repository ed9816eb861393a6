"""Frozen dataclasses to JSON text and back; unions carry the name of their class."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, TypeVar

import orjson
from cattrs import Converter
from cattrs.strategies import configure_tagged_union

from bot.conversation import State
from bot.effects import Errand
from bot.events import Event
from bot.judgement import Draft, Failed
from bot.people import Address, Side
from bot.turns import Body

T = TypeVar("T")


def _converter() -> Converter:
    # Rows are our own: a broken one is told by its first fault, and reading is twice as fast for it.
    converter = Converter(omit_if_default=True, detailed_validation=False)
    converter.register_unstructure_hook(datetime, lambda moment: moment.astimezone(UTC).isoformat())
    converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
    converter.register_structure_hook(
        Side | Address,
        lambda value, _: Side(value) if isinstance(value, str) else converter.structure(value, Address),
    )
    converter.register_unstructure_hook(
        Side | Address, lambda value: value.value if isinstance(value, Side) else converter.unstructure(value)
    )
    for union in (Draft | Failed, Body, State, Errand, Event):
        configure_tagged_union(union, converter, tag_name="is")
    return converter


_CONVERTER = _converter()


def packed(value: object, shape: Any) -> str:  # noqa: ANN401 - a union is no type to a type checker
    """*value* as JSON text, read back by `unpacked` with the same *shape*."""
    plain = _CONVERTER.unstructure(value, shape)
    try:
        return orjson.dumps(plain).decode()
    except orjson.JSONEncodeError:
        return _sayable(json.dumps(plain, ensure_ascii=False))


def unpacked(text: str, shape: Any) -> Any:  # noqa: ANN401 - as above
    """What was packed."""
    return _CONVERTER.structure(orjson.loads(text), shape)


def _sayable(text: str) -> str:
    """Half of a surrogate pair is no character: no database takes it, and no platform would."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
