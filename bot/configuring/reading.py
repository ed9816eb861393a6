"""Reads the parts of the settings file one by one, so that a fault in one hides none in another."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from bot.configuring.faults import AT_TOP, DATA, EXAMPLES, FILE_DAYS, HOST, PORT, did_you_mean, wrong
from bot.configuring.secrets import is_secret
from bot.people import Same
from bot.platforms import Platforms
from bot.settings import Answering, Desk, OnePerson, Route, Settings

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

__all__ = ["Reading"]

T = TypeVar("T")

PORTS = range(1, 65_536)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
MOST_DAYS = 30
"""So long is a file kept at all."""
TOP = ("answering", "data", "desks", "file_days", "host", "people", "port", "public_url", "routes")


class Reading:
    """What a settings file says: `settings` with every part that could be read, and `faults` for the others.

    `desk_names` are all desks it names, those that could not be read too. `options` are the tables of the
    *known* platforms that it speaks of, by the platform's name.
    """

    def __init__(self, raw: Mapping[str, object], known: Platforms) -> None:
        self.faults: list[str] = []
        tables = _tables(known) if raw.keys() - set(TOP) else {}
        self._unknown(raw, (*TOP, *tables), "", AT_TOP)
        desks = self._table(raw, "desks")
        self.desk_names = tuple(desks)
        read = {name: self._part(Desk, desk, f"desks.{name}") for name, desk in desks.items()}
        listed = enumerate(self._listed(raw, "routes", "route"), 1)
        routes = [self._part(Route, one, f"routes[{at}]") for at, one in listed]
        self.settings = Settings(
            {name: desk for name, desk in read.items() if desk},
            tuple(route for route in routes if route),
            self._part(Answering, self._table(raw, "answering"), "answering") or Answering(),
            self._same(raw),
        )
        self.data = self._valid(str, raw.get("data", DATA), "data") or DATA
        self.port = self._port(raw.get("port", PORT))
        self.host = self._host(raw.get("host", HOST))
        self.public_url = self._public_url(raw.get("public_url", ""))
        self.file_days = self._file_days(raw.get("file_days", FILE_DAYS))
        self.options = {
            name: self._part(kind, self._table(raw, name), name, _examples(kind))
            for name, kind in tables.items()
            if name in raw
        }

    def _table(self, raw: Mapping[str, object], key: str) -> Mapping[str, object]:
        value = raw.get(key, {})
        if isinstance(value, dict):
            return value
        self.faults.append(wrong(key, value, "it is a table"))
        return {}

    def _listed(self, raw: Mapping[str, object], key: str, each: str) -> list[object]:
        value = raw.get(key, [])
        if isinstance(value, list):
            return value
        self.faults.append(wrong(key, value, f"each {each} is a table with two brackets", AT_TOP))
        return []

    def _same(self, raw: Mapping[str, object]) -> Same:
        people = enumerate(self._listed(raw, "people", "person"), 1)
        read = [self._part(OnePerson, one, f"people[{at}]") for at, one in people]
        return Same(tuple(one.same for one in read if one))

    def _part(
        self, kind: type[T], raw: object, where: str, examples: Mapping[str, str] = EXAMPLES
    ) -> T | None:
        """The dataclass *kind* made of a table, or None and its faults."""
        if not isinstance(raw, dict):
            self.faults.append(wrong(where, raw, "it is a table of settings"))
            return None
        known = _names(kind)
        self._unknown(raw, known, f"{where}.", examples)
        return self._valid(kind, {key: raw[key] for key in raw if key in known}, where, examples)

    def _port(self, raw: object) -> int:
        port = self._valid(int, raw, "port")
        if port is not None and port not in PORTS:
            self.faults.append(wrong("port", port, "it is 1 to 65535"))
        return port or PORT

    def _host(self, raw: object) -> str:
        host = self._valid(str, raw, "host")
        if host is not None and not _is_address(host):
            self.faults.append(wrong("host", host, "it is an address of this machine, in numbers"))
        return host or HOST

    def _public_url(self, raw: object) -> str:
        address = self._valid(str, raw, "public_url") or ""
        if address and not is_public(address):
            self.faults.append(wrong("public_url", address, "it is the https address people reach us at"))
        return address.rstrip("/")

    def _file_days(self, raw: object) -> float:
        days = self._valid(float, raw, "file_days")
        if days is not None and not 0 < days <= MOST_DAYS:
            self.faults.append(wrong("file_days", days, f"it is above 0 and at most {MOST_DAYS}"))
        return days or FILE_DAYS

    def _valid(
        self, kind: type[T], raw: object, where: str, examples: Mapping[str, str] = EXAMPLES
    ) -> T | None:
        from pydantic import TypeAdapter, ValidationError

        try:
            return TypeAdapter(kind).validate_python(raw)
        except ValidationError as error:
            self.faults += [_told(one, where, examples) for one in error.errors(include_url=False)]
            return None

    def _unknown(
        self,
        raw: Mapping[str, object],
        known: Iterable[str],
        where: str,
        examples: Mapping[str, str] = EXAMPLES,
    ) -> None:
        self.faults += [_stray(key, sorted(known), where, examples) for key in raw if key not in known]


def _tables(known: Platforms) -> dict[str, type[Any]]:
    """The dataclass of each platform that has a table of its own."""
    kinds = {name: known[name].settings for name in known}
    return {name: kind for name, kind in kinds.items() if kind is not None}


def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


def _examples(kind: type[Any]) -> dict[str, str]:
    """A line that works for each setting of a platform: the one that holds when it is left out."""
    known = {one.name: one.default for one in fields(kind) if one.default is not MISSING}
    return {name: f"{name} = {json.dumps(default, default=str)}" for name, default in known.items()}


def is_public(address: str) -> bool:
    """Whether people may be sent there: over TLS, or to this machine, and nothing but a place."""
    url = urlsplit(address)
    is_safe = url.scheme == "https" or (url.scheme == "http" and url.hostname in LOOPBACK)
    plain = not (url.query or url.fragment or url.username or re.search(r"[\s<>\"']", address))
    return is_safe and bool(url.hostname) and plain


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _stray(key: str, known: Iterable[str], where: str, examples: Mapping[str, str]) -> str:
    """What to say of a name that is no setting; its value is not shown, since it may be a secret."""
    if is_secret(key):
        return (
            f"{where}{key}: a secret never stands in the settings file. Take it out, and set {key} in the "
            f"environment, or {key}_FILE to the path of a file that holds it"
        )
    near = did_you_mean(key, known)
    hint = f"Did you mean: {examples.get(near, near)}" if near else f"What there is: {', '.join(known)}"
    return f"{where}{key}: there is no such setting. {hint}"


def _told(error: ErrorDetails, where: str, examples: Mapping[str, str]) -> str:
    names = [str(part) for part in error["loc"] if isinstance(part, str)]
    place = ".".join((where, *names))
    if error["type"] == "missing":
        return f"{place}: it is missing. For example: {examples.get(names[-1], names[-1])}"
    but = error["msg"].replace("Input should be", "it should be")
    return wrong(place, error["input"], but, examples)
