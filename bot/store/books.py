"""The store inside one transaction, in SQL. Statements are made once; each call is one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, and_, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql import ClauseElement

from bot.conversation import Conversation
from bot.effects import Errand, OpenDeskThread
from bot.errors import StaleConversation
from bot.events import Event
from bot.people import Address, Person, Receipt, Side
from bot.records import Copy, Incoming, Line, Outgoing, Place, Stage
from bot.rooms import Names
from bot.store.codec import packed, unpacked
from bot.store.prepared import Found, prepared
from bot.store.rows import as_copy, as_outgoing, as_place, conversation_row, in_room, moved_to, named
from bot.store.statements import (
    AGAIN,
    AWAY,
    BELL,
    CONVERSATION,
    COPY,
    DONE,
    DROP_BELL,
    FINISH,
    HEAD,
    LINES,
    MOVES,
    NEXT_IN,
    OUTGOING,
    PARKED,
    PENDING,
    PLACE,
    PLACE_AT,
    REVIVE,
    REWORD,
    SAVE,
    STAGE,
    TURN,
    UNFINISHED,
    WAITING,
    WAITS,
    WHOSE,
    inserts,
)
from bot.store.tables import bell, conversation, copy, inbox, moved, outbox, place, turn
from bot.turns import Turn


class SqlBooks:
    """`bot.records.Books` over one SQLAlchemy connection, whose transaction the caller owns."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection
        self._dialect = connection.dialect.name
        self._own = inserts(connection.dialect.name)
        self._versions: dict[str, tuple[Conversation, int]] = {}
        self._places: dict[tuple[str, Side, int], Address] = {}
        self._here: dict[Address, Place] = {}
        self._turns: dict[str, Turn] = {}
        self._waiting: Counter[str] = Counter()
        self._rooms: Names | None = None
        self._away: dict[Person, datetime] | None = None
        self._queued: set[datetime] = set()
        self.soonest: datetime | None = None

    def _first(self, statement: ClauseElement, values: Mapping[str, object]) -> Found | None:
        return prepared(statement, self._dialect, tuple(values)).first(self._sql, values)

    def _rows(self, statement: ClauseElement, values: Mapping[str, object]) -> list[Found]:
        return prepared(statement, self._dialect, tuple(values)).rows(self._sql, values)

    def _run(self, statement: ClauseElement, values: Mapping[str, object]) -> int:
        """How many rows were changed."""
        return prepared(statement, self._dialect, tuple(values)).count(self._sql, values)

    def wanted(self, now: datetime) -> datetime | None:
        """The earliest moment at which something is to be done that this transaction does not do itself."""
        later = (due for due in self._queued if due > now)
        return min((moment for moment in (self.soonest, *later) if moment is not None), default=None)

    def _expect(self, due: datetime) -> None:
        """Remember the earliest moment at which this transaction wants something done."""
        self.soonest = due if self.soonest is None else min(self.soonest, due)

    # events

    def hear(self, event: Event, lane: str, at: datetime, *, parked: str = "") -> bool:
        """Keep an event, once."""
        row = {
            "event": event.id,
            "lane": lane,
            "parked": parked,
            "waits": PARKED if parked else WAITS,
            "at": at,
            "conversation": "",
            "body": packed(event, Event),
        }
        new = self._run(self._own["hear"], row) == 1
        if new and not parked:
            self._waiting[lane] += 1
        return new

    def next_in(self, lane: str) -> Incoming | None:
        """The oldest event that waits in *lane*."""
        row = self._first(NEXT_IN, {"lane": lane})
        if row is None:
            self._waiting[lane] = 0
        return Incoming(row.seq, row.lane, unpacked(row.body, Event)) if row else None

    def lanes(self) -> Sequence[str]:
        """All lanes in which events wait."""
        waiting = select(inbox.c.lane).where(inbox.c.waits == WAITS)
        return list(self._sql.scalars(waiting.group_by(inbox.c.lane).order_by(func.min(inbox.c.seq))))

    def wake(self, lane: str) -> None:
        """Count what a crash left in *lane* among what is to be decided now."""
        left = select(func.count()).where(inbox.c.waits == WAITS, inbox.c.lane == lane)
        self._waiting[lane] = self._sql.scalar(left) or 0

    def stirred(self) -> str | None:
        """A lane in which something waits that this transaction saw come, or was woken to.

        A transaction decides all it hears, so nothing else waits but what a crash left.
        """
        return next((lane for lane, number in self._waiting.items() if number > 0), None)

    def finish(self, incoming: Incoming, conversation: str) -> None:
        """The event is dealt with."""
        self._run(FINISH, {"which": incoming.seq, "whose": conversation})
        self._waiting[incoming.lane] -= 1

    def adopt(self, address: Address, lane: str) -> int:
        """Move the events parked at *address* into *lane*."""
        there = named(address)
        parked = update(inbox).where(inbox.c.waits == PARKED, inbox.c.parked == there)
        adopted = self._sql.execute(parked.values(waits=WAITS, lane=lane)).rowcount
        self._waiting[lane] += adopted
        return adopted

    def expire_parked(self, before: datetime) -> Sequence[Event]:
        """Give up the events parked since before then."""
        old = and_(inbox.c.waits == PARKED, inbox.c.at < before)
        events = [unpacked(body, Event) for body in self._sql.scalars(select(inbox.c.body).where(old))]
        self._sql.execute(update(inbox).where(old).values(waits=DONE))
        return events

    # conversations

    def conversation(self, conversation_id: str) -> Conversation | None:
        """The conversation, if there is one."""
        known = self._versions.get(conversation_id)
        if known is not None:
            return known[0]
        row = self._first(CONVERSATION, {"id": conversation_id})
        if row is None:
            return None
        found: Conversation = unpacked(row.body, Conversation)
        self._versions[conversation_id] = (found, row.version)
        return found

    def add_conversation(self, c: Conversation, address: Address) -> None:
        """A new one at the customer's address."""
        row = {**conversation_row(c), "version": 1, "open_at": named(address), "opened": c.opened}
        try:
            self._sql.execute(conversation.insert(), {"id": c.id, **row})
        except IntegrityError as error:
            raise StaleConversation(c.id) from error
        self._versions[c.id] = (c, 1)

    def save(self, before: Conversation, after: Conversation) -> None:
        """Replace it, unless somebody saved since *before* was read."""
        _, version = self._versions[before.id]
        row = {**conversation_row(after), "version": version + 1, "which": before.id, "seen": version}
        if before.is_open != after.is_open:
            row["open_at"] = self._open_place(after) if after.is_open else None
        if self._run(SAVE, row) != 1:
            raise StaleConversation(before.id)
        self._versions[after.id] = (after, version + 1)

    def _open_place(self, c: Conversation) -> str | None:
        address = self.place(c.id, Side.CUSTOMER, 0)
        return named(address) if address else None

    def open_conversations(self, *, desk: str = "", holder: Person | None = None) -> Sequence[Conversation]:
        """Those not resolved, oldest first."""
        query = select(conversation.c.body).where(conversation.c.state != "Resolved")
        query = query.where(conversation.c.desk == desk) if desk else query
        query = query.where(conversation.c.holder == holder.key) if holder else query
        return [
            unpacked(body, Conversation) for body in self._sql.scalars(query.order_by(conversation.c.opened))
        ]

    # turns

    def turn(self, turn_id: str) -> Turn | None:
        """One turn."""
        if turn_id not in self._turns:
            row = self._first(TURN, {"id": turn_id})
            if row is None:
                return None
            self._turns[turn_id] = unpacked(row.body, Turn)
        return self._turns[turn_id]

    def turns(self, ids: Sequence[str]) -> Sequence[Turn]:
        """Those turns that exist, in the order asked for."""
        rows = self._sql.execute(select(turn.c.id, turn.c.body).where(turn.c.id.in_(ids))) if ids else ()
        found = {row.id: unpacked(row.body, Turn) for row in rows}
        return [found[i] for i in ids if i in found]

    def whose_turn(self, turn_id: str) -> str | None:
        """The conversation a turn belongs to."""
        row = self._first(WHOSE, {"id": turn_id})
        return row.conversation if row else None

    def put_turn(self, conversation: str, turn: Turn) -> None:
        """Insert or replace a turn."""
        row = {"id": turn.id, "conversation": conversation, "at": turn.at, "body": packed(turn, Turn)}
        self._run(self._own["turn"], row)
        self._turns[turn.id] = turn

    # places and copies

    def place_at(self, address: Address) -> Place | None:
        """The newest place at exactly that address."""
        if address not in self._here:
            row = self._first(
                PLACE_AT, {"adapter": address.adapter, "room": address.room, "strand": address.thread}
            )
            if row is None:
                return None
            found = Place(row.conversation, Side(row.side), row.thread, address)
            self._here[address] = found
            self._places[found.conversation, found.side, found.thread] = address
        return self._here[address]

    def place(self, conversation: str, side: Side, thread: int) -> Address | None:
        """Where a side of a conversation is."""
        key = (conversation, side, thread)
        if key not in self._places:
            row = self._first(PLACE, {"conversation": conversation, "side": side, "thread": thread})
            if row is None:
                return None
            self._places[key] = Address(row.adapter, row.room, row.strand)
        return self._places[key]

    def put_place(self, place: Place) -> None:
        """A side of a conversation is there from now on."""
        row = {
            "conversation": place.conversation,
            "side": place.side,
            "thread": place.thread,
            "adapter": place.address.adapter,
            "room": place.address.room,
            "strand": place.address.thread,
        }
        self._run(self._own["place"], row)
        self._here.clear()

    def places_in(self, room: Address) -> Sequence[Place]:
        """All places of open conversations in a room."""
        query = (
            select(place)
            .join(conversation, conversation.c.id == place.c.conversation)
            .where(conversation.c.state != "Resolved", in_room(place, room))
        )
        return [as_place(row) for row in self._sql.execute(query)]

    def rooms(self) -> Names:
        """Every room that moved, by all its names."""
        if self._rooms is None:
            rows = self._rows(MOVES, {})
            self._rooms = Names(
                (Address(row.adapter, row.room), Address(row.now_adapter, row.now_room)) for row in rows
            )
        return self._rooms

    def move_room(self, room: Address, now: Address) -> None:
        """Places and copies in *room* are in *now*, and so are conversations open and events parked there."""
        self.rooms().moved(room, now)
        names = {"adapter": room.adapter, "room": room.room, "now_adapter": now.adapter, "now_room": now.room}
        self._sql.execute(moved.insert(), names)
        self._park_elsewhere(named(room.whole_room()), named(now.whole_room()))
        for there in self.places_in(room):
            if there.side is Side.CUSTOMER:
                self._open_elsewhere(there.conversation, moved_to(there.address, now))
        for row in self._sql.execute(select(copy).where(in_room(copy, room))).all():
            kept = as_copy(row)
            receipts = tuple(replace(r, address=moved_to(r.address, now)) for r in kept.receipts)
            self.put_copy(replace(kept, receipts=receipts))
        there_now = update(place).where(in_room(place, room))
        self._sql.execute(there_now.values(adapter=now.adapter, room=now.room))
        self._places.clear()
        self._here.clear()

    def _park_elsewhere(self, before: str, after: str) -> None:
        strand = func.substr(inbox.c.parked, len(before) + 1)
        parked = update(inbox).where(
            inbox.c.waits == PARKED, inbox.c.parked.startswith(before, autoescape=True)
        )
        self._sql.execute(parked.values(parked=after + strand))

    def _open_elsewhere(self, conversation_id: str, address: Address) -> None:
        """One that was opened there before the move was heard of is the newer matter, and stays."""
        taken = select(conversation.c.id).where(conversation.c.open_at == named(address))
        open_at = None if self._sql.scalar(taken) else named(address)
        opened = update(conversation).where(conversation.c.id == conversation_id)
        self._sql.execute(opened.values(open_at=open_at))

    def copy(self, turn: str, side: Side, thread: int) -> Copy | None:
        """Our posts showing a turn on one side, in one desk thread."""
        row = self._first(COPY, {"turn": turn, "side": side, "thread": thread})
        return as_copy(row) if row else None

    def put_copy(self, copy: Copy) -> None:
        """Remember posts of ours."""
        first = copy.receipts[0]
        row = {
            "turn": copy.turn,
            "side": copy.side,
            "thread": copy.thread,
            "conversation": copy.conversation,
            "part_of": copy.part_of,
            "adapter": first.address.adapter,
            "room": first.address.room,
            "message": first.message,
            "receipts": packed(copy.receipts, tuple[Receipt, ...]),
        }
        self._run(self._own["copy"], row)

    def copy_at(self, receipt: Receipt) -> Copy | None:
        """Which turn a post of ours shows."""
        query = select(copy).where(
            in_room(copy, receipt.address), copy.c.message == receipt.message, copy.c.part_of == ""
        )
        row = self._sql.execute(query).first()
        return as_copy(row) if row else None

    # errands

    def send(self, key: str, conversation: str, line: Line, errand: Errand, due: datetime) -> None:
        """Queue an errand once; a card is drawn anew."""
        self._queued.add(due)
        row = {
            "key": key,
            "conversation": conversation,
            "line": line,
            "stage": Stage.NEW,
            "is_opening": int(isinstance(errand, OpenDeskThread)),
            "pending": 1,
            "due": due,
            "since": None,
            "tries": 0,
            "revision": 0,
            "body": packed(errand, Errand),
        }
        new = self._run(self._own["send"], row) == 1
        if not new and line is Line.CARD:
            self._sql.execute(AGAIN, {"which": key, "later": due})
            self._sql.execute(REVIVE, {"which": key})

    def reword(self, seq: int, errand: Errand) -> None:
        """An errand that is not announced says something else."""
        self._run(REWORD, {"which": seq, "said": packed(errand, Errand)})

    def head(self, conversation: str, line: Line, *, only_opening: bool = False) -> Outgoing | None:
        """The first errand of a line that is neither done nor given up."""
        found = {"conversation": conversation, "line": line, "opening": int(only_opening)}
        row = self._first(HEAD, found)
        return as_outgoing(row) if row else None

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
        if due is not None and stage in PENDING:
            self._expect(due)
        row = {
            "which": seq,
            "now": stage,
            "open": int(stage in PENDING),
            "later": due,
            "begun": since,
            "tried": tries,
        }
        self._run(STAGE, row)

    def outgoing(self, seq: int) -> Outgoing | None:
        """One errand."""
        row = self._first(OUTGOING, {"seq": seq})
        return as_outgoing(row) if row else None

    def waiting(self, conversation: str, *, line: Line) -> Sequence[Outgoing]:
        """The errands of a line still NEW, in order."""
        rows = self._sql.execute(WAITING, {"conversation": conversation, "line": line})
        return [as_outgoing(row) for row in rows]

    def unfinished(self, conversation: str, *, line: Line) -> Sequence[Outgoing]:
        """The errands of a line neither done nor given up, in order."""
        rows = self._sql.execute(UNFINISHED, {"conversation": conversation, "line": line})
        return [as_outgoing(row) for row in rows]

    def unfinished_lines(self, conversation: str) -> frozenset[Line]:
        """The lines of a conversation with an errand neither done nor given up."""
        return frozenset(Line(row.line) for row in self._rows(LINES, {"conversation": conversation}))

    def opening_at(self, desk: str) -> bool:
        """Whether a thread may have been opened at that desk whose receipt is not known yet."""
        under_way = select(outbox.c.body).where(
            outbox.c.pending == 1,
            outbox.c.is_opening == 1,
            outbox.c.stage.in_((Stage.ANNOUNCED, Stage.DOUBT)),
        )
        errands = (unpacked(body, Errand) for body in self._sql.scalars(under_way))
        return any(isinstance(errand, OpenDeskThread) and errand.desk == desk for errand in errands)

    def lines_due(self, now: datetime) -> Sequence[tuple[str, Line]]:
        """Lines with an errand that may be tried now, the oldest errand first."""
        query = (
            select(outbox.c.conversation, outbox.c.line)
            .where(outbox.c.pending == 1, outbox.c.stage != Stage.ANNOUNCED, outbox.c.due <= now)
            .group_by(outbox.c.conversation, outbox.c.line)
            .order_by(func.min(outbox.c.seq))
        )
        return [(row.conversation, Line(row.line)) for row in self._sql.execute(query)]

    def doubt_all(self, now: datetime) -> int:
        """Everything announced by a process that is gone is in doubt."""
        announced = update(outbox).where(outbox.c.pending == 1, outbox.c.stage == Stage.ANNOUNCED)
        return self._sql.execute(announced.values(stage=Stage.DOUBT, due=now)).rowcount

    # duty

    def away(self) -> Mapping[Person, datetime]:
        """Who is off duty, and since when."""
        if self._away is None:
            self._away = {Person.of(row.person): row.since for row in self._rows(AWAY, {})}
        return self._away

    def set_duty(self, person: Person, since: datetime, *, on: bool) -> None:
        """*person* is on or off duty since then; the latest word counts."""
        self._run(self._own["duty"], {"person": person.key, "away": int(not on), "since": since})
        self._away = None

    # clocks

    def set_clock(self, conversation: str, bell: tuple[str, datetime] | None) -> None:
        """The one clock of a conversation, or none."""
        if bell is None:
            self._sql.execute(DROP_BELL, {"which": conversation})
            return
        self._expect(bell[1])
        row = self._first(BELL, {"which": conversation})
        if row is None or (row.name, row.due) != bell:
            self._run(self._own["bell"], {"conversation": conversation, "name": bell[0], "due": bell[1]})

    def ringing(self, now: datetime) -> Sequence[tuple[str, str, datetime]]:
        """All clocks due by now."""
        query = select(bell).where(bell.c.due <= now).order_by(bell.c.due)
        return [(row.conversation, row.name, row.due) for row in self._sql.execute(query)]

    def next_due(self, now: datetime) -> datetime | None:
        """When the next clock rings or the next errand's pause ends, after *now*."""
        rings = self._sql.scalar(select(func.min(bell.c.due)).where(bell.c.due > now))
        paused = and_(outbox.c.pending == 1, outbox.c.due > now)
        resumes = self._sql.scalar(select(func.min(outbox.c.due)).where(paused))
        moments = [moment for moment in (rings, resumes) if moment is not None]
        return min(moments) if moments else None
