"""Slack among the platforms: its settings, what is wrong with them, and what `frontdesk check` looks at."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.slack.adapter import API, APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, SlackAdapter
from adapters.slack.calls import Calls
from adapters.slack.door import SLACK, Door, Inside, client
from adapters.slack.manifest import SCOPES
from adapters.slack.settings import SlackSettings, Way
from adapters.slack.us import ADAPTER
from bot.errors import AdapterError
from bot.people import Address
from bot.ports import Adapter, Finding, Premises

__all__ = ["PLATFORM", "SlackPlatform"]

SOCKETS = range(1, 11)
"""As many connections as Slack allows one app."""

WHERE = {
    BOT_TOKEN: ("xoxb-", "OAuth & Permissions, Bot User OAuth Token"),
    APP_TOKEN: ("xapp-", "Basic Information, App-Level Tokens, with the scope connections:write"),
    SIGNING_SECRET: ("", "Basic Information, App Credentials, Signing Secret"),
}
"""What each secret begins with, and where the app's pages show it."""


class SlackPlatform:
    """What the installed package offers."""

    name = ADAPTER
    settings = SlackSettings

    def faults(self, premises: Premises) -> Sequence[str]:
        """What is wrong with the settings and secrets, each with what to do."""
        options = _options(premises)
        wanted = (BOT_TOKEN, APP_TOKEN if options.mode is Way.SOCKET else SIGNING_SECRET)
        found = [_secret_fault(name, premises.secrets.get(name, "")) for name in wanted]
        if options.connections not in SOCKETS:
            found.append(
                f"slack.connections: found {options.connections}, Slack allows 1 to 10, for example 2"
            )
        return [fault for fault in found if fault]

    def open(self, premises: Premises) -> Adapter:
        """The adapter, not yet listening."""
        return SlackAdapter(premises)

    async def examine(self, premises: Premises) -> Sequence[Finding]:
        """Whether Slack takes the tokens, what the app may not do yet, and which rooms it is not in."""
        url = premises.addresses.get(API) or SLACK
        door = Door(premises.secrets.get(BOT_TOKEN, ""), url)
        try:
            return await self._examined(door, premises)
        finally:
            await door.close()

    async def _examined(self, door: Door, premises: Premises) -> list[Finding]:
        try:
            inside = await door.enter()
        except AdapterError as error:
            why = f"Slack says {door.locked}: copy the token again" if door.locked else str(error)
            return [Finding(BOT_TOKEN, well=False, told=f"{why}. It is under {WHERE[BOT_TOKEN][1]}")]
        found = [Finding(BOT_TOKEN, well=True, told=f"opens {inside.us.url or inside.us.team}")]
        found += _scopes(inside)
        if _options(premises).mode is Way.SOCKET:
            found.append(await _socket(door, premises.secrets.get(APP_TOKEN, "")))
        return found + [await _room(inside, key) for key in premises.rooms if "*" not in key]


def _options(premises: Premises) -> SlackSettings:
    return premises.options if isinstance(premises.options, SlackSettings) else SlackSettings()


def _secret_fault(name: str, value: str) -> str:
    begins, where = WHERE[name]
    if not value:
        return (
            f"{name} is not set: put it into the environment, or its file's path into {name}_FILE ({where})"
        )
    if not value.startswith(begins):
        return f"{name} does not begin with {begins}: it is another secret than the one under {where}"
    return ""


def _scopes(inside: Inside) -> list[Finding]:
    missing = [scope for scope in SCOPES if not inside.may(scope)]
    if not missing:
        return [Finding("scopes", well=True, told="the app may do everything it needs")]
    hint = "add it under OAuth & Permissions and install the app again"
    return [
        Finding(f"scope {name}", well=False, told=f"missing, to {SCOPES[name]}: {hint}") for name in missing
    ]


async def _socket(door: Door, token: str) -> Finding:
    locked: list[str] = []
    try:
        await Calls(client(token, door.url, door.session), locked.append)("apps.connections.open")
    except AdapterError as error:
        why = f"Slack says {locked[0]}" if locked else str(error)
        return Finding(APP_TOKEN, well=False, told=f"{why}. Make one under {WHERE[APP_TOKEN][1]}")
    return Finding(APP_TOKEN, well=True, told="Slack gives a socket for it")


async def _room(inside: Inside, key: str) -> Finding:
    try:
        room = await inside.directory.room(Address.of(key))
    except AdapterError:
        return Finding(key, well=False, told="not found: is the id right, and was the bot invited there?")
    return Finding(key, well=True, told=f"#{room.name}{', shared with another organisation' * room.outside}")


PLATFORM = SlackPlatform()
