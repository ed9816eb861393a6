"""Hands out files by link: made again the same, stored as hashes, one browser's after the first press.

A GET shows a page and uses nothing up, so previews and crawlers do no harm. The page leaves a cookie; the
press binds the link to it, and from then on it is that browser's. A link lives while it has not run out, the
file is in the spool and the words it came with stand: all of that is looked at when somebody comes.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from bot.mailroom.filing import is_shown
from bot.people import Side
from bot.pickup.page import HEADERS, page
from bot.ports import Clock, Spooled
from bot.store import Reader, Writer
from bot.store.pickups import Pickup, bind, forget, found, keep
from bot.words import Key
from bot.written import file_name, is_harmful

if TYPE_CHECKING:
    from aiohttp import web

__all__ = ["PickupPoint"]

SECRET = "pickup.secret"  # noqa: S105 - the name of a file
PATH = "/files/"
COOKIE = "frontdesk-pickup-"
BYTES = 32


class PickupPoint:
    """Offers files of the spool in *folder* at *address* for so many *days*, and hands them out there."""

    def __init__(
        self, address: str, folder: Path, *, days: float, writer: Writer, reader: Reader, clock: Clock
    ) -> None:
        self._address, self._folder, self._days = address.rstrip("/"), folder, days
        self._writer, self._reader, self._clock = writer, reader, clock
        self._secret = _secret(folder.parent / SECRET)

    async def open(self) -> None:
        """Let go of what has run out."""
        now = self._clock()
        await self._writer.transact(lambda connection: forget(connection, now))

    async def offer(self, file: Spooled, key: str, *, turn: str, at: Side) -> str:
        """The address of a page that hands out *file*; the same for the same *key*."""
        token = hmac.digest(self._secret, key.encode(), "sha256").hex()
        # The spool counts from its last touch: a file must not go before its link does.
        await asyncio.to_thread(file.path.touch)
        expires = self._clock() + timedelta(days=self._days)
        offered = Pickup(_hashed(token), file.path.name, file.name, turn, at, expires)
        await self._writer.transact(lambda connection: keep(connection, offered))
        return f"{self._address}{PATH}{token}"

    def routes(self) -> Sequence[web.RouteDef]:
        """The page of a link, and the press on it."""
        from aiohttp import web

        return (web.get(f"{PATH}{{token}}", self._show), web.post(f"{PATH}{{token}}", self._hand_out))

    async def _show(self, request: web.Request) -> web.StreamResponse:
        """The page. Who comes anew gets a cookie, by which the press is known to be the same one's."""
        token = request.match_info["token"]
        offered = await self._offered(token)
        if offered is None:
            return _answer(410, page(Key.PICKUP_GONE))
        known = request.cookies.get(_cookie(token), "")
        if offered.reader and offered.reader != _hashed(known):
            return _answer(403, page(Key.PICKUP_TAKEN))
        said, day = Key.PICKUP_YOURS if offered.reader else Key.PICKUP_RULE, f"{offered.expires:%Y-%m-%d}"
        shown = _answer(200, page(said, name=file_name(offered.name), day=day, button=True))
        return shown if known else self._with_cookie(shown, token, offered)

    async def _hand_out(self, request: web.Request) -> web.StreamResponse:
        """The file, to the browser that pressed first and to no other."""
        token = request.match_info["token"]
        offered, known = await self._offered(token), request.cookies.get(_cookie(token), "")
        if offered is None:
            return _answer(410, page(Key.PICKUP_GONE))
        if not known:
            return _answer(403, page(Key.PICKUP_COOKIE))
        is_theirs = await self._writer.transact(
            lambda connection: bind(connection, offered.token, _hashed(known))
        )
        if not is_theirs:
            return _answer(403, page(Key.PICKUP_TAKEN))
        return _file(self._folder / offered.file, offered.name)

    async def _offered(self, token: str) -> Pickup | None:
        """What may be fetched by that token now."""
        offered, turn = await self._reader.look(lambda connection: found(connection, _hashed(token)))
        if offered is None or turn is None or offered.expires <= self._clock():
            return None
        is_there = await asyncio.to_thread((self._folder / offered.file).is_file)
        may_be_seen = is_shown(turn, offered.side) and not is_harmful(offered.name)
        return offered if is_there and may_be_seen else None

    def _with_cookie(self, response: web.Response, token: str, offered: Pickup) -> web.Response:
        """Lax, since people come by a link in another site; a press from another site brings no cookie."""
        left = int((offered.expires - self._clock()).total_seconds())
        where = urlsplit(self._address)
        response.set_cookie(
            _cookie(token),
            secrets.token_urlsafe(BYTES),
            max_age=left,
            path=f"{where.path}{PATH}",
            secure=where.scheme == "https",
            httponly=True,
            samesite="Lax",
        )
        return response


def _answer(status: int, html: str) -> web.Response:
    from aiohttp import web

    return web.Response(status=status, text=html, content_type="text/html", headers=HEADERS)


def _file(path: Path, name: str) -> web.StreamResponse:
    """To be saved, never shown: whatever it is, a browser takes it for bytes."""
    from aiohttp import web

    saved_as = quote(file_name(name) or "file", safe="")
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": f"attachment; filename=\"file\"; filename*=UTF-8''{saved_as}",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    }
    return web.FileResponse(path, headers=headers)


def _cookie(token: str) -> str:
    return f"{COOKIE}{_hashed(token)[:16]}"


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def _secret(place: Path) -> bytes:
    """What tokens are made with, kept in the data folder and readable by its owner alone."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        part = place.with_suffix(".part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(BYTES))
            file.flush()
            os.fsync(file.fileno())
        part.replace(place)
    return place.read_bytes()
