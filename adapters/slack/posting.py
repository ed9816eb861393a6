"""Posts, changes and takes away what the bot says in Slack, and finds again what it may have posted.

Every part of a post carries our key in its metadata, so that one look tells whether it stands there.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from adapters.slack.calls import Calls
from adapters.slack.reading import moment
from adapters.slack.render import Drawn, draw
from adapters.slack.us import standing
from bot.errors import AddressGone, Unavailable, Unsure
from bot.meanings import Meaning
from bot.people import Address, Receipt

__all__ = ["CUSTOMIZE", "Posting"]

CUSTOMIZE = "chat:write.customize"
KIND = "frontdesk_post"
PAGE = 200
MARGIN = 60.0
"""Seconds that Slack's clock may be behind ours."""


class Posting:
    """Says things as *bot*. `named` tells whether Slack lets us write under an agent's own name."""

    def __init__(self, calls: Calls, bot: str, *, named: bool) -> None:
        self._calls, self._bot, self._named = calls, bot, named

    async def post(self, to: Address, message: Meaning, key: str) -> tuple[Receipt, ...]:
        """Say *message* in as many posts as it takes. Half said is `Unsure`: a look takes the half away."""
        receipts: list[Receipt] = []
        parts = draw(message, named=self._named)
        for number, part in enumerate(parts):
            try:
                receipts.append(await self._post(to, part, _metadata(key, number, len(parts))))
            except Unavailable:
                if not receipts:
                    raise
                why = f"part {number + 1} of {len(parts)} has to wait"
                raise Unsure(why) from None
        return tuple(receipts)

    async def open_thread(self, room: Address, message: Meaning, key: str) -> Receipt:
        """Say *message* as the head of a new thread; what does not fit follows in it."""
        head, *rest = draw(message, named=self._named)
        receipt = await self._post(room, head, _metadata(key, 0, 1))
        for part in rest:
            await self._post(_thread_of(receipt), part, None)
        return replace(receipt, address=_thread_of(receipt))

    async def edit(self, receipts: tuple[Receipt, ...], message: Meaning) -> tuple[Receipt, ...]:
        """Make what stands behind *receipts* say *message*, in more or fewer posts where needed."""
        parts = draw(message, named=self._named)
        for receipt, part in zip(receipts, parts, strict=False):
            await self._calls(
                "chat.update",
                channel=receipt.address.room,
                ts=receipt.message,
                text=part.text,
                blocks=part.blocks,
            )
        more = [await self._post(receipts[-1].address, part, None) for part in parts[len(receipts) :]]
        await self.delete(receipts[len(parts) :])
        return (*receipts[: len(parts)], *more)

    async def delete(self, receipts: tuple[Receipt, ...]) -> None:
        """Take away what stands behind *receipts*; AddressGone if one of them was gone already."""
        gone: AddressGone | None = None
        for receipt in receipts:
            try:
                await self._calls("chat.delete", channel=receipt.address.room, ts=receipt.message)
            except AddressGone as error:
                gone = error
        if gone is not None:
            raise gone

    async def find(self, to: Address, key: str, since: datetime) -> tuple[Receipt, ...]:
        """The receipts of what was posted with *key* since then. Half a post is taken away: it is no post."""
        found: dict[int, Receipt] = {}
        wanted = 1
        async for message in self.messages(to, since):
            payload = _payload(message)
            if payload.get("key") == key and message.get("bot_id") == self._bot:
                wanted = int(payload.get("of", 1))
                found[int(payload.get("part", 0))] = self._receipt(to, message)
        receipts = tuple(found[part] for part in sorted(found))
        if receipts and len(receipts) < wanted:
            await self.delete(receipts)
            return ()
        return receipts

    async def messages(
        self, at: Address, since: datetime, *, margin: float = MARGIN
    ) -> AsyncIterator[Mapping[str, Any]]:
        """What was written at *at* since then, page by page."""
        oldest = max(0.0, since.timestamp() - margin)
        method, where = _listing(at)
        cursor: str | None = None
        while True:
            page = await self._calls(
                method, **where, oldest=f"{oldest:.6f}", limit=PAGE, include_all_metadata=True, cursor=cursor
            )
            for message in page.get("messages", ()):
                written = moment(message.get("ts"))
                if written is not None and written.timestamp() >= oldest:
                    yield message
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return

    def _receipt(self, to: Address, message: Mapping[str, Any]) -> Receipt:
        ts = str(message["ts"])
        return Receipt(to if to.thread else standing(to.room, "", ts), ts)

    async def _post(self, to: Address, part: Drawn, metadata: dict[str, object] | None) -> Receipt:
        answer = await self._calls(
            "chat.postMessage",
            channel=to.room,
            thread_ts=to.thread or None,
            text=part.text,
            blocks=part.blocks,
            username=(part.username or None) if self._named else None,
            icon_url=(part.icon or None) if self._named else None,
            metadata=metadata,
            unfurl_links=False,
            unfurl_media=False,
        )
        ts = str(answer.get("ts", ""))
        return Receipt(standing(to.room, to.thread, ts), ts)


def _thread_of(receipt: Receipt) -> Address:
    return replace(receipt.address, thread=receipt.address.thread or receipt.message)


def _listing(at: Address) -> tuple[str, dict[str, object]]:
    if at.thread:
        return "conversations.replies", {"channel": at.room, "ts": at.thread}
    return "conversations.history", {"channel": at.room}


def _metadata(key: str, number: int, parts: int) -> dict[str, object]:
    return {"event_type": KIND, "event_payload": {"key": key, "part": number, "of": parts}}


def _payload(message: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") if metadata.get("event_type") == KIND else None
    return payload if isinstance(payload, Mapping) else {}
