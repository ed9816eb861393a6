"""The stage in Teams: a stand-in for the platform on loopback, and everything of the bot but its FAQ."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Self

from adapters.teams.adapter import TeamsAdapter
from adapters.teams.connector import PATIENCE
from bot.ports import Adapter
from bot.settings import Answering, Desk, Route, Settings
from tests.adapters.teams.house import Outside, outside, served
from tests.fakes.bridge import Bridge, Clock, bridged
from tests.fakes.teams import Chat, FakeTeams, Fault, Human, Post
from tests.fakes.teams.teams import Taken
from tests.stories.stage import AGENTS

DAY = 24 * 60
IMPATIENT = 1.5
"""Seconds until the bot gives a call up, where Teams does not answer it on purpose."""

LOST_ACK = "ack"

TROUBLES: tuple[tuple[str, Fault], ...] = (
    (LOST_ACK, Fault.DONE_BUT_SILENT),
    ("send", Fault.RATE_LIMITED),
    ("update", Fault.DONE_BUT_BROKEN),
    ("send", Fault.BUSY),
    ("update", Fault.RATE_LIMITED),
    ("open", Fault.RATE_LIMITED),
    ("update", Fault.HANGS),
    ("delete", Fault.BROKEN),
    ("update", Fault.BROKEN),
    ("update", Fault.DONE_BUT_SILENT),
)
"""What goes wrong in turn, one thing an act: all of it before Teams did it, or what may be done twice."""


@dataclass(slots=True, repr=False)
class InTeams:
    """Plays in a channel, in a group chat or in a direct chat, with troubles mixed in if they are given.

    Where the desk is not `heard`, only words that name the bot reach it from there.
    """

    name: ClassVar[str] = "teams"

    folder: Path
    kind: str = "channel"
    troubles: tuple[tuple[str, Fault], ...] = ()
    heard: bool = True
    clock: Clock = field(default_factory=Clock)
    thread: str = ""
    teams: FakeTeams = field(init=False)
    there: Outside = field(init=False)
    running: Bridge = field(init=False)
    desk: Chat = field(init=False)
    room: Chat = field(init=False)
    people: dict[str, Human] = field(default_factory=dict)
    answers: dict[str, list[Taken]] = field(default_factory=dict)
    _next: deque[tuple[str, Fault]] = field(default_factory=deque)
    _outside: AsyncExitStack = field(default_factory=AsyncExitStack)
    _process: AsyncExitStack = field(default_factory=AsyncExitStack)

    # -- open and close

    async def __aenter__(self) -> Self:
        await self.furnish()
        await self._open()
        return self

    async def furnish(self) -> None:
        """Teams is there with everybody in it; the bot is not."""
        self.there = await self._outside.enter_async_context(outside())
        self.teams = self.there.teams
        self.people = {"Dana": self.teams.person("Dana", "acme")}
        self.people |= {name: self.teams.person(name) for name in ("Ada", "Ben")}
        dana, *agents = self.people.values()
        self.desk = self.teams.channel("desk", agents, rsc=self.heard)
        self.room = self._room(dana)
        self._next = deque(self.troubles)

    def _room(self, dana: Human) -> Chat:
        match self.kind:
            case "channel":
                return self.teams.channel("help", [dana])
            case "group":
                return self.teams.group("lunch", [dana])
            case _:
                return self.teams.direct(dana)

    async def __aexit__(self, *_: object) -> None:
        await self._process.aclose()
        await self.leave()

    async def leave(self) -> None:
        """Teams is there no more."""
        await self._outside.aclose()

    async def _open(self) -> None:
        desk = Desk(f"teams:{self.desk.id}", claim_minutes=DAY, reply_minutes=DAY)
        routes = (Route("teams:*", "support"),)
        settings = Settings({"support": desk}, routes, Answering(settle_seconds=0))
        adapter = await self._process.enter_async_context(self.served(desk.room))
        adapters: dict[str, Adapter] = {adapter.name: adapter}
        process = bridged(self.folder, adapters, settings, by_link=False, clock=self.clock)
        await self.enter(await self._process.enter_async_context(process))

    def served(self, *rooms: str) -> AbstractAsyncContextManager[TeamsAdapter]:
        """An adapter that reaches this Teams, whose desks have these *rooms*."""
        return served(self.there, self.folder, *rooms, patience=IMPATIENT if self.troubles else PATIENCE)

    async def enter(self, running: Bridge) -> None:
        """A process has begun to listen here."""
        self.running = running
        told = self.teams.told(
            self.people["Ada"], self.desk, "conversationUpdate", "", membersAdded=[self.teams.world.bot]
        )
        assert await self.teams.deliver(told)
        # Where Teams is on this machine was not known before it told us so.
        await self.running.roster.refresh()

    async def die_and_come_back(self) -> None:
        """What was under way is forgotten; the files and Teams stay."""
        await self._process.aclose()
        self._process = AsyncExitStack()
        await self._open()
        await self.settle()

    # -- what people do

    async def customer_says(self, text: str, **raw: Any) -> None:  # noqa: ANN401 - whatever a client may send
        """Dana writes."""
        await self.says("Dana", text, **raw)

    async def says(self, who: str, text: str, **raw: Any) -> None:  # noqa: ANN401 - whatever a client may send
        """Somebody writes in the customer's room."""
        taken_up = self._begin().write(self.people[who], self.room, text, thread=self.thread, **raw)
        post, taken = await taken_up
        assert taken
        self.thread = self.thread or post.root
        await self.settle()

    async def agent_says(self, agent: str, text: str, **raw: Any) -> None:  # noqa: ANN401 - the same
        """An agent writes in the desk thread."""
        person = self.people[agent]
        _, taken = await self._begin().write(person, self.desk, text, thread=self.card.root, **raw)
        assert taken
        await self.settle()

    async def marks(self, who: str, text: str, mark: str) -> None:
        """Somebody marks what the bot says with that text on their side."""
        chat = self.desk if who in AGENTS else self.room
        post = [post for post in self.bots_posts(chat) if text in post.words][-1]
        assert await self.teams.react(self.people[who], chat, post, mark)
        await self.settle()

    async def presses(self, agent: str, label: str) -> None:
        """A button of the card."""
        await self._pressed(agent, self.desk, self.card, label)
        await self.settle()

    async def replies(self, agent: str, text: str) -> None:
        """Words typed into the card's reply box."""
        words: dict[str, Any] = {"fd-field-reply-words": text}
        assert await self._begin().press(self.people[agent], self.desk, self.card, "Send", **words)
        await self.settle()

    async def press_together(self, label: str) -> None:
        """The same button at the same moment."""
        self._begin()
        card = self.card
        await asyncio.gather(*(self._pressed(name, self.desk, card, label) for name in ("Ada", "Ben")))
        await self.settle()

    async def presses_whisper(self, agent: str, label: str) -> None:
        """A button of the newest word in an agent's own chat with the bot."""
        chat = self.teams.direct(self.people[agent])
        post = [post for post in chat.posts.values() if not post.deleted and post.card][-1]
        await self._pressed(agent, chat, post, label)
        await self.settle()

    async def _pressed(self, agent: str, chat: Chat, post: Post, label: str) -> None:
        taken = await self.teams.press(self.people[agent], chat, post, label)
        assert taken
        self.answers.setdefault(agent, []).append(taken)

    async def edits(self, who: str, old: str, new: str) -> None:
        """A message of one's own says something else."""
        room, post = self._written(who, old)
        assert await self._begin().edit(room, post, new)
        await self.settle()

    async def deletes(self, who: str, text: str) -> None:
        """A message of one's own is taken away."""
        room, post = self._written(who, text)
        assert await self._begin().delete(room, post)
        await self.settle()

    # -- what people see

    async def customer_sees(self, text: str) -> None:
        """It stands in the customer's thread."""
        assert any(text in words for words in self._at_customer()), self._at_customer()

    async def customer_does_not_see(self, text: str) -> None:
        """Nothing that contains it stands there."""
        assert not any(text in said for said in self._at_customer()), self._at_customer()

    async def desk_sees(self, text: str) -> None:
        """It stands in the desk thread, alone or in the recap."""
        standing = [post.words for post in self.desk.thread(self.card.root)]
        assert any(text in said for said in standing), standing

    async def card_says(self, text: str) -> None:
        """The card's headline ends with it; a coloured mark stands before it."""
        headline = self.card.words.split("\n")[0]
        assert headline.partition(" ")[2] == text, headline

    async def told_who_has_it(self) -> str:
        """Who lost the race, and was told so: by the answer to the press, or in the own chat."""
        told = [name for name in ("Ada", "Ben") if any("has this" in words for words in self.told(name))]
        (loser,) = told
        return loser

    def answered(self, agent: str) -> list[str]:
        """What was said to an agent as the answer to a press."""
        return [str(taken.body.get("value")) for taken in self.answers.get(agent, ())
                if taken.body.get("type") == "application/vnd.microsoft.activity.message"]  # fmt: skip

    def told(self, who: str) -> list[str]:
        """What somebody was told in private: by answers to presses, and in the direct chat."""
        chat = self.teams.direct(self.people[who])
        return [*self.answered(who), *(post.words for post in self.bots_posts(chat))]

    async def times_customer_sees(self, text: str) -> int:
        """How often it stands in the customer's room; in a group chat the asker is called before it."""
        posts = [post for post in self.room.posts.values() if not post.deleted]
        return sum(any(line.endswith(text) for line in post.words.split("\n")) for post in posts)

    # -- finding things

    def bots_posts(self, chat: Chat) -> list[Post]:
        """What the bot posted in a chat, and what stands there still."""
        return [post for post in chat.posts.values() if post.by is None and not post.deleted]

    @property
    def card(self) -> Post:
        """The card of the conversation; the newest, should it stand twice."""
        return [post for post in self.bots_posts(self.desk) if post.root == post.id][-1]

    def _at_customer(self) -> list[str]:
        return [post.words for post in self.room.thread(self.thread)]

    def _written(self, who: str, text: str) -> tuple[Chat, Post]:
        person = self.people[who]
        found = [(room, post) for room in (self.room, self.desk) for post in room.posts.values()]
        return next((room, post) for room, post in found if post.by is person and post.words == text)

    # -- what goes wrong, and waiting until it was put right

    def _begin(self) -> FakeTeams:
        """Something goes wrong with the next act, where troubles are played."""
        if self._next:
            verb, fault = self._next.popleft()
            self._next.append((verb, fault))
            if verb == LOST_ACK:
                self.teams.lose_acks += 1
            else:
                self.teams.fail(verb, fault)
        return self.teams

    async def settle(self) -> None:
        """Until nothing is under way, and nothing put off is left."""
        await self.running.settle()
