"""Files in both directions, as far as Teams lets a bot.

It may offer a file to one person, who then lets it be put into the own OneDrive. In channels and group chats
a bot has no way to show one. Links to what people send die within minutes, so it is kept before its message
counts as heard.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import re
import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from adapters.teams.asked import Consented
from adapters.teams.cards import Element, said
from adapters.teams.connector import Connector
from adapters.teams.markup import clean, escape
from adapters.teams.reading import letters, mapping
from adapters.teams.refs import Kind, Ref, Refs
from adapters.teams.us import ADAPTER, conversation
from bot.errors import AdapterError, AddressGone, NotAllowed, Unavailable
from bot.meanings import Say
from bot.people import Address, Receipt
from bot.ports import Spooled
from bot.words import Key
from bot.written import Attachment

__all__ = ["TeamsFiles"]

log = logging.getLogger(__name__)

MOST = 50 * 1024 * 1024
"""Bytes of the largest file; OneDrive takes no more than 60 MiB in one request."""
CHUNK = 256 * 1024
PATIENCE = aiohttp.ClientTimeout(total=120, connect=5, sock_read=20)
HTTP_OK, HTTP_MORE, HTTP_BROKEN = 200, 300, 500
HTTP_GONE = frozenset({401, 403, 404, 410})
KEPT = 30 * 24 * 3600.0
"""Seconds a file and an offer are kept."""

ONEDRIVES = ("sharepoint.com", "sharepoint.us", "sharepoint-df.com", "sharepoint-mil.us", "svc.ms", "svc.us")
"""Where people's files lie. Our token is never shown there: the addresses are secret enough."""

OFFER = "fd"
TICKET = re.compile(r"[0-9a-f]{48}", re.ASCII)
CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"


@dataclass(frozen=True, slots=True)
class _Offer:
    """A file that somebody was offered in `room`: where it lies, what it is called, and who sent it."""

    room: str
    path: str
    name: str
    by: str


