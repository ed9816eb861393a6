"""Reads what was said in a conversation and what became of it, for those who want to know why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, select

from bot.conversation import Conversation
from bot.effects import (
    AskAnswerer,
    CloseCard,
    DrawCard,
    Errand,
    Mark,
    Mirror,
    OpenDeskThread,
    React,
    Say,
    SendFile,
    TellOfMark,
    Whisper,
)
from bot.store.codec import unpacked
from bot.store.tables import conversation, outbox, place, turn
from bot.turns import Turn

__all__ = ["Delivery", "Trace", "conversations", "trace"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One errand: what it does, on which line, how far it is. `turn` is the turn it carries, or ""."""

    what: str
    line: str
    stage: str
    tries: int
    due: datetime
    turn: str


@dataclass(frozen=True, slots=True)
class Trace:
    """A conversation with its turns, oldest first, all errands in order, and where its sides are."""

    conversation: Conversation
    turns: tuple[Turn, ...]
    deliveries: tuple[Delivery, ...]
    places: tuple[tuple[str, str], ...]


def conversations(engine: Engine, *, limit: int) -> tuple[Conversation, ...]:
    """The newest conversations, newest first."""
    query = select(conversation.c.body).order_by(conversation.c.opened.desc()).limit(limit)
    with engine.connect() as connection:
        return tuple(unpacked(body, Conversation) for body in connection.scalars(query))


def trace(engine: Engine, beginning: str) -> Sequence[Trace]:
    """Every conversation whose id begins so; at most two, since one is meant."""
    query = (
        select(conversation.c.body)
        .where(conversation.c.id.startswith(beginning, autoescape=True))
        .order_by(conversation.c.id)
        .limit(2)
    )
    with engine.connect() as connection:
        found = [unpacked(body, Conversation) for body in connection.scalars(query).all()]
        return [_traced(connection, one) for one in found]


def _traced(connection: Connection, one: Conversation) -> Trace:
    turns = select(turn.c.body).where(turn.c.conversation == one.id).order_by(turn.c.at, turn.c.id)
    errands = select(outbox).where(outbox.c.conversation == one.id).order_by(outbox.c.seq)
    places = select(place).where(place.c.conversation == one.id).order_by(place.c.seq)
    return Trace(
        one,
        tuple(unpacked(body, Turn) for body in connection.scalars(turns)),
        tuple(
            _delivery(unpacked(row.body, Errand), row.line, row.stage, row.tries, row.due)
            for row in connection.execute(errands)
        ),
        tuple(
            (row.side, f"{row.adapter}:{row.room}{row.strand and '/'}{row.strand}")
            for row in connection.execute(places)
        ),
    )


def _delivery(errand: Errand, line: str, stage: str, tries: int, due: datetime) -> Delivery:
    what, about = _carried(errand)
    return Delivery(what, line, stage, tries, due, about)


def _carried(errand: Errand) -> tuple[str, str]:
    """What an errand does, and the turn it is about."""
    match errand:
        case Say(to=side, turn=about):
            return f"say to the {side}", about
        case Mirror(turn=about, at=side):
            return f"change at the {side}", about
        case Mark(turn=about, mark=mark):
            return f"mark as {mark}", about
        case React(turn=about, at=side, mark=mark):
            return f"carry the mark {mark} to the {side}", about
        case TellOfMark(turn=about):
            return "say a mark in words", about
        case SendFile(to=side, turn=about):
            return f"carry a file to the {side}", about
        case AskAnswerer(turns=about):
            return "ask the answerer", about[-1] if about else ""
        case Whisper(to=person):
            return f"whisper to {person.name or person.key}", ""
        case OpenDeskThread(desk=desk):
            return f"open a thread at the desk {desk}", ""
        case CloseCard(desk=desk):
            return f"close the card, moved to {desk}", ""
        case DrawCard():
            return "draw the card", ""
