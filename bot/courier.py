"""Performs one errand through a port, and says honestly how it ended. Decides nothing, keeps nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from bot.effects import SendFile
from bot.errors import AddressGone, NotAllowed, TooLong, Unavailable, Unsure
from bot.judgement import Failed
from bot.mailroom.attempts import (
    Attempt,
    CannotTell,
    CarryFile,
    Change,
    Done,
    Later,
    MarkOn,
    NotFound,
    Open,
    Outcome,
    Post,
    Refused,
    Remove,
    Think,
    Thought,
    Unknown,
    WhisperTo,
)
from bot.meanings import DeskCard, Meaning, Notice, Say
from bot.people import Address, Receipt
from bot.ports import Adapter, Answerer, Files, Pace, Pickups, Spooled
from bot.records import Outgoing
from bot.spool import Spool
from bot.written import Span, Style

log = logging.getLogger(__name__)

T = TypeVar("T")

PATIENCE = 10.0
"""Seconds a platform may take for one call; shorter than the pause before we look for what it did."""

THINKING = 45.0
"""Seconds the answerer may take for one question."""

CARRYING = 120.0
"""Seconds a file may take to be fetched, and to be sent."""

THINKERS = 8
"""How many questions are thought about at the same time; a question's own time runs only then."""

AT_ONCE = 32
"""How many calls one platform gets from us at the same time."""


