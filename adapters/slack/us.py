"""Who the bot is in the workspace it is installed in: what tells own from foreign, house from guest."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ADAPTER", "Us"]

ADAPTER = "slack"


@dataclass(frozen=True, slots=True)
class Us:
    """As `auth.test` told it. `url` is the workspace's own, with a slash at its end.

    `app` is the app's id, "" until the first event told it. `bots` are the other bots that are listened to.
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
