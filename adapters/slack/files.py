"""Files in both directions. The token is shown to Slack alone, and a sign-in page is not taken for a file."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from adapters.slack.door import Door
from adapters.slack.posting import Posting
from adapters.slack.reading import mapping, sequence
from adapters.slack.render import draw
from adapters.slack.us import ADAPTER, standing
from bot.errors import AdapterError, AddressGone, NotAllowed, Unavailable, Unsure
from bot.meanings import Say
from bot.people import Address, Receipt
from bot.ports import Spooled
from bot.written import Attachment

__all__ = ["SlackFiles", "is_slacks"]

MOST = 100 * 1024 * 1024
CHUNK = 256 * 1024
PATIENCE = aiohttp.ClientTimeout(total=120, connect=5, sock_read=20)
HTML = "text/html"
HTTP_OK, HTTP_BROKEN = 200, 500
HTTP_GONE = frozenset({404, 410})
LOOKS, PAUSE = 6, 0.4
"""How often, and how many seconds apart, Slack is asked where a shared file stands."""

SLACKS = ("slack.com", "slack-files.com", "slack-edge.com")


def is_slacks(address: str, api: str) -> bool:
    """Whether an address is Slack's own: over TLS at one of its hosts, or at the host of a private *api*."""
    url, home = urlsplit(address), urlsplit(api)
    if (url.scheme, url.netloc) == (home.scheme, home.netloc):
        return True
    host = url.hostname or ""
    return url.scheme == "https" and any(host == own or host.endswith(f".{own}") for own in SLACKS)


class SlackFiles:
    """Fetches what people sent and sends what they wrote elsewhere. `most` is in bytes."""

    most = MOST

    def __init__(self, door: Door) -> None:
        self._door = door

    async def info(self, file_id: str) -> Mapping[str, Any]:
        """What Slack tells of a file; AddressGone where there is none."""
        return mapping((await self._door.calls("files.info", file=file_id)).get("file"))

    async def fetch(self, file: Attachment) -> AsyncIterator[bytes]:
        """The content, piece by piece; NotAllowed or AddressGone if it cannot be had."""
        told = await self.info(file.id)
        address = str(told.get("url_private_download") or told.get("url_private") or "")
        if not is_slacks(address, self._door.url):
            message = "the file lies at an address that is not Slack's own"
            raise NotAllowed(message)
        try:
            async for piece in self._pieces(address, told):
                yield piece
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise Unavailable(ADAPTER) from None

    async def _pieces(self, address: str, told: Mapping[str, Any]) -> AsyncIterator[bytes]:
        token = {"Authorization": f"Bearer {self._door.token}"}
        asked = self._door.session.get(
            URL(address, encoded=True), headers=token, allow_redirects=False, timeout=PATIENCE
        )
        async with asked as answer:
            _check(answer, told)
            async for piece in answer.content.iter_chunked(CHUNK):
                yield piece

    async def send(self, to: Address, file: Spooled, caption: Say) -> tuple[Receipt, ...]:
        """Share a file at *to*, *caption* telling whose it is."""
        ticket = await self._door.calls("files.getUploadURLExternal", filename=file.name, length=file.size)
        await self._upload(str(ticket.get("upload_url", "")), file)
        file_id = str(ticket.get("file_id", ""))
        await self._share(file_id, file, to, draw(caption)[0].text)
        return (await self._standing(file_id, to),)

    async def find(self, to: Address, name: str, since: datetime) -> tuple[Receipt, ...]:
        """The receipts of a file of that name the bot shared since then."""
        inside = await self._door.enter()
        posting = Posting(self._door.calls, inside.us.bot, named=False)
        found = [
            message
            async for message in posting.messages(to, since)
            if message.get("user") == inside.us.user and _carries(message, name)
        ]
        ids = [str(message["ts"]) for message in found]
        return tuple(Receipt(standing(to.room, to.thread, ts), ts) for ts in ids)

    async def _upload(self, address: str, file: Spooled) -> None:
        if not is_slacks(address, self._door.url):
            message = "Slack wants the file at an address that is not its own"
            raise NotAllowed(message)
        try:
            with await asyncio.to_thread(file.path.open, "rb") as content:
                sent = self._door.session.post(URL(address, encoded=True), data=content, timeout=PATIENCE)
                async with sent as answer:
                    if answer.status != HTTP_OK:
                        raise Unavailable(ADAPTER)
        except (aiohttp.ClientError, TimeoutError):
            # Nothing is seen of an upload until it is shared.
            raise Unavailable(ADAPTER) from None

    async def _share(self, file_id: str, file: Spooled, to: Address, caption: str) -> None:
        await self._door.calls(
            "files.completeUploadExternal",
            files=json.dumps([{"id": file_id, "title": file.name}]),
            channel_id=to.room,
            thread_ts=to.thread or None,
            initial_comment=caption,
        )

    async def _standing(self, file_id: str, to: Address) -> Receipt:
        """Slack shares in its own time: asked until it tells where the file stands."""
        for _ in range(LOOKS):
            ts = await self._seen(file_id, to)
            if ts:
                return Receipt(standing(to.room, to.thread, ts), ts)
            await asyncio.sleep(PAUSE)
        message = "Slack took the file, but does not say where it stands"
        raise Unsure(message)

    async def _seen(self, file_id: str, to: Address) -> str:
        try:
            shares = mapping((await self.info(file_id)).get("shares"))
        except AdapterError:
            return ""
        rooms = [mapping(shares.get(kind)).get(to.room) for kind in ("public", "private")]
        posts = [post for room in rooms if isinstance(room, list) for post in room]
        return next((str(mapping(post).get("ts", "")) for post in posts), "")


def _carries(message: Mapping[str, Any], name: str) -> bool:
    files = map(mapping, sequence(message.get("files")))
    return any(name in {file.get("name"), file.get("title")} for file in files)


def _check(answer: aiohttp.ClientResponse, told: Mapping[str, Any]) -> None:
    if answer.status in HTTP_GONE:
        message = "the file is gone"
        raise AddressGone(message)
    if answer.status >= HTTP_BROKEN:
        raise Unavailable(ADAPTER)
    is_page = answer.content_type == HTML and told.get("mimetype") != HTML
    if answer.status != HTTP_OK or is_page:
        message = "Slack did not hand out the file; does the app have the scope files:read?"
        raise NotAllowed(message)
