"""Rooms by all their names: a platform may give a room another id, and what was said there stays known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from bot.people import Address

__all__ = ["Names", "readdressed", "throughout"]

T = TypeVar("T")
K = TypeVar("K")


class Names:
    """Which rooms are one room: made from all moves there were, the oldest first."""

    def __init__(self, moves: Iterable[tuple[Address, Address]] = ()) -> None:
        self._known: dict[Address, tuple[Address, ...]] = {}
        for room, now in moves:
            self.moved(room, now)

    def __bool__(self) -> bool:
        """Whether any room ever moved."""
        return bool(self._known)

    def moved(self, room: Address, now: Address) -> None:
        """What was called *room* is called *now* from here on."""
        now = now.whole_room()
        before = dict.fromkeys((*self.of(room.whole_room()), *self.of(now)))
        names = (*(name for name in before if name != now), now)
        self._known |= dict.fromkeys(names, names)

    def of(self, place: Address) -> tuple[Address, ...]:
        """The place by every name its room ever had, the oldest first, the present one last."""
        names = self._known.get(place.whole_room()) if self._known else None
        return tuple(replace(name, thread=place.thread) for name in names) if names else (place,)

    def present(self, place: Address) -> Address:
        """The place as it is called now."""
        return self.of(place)[-1] if self._known else place


def readdressed(value: T, present: Callable[[Address], Address]) -> T:
    """*value* with every address in it as *present* gives it."""
    return throughout(value, Address, present)


def throughout(value: T, kind: type[K], change: Callable[[K], K]) -> T:
    """*value* with every *kind* in it, however deep, as *change* gives it; what stays so is not copied."""
    return cast("T", _throughout(value, kind, change))


def _throughout(value: Any, kind: type[K], change: Callable[[K], K]) -> object:  # noqa: ANN401 - any plain value
    if isinstance(value, kind):
        return change(value)
    if isinstance(value, tuple | frozenset):
        return type(value)(_throughout(part, kind, change) for part in value)
    if isinstance(value, dict):
        return {key: _throughout(part, kind, change) for key, part in value.items()}
    if not is_dataclass(value) or isinstance(value, type):
        return value
    before = {field.name: getattr(value, field.name) for field in fields(value)}
    after = {name: _throughout(part, kind, change) for name, part in before.items()}
    return value if after == before else replace(value, **after)
