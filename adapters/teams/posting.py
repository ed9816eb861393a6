"""Posts, changes and takes away what the bot says in Teams. What it may have posted cannot be looked for."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime
from typing import Final

from adapters.teams.connector import Connector
from adapters.teams.presses import Presses
from adapters.teams.refs import Kind, Ref, Refs
from adapters.teams.render import Drawn, Seen, draw
from adapters.teams.us import ADAPTER, conversation, standing
from bot.errors import AdapterError, AddressGone, NotAllowed, Unavailable, Unsure
from bot.meanings import Meaning
from bot.people import Address, Person, Receipt
from bot.ports import Pace, Window

__all__ = ["PACE", "Posting"]

log = logging.getLogger(__name__)

PACE: Final = Pace(
    place=(Window(7, 1), Window(8, 2), Window(60, 30), Window(1800, 3600)),
    overall=(Window(50, 1),),
    by_thread=True,
)
"""What Teams takes from one bot in a thread, and from one app in a tenant (rate limits page)."""


class Posting:
    """Says things through *connector* in rooms that *refs* know. *presses* hear what became of a card."""

    def __init__(self, connector: Connector, refs: Refs, presses: Presses | None = None) -> None:
        self._connector, self._refs, self._presses = connector, refs, presses

    async def post(self, to: Address, message: Meaning, key: str) -> tuple[Receipt, ...]:
        """Say *message* in as many posts as it takes: all of it stands then, or nothing."""
        room = self._room(to)
        receipts: list[Receipt] = []
        for part in draw(message, self._seen(room)):
            try:
                receipts.append(await self._send(room, to, part))
            except AdapterError as error:
                if not receipts:
                    raise
                if not part.extra:
                    await self._take_back(receipts, error)
                log.warning("the buttons of errand %s are left out: %s", key, error)
        return tuple(receipts)

    async def open_thread(self, room: Address, message: Meaning, key: str) -> Receipt:
        """Say *message* as the head of a new thread; what does not fit follows in it."""
        ref = self._room(room)
        if ref.kind is not Kind.CHANNEL:
            raise NotAllowed("there are no threads in this chat; a desk in Teams is a channel")
        head, *rest = draw(message, self._seen(ref))
        thread, told = await self._connector.open_thread(ref, head.activity)
        address = standing(thread)
        receipt = Receipt(address, told or address.thread)
        for part in rest:
            await self._send(ref, address, part)
        return receipt

    async def find(self, to: Address, key: str, since: datetime) -> tuple[Receipt, ...] | None:
        """None: a bot cannot read what stands in Teams."""
        return None

    async def edit(self, receipts: tuple[Receipt, ...], message: Meaning) -> tuple[Receipt, ...]:
        """Make what stands behind *receipts* say *message*, in more or fewer posts where needed."""
        room = self._room(receipts[0].address)
        parts = draw(message, self._seen(room))
        for receipt, part in zip(receipts, parts, strict=False):
            where = conversation(receipt.address)
            await self._connector.update(room, where, receipt.message, part.activity)
        more = [
            added
            for part in parts[len(receipts) :]
            if (added := await self._added(room, receipts[-1].address, part)) is not None
        ]
        await self.delete(receipts[len(parts) :])
        stand = (*receipts[: len(parts)], *more)
        if self._presses is not None:
            self._presses.changed(stand, message)
        return stand

    async def delete(self, receipts: tuple[Receipt, ...]) -> None:
        """Take away what stands behind *receipts*; AddressGone if one of them was gone already."""
        gone: AddressGone | None = None
        for receipt in receipts:
            room, where = self._room(receipt.address), conversation(receipt.address)
            try:
                await self._connector.delete(room, where, receipt.message)
            except AddressGone as error:
                gone = error
        if gone is not None:
            raise gone

    # -- one message

    def _room(self, at: Address) -> Ref:
        return self._refs.reach(at.room, self._connector.us.tenant)

    def _seen(self, room: Ref) -> Seen:
        return Seen(personal=room.kind is Kind.PERSONAL, heard=room.unasked, called=self._called)

    def _called(self, person: Person) -> str:
        met = self._refs.met(person.id)
        return met.user if met and met.user else person.id

    async def _send(self, room: Ref, to: Address, part: Drawn) -> Receipt:
        message = await self._connector.send(room, conversation(to), part.activity)
        heads = room.kind is Kind.CHANNEL and not to.thread
        return Receipt(replace(to, adapter=ADAPTER, thread=message) if heads else to, message)

    async def _added(self, room: Ref, to: Address, part: Drawn) -> Receipt | None:
        """One post more than there were. A change is tried again as a whole, and must not leave two."""
        try:
            return await self._send(room, to, part)
        except Unsure as error:
            if part.extra:
                return None
            raise NotAllowed(f"nobody can tell whether the rest of the change arrived: {error}") from None
        except AdapterError:
            if part.extra:
                return None
            raise

    async def _take_back(self, receipts: list[Receipt], error: AdapterError) -> None:
        """Half of it stands, and the rest does not go out: the half is taken away, which can be repeated."""
        try:
            await self.delete(tuple(receipts))
        except AdapterError:
            raise Unsure(f"only {len(receipts)} of the parts stand ({error})") from None
        if isinstance(error, Unavailable):
            raise error
        raise error if not isinstance(error, Unsure) else Unsure(f"a part is left, or none ({error})")
