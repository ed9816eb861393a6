"""What the playground offers the house: its adapter, and which rooms there are to speak of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from ipaddress import ip_address
from typing import Any

from adapters.web.settings import WebSettings
from adapters.web.world import ADAPTER, demonstration
from bot.ports import Adapter, Finding, Platform, Premises

__all__ = ["PLATFORM", "WebPlatform"]

FILE = "playground.db"


class WebPlatform:
    """The playground of the demonstration, its rooms kept beside everything else."""

    name = ADAPTER
    settings: type[Any] | None = None

    def faults(self, premises: Premises) -> Sequence[str]:
        """Rooms that the playground lacks, and a host that others could reach."""
        return tuple(_faults(premises))

    def open(self, premises: Premises) -> Adapter:
        """The playground; its web server is loaded here, not before."""
        from adapters.web.playground import WebAdapter

        return WebAdapter(WebSettings(premises.data / FILE, port=premises.port))

    async def examine(self, premises: Premises) -> Sequence[Finding]:
        """Nothing: nothing outside this machine has to be there."""
        return ()


def _faults(premises: Premises) -> Iterator[str]:
    there = [f"{ADAPTER}:{room.id}" for room in demonstration().rooms()]
    for room in premises.rooms:
        if not any(fnmatchcase(one, room) for one in there):
            yield f"the playground has no room {room!r}; it has {', '.join(there)}"
    if not ip_address(premises.host).is_loopback:
        yield (
            f"host: found {premises.host!r}, but the playground lets people in without a password, so it is "
            'served to this machine alone. For example: host = "127.0.0.1"'
        )


PLATFORM: Platform = WebPlatform()
