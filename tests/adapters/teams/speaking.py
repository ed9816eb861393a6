"""What tests of the speaking half stand on: a Teams on loopback, and posting that reaches it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.teams.connector import Connector
from adapters.teams.files import TeamsFiles
from adapters.teams.hosts import Hosts
from adapters.teams.posting import Posting
from adapters.teams.refs import Kind, Ref, Refs
from adapters.teams.us import Us
from bot.people import Address
from tests.fakes.teams.teams import APP, FakeTeams
from tests.fakes.teams.world import Chat, Human


@dataclass(slots=True)
class Speaking:
    """The bot's mouth in a tenant with Dana, Ada and a desk."""

    teams: FakeTeams
    connector: Connector
    refs: Refs
    posting: Posting
    files: TeamsFiles
    dana: Human
    ada: Human
    desk: Chat
    tokens: list[str]

    def at(self, chat: Chat, thread: str = "") -> Address:
        """A place in a chat."""
        return Address("teams", chat.id, thread)

    def standing(self, chat: Chat) -> list[str]:
        """All that stands there now."""
        return [post.words for post in chat.posts.values() if not post.deleted]

    async def meet(self, chat: Chat) -> Ref:
        """A chat that was heard of."""
        ref = Ref(chat.id, self.teams.service, Kind(chat.kind), self.teams.world.tenant, chat.team)
        await self.refs.remember(ref)
        return ref


@asynccontextmanager
async def speaking(folder: Path, *, patience: float = 8.0) -> AsyncIterator[Speaking]:
    """A bot that may speak."""
    async with FakeTeams() as teams:
        tokens = [teams.token]

        async def token() -> str:
            return tokens[0]

        def renew() -> None:
            if len(tokens) > 1:
                tokens.pop(0)

        us = Us.of(APP, teams.world.tenant)
        hosts = Hosts([teams.connector.base])
        connector = Connector(us, token, renew=renew, hosts=hosts, patience=patience)
        refs = Refs(folder)
        dana, ada = teams.person("Dana"), teams.person("Ada")
        posting, files = Posting(connector, refs), TeamsFiles(connector, refs, folder / "files")
        found = Speaking(
            teams, connector, refs, posting, files, dana, ada, teams.channel("desk", [ada]), tokens
        )
        await found.meet(found.desk)
        try:
            yield found
        finally:
            await connector.close()
            await refs.close()
