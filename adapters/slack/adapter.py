"""Slack as the bot's port: puts the parts together, and does what it is told."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from aiohttp import web

from adapters.slack.deafness import BEAT, Ear
from adapters.slack.door import SLACK, Door
from adapters.slack.facets import Private, Reactions
from adapters.slack.files import SlackFiles
from adapters.slack.links import permalink
from adapters.slack.listening import PATH, Hooks, Listening
from adapters.slack.posting import CUSTOMIZE, Posting
from adapters.slack.settings import API, APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, SlackSettings, Way
from adapters.slack.signatures import Signatures
from adapters.slack.sockets import PING, Sockets
from adapters.slack.us import ADAPTER
from adapters.slack.working import Working
from bot.meanings import Meaning
from bot.people import Address, Receipt
from bot.ports import Ask, Clock, Deliver, Files, Marks, Pace, People, Premises, Whispers, Window

__all__ = ["API", "APP_TOKEN", "BOT_TOKEN", "SIGNING_SECRET", "SlackAdapter"]

PACE = Pace(place=(Window(4, 4.0),), overall=(Window(20, 1.0),))
"""A post a second and room, short bursts tolerated (rate limits page); the rest is told by 429."""

WAY_BACK = f"install the app again, and copy its token to {BOT_TOKEN}"

log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """What time it is."""
    return datetime.now(UTC)


class SlackAdapter:
    """One workspace. It listens once started, and can be asked who is who before."""

    name = ADAPTER

    def __init__(
        self,
        premises: Premises,
        *,
        clock: Clock = utc_now,
        pace: Pace = PACE,
        ping: float = PING,
        beat: float = BEAT,
    ) -> None:
        options = premises.options
        self._settings = options if isinstance(options, SlackSettings) else SlackSettings()
        self._secrets, self._data = premises.secrets, premises.data
        self._clock, self._ping, self._beat = clock, ping, beat
        url = premises.addresses.get(API) or SLACK
        self._door = Door(premises.secrets.get(BOT_TOKEN, ""), url, frozenset(self._settings.bots))
        self._files = SlackFiles(self._door)
        self._working: Working | None = None
        self.pace = pace
        self.people: People = self._door
        self.whispers: Whispers | None = Private(self._door)
        self.marks: Marks | None = Reactions(self._door)
        self.files: Files | None = self._files

    @property
    def trouble(self) -> str:
        """What keeps Slack from working now, in one sentence; or ""."""
        if self._door.locked:
            return f"Slack does not let the bot in ({self._door.locked}): {WAY_BACK}"
        return self._working.trouble if self._working is not None else ""

    def routes(self) -> Sequence[web.RouteDef]:
        """In HTTP mode the address Slack calls."""
        return [web.post(PATH, self._hook)] if self._settings.mode is Way.HTTP else []

    async def _hook(self, request: web.Request) -> web.StreamResponse:
        if self._working is None or self._working.hooks is None:
            return web.Response(status=503, text="Not open yet.")
        return await self._working.hooks(request)

    async def start(self, deliver: Deliver, ask: Ask) -> None:
        """Enter the workspace and listen; an AdapterError where Slack does not let us."""
        inside = await self._door.enter()
        ear = Ear(self._data, self._clock)
        working = Working(self._door, inside, self._files, ear, (deliver, ask), self._take_out)
        self._working = working
        await working.open(self._way(working.listening), self._beat)

    def _way(self, listening: Listening) -> Hooks | Sockets:
        if self._settings.mode is Way.HTTP:
            secret = self._secrets.get(SIGNING_SECRET, "")
            return Hooks(listening, Signatures(secret, lambda: self._clock().timestamp()))
        token, count = self._secrets.get(APP_TOKEN, ""), self._settings.connections
        return Sockets(listening.app, self._door, token, count=count, ping=self._ping)

    def _take_out(self, why: str) -> None:
        log.error("the bot was taken out of the workspace: %s", why)
        self._door.lock(why)

    async def stop(self) -> None:
        """Stop listening and let go of everything."""
        working, self._working = self._working, None
        if working is not None:
            await working.close()
        await self._door.close()

    # -- posting

    async def post(self, to: Address, message: Meaning, key: str) -> tuple[Receipt, ...]:
        """Say *message* at *to*."""
        return await (await self._posting()).post(to, message, key)

    async def open_thread(self, room: Address, message: Meaning, key: str) -> Receipt:
        """Say *message* as the head of a new thread in *room*."""
        return await (await self._posting()).open_thread(room, message, key)

    async def find(self, to: Address, key: str, since: datetime) -> tuple[Receipt, ...] | None:
        """The receipts of what was posted with *key* since then."""
        return await (await self._posting()).find(to, key, since)

    async def edit(self, receipts: tuple[Receipt, ...], message: Meaning) -> tuple[Receipt, ...]:
        """Make what stands behind *receipts* say *message*."""
        return await (await self._posting()).edit(receipts, message)

    async def delete(self, receipts: tuple[Receipt, ...]) -> None:
        """Take away what stands behind *receipts*."""
        await (await self._posting()).delete(receipts)

    async def _posting(self) -> Posting:
        inside = await self._door.enter()
        return Posting(self._door.calls, inside.us.bot, named=inside.may(CUSTOMIZE))

    def link(self, receipt: Receipt) -> str | None:
        """Where *receipt* is read, once the workspace was entered."""
        us = self._door.us
        return permalink(us.url, receipt) if us else None
