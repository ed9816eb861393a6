"""A Teams for measuring, in a process of its own: it takes every call and sends as many events as it is told.

`python -m bench.teams_side` prints its port and ends with its input. It is Microsoft, too: it signs what it
sends, publishes its keys, and gives tokens, which it counts and asks for again at every call.
`POST /drive` sends activities over connections that are kept, and answers with what became of them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from itertools import count
from uuid import NAMESPACE_URL, uuid5

import aiohttp
from aiohttp import web

from bench.sending import Body, Sending, Sent, served
from tests.fakes.teams.identity import ISSUER, Identity

APP = "c9e8c047-2a74-40a2-b28a-b162d5f5327c"
HOUSE, GUESTS = "72f988bf-86f1-41af-91ab-2d7cd011db47", "5f9d1b7a-36c1-4f0e-8c5b-0d2f4f0c9a11"
TEAM, DESK = "19:team@thread.tacv2", "19:desk@thread.tacv2"
SERVICE = "/emea/"
HOUR = 3600.0
THREAD = ";messageid="
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def who(name: str) -> Body:
    """Somebody as messages name them; whose name begins with `guest` is of another organisation."""
    return {"id": f"29:{name}", "name": name.title(), "aadObjectId": str(uuid5(NAMESPACE_URL, name))}


class Side:
    """The platform's state: the tokens it gave, and events under way."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._microsoft = Identity(APP)
        self._tokens: set[str] = set()
        self._numbers = count(1_700_000_000_001)
        self.sending = Sending(self._send)

    def routes(self) -> list[web.RouteDef]:
        """What is served."""
        at, met = f"{SERVICE}v3/conversations", self._met
        return [
            web.post(at, met(self._open)),
            web.post(at + "/{c}/activities", met(self._posted)),
            web.post(at + "/{c}/activities/{m}", met(self._posted)),
            web.put(at + "/{c}/activities/{m}", met(self._changed)),
            web.get(at + "/{c}/members/{p}", met(self._member)),
            web.get(SERVICE + "v3/teams/{t}/conversations", met(self._channels)),
            web.get("/openid", self._metadata),
            web.get("/keys", self._keys),
            web.get("/{tenant}/v2.0/.well-known/openid-configuration", self._authority),
            web.post("/{tenant}/oauth2/v2.0/token", self._token),
            web.post("/drive", self.drive),
        ]

    # -- the Connector

    def _met(self, answer: Handler) -> Handler:
        """*answer* for whoever shows a token that was given here."""

        async def handler(request: web.Request) -> web.StreamResponse:
            shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
            return await answer(request) if shown in self._tokens else web.Response(status=401)

        return handler

    async def _open(self, request: web.Request) -> web.Response:
        asked, message = await request.json(), str(next(self._numbers))
        room = asked["channelData"]["channel"]["id"]
        if room == DESK:
            self.sending.heads.append(message)
        self.sending.posted(_words(asked["activity"]), "")
        return web.json_response({"id": f"{room}{THREAD}{message}", "activityId": message}, status=201)

    async def _posted(self, request: web.Request) -> web.Response:
        thread = request.match_info["c"].partition(THREAD)[2]
        self.sending.posted(_words(await request.json()), thread)
        return web.json_response({"id": str(next(self._numbers))}, status=201)

    async def _changed(self, request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({"id": request.match_info["m"]})

    async def _member(self, request: web.Request) -> web.Response:
        person = who(request.match_info["p"].removeprefix("29:"))
        tenant = GUESTS if person["id"].startswith("29:guest") else HOUSE
        return web.json_response(person | {"tenantId": tenant, "userRole": "user"})

    async def _channels(self, _: web.Request) -> web.Response:
        return web.json_response({"conversations": []})

    # -- Microsoft

    async def _metadata(self, request: web.Request) -> web.Response:
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{request.url.origin()}/keys"})

    async def _keys(self, _: web.Request) -> web.Response:
        return web.json_response({"keys": self._microsoft.keys})

    async def _authority(self, request: web.Request) -> web.Response:
        tenant = f"{request.url.origin()}/{request.match_info['tenant']}".replace("http:", "https:", 1)
        return web.json_response(
            {
                "issuer": f"{tenant}/v2.0",
                "authorization_endpoint": f"{tenant}/oauth2/v2.0/authorize",
                "token_endpoint": f"{tenant}/oauth2/v2.0/token",
            }
        )

    async def _token(self, request: web.Request) -> web.Response:
        await request.read()
        token = self._microsoft.signed({"exp": time.time() + HOUR, "jti": str(len(self._tokens))})
        self._tokens.add(token)
        return web.json_response({"access_token": token, "token_type": "Bearer", "expires_in": int(HOUR)})

    # -- what is sent

    async def drive(self, request: web.Request) -> web.Response:
        """Sign and send the events asked for; `tokens` is how many the bot asked for meanwhile."""
        asked, before = await request.json(), len(self._tokens)
        service = f"{request.url.origin()}{SERVICE}"
        for event in asked["events"]:
            activity = event["body"] | {"serviceUrl": service}
            event["body"] = {"json": activity, "headers": self._microsoft.bearer(service)}
        told = await self.sending.drive(asked)
        return web.json_response(told | {"tokens": len(self._tokens) - before})

    async def _send(self, signed: Body, sent: Sent, hook: str) -> None:
        async with self._session.post(hook, **signed) as answer:
            assert answer.ok, f"{answer.status} {await answer.text()}"
            sent.is_acked()


def _words(activity: Body) -> str:
    return f"{activity.get('text', '')} {activity.get('attachments', '')}"


async def _serve() -> None:
    async with aiohttp.ClientSession() as session:
        await served(Side(session).routes())


if __name__ == "__main__":
    asyncio.run(_serve())
