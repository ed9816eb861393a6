"""What one person alone sees, and the small marks on messages."""

from __future__ import annotations

from adapters.slack.door import Door
from adapters.slack.render import draw
from bot.errors import NotAllowed
from bot.meanings import Meaning
from bot.people import Address, Person, Receipt
from bot.words import Key, phrase, text

__all__ = ["Private", "Reactions"]

MARKS = {"delivered": "white_check_mark", "failed": "warning"}
"""The bot's own marks by the names Slack has for them; people's are called as they are."""

AS_IT_IS = ("already_reacted", "no_reaction")
"""The mark is set, or not set, as it should be."""


class Private:
    """Words that one person sees, and the sign that an answer is on its way."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def whisper(self, at: Address, person: Person, message: Meaning) -> None:
        """Show *message* at *at* to *person* alone; AddressGone if that person is not there."""
        for part in draw(message):
            await self._door.calls(
                "chat.postEphemeral",
                channel=at.room,
                user=person.id,
                thread_ts=at.thread or None,
                text=part.text,
                blocks=part.blocks,
            )

    async def typing(self, at: Address) -> None:
        """In the assistant's pane, which alone has such a sign; it goes with the answer."""
        if at.thread and at.room.startswith("D"):
            await self._door.calls(
                "assistant.threads.setStatus",
                channel_id=at.room,
                thread_ts=at.thread,
                status=text(phrase(Key.CHAT_THINKING), "en"),
            )


class Reactions:
    """The bot's marks on messages; set twice they are set."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def react(self, receipt: Receipt, mark: str, *, on: bool) -> None:
        """Set or take back the bot's own *mark*."""
        method = "reactions.add" if on else "reactions.remove"
        name = MARKS.get(mark, mark)
        try:
            await self._door.calls(method, channel=receipt.address.room, timestamp=receipt.message, name=name)
        except NotAllowed as error:
            if not any(code in str(error) for code in AS_IT_IS):
                raise
