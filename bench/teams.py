"""Through the whole of Teams: the house beside the Bot Framework's echo bot, over one stand-in, in turns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import psutil

from adapters.teams.hooks import PATH
from bench.clocking import percentile
from bench.driving import (
    CALM,
    ROOMS,
    Body,
    Bot,
    Event,
    claimed,
    in_turns,
    paired,
    running,
    slowest_ack,
)
from bench.figures import Figure
from bench.teams_side import APP, DESK, HOUSE, TEAM, THREAD, who

__all__ = ["measured"]

FIRST = 1_600_000_000_000
"""Messages are called by the millisecond they were written in."""


class TeamsBot(Bot):
    """A bot in Teams; the customers are of another organisation, in channels that they share."""

    def __init__(self, process: psutil.Process, url: str, port: str) -> None:
        super().__init__(process, url, f"http://127.0.0.1:{port}{PATH}")
        self.tokens = 0
        self.turns = 0

    def drive(self, what: str, events: Sequence[Event], *, posts: bool, rate: int = 0) -> Body:
        """The same, with the tokens counted."""
        told = super().drive(what, events, posts=posts, rate=rate)
        self.tokens += told["tokens"]
        self.turns += len(events) if posts else 0
        return told

    def words(self, text: str, *, thread: str = "", house: bool = False, numbered: bool = True) -> Event:
        """One message."""
        number = next(self.numbers)
        id_, word = str(FIRST + number), f"w{number}"
        root = thread or id_
        room = f"19:help{int(root) % ROOMS}@thread.tacv2"
        said = f"{text} {word}" if numbered else text
        by = who("colleague" if house else "guest")
        body = _activity("message", by, room, root) | {"id": id_, "text": said, "textFormat": "plain"}
        html = {"contentType": "text/html", "content": f"<p>{said}</p>"}
        return Event(body | {"attachments": [html]}, root, word if thread else "")

    def mark(self, head: str) -> Event:
        """Eyes on the card."""
        body = _activity("messageReaction", who("ada"), DESK, head)
        more = {
            "id": f"f:{next(self.numbers)}",
            "replyToId": head,
            "reactionsAdded": [{"type": "1f440_eyes"}],
        }
        return Event(body | more, head)


def measured(folder: Path, *, rounds: int) -> list[Figure]:
    """Events a second, CPU an event, acknowledgements, and how often a token is asked for."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        running("teams", "stock", folder, TeamsBot) as stock,
        running("teams", "cached", folder, TeamsBot) as cached,
        running("teams", "ours", folder, TeamsBot) as ours,
    ):
        in_turns((stock, cached, ours), claimed(ours), rounds)
    calm, floor = (percentile(bot.acks["calm"], 0.99) for bot in (ours, cached))
    return [
        *paired("Teams beside cached credentials", ours, cached, relay_at_most=2),
        *paired("Teams beside the stock bot", ours, stock),
        Figure(f"Teams, ack p99 at {CALM}/s", calm, "ms", floor),
        Figure("Teams, slowest ack when saturated", slowest_ack(ours), "ms", slowest_ack(cached)),
        *_tokens(stock, cached, ours),
    ]


def _tokens(stock: TeamsBot, cached: TeamsBot, ours: TeamsBot) -> list[Figure]:
    """A token is good for an hour; nothing here takes longer."""
    named = (("the stock bot", stock, None), ("cached credentials", cached, None), ("ours", ours, 1))
    return [
        Figure(f"Teams, tokens asked for in {bot.turns:,} turns: {name}", bot.tokens, "", at_most=wanted)
        for name, bot, wanted in named
    ]


def _activity(kind: str, by: Body, room: str, root: str) -> Body:
    """An activity as Teams sends it, but for where it is sent from and what is in it."""
    return {
        "type": kind,
        "timestamp": datetime.now(UTC).isoformat(),
        "channelId": "msteams",
        "from": by,
        "conversation": {
            "isGroup": True,
            "conversationType": "channel",
            "tenantId": HOUSE,
            "id": f"{room}{THREAD}{root}",
        },
        "recipient": {"id": f"28:{APP}", "name": "Front Desk"},
        "entities": [{"locale": "en-US", "country": "US", "platform": "Web", "type": "clientInfo"}],
        "channelData": {
            "teamsChannelId": room,
            "teamsTeamId": TEAM,
            "channel": {"id": room, "name": "help"},
            "team": {"id": TEAM},
            "tenant": {"id": HOUSE},
        },
        "locale": "en-US",
    }
