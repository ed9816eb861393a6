"""What concerns the bot itself: its home and its chat are opened, or it is taken out of the workspace."""

from __future__ import annotations

from adapters.slack.asked import ChatOpened, HomeOpened, Ignored, Known, Parsed, Revoked
from adapters.slack.parse_messages import writer
from adapters.slack.reading import Body, an_id, letters, mapping, moment, sequence
from adapters.slack.us import ADAPTER, Us
from bot.people import Address

__all__ = ["ABOUT_US", "about_us"]

ABOUT_US = frozenset({"app_home_opened", "assistant_thread_started", "app_uninstalled", "tokens_revoked"})
"""The events this file reads."""


def about_us(body: Body, event: Body, us: Us, known: Known) -> Parsed:
    """A visit to the bot's own places, or the end of its stay."""
    match event.get("type"):
        case "app_home_opened":
            return _home(event, us, known)
        case "assistant_thread_started":
            return _chat(event, us, known)
        case "app_uninstalled":
            ours = us.is_house(letters(body.get("team_id")))
            return Revoked("app_uninstalled") if ours else Ignored("another workspace let the app go")
        case _:
            ours = us.user in sequence(mapping(event.get("tokens")).get("bot"))
            return Revoked("tokens_revoked") if ours else Ignored("tokens of other people")


def _home(event: Body, us: Us, known: Known) -> Parsed:
    by = writer({"user": event.get("user")}, us, known)
    if event.get("tab") != "home" or by is None:
        return Ignored("another tab of the home")
    return HomeOpened(by)


def _chat(event: Body, us: Us, known: Known) -> Parsed:
    thread = mapping(event.get("assistant_thread"))
    room, ts = an_id(thread.get("channel_id")), letters(thread.get("thread_ts"))
    by = writer({"user": thread.get("user_id")}, us, known)
    if by is None or not room or moment(ts) is None:
        return Ignored("a chat without a person or a place")
    return ChatOpened(by, Address(ADAPTER, room, ts))
