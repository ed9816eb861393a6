"""Finds what installed packages offer, platforms and commands, and loads only what is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from typing import Generic, TypeVar, cast

from bot.errors import SettingsError
from bot.ports import Platform

__all__ = ["Command", "Installed", "Platforms", "commands", "platforms", "template", "unknown"]

T = TypeVar("T")

Command = Callable[..., str]
"""What it gives is printed; its parameters are the options of the command line."""

Platforms = Mapping[str, Platform]

ADAPTERS, COMMANDS = "frontdesk.adapters", "frontdesk.commands"
TEMPLATE = "frontdesk.toml"


class Installed(Mapping[str, T], Generic[T]):
    """What packages offer in one group of entry points; each is loaded when it is looked at."""

    def __init__(self, group: str) -> None:
        self._points = {point.name: point for point in entry_points(group=group)}

    def __getitem__(self, name: str) -> T:
        """What is offered under that name."""
        return cast("T", self._points[name].load())

    def __iter__(self) -> Iterator[str]:
        """The names, in order; nothing is loaded."""
        return iter(sorted(self._points))

    def __len__(self) -> int:
        """How many there are."""
        return len(self._points)

    def point(self, name: str) -> EntryPoint:
        """Where that name leads."""
        return self._points[name]


def platforms() -> Platforms:
    """The platforms there are."""
    return Installed[Platform](ADAPTERS)


def commands() -> Mapping[str, Command]:
    """The commands that platforms bring along."""
    return Installed[Command](COMMANDS)


def unknown(name: str, known: Platforms) -> str:
    """The fault of a room on a platform that nobody installed."""
    there = ", ".join(known)
    return f"a room starts with {name!r}, but no adapter of that name is installed (there is: {there})"


def template(name: str) -> str:
    """A short settings file to begin with on that platform; SettingsError with those there are."""
    found = {each: text for each in Installed[Platform](ADAPTERS) if (text := _template(each))}
    if name not in found:
        known = ", ".join(found)
        raise SettingsError((f"there is no settings file to begin with for {name!r}: choose one of {known}",))
    return found[name]


def _template(name: str) -> str:
    package = Installed[Platform](ADAPTERS).point(name).module.rpartition(".")[0]
    file = files(package) / TEMPLATE
    return file.read_text(encoding="utf-8") if file.is_file() else ""
