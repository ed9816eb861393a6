"""Words a platform has been putting off for long are kept, and somebody hears that they have not arrived."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.conversation import Conversation
from bot.effects import OpenDeskThread, Say, Whisper
from bot.mailroom.attempts import Attempt, Later
from bot.mailroom.house import House
from bot.people import Person, Side, Voice
from bot.records import Books, Line, Outgoing
from bot.words import Key, Phrase, phrase

__all__ = ["PUT_OFF_FOR", "tell_of_delay"]

log = logging.getLogger(__name__)

PUT_OFF_FOR = timedelta(minutes=10)
"""How long a platform may put off one errand before somebody is told; it is tried on and on all the same."""


def tell_of_delay(books: Books, house: House, attempt: Attempt, later: Later, now: datetime) -> None:
    """Told once for each errand: by the answer "not now" that puts it off beyond so many minutes."""
    row = books.outgoing(attempt.row.seq)
    c = books.conversation(attempt.row.conversation)
    if row is None or c is None or row.since is None:
        return
    # It was tried when it was due, and is due again when this answer says: each moment is in one such span.
    if not attempt.row.due < row.since + PUT_OFF_FOR <= now + timedelta(seconds=later.seconds):
        return
    log.warning("errand %s has been put off by the platform since %s; it is kept", row.key, row.since)
    for number, whisper in enumerate(_whispers(books, house, c, row)):
        books.send(f"{row.key}+late/{number}", c.id, Line.ASIDE, whisper, now)


def _whispers(books: Books, house: House, c: Conversation, row: Outgoing) -> Iterator[Whisper]:
    """An agent hears of the own words; of what the desk does not get to see, its leads hear."""
    match row.errand:
        case Say(to=Side.CUSTOMER, turn=turn_id):
            turn = books.turn(turn_id)
            if turn is not None and turn.by is not None and turn.voice is Voice.AGENT:
                yield Whisper(turn.by, turn.side, phrase(Key.STILL_ON_THE_WAY))
        case Say() | OpenDeskThread():
            yield from _leads_told(house, c, phrase(Key.DESK_SLOW, desk=c.desk, name=c.asker.name))
        case _:
            return


def _leads_told(house: House, c: Conversation, said: Phrase) -> Iterator[Whisper]:
    desk = house.desk(c.desk)
    for key in desk.leads if desk else ():
        lead = Person.of(key)
        if lead != c.asker:
            yield Whisper(lead, Side.DESK, said)
