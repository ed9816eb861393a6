"""Rows of the tables as what the mailroom keeps, and the other way round."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import ColumnElement, Table, and_

from bot.conversation import Conversation
from bot.effects import Errand
from bot.people import Address, Receipt, Side
from bot.records import Copy, Line, Outgoing, Place, Stage
from bot.store.codec import packed, unpacked
from bot.store.prepared import Found

__all__ = ["as_copy", "as_outgoing", "as_place", "conversation_row", "in_room", "moved_to", "named"]


def conversation_row(c: Conversation) -> dict[str, object]:
    """The columns of a conversation that change when it is saved."""
    holder = c.holder
    return {
        "body": packed(c, Conversation),
        "state": c.state_name,
        "desk": c.desk,
        "holder": holder.key if holder else "",
    }


def named(address: Address) -> str:
    """A place as one text: where one conversation may be open, or an event waits for one."""
    return f"{address.adapter}/{address.room}/{address.thread}"


def moved_to(address: Address, now: Address) -> Address:
    """The same thread in the room *now*."""
    return replace(now, thread=address.thread)


def in_room(table: Table, room: Address) -> ColumnElement[bool]:
    """Whether a row of *table* speaks of that room."""
    return and_(table.c.adapter == room.adapter, table.c.room == room.room)


def as_place(row: Found) -> Place:
    """A row as a place."""
    return Place(row.conversation, Side(row.side), row.thread, Address(row.adapter, row.room, row.strand))


def as_copy(row: Found) -> Copy:
    """A row as a copy."""
    receipts = unpacked(row.receipts, tuple[Receipt, ...])
    return Copy(row.conversation, row.turn, Side(row.side), row.thread, receipts, row.part_of)


def as_outgoing(row: Found) -> Outgoing:
    """A row as an errand."""
    return Outgoing(
        row.seq,
        row.key,
        row.conversation,
        Line(row.line),
        unpacked(row.body, Errand),
        Stage(row.stage),
        row.due,
        row.since,
        row.tries,
        row.revision,
    )
