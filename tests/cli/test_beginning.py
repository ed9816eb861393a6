"""The first steps: a settings file to begin with, what platforms lack, commands they bring along."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from adapters.testing import FakeAdapter, FakePlatform
from bot.cli import mounting
from bot.cli.examining import platform_findings
from bot.configuring import Configuration, configured
from bot.errors import NotAllowed
from bot.people import Address, Room
from bot.platforms import Command, platforms, template
from bot.ports import Adapter, Finding, Premises
from bot.settings import Desk, Route, Settings
from tests.cli.conftest import Run

WELL = Finding("token", well=True, told="opens the office")


@pytest.mark.parametrize("platform", [name for name in platforms() if name in ("slack", "web")])
def test_the_file_that_init_writes_is_sound(run: Run, platform: str) -> None:
    """What one begins with is read without a fault, and speaks of that platform alone."""
    begun = run("init", platform)
    assert (begun.exit_code, "frontdesk check" in begun.stderr) == (0, True)
    assert configured(Path("frontdesk.toml"), {}).adapters == {platform}
    assert Path("frontdesk.toml").read_text(encoding="utf-8") == template(platform)


def test_init_writes_over_nothing(run: Run, folder: Path) -> None:
    """A settings file that is there stays as it is, and one line says what to do."""
    (folder / "mine.toml").write_text("mine", encoding="utf-8")
    again = run("init", "web", "--settings", "mine.toml")
    assert (again.exit_code, again.stderr.count("\n")) == (1, 1)
    assert "Move it away, or name another by --settings" in again.stderr
    assert (folder / "mine.toml").read_text(encoding="utf-8") == "mine"


def test_init_knows_where_one_can_begin(run: Run) -> None:
    """A platform there is no file for is told with those there are."""
    told = run("init", "pigeons")
    assert (told.exit_code, "for 'pigeons': choose one of" in told.stderr) == (1, True)
    assert not Path("frontdesk.toml").exists()


def test_run_without_settings_tells_how_to_begin(run: Run) -> None:
    """Unlike the playground, `run` invents nothing."""
    told = run("run")
    assert (told.exit_code, "Write one by frontdesk init" in told.stderr) == (1, True)


@pytest.mark.parametrize("command", ["run", "play"])
def test_a_room_that_is_not_there_opens_nothing(run: Run, folder: Path, command: str) -> None:
    """A slip in a room's name is told beside every other fault, and no folder is made."""
    slips = '[desks.a]\nroom = "web:dsk"\nfallback = "b"\n'
    (folder / "frontdesk.toml").write_text(slips, encoding="utf-8")
    told = run(command, "--settings", "frontdesk.toml")
    assert told.exit_code == 1
    assert "desks.a.fallback" in told.stderr
    assert "the playground has no room 'web:dsk'" in told.stderr
    assert not (folder / "frontdesk-data").exists()


def test_check_tells_what_a_platform_lacks(run: Run, folder: Path) -> None:
    """A room the platform does not have is a ✗ of `check`, too."""
    (folder / "frontdesk.toml").write_text('[desks.a]\nroom = "web:dsk"\n', encoding="utf-8")
    told = run("check", "--json", "--port", "8798")
    findings = {one["what"]: one for one in json.loads(told.stdout)}
    assert told.exit_code == 1
    assert not findings["web"]["well"]
    assert "no room 'web:dsk'" in findings["web"]["told"]


class Office:
    """A platform whose rooms and findings a test sets."""

    name = "fake"
    settings: type[Any] | None = None

    def __init__(self, *findings: Finding, faults: Sequence[str] = (), outside: bool = False) -> None:
        self._findings, self._faults, self._outside = findings, faults, outside
        self.opened: list[FakeAdapter] = []

    def faults(self, premises: Premises) -> Sequence[str]:
        """What the test wants."""
        return self._faults

    def open(self, premises: Premises) -> Adapter:
        """An adapter with one room."""
        adapter = FakeAdapter(FakePlatform())

        async def looked(address: Address) -> Room:
            return Room(address, address.room, self._outside)

        adapter.people.room = looked  # type: ignore[method-assign]  # rooms as a test wants them
        self.opened.append(adapter)
        return adapter

    async def examine(self, premises: Premises) -> Sequence[Finding]:
        """What the test wants; with nothing to tell, a refusal."""
        if not self._findings:
            raise NotAllowed("the office is locked")
        return self._findings


def findings(office: Office, folder: Path, *rooms: str) -> list[Finding]:
    """What `check` finds on that platform."""
    settings = Settings({"support": Desk("fake:desk")}, tuple(Route(room, "support") for room in rooms))
    return list(platform_findings(Configuration(settings, folder), {"fake": office}))


def test_what_a_platform_tells_is_shown(folder: Path) -> None:
    """Where all is well the platform's own words stand."""
    assert findings(Office(WELL), folder) == [WELL]


def test_a_platform_that_lacks_something_is_not_asked(folder: Path) -> None:
    """Without a token there is nobody to ask; each thing that is missing has a line."""
    office = Office(WELL, faults=("no token", "no socket"))
    assert findings(office, folder) == [
        Finding("fake", well=False, told="no token"),
        Finding("fake", well=False, told="no socket"),
    ]


def test_a_platform_that_refuses_is_told(folder: Path) -> None:
    """An error of the platform is a finding like any other."""
    assert findings(Office(), folder) == [Finding("fake", well=False, told="the office is locked")]


def test_a_desk_that_could_not_work_is_told(folder: Path) -> None:
    """A desk's room that another organisation reads keeps `run` from starting, so `check` tells it."""
    desk = findings(Office(WELL, outside=True), folder)[-1]
    assert (desk.what, desk.well) == ("desk", False)
    assert "desks.support.room" in desk.told


def test_an_unknown_platform_is_told_beside_the_others(folder: Path) -> None:
    """A room of a platform nobody installed hides nothing of the others."""
    told = findings(Office(WELL), folder, "pidgin:loft")
    assert [finding.well for finding in told] == [True, False]
    assert "'pidgin'" in told[1].told


def _brought(name: str = "pigeon-link", **more: Command) -> Mapping[str, Command]:
    def pigeon_link(*, loft: str = "home") -> str:
        """Print where pigeons are sent."""
        return f"coo://{loft}"

    return {name: pigeon_link, **more}


def test_a_command_that_a_platform_brings_is_there(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its parameters are options, what it gives is printed, and `--help` shows it."""
    monkeypatch.setattr(mounting, "commands", _brought)
    assert run("pigeon-link", "--loft", "roof").stdout == "coo://roof\n"
    assert "Print where pigeons are sent." in run("--help").stdout
    wrong = run("pigeon-link", "--wing", "2")
    assert (wrong.exit_code, wrong.stderr.count("\n")) == (2, 1)


def test_a_brought_command_replaces_none_of_ours(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The house's own commands keep their names."""
    monkeypatch.setattr(mounting, "commands", lambda: _brought("check"))
    assert "coo" not in run("check", "--help").stdout


def test_errors_of_a_brought_command_are_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it refuses is told as everywhere."""

    def locked() -> str:
        """Try the office."""
        raise NotAllowed("the office is locked")

    monkeypatch.setattr(mounting, "commands", lambda: _brought(office=locked))
    told = run("office")
    assert (told.exit_code, told.stderr) == (1, "frontdesk: the office is locked\n")
