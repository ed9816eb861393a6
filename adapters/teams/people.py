"""Who is who in Teams, remembered for a while: Teams counts how often one asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from adapters.teams.refs import Ref

__all__ = ["Roll"]


class Roll(Protocol):
    """A way to ask Teams for people, which raises our errors."""

    async def member(self, ref: Ref, user: str, /) -> Mapping[str, Any]:
        """One member of a room, by either of its ids; AddressGone where there is none of that id."""
        ...

    async def members(self, ref: Ref, /) -> Sequence[Mapping[str, Any]]:
        """All members of a room, page after page; AddressGone if the room is gone."""
        ...

    async def open_direct(self, ref: Ref, user: str, /) -> str:
        """The conversation id of the direct chat with *user* (`29:…`), opened at *ref*'s service."""
        ...
