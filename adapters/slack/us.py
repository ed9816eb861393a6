"""Who the bot is in the workspace it is installed in: what tells own from foreign, house from guest."""

from __future__ import annotations

from dataclasses import dataclass

from bot.people import Address

__all__ = ["ADAPTER", "Us", "standing"]

ADAPTER = "slack"


@dataclass(frozen=True, slots=True)
class Us:
    """As `auth.test` told it. `url` is the workspace's own, with a slash at its end.

    `app` is the app's id, "" where Slack does not tell it. `bots` are the other bots that are listened to.
    """

    team: str
    user: str
    bot: str
    url: str = ""
    enterprise: str = ""
    app: str = ""
    bots: frozenset[str] = frozenset()

    def is_house(self, team: str) -> bool:
        """Whether somebody of that team or enterprise belongs to the installing organisation."""
        return bool(team) and team in {self.team, self.enterprise}


def standing(room: str, thread: str, ts: str) -> Address:
    """Where a message stands: in its thread, in the one it heads, or in a direct chat without threads."""
    return Address(ADAPTER, room, thread or ("" if room.startswith("D") else ts))
