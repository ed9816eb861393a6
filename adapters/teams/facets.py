"""What one person alone sees in Teams, which is the answer to a press, and the sign that somebody writes."""

from __future__ import annotations

from adapters.teams.connector import Connector
from adapters.teams.presses import Presses
from adapters.teams.refs import Kind, Refs
from adapters.teams.us import conversation
from bot.errors import NotAllowed
from bot.meanings import Meaning
from bot.people import Address, Person

__all__ = ["Private"]


class Private:
    """Words that one person sees: as the answer to a press that waits for one, and in no other way."""

    def __init__(self, connector: Connector, refs: Refs, presses: Presses) -> None:
        self._connector, self._refs, self._presses = connector, refs, presses

    async def whisper(self, at: Address, person: Person, message: Meaning) -> None:
        """Answer the press of *person* with *message*; NotAllowed where none waits for one."""
        if not self._presses.tell(person, at, message):
            raise NotAllowed("Teams has no words in a shared place that one person alone sees")

    async def typing(self, at: Address) -> None:
        """In a chat with one person and in channels; Teams forgets it after a while."""
        room = self._refs.reach(at.room, self._connector.us.tenant)
        if room.kind is not Kind.GROUP:
            await self._connector.typing(room, conversation(at))
