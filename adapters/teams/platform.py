"""Teams among the platforms: its settings, what is wrong with them, and what `frontdesk check` looks at.

Importing it loads neither the Bot Framework's SDK nor a web client: commands that never speak to Teams read
its settings, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from ipaddress import ip_address

from adapters.teams.settings import APP_ID, APP_TENANT, APP_TYPE, PASSWORD, AppType, TeamsSettings, app_type
from adapters.teams.us import ADAPTER
from bot.ports import Adapter, Finding, Premises

__all__ = ["PLATFORM", "TeamsPlatform"]

GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
HOST = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?", re.IGNORECASE)
EXAMPLE = "6e9f1b1c-8a3d-4c47-9a60-0d4c5b7f2e11"

WHERE = {
    APP_ID: "Azure Bot, Configuration, Microsoft App ID",
    APP_TENANT: "Azure Bot, Configuration, App Tenant ID",
    PASSWORD: "App registration, Certificates & secrets, the value of a client secret",
}
"""Where Azure's pages show each of them."""


class TeamsPlatform:
    """What the installed package offers."""

    name = ADAPTER
    settings = TeamsSettings

    def faults(self, premises: Premises) -> Sequence[str]:
        """What is wrong with the settings and secrets, each with an example of what works."""
        options = _options(premises)
        found = _in_development(premises) if options.dev else _in_production(options, premises.secrets)
        return (*found, *_of_hosts(options))

    def open(self, premises: Premises) -> Adapter:
        """The adapter, not yet listening."""
        from adapters.teams.adapter import TeamsAdapter

        return TeamsAdapter(premises)

    async def examine(self, premises: Premises) -> Sequence[Finding]:
        """Whether Microsoft gives a token and keys, which rooms are known, and how agents answer there."""
        from adapters.teams.examining import examined

        return await examined(premises)


def _options(premises: Premises) -> TeamsSettings:
    return premises.options if isinstance(premises.options, TeamsSettings) else TeamsSettings()


def _in_development(premises: Premises) -> Iterator[str]:
    """Without a check of who asks, nobody else may ask."""
    if not ip_address(premises.host).is_loopback:
        yield (
            f"teams.dev: found true with host {premises.host!r}, but in development nobody is asked who they "
            'are, so only this machine is let in. For example: host = "127.0.0.1", or dev = false'
        )


def _in_production(options: TeamsSettings, secrets: Mapping[str, str]) -> Iterator[str]:
    told = secrets.get(APP_TYPE, "")
    if told and told.casefold() not in {one.value.casefold() for one in AppType}:
        yield (
            f"{APP_TYPE}: found {told!r}, but a bot is {' or '.join(AppType)}; new ones for many tenants "
            f"cannot be made any more. For example: {APP_TYPE}={AppType.SINGLE_TENANT.value}"
        )
    for name in (APP_ID, APP_TENANT):
        yield from _of_id(name, secrets.get(name, ""))
    if app_type(options, secrets) is AppType.SINGLE_TENANT and not secrets.get(PASSWORD):
        yield (
            f"{PASSWORD} is not set: put it into the environment, or its file's path into {PASSWORD}_FILE "
            f'({WHERE[PASSWORD]}). A managed identity needs none: app_type = "{AppType.MANAGED.value}"'
        )


def _of_id(name: str, value: str) -> Iterator[str]:
    if not value:
        yield f"{name} is not set: put it into the environment ({WHERE[name]}). For example: {name}={EXAMPLE}"
    elif not GUID.fullmatch(value):
        yield f"{name}: what is set is no id. It is under {WHERE[name]}. For example: {name}={EXAMPLE}"


def _of_hosts(options: TeamsSettings) -> Iterator[str]:
    for host in options.service_hosts:
        if not HOST.fullmatch(host) or ("." not in host.removeprefix("*.") and host.startswith("*")):
            yield (
                f"teams.service_hosts: found {host!r}, but it is a host, with a port or not. "
                'For example: service_hosts = ["*.example.org"]'
            )


PLATFORM = TeamsPlatform()
