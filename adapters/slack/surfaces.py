"""What Slack has besides messages: the home, the command, forms and the assistant's pane.

Everything shown here is read from committed state; everything done here is an event like any other.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from adapters.slack import views
from adapters.slack.asked import (
    Asked,
    ChatOpened,
    Commanded,
    FormAsked,
    HomeOpened,
    Joined,
    Revoked,
)
from adapters.slack.commands import Answered, answered
from adapters.slack.door import Door
from adapters.slack.files import is_slacks
from adapters.slack.listening import Reply
from adapters.slack.render import draw
from bot.errors import AdapterError
from bot.events import DutyChanged
from bot.meanings import Form, Home, Notice, Prompts, Say
from bot.people import Address, Person, Receipt
from bot.ports import Ask, Deliver, FormWanted, HomeWanted, PromptsWanted
from bot.words import Key, phrase, shorten, text

__all__ = ["Surfaces"]

log = logging.getLogger(__name__)

ENGLISH = "en"
HTTP_OK = 200
LOOKS, PAUSE = 10, 0.2
"""How often, and how many seconds apart, a home is read until it shows a changed duty."""

PROMPTS = 4
"""As many as Slack shows (assistant.threads.setSuggestedPrompts)."""

GREETED = 200
"""Chats whose greeting is remembered: Slack may tell of one twice."""

TITLE = 60
"""Letters of a prompt's title."""


class Surfaces:
    """Draws what is asked for. *revoked* is told when the app was taken out of the workspace."""

    def __init__(
        self,
        door: Door,
        ask: Ask,
        deliver: Deliver,
        link: Callable[[Receipt], str | None],
        revoked: Callable[[str], None],
    ) -> None:
        self._door, self._ask, self._deliver = door, ask, deliver
        self._link, self._revoked = link, revoked
        self._tasks: set[asyncio.Task[None]] = set()
        self._greeted: deque[Address] = deque(maxlen=GREETED)

    async def answer(self, asked: Asked) -> Reply:
        """What is answered at once; the rest is drawn while Slack has its answer already."""
        match asked:
            case HomeOpened(by=by):
                self._soon(self._show_home(by))
            case ChatOpened(by=by, room=room):
                self._greet_once(by, room)
            case FormAsked():
                self._soon(self._open_form(asked))
            case Revoked(why=why):
                self._revoked(why)
            case Joined(name=name):
                log.debug("%s was joined", name)
            case Commanded():
                return await self._obey(asked)
        return None

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._carefully(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carefully(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except AdapterError as error:
            log.warning("something could not be shown: %s", error)
        except Exception:
            log.exception("something could not be shown")

    async def idle(self) -> None:
        """Return once everything asked for so far was drawn."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        """Stop drawing."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def pressed(self, body: Mapping[str, Any]) -> None:
        """A whisper that was pressed has had its answer: it goes."""
        container, address = body.get("container"), body.get("response_url")
        is_whisper = isinstance(container, Mapping) and container.get("is_ephemeral") is True
        if is_whisper and isinstance(address, str) and is_slacks(address, self._door.url):
            self._soon(self._vanish(address))

    async def _vanish(self, address: str) -> None:
        async with self._door.session.post(address, json={"delete_original": True}) as answer:
            if answer.status != HTTP_OK:
                log.info("a pressed whisper stays where it is: Slack answered %d", answer.status)

    # -- the home

    def changed(self, event: DutyChanged) -> None:
        """An agent pressed the switch: the home is drawn again once it shows that."""
        self._soon(self._show_duty(event))

    async def _show_duty(self, event: DutyChanged) -> None:
        for _ in range(LOOKS):
            home = await self._home(event.by)
            if home is None or home.duty is None or home.duty.on is event.on:
                break
            await asyncio.sleep(PAUSE)
        await self._show_home(event.by)

    async def _home(self, by: Person) -> Home | None:
        found = await self._ask(HomeWanted(by))
        return found if isinstance(found, Home) else None

    async def _show_home(self, by: Person) -> None:
        home = await self._home(by) or Home("", text(phrase(Key.HOME_VISITOR), ENGLISH), ())
        await self._door.calls("views.publish", user_id=by.id, view=views.home(home, self._thread_link))

    def _thread_link(self, thread: Address) -> str | None:
        return self._link(Receipt(thread, thread.thread))

    # -- forms, the assistant's pane, the command

    async def _open_form(self, asked: FormAsked) -> None:
        form = await self._ask(FormWanted(asked.by, asked.button, asked.about))
        if isinstance(form, Form):
            view = views.form(form, asked.place)
            await self._door.calls("views.open", trigger_id=asked.trigger, view=view)
            return
        (part,) = draw(Notice(text(phrase(Key.FORM_GONE), ENGLISH)))
        await self._door.calls(
            "chat.postEphemeral",
            channel=asked.place.room,
            user=asked.by.id,
            thread_ts=asked.place.thread or None,
            text=part.text,
            blocks=part.blocks,
        )

    def _greet_once(self, by: Person, room: Address) -> None:
        if room not in self._greeted:
            self._greeted.append(room)
            self._soon(self._greet(by, room))

    async def _greet(self, by: Person, room: Address) -> None:
        prompts = await self._ask(PromptsWanted(by, room))
        if not isinstance(prompts, Prompts):
            return
        where = {"channel_id": room.room, "thread_ts": room.thread}
        (part,) = draw(Say(prompts.greeting))
        await self._door.calls(
            "chat.postMessage",
            channel=room.room,
            thread_ts=room.thread or None,
            text=part.text,
            blocks=part.blocks,
        )
        if prompts.questions:
            asked = [{"title": shorten(q, TITLE), "message": q} for q in prompts.questions[:PROMPTS]]
            await self._door.calls(
                "assistant.threads.setSuggestedPrompts", **where, title=prompts.title, prompts=asked
            )

    async def _obey(self, command: Commanded) -> Reply:
        home = await self._home(command.by)
        done: Answered = answered(command, home, self._thread_link)
        if done.event is not None:
            await self._deliver(done.event)
        return {"response_type": "ephemeral", "text": done.text, "blocks": done.blocks}
