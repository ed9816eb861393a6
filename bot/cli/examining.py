"""What `frontdesk check` looks at on each platform: what is missing, what it tells, its desks' rooms."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.configuring import Configuration, platform_faults
from bot.errors import FrontdeskError, StoreError
from bot.platforms import Platforms, platforms
from bot.ports import Finding, Platform
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.store import Reader

__all__ = ["platform_findings"]


def platform_findings(configuration: Configuration, known: Platforms | None = None) -> Iterator[Finding]:
    """What each platform that the settings speak of lacks or tells, in the order of their names."""
    known = platforms() if known is None else known
    for name in sorted(configuration.adapters):
        part = replace(configuration, settings=_only(name, configuration.settings))
        faults = platform_faults(part, known)
        yield from (Finding(name, well=False, told=fault) for fault in faults)
        if not faults:
            yield from asyncio.run(_examined(part, known[name]))


def _only(name: str, settings: Settings) -> Settings:
    """The part of the settings that is on one platform."""
    desks = {desk: at for desk, at in settings.desks.items() if at.room.startswith(f"{name}:")}
    routes = tuple(route for route in settings.routes if route.room.startswith(f"{name}:"))
    return replace(settings, desks=desks, routes=routes)


async def _examined(configuration: Configuration, platform: Platform) -> Sequence[Finding]:
    """What the platform itself tells, and, where that is well, what keeps its desks from working."""
    try:
        found = [*await platform.examine(configuration.premises(platform.name))]
        if all(finding.well for finding in found):
            found += [
                Finding("desk", well=False, told=fault) for fault in await _desks(configuration, platform)
            ]
    except (FrontdeskError, OSError) as error:
        return [Finding(platform.name, well=False, told=str(error))]
    return found


async def _desks(configuration: Configuration, platform: Platform) -> Sequence[str]:
    from bot.roster import desk_faults

    adapter, reader = platform.open(configuration.premises(platform.name)), _reader(configuration)
    try:
        return await desk_faults(configuration.settings, {platform.name: adapter}, reader)
    finally:
        await adapter.stop()
        if reader is not None:
            reader.close()


def _reader(configuration: Configuration) -> Reader | None:
    """What is stored, if it can be read: rooms may have moved since the settings were written."""
    from bot.store import Reader
    from bot.store.examining import version

    try:
        version(configuration.data)
    except StoreError:  # a finding of its own
        return None
    return Reader(configuration.data)
