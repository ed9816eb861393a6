"""`frontdesk slack-link`: the one link that makes the app in Slack, filled in."""

from __future__ import annotations

from urllib.parse import urlsplit

from adapters.slack.manifest import link
from adapters.slack.settings import Way
from bot.errors import SettingsError

__all__ = ["slack_link"]


def slack_link(*, http: str = "") -> str:
    """Print the link that makes the app in Slack. With --http https://your.address Slack calls that one."""
    return link(Way.HTTP, _called(http)) if http else link(Way.SOCKET)


def _called(address: str) -> str:
    """Where Slack calls: the address itself, or our path below it."""
    from adapters.slack.listening import PATH

    url = urlsplit(address)
    if url.scheme != "https" or not url.hostname or url.query or url.fragment:
        fault = f"--http: found {address!r}, but Slack calls an address such as https://desk.example.org"
        raise SettingsError((fault,))
    return address if url.path.strip("/") else f"{address.rstrip('/')}{PATH}"
