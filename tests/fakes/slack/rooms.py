"""What becomes of rooms: each act changes the world and tells the app as Slack would."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.fakes.slack import shapes
from tests.fakes.slack.wire import Taken, Wire
from tests.fakes.slack.world import Channel, Human, Team, World


class Rooms:
    """Acts on rooms. Each returns the delivery of its event."""

    def __init__(self, world: World, wire: Wire) -> None:
        self.world, self.wire = world, wire

    def archive(self, room: Channel) -> asyncio.Task[Taken]:
        """Nobody may write there any more."""
        room.archived = True
        return self._tell("group_archive" if room.private else "channel_archive", room)

    def unarchive(self, room: Channel) -> asyncio.Task[Taken]:
        """It is used again."""
        room.archived = False
        return self._tell("group_unarchive" if room.private else "channel_unarchive", room)

    def delete(self, room: Channel) -> asyncio.Task[Taken]:
        """It is gone for good."""
        del self.world.channels[room.id]
        return self._tell("group_deleted" if room.private else "channel_deleted", room)

    def remove_bot(self, room: Channel) -> asyncio.Task[Taken]:
        """The bot is thrown out."""
        room.members.discard(self.world.bot.id)
        return self._tell("group_left" if room.private else "channel_left", room)

    def invite_bot(self, room: Channel) -> asyncio.Task[Taken]:
        """The bot is invited again."""
        return self.join(room, self.world.bot)

    def join(self, room: Channel, who: Human) -> asyncio.Task[Taken]:
        """Somebody comes."""
        room.members.add(who.id)
        return self._tell("member_joined_channel", room, user=who.id, channel_type="G", team=who.team.id)

    def leave(self, room: Channel, who: Human) -> asyncio.Task[Taken]:
        """Somebody goes, or is thrown out."""
        room.members.discard(who.id)
        return self._tell("member_left_channel", room, user=who.id, channel_type="G", team=who.team.id)

    def share(self, room: Channel, team: Team) -> asyncio.Task[Taken]:
        """Another organisation reads there from now on."""
        room.shared_with.append(team)
        return self._tell("channel_shared", room, connected_team_id=team.id)

    def unshare(self, room: Channel, team: Team) -> asyncio.Task[Taken]:
        """That organisation does not read there any more."""
        room.shared_with.remove(team)
        outside = {who.id for who in self.world.people.values() if who.team is team}
        room.members -= outside
        shared = bool(room.shared_with)
        return self._tell(
            "channel_unshared", room, previously_connected_team_id=team.id, is_ext_shared=shared
        )

    def move(self, room: Channel, name: str) -> asyncio.Task[Taken]:
        """It has another id; the old one opens nothing."""
        old = room.id
        del self.world.channels[old]
        room.id = name
        self.world.channels[name] = room
        told: dict[str, Any] = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": name}
        return self._deliver(told)

    def _tell(self, kind: str, room: Channel, **more: object) -> asyncio.Task[Taken]:
        return self._deliver({"type": kind, "channel": room.id, **more})

    def _deliver(self, told: dict[str, Any]) -> asyncio.Task[Taken]:
        event = shapes.event(self.world, {**told, "event_ts": self.world.now()})
        return self.wire.deliver("events_api", event)
