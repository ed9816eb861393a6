"""What Slack sends, taken to the bot: kept by it before Slack is told so, whichever way it came.

Bolt acknowledges an event before a listener runs, so nothing here is a listener: one middleware takes
everything. If it raises, Slack gets no answer and sends the same once more.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.lanes import Lanes
from adapters.slack.asked import Asked, Ignored
from adapters.slack.door import Door, Inside
from adapters.slack.files import SlackFiles
from adapters.slack.parse import parse, persons, place, rooms
from adapters.slack.signatures import Signatures
from adapters.slack.unfolding import unfolded
from bot.ports import Deliver

__all__ = ["PATH", "Hooks", "Listening", "Reply"]

PATH = "/slack/events"
"""Where Slack calls in HTTP mode: events, presses and commands alike."""

AT_ONCE = 64
"""Requests worked on at the same time; the rest of a burst waits, each in the order of its room."""

Reply = Mapping[str, Any] | None
"""What is answered at once to whoever typed a command or sent a form; None for a plain yes."""

log = logging.getLogger(__name__)
bolts_log = logging.getLogger("slack_bolt.frontdesk")
bolts_log.setLevel(logging.ERROR)
"""Bolt warns of tokens it does not need here."""


def _nothing() -> None:
    return None


class Listening:
    """Takes Slack's requests. *asked* answers what is no event; *pressed* is told of presses once kept.

    *arrived* is told of each request, whatever becomes of it.
    """

    def __init__(
        self,
        door: Door,
        files: SlackFiles,
        deliver: Deliver,
        asked: Callable[[Asked], Awaitable[Reply]],
        pressed: Callable[[Mapping[str, Any]], None],
        arrived: Callable[[], None] = _nothing,
    ) -> None:
        self._door, self._files, self._arrived = door, files, arrived
        self._deliver, self._asked, self._pressed = deliver, asked, pressed
        self._lanes, self._gate = Lanes(), asyncio.Semaphore(AT_ONCE)
        self._told: set[str] = set()
        self.app = self._built()

    def _built(self) -> AsyncApp:
        # Bolt fills arguments in by their names, so its functions are no methods.
        async def authorize() -> AuthorizeResult:
            return await self._authorized()

        async def take(req: AsyncBoltRequest) -> BoltResponse:
            reply = await self.take(req.body)
            return BoltResponse(status=200, body=dict(reply) if reply else "")

        # Slack's signature was checked before, and who is heard is decided in one place: `parse`.
        app = AsyncApp(
            name="frontdesk",
            logger=bolts_log,
            client=self._door.client,
            authorize=authorize,
            request_verification_enabled=False,
            ignoring_self_events_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        app.use(take)
        return app

    async def _authorized(self) -> AuthorizeResult:
        """There is one workspace, and it was entered already."""
        us = (await self._door.enter()).us
        return AuthorizeResult(
            enterprise_id=us.enterprise or None, team_id=us.team, bot_user_id=us.user, bot_id=us.bot
        )

    async def take(self, body: Mapping[str, Any]) -> Reply:
        """Hand one request in; returns once it is kept, raises where it could not be."""
        if body.get("type") == "app_rate_limited":
            log.error("Slack holds events back: there were more than it delivers in an hour")
            return None
        self._arrived()
        return await self.take_late(body)

    async def take_late(self, body: Mapping[str, Any]) -> Reply:
        """The same for what did not arrive, but was looked up."""
        inside = await self._door.enter()
        async with self._lanes.lane(place(body)), self._gate:
            return await self._taken(await unfolded(body, self._files), inside)

    async def _taken(self, body: Mapping[str, Any], inside: Inside) -> Reply:
        known = await inside.directory.known(persons(body), rooms(body))
        parsed = parse(body, inside.us, known)
        if isinstance(parsed, Asked):
            return await self._asked(parsed)
        if isinstance(parsed, Ignored):
            self._ignore(parsed)
        else:
            await self._deliver(parsed)
            self._pressed(body)
        return None

    def _ignore(self, ignored: Ignored) -> None:
        if not ignored.strange:
            log.debug("ignored: %s", ignored.why)
        elif ignored.why not in self._told:
            self._told.add(ignored.why)
            log.warning("Slack sent something that is not known here, it is ignored: %s", ignored.why)


class Hooks:
    """The way in over HTTP: what is not signed by Slack, is old, or came before, is not looked at."""

    def __init__(self, listening: Listening, signatures: Signatures) -> None:
        self._listening, self._signatures = listening, signatures

    async def hearing(self) -> bool:
        """Slack calls when there is something to tell."""
        return True

    async def renew(self) -> bool:
        """There is nothing of ours that could be opened anew."""
        return False

    async def __call__(self, request: web.Request) -> web.Response:
        """Slack's request, answered; 401 for anybody else's."""
        body = await request.read()
        await self._signatures.first_ended(request.headers)
        if not self._signatures.admits(body, request.headers):
            if self._signatures.is_repeat(request.headers):
                return web.Response()
            log.warning("a request without Slack's valid signature was refused")
            return web.Response(status=401, text="This address is for Slack alone.")
        try:
            answer = await self._answered(request, body)
        except BaseException:
            self._signatures.ended(request.headers, well=False)
            raise
        self._signatures.ended(request.headers, well=answer.status == HTTP_OK)
        return answer

    async def _answered(self, request: web.Request, body: bytes) -> web.Response:
        try:
            asked = AsyncBoltRequest(
                body=body.decode(), query=request.query_string, headers=dict(request.headers)
            )
        except (ValueError, TypeError, AttributeError, KeyError):
            log.warning("Slack sent a request that cannot be read")
            return web.Response(status=400, text="This cannot be read.")
        return await to_aiohttp_response(await self._listening.app.async_dispatch(asked))


HTTP_OK = 200
