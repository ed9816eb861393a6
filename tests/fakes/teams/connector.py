"""The Connector's REST API, with its own errors, limits and moods."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from aiohttp import web

from tests.fakes.teams.world import Chat, Human, Post, World

Json = dict[str, Any]
Act = Callable[[web.Request, Json], tuple[int, Json | bytes]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

MOST = 100_000
"""Bytes of a message as UTF-16; over it Teams answers 413."""
PAGE = 2
"""Members on a page, so that paging is met early."""
LIMITS = ((1, 7), (2, 8), (30, 60), (3600, 1800))
"""So many posts and changes Teams takes from one bot in one thread, in so many seconds."""
TENANT_LIMIT = (1, 50)


class Fault(Enum):
    """What may go wrong with one call."""

    RATE_LIMITED = "429, not done"
    BUSY = "412, not done"
    BROKEN = "500, not done"
    DONE_BUT_BROKEN = "502, done all the same"
    DONE_BUT_SILENT = "done, and the line is cut"
    HANGS = "done, and no answer ever"
    BLOCKED = "403, the person blocked the bot"
    NOT_THERE = "403, the bot is not in that chat"


REFUSALS = {
    Fault.RATE_LIMITED: (429, "TooManyRequests"),
    Fault.BUSY: (412, "PreconditionFailed"),
    Fault.BROKEN: (500, "ServiceError"),
    Fault.BLOCKED: (403, "MessageWritesBlocked"),
    Fault.NOT_THERE: (403, "BotNotInConversationRoster"),
}


class Refusal(Exception):
    """Teams says no."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass(slots=True)
class Call:
    """One call that was made."""

    verb: str
    path: str
    body: Json
    at: float


