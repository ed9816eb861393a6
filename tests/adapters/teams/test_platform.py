"""What is wrong with the settings of Teams is told before anything is opened, and what `check` finds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.teams.platform import PLATFORM
from adapters.teams.settings import (
    APP_ID,
    APP_TENANT,
    APP_TYPE,
    HOSTS,
    METADATA,
    PASSWORD,
    AppType,
    TeamsSettings,
    app_type,
)
from bot.ports import Premises
from tests.fakes.teams.identity import Identity

APP, TENANT = "6e9f1b1c-8a3d-4c47-9a60-0d4c5b7f2e11", "72f988bf-86f1-41af-91ab-2d7cd011db47"
GOOD = {APP_ID: APP, APP_TENANT: TENANT, PASSWORD: "s3cret-value"}


def faults(
    secrets: dict[str, str], options: TeamsSettings | None = None, host: str = "127.0.0.1"
) -> list[str]:
    """What is wrong."""
    return list(PLATFORM.faults(Premises(Path("nowhere"), 8765, options, secrets, host=host)))


def test_good_settings_have_no_fault() -> None:
    """With a secret, or as an identity that Azure manages, which needs none."""
    assert faults(GOOD) == []
    managed = {APP_ID: APP, APP_TENANT: TENANT}
    assert faults(managed, TeamsSettings(app_type=AppType.MANAGED)) == []
    assert faults(managed | {APP_TYPE: "userassignedmsi"}) == []
    assert faults(GOOD, TeamsSettings(service_hosts=("*.example.org", "desk.example.org:8443"))) == []


@pytest.mark.parametrize("missing", [APP_ID, APP_TENANT, PASSWORD])
def test_nothing_is_opened_without_who_we_are(missing: str) -> None:
    """Each is named, with where it is found; without an app's id anybody might post."""
    (fault,) = faults({name: value for name, value in GOOD.items() if name != missing})
    assert missing in fault
    assert "environment" in fault


@pytest.mark.parametrize(
    ("secrets", "options", "named"),
    [
        (GOOD | {APP_ID: "my-bot"}, TeamsSettings(), APP_ID),
        (GOOD | {APP_TENANT: "acme.example.org"}, TeamsSettings(), APP_TENANT),
        (GOOD | {APP_TYPE: "MultiTenant"}, TeamsSettings(), APP_TYPE),
        (GOOD, TeamsSettings(service_hosts=("*",)), "teams.service_hosts"),
        (GOOD, TeamsSettings(service_hosts=("*.org x",)), "teams.service_hosts"),
        (GOOD, TeamsSettings(service_hosts=("https://example.org/",)), "teams.service_hosts"),
    ],
)
def test_what_is_wrong_is_named_with_an_example(
    secrets: dict[str, str], options: TeamsSettings, named: str
) -> None:
    """One fault, and never the secret itself."""
    (fault,) = faults(secrets, options)
    assert fault.startswith(named)
    assert "For example" in fault
    assert "s3cret" not in fault


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::"])  # noqa: S104 - what must be refused
def test_development_is_for_this_machine_alone(host: str) -> None:
    """Nobody is asked who they are then."""
    assert faults({}, TeamsSettings(dev=True)) == []
    (fault,) = faults({}, TeamsSettings(dev=True), host)
    assert "teams.dev" in fault


def test_the_environment_says_how_the_bot_shows_who_it_is() -> None:
    """Under the name its ecosystem uses; else the settings do."""
    assert app_type(TeamsSettings(), {}) is AppType.SINGLE_TENANT
    assert app_type(TeamsSettings(), {APP_TYPE: "UserAssignedMSI"}) is AppType.MANAGED
    assert app_type(TeamsSettings(app_type=AppType.MANAGED), {}) is AppType.MANAGED


@pytest.fixture
async def microsoft() -> AsyncIterator[Identity]:
    """Microsoft on loopback."""
    async with Identity(APP) as identity:
        yield identity


async def test_check_tells_whether_keys_can_be_had(microsoft: Identity, tmp_path: Path) -> None:
    """From where the environment says they are; a Teams on this machine wants no token."""
    addresses = {METADATA: microsoft.url, HOSTS: "127.0.0.1"}
    premises = Premises(tmp_path, 8765, TeamsSettings(), GOOD, addresses)
    assert [(one.what, one.well) for one in await PLATFORM.examine(premises)] == [
        ("token", True),
        ("keys", True),
    ]
    microsoft.down = True
    assert [one.well for one in await PLATFORM.examine(premises)] == [True, False]


async def test_check_in_development_looks_for_no_keys(tmp_path: Path) -> None:
    """Nobody signs."""
    found = await PLATFORM.examine(Premises(tmp_path, 8765, TeamsSettings(dev=True)))
    assert [one.well for one in found] == [True, True]
