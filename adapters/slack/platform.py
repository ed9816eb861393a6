"""Slack among the platforms: its settings, what is wrong with them, and what `frontdesk check` looks at.

Importing it loads neither bolt nor a web client: commands that never speak to Slack read its settings, too.
"""

from __future__ import annotations

from collections.abc import Sequence

from adapters.slack.settings import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, SlackSettings, Way
from adapters.slack.us import ADAPTER
from bot.ports import Adapter, Finding, Premises

__all__ = ["PLATFORM", "SlackPlatform"]

SOCKETS = range(1, 11)
"""As many connections as Slack allows one app."""

WHERE = {
    BOT_TOKEN: ("xoxb-", "OAuth & Permissions, Bot User OAuth Token"),
    APP_TOKEN: ("xapp-", "Basic Information, App-Level Tokens, with the scope connections:write"),
    SIGNING_SECRET: ("", "Basic Information, App Credentials, Signing Secret"),
}
"""What each secret begins with, and where the app's pages show it."""


class SlackPlatform:
    """What the installed package offers."""

    name = ADAPTER
    settings = SlackSettings

    def faults(self, premises: Premises) -> Sequence[str]:
        """What is wrong with the settings and secrets, each with what to do."""
        options = _options(premises)
        wanted = (BOT_TOKEN, APP_TOKEN if options.mode is Way.SOCKET else SIGNING_SECRET)
        found = [_secret_fault(name, premises.secrets.get(name, "")) for name in wanted]
        if options.connections not in SOCKETS:
            found.append(
                f"slack.connections: found {options.connections}, Slack allows 1 to 10, for example 2"
            )
        return [fault for fault in found if fault]

    def open(self, premises: Premises) -> Adapter:
        """The adapter, not yet listening."""
        from adapters.slack.adapter import SlackAdapter

        return SlackAdapter(premises)

    async def examine(self, premises: Premises) -> Sequence[Finding]:
        """Whether Slack takes the tokens, what the app may not do yet, and which rooms it is not in."""
        from adapters.slack.examining import examined

        return await examined(
            premises, _options(premises).mode, {name: at for name, (_, at) in WHERE.items()}
        )


def _options(premises: Premises) -> SlackSettings:
    return premises.options if isinstance(premises.options, SlackSettings) else SlackSettings()


def _secret_fault(name: str, value: str) -> str:
    begins, where = WHERE[name]
    if not value:
        return (
            f"{name} is not set: put it into the environment, or its file's path into {name}_FILE ({where})"
        )
    if not value.startswith(begins):
        return f"{name} does not begin with {begins}: it is another secret than the one under {where}"
    return ""


PLATFORM = SlackPlatform()
