"""What the `[teams]` table of the settings file may set, and what the secrets and addresses are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "APP_ID",
    "APP_TENANT",
    "APP_TYPE",
    "HOSTS",
    "METADATA",
    "PASSWORD",
    "AppType",
    "TeamsSettings",
    "app_type",
]

APP_ID = "MicrosoftAppId"
PASSWORD = "MicrosoftAppPassword"  # noqa: S105 - the name of a secret
APP_TENANT = "MicrosoftAppTenantId"
APP_TYPE = "MicrosoftAppType"

METADATA = "TEAMS_OPENID_METADATA_URL"
HOSTS = "TEAMS_SERVICE_HOSTS"


class AppType(StrEnum):
    """How the bot shows who it is: with a secret of its own tenant, or as an identity that Azure manages."""

    SINGLE_TENANT = "SingleTenant"
    MANAGED = "UserAssignedMSI"


@dataclass(frozen=True, slots=True)
class TeamsSettings:
    """How to listen. `dev` takes whatever comes, unsigned: for the Agents Playground on this machine alone.

    `service_hosts` are hosts of Teams' service besides Microsoft's own, as `*.example.org` or in full.
    `government` is the cloud of the United States' government.
    """

    dev: bool = False
    app_type: AppType = AppType.SINGLE_TENANT
    service_hosts: tuple[str, ...] = ()
    government: bool = False


def app_type(settings: TeamsSettings, secrets: Mapping[str, str]) -> AppType:
    """How the bot shows who it is: as the environment says, else the settings."""
    told = secrets.get(APP_TYPE, "")
    return next((one for one in AppType if one.value.casefold() == told.casefold()), settings.app_type)
