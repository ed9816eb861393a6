"""Every statement of the mailroom's books that is made once and run often."""

from __future__ import annotations

from functools import cache

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from bot.records import Stage
from bot.store.tables import bell, conversation, copy, duty, inbox, moved, outbox, place, turn

PENDING = {Stage.NEW, Stage.ANNOUNCED, Stage.DOUBT}
DONE, WAITS, PARKED = 0, 1, 2

CONVERSATION = select(conversation.c.body, conversation.c.version).where(conversation.c.id == bindparam("id"))
SAVE = update(conversation).where(
    conversation.c.id == bindparam("which"), conversation.c.version == bindparam("seen")
)
TURN = select(turn.c.body).where(turn.c.id == bindparam("id"))
WHOSE = select(turn.c.conversation).where(turn.c.id == bindparam("id"))
NEXT_IN = (
    select(inbox.c.seq, inbox.c.lane, inbox.c.body)
    .where(inbox.c.waits == WAITS, inbox.c.lane == bindparam("lane"))
    .order_by(inbox.c.seq)
    .limit(1)
)
FINISH = (
    update(inbox).where(inbox.c.seq == bindparam("which")).values(waits=DONE, conversation=bindparam("whose"))
)
PLACE_AT = (
    select(place)
    .where(
        place.c.adapter == bindparam("adapter"),
        place.c.room == bindparam("room"),
        place.c.strand == bindparam("strand"),
    )
    .order_by(place.c.seq.desc())
    .limit(1)
)
PLACE = select(place.c.adapter, place.c.room, place.c.strand).where(
    place.c.conversation == bindparam("conversation"),
    place.c.side == bindparam("side"),
    place.c.thread == bindparam("thread"),
)
COPY = select(copy).where(
    copy.c.turn == bindparam("turn"),
    copy.c.side == bindparam("side"),
    copy.c.thread == bindparam("thread"),
)
UNFINISHED = (
    select(outbox)
    .where(
        outbox.c.pending == 1,
        outbox.c.conversation == bindparam("conversation"),
        outbox.c.line == bindparam("line"),
    )
    .order_by(outbox.c.seq)
)
LINES = (
    select(outbox.c.line)
    .where(outbox.c.pending == 1, outbox.c.conversation == bindparam("conversation"))
    .distinct()
)
HEAD = (
    select(outbox)
    .where(
        outbox.c.pending == 1,
        outbox.c.conversation == bindparam("conversation"),
        outbox.c.line == bindparam("line"),
        outbox.c.is_opening >= bindparam("opening"),
    )
    .order_by(outbox.c.seq)
    .limit(1)
)
OUTGOING = select(outbox).where(outbox.c.seq == bindparam("seq"))
WAITING = (
    select(outbox)
    .where(
        outbox.c.pending == 1,
        outbox.c.stage == Stage.NEW,
        outbox.c.conversation == bindparam("conversation"),
        outbox.c.line == bindparam("line"),
    )
    .order_by(outbox.c.seq)
)
STAGE = (
    update(outbox)
    .where(outbox.c.seq == bindparam("which"))
    .values(
        stage=bindparam("now"),
        pending=bindparam("open"),
        due=func.coalesce(bindparam("later", type_=outbox.c.due.type), outbox.c.due),
        since=func.coalesce(bindparam("begun", type_=outbox.c.since.type), outbox.c.since),
        tries=func.coalesce(bindparam("tried", type_=outbox.c.tries.type), outbox.c.tries),
    )
)
AGAIN = (
    update(outbox)
    .where(outbox.c.key == bindparam("which"))
    .values(
        revision=outbox.c.revision + 1,
        due=bindparam("later"),
    )
)
REVIVE = (
    update(outbox)
    .where(outbox.c.key == bindparam("which"), outbox.c.pending == 0)
    .values(stage=Stage.NEW, pending=1, since=None)
)
REWORD = update(outbox).where(outbox.c.seq == bindparam("which")).values(body=bindparam("said"))
MOVES = select(moved.c.adapter, moved.c.room, moved.c.now_adapter, moved.c.now_room).order_by(moved.c.seq)
AWAY = select(duty.c.person, duty.c.since).where(duty.c.away == 1)
BELL = select(bell.c.name, bell.c.due).where(bell.c.conversation == bindparam("which"))
DROP_BELL = delete(bell).where(bell.c.conversation == bindparam("which"))


@cache
def inserts(dialect: str) -> dict[str, Insert]:
    """The statements whose form differs from database to database: insert unless it is there, or replace."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    into_turn, into_copy, into_bell, into_duty = insert(turn), insert(copy), insert(bell), insert(duty)
    return {
        "hear": insert(inbox).inline().on_conflict_do_nothing(index_elements=["event"]),
        "send": insert(outbox).inline().on_conflict_do_nothing(index_elements=["key"]),
        "turn": into_turn.on_conflict_do_update(
            index_elements=["id"], set_={"body": into_turn.excluded.body}
        ),
        "copy": into_copy.on_conflict_do_update(
            index_elements=["turn", "side", "thread"],
            set_={
                name: into_copy.excluded[name]
                for name in ("receipts", "part_of", "adapter", "room", "message")
            },
        ),
        "bell": into_bell.on_conflict_do_update(
            index_elements=["conversation"],
            set_={"name": into_bell.excluded.name, "due": into_bell.excluded.due},
        ),
        "duty": into_duty.on_conflict_do_update(
            index_elements=["person"],
            set_={"away": into_duty.excluded.away, "since": into_duty.excluded.since},
            # What was said last counts, also when something older is heard again.
            where=duty.c.since < into_duty.excluded.since,
        ),
        "place": insert(place)
        .inline()
        .on_conflict_do_nothing(index_elements=["conversation", "side", "thread"]),
    }
