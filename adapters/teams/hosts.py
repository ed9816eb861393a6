"""Which hosts are Teams' own: only there the bot's token is shown, and only from there anything is taken."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

__all__ = ["Hosts", "is_here", "is_loopback", "named"]

MICROSOFTS = (
    "smba.trafficmanager.net",
    "*.botframework.com",
    "*.teams.microsoft.com",
    # The clouds of the United States' government.
    "*.botframework.us",
    "*.botframework.azure.us",
    "*.teams.microsoft.us",
)


class Hosts:
    """Microsoft's hosts and *more*, each a host, a host with its port, or `*.example.org`."""

    def __init__(self, more: Iterable[str] = ()) -> None:
        self._known = (*MICROSOFTS, *map(_bare, more))

    def allow(self, url: str) -> bool:
        """Whether *url* is Teams' own: over TLS, or on this machine, at one of the hosts."""
        found = _split(url)
        if found is None or found.username is not None or not found.hostname:
            return False
        safe = found.scheme == "https" or (found.scheme == "http" and is_loopback(found.hostname))
        return safe and any(_covers(one, found) for one in self._known)


def named(told: str) -> tuple[str, ...]:
    """The hosts in a list with commas or spaces between."""
    return tuple(one for one in re.split(r"[,;\s]+", told) if one)


def is_here(host: str) -> bool:
    """Whether a host, as it may be written in a list of hosts, is this machine."""
    bare = _bare(host)
    return is_loopback(bare) or is_loopback(bare.rpartition(":")[0].strip("[]"))


def is_loopback(host: str) -> bool:
    """Whether *host* is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _bare(host: str) -> str:
    """A host as it may be written: with a scheme, a slash at its end, or in capitals."""
    return re.sub(r"^https?://", "", host.strip().casefold()).partition("/")[0]


def _covers(known: str, found: SplitResult) -> bool:
    host = found.hostname or ""
    if known.startswith("*."):
        return host.endswith(known[1:])
    return known in {host, f"{host}:{found.port}"}


def _split(url: str) -> SplitResult | None:
    try:
        found = urlsplit(url)
        return found if found.port is None or found.port else None
    except ValueError:
        return None