class Connector:
    """Serves the world. `faults` holds what goes wrong next, by verb: send, open, update, delete, ask.

    None lets a call pass.
    """

    def __init__(self, world: World, token: str) -> None:
        self.world, self.token = world, token
        self.base = ""
        self.calls: list[Call] = []
        self.faults: defaultdict[str, deque[Fault | None]] = defaultdict(deque)
        self.retry_after: str | None = "0.1"
        self.leaked: list[str] = []
        self.uploads: dict[str, bytes] = {}
        self._hung = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        """What is served."""
        at = "/emea/v3/conversations"
        return [
            web.post(at, self._served("open", self._open)),
            web.post(at + "/{c}/activities", self._served("send", self._send)),
            web.post(at + "/{c}/activities/{reply}", self._served("send", self._send)),
            web.put(at + "/{c}/activities/{m}", self._served("update", self._update)),
            web.delete(at + "/{c}/activities/{m}", self._served("delete", self._delete)),
            web.get(at + "/{c}/members/{p}", self._served("ask", self._member)),
            web.get(at + "/{c}/pagedmembers", self._served("ask", self._members)),
            web.get("/emea/v3/teams/{t}", self._served("ask", self._team)),
            web.get("/emea/v3/teams/{t}/conversations", self._served("ask", self._channels)),
            web.get("/emea/v3/attachments/{f}", self._served("ask", self._picture)),
            web.get("/files/{f}", self._file),
            web.put("/upload/{f}", self._upload),
        ]

    def let_go(self) -> None:
        """Answer what hangs."""
        self._hung.set()

    # -- the door

    def _served(self, verb: str, act: Act) -> Handler:
        async def handler(request: web.Request) -> web.StreamResponse:
            body = await _body(request)
            self.calls.append(Call(verb, request.path, body, self.world.clock()))
            fault = self.faults[verb].popleft() if self.faults[verb] else None
            return await self._answered(request, act, body, fault)

        return handler

    async def _answered(
        self, request: web.Request, act: Act, body: Json, fault: Fault | None
    ) -> web.StreamResponse:
        try:
            status, answer = self._done(request, act, body, fault)
        except Refusal as refusal:
            return self._refused(refusal)
        if fault is Fault.DONE_BUT_BROKEN:
            return web.Response(status=502, text="Bad gateway")
        if fault is Fault.DONE_BUT_SILENT and request.transport is not None:
            request.transport.close()
        if fault is Fault.HANGS:
            await self._hung.wait()
        if isinstance(answer, bytes):
            return web.Response(status=status, body=answer)
        return web.json_response(answer, status=status)

    def _done(
        self, request: web.Request, act: Act, body: Json, fault: Fault | None
    ) -> tuple[int, Json | bytes]:
        if fault is not None and fault in REFUSALS:
            raise Refusal(*REFUSALS[fault])
        self._authorize(request)
        return act(request, body)

    def _refused(self, refusal: Refusal) -> web.Response:
        told = {"error": {"code": refusal.code, "message": "no"}}
        wait = {"Retry-After": self.retry_after} if refusal.status in {412, 429} and self.retry_after else {}
        return web.json_response(told, status=refusal.status, headers=wait)

    def _authorize(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            raise Refusal(401, "Unauthorized")

    # -- messages

    def _open(self, _: web.Request, body: Json) -> tuple[int, Json]:
        """A new thread in a channel, or a personal chat, which is the same whenever it is opened."""
        if not body.get("isGroup"):
            person = self.world.person(body["members"][0]["id"])
            if person is None:
                raise Refusal(403, "BotNotInConversationRoster")
            return 201, {"id": self.world.direct(person).id}
        chat = self.world.chats.get(body["channelData"]["channel"]["id"])
        if chat is None or chat.kind != "channel":
            raise Refusal(404, "ConversationNotFound")
        post = self._posted(chat, "", body["activity"])
        return 201, {"id": chat.conversation(post.id), "activityId": post.id}

    def _send(self, request: web.Request, body: Json) -> tuple[int, Json]:
        chat, root = self._chat(request)
        if body.get("type") == "typing":
            return 201, {"id": self.world.stamp()}
        if body.get("text") and body.get("attachments"):
            # Teams parts words and cards of one message, and tells the id of neither.
            self._posted(chat, root, {k: v for k, v in body.items() if k != "attachments"})
            self._posted(chat, root, {k: v for k, v in body.items() if k not in {"text", "entities"}})
            return 201, {}
        return 201, {"id": self._posted(chat, root, body).id}

    def _posted(self, chat: Chat, root: str, activity: Json) -> Post:
        _check_size(activity)
        if root and root not in chat.posts:
            raise Refusal(404, "ConversationNotFound")
        post = Post(self.world.stamp(), None, activity)
        post.root = (root or post.id) if chat.kind == "channel" else ""
        chat.posts[post.id] = post
        return post

    def _update(self, request: web.Request, body: Json) -> tuple[int, Json]:
        post = self._own(request)
        _check_size(body)
        post.activity = body
        return 200, {"id": post.id}

    def _delete(self, request: web.Request, _: Json) -> tuple[int, Json]:
        self._own(request).deleted = True
        return 200, {}

    def _chat(self, request: web.Request) -> tuple[Chat, str]:
        chat, root = self.world.found(request.match_info["c"])
        if chat is None:
            raise Refusal(404, "ConversationNotFound")
        if chat.blocked:
            raise Refusal(403, chat.blocked)
        return chat, root

    def _own(self, request: web.Request) -> Post:
        chat, _ = self._chat(request)
        post = chat.posts.get(request.match_info["m"])
        if post is None or post.deleted:
            raise Refusal(404, "ActivityNotFoundInConversation")
        if post.by is not None:
            raise Refusal(403, "Forbidden")
        return post

    # -- who and what is there

    def _member(self, request: web.Request, _: Json) -> tuple[int, Json]:
        chat, _root = self._chat(request)
        person = self.world.person(request.match_info["p"])
        if person is None or person not in chat.members:
            raise Refusal(404, "MemberNotFoundInConversation")
        return 200, described(person)

    def _members(self, request: web.Request, _: Json) -> tuple[int, Json]:
        chat, _root = self._chat(request)
        start = int(request.query.get("continuationToken", "0"))
        page = [described(one) for one in chat.members[start : start + PAGE]]
        more = start + PAGE < len(chat.members)
        return 200, {"members": page, **({"continuationToken": str(start + PAGE)} if more else {})}

    def _team(self, request: web.Request, _: Json) -> tuple[int, Json]:
        return 200, {"id": request.match_info["t"], "name": "House", "aadGroupId": self.world.tenant}

    def _channels(self, request: web.Request, _: Json) -> tuple[int, Json]:
        chats = [chat for chat in self.world.chats.values() if chat.team == request.match_info["t"]]
        return 200, {"conversations": [{"id": chat.id, "name": chat.name} for chat in chats]}

    # -- files

    def _picture(self, request: web.Request, _: Json) -> tuple[int, bytes]:
        return 200, self.world.files[request.match_info["f"]]

    async def _file(self, request: web.Request) -> web.Response:
        """A file in somebody's OneDrive, which needs no token and must see none."""
        if "Authorization" in request.headers:
            self.leaked.append(request.path)
        content = self.world.files.get(request.match_info["f"])
        return web.Response(body=content) if content is not None else web.Response(status=404)

    async def _upload(self, request: web.Request) -> web.Response:
        if "Authorization" in request.headers:
            self.leaked.append(request.path)
        content = await request.read()
        if request.headers.get("Content-Range") != f"bytes 0-{len(content) - 1}/{len(content)}":
            return web.Response(status=400)
        self.uploads[request.match_info["f"]] = content
        return web.json_response({}, status=201)

    # -- pace

    def too_fast(self) -> list[str]:
        """Where more was posted or changed than Teams takes."""
        told = [call for call in self.calls if call.verb in {"send", "update", "open"}]
        by_thread: defaultdict[str, list[float]] = defaultdict(list)
        for call in told:
            by_thread[call.path.partition("/activities")[0]].append(call.at)
        found = [f"{at}: {most} in {span} s" for at, times in by_thread.items()
                 for span, most in LIMITS if _is_over(times, span, most)]  # fmt: skip
        return found + (["all"] if _is_over([call.at for call in told], *TENANT_LIMIT) else [])


def described(person: Human) -> Json:
    """A person as the Connector tells of one."""
    return {"id": person.user, "aadObjectId": person.id, "objectId": person.id, "name": person.name,
            "tenantId": person.tenant, "userRole": "user", "email": ""}  # fmt: skip


def _is_over(times: list[float], span: float, most: int) -> bool:
    return any(later - earlier < span for earlier, later in zip(times, times[most:], strict=False))


def _check_size(activity: Json) -> None:
    if len(json.dumps(activity, ensure_ascii=False).encode("utf-16-le", "surrogatepass")) > MOST:
        raise Refusal(413, "MessageSizeTooBig")


async def _body(request: web.Request) -> Json:
    told = await request.read()
    return dict(json.loads(told)) if told else {}
