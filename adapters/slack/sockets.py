"""Socket Mode: several connections, so that one of them hears while another is replaced."""

from __future__ import annotations

import asyncio
import logging

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from adapters.slack.calls import Calls
from adapters.slack.door import Door, client

__all__ = ["Sockets"]

log = logging.getLogger(__name__)

PING = 5.0
"""Seconds between two signs of life on a connection."""


class Sockets:
    """*count* connections opened with the app-level *token*."""

    def __init__(self, app: AsyncApp, door: Door, token: str, *, count: int, ping: float = PING) -> None:
        self._app, self._count, self._ping = app, count, ping
        self._client = client(token, door.url, door.session)
        self._token = token
        self._calls = Calls(self._client)
        self._handlers: list[AsyncSocketModeHandler] = []

    async def open(self) -> None:
        """Connect all; an AdapterError where Slack does not give the address of a socket."""
        for _ in range(self._count):
            await self._connect()
        log.info("listening to Slack over %d connections", self._count)

    async def _connect(self) -> None:
        handler = AsyncSocketModeHandler(
            self._app,
            self._token,
            logger=logging.getLogger("slack_bolt.sockets"),
            web_client=self._client,
            ping_interval=self._ping,
        )
        self._handlers.append(handler)
        # Asked for here, because the library would ask for ever with a token that opens nothing.
        handler.client.wss_uri = str((await self._calls("apps.connections.open"))["url"])
        await handler.connect_async()  # type: ignore[no-untyped-call] # the library names no types here

    async def renew(self) -> bool:
        """Replace all, one after another, so that one of them always stands."""
        for handler in self._handlers:
            try:
                await handler.client.connect_to_new_endpoint(force=True)
            except Exception as error:  # noqa: BLE001 - whatever it is, the library tries again by itself
                log.warning("a connection to Slack could not be replaced: %s", error)
        return True

    async def hearing(self) -> bool:
        """Whether at least one connection stands."""
        standing = [await handler.client.is_connected() for handler in self._handlers]
        return any(standing)

    async def close(self) -> None:
        """Let go of all connections."""
        closing = [handler.client.close() for handler in self._handlers]  # type: ignore[no-untyped-call] # as above
        for failed in await asyncio.gather(*closing, return_exceptions=True):
            if isinstance(failed, Exception):
                log.warning("a connection to Slack could not be closed: %s", failed)
        self._handlers.clear()
