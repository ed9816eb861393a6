"""What the `[slack]` table of the settings file may set, and what the secrets and addresses are called."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["API", "APP_TOKEN", "BOT_TOKEN", "SIGNING_SECRET", "SlackSettings", "Way"]

BOT_TOKEN = "SLACK_BOT_TOKEN"  # noqa: S105 - the name of a secret
APP_TOKEN = "SLACK_APP_TOKEN"  # noqa: S105 - the name of a secret
SIGNING_SECRET = "SLACK_SIGNING_SECRET"  # noqa: S105 - the name of a secret
API = "SLACK_API_URL"


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
