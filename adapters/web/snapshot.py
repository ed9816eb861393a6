"""What a page starts from: who there is, which rooms, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from adapters.web.parse import LARGEST, LONGEST
from adapters.web.render import Tree
from adapters.web.standing import Hidden, Standing
from adapters.web.world import Room, World
from bot.people import Person


def snapshot(
    world: World,
    now: datetime,
    *,
    messages: Iterable[Standing],
    whispers: Iterable[Hidden],
    more: set[str],
) -> Tree:
    """The frame that replaces all a page holds; *more* are the rooms with older messages."""
    return {
        "type": "snapshot",
        "now": now.isoformat(),
        "people": [_person(person, world) for person in world.people],
        "rooms": [_room(room, more=room.id in more) for room in world.rooms()],
        "messages": [message.tree() for message in messages],
        "whispers": [whisper.tree() for whisper in whispers],
        "limits": {"text": LONGEST, "frame": LARGEST},
    }


def _person(person: Person, world: World) -> Tree:
    return {
        "id": person.id,
        "name": person.name,
        "side": "agent" if person in world.agents else "customer",
        "organisation": person.organisation,
        "house": person.house,
        "direct": world.direct(person).room,
    }


def _room(room: Room, *, more: bool) -> Tree:
    return {
        "id": room.id,
        "name": room.name,
        "kind": room.kind.value,
        "threads": room.threads,
        "members": [person.id for person in room.members],
        "more": more,
    }
