"""The way to Teams: who we are there, what we show, where it is, and whom we know.

It stands from the beginning, because members of desks are read before anybody listens.
"""

from __future__ import annotations

from adapters.teams.connector import PATIENCE, Connector
from adapters.teams.edge import GOVERNMENT, PUBLIC, Pass, Token, credentials, no_token
from adapters.teams.hosts import Hosts, is_here, named
from adapters.teams.people import Directory
from adapters.teams.refs import Kind, Ref, Refs
from adapters.teams.render import Seen
from adapters.teams.settings import APP_ID, APP_TENANT, HOSTS, METADATA, PASSWORD, TeamsSettings, app_type
from adapters.teams.tokens import Keys, Tokens
from adapters.teams.us import Us
from bot.people import Address
from bot.ports import Premises

__all__ = ["Door"]

HERE = ("127.0.0.1", "localhost", "::1")


class Door:
    """Made from *premises*. `token` takes the place of what Microsoft gives, for a Teams that is none."""

    def __init__(self, premises: Premises, *, token: Token | None = None, patience: float = PATIENCE) -> None:
        options = premises.options
        self.settings = options if isinstance(options, TeamsSettings) else TeamsSettings()
        self.us = Us.of(premises.secrets.get(APP_ID, ""), premises.secrets.get(APP_TENANT, ""))
        self._cloud = GOVERNMENT if self.settings.government else PUBLIC
        self.metadata = premises.addresses.get(METADATA) or self._cloud.metadata
        self.hosts = _hosts(premises, self.settings)
        self.refs = Refs(premises.data)
        self._pass = None if token or self._shows_none(premises) else self._passport(premises)
        self.token: Token = token or self._pass or no_token
        renew = self._pass.forget if self._pass is not None else _nothing
        self.connector = Connector(self.us, self.token, renew=renew, hosts=self.hosts, patience=patience)
        rooms = [Address.of(key).room for key in premises.rooms if "*" not in key]
        self.directory = Directory(self.connector, self.refs, self.us, rooms)
        self._keys: Keys | None = None

    def _shows_none(self, premises: Premises) -> bool:
        """Where Teams itself is on this machine, Microsoft is asked for no token: it would see none of it."""
        hosts = named(premises.addresses.get(HOSTS, ""))
        return self.settings.dev or (bool(hosts) and all(map(is_here, hosts)))

    def _passport(self, premises: Premises) -> Pass:
        secret = premises.secrets.get(PASSWORD, "")
        kind = app_type(self.settings, premises.secrets)
        return Pass(credentials(self.us.app, secret, self.us.tenant, kind, self._cloud))

    @property
    def trouble(self) -> str:
        """What keeps Teams from working now, in one sentence; or ""."""
        if self._pass is not None and self._pass.refused:
            why = self._pass.refused
            return f"Microsoft gives the bot no token ({why}): is {PASSWORD} right, and not too old?"
        return self.connector.trouble

    def tokens(self) -> Tokens | None:
        """How Teams is told from others; None in development, where nobody signs."""
        if self.settings.dev:
            return None
        self._keys = self._keys or Keys(lambda: self.connector.session, self.metadata)
        self._keys.prepare()
        return Tokens(self.us.app, self._cloud.issuer, self._keys)

    def ref(self, at: Address) -> Ref:
        """How the room of *at* is reached."""
        return self.refs.reach(at.room, self.us.tenant)

    def seen(self, at: Address) -> Seen:
        """How what stands at *at* is read there."""
        ref = self.ref(at)
        return Seen(personal=ref.kind is Kind.PERSONAL, heard=ref.unasked)

    async def close(self) -> None:
        """Let go of everything."""
        if self._keys is not None:
            await self._keys.close()
        await self.connector.close()
        if self._pass is not None:
            self._pass.close()
        await self.refs.close()


def _nothing() -> None:
    """A token that nobody asked for cannot be renewed."""


def _hosts(premises: Premises, settings: TeamsSettings) -> Hosts:
    """Where Teams' service may be; in development on this machine, too."""
    here = HERE if settings.dev else ()
    return Hosts((*settings.service_hosts, *named(premises.addresses.get(HOSTS, "")), *here))
