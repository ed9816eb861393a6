"""What a page asks, done and answered: one answer for each frame."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.web import render
from adapters.web.acts import Acts, Outcome
from adapters.web.frames import (
    Dismissed,
    Frame,
    HomeAsked,
    OlderAsked,
    Refused,
    Told,
    WhyAsked,
)
from adapters.web.hearing import Hearing
from adapters.web.keeper import Keeper
from adapters.web.pages import Page, Pages, dump
from adapters.web.parse import frame
from adapters.web.render import Tree
from adapters.web.rooms import Rooms
from adapters.web.snapshot import snapshot
from adapters.web.world import World
from bot.errors import AdapterError, AddressGone
from bot.meanings import Home, Why
from bot.people import Person
from bot.ports import Ask, Clock, HomeWanted, Known, WhyWanted

if TYPE_CHECKING:
    from aiohttp import web

AT_ONCE = 256
NOT_HEARD = "Kept, but the bot cannot take it right now. It is sent again by itself."
NOT_STORED = "This could not be stored, so nothing was done. Please send it again."
NOT_KNOWN = "This cannot be looked up right now. Please try again in a moment."
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Talk:
    """Answers pages, with all that this takes."""

    world: World
    clock: Clock
    keeper: Keeper
    rooms: Rooms
    acts: Acts
    pages: Pages
    hearing: Hearing
    ask: Ask
    strange: set[str]

    async def converse(self, socket: web.WebSocketResponse) -> None:
        """Serve one page until it is closed."""
        page = Page(socket)
        self.pages.add(page)
        gate = asyncio.Semaphore(AT_ONCE)
        tasks = {asyncio.create_task(self._write(page))}
        try:
            async for message in socket:
                if not isinstance(message.data, str):
                    page.reply(_error("", "malformed", "Only text frames are read here."))
                    continue
                await page.calm()
                await gate.acquire()
                # Tasks start in this order, and work is put down before their first wait.
                task = asyncio.create_task(self._reply(page, gate, message.data))
                tasks.add(task)
                task.add_done_callback(tasks.discard)
        finally:
            self.pages.drop(page)
            await _end(tasks)

    async def answer(self, raw: str) -> Tree:
        """The answer to one frame of a page."""
        try:
            return await self._answer(frame(raw))
        except Refused as refused:
            self._log_once(refused)
            return _error(refused.nonce, refused.code, refused.text)

    async def _write(self, page: Page) -> None:
        try:
            await page.write(self._catch_up)
        except AdapterError as error:
            log.warning("A page could not be shown its rooms and is closed; it comes back: %s", error)
            await page.socket.close(code=1013, message=b"Try again")

    async def _reply(self, page: Page, gate: asyncio.Semaphore, raw: str) -> None:
        try:
            page.reply(await self.answer(raw))
        finally:
            gate.release()

    async def _answer(self, asked: Frame) -> Tree:
        try:
            match asked:
                case Dismissed():
                    return await self._dismiss(asked)
                case WhyAsked():
                    return await self._why(asked)
                case HomeAsked():
                    return await self._home(asked)
                case OlderAsked():
                    return await self._older(asked)
                case _:
                    return await self._do(asked)
        except AddressGone as error:
            raise Refused("gone", "That is no longer there.", asked.nonce) from error
        except AdapterError as error:
            raise Refused("unavailable", NOT_STORED, asked.nonce) from error

    async def _do(self, told: Told) -> Tree:
        handed: list[asyncio.Future[bool]] = []

        def show(outcome: Outcome) -> None:
            self._show(outcome)
            handed.append(self.hearing.hand_in(outcome.act))

        outcome = await self.keeper.do(lambda db: self.acts.do(db, told), show)
        if not await asyncio.shield(handed[0]):
            return _error(told.nonce, "not_heard", NOT_HEARD)
        return {"type": "done", "nonce": told.nonce, "message": outcome.act.message}

    def _show(self, outcome: Outcome) -> None:
        if outcome.message is not None:
            self.pages.tell({"type": "message", "message": outcome.message.tree()})
        if outcome.closed:
            self.pages.tell({"type": "whisper_gone", "id": outcome.closed})

    async def _dismiss(self, asked: Dismissed) -> Tree:
        def gone(was_there: bool) -> None:  # noqa: FBT001 - what the keeper hands on
            if was_there:
                self.pages.tell({"type": "whisper_gone", "id": asked.whisper})

        hidden = await self.keeper.do(lambda db: self.rooms.hidden(db, asked.whisper))
        if hidden.reader != asked.person:
            raise Refused("not_yours", "That was said to somebody else.", asked.nonce)
        await self.keeper.do(lambda db: self.rooms.unhide(db, asked.whisper), gone)
        return {"type": "done", "nonce": asked.nonce, "message": ""}

    async def _why(self, asked: WhyAsked) -> Tree:
        agent = self._agent(asked)
        message = await self.keeper.do(lambda db: self.rooms.standing(db, asked.message))
        found = await self._asked(WhyWanted(agent, message.receipt), asked.nonce)
        tree = render.why(found) if isinstance(found, Why) else None
        return {"type": "why", "nonce": asked.nonce, "message": asked.message, "why": tree}

    async def _home(self, asked: HomeAsked) -> Tree:
        return await self.home(self._agent(asked), asked.nonce)

    async def home(self, agent: Person, nonce: str = "") -> Tree:
        """The waiting list of *agent* as a frame."""
        found = await self._asked(HomeWanted(agent), nonce)
        tree = render.home(found) if isinstance(found, Home) else None
        return {"type": "home", "nonce": nonce, "person": agent.id, "home": tree}

    async def _asked(self, wanted: HomeWanted | WhyWanted, nonce: str) -> Known | None:
        """What the bot says; a page that waits gets an answer also when the bot has none."""
        try:
            return await self.ask(wanted)
        except Exception as error:
            log.exception("The bot could not tell %s what was asked", wanted.by.key)
            raise Refused("unavailable", NOT_KNOWN, nonce) from error

    async def _older(self, asked: OlderAsked) -> Tree:
        self.world.room(asked.room)
        before = await self.keeper.do(lambda db: self.rooms.message(db, asked.before).number)
        page, more = await self.keeper.do(lambda db: self.rooms.before(db, asked.room, before))
        messages: list[Tree] = [message.tree() for message in page]
        return {
            "type": "older",
            "nonce": asked.nonce,
            "room": asked.room,
            "messages": messages,
            "more": more,
        }

    def _agent(self, asked: WhyAsked | HomeAsked) -> Person:
        person = self.world.person(asked.person)
        if person not in self.world.agents:
            raise Refused("not_allowed", "Only agents can see this.", asked.nonce)
        return person

    async def _catch_up(self, page: Page) -> None:
        await self.keeper.do(self._snapshot, then=page.begin)

    def _snapshot(self, db: sqlite3.Connection) -> str:
        messages, whispers, more = self.rooms.newest(db)
        now = self.clock()
        return dump(snapshot(self.world, now, messages=messages, whispers=whispers, more=more))

    def _log_once(self, refused: Refused) -> None:
        if refused.code == "malformed" and refused.text not in self.strange:
            self.strange.add(refused.text)
            log.warning("A page sent a frame that is not understood: %s", refused.text)


def _error(nonce: str, code: str, text: str) -> Tree:
    return {"type": "error", "nonce": nonce, "code": code, "text": text}


async def _end(tasks: set[asyncio.Task[None]]) -> None:
    ending = tuple(tasks)
    for task in ending:
        task.cancel()
    await asyncio.gather(*ending, return_exceptions=True)
