"""Teams' way in over HTTP: only what is signed for us is read, and it is kept before it is answered."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from aiohttp import web

from adapters.teams.edge import CHANNEL
from adapters.teams.hosts import Hosts, is_loopback
from adapters.teams.reading import Body
from adapters.teams.settings import HOSTS
from adapters.teams.tokens import Claims, NoKeys, Refused, Tokens

__all__ = ["PATH", "Answer", "Hooks"]

PATH = "/api/messages"
"""Where Teams calls: everything comes here."""

log = logging.getLogger(__name__)

JSON = "application/json"


class Unreadable(Exception):
    """What came is no activity of Teams."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What Teams is answered. Only what wants an answer gets a `body`; `wants` tells whether it does."""

    status: int = 200
    body: Any = None
    wants: bool = False


class Hooks:
    """Lets Teams in by *tokens*, and hands what it sends to *take*. Without: whoever is on this machine."""

    def __init__(
        self, tokens: Tokens | None, hosts: Hosts, take: Callable[[Body], Awaitable[Answer]]
    ) -> None:
        self._tokens, self._hosts, self._take = tokens, hosts, take

    async def __call__(self, request: web.Request) -> web.Response:
        """Teams' request, answered; 401 for anybody else's."""
        try:
            claims = await self._admitted(request)
            body = _activity(await request.read())
            self._check_service(body, claims)
        except Refused as error:
            log.warning("a request that is not Teams' own was refused: %s", error)
            challenge = {"WWW-Authenticate": "Bearer"}
            return web.Response(status=401, text="This address is for Teams alone.", headers=challenge)
        except NoKeys:
            return web.Response(status=503, text="Microsoft's keys cannot be had now.")
        except Unreadable as error:
            return web.Response(status=400, text=f"This cannot be read: {error}.")
        return await self._taken(body)

    async def _admitted(self, request: web.Request) -> Claims | None:
        if self._tokens is not None:
            return await self._tokens.check(request.headers.get("Authorization", ""))
        # A page in somebody's browser may write to this machine, but not in JSON without asking first.
        if not _is_near(request) or request.content_type != JSON:
            raise Refused("in development only this machine is let in, and only with JSON")
        return None

    def _check_service(self, body: Body, claims: Claims | None) -> None:
        service = body["serviceUrl"]
        if not self._hosts.allow(service):
            raise Refused(
                f"{service[:200]!r} is no address of Teams; name its host in {HOSTS} if it is yours"
            )
        if claims is None:
            return
        if claims.service != service:
            raise Refused("the token is for another service than the message")
        if CHANNEL not in claims.endorsed:
            raise Refused("the key does not stand for Teams")

    async def _taken(self, body: Body) -> web.Response:
        try:
            answer = await self._take(body)
        except Exception:
            # It was not kept: Teams is told so, and whoever runs the house.
            log.exception("something from Teams could not be taken")
            return web.Response(status=503, text="This could not be taken now.")
        if not answer.wants:
            return web.Response(status=answer.status)
        return web.json_response(answer.body, status=answer.status)


def _activity(read: bytes) -> Body:
    """The activity in a request's body; Unreadable says what is wrong with it."""
    try:
        found: Any = json.loads(read)
    except (ValueError, RecursionError):
        raise Unreadable("it is no JSON") from None
    if not isinstance(found, Mapping):
        raise Unreadable("it is no activity")
    for name in ("type", "serviceUrl", "channelId"):
        if not isinstance(found.get(name), str) or not found[name]:
            raise Unreadable(f"it has no {name}")
    if found["channelId"] != CHANNEL:
        raise Unreadable(f"its channelId is not {CHANNEL}")
    return found


def _is_near(request: web.Request) -> bool:
    """Whether it comes from this machine, and was sent to it by name (another name may be a trap)."""
    try:
        near = ip_address(request.remote or "").is_loopback
    except ValueError:
        return False
    return near and is_loopback(request.url.host or "")
