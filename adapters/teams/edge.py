"""The one place that knows the Bot Framework's SDK: which clouds there are, and how the bot gets its token.

Everything else speaks Teams' protocol by itself, because the SDK is not repaired any more. To stand on
another one, this file is written anew.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import logging
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from botbuilder.schema import ActivityTypes
from botframework.connector import Channels
from botframework.connector.auth import (
    AuthenticationConstants,
    GovernmentConstants,
    ManagedIdentityAppCredentials,
    MicrosoftAppCredentials,
    MicrosoftGovernmentAppCredentials,
)

from adapters.teams.settings import AppType
from adapters.teams.us import ADAPTER
from bot.errors import Unavailable

__all__ = ["CHANNEL", "GOVERNMENT", "INVOKE", "PUBLIC", "Cloud", "Pass", "Token", "credentials", "no_token"]

log = logging.getLogger(__name__)

CHANNEL: str = Channels.ms_teams.value
"""How Teams is called among the channels of the Bot Framework."""
INVOKE: str = ActivityTypes.invoke.value
"""What wants an answer in the very response."""

Token = Callable[[], Awaitable[str]]
"""Gives the bot's own token for Teams, or "" where none is wanted; Unavailable where none can be had."""

PATIENCE = 15.0
"""Seconds Microsoft may take for a token."""
EARLY = 300.0
"""Seconds before its end at which a token is asked for anew."""
SHORTEST = 60.0
LOCKED_OUT_FOR = 60.0
"""Seconds until Microsoft is asked again after it refused."""


@dataclass(frozen=True, slots=True)
class Cloud:
    """One of Microsoft's clouds: who signs what Teams sends, by which keys, and what our token is for."""

    issuer: str
    metadata: str
    scope: str


PUBLIC = Cloud(
    AuthenticationConstants.TO_BOT_FROM_CHANNEL_TOKEN_ISSUER,
    AuthenticationConstants.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL,
    AuthenticationConstants.TO_CHANNEL_FROM_BOT_OAUTH_SCOPE,
)
GOVERNMENT = Cloud(
    GovernmentConstants.TO_BOT_FROM_CHANNEL_TOKEN_ISSUER,
    GovernmentConstants.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL,
    GovernmentConstants.TO_CHANNEL_FROM_BOT_OAUTH_SCOPE,
)


class Credentials(Protocol):
    """What the SDK makes of an app: it asks Microsoft, and takes its time."""

    def get_access_token(self) -> str:
        """A token."""
        ...


def credentials(app: str, secret: str, tenant: str, kind: AppType, cloud: Cloud) -> Credentials:
    """How the app shows Microsoft who it is."""
    made: Credentials
    if kind is AppType.MANAGED:
        made = ManagedIdentityAppCredentials(app, cloud.scope)
    elif cloud is GOVERNMENT:
        made = MicrosoftGovernmentAppCredentials(app, secret, tenant, cloud.scope)
    else:
        made = MicrosoftAppCredentials(app, secret, tenant, cloud.scope)
    return made


async def no_token() -> str:
    """Nobody asks for one: the Agents Playground."""
    return ""


class Pass:
    """The bot's token, asked for once as long as it is good, in a thread of its own.

    `refused` says in Microsoft's words why there is none, "" where there is.
    """

    def __init__(self, given: Credentials, now: Callable[[], float] = time.time) -> None:
        self._given, self._now = given, now
        self._token, self._since, self._until = "", 0.0, 0.0
        self._asking = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="teams-token")
        self.refused = ""

    async def __call__(self) -> str:
        """A token that is good for a while; Unavailable if Microsoft gives none now."""
        async with self._asking:
            if self._now() >= self._until:
                self._token = await self._asked()
                self._since = self._now()
                self._until = self._since + self._good_for(self._token)
            if not self._token:
                raise Unavailable(ADAPTER, retry_after=LOCKED_OUT_FOR, everywhere=True)
            return self._token

    async def _asked(self) -> str:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(PATIENCE):
                token = await loop.run_in_executor(self._thread, self._given.get_access_token)
        except (PermissionError, KeyError, ValueError, TypeError) as error:
            # Microsoft said no, each kind of credentials in its own way.
            self.refused = f"{error}"[:500] or type(error).__name__
            log.error("Microsoft gives no token for the bot: %s", self.refused)  # noqa: TRY400 - where is plain
            return ""
        except (OSError, TimeoutError) as error:
            log.warning("a token for the bot cannot be had now: %s", type(error).__name__)
            raise Unavailable(ADAPTER, everywhere=True) from None
        self.refused = ""
        return token

    def forget(self) -> None:
        """Ask for another one: this opens nothing any more. One that was just asked for is kept."""
        if self._now() - self._since > SHORTEST:
            self._until = 0.0

    def _good_for(self, token: str) -> float:
        ends = _end(token)
        return max(SHORTEST, ends - self._now() - EARLY) if token else LOCKED_OUT_FOR

    def close(self) -> None:
        """Ask no more."""
        self._thread.shutdown(wait=False, cancel_futures=True)


def _end(token: str) -> float:
    """When a token ends, in seconds since 1970; 0 where it does not say so."""
    _, _, rest = token.partition(".")
    body = rest.partition(".")[0]
    try:
        told = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        return float(told["exp"])
    except (ValueError, KeyError, TypeError, binascii.Error):
        return 0.0
