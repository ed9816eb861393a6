"""Turns frontdesk.toml and the environment into settings, once, where the programme is put together.

Everything wrong is told at once, each fault with the setting's name, what was found and an example of what
works. Secrets come from the environment or from files it names, never from the settings file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.configuring.checks import cross_faults
from bot.configuring.faults import DATA, EXAMPLES, PORT
from bot.configuring.reading import Reading
from bot.configuring.secrets import secrets
from bot.errors import SettingsError
from bot.settings import Desk, Opens, Route, Settings

__all__ = ["DATA", "PORT", "SAMPLE", "SETTINGS", "Configuration", "configured", "demonstration"]

SETTINGS = "frontdesk.toml"
SAMPLE = Path(__file__).parents[2] / "kb" / "faq"
"""The FAQ that comes with the programme."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """What the programme is put together from.

    `data` is the folder of everything that is kept, `port` where HTTP is served. `secrets` are those set, by
    the names their ecosystems use. `sample` is the FAQ an empty library is filled with, if any.
    """

    settings: Settings
    data: Path = Path(DATA)
    port: int = PORT
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    sample: Path | None = None

    @property
    def adapters(self) -> frozenset[str]:
        """The names of the platforms that a desk or a route speaks of."""
        rooms = [desk.room for desk in self.settings.desks.values()]
        rooms += [route.room for route in self.settings.routes]
        return frozenset(room.partition(":")[0] for room in rooms)

    def at(self, *, data: Path | None = None, port: int | None = None) -> Configuration:
        """The same with another data folder or port, where one is given."""
        return replace(self, data=data or self.data, port=self.port if port is None else port)


def configured(path: Path, environment: Mapping[str, str]) -> Configuration:
    """What the file at *path* and *environment* say. A relative `data` lies beside the file.

    Raises SettingsError with all faults.
    """
    reading = Reading(_raw(path))
    kept, unreadable = secrets(environment)
    faults = (*reading.faults, *cross_faults(reading.settings, reading.desk_names, kept), *unreadable)
    if faults:
        raise SettingsError(tuple(f"{path}: {fault}" for fault in faults))
    return Configuration(reading.settings, path.parent / reading.data, reading.port, kept)


def demonstration() -> Configuration:
    """The playground's: one desk, a shared room, and direct chats that may be shown different entries."""
    routes = (
        Route("web:help", "support"),
        Route("web:dm-dana", "support", audience=("public", "acme")),
        Route("web:dm-sam", "support"),
        Route("web:dm-kim", "support", audience=("employees",), opens=Opens.EVERYONE),
    )
    settings = Settings({"support": Desk("web:desk", leads=("web:ada",))}, routes)
    return Configuration(settings, Path(DATA) / "playground", sample=SAMPLE)


def _raw(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        hint = f"Copy frontdesk.example.toml to {path}, or name your file by --settings"
        raise SettingsError((f"{path}: there is no such file. {hint}",)) from error
    except tomllib.TOMLDecodeError as error:
        hint = f"A right line: {EXAMPLES['room']}"
        raise SettingsError((f"{path}: this is not TOML: {error}. {hint}",)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError((f"{path}: it cannot be read as UTF-8 text ({error}). Save it anew",)) from error
