"""Reads the parts of the settings file one by one, so that a fault in one hides none in another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, TypeVar

from bot.configuring.faults import DATA, EXAMPLES, PORT, did_you_mean, wrong
from bot.configuring.secrets import is_secret
from bot.settings import Answering, Desk, Route, Settings

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

__all__ = ["Reading"]

T = TypeVar("T")
Part = TypeVar("Part", Desk, Route, Answering)

PORTS = range(1, 65_536)
TOP = ("answering", "data", "desks", "port", "routes")


class Reading:
    """What a settings file says: `settings` with every part that could be read, and `faults` for the others.

    `desk_names` are all desks it names, those that could not be read too.
    """

    def __init__(self, raw: Mapping[str, object]) -> None:
        self.faults: list[str] = []
        self._unknown(raw, TOP, "")
        desks = self._table(raw, "desks")
        self.desk_names = tuple(desks)
        read = {name: self._part(Desk, desk, f"desks.{name}") for name, desk in desks.items()}
        routes = [self._part(Route, one, f"routes[{at}]") for at, one in enumerate(self._routes(raw), 1)]
        self.settings = Settings(
            {name: desk for name, desk in read.items() if desk},
            tuple(route for route in routes if route),
            self._part(Answering, self._table(raw, "answering"), "answering") or Answering(),
        )
        self.data = self._valid(str, raw.get("data", DATA), "data") or DATA
        self.port = self._port(raw.get("port", PORT))

    def _table(self, raw: Mapping[str, object], key: str) -> Mapping[str, object]:
        value = raw.get(key, {})
        if isinstance(value, dict):
            return value
        self.faults.append(wrong(key, value, "it is a table"))
        return {}

    def _routes(self, raw: Mapping[str, object]) -> list[object]:
        value = raw.get("routes", [])
        if isinstance(value, list):
            return value
        self.faults.append(wrong("routes", value, "each route is a table with two brackets"))
        return []

    def _part(self, kind: type[Part], raw: object, where: str) -> Part | None:
        """The dataclass *kind* made of a table, or None and its faults."""
        if not isinstance(raw, dict):
            self.faults.append(wrong(where, raw, "it is a table of settings"))
            return None
        known = [one.name for one in fields(kind)]
        self._unknown(raw, known, f"{where}.")
        return self._valid(kind, {key: value for key, value in raw.items() if key in known}, where)

    def _port(self, raw: object) -> int:
        port = self._valid(int, raw, "port")
        if port is not None and port not in PORTS:
            self.faults.append(wrong("port", port, "it is 1 to 65535"))
        return port or PORT

    def _valid(self, kind: type[T], raw: object, where: str) -> T | None:
        from pydantic import TypeAdapter, ValidationError

        try:
            return TypeAdapter(kind).validate_python(raw)
        except ValidationError as error:
            self.faults += [_told(one, where) for one in error.errors(include_url=False)]
            return None

    def _unknown(self, raw: Mapping[str, object], known: Iterable[str], where: str) -> None:
        self.faults += [_stray(key, sorted(known), where) for key in raw if key not in known]


def _stray(key: str, known: Iterable[str], where: str) -> str:
    """What to say of a name that is no setting; its value is not shown, since it may be a secret."""
    if is_secret(key):
        return (
            f"{where}{key}: a secret never stands in the settings file. Take it out, and set {key} in the "
            f"environment, or {key}_FILE to the path of a file that holds it"
        )
    near = did_you_mean(key, known)
    hint = f"Did you mean: {EXAMPLES[near]}" if near else f"What there is: {', '.join(known)}"
    return f"{where}{key}: there is no such setting. {hint}"


def _told(error: ErrorDetails, where: str) -> str:
    names = [str(part) for part in error["loc"] if isinstance(part, str)]
    place = ".".join((where, *names))
    if error["type"] == "missing":
        return f"{place}: it is missing. For example: {EXAMPLES[names[-1]]}"
    return wrong(place, error["input"], error["msg"].replace("Input should be", "it should be"))
