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
from bot.configuring.faults import DATA, EXAMPLES, FILE_DAYS, HOST, PORT
from bot.configuring.reading import Reading
from bot.configuring.secrets import addresses, secrets
from bot.errors import SettingsError
from bot.platforms import Platforms, platforms, unknown
from bot.ports import Premises
from bot.settings import Desk, Opens, Route, Settings

__all__ = [
    "DATA",
    "HOST",
    "PORT",
    "SAMPLE",
    "SETTINGS",
    "Configuration",
    "configured",
    "demonstration",
    "platform_faults",
]

SETTINGS = "frontdesk.toml"
SAMPLE = Path(__file__).parents[2] / "kb" / "faq"
"""The FAQ that comes with the programme."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """What the programme is put together from.

    `data` is the folder of everything that is kept; HTTP is served at `host` and `port`. `options` are the
    tables of platforms, by name. `secrets` and the `addresses` of private clouds are those set, by the names
    their ecosystems use. `sample` is the FAQ an empty library is filled with, if any. `public_url` is where
    people reach what is served, "" if they do not; a file is offered there for `file_days`.
    """

    settings: Settings
    data: Path = Path(DATA)
    port: int = PORT
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    sample: Path | None = None
    host: str = HOST
    options: Mapping[str, object] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    public_url: str = ""
    file_days: float = FILE_DAYS

    @property
    def adapters(self) -> frozenset[str]:
        """The names of the platforms that a desk or a route speaks of."""
        return frozenset(room.partition(":")[0] for room in self._rooms())

    def premises(self, name: str) -> Premises:
        """What the platform of that name is opened with."""
        return Premises(
            self.data,
            self.port,
            self.options.get(name),
            self.secrets,
            self.addresses,
            tuple(room for room in self._rooms() if room.partition(":")[0] == name),
            self.host,
        )

    def _rooms(self) -> tuple[str, ...]:
        desks = (desk.room for desk in self.settings.desks.values())
        return tuple(dict.fromkeys((*desks, *(route.room for route in self.settings.routes))))

    def at(self, *, data: Path | None = None, port: int | None = None) -> Configuration:
        """The same with another data folder or port, where one is given."""
        return replace(self, data=data or self.data, port=self.port if port is None else port)


def configured(
    path: Path,
    environment: Mapping[str, str],
    *,
    opening: bool = False,
    known: Platforms | None = None,
) -> Configuration:
    """What the file at *path* and *environment* say. A relative `data` lies beside the file.

    Raises SettingsError with all faults; with *opening* also what the platforms lack to be opened.
    """
    known = platforms() if known is None else known
    reading = Reading(_raw(path), known)
    kept, unreadable = secrets(environment)
    found = _made(reading, path.parent, kept, addresses(environment))
    faults = (*reading.faults, *cross_faults(reading.settings, reading.desk_names, kept), *unreadable)
    faults += platform_faults(found, known) if opening else ()
    if faults:
        raise SettingsError(tuple(f"{path}: {fault}" for fault in faults))
    return found


def platform_faults(configuration: Configuration, known: Platforms) -> tuple[str, ...]:
    """What keeps the platforms that the settings speak of from being opened."""
    return tuple(
        fault
        for name in sorted(configuration.adapters)
        for fault in (
            known[name].faults(configuration.premises(name)) if name in known else (unknown(name, known),)
        )
    )


def _made(
    reading: Reading, folder: Path, kept: Mapping[str, str], private: Mapping[str, str]
) -> Configuration:
    return Configuration(
        reading.settings,
        folder / reading.data,
        reading.port,
        kept,
        host=reading.host,
        options=reading.options,
        addresses=private,
        public_url=reading.public_url,
        file_days=reading.file_days,
    )


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
        hint = "Write one by frontdesk init, or name yours by --settings"
        raise SettingsError((f"{path}: there is no such file. {hint}",)) from error
    except tomllib.TOMLDecodeError as error:
        hint = f"A right line: {EXAMPLES['room']}"
        raise SettingsError((f"{path}: this is not TOML: {error}. {hint}",)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError((f"{path}: it cannot be read as UTF-8 text ({error}). Save it anew",)) from error
