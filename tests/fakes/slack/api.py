"""The Web API, with Slack's own errors. Every method is a function named as Slack names it."""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from aiohttp import web

from tests.fakes.slack import shapes
from tests.fakes.slack.rules import TEXT, message_faults, view_faults
from tests.fakes.slack.wire import Wire
from tests.fakes.slack.world import Channel, Human, Post, StoredFile, Whisper, World

Json = dict[str, Any]

SCOPES = {
    "assistant.threads.setStatus": {"assistant:write"},
    "assistant.threads.setSuggestedPrompts": {"assistant:write"},
    "chat.delete": {"chat:write"},
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": {"channels:history", "groups:history", "im:history"},
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.members": {"channels:read", "groups:read"},
    "conversations.open": {"im:write"},
    "conversations.replies": {"channels:history", "groups:history", "im:history"},
    "files.completeUploadExternal": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "files.info": {"files:read"},
    "reactions.add": {"reactions:write"},
    "reactions.remove": {"reactions:write"},
    "team.info": {"team:read"},
    "users.info": {"users:read"},
    "bots.info": {"users:read"},
}
PAGE = 3
"""Objects on a page at most, so that paging is met early."""
TRIGGER_LIVES = 3.0


class Refusal(Exception):
    """Slack says no; `more` stands beside the error."""

    def __init__(self, error: str, **more: object) -> None:
        super().__init__(error)
        self.error, self.more = error, more


class Fault(Enum):
    """What may go wrong with one call."""

    RATE_LIMITED = "429, not done"
    BROKEN = "500, not done"
    DONE_BUT_BROKEN = "500, done all the same"
    DONE_BUT_SILENT = "done, and the line is cut"


@dataclass(slots=True)
class Call:
    """One call that was made."""

    method: str
    params: Json
    at: float


