"""What `frontdesk check` asks: is there a token, which rooms are known, and how can agents answer there."""

from __future__ import annotations

import aiohttp

from adapters.teams.door import Door
from adapters.teams.reading import letters
from adapters.teams.refs import Kind, Ref
from adapters.teams.settings import PASSWORD
from bot.errors import AdapterError, AddressGone, NotAllowed, Unavailable
from bot.people import Address
from bot.ports import Finding, Premises

__all__ = ["examined"]

INVITE = "is the id right, and was the app added to that team or chat?"


async def examined(premises: Premises) -> list[Finding]:
    """What Microsoft and Teams say."""
    door = Door(premises)
    try:
        found = [await _token(door), await _keys(door)]
        rooms = [key for key in premises.rooms if "*" not in key]
        well = found[0].well
        return found + [await _room(door, Address.of(key)) for key in rooms if well]
    finally:
        await door.close()


async def _token(door: Door) -> Finding:
    try:
        shown = await door.token()
    except Unavailable:
        why = door.trouble or "Microsoft cannot be reached now: try again in a moment"
        return Finding(PASSWORD, well=False, told=why)
    told = (
        "Microsoft gives the bot a token" if shown else "no token is wanted: this is no Teams of Microsoft's"
    )
    return Finding("token", well=True, told=told)


async def _keys(door: Door) -> Finding:
    """Without Microsoft's keys nothing that Teams sends can be let in."""
    if door.settings.dev:
        return Finding("keys", well=True, told="in development nobody is asked who they are")
    url = door.metadata
    try:
        async with door.connector.session.get(url, timeout=aiohttp.ClientTimeout(total=8)) as answer:
            well = answer.ok and bool(letters((await answer.json(content_type=None)).get("jwks_uri")))
    except (aiohttp.ClientError, TimeoutError, ValueError, AttributeError):
        well = False
    told = f"Microsoft's keys are named at {url}" if well else f"{url} does not name Microsoft's keys"
    return Finding("keys", well=well, told=told)


async def _room(door: Door, at: Address) -> Finding:
    try:
        members = await door.directory.members(at)
        room = await door.directory.room(at)
    except (AddressGone, NotAllowed):
        return Finding(at.key, well=False, told=f"not found: {INVITE}")
    except AdapterError as error:
        return Finding(at.key, well=False, told=f"Teams does not tell now: {error}")
    ref = door.refs.of(at.room)
    return Finding(at.key, well=True, told=f"{room.name}, {len(members)} people; {_way(ref)}")


def _way(ref: Ref | None) -> str:
    """How agents' words reach the bot in that room."""
    if ref is None:
        return "nothing came from there yet, so how agents answer there is not known"
    if ref.kind is Kind.PERSONAL or ref.unasked:
        return "everything written there arrives, so agents answer in the thread"
    return (
        "only words that name the bot arrived so far, so agents answer in the card; to answer in the thread, "
        "let the app read the channel's messages (ChannelMessage.Read.Group)"
    )
