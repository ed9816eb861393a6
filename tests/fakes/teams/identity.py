"""Microsoft as far as it signs: keys, where they are published, and tokens for what Teams sends."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any, Self

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

__all__ = ["ISSUER", "Identity", "Signer"]

ISSUER = "https://api.botframework.com"
HOUR = 3600.0
Json = dict[str, Any]


@dataclass(slots=True)
class Signer:
    """One key. `endorsements` are the channels it stands for."""

    kid: str
    endorsements: list[str] = field(default_factory=lambda: ["msteams"])
    key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )

    @property
    def published(self) -> Json:
        """The key as Microsoft publishes it."""
        told: Json = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return told | {"kid": self.kid, "use": "sig", "endorsements": self.endorsements}


class Identity:
    """Publishes keys on loopback and signs with the newest one. Use it as an async context manager.

    `keys` are those published, `asked` counts how often they were fetched. `down` makes every request fail;
    while `open` is cleared none is answered.
    """

    def __init__(self, app: str) -> None:
        self.app = app
        self.signer = Signer("key-1")
        self.keys: list[Json] = [self.signer.published]
        self.down, self.asked = False, 0
        self.open = asyncio.Event()
        self.open.set()
        self._runner: web.AppRunner | None = None
        self._base = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.add_routes([web.get("/openid", self._metadata), web.get("/keys", self._keys)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self.open.set()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Where the metadata is."""
        return f"{self._base}/openid"

    async def _metadata(self, _: web.Request) -> web.Response:
        await self.open.wait()
        if self.down:
            return web.Response(status=500)
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self._base}/keys"})

    async def _keys(self, _: web.Request) -> web.Response:
        self.asked += 1
        return web.Response(status=500) if self.down else web.json_response({"keys": self.keys})

    def rotate(self, *, keep: bool = False) -> Signer:
        """Sign with a new key from now on; the old one is published on only if *keep*."""
        self.signer = Signer(f"key-{len(self.keys) + 1}-{time.monotonic_ns()}")
        self.keys = [*(self.keys if keep else []), self.signer.published]
        return self.signer

    def claims(self, service: str, **other: object) -> Json:
        """What a token for a message of *service* says; *other* replaces claims, None leaves one out."""
        now = time.time()
        told: Json = {
            "iss": ISSUER,
            "aud": self.app,
            "serviceurl": service,
            "nbf": now - 60,
            "exp": now + HOUR,
        }
        return {name: value for name, value in (told | other).items() if value is not None}

    def token(self, service: str, **other: object) -> str:
        """A token for a message of *service*."""
        return self.signed(self.claims(service, **other))

    def signed(self, claims: Json, **headers: object) -> str:
        """These claims, signed; *headers* replaces parts of the token's head, None leaves one out."""
        head: Json = {"kid": self.signer.kid} | headers
        kept = {name: value for name, value in head.items() if value is not None}
        return jwt.encode(claims, self.signer.key, algorithm="RS256", headers=kept)

    def bearer(self, service: str) -> dict[str, str]:
        """The header of a good request."""
        return {"Authorization": f"Bearer {self.token(service)}"}