class Api:
    """The methods. `faults` holds what goes wrong next, by method."""

    def __init__(self, world: World, wire: Wire, token: str, app_token: str, scopes: set[str]) -> None:
        self.world, self.wire = world, wire
        self.token, self.app_token, self.scopes = token, app_token, scopes
        self.base = ""
        self.calls: list[Call] = []
        self.faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self.retry_after = 0.1
        self.triggers: dict[str, float] = {}
        self.leaked: list[str] = []
        self.signed_out = False
        self.revoked = ""
        self.busy = 0
        self.changed = asyncio.Event()

    # -- the door

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One call, answered as Slack would."""
        method, params = request.match_info["method"], await _params(request)
        self.calls.append(Call(method, params, time.monotonic()))
        fault = self.faults[method].popleft() if self.faults[method] else None
        self.busy += 1
        try:
            return await self._served(request, method, params, fault)
        finally:
            self.busy -= 1
            self.changed.set()

    async def _served(
        self, request: web.Request, method: str, params: Json, fault: Fault | None
    ) -> web.StreamResponse:
        if fault is Fault.RATE_LIMITED:
            headers = {"Retry-After": str(self.retry_after)}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        if fault is Fault.BROKEN:
            return web.Response(status=500, text="internal error")
        try:
            answer = {"ok": True, **self._done(request, method, params)}
        except Refusal as refusal:
            answer = {"ok": False, "error": refusal.error, **refusal.more}
        if fault is Fault.DONE_BUT_BROKEN:
            return web.Response(status=500, text="internal error")
        if fault is Fault.DONE_BUT_SILENT and request.transport is not None:
            request.transport.close()
        return web.json_response(answer, headers={"x-oauth-scopes": ",".join(sorted(self.scopes))})

    def _done(self, request: web.Request, method: str, params: Json) -> Json:
        self._authorize(request, method)
        act: Callable[[Json], Json] | None = getattr(self, method.replace(".", "_"), None)
        if act is None:
            raise Refusal("unknown_method")
        return act(params)

    def _authorize(self, request: web.Request, method: str) -> None:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        wanted = self.app_token if method == "apps.connections.open" else self.token
        if given != wanted:
            raise Refusal("invalid_auth" if given else "not_authed")
        if self.revoked:
            raise Refusal(self.revoked)
        needed = SCOPES.get(method, set())
        if needed and not needed & self.scopes:
            raise Refusal("missing_scope", needed=",".join(sorted(needed)), provided=",".join(self.scopes))

    # -- who is who

    def auth_test(self, _: Json) -> Json:
        world = self.world
        return {"url": "https://house.slack.com/", "team": world.team.name, "team_id": world.team.id,
                "user": "frontdesk", "user_id": world.bot.id, "bot_id": world.bot.bot_id}  # fmt: skip

    def apps_connections_open(self, _: Json) -> Json:
        return {"url": self.base.replace("http", "ws") + f"/link?ticket={self.world.number()}"}

    def bots_info(self, params: Json) -> Json:
        return {"bot": {"id": params.get("bot"), "app_id": self.world.app_id, "name": "Front Desk"}}

    def users_info(self, params: Json) -> Json:
        person = self.world.people.get(params.get("user", ""))
        if person is None:
            raise Refusal("user_not_found")
        profile = {"display_name": person.name, "real_name": person.name, "image_72": ""}
        return {"user": {"id": person.id, "team_id": person.team.id, "name": person.name.lower(),
                         "is_bot": bool(person.bot_id), "deleted": False, "is_stranger": person.stranger,
                         "is_restricted": person.guest, "is_ultra_restricted": False,
                         "profile": profile}}  # fmt: skip

    def team_info(self, params: Json) -> Json:
        team = self.world.teams.get(params.get("team", self.world.team.id))
        if team is None:
            raise Refusal("team_not_found")
        return {"team": {"id": team.id, "name": team.name}}

    # -- rooms

    def conversations_info(self, params: Json) -> Json:
        room = self._channel(params)
        member = self.world.bot.id in room.members
        if room.private and not room.im and not member:
            raise Refusal("channel_not_found")
        return {"channel": {"id": room.id, "name": room.name, "is_private": room.private, "is_im": room.im,
                            "is_archived": room.archived, "is_member": member,
                            "is_ext_shared": bool(room.shared_with)}}  # fmt: skip

    def conversations_members(self, params: Json) -> Json:
        room = self._channel(params)
        if room.private and self.world.bot.id not in room.members:
            raise Refusal("channel_not_found")
        return _page(sorted(room.members), params, "members")

    def conversations_open(self, params: Json) -> Json:
        person = self.world.people.get(params.get("users", ""))
        if person is None:
            raise Refusal("user_not_found")
        return {"channel": {"id": self.world.direct(person).id}}

    def conversations_history(self, params: Json) -> Json:
        room = self._readable(params)
        heads = [post for post in room.posts.values() if post.thread_ts in {"", post.ts}]
        return self._told(room, list(reversed(heads)), params)

    def conversations_replies(self, params: Json) -> Json:
        room = self._readable(params)
        thread = room.thread(params.get("ts", ""))
        if not thread:
            raise Refusal("thread_not_found")
        return self._told(room, thread, params)

    def _told(self, room: Channel, posts: list[Post], params: Json) -> Json:
        oldest = float(params.get("oldest") or 0)
        kept = [post for post in posts if float(post.ts) > oldest or post.ts == params.get("ts")]
        told = []
        for post in kept:
            one = shapes.message(self.world, room, post)
            if str(params.get("include_all_metadata")) in {"1", "True", "true"} and post.metadata:
                one["metadata"] = post.metadata
            told.append(one)
        return _page(told, params, "messages")

    # -- posts

    def chat_postMessage(self, params: Json) -> Json:
        room = self._writable(params)
        if params.get("username") and "chat:write.customize" not in self.scopes:
            raise Refusal("missing_scope", needed="chat:write.customize")
        post = Post(self.world.now(), self.world.bot, **self._words(params))
        post.thread_ts = self._thread(room, params)
        post.username, post.icon = params.get("username", ""), params.get("icon_url", "")
        post.metadata = params.get("metadata")
        room.posts[post.ts] = post
        self._echo(shapes.said(self.world, room, post))
        return {"channel": room.id, "ts": post.ts, "message": shapes.message(self.world, room, post)}

    def chat_update(self, params: Json) -> Json:
        room = self._writable(params)
        post, before = self._own(room, params, "cant_update_message"), None
        before = shapes.message(self.world, room, post)
        words = self._words(params)
        post.text, post.blocks, post.edited = words["text"], words["blocks"], self.world.now()
        now = shapes.message(self.world, room, post)
        self._echo(shapes.event(self.world, {
            "type": "message", "subtype": "message_changed", "channel": room.id, "ts": post.edited,
            "message": now, "previous_message": before}, room))  # fmt: skip
        return {"channel": room.id, "ts": post.ts, "text": post.text}

    def chat_delete(self, params: Json) -> Json:
        room = self._writable(params)
        post = self._own(room, params, "cant_delete_message")
        del room.posts[post.ts]
        return {"channel": room.id, "ts": post.ts}

    def chat_postEphemeral(self, params: Json) -> Json:
        room = self._writable(params)
        if params.get("user") not in room.members:
            raise Refusal("user_not_in_channel")
        words = self._words(params)
        number = f"W{self.world.number()}"
        whisper = Whisper(number, room.id, params["user"], words["text"], words["blocks"])
        whisper.thread_ts = params.get("thread_ts", "")
        self.world.whispers.append(whisper)
        return {"message_ts": self.world.now()}

    def reactions_add(self, params: Json) -> Json:
        post = self._marked(params)
        reacted = post.reactions.setdefault(params["name"], set())
        if self.world.bot.id in reacted:
            raise Refusal("already_reacted")
        reacted.add(self.world.bot.id)
        return {}

    def reactions_remove(self, params: Json) -> Json:
        reacted = self._marked(params).reactions.get(params["name"], set())
        if self.world.bot.id not in reacted:
            raise Refusal("no_reaction")
        reacted.discard(self.world.bot.id)
        return {}

    # -- views and the assistant's pane

    def views_publish(self, params: Json) -> Json:
        self._check_view(params["view"])
        self.world.homes[params["user_id"]] = params["view"]
        return {"view": {"id": f"V{self.world.number()}", **params["view"]}}

    def views_open(self, params: Json) -> Json:
        born = self.triggers.pop(params.get("trigger_id", ""), None)
        if born is None or time.monotonic() - born > TRIGGER_LIVES:
            raise Refusal("expired_trigger_id" if born else "exchanged_trigger_id")
        self._check_view(params["view"])
        view = {"id": f"V{self.world.number()}", **params["view"]}
        self.world.views.append((params["trigger_id"], view))
        return {"view": view}

    def assistant_threads_setStatus(self, params: Json) -> Json:
        self.world.statuses.append(params)
        return {}

    def assistant_threads_setSuggestedPrompts(self, params: Json) -> Json:
        self.world.prompts.append(params)
        return {}

    # -- files

    def files_info(self, params: Json) -> Json:
        return {"file": shapes.described(self._file(params.get("file", "")), self.base)}

    def files_getUploadURLExternal(self, params: Json) -> Json:
        name = f"F{self.world.number()}"
        owner = self.world.bot.id
        self.world.files[name] = StoredFile(name, params["filename"], "application/octet-stream", b"", owner)
        return {"upload_url": f"{self.base}/upload/{name}", "file_id": name}

    def files_completeUploadExternal(self, params: Json) -> Json:
        told = json.loads(params["files"]) if isinstance(params["files"], str) else params["files"]
        room = self._writable({"channel": params["channel_id"]})
        post = Post(self.world.now(), self.world.bot, params.get("initial_comment", ""))
        post.thread_ts = self._thread(room, params)
        for one in told:
            file = self._file(one["id"])
            file.title = one.get("title", "")
            file.shares.setdefault(room.id, []).append({"ts": post.ts, "thread_ts": post.thread_ts})
            post.files.append(file.id)
        room.posts[post.ts] = post
        self._echo(shapes.said(self.world, room, post))
        return {"files": [{"id": one["id"], "title": one.get("title", "")} for one in told]}

    async def upload(self, request: web.Request) -> web.Response:
        """The content of a file, before it is shared."""
        file = self.world.files[request.match_info["file"]]
        file.content = await request.read()
        return web.Response(text=f"OK - {len(file.content)}")

    async def download(self, request: web.Request) -> web.Response:
        """The content of a file for whoever shows the token; a page to sign in for everybody else."""
        file = self._file(request.match_info["file"])
        if self.signed_out or request.headers.get("Authorization") != f"Bearer {self.token}":
            return web.Response(text="<html>Sign in to House</html>", content_type="text/html")
        if file.name.startswith("elsewhere"):
            raise web.HTTPFound(f"{self.base}/elsewhere")
        return web.Response(body=file.content, content_type=file.mimetype)

    async def elsewhere(self, request: web.Request) -> web.Response:
        """A host that is not Slack's: it remembers a token that was shown to it."""
        self.leaked.append(request.headers.get("Authorization", ""))
        return web.Response(text="thank you")

    async def respond(self, request: web.Request) -> web.Response:
        """What is answered to a press: here, that a whisper goes."""
        told = await request.json()
        if told.get("delete_original"):
            gone = request.match_info["whisper"]
            self.world.whispers = [whisper for whisper in self.world.whispers if whisper.id != gone]
        self.changed.set()
        return web.Response(text="ok")

    # -- checks

    def _channel(self, params: Json) -> Channel:
        room = self.world.channels.get(params.get("channel", ""))
        if room is None:
            raise Refusal("channel_not_found")
        return room

    def _readable(self, params: Json) -> Channel:
        room = self._channel(params)
        if self.world.bot.id not in room.members:
            raise Refusal("not_in_channel")
        return room

    def _writable(self, params: Json) -> Channel:
        room = self._channel(params)
        if room.archived:
            raise Refusal("is_archived")
        if self.world.bot.id not in room.members:
            raise Refusal("channel_not_found" if room.private else "not_in_channel")
        return room

    def _own(self, room: Channel, params: Json, refused: str) -> Post:
        post = room.posts.get(params.get("ts", ""))
        if post is None:
            raise Refusal("message_not_found")
        if post.user is not self.world.bot:
            raise Refusal(refused)
        return post

    def _marked(self, params: Json) -> Post:
        post = self._readable(params).posts.get(params.get("timestamp", ""))
        if post is None:
            raise Refusal("message_not_found")
        if not str(params.get("name", "")).replace("_", "").replace("-", "").replace("+", "").isalnum():
            raise Refusal("invalid_name")
        return post

    def _thread(self, room: Channel, params: Json) -> str:
        thread = params.get("thread_ts") or ""
        if thread and not room.thread(thread):
            raise Refusal("thread_not_found")
        return thread

    def _file(self, name: str) -> StoredFile:
        file = self.world.files.get(name)
        if file is None or file.gone:
            raise Refusal("file_not_found")
        return file

    def _words(self, params: Json) -> Json:
        text, blocks = params.get("text", ""), params.get("blocks", [])
        if not text and not blocks:
            raise Refusal("no_text")
        if len(text) > TEXT:
            raise Refusal("msg_too_long")
        faults = message_faults(blocks)
        if faults == ["too long together"]:
            raise Refusal("msg_blocks_too_long")
        if faults:
            raise Refusal("invalid_blocks", response_metadata={"messages": faults})
        return {"text": text, "blocks": blocks}

    def _check_view(self, view: Json) -> None:
        faults = view_faults(view)
        if faults:
            raise Refusal("invalid_arguments", response_metadata={"messages": faults})

    def _echo(self, told: Json) -> None:
        """The bot's own posts and changes come back to it."""
        self.wire.begin("events_api", told)


def _page(found: list[Any], params: Json, name: str) -> Json:
    start = int(params.get("cursor") or 0)
    end = start + min(PAGE, int(params.get("limit") or PAGE))
    more = str(end) if end < len(found) else ""
    return {name: found[start:end], "has_more": bool(more), "response_metadata": {"next_cursor": more}}


async def _params(request: web.Request) -> Json:
    query = dict(request.query)
    if request.content_type == "application/json":
        return {**query, **await request.json()}
    return {**query, **{name: str(value) for name, value in (await request.post()).items()}}


__all__ = ["Api", "Call", "Fault", "Human"]
