"""The store in plain dicts, for walks of hundreds of thousands of steps. One instance is a whole store."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversation import Conversation
from bot.effects import Errand, OpenDeskThread
from bot.errors import StaleConversation
from bot.events import Event
from bot.people import Address, Person, Receipt, Side
from bot.records import Copy, Incoming, Line, Outgoing, Place, Stage
from bot.rooms import Names
from bot.turns import Turn

PENDING = frozenset({Stage.NEW, Stage.ANNOUNCED, Stage.DOUBT})


@dataclass(frozen=True, slots=True)
class _Parked:
    seq: int
    address: str
    at: datetime
    event: Event


class DictBooks:
    """`bot.records.Books` without a database. What is kept is immutable, so nothing is ever copied."""

    def __init__(self) -> None:
        self._seq = 0
        self._heard: set[str] = set()
        self._lanes: defaultdict[str, list[Incoming]] = defaultdict(list)
        self._parked: list[_Parked] = []
        self._conversations: dict[str, Conversation] = {}
        self._open_at: dict[str, str] = {}
        self._turns: dict[str, tuple[str, Turn]] = {}
        self._places: dict[tuple[str, Side, int], Address] = {}
        self._copies: dict[tuple[str, Side, int], Copy] = {}
        self._rows: dict[int, Outgoing] = {}
        self._keys: dict[str, int] = {}
        self._pending: defaultdict[tuple[str, Line], list[int]] = defaultdict(list)
        self._bells: dict[str, tuple[str, datetime]] = {}
        self._rooms = Names()
        self._duty: dict[Person, tuple[datetime, bool]] = {}

    def _next(self) -> int:
        self._seq += 1
        return self._seq

    # events

    def hear(self, event: Event, lane: str, at: datetime, *, parked: str = "") -> bool:
        """Keep an event, once."""
        if event.id in self._heard:
            return False
        self._heard.add(event.id)
        if parked:
            self._parked.append(_Parked(self._next(), parked, at, event))
        else:
            self._lanes[lane].append(Incoming(self._next(), lane, event))
        return True

    def next_in(self, lane: str) -> Incoming | None:
        """The oldest event that waits in *lane*."""
        waiting = self._lanes.get(lane)
        return waiting[0] if waiting else None

    def lanes(self) -> Sequence[str]:
        """All lanes in which events wait."""
        waiting = [(events[0].seq, lane) for lane, events in self._lanes.items() if events]
        return [lane for _, lane in sorted(waiting)]

    def finish(self, incoming: Incoming, conversation: str) -> None:
        """The event is dealt with."""
        waiting = self._lanes[incoming.lane]
        waiting.remove(incoming)
        if not waiting:
            del self._lanes[incoming.lane]

    def adopt(self, address: Address, lane: str) -> int:
        """Move the events parked at *address* into *lane*."""
        there = _named(address)
        adopted = [parked for parked in self._parked if parked.address == there]
        self._parked = [parked for parked in self._parked if parked.address != there]
        for parked in adopted:
            insort(self._lanes[lane], Incoming(parked.seq, lane, parked.event), key=lambda i: i.seq)
        return len(adopted)

    def expire_parked(self, before: datetime) -> Sequence[Event]:
        """Give up the events parked since before then."""
        old = [parked.event for parked in self._parked if parked.at < before]
        self._parked = [parked for parked in self._parked if parked.at >= before]
        return old

    # conversations

    def conversation(self, conversation_id: str) -> Conversation | None:
        """The conversation, if there is one."""
        return self._conversations.get(conversation_id)

    def add_conversation(self, c: Conversation, address: Address) -> None:
        """A new one at the customer's address."""
        self._open(c, address)
        self._conversations[c.id] = c

    def save(self, before: Conversation, after: Conversation) -> None:
        """Replace it, unless somebody saved since *before* was read."""
        if self._conversations.get(before.id) is not before:
            raise StaleConversation(before.id)
        if after.is_open and not before.is_open:
            self._open(after, self._places[after.id, Side.CUSTOMER, 0])
        if before.is_open and not after.is_open:
            self._open_at = {at: whose for at, whose in self._open_at.items() if whose != after.id}
        self._conversations[after.id] = after

    def _open(self, c: Conversation, address: Address) -> None:
        at = _named(address)
        if at in self._open_at:
            raise StaleConversation(c.id)
        self._open_at[at] = c.id

    def open_conversations(self, *, desk: str = "", holder: Person | None = None) -> Sequence[Conversation]:
        """Those not resolved, oldest first."""
        fitting = (c for c in self._conversations.values() if c.is_open and desk in {"", c.desk})
        return sorted((c for c in fitting if holder in {None, c.holder}), key=lambda c: c.opened)

    # turns

    def turn(self, turn_id: str) -> Turn | None:
        """One turn."""
        found = self._turns.get(turn_id)
        return found[1] if found else None

    def turns(self, ids: Sequence[str]) -> Sequence[Turn]:
        """Those turns that exist, in the order asked for."""
        return [self._turns[i][1] for i in ids if i in self._turns]

    def whose_turn(self, turn_id: str) -> str | None:
        """The conversation a turn belongs to."""
        found = self._turns.get(turn_id)
        return found[0] if found else None

    def put_turn(self, conversation: str, turn: Turn) -> None:
        """Insert or replace a turn."""
        self._turns[turn.id] = (self.whose_turn(turn.id) or conversation, turn)

    # places and copies

    def place_at(self, address: Address) -> Place | None:
        """The newest place at exactly that address."""
        found = next((key for key in reversed(self._places) if self._places[key] == address), None)
        return Place(*found, address) if found else None

    def place(self, conversation: str, side: Side, thread: int) -> Address | None:
        """Where a side of a conversation is."""
        return self._places.get((conversation, side, thread))

    def put_place(self, place: Place) -> None:
        """A side of a conversation is there from now on."""
        self._places.setdefault((place.conversation, place.side, place.thread), place.address)

    def places_in(self, room: Address) -> Sequence[Place]:
        """All places of open conversations in a room."""
        return [
            Place(*key, address)
            for key, address in self._places.items()
            if address.whole_room() == room.whole_room() and self._conversations[key[0]].is_open
        ]

    def rooms(self) -> Names:
        """Every room that moved, by all its names."""
        return self._rooms

    def move_room(self, room: Address, now: Address) -> None:
        """Places and copies in *room* are in *now*, and so are conversations open and events parked there."""
        self._rooms.moved(room, now)
        before, after = _named(room.whole_room()), _named(now.whole_room())
        self._parked = [
            replace(parked, address=after + parked.address.removeprefix(before))
            if parked.address.startswith(before)
            else parked
            for parked in self._parked
        ]
        for there in self.places_in(room):
            if there.side is Side.CUSTOMER:
                whose = there.conversation
                self._open_at = {at: of for at, of in self._open_at.items() if of != whose}
                self._open_at.setdefault(_named(_moved(there.address, room, now)), whose)
        for key, address in self._places.items():
            self._places[key] = _moved(address, room, now)
        for of, copy in self._copies.items():
            receipts = tuple(replace(r, address=_moved(r.address, room, now)) for r in copy.receipts)
            self._copies[of] = replace(copy, receipts=receipts)

    def copy(self, turn: str, side: Side, thread: int) -> Copy | None:
        """Our posts showing a turn on one side, in one desk thread."""
        return self._copies.get((turn, side, thread))

    def put_copy(self, copy: Copy) -> None:
        """Remember posts of ours."""
        self._copies[copy.turn, copy.side, copy.thread] = copy

    def copy_at(self, receipt: Receipt) -> Copy | None:
        """Which turn a post of ours shows."""
        where = (receipt.address.key, receipt.message)
        return next((copy for copy in self._whole_copies() if _first(copy) == where), None)

    def _whole_copies(self) -> Iterator[Copy]:
        return (copy for copy in self._copies.values() if not copy.part_of)

    # errands

    def send(self, key: str, conversation: str, line: Line, errand: Errand, due: datetime) -> None:
        """Queue an errand once; a card is drawn anew."""
        known = self._keys.get(key)
        if known is None:
            row = Outgoing(self._next(), key, conversation, line, errand, Stage.NEW, due)
            self._keys[key] = row.seq
            self._rows[row.seq] = row
            self._pending[conversation, line].append(row.seq)
        elif line is Line.CARD:
            self._again(self._rows[known], due)

    def _again(self, row: Outgoing, due: datetime) -> None:
        again = replace(row, revision=row.revision + 1, due=due)
        if row.stage not in PENDING:
            again = replace(again, stage=Stage.NEW, since=None)
            insort(self._pending[row.conversation, row.line], row.seq)
        self._rows[row.seq] = again

    def reword(self, seq: int, errand: Errand) -> None:
        """An errand that is not announced says something else."""
        self._rows[seq] = replace(self._rows[seq], errand=errand)

    def head(self, conversation: str, line: Line, *, only_opening: bool = False) -> Outgoing | None:
        """The first errand of a line that is neither done nor given up."""
        rows = (self._rows[seq] for seq in self._pending.get((conversation, line), ()))
        return next((r for r in rows if not only_opening or isinstance(r.errand, OpenDeskThread)), None)

    def stage(
        self,
        seq: int,
        stage: Stage,
        *,
        due: datetime | None = None,
        since: datetime | None = None,
        tries: int | None = None,
    ) -> None:
        """An errand is that far now."""
        row = self._rows[seq]
        line = self._pending[row.conversation, row.line]
        if stage in PENDING and row.stage not in PENDING:
            insort(line, seq)
        if stage not in PENDING and row.stage in PENDING:
            line.remove(seq)
        self._rows[seq] = replace(
            row,
            stage=stage,
            due=due or row.due,
            since=since or row.since,
            tries=row.tries if tries is None else tries,
        )

    def outgoing(self, seq: int) -> Outgoing | None:
        """One errand."""
        return self._rows.get(seq)

    def waiting(self, conversation: str, *, line: Line) -> Sequence[Outgoing]:
        """The errands of a line still NEW, in order."""
        return [row for row in self.unfinished(conversation, line=line) if row.stage is Stage.NEW]

    def unfinished(self, conversation: str, *, line: Line) -> Sequence[Outgoing]:
        """The errands of a line neither done nor given up, in order."""
        return [self._rows[seq] for seq in self._pending.get((conversation, line), ())]

    def opening_at(self, desk: str) -> bool:
        """Whether a thread may have been opened at that desk whose receipt is not known yet."""
        under_way = (row.errand for row in self._all_pending() if row.stage is not Stage.NEW)
        return any(isinstance(errand, OpenDeskThread) and errand.desk == desk for errand in under_way)

    def _all_pending(self) -> Iterator[Outgoing]:
        return (self._rows[seq] for line in self._pending.values() for seq in line)

    def lines_due(self, now: datetime) -> Sequence[tuple[str, Line]]:
        """Lines with an errand that may be tried now, the oldest errand first."""
        due = (row for row in self._all_pending() if row.stage is not Stage.ANNOUNCED and row.due <= now)
        return list(dict.fromkeys((r.conversation, r.line) for r in sorted(due, key=lambda r: r.seq)))

    def doubt_all(self, now: datetime) -> int:
        """Everything announced by a process that is gone is in doubt."""
        announced = [row for row in self._all_pending() if row.stage is Stage.ANNOUNCED]
        for row in announced:
            self._rows[row.seq] = replace(row, stage=Stage.DOUBT, due=now)
        return len(announced)

    # duty

    def away(self) -> Mapping[Person, datetime]:
        """Who is off duty, and since when."""
        return {person: since for person, (since, on) in self._duty.items() if not on}

    def set_duty(self, person: Person, since: datetime, *, on: bool) -> None:
        """*person* is on or off duty since then; the latest word counts."""
        known = self._duty.get(person)
        if known is None or known[0] < since:
            self._duty[person] = (since, on)

    # clocks

    def set_clock(self, conversation: str, bell: tuple[str, datetime] | None) -> None:
        """The one clock of a conversation, or none."""
        if bell is None:
            self._bells.pop(conversation, None)
        else:
            self._bells[conversation] = bell

    def ringing(self, now: datetime) -> Sequence[tuple[str, str, datetime]]:
        """All clocks due by now."""
        due = [(whose, name, due) for whose, (name, due) in self._bells.items() if due <= now]
        return sorted(due, key=lambda bell: bell[2])

    def next_due(self, now: datetime) -> datetime | None:
        """When the next clock rings or the next errand's pause ends, after *now*."""
        rings = [due for _, due in self._bells.values() if due > now]
        return min([*rings, *(row.due for row in self._all_pending() if row.due > now)], default=None)


def _named(address: Address) -> str:
    return f"{address.adapter}/{address.room}/{address.thread}"


def _moved(address: Address, room: Address, now: Address) -> Address:
    inside = address.whole_room() == room.whole_room()
    return replace(now, thread=address.thread) if inside else address


def _first(copy: Copy) -> tuple[str, str]:
    return copy.receipts[0].address.key, copy.receipts[0].message
