"""Credentials that MSAL gets at a stand-in for Microsoft's login, the same for every bot that is compared.

MSAL wants https and a host it knows, so it is given a client of its own that speaks plain http to loopback.
"""

from __future__ import annotations

from typing import Any

import msal  # type: ignore[import-untyped] # it comes without types
from botframework.connector.auth import MicrosoftAppCredentials, PasswordServiceClientCredentialFactory
from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter

from bench.teams_side import APP, HOUSE

__all__ = ["SCOPE", "Caching", "Stock", "credentials"]

SCOPE = "https://api.botframework.com"
SECRET = "s3cret-value"  # noqa: S105 - nobody's


class Plain(HTTPAdapter):
    """Speaks http where https was asked for."""

    def send(self, request: PreparedRequest, *more: Any, **named: Any) -> Response:  # noqa: ANN401 - passed on
        """The answer."""
        request.url = str(request.url).replace("https://", "http://", 1)
        return super().send(request, *more, **named)


def plain() -> Session:
    """A session as MSAL makes one, over http."""
    session = Session()
    session.mount("https://", Plain())
    return session


def credentials(url: str, scope: str = SCOPE) -> MicrosoftAppCredentials:
    """What the SDK makes of an app: an MSAL client with nothing in its cache."""
    made = MicrosoftAppCredentials(APP, SECRET, HOUSE, scope)
    made.app = msal.ConfidentialClientApplication(
        client_id=APP,
        client_credential=SECRET,
        authority=f"{url.replace('http:', 'https:', 1)}/{HOUSE}",
        instance_discovery=False,
        http_client=plain(),
    )
    return made


class Stock(PasswordServiceClientCredentialFactory):  # type: ignore[misc] # the SDK names no types
    """Makes credentials anew for every turn, as the SDK does."""

    def __init__(self, url: str) -> None:
        super().__init__(APP, SECRET, HOUSE)
        self._url = url

    async def create_credentials(
        self, app_id: str, oauth_scope: str, login_endpoint: str, *rest: object, **more: object
    ) -> MicrosoftAppCredentials:
        """Credentials for that scope."""
        return credentials(self._url, oauth_scope)


class Caching(Stock):
    """Makes credentials once for a scope and an endpoint."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._made: dict[tuple[str, str], MicrosoftAppCredentials] = {}

    async def create_credentials(
        self, app_id: str, oauth_scope: str, login_endpoint: str, *rest: object, **more: object
    ) -> MicrosoftAppCredentials:
        """Credentials for that scope, made already or not."""
        key = oauth_scope, login_endpoint
        if key not in self._made:
            made = await super().create_credentials(app_id, oauth_scope, login_endpoint)
            self._made[key] = made
        return self._made[key]
