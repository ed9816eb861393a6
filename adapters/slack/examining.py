"""What `frontdesk check` asks Slack: does it take the tokens, what may the app do, where was it invited."""

from __future__ import annotations

from adapters.slack.calls import Calls
from adapters.slack.door import SLACK, Door, Inside, client
from adapters.slack.manifest import SCOPES
from adapters.slack.settings import API, APP_TOKEN, BOT_TOKEN, Way
from bot.errors import AdapterError, AddressGone, Unavailable
from bot.people import Address
from bot.ports import Finding, Premises

__all__ = ["examined"]


async def examined(premises: Premises, way: Way, where: dict[str, str]) -> list[Finding]:
    """What Slack says; *where* tells on which of the app's pages a secret is shown."""
    door = Door(premises.secrets.get(BOT_TOKEN, ""), premises.addresses.get(API) or SLACK)
    try:
        return await _examined(door, premises, way, where)
    finally:
        await door.close()


async def _examined(door: Door, premises: Premises, way: Way, where: dict[str, str]) -> list[Finding]:
    try:
        inside = await door.enter()
    except AdapterError as error:
        return [_closed(door, error, where[BOT_TOKEN])]
    found = [Finding(BOT_TOKEN, well=True, told=f"opens {inside.us.url or inside.us.team}")]
    found += _scopes(inside)
    if way is Way.SOCKET:
        found.append(await _socket(door, premises.secrets.get(APP_TOKEN, ""), where[APP_TOKEN]))
    return found + [await _room(inside, key) for key in premises.rooms if "*" not in key]


def _closed(door: Door, error: AdapterError, where: str) -> Finding:
    if isinstance(error, Unavailable) and not door.locked:
        return Finding("slack", well=False, told=f"{door.url} cannot be reached now: try again in a moment")
    why = f"Slack says {door.locked}: copy the token again" if door.locked else str(error)
    return Finding(BOT_TOKEN, well=False, told=f"{why}. It is under {where}")


def _scopes(inside: Inside) -> list[Finding]:
    missing = [scope for scope in SCOPES if not inside.may(scope)]
    if not missing:
        return [Finding("scopes", well=True, told="the app may do everything it needs")]
    hint = "add it under OAuth & Permissions and install the app again"
    return [
        Finding(f"scope {name}", well=False, told=f"missing, to {SCOPES[name]}: {hint}") for name in missing
    ]


async def _socket(door: Door, token: str, where: str) -> Finding:
    locked: list[str] = []
    try:
        await Calls(client(token, door.url, door.session), locked.append)("apps.connections.open")
    except AdapterError as error:
        why = f"Slack says {locked[0]}" if locked else str(error)
        return Finding(APP_TOKEN, well=False, told=f"{why}. Make one under {where}")
    return Finding(APP_TOKEN, well=True, told="Slack gives a socket for it")


async def _room(inside: Inside, key: str) -> Finding:
    try:
        room = await inside.directory.room(Address.of(key))
    except AddressGone:
        return Finding(key, well=False, told="not found: is the id right, and was the bot invited there?")
    except AdapterError as error:
        return Finding(key, well=False, told=f"cannot be looked at: {error}")
    return Finding(key, well=True, told=f"#{room.name}{', shared with another organisation' * room.outside}")
