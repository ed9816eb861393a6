"""The way into a workspace: one session for all calls, who we are there, and who the others are.

It opens on first use, because members of desks are read before anybody listens.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.calls import Calls
from adapters.slack.people import Directory
from adapters.slack.reading import mapping
from adapters.slack.us import Us
from bot.errors import AdapterError
from bot.people import Address, Person, Room

__all__ = ["SLACK", "Door", "Inside", "client"]

log = logging.getLogger(__name__)

SLACK = "https://slack.com/api/"

PATIENCE = aiohttp.ClientTimeout(total=30, connect=5)
"""For one call; the courier gives up on a post sooner."""


POSTED = "chat.postMessage"
"""What we say comes back to us as an event, so it tells whether we are deaf."""


def _silently() -> None:
    return None


def client(token: str, url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """A client that repeats nothing by itself: it cannot know what may be done twice."""
    return AsyncWebClient(token, base_url=url, session=session, retry_handlers=[])


@dataclass(frozen=True, slots=True)
class Inside:
    """What is known once we are in. `scopes` are those the token has, none where Slack did not tell."""

    us: Us
    scopes: frozenset[str]
    directory: Directory

    def may(self, scope: str) -> bool:
        """Whether Slack lets us do what *scope* is for; assumed where it did not tell."""
        return not self.scopes or scope in self.scopes


class Door:
    """Enters with *token* at the Web API's *url*. It is also the `People` of this workspace."""

    def __init__(self, token: str, url: str = SLACK, bots: frozenset[str] = frozenset()) -> None:
        self.token, self.url, self._bots = token, url, bots
        self._session: aiohttp.ClientSession | None = None
        self._calls: Calls | None = None
        self._inside: Inside | None = None
        self._entering = asyncio.Lock()
        self.locked = ""
        self.spoke: Callable[[], None] = _silently

    @property
    def session(self) -> aiohttp.ClientSession:
        """The one session that everything goes through."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=PATIENCE)
        return self._session

    @property
    def client(self) -> AsyncWebClient:
        """A new client on the one session."""
        return client(self.token, self.url, self.session)

    @property
    def calls(self) -> Calls:
        """The way to the Web API with the bot's token."""
        if self._calls is None:
            self._calls = Calls(self.client, self.lock, self._done)
        return self._calls

    @property
    def us(self) -> Us | None:
        """Who we are, once we are in."""
        return self._inside.us if self._inside else None

    def lock(self, why: str) -> None:
        """Slack does not let us in any more; `why` is its word for it."""
        self.locked = why

    def _done(self, method: str) -> None:
        """Whatever kept us out before, Slack does as it is told again."""
        self.locked = ""
        if method == POSTED:
            self.spoke()

    async def enter(self) -> Inside:
        """Who we are and who the others are, asked once; an AdapterError where Slack does not say."""
        if self._inside is not None:
            return self._inside
        async with self._entering:
            if self._inside is None:
                self._inside = await self._introduce()
            return self._inside

    async def _introduce(self) -> Inside:
        told, scopes = await self.calls.introduced()
        us = Us(
            team=str(told.get("team_id", "")),
            user=str(told.get("user_id", "")),
            bot=str(told.get("bot_id", "")),
            url=str(told.get("url", "")),
            enterprise=str(told.get("enterprise_id") or ""),
            app=await self._app(str(told.get("bot_id", ""))),
            bots=self._bots,
        )
        return Inside(us, scopes, Directory(self.calls, us))

    async def _app(self, bot: str) -> str:
        """The app's id, by which events of other apps are told apart; "" where Slack does not tell."""
        try:
            return str(mapping((await self.calls("bots.info", bot=bot)).get("bot")).get("app_id") or "")
        except AdapterError as error:
            log.warning("the app's own id is not told: %s", error)
            return ""

    async def close(self) -> None:
        """Let go of the session."""
        if self._session is not None:
            await self._session.close()
        self._session = self._calls = self._inside = None

    # -- who is who

    async def person(self, person_id: str) -> Person:
        """The person behind Slack's id; AddressGone if there is none."""
        return await (await self.enter()).directory.person(person_id)

    async def room(self, address: Address) -> Room:
        """What is known of a room; AddressGone if it is gone, archived, or the bot is not in it."""
        return await (await self.enter()).directory.room(address)

    async def members(self, room: Address) -> Sequence[Person]:
        """Everybody in a room, the bot left out; AddressGone if the room is gone."""
        return await (await self.enter()).directory.members(room)

    async def direct(self, person: Person) -> Address:
        """The direct chat between this person and the bot."""
        return await (await self.enter()).directory.direct(person)
