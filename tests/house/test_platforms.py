"""What this package offers to the house by its entry points is whole."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bot.platforms import commands, platforms, template
from bot.ports import Premises
from tests.house.tree import text

OFFERED = tomllib.loads(text("pyproject.toml"))["project"]["entry-points"]


def test_everything_offered_is_installed() -> None:
    """What pyproject.toml offers is what the house finds."""
    assert sorted(platforms()) == sorted(OFFERED["frontdesk.adapters"])
    assert sorted(commands()) == sorted(OFFERED["frontdesk.commands"])


@pytest.mark.parametrize("name", sorted(OFFERED["frontdesk.adapters"]))
def test_a_platform_goes_by_the_name_it_is_offered_under(name: str) -> None:
    """Rooms in settings begin with that name; one can begin with a file of its own."""
    assert platforms()[name].name == name
    assert f'"{name}:' in template(name)


@pytest.mark.parametrize("name", sorted(OFFERED["frontdesk.adapters"]))
def test_what_a_platform_lacks_is_told_in_sentences(name: str, tmp_path: Path) -> None:
    """Without what it needs, every fault is a line to be read, and no secret stands in it."""
    secret = "xoxb-very-secret"
    premises = Premises(tmp_path, 8765, None, {"SLACK_BOT_TOKEN": secret}, rooms=(f"{name}:nowhere",))
    faults = platforms()[name].faults(premises)
    assert faults
    assert not [fault for fault in faults if "\n" in fault or secret in fault]


@pytest.mark.parametrize("name", sorted(OFFERED["frontdesk.adapters"]))
async def test_an_adapter_that_never_listened_can_be_let_go(name: str, tmp_path: Path) -> None:
    """A house that cannot open stops what it had made, whichever that is."""
    adapter = platforms()[name].open(Premises(tmp_path, 8765, None))
    assert (adapter.name, adapter.trouble) == (name, "")
    await adapter.stop()


@pytest.mark.parametrize("name", sorted(OFFERED["frontdesk.commands"]))
def test_a_command_says_what_it_does(name: str) -> None:
    """Its docstring is its help."""
    told = (commands()[name].__doc__ or "").strip()
    assert told.endswith(".")
