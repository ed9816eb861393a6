"""What the app needs of a workspace, each thing with its reason, and the manifest made from that.

A test holds these tables against the calls and events of the code, so that nothing is asked for that
is not used, and nothing used that was not asked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urlencode

from adapters.slack.buttons import HAND_OVER, TAKE_OVER
from adapters.slack.commands import WORDS
from adapters.slack.settings import Way

__all__ = ["EVENTS", "METHODS", "SCOPES", "link", "manifest"]

NAME = "Front Desk"
COMMAND = "/frontdesk"

SCOPES: Mapping[str, str] = {
    "app_mentions:read": "hear when it is named",
    "assistant:write": "show in the assistant's pane that an answer is on its way, and what to ask",
    "channels:history": "hear customers and agents in public channels it was invited to",
    "channels:read": "know the names of those channels, and whether another organisation is in them",
    "chat:write": "answer",
    "chat:write.customize": "show an agent's own name and picture to the customer",
    "commands": "take /frontdesk and the two message shortcuts",
    "files:read": "carry customers' files to the desk",
    "files:write": "carry agents' files to the customer",
    "groups:history": "hear customers and agents in private channels it was invited to",
    "groups:read": "know who works at the desk, and what its private channel is called",
    "im:history": "hear direct messages",
    "im:write": "write to somebody directly where there is no private way in the channel",
    "mpim:history": "hear group messages it was added to",
    "mpim:read": "know who is in those",
    "reactions:read": "take 👀 as a claim, and carry reactions to the other side",
    "reactions:write": "mark what was delivered, and what was not",
    "team:read": "name a customer's organisation on the card",
    "users:read": "know people's names",
}
"""Every scope, and what the bot could not do without it."""

METHODS: Mapping[str, tuple[str, ...]] = {
    "assistant.threads.setStatus": ("assistant:write",),
    "assistant.threads.setSuggestedPrompts": ("assistant:write",),
    "bots.info": ("users:read",),
    "chat.delete": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write", "chat:write.customize"),
    "chat.update": ("chat:write",),
    "conversations.history": ("channels:history", "groups:history", "im:history", "mpim:history"),
    "conversations.info": ("channels:read", "groups:read", "mpim:read"),
    "conversations.members": ("channels:read", "groups:read", "mpim:read"),
    "conversations.open": ("im:write",),
    "conversations.replies": ("channels:history", "groups:history", "im:history", "mpim:history"),
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.info": ("files:read",),
    "reactions.add": ("reactions:write",),
    "reactions.remove": ("reactions:write",),
    "team.info": ("team:read",),
    "users.info": ("users:read",),
    "views.open": (),
    "views.publish": (),
}
"""The methods called with the bot's token, and the scopes they want (each method's page)."""

EVENTS: Mapping[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "assistant_thread_started": ("assistant:write",),
    "channel_archive": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_id_changed": ("channels:read",),
    "channel_left": ("channels:read",),
    "channel_shared": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "channel_unshared": ("channels:read",),
    "group_archive": ("groups:read",),
    "group_deleted": ("groups:read",),
    "group_left": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "tokens_revoked": (),
}
"""The events listened to, and the scopes they want (each event's page)."""

NEW_APP = "https://api.slack.com/apps"


def manifest(way: Way, url: str = "") -> dict[str, object]:
    """The app's manifest; in HTTP mode *url* is where Slack calls."""
    return {
        "display_information": {
            "name": NAME,
            "description": "Answers what is known at once, and fetches a person for everything else",
            "background_color": "#1f4f46",
        },
        "features": _features(way, url),
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": _settings(way, url),
    }


def link(way: Way, url: str = "") -> str:
    """The address that opens Slack's form for a new app, filled in with the manifest."""
    told = json.dumps(manifest(way, url), separators=(",", ":"), ensure_ascii=False)
    return f"{NEW_APP}?{urlencode({'new_app': '1', 'manifest_json': told})}"


def _features(way: Way, url: str) -> dict[str, object]:
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": NAME, "always_online": True},
        "assistant_view": {
            "assistant_description": "Ask anything; what is not known here, a person answers."
        },
        "shortcuts": [
            _shortcut("Hand this to a person", HAND_OVER, "Has a person look at this message"),
            _shortcut("Take over here", TAKE_OVER, "For agents: answer this customer yourself"),
        ],
        "slash_commands": [
            {
                "command": COMMAND,
                "description": "For agents: who waits, and whether you are on duty",
                "usage_hint": " | ".join(WORDS),
                "should_escape": False,
                **_called(way, url, "url"),
            }
        ],
    }


def _shortcut(name: str, callback: str, told: str) -> dict[str, str]:
    return {"name": name, "type": "message", "callback_id": callback, "description": told}


def _settings(way: Way, url: str) -> dict[str, object]:
    return {
        "event_subscriptions": {**_called(way, url, "request_url"), "bot_events": list(EVENTS)},
        "interactivity": {"is_enabled": True, **_called(way, url, "request_url")},
        "org_deploy_enabled": False,
        "socket_mode_enabled": way is Way.SOCKET,
        "token_rotation_enabled": False,
    }


def _called(way: Way, url: str, name: str) -> dict[str, str]:
    return {name: url} if way is Way.HTTP else {}
