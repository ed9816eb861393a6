"""All that can happen, as frozen facts. What an adapter hears, and what comes back from inside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.judgement import Draft, Failed
from bot.meanings import Button
from bot.people import Address, Person, Receipt, Side
from bot.written import Attachment, Span


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """Somebody wrote. `id` is the platform's event id; the same message never starts twice.

    `receipt.address` is where it stands: for the first message of a thread the thread it opens,
    in rooms without threads the room alone. `to_bot` is true for direct chats and when the bot was
    named. `mentions` are the people named. `direct` is true where only the writer and the bot are.
    `spans` tell how letters of `text` were set; `room_name` is what people call the room.
    """

    id: str
    at: datetime
    by: Person
    receipt: Receipt
    text: str
    to_bot: bool = False
    direct: bool = False
    mentions: tuple[Person, ...] = ()
    spans: tuple[Span, ...] = ()
    files: tuple[Attachment, ...] = ()
    room_name: str = ""


@dataclass(frozen=True, slots=True)
class MessageEdited:
    """Somebody changed the text of a message of his own."""

    id: str
    at: datetime
    by: Person
    receipt: Receipt
    text: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageDeleted:
    """A message was deleted; `by` is its writer."""

    id: str
    at: datetime
    by: Person
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class ReactionChanged:
    """Somebody set or took back a mark on a message; `mark` is a plain name such as `eyes`."""

    id: str
    at: datetime
    by: Person
    receipt: Receipt
    mark: str
    on: bool


@dataclass(frozen=True, slots=True)
class ButtonPressed:
    """Somebody pressed a button drawn in the room `place` is in; `about` is the opaque id it carried.

    A form that was filled in is a press with `fields`, pairs of a field's name and its value.
    """

    id: str
    at: datetime
    by: Person
    place: Address
    button: Button
    about: str
    pick: str = ""
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MessagePicked:
    """Somebody picked a message, of whomever, for what `button` does: WANT_PERSON or CLAIM.

    `message` is the picked message as it would have been heard; its writer may be nobody we listen to.
    `of_person` is false where a programme wrote it.
    """

    id: str
    at: datetime
    by: Person
    button: Button
    message: MessageReceived
    of_person: bool = True


@dataclass(frozen=True, slots=True)
class DutyChanged:
    """An agent goes on or off duty."""

    id: str
    at: datetime
    by: Person
    on: bool


@dataclass(frozen=True, slots=True)
class AgentLeft:
    """A member of a desk left its room."""

    id: str
    at: datetime
    by: Person
    room: Address


@dataclass(frozen=True, slots=True)
class RoomMoved:
    """A room has another id from now on."""

    id: str
    at: datetime
    room: Address
    now: Address


@dataclass(frozen=True, slots=True)
class RoomGone:
    """A room was archived or deleted, or the bot was removed from it."""

    id: str
    at: datetime
    room: Address


@dataclass(frozen=True, slots=True)
class RoomShared:
    """A room is shared with another organisation from now on."""

    id: str
    at: datetime
    room: Address


@dataclass(frozen=True, slots=True)
class RoomUnshared:
    """No other organisation is in a room any more."""

    id: str
    at: datetime
    room: Address


@dataclass(frozen=True, slots=True)
class RoomBack:
    """A room that was gone, or another organisation read, can be written to again."""

    id: str
    at: datetime
    room: Address


@dataclass(frozen=True, slots=True)
class WasDeaf:
    """From `since` to `until` an adapter heard nothing, and could not look up what was said in `places`."""

    id: str
    at: datetime
    adapter: str
    since: datetime
    until: datetime
    places: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftReady:
    """The answerer's work for the event `question`."""

    id: str
    at: datetime
    conversation: str
    question: str
    draft: Draft | Failed


@dataclass(frozen=True, slots=True)
class TimerFired:
    """A clock rang: the one that was due then, of that name."""

    id: str
    at: datetime
    conversation: str
    clock: str
    due: datetime


@dataclass(frozen=True, slots=True)
class DeliveryFailed:
    """An errand failed for good. `what` is `words`, `thread` or `change`.

    `sure` is false if it may have arrived.
    """

    id: str
    at: datetime
    conversation: str
    side: Side
    what: str
    turn: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Left:
    """An agent left the desk, or went off duty; put into the lane of each conversation that agent held."""

    id: str
    at: datetime
    conversation: str
    agent: Person
    off_duty: bool = False


@dataclass(frozen=True, slots=True)
class Missed:
    """Words of a conversation may have been missed between two moments; put into its lane."""

    id: str
    at: datetime
    conversation: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class PlaceGone:
    """The room of one side of a conversation is gone; put into the lane of each it touches.

    `shared`: it is there, but another organisation reads along, so nothing may be posted there.
    """

    id: str
    at: datetime
    conversation: str
    side: Side
    shared: bool = False


@dataclass(frozen=True, slots=True)
class PlaceBack:
    """The room of one side of a conversation is back; put into the lane of each it touches."""

    id: str
    at: datetime
    conversation: str
    side: Side


Heard = (
    MessageReceived
    | MessageEdited
    | MessageDeleted
    | MessagePicked
    | ReactionChanged
    | ButtonPressed
    | DutyChanged
    | AgentLeft
    | RoomMoved
    | RoomGone
    | RoomShared
    | RoomUnshared
    | RoomBack
    | WasDeaf
)
Inside = DraftReady | TimerFired | DeliveryFailed | Left | Missed | PlaceGone | PlaceBack
Event = Heard | Inside

__all__ = [
    "AgentLeft",
    "ButtonPressed",
    "DeliveryFailed",
    "DraftReady",
    "DutyChanged",
    "Event",
    "Heard",
    "Inside",
    "Left",
    "MessageDeleted",
    "MessageEdited",
    "MessagePicked",
    "MessageReceived",
    "Missed",
    "PlaceBack",
    "PlaceGone",
    "ReactionChanged",
    "RoomBack",
    "RoomGone",
    "RoomMoved",
    "RoomShared",
    "RoomUnshared",
    "TimerFired",
    "WasDeaf",
]