class TeamsFiles:
    """Keeps what people send in *folder*, and offers what was sent elsewhere. `most` is in bytes."""

    most = MOST

    def __init__(self, connector: Connector, refs: Refs, folder: Path) -> None:
        self._connector, self._refs, self._folder = connector, refs, folder

    # -- what people send

    async def keep(self, file_id: str, url: str) -> None:
        """Fetch a file while its link lives.

        Unavailable if it may be tried again; NotAllowed or AddressGone if it cannot be had.
        """
        place = self._place(file_id)
        if await asyncio.to_thread(place.exists):
            return
        headers = await self._headers(url)
        part = place.with_suffix(f".{secrets.token_hex(8)}")
        try:
            await self._download(url, headers, part)
            await asyncio.to_thread(part.replace, place)
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise Unavailable(ADAPTER) from None
        finally:
            await asyncio.to_thread(part.unlink, missing_ok=True)

    async def _headers(self, url: str) -> dict[str, str]:
        """Pictures lie at Teams itself and want our token; files lie in OneDrives, which must not see it."""
        if self._connector.hosts.allow(url):
            return await self._connector.bearer(url)
        if not _is_onedrives(url):
            raise NotAllowed("the file lies at an address that is not Microsoft's own")
        return {}

    async def _download(self, url: str, headers: dict[str, str], part: Path) -> None:
        await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        asked = self._connector.session.get(
            URL(url, encoded=True), headers=headers, allow_redirects=False, timeout=PATIENCE
        )
        size = 0
        async with asked as answer:
            _check(answer)
            with await asyncio.to_thread(part.open, "wb") as written:
                async for piece in answer.content.iter_chunked(CHUNK):
                    size += len(piece)
                    if size > MOST:
                        raise NotAllowed(f"the file is larger than {MOST // 2**20} MB")
                    await asyncio.to_thread(written.write, piece)
                await asyncio.to_thread(_to_disk, written)

    async def fetch(self, file: Attachment) -> AsyncIterator[bytes]:
        """The content that was kept, piece by piece; AddressGone if there is none."""
        try:
            kept = await asyncio.to_thread(self._place(file.id).open, "rb")
        except FileNotFoundError:
            raise AddressGone("the file was not kept: Teams' link to it had died") from None
        with kept:
            while piece := await asyncio.to_thread(kept.read, CHUNK):
                yield piece

    def _place(self, file_id: str) -> Path:
        return self._folder / hashlib.sha256(file_id.encode()).hexdigest()

    def forget(self) -> int:
        """Take away what is older than a month; how many files that were."""
        old = [place for place in self._folder.glob("*") if place.stat().st_mtime < time.time() - KEPT]
        for place in old:
            place.unlink(missing_ok=True)
        return len(old)

    # -- what is sent to people

    async def send(self, to: Address, file: Spooled, caption: Say) -> tuple[Receipt, ...]:
        """Offer a file in a personal chat, *caption* telling whose it is; NotAllowed anywhere else."""
        room = self._refs.reach(to.room, self._connector.us.tenant)
        if room.kind is not Kind.PERSONAL:
            raise NotAllowed("in Teams a bot can hand files to people in their own chat alone")
        by = caption.author.name if caption.author and caption.author.name else said(Key.SOMEBODY)
        ticket = secrets.token_hex(24)
        await self._offer(ticket, _Offer(to.room, str(file.path), file.name, by))
        told = said(Key.FILE_OFFERED, name=clean(by))
        # Nobody can look whether it was offered before.
        told = f"{told} {said(Key.MAYBE_TWICE)}" if caption.again else told
        card = _consent(ticket, file, told)
        return (Receipt(to, await self._connector.send(room, conversation(to), card)),)

    async def find(self, to: Address, name: str, since: datetime) -> tuple[Receipt, ...] | None:
        """None: a bot cannot read what stands in Teams."""
        return None

    async def answered(self, told: Consented) -> None:
        """Somebody took a file that was offered, or did not want it. Takes as long as the upload does."""
        place = self._ticket(told)
        offer = await asyncio.to_thread(_read, place) if place else None
        if place is None or offer is None or offer.room != told.room.room:
            log.warning("somebody answered to a file that was not offered there")
            return
        room, where = self._refs.reach(told.room.room, self._connector.us.tenant), conversation(told.room)
        if told.accepted:
            await self._hand_over(told, offer, room, where)
        elif told.message:
            await self._connector.delete(room, where, told.message)
        await asyncio.to_thread(place.unlink, missing_ok=True)

    async def _hand_over(self, told: Consented, offer: _Offer, room: Ref, where: str) -> None:
        """The offer becomes the file; what cannot be handed over is named instead."""
        try:
            await self._upload(told.upload, Path(offer.path))
            shown: Element = _info(told)
        except (AdapterError, OSError) as error:
            log.warning("the file %r was accepted, but cannot be handed over: %s", offer.name, error)
            words = said(Key.FILE_NOT_SHOWN, name=offer.by, file=offer.name)
            shown = {"type": "message", "textFormat": "xml", "text": escape(words)}
        if told.message:
            await self._connector.update(room, where, told.message, shown)
        else:
            await self._connector.send(room, where, shown)

    async def _upload(self, url: str, path: Path) -> None:
        if not (_is_onedrives(url) or self._connector.hosts.allow(url)):
            raise NotAllowed("Teams wants the file at an address that is not Microsoft's own")
        size = (await asyncio.to_thread(path.stat)).st_size
        headers = {"Content-Range": f"bytes 0-{size - 1}/{size}", "Content-Type": "application/octet-stream"}
        try:
            with await asyncio.to_thread(path.open, "rb") as content:
                sent = self._connector.session.put(
                    URL(url, encoded=True), data=content, headers=headers, allow_redirects=False,
                    timeout=PATIENCE,
                )  # fmt: skip
                async with sent as answer:
                    _check(answer)
        except (aiohttp.ClientError, TimeoutError):
            raise Unavailable(ADAPTER) from None

    async def _offer(self, ticket: str, offer: _Offer) -> None:
        await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        place = self._folder / f"{ticket}.offer"
        await asyncio.to_thread(place.write_text, json.dumps(asdict(offer)), "utf-8")

    def _ticket(self, told: Consented) -> Path | None:
        """The note about an offer; None where the ticket is none of ours."""
        ticket = told.context.get(OFFER, "")
        return self._folder / f"{ticket}.offer" if TICKET.fullmatch(ticket) else None


def _read(place: Path) -> _Offer | None:
    try:
        found: Any = mapping(json.loads(place.read_text("utf-8")))
    except (OSError, ValueError):
        return None
    return _Offer(*(letters(found.get(name)) for name in ("room", "path", "name", "by")))


def _consent(ticket: str, file: Spooled, words: str) -> Element:
    content = {
        "description": words,
        "sizeInBytes": file.size,
        "acceptContext": {OFFER: ticket},
        "declineContext": {OFFER: ticket},
    }
    attachment = {"contentType": CONSENT, "name": clean(file.name)[:255], "content": content}
    return {"type": "message", "attachments": [attachment]}


def _info(told: Consented) -> Element:
    content = {"uniqueId": told.unique, "fileType": told.kind}
    attachment = {"contentType": INFO, "contentUrl": told.link, "name": told.name, "content": content}
    return {"type": "message", "attachments": [attachment]}


def _is_onedrives(address: str) -> bool:
    try:
        url = urlsplit(address)
    except ValueError:
        return False
    host = url.hostname or ""
    ours = any(host == own or host.endswith(f".{own}") for own in ONEDRIVES)
    return url.scheme == "https" and url.username is None and ours


def _check(answer: aiohttp.ClientResponse) -> None:
    if answer.status in HTTP_GONE:
        raise AddressGone("the file is gone, or its link has died")
    if answer.status >= HTTP_BROKEN:
        raise Unavailable(ADAPTER)
    if not HTTP_OK <= answer.status < HTTP_MORE:
        raise NotAllowed(f"the file cannot be had ({answer.status})")


def _to_disk(written: IO[bytes]) -> None:
    written.flush()
    os.fsync(written.fileno())
