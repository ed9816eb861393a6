"""Files on the platform of the tests: what people attached, and what the bot sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

from adapters.testing.platform import FakePlatform
from bot.errors import AddressGone, NotAllowed
from bot.meanings import Say
from bot.people import Address, Receipt
from bot.ports import Spooled
from bot.written import Attachment

__all__ = ["FakeFiles"]


class FakeFiles:
    """The facet over *platform*. `sent` are contents by the message they came with; `refusing` takes none."""

    def __init__(self, platform: FakePlatform, *, most: int = 10_000) -> None:
        self.most = most
        self.refusing = False
        self.sent: dict[str, bytes] = {}
        self._platform = platform
        self._contents: dict[str, bytes] = {}

    def attach(self, name: str, content: bytes) -> Attachment:
        """A file somebody sends along with words."""
        file_id = f"F{len(self._contents) + 1}"
        self._contents[file_id] = content
        return Attachment(self._platform.name, file_id, name, size=len(content))

    async def fetch(self, file: Attachment) -> AsyncIterator[bytes]:
        """Its content; AddressGone if it is none of ours."""
        if file.id not in self._contents:
            raise AddressGone(f"there is no file {file.id!r} on {self._platform.name}")
        yield self._contents[file.id]

    async def send(self, to: Address, file: Spooled, caption: Say) -> tuple[Receipt, ...]:
        """Post it with its caption; NotAllowed while `refusing`."""
        if self.refusing:
            raise NotAllowed(f"{self._platform.name} takes no files now")
        receipts = self._platform.post(to, caption, _key(file.name))
        self.sent[receipts[0].message] = await asyncio.to_thread(file.path.read_bytes)
        return receipts

    async def find(self, to: Address, name: str, since: datetime) -> tuple[Receipt, ...] | None:
        """What stands there of that name since then."""
        return self._platform.find(to, _key(name), since)


def _key(name: str) -> str:
    return f"file {name}"
