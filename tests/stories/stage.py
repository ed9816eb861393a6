"""Where a story is played: what people do, and what they see. It knows nothing of the bot's inside.

A story is written once and played on every stage: a platform in memory, and the playground's page in a real
browser. Every question waits until the answer is so, or fails after the stage's own patience.
"""

from __future__ import annotations

from typing import Protocol

CUSTOMER = "Dana"
AGENTS = ("Ada", "Ben")


class Stage(Protocol):
    """One customer in the shared room, two agents at one desk, one conversation in view."""

    async def customer_says(self, text: str) -> None:
        """The customer writes: the first time in the room, later in the thread of it."""
        ...

    async def agent_says(self, agent: str, text: str) -> None:
        """An agent writes in the desk thread of the conversation."""
        ...

    async def presses(self, agent: str, label: str) -> None:
        """An agent presses a button of the card."""
        ...

    async def press_together(self, label: str) -> None:
        """Both agents press the same button of the card at the same moment."""
        ...

    async def presses_whisper(self, agent: str, label: str) -> None:
        """An agent presses a button of the newest whisper."""
        ...

    async def edits(self, who: str, old: str, new: str) -> None:
        """Somebody changes the text of a message of their own."""
        ...

    async def deletes(self, who: str, text: str) -> None:
        """Somebody deletes a message of their own."""
        ...

    async def customer_sees(self, text: str) -> None:
        """A message with that text stands in the customer's thread."""
        ...

    async def customer_does_not_see(self, text: str) -> None:
        """No message with that text stands there, once all is at rest."""
        ...

    async def desk_sees(self, text: str) -> None:
        """A message with that text stands in the desk thread."""
        ...

    async def card_says(self, text: str) -> None:
        """The card's headline is that."""
        ...

    async def told_who_has_it(self) -> str:
        """The agent who was told privately that the other one has the conversation."""
        ...

    async def times_customer_sees(self, text: str) -> int:
        """How many messages with exactly that text stand in the customer's room."""
        ...

    async def die_and_come_back(self) -> None:
        """The process is killed without warning and started again; people keep looking."""
        ...
