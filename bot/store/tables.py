"""The tables of the mailroom. Moments are whole microseconds since 1970 (UTC): any database sorts them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(TypeDecorator[datetime]):
    """A moment with its zone, kept as whole microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To the database."""
        return None if value is None else (value - EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


metadata = MetaData()

COUNTED = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up only in a column that is called INTEGER."""

conversation = Table(
    "conversation",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("body", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("desk", String(80), nullable=False),
    Column("holder", String(200), nullable=False),
    Column("open_at", String(400), unique=True),
    Column("opened", Moment, nullable=False),
    Index("conversation_open", "state", "opened"),
)

turn = Table(
    "turn",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    Column("body", Text, nullable=False),
    Index("turn_conversation", "conversation", "at"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("seq", COUNTED, primary_key=True, autoincrement=True),
    Column("event", String(200), nullable=False, unique=True),
    Column("lane", String(400), nullable=False),
    Column("parked", String(400), nullable=False),
    Column("waits", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("conversation", String(40), nullable=False),
    Column("body", Text, nullable=False),
    Index("inbox_waiting", "lane", "seq", sqlite_where=text("waits = 1"), postgresql_where=text("waits = 1")),
    Index("inbox_parked", "parked", sqlite_where=text("waits = 2"), postgresql_where=text("waits = 2")),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", COUNTED, primary_key=True, autoincrement=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("conversation", String(40), nullable=False),
    Column("line", String(12), nullable=False),
    Column("stage", String(12), nullable=False),
    Column("is_opening", Integer, nullable=False),
    Column("pending", Integer, nullable=False),
    Column("due", Moment, nullable=False),
    Column("since", Moment),
    Column("tries", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Index(
        "outbox_pending",
        "conversation",
        "line",
        "seq",
        sqlite_where=text("pending = 1"),
        postgresql_where=text("pending = 1"),
    ),
    Index("outbox_due", "due", sqlite_where=text("pending = 1"), postgresql_where=text("pending = 1")),
)

place = Table(
    "place",
    metadata,
    Column("seq", COUNTED, primary_key=True, autoincrement=True),
    Column("conversation", String(40), nullable=False),
    Column("side", String(12), nullable=False),
    Column("thread", Integer, nullable=False),
    Column("adapter", String(40), nullable=False),
    Column("room", String(200), nullable=False),
    Column("strand", String(200), nullable=False),
    UniqueConstraint("conversation", "side", "thread"),
    Index("place_address", "adapter", "room", "strand", "seq"),
)

copy = Table(
    "copy",
    metadata,
    Column("turn", String(80), primary_key=True),
    Column("side", String(12), primary_key=True),
    Column("thread", Integer, primary_key=True, autoincrement=False),
    Column("conversation", String(40), nullable=False),
    Column("part_of", String(80), nullable=False),
    Column("adapter", String(40), nullable=False),
    Column("room", String(200), nullable=False),
    Column("message", String(200), nullable=False),
    Column("receipts", Text, nullable=False),
    Index("copy_message", "adapter", "room", "message"),
)

moved = Table(
    "moved",
    metadata,
    Column("seq", COUNTED, primary_key=True, autoincrement=True),
    Column("adapter", String(40), nullable=False),
    Column("room", String(200), nullable=False),
    Column("now_adapter", String(40), nullable=False),
    Column("now_room", String(200), nullable=False),
)

duty = Table(
    "duty",
    metadata,
    Column("person", String(200), primary_key=True),
    Column("away", Integer, nullable=False),
    Column("since", Moment, nullable=False),
)

pickup = Table(
    "pickup",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("file", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("turn", String(80), nullable=False),
    Column("side", String(12), nullable=False),
    Column("expires", Moment, nullable=False),
    Column("reader", String(64), nullable=False),
)

bell = Table(
    "bell",
    metadata,
    Column("conversation", String(40), primary_key=True),
    Column("name", String(12), nullable=False),
    Column("due", Moment, nullable=False),
    Index("bell_due", "due"),
)
