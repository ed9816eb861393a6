"""What the `[slack]` table of the settings file may set."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["SlackSettings", "Way"]


class Way(StrEnum):
    """How Slack reaches us: over sockets that we open, or by calling our address."""

    SOCKET = "socket"
    HTTP = "http"


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """How to listen. `bots` are the ids (`B…`) of other bots whose posts count as people's words."""

    mode: Way = Way.SOCKET
    connections: int = 2
    bots: tuple[str, ...] = ()