class Courier:
    """Carries attempts to the adapters and the answerer.

    `patience` is in seconds a call, `thinking` in seconds a question; without a `spool` no files are carried,
    and with `pickups` those a platform does not take are offered there by a link.
    """

    def __init__(
        self,
        adapters: Mapping[str, Adapter],
        answerer: Answerer,
        *,
        patience: float = PATIENCE,
        thinking: float = THINKING,
        spool: Spool | None = None,
        pickups: Pickups | None = None,
    ) -> None:
        self._adapters = dict(adapters)
        self._answerer = answerer
        self._patience = patience
        self._thinking = thinking
        self._spool, self._pickups = spool, pickups
        self._thinkers = asyncio.Semaphore(THINKERS)
        self._gates = {name: asyncio.Semaphore(AT_ONCE) for name in self._adapters}

    @property
    def paces(self) -> dict[str, Pace]:
        """What each platform takes, by its name."""
        return {name: adapter.pace for name, adapter in self._adapters.items()}

    async def perform(self, attempt: Attempt) -> Outcome:
        """How the errand ended; never raises, whatever the platform does."""
        try:
            return await self._act(attempt)
        except Unavailable as error:
            return Later(error.retry_after, everywhere=error.everywhere)
        except AddressGone as error:
            return Refused(str(error), gone=True)
        except (NotAllowed, TooLong) as error:
            return Refused(str(error))
        except (Unsure, TimeoutError):
            return Unknown()
        except Exception:
            log.exception("errand %s ended in an error nobody expected", attempt.row.key)
            return Unknown()

    async def _act(self, attempt: Attempt) -> Outcome:
        match attempt.action:
            case Think() as think:
                return await self._think(think)
            case Post(to=to, meaning=meaning):
                key = attempt.row.key
                return await self._once(attempt, to, lambda on: on.post(to, meaning, key))
            case Open(room=room, meaning=meaning):
                card, key = self._linked(meaning), attempt.row.key
                return await self._once(attempt, room, lambda on: _alone(on.open_thread(room, card, key)))
            case Change(receipts=receipts, meaning=meaning):
                card = self._linked(meaning)
                return Done(await self._call(receipts[0].address, lambda on: on.edit(receipts, card)))
            case Remove(receipts=receipts):
                await self._call(receipts[0].address, lambda on: on.delete(receipts))
                return Done()
            case WhisperTo() as whisper:
                return await self._whisper(whisper, attempt)
            case MarkOn():
                return await self._mark(attempt.action)
            case CarryFile() as carried:
                return await self._carry(carried, attempt)

    async def _once(
        self, attempt: Attempt, at: Address, post: Callable[[Adapter], Awaitable[tuple[Receipt, ...]]]
    ) -> Outcome:
        """Post, unless it may stand there already: then only look. The mailroom says what follows."""
        since, key = attempt.look, attempt.row.key
        if since is None:
            return Done(await self._call(at, post))
        return _looked(await self._call(at, lambda on: on.find(at, key, since)))

    async def _call(self, at: Address, act: Callable[[Adapter], Awaitable[T]]) -> T:
        adapter = self._adapters.get(at.adapter)
        if adapter is None:
            message = f"no adapter called {at.adapter!r} is running"
            raise AddressGone(message)
        async with self._gates[at.adapter], asyncio.timeout(self._patience):
            return await act(adapter)

    def _linked(self, meaning: Meaning) -> Meaning:
        """A card with the link to the customer's words, which only that adapter can make."""
        if not isinstance(meaning, DeskCard) or meaning.origin is None:
            return meaning
        adapter = self._adapters.get(meaning.origin.address.adapter)
        return replace(meaning, link=(adapter.link(meaning.origin) or "") if adapter else "")

    # -- thinking

    async def _think(self, think: Think) -> Outcome:
        await self._show_typing(think.at)
        try:
            async with self._thinkers, asyncio.timeout(self._thinking):
                return Thought(await self._answerer.draft(think.question))
        except Exception as error:  # any failure of a model or an index means: a person
            log.warning("the answerer failed: %s", type(error).__name__, exc_info=error)
            return Thought(Failed(type(error).__name__))

    async def _show_typing(self, at: Address | None) -> None:
        adapter = self._adapters.get(at.adapter) if at else None
        if at is None or adapter is None or adapter.whispers is None:
            return
        try:
            async with asyncio.timeout(1):
                await adapter.whispers.typing(at)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it must not cost the answer
            log.debug("typing could not be shown at %s: %s", at.key, error)

    # -- private words and marks

    async def _whisper(self, whisper: WhisperTo, attempt: Attempt) -> Outcome:
        """To one person: in place, else in the direct chat, else a line at the desk naming the person."""
        at = whisper.at
        adapter = self._adapters.get(at.adapter) if at else None
        whispers = adapter.whispers if adapter else None
        if at is None or adapter is None or whispers is None or whisper.person.adapter != adapter.name:
            return await self._in_private(whisper, attempt)
        try:
            await self._call(at, lambda _: whispers.whisper(at, whisper.person, whisper.meaning))
        except (AddressGone, NotAllowed):  # the room is gone, or this person is not in it
            return await self._in_private(whisper, attempt)
        return Done()

    async def _in_private(self, whisper: WhisperTo, attempt: Attempt) -> Outcome:
        home = self._adapters.get(whisper.person.adapter)
        if home is None:
            return Refused(f"no adapter called {whisper.person.adapter!r} is running")
        try:
            async with asyncio.timeout(self._patience):
                chat = await home.people.direct(whisper.person)
            return await self._told(chat, whisper.meaning, attempt)
        except (AddressGone, NotAllowed):
            return await self._by_name(whisper, attempt)

    async def _by_name(self, whisper: WhisperTo, attempt: Attempt) -> Outcome:
        desk = whisper.desk
        if desk is None or not isinstance(whisper.meaning, Notice):
            return Refused("there is no private way to this person")
        named = Say(whisper.meaning.text, mention=whisper.person, presses=whisper.meaning.presses)
        return await self._told(desk, named, attempt)

    async def _told(self, at: Address, words: Meaning, attempt: Attempt) -> Outcome:
        """Posted for one person; where nobody can tell whether it stands, not blindly once more."""
        key, since = attempt.row.key, attempt.row.since or attempt.row.due
        try:
            return Done(await self._call(at, lambda on: on.post(at, words, key)))
        except (Unsure, TimeoutError):
            found = _looked(await self._call(at, lambda on: on.find(at, key, since)))
            return Unknown() if isinstance(found, NotFound) else found

    async def _mark(self, wanted: MarkOn) -> Outcome:
        receipt, mark, on = wanted.receipt, wanted.mark, wanted.on
        adapter = self._adapters.get(receipt.address.adapter)
        marks = adapter.marks if adapter else None
        if marks is None:
            return Refused("this platform has no marks")
        await self._call(receipt.address, lambda _: marks.react(receipt, mark, on=on))
        return Done()

    # -- files

    async def _carry(self, carried: CarryFile, attempt: Attempt) -> Outcome:
        """From the platform it was sent on to the other one, by way of the spool."""
        source, target = self._files(carried.file.adapter), self._files(carried.to.adapter)
        if source is None or self._spool is None or (target is None and self._pickups is None):
            return Refused("one of the two platforms takes no files")
        if attempt.look is not None:
            return await self._look_for(carried, target, attempt.row.key, attempt.look)
        try:
            async with asyncio.timeout(CARRYING):
                kept = await self._spool.keep(
                    carried.file, source.fetch(carried.file), most=self._most(source, target)
                )
        except (
            Unavailable,
            TimeoutError,
        ):  # nothing was shown to anybody: tried again, and given up in the end
            return NotFound()
        return await self._hand_over(carried, kept, target, attempt.row)

    def _most(self, source: Files, target: Files | None) -> int:
        """The largest file there may be: by link also one that the target would not take."""
        return source.most if target is None or self._pickups else min(source.most, target.most)

    async def _hand_over(
        self, carried: CarryFile, kept: Spooled, target: Files | None, row: Outgoing
    ) -> Outcome:
        if target is None or kept.size > target.most:
            return await self._by_link(carried, kept, row)
        try:
            async with asyncio.timeout(CARRYING):
                return Done(await target.send(carried.to, kept, carried.caption))
        except NotAllowed:
            if self._pickups is None:
                raise
            return await self._by_link(carried, kept, row)

    async def _by_link(self, carried: CarryFile, kept: Spooled, row: Outgoing) -> Outcome:
        """In place of the file a link by which one person fetches it."""
        if self._pickups is None or not isinstance(row.errand, SendFile):
            return Refused("this platform takes no files")
        sent = row.errand
        address = await self._pickups.offer(kept, row.key, turn=sent.turn, at=sent.to)
        begins = len(carried.linked) + 1
        link = Span(begins, begins + len(address), Style.LINK)
        said = Say(f"{carried.linked}\n{address}", spans=(link,))
        return Done(await self._call(carried.to, lambda on: on.post(carried.to, said, row.key)))

    async def _look_for(self, carried: CarryFile, target: Files | None, key: str, since: datetime) -> Outcome:
        """As a file or as a link, whichever was on its way."""
        to, found = carried.to, []
        if target is not None:
            found.append(await target.find(to, carried.file.name, since))
        if self._pickups is not None:
            found.append(await self._call(to, lambda on: on.find(to, key, since)))
        stands = next((receipts for receipts in found if receipts), None)
        return _looked(None if stands is None and None in found else stands or ())

    def _files(self, name: str) -> Files | None:
        adapter = self._adapters.get(name)
        return adapter.files if adapter else None


def _looked(found: tuple[Receipt, ...] | None) -> Outcome:
    if found is None:
        return CannotTell()
    return Done(found) if found else NotFound()


async def _alone(post: Awaitable[Receipt]) -> tuple[Receipt, ...]:
    return (await post,)
