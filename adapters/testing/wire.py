"""What the bot asks of the platform of the tests; each call may be struck by a fault."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from adapters.plain import words
from adapters.testing.faults import DONE, HUNG, Fault, Faults, Hung, no_faults
from adapters.testing.rooms import Content, Posted, Ticking, Whispered
from adapters.testing.sight import Sight
from bot.errors import AdapterError, AddressGone, NotAllowed, TooLong, Unavailable, Unsure
from bot.meanings import Meaning
from bot.people import Address, Person, Receipt
from bot.ports import Clock

LONGEST = 40_000
T = TypeVar("T")


class Wire(Sight):
    """The bot's half of the platform, synchronous. A call that hangs raises `Hung`."""

    def __init__(
        self,
        name: str = "fake",
        *,
        clock: Clock | None = None,
        faults: Faults = no_faults,
        can_look: bool = True,
    ) -> None:
        super().__init__(name)
        self.clock = clock or Ticking()
        self.faults = faults
        self.can_look = can_look
        self._count = 0

    def post(self, to: Address, message: Meaning, key: str) -> tuple[Receipt, ...]:
        """Post as the bot; in a room with threads a post without one is the head of a new thread."""
        return (self._struck("post", lambda: self._post(to, message, key)),)

    def open_thread(self, room: Address, message: Meaning, key: str) -> Receipt:
        """Post as the head of a new thread; NotAllowed where there are no threads."""
        if not self.room(room).threads:
            raise NotAllowed(f"{room.room!r} has no threads; open one in a room that has")
        return self._struck("open_thread", lambda: self._post(room.whole_room(), message, key))

    def find(self, to: Address, key: str, since: datetime) -> tuple[Receipt, ...] | None:
        """The receipts of what stands there with *key* since then; None if this platform cannot look."""
        if not self.can_look:
            return None
        return self._struck("find", lambda: self._found(to, key, since))

    def edit_own(self, receipts: tuple[Receipt, ...], message: Meaning) -> tuple[Receipt, ...]:
        """Let what the bot posted there say *message* from now on."""
        self._struck("edit", lambda: self._redraw(receipts, message))
        return receipts

    def delete_own(self, receipts: tuple[Receipt, ...]) -> None:
        """Take away what the bot posted there."""
        self._struck("delete", lambda: self._take_away(receipts))

    def whisper(self, at: Address, person: Person, message: Meaning) -> None:
        """Show *message* to *person* alone."""
        self._struck("whisper", lambda: self._whisper(at, person, message))

    def typing(self, at: Address) -> None:
        """Take note that an answer is on its way."""
        self.typings.append(at)

    def mark(self, receipt: Receipt, mark: str, *, on: bool) -> None:
        """Set or take back the bot's own mark on a message."""
        self._struck("mark", lambda: self._mark(receipt.message, ("bot", mark), on=on))

    def _struck(self, verb: str, act: Callable[[], T]) -> T:
        fault = self.faults(verb)
        if fault is None:
            return act()
        if fault in DONE:
            act()
        if fault in HUNG:
            raise Hung(verb)
        raise self._error(fault, verb)

    def _error(self, fault: Fault, verb: str) -> AdapterError:
        if fault is Fault.SLOW_DOWN:
            return Unavailable(self.name, retry_after=1.0)
        if fault is Fault.GONE:
            return AddressGone(f"{self.name} says that the place of this {verb} is gone for good")
        if fault is Fault.REFUSED:
            return NotAllowed(f"{self.name} takes no such {verb}")
        return Unsure(f"{self.name} answered {verb} with an error; it may have been done")

    def _post(self, to: Address, message: Meaning, key: str) -> Receipt:
        if len(words(message)) > LONGEST:
            raise TooLong(f"a message on {self.name} can have {LONGEST:,} characters; split it")
        return self._receipt(self._put(None, to, message, key))

    def _put(self, by: Person | None, to: Address, content: Content, key: str = "") -> Posted:
        room = self.room(to)
        if to.thread and to.thread not in self.messages:
            raise AddressGone(f"there is no thread {to.thread!r} in {to.key!r}")
        message_id = self._next("m")
        thread = (to.thread or message_id) if room.threads else ""
        address = Address(self.name, to.room, thread)
        posted = Posted(message_id, address, self.clock(), by, [content], key)
        self.messages[message_id] = posted
        return posted

    def _found(self, to: Address, key: str, since: datetime) -> tuple[Receipt, ...]:
        self.room(to)
        return tuple(
            self._receipt(posted)
            for posted in self.at(to)
            if posted.key == key and posted.by is None and posted.at >= since and not posted.deleted
        )

    def _redraw(self, receipts: tuple[Receipt, ...], message: Meaning) -> None:
        self._own(receipts[0]).said.append(message)

    def _take_away(self, receipts: tuple[Receipt, ...]) -> None:
        for receipt in receipts:
            self._own(receipt).deleted = True

    def _own(self, receipt: Receipt) -> Posted:
        posted = self._standing(receipt.message)
        if posted.by is not None:
            raise NotAllowed(
                f"message {receipt.message!r} is {posted.by.key}'s own; the bot cannot change it"
            )
        return posted

    def _whisper(self, at: Address, person: Person, message: Meaning) -> None:
        if person not in self.room(at).members:
            raise NotAllowed(f"{person.key!r} is not in {at.key!r}, so nothing can be whispered there")
        self.whispers.append(Whispered(self._next("w"), at, self.clock(), person, message))

    def _mark(self, message_id: str, mark: tuple[str, str], *, on: bool) -> None:
        marks = self._standing(message_id).marks
        if on:
            marks.add(mark)
        else:
            marks.discard(mark)

    def _standing(self, message_id: str) -> Posted:
        posted = self.message(message_id)
        self.room(posted.address)
        if posted.deleted:
            raise AddressGone(f"message {message_id!r} was deleted")
        return posted

    def _receipt(self, posted: Posted) -> Receipt:
        return Receipt(posted.address, posted.id)

    def _next(self, kind: str) -> str:
        self._count += 1
        return f"{kind}{self._count}"
