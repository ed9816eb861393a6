"""The first word to somebody who opens a chat with the bot."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from adapters.teams.asked import Installed
from bot.errors import AdapterError
from bot.meanings import Meaning, Notice, Prompts
from bot.people import Address, Receipt
from bot.ports import Ask, PromptsWanted

__all__ = ["Greeting"]

log = logging.getLogger(__name__)

QUESTIONS = 6

Post = Callable[[Address, Meaning, str], Awaitable[tuple[Receipt, ...]]]


class Greeting:
    """Greets by *post* while Teams has its answer already; what to say is *ask*ed."""

    def __init__(self, ask: Ask, post: Post) -> None:
        self._ask, self._post = ask, post
        self._tasks: set[asyncio.Task[None]] = set()

    def __call__(self, came: Installed) -> None:
        """Greet whoever came."""
        task = asyncio.create_task(self._carefully(came))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carefully(self, came: Installed) -> None:
        try:
            await self._greet(came)
        except AdapterError as error:
            log.warning("somebody could not be greeted: %s", error)
        except Exception:
            log.exception("somebody could not be greeted")

    async def _greet(self, came: Installed) -> None:
        prompts = await self._ask(PromptsWanted(came.by, came.room))
        if isinstance(prompts, Prompts):
            await self._post(came.room, Notice(_words(prompts)), came.id)

    async def idle(self) -> None:
        """Return once everybody who came so far was greeted."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        """Greet nobody any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _words(prompts: Prompts) -> str:
    """The greeting, and what people often ask."""
    listed = "\n".join(f"• {question}" for question in prompts.questions[:QUESTIONS])
    return f"{prompts.greeting}\n\n{prompts.title}:\n{listed}" if listed else prompts.greeting
