"""The stage in Slack: a stand-in for the platform on loopback, and everything of the bot but its FAQ."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, Self

from adapters.slack.adapter import SlackAdapter
from adapters.slack.settings import Way
from bot.ports import Adapter
from bot.settings import Answering, Desk, Route, Settings
from tests.adapters.slack.house import BEAT, CONNECTIONS, served
from tests.fakes.bridge import PATIENCE, Bridge, Clock, bridged
from tests.fakes.slack import Channel, FakeSlack, Fault, Human, Post
from tests.stories.stage import AGENTS

DAY = 24 * 60
IMPATIENT = 0.3
"""Seconds until Slack repeats, where its acknowledgement is lost on purpose."""

Trouble = str
FAULTS: dict[Trouble, Fault] = {
    "429": Fault.RATE_LIMITED,
    "500": Fault.BROKEN,
    "done but 500": Fault.DONE_BUT_BROKEN,
    "cut": Fault.DONE_BUT_SILENT,
}
REASONS: dict[Trouble, str] = {"disconnect": "refresh_requested", "warning": "warning"}
TROUBLES: tuple[Trouble, ...] = (
    "lost ack",
    "done but 500",
    "disconnect",
    "429",
    "twice",
    "cut",
    "edit done but 500",
    "500",
    "warning",
)
"""What goes wrong in turn, one thing an act."""
PRESSES = tuple(FAULTS)
"""What can go wrong with a press: Slack sends presses once, so the press itself must arrive."""


@dataclass(slots=True, repr=False)
class InSlack:
    """Plays in a shared channel, or in a direct chat, with troubles mixed in if they are given.

    `at_desk`, `on_route` and `answering` set what a desk, a route and the answerer may be set to.
    """

    name: ClassVar[str] = "slack"

    folder: Path
    way: Way
    direct: bool = False
    troubles: tuple[Trouble, ...] = ()
    clock: Clock = field(default_factory=Clock)
    options: dict[str, Any] = field(default_factory=dict)
    thread: str = ""
    at_desk: Mapping[str, Any] = field(default_factory=dict)
    on_route: Mapping[str, Any] = field(default_factory=dict)
    answering: Answering = field(default_factory=Answering)
    slack: FakeSlack = field(init=False)
    adapter: SlackAdapter = field(init=False)
    running: Bridge = field(init=False)
    settings: Settings = field(init=False)
    help: Channel = field(init=False)
    desk: Channel = field(init=False)
    room: Channel = field(init=False)
    night: Channel | None = None
    people: dict[str, Human] = field(default_factory=dict)
    _next: deque[Trouble] = field(default_factory=deque)
    _process: AsyncExitStack = field(default_factory=AsyncExitStack)

    # -- open and close

    async def __aenter__(self) -> Self:
        await self.furnish()
        await self._open()
        return self

    async def furnish(self) -> None:
        """Slack is there with everybody in it; the bot is not."""
        self.slack = FakeSlack(self.clock.seconds)
        await self.slack.__aenter__()
        acme = self.slack.organisation("Acme")
        self.people = {"Dana": self.slack.person("Dana", acme)}
        self.people |= {name: self.slack.person(name) for name in ("Ada", "Ben")}
        agents = [self.people["Ada"], self.people["Ben"]]
        self.people |= {"Cleo": self.slack.person("Cleo"), "Lea": self.slack.person("Lea")}
        self.people["Eve"] = self.slack.person("Eve", self.slack.organisation("Evil"))
        everybody = [self.people[name] for name in ("Dana", "Ada", "Ben", "Cleo", "Eve")]
        self.help = self.slack.channel("acme-help", everybody, shared_with=acme)
        self.help.shared_with.append(self.people["Eve"].team)
        self.desk = self.slack.channel("desk", agents)
        if self.at_desk.get("fallback"):
            self.night = self.slack.channel("night", agents)
        self.room = self.slack.direct(self.people["Dana"]) if self.direct else self.help
        self._next = deque(self.troubles)

    async def __aexit__(self, *_: object) -> None:
        await self._process.aclose()
        await self.leave()

    async def leave(self) -> None:
        """Slack is there no more."""
        await self.slack.__aexit__()

    async def _open(self) -> None:
        support = Desk(f"slack:{self.desk.id}", claim_minutes=DAY, reply_minutes=DAY)
        desks = {"support": replace(support, **self.at_desk)}
        if self.night is not None:
            desks["night"] = replace(support, room=f"slack:{self.night.id}")
        routes = (replace(Route("slack:*", "support"), **self.on_route),)
        self.settings = Settings(desks, routes, self.answering)
        self.adapter = await self._process.enter_async_context(self.served())
        adapters: dict[str, Adapter] = {self.adapter.name: self.adapter}
        process = bridged(self.folder, adapters, self.settings, by_link=False, clock=self.clock)
        await self.enter(await self._process.enter_async_context(process))

    def served(self) -> AbstractAsyncContextManager[SlackAdapter]:
        """An adapter that reaches this Slack."""
        return served(self.slack, self.folder, self.way, clock=self.clock, **self.options)

    async def enter(self, running: Bridge) -> None:
        """A process has begun to listen here."""
        self.running = running
        running.quiet.append(self._quiet)
        await self.slack.wire.connected(CONNECTIONS if self.way is Way.SOCKET else 0)

    async def die_and_come_back(self) -> None:
        """What was under way is forgotten; the file and Slack stay."""
        await self.die()
        await self.come_back()

    async def die(self) -> None:
        """The process ends."""
        await self._process.aclose()
        self._process = AsyncExitStack()

    async def come_back(self) -> None:
        """It is started again."""
        await self._open()
        await self.settle()

    # -- what people do

    async def customer_says(self, text: str, **more: Any) -> None:  # noqa: ANN401 - whatever a client may send
        """Dana writes."""
        post, _ = self._begin().write(self.people["Dana"], self.room, text, thread=self.thread, **more)
        self.thread = self.thread or ("" if self.direct else post.ts)
        await self.settle()

    async def says(
        self,
        who: str,
        text: str,
        *,
        thread: str | None = None,
        **more: Any,  # noqa: ANN401 - whatever a client may send
    ) -> Post:
        """Somebody writes in the customer's room: in the thread in view, unless another is given."""
        thread = self.thread if thread is None else thread
        post, _ = self.slack.write(self.people[who], self.room, text, thread=thread, **more)
        await self.settle()
        return post

    async def agent_says(self, agent: str, text: str, **more: Any) -> None:  # noqa: ANN401 - the same
        """An agent writes in the desk thread."""
        self._begin().write(self.people[agent], self.desk, text, thread=self.card.ts, **more)
        await self.settle()

    async def marks(self, who: str, text: str, mark: str) -> None:
        """Somebody marks what the bot says with that text on their side."""
        room = self.desk if who in AGENTS else self.room
        post = [post for post in self.bots_posts(room) if text in post.words][-1]
        self.slack.wire.begun(self.slack.react(self.people[who], room, post.ts, mark))
        await self.settle()

    async def presses(self, agent: str, label: str) -> None:
        """A button of the card. A press that Slack loses is pressed again, as people do."""
        taken = await self._begin(of=PRESSES).press(self.people[agent], self.desk, self.card, label)
        assert taken.acked
        await self.settle()

    async def press_together(self, label: str) -> None:
        """The same button at the same moment."""
        slack, card = self._begin(of=PRESSES), self.card
        await asyncio.gather(
            *(slack.press(self.people[name], self.desk, card, label) for name in ("Ada", "Ben"))
        )
        await self.settle()

    async def presses_whisper(self, agent: str, label: str) -> None:
        """A button of the newest whisper."""
        person = self.people[agent]
        await self._begin(of=PRESSES).press_whisper(person, self.slack.whispered(person)[-1], label)
        await self.settle()

    async def fills_in(self, agent: str, label: str, words: str) -> None:
        """A button of the card that opens a form, which is filled in and sent."""
        person, views = self.people[agent], self.slack.world.views
        await self.slack.press(person, self.desk, self.card, label)
        await self.slack.until(lambda: bool(views))
        _, view = views.popleft()
        taken = await self.slack.submit(person, view, words=words)
        assert taken.acked
        await self.settle()

    async def edits(self, who: str, old: str, new: str) -> None:
        """A message of one's own says something else."""
        room, post = self._written(who, old)
        self._begin().wire.begun(self.slack.edit(room, post, new))
        await self.settle()

    async def deletes(self, who: str, text: str) -> None:
        """A message of one's own is taken away."""
        room, post = self._written(who, text)
        self._begin().wire.begun(self.slack.delete(room, post))
        await self.settle()

    # -- what people see

    async def customer_sees(self, text: str) -> None:
        """It stands in the customer's thread."""
        assert text in self._at_customer(), self._at_customer()

    async def customer_does_not_see(self, text: str) -> None:
        """Nothing that contains it stands there."""
        assert not any(text in said for said in self._at_customer()), self._at_customer()

    async def desk_sees(self, text: str) -> None:
        """It stands in the desk thread, alone or in the recap."""
        standing = [post.words for post in self.desk.thread(self.card.ts)]
        assert any(text in said for said in standing), standing

    async def card_says(self, text: str) -> None:
        """The card's headline ends with it; a coloured mark stands before it."""
        headline = self.card.blocks[0]["text"]["text"]
        assert headline.partition(" ")[2] == text, headline

    async def told_who_has_it(self) -> str:
        """Who lost the race, and was told so."""
        told = [w for w in self.slack.world.whispers if w.words.endswith("has this conversation.")]
        (loser,) = {whisper.user for whisper in told}
        return self.slack.world.people[loser].name

    async def times_customer_sees(self, text: str) -> int:
        """How often it stands in the customer's room."""
        return [post.words.split("\n")[0] for post in self.room.posts.values()].count(text)

    def told(self, who: str) -> list[str]:
        """What somebody was told in private: by whispers, and in the direct chat."""
        person = self.people[who]
        chat = self.slack.direct(person).posts.values()
        own = [post.words for post in chat if post.user is self.slack.world.bot]
        return [whisper.words for whisper in self.slack.whispered(person)] + own

    def is_well(self) -> bool:
        """What `/readyz` tells."""
        return self.running.health.is_well()

    # -- finding things

    def bots_posts(self, room: Channel) -> list[Post]:
        """What the bot posted in a room."""
        return [post for post in room.posts.values() if post.user is self.slack.world.bot]

    @property
    def card(self) -> Post:
        """The card of the conversation."""
        return next(post for post in self.desk.posts.values() if post.user is self.slack.world.bot)

    def _at_customer(self) -> list[str]:
        posts = self.room.thread(self.thread) if self.thread else list(self.room.posts.values())
        return [words for post in posts for words in (post.words, post.words.split("\n")[0])]

    def _written(self, who: str, text: str) -> tuple[Channel, Post]:
        person = self.people[who]
        rooms = (self.room, self.desk)
        found = [(room, post) for room in rooms for post in room.posts.values()]
        return next((room, post) for room, post in found if post.user is person and post.words == text)

    # -- what goes wrong, and waiting until it was put right

    def _begin(self, of: tuple[Trouble, ...] = TROUBLES) -> FakeSlack:
        """Something goes wrong with the next act, where troubles are played; some cannot hit a press."""
        if self._next and self._next[0] in of:
            trouble = self._next.popleft()
            self._next.append(trouble)
            self._go_wrong(trouble)
        return self.slack

    def _go_wrong(self, trouble: Trouble) -> None:
        faults, wire = self.slack.api.faults, self.slack.wire
        match trouble:
            case "lost ack":
                wire.lose_acks, wire.patience = 1, IMPATIENT
            case "twice":
                wire.duplicate = 1
            case "disconnect" | "warning":
                wire.begun(asyncio.create_task(wire.disconnect(REASONS[trouble])))
            case "edit done but 500":
                faults["chat.update"].append(Fault.DONE_BUT_BROKEN)
            case _:
                faults["chat.postMessage"].append(FAULTS[trouble])

    async def pause(self) -> None:
        """Until Slack has its acknowledgements and nothing is under way; what waits goes on waiting."""
        async with asyncio.timeout(PATIENCE):
            await self.slack.wire.settled()
            await self.running.engine.rest()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Return once that is so; for what no call to Slack tells."""
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110 - what happens inside of the bot tells nobody
                await asyncio.sleep(BEAT)

    async def settle(self) -> None:
        """Until Slack has its acknowledgements, nothing is under way, and nothing put off is left."""
        await self.running.settle()

    async def _quiet(self) -> None:
        await self.slack.wire.settled()
        self.slack.wire.patience = PATIENCE
