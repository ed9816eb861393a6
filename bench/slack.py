"""Through the whole of Slack: the house beside bolt's own echo bot, over the same stand-in, turn by turn."""

from __future__ import annotations

from pathlib import Path

from bench.clocking import percentile
from bench.driving import (
    CALM,
    ROOMS,
    Body,
    Bot,
    Event,
    claimed,
    commit,
    in_turns,
    paired,
    running,
    slowest_ack,
)
from bench.figures import Figure

__all__ = ["measured"]


class SlackBot(Bot):
    """A bot in Slack; the customers are of another organisation."""

    def words(self, text: str, *, thread: str = "", house: bool = False, numbered: bool = True) -> Event:
        """One message."""
        number = next(self.numbers)
        ts, word = f"1800000000.{number:06d}", f"w{number}"
        user, team = ("U0COLLEAGUE", "T0HOUSE") if house else ("U0GUEST", "T0GUESTS")
        body: Body = {
            "type": "message",
            "channel": f"C0HELP{_room(thread or ts)}",
            "channel_type": "group",
            "user": user,
            "text": f"{text} {word}" if numbered else text,
            "ts": ts,
            **dict.fromkeys(("team", "user_team", "source_team"), team),
        }
        return Event(body | {"thread_ts": thread}, thread, word) if thread else Event(body, ts)

    def mark(self, head: str) -> Event:
        """Eyes on the card."""
        item = {"type": "message", "channel": "C0DESK", "ts": head}
        body = {"type": "reaction_added", "user": "U0ADA", "reaction": "eyes", "item": item}
        return Event(body | {"event_ts": f"19{next(self.numbers)}.000001"}, head)


def measured(folder: Path, *, rounds: int) -> list[Figure]:
    """Events a second and CPU an event; acknowledgements at a calm rate and when it is too much."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        running("slack", "bare", folder, SlackBot) as bare,
        running("slack", "ours", folder, SlackBot) as ours,
    ):
        in_turns((bare, ours), claimed(ours), rounds)
    calm, floor = (percentile(bot.acks["calm"], 0.99) for bot in (ours, bare))
    return [
        *paired("Slack", ours, bare, relay_at_most=5),
        Figure(f"Slack, ack p99 at {CALM}/s", calm, "ms", floor * 5 + commit(folder), at_most=1),
        Figure("Slack, slowest ack when saturated", slowest_ack(ours), "ms", at_most=1000),
        Figure("Slack, the bare bot's slowest ack then", slowest_ack(bare), "ms"),
    ]


def _room(thread: str) -> int:
    """The room a thread lies in."""
    return int(thread[-6:]) % ROOMS
