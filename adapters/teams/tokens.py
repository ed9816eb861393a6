"""Whether a request comes from Teams: its token, checked by the keys that Microsoft publishes.

The keys are fetched aside, with a time limit, and used from memory. A key nobody knows is looked for
once, because Microsoft changes its keys; how often that is done is limited, because anybody may ask.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import jwt

from adapters.teams.hosts import is_loopback
from adapters.teams.reading import letters, mapping, sequence

__all__ = ["Claims", "Keys", "NoKeys", "Refused", "Tokens"]

log = logging.getLogger(__name__)

ALGORITHMS = ("RS256", "RS384", "RS512")
LEEWAY = 5 * 60
"""Seconds that Microsoft's clock may differ from ours."""
LONGEST = 16_384

FRESH = 12 * 3600.0
"""Seconds after which keys are fetched anew, aside, while the known ones still count."""
AGAIN = 60.0
"""Seconds between two looks for a key that nobody knows."""
SOON = 5.0
"""Seconds between two tries to get any keys at all."""
PATIENCE = aiohttp.ClientTimeout(total=8, connect=4)
BIGGEST = 1024 * 1024
HTTP_OK = 200


class Refused(Exception):
    """The request is not Teams' own; the text says why, and is for the log alone."""


class NoKeys(Exception):
    """Nobody can be told from anybody: Microsoft's keys could not be had."""


@dataclass(frozen=True, slots=True)
class Key:
    """One of Microsoft's keys, and the channels whose messages it may sign."""

    key: Any
    endorsed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token that was found good says: which service sent it, and for which channels its key stands."""

    service: str
    endorsed: frozenset[str]


class Keys:
    """Microsoft's keys by their ids, from the metadata at *url*. `now` is in seconds, of any clock."""

    def __init__(
        self,
        session: Callable[[], aiohttp.ClientSession],
        url: str,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session, self._url, self._now = session, url, now
        self._known: Mapping[str, Key] = {}
        self._fetched: float | None = None
        self._tried: float | None = None
        self._fetching = asyncio.Lock()
        self._aside: asyncio.Task[None] | None = None

    async def key(self, kid: str) -> Key:
        """The key of that id; Refused if Microsoft has none, NoKeys if Microsoft cannot be asked."""
        if kid not in self._known:
            await self._look(self._tried)
        elif self._fetched is None or self._now() - self._fetched > FRESH:
            self.prepare()
        if not self._known:
            raise NoKeys
        if kid not in self._known:
            raise Refused("signed with a key that Microsoft does not publish")
        return self._known[kid]

    def prepare(self) -> None:
        """Fetch the keys aside, unless that is being done."""
        if self._aside is None or self._aside.done():
            self._aside = asyncio.create_task(self._look(self._tried))

    async def _look(self, seen: float | None) -> None:
        """Fetch, unless somebody did so since *seen*, or it was done a moment ago."""
        async with self._fetching:
            pause = AGAIN if self._known else SOON
            if self._tried != seen or (self._tried is not None and self._now() - self._tried < pause):
                return
            self._tried = self._now()
            try:
                self._known = await self._fetch()
                self._fetched = self._now()
            except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
                log.warning("Microsoft's keys at %s cannot be had: %r", self._url, error)

    async def _fetch(self) -> Mapping[str, Key]:
        address = letters((await self._json(self._url)).get("jwks_uri"))
        if not _is_safe(address):
            raise ValueError("the metadata does not name where the keys are")
        listed = map(mapping, sequence((await self._json(address)).get("keys")))
        found = {letters(one.get("kid")): key for one in listed if (key := _key(one)) is not None}
        found.pop("", None)
        if not found:
            raise ValueError("there are no keys in it")
        return found

    async def _json(self, url: str) -> Mapping[str, Any]:
        async with self._session().get(url, timeout=PATIENCE, allow_redirects=False) as answer:
            if answer.status != HTTP_OK:
                raise ValueError(f"it answered {answer.status}")
            return mapping(json.loads(await answer.content.read(BIGGEST)))

    async def close(self) -> None:
        """Stop fetching."""
        if self._aside is not None:
            self._aside.cancel()
            with suppress(asyncio.CancelledError):
                await self._aside


@dataclass(frozen=True, slots=True)
class Tokens:
    """Checks tokens that *issuer* made for *app*."""

    app: str
    issuer: str
    keys: Keys

    async def check(self, header: str) -> Claims:
        """What the token in an `Authorization` header says; Refused where it is none of Teams' for us."""
        scheme, _, token = header.strip().partition(" ")
        # Schemes are the same in capitals and in small letters (RFC 9110, 11.1).
        if scheme.casefold() != "bearer" or not token.strip() or len(token) > LONGEST:
            raise Refused("without a bearer's token")
        try:
            return await self._checked(token.strip())
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as error:
            raise Refused(f"{type(error).__name__}: {error}") from None

    async def _checked(self, token: str) -> Claims:
        told = jwt.get_unverified_header(token)
        kid = letters(told.get("kid"))
        if told.get("alg") not in ALGORITHMS or not kid:
            raise Refused("signed in no way that Microsoft signs")
        key = await self.keys.key(kid)
        claims = jwt.decode(
            token,
            key.key,
            algorithms=list(ALGORITHMS),
            audience=self.app,
            issuer=self.issuer,
            leeway=LEEWAY,
            options={"require": ["exp", "iss", "aud"], "verify_iat": False},
        )
        service = letters(claims.get("serviceurl"))
        if not service:
            raise Refused("for no service")
        return Claims(service, key.endorsed)


def _is_safe(address: str) -> bool:
    """Keys come over TLS, or from this machine."""
    url = urlsplit(address)
    return url.scheme == "https" or (url.scheme == "http" and is_loopback(url.hostname or ""))


def _key(told: Mapping[str, Any]) -> Key | None:
    """A key for signatures by RSA; None for any other."""
    if told.get("kty") != "RSA" or told.get("use", "sig") != "sig":
        return None
    try:
        made = jwt.PyJWK.from_dict(dict(told), algorithm="RS256")
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    return Key(made.key, frozenset(map(letters, sequence(told.get("endorsements")))))
