"""Payloads in the shapes of Slack's own: events, Slack Connect's fields, presses, forms and commands."""

from __future__ import annotations

from typing import Any

from tests.fakes.slack.world import Channel, Human, Post, StoredFile, World

Json = dict[str, Any]


def escaped(text: str) -> str:
    """Words as mrkdwn carries them."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def typed(text: str, mention: str = "") -> tuple[str, list[Json]]:
    """What a client makes of typed words: mrkdwn and rich text, a name in front if somebody is called."""
    called = [{"type": "user", "user_id": mention}] if mention else []
    words = f" {text}" if mention else text
    section = {"type": "rich_text_section", "elements": [*called, {"type": "text", "text": words}]}
    name = f"<@{mention}> " if mention else ""
    return name + escaped(text), [{"type": "rich_text", "block_id": "b1", "elements": [section]}]


def message(world: World, channel: Channel, post: Post) -> Json:
    """A message as it stands in events and in history."""
    told: Json = {"type": "message", "user": post.user.id, "text": post.text, "ts": post.ts}
    told |= {"team": post.user.team.id, "blocks": post.blocks}
    if post.user.bot_id:
        told |= {"bot_id": post.user.bot_id, "app_id": world.app_id if post.user is world.bot else "A0OTHER"}
    if post.thread_ts:
        told["thread_ts"] = post.thread_ts
    if post.broadcast:
        told |= {"subtype": "thread_broadcast", "root": {"ts": post.thread_ts, "thread_ts": post.thread_ts}}
    if post.edited:
        told["edited"] = {"user": post.user.id, "ts": post.edited}
    if world.is_foreign(post.user):
        team = post.user.team.id
        told |= {
            "user_team": team,
            "source_team": team,
            "user_profile": {"team": team, "name": post.user.name},
        }
    if post.files:
        told |= {"files": [_file(world, channel, name) for name in post.files], "upload": False}
    return told


def _file(world: World, channel: Channel, name: str) -> Json:
    """Files from the other organisation come folded."""
    file = world.files[name]
    if channel.shared_with and world.is_foreign(world.people[file.owner]):
        return {"id": file.id, "mode": "file_access", "file_access": "check_file_info"}
    return described(file, "")


def described(file: StoredFile, base: str) -> Json:
    """A file as files.info tells of it."""
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "size": len(file.content),
        "user": file.owner,
        "mode": "hosted",
        "url_private": f"{base}/files/{file.id}",
        "url_private_download": f"{base}/files/{file.id}/download",
        "shares": {"private": file.shares},
    }


def event(world: World, told: Json, channel: Channel | None = None, by: Human | None = None) -> Json:
    """An event in its envelope. In a shared channel the outer team may be the sender's."""
    foreign = channel is not None and bool(channel.shared_with)
    outer = by.team.id if by is not None and foreign else world.team.id
    number = world.number()
    return {
        "token": "legacy",
        "team_id": outer,
        "context_team_id": world.team.id,
        "api_app_id": world.app_id,
        "event": {"event_ts": told.get("ts") or world.now(), **told},
        "type": "event_callback",
        "event_id": f"Ev{number:08d}",
        "event_time": int(float(world.now())),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": world.team.id,
                "user_id": world.bot.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": foreign,
        "event_context": f"4-{number}",
    }


def said(world: World, channel: Channel, post: Post, kind: str = "message") -> Json:
    """Somebody wrote."""
    told = {**message(world, channel, post), "type": kind, "channel": channel.id}
    if kind == "message":
        told["channel_type"] = "im" if channel.im else "group" if channel.private else "channel"
        told |= {"subtype": "file_share"} if post.files else {}
    return event(world, told, channel, post.user)


def interactive(world: World, kind: str, by: Human, **more: object) -> Json:
    """A press, a form or a shortcut."""
    user = {"id": by.id, "username": by.name.lower(), "name": by.name.lower(), "team_id": by.team.id}
    team = {"id": by.team.id, "domain": by.team.name.lower()}
    return {"type": kind, "user": user, "team": team, "api_app_id": world.app_id, "token": "legacy", **more}
