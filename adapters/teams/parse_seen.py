"""One activity, and who and where it is from: what every part of the reading starts with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from adapters.teams.asked import Known
from adapters.teams.reading import Body, an_id, letters, mapping, moment, sequence, within
from adapters.teams.refs import Kind, kind_of
from adapters.teams.us import ADAPTER, Us, standing
from bot.people import Address, Person
from bot.words import Key, phrase, text

__all__ = ["GUID", "Seen", "is_us", "kind", "mentions", "person", "person_id", "tenant"]

GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
EPOCH = re.compile(r"1\d{12}", re.ASCII)
"""Most ids of messages are the millisecond they were written in."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One activity with what is known around it; `now` counts where Teams does not say when."""

    body: Body
    us: Us
    known: Known
    now: datetime

    @property
    def conversation(self) -> str:
        """The conversation's id, whole."""
        return an_id(within(self.body, "conversation", "id"))

    @property
    def id(self) -> str:
        """What Teams calls the activity."""
        return an_id(self.body.get("id"))

    @property
    def at(self) -> datetime:
        """When it was."""
        return moment(self.body.get("timestamp")) or _epoch(self.id) or self.now

    @property
    def sender(self) -> Body:
        """Whoever it is from."""
        return mapping(self.body.get("from"))

    @property
    def by(self) -> Person | None:
        """Whoever it is from, as a person; None for bots and where nobody is named."""
        return person(self.sender, self)

    @property
    def place(self) -> Address:
        """Where it stands."""
        found = standing(self.conversation)
        return found if kind(self.body) is Kind.CHANNEL else found.whole_room()

    def name(self, *parts: str) -> str:
        """What names an event of it."""
        return ":".join((ADAPTER, self.conversation, *parts))


def person_id(told: Body) -> str:
    """The id we use for somebody: the directory's, which is one for all apps, else the one Teams writes."""
    found = an_id(told.get("aadObjectId"))
    return found.casefold() if GUID.fullmatch(found) else found or an_id(told.get("id"))


def person(told: Body, seen: Seen) -> Person | None:
    """Somebody as the directory knows them, else as the message names them; None for bots and rooms."""
    user = an_id(told.get("id"))
    if not user or user.startswith(("28:", "19:")) or told.get("role") == "bot" or is_us(told, seen):
        return None
    known = seen.known.persons.get(user)
    if known is not None:
        return known
    name = letters(told.get("name"))[:200].strip() or text(phrase(Key.SOMEBODY))
    return Person(ADAPTER, person_id(told), name, house=seen.us.is_house(tenant(seen.body)))


def tenant(body: Body) -> str:
    """The organisation that a message was written in."""
    found = (
        within(body, "channelData", "tenant", "id"),
        within(body, "conversation", "tenantId"),
    )
    return next((one for one in map(an_id, found) if one), "")


def kind(body: Body) -> Kind:
    """The kind of the room, also where Teams does not say it."""
    told = mapping(body.get("conversation"))
    try:
        return Kind(letters(told.get("conversationType")))
    except ValueError:
        guess = kind_of(standing(an_id(told.get("id"))).room)
        is_group = guess is Kind.PERSONAL and told.get("isGroup") is True
        return Kind.GROUP if is_group else guess


def is_us(told: Body, seen: Seen) -> bool:
    """Whether that is the bot itself."""
    user = an_id(told.get("id"))
    return bool(user) and (seen.us.is_us(user) or user == within(seen.body, "recipient", "id"))


def _epoch(stamp: str) -> datetime | None:
    return datetime.fromtimestamp(int(stamp) / 1000, UTC) if EPOCH.fullmatch(stamp) else None


def mentions(body: Body) -> list[Body]:
    """Who or what a message names, in order."""
    entities = map(mapping, sequence(body.get("entities"))[:200])
    return [one for one in entities if one.get("type") == "mention"]
