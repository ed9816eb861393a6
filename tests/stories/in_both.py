"""The stage across Slack and Teams: the customer on the one, the desk on the other, and one house between."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from bot.people import Same
from bot.ports import Adapter
from bot.settings import Answering, Desk, Opens, Route, Settings
from tests.fakes.bridge import Bridge, Clock, bridged
from tests.stories.in_slack import DAY, InSlack
from tests.stories.in_teams import InTeams
from tests.stories.stage import CUSTOMER

Half = InSlack | InTeams


@dataclass(slots=True, repr=False)
class InBoth:
    """Dana asks on the stage of the *customers*, Ada and Ben work on that of the *agents*.

    Ada is on both, and the house knows it. Each half has its own troubles.
    """

    folder: Path
    customers: Half
    agents: Half
    opens: Opens = Opens.GUESTS
    clock: Clock = field(default_factory=Clock)
    _outside: AsyncExitStack = field(default_factory=AsyncExitStack)
    _process: AsyncExitStack = field(default_factory=AsyncExitStack)

    # -- open and close

    async def __aenter__(self) -> Self:
        for half in (self.customers, self.agents):
            half.clock = self.clock
            await half.furnish()
            self._outside.push_async_callback(half.leave)
        await self._open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._process.aclose()
        await self._outside.aclose()

    async def _open(self) -> None:
        adapters: dict[str, Adapter] = {}
        for half in (self.customers, self.agents):
            adapters[half.name] = await self._process.enter_async_context(half.served())
        process = bridged(self.folder, adapters, self._settings(), clock=self.clock)
        running: Bridge = await self._process.enter_async_context(process)
        for half in (self.customers, self.agents):
            await half.enter(running)

    def _settings(self) -> Settings:
        desk = Desk(f"{self.agents.name}:{self.agents.desk.id}", claim_minutes=DAY, reply_minutes=DAY)
        route = Route(f"{self.customers.name}:*", "support", opens=self.opens)
        ada = tuple(f"{half.name}:{half.people['Ada'].id}" for half in (self.agents, self.customers))
        return Settings({"support": desk}, (route,), Answering(settle_seconds=0), same=Same((ada,)))

    async def die_and_come_back(self) -> None:
        """What was under way is forgotten; the files and both platforms stay."""
        await self._process.aclose()
        self._process = AsyncExitStack()
        await self._open()
        await self.customers.running.settle()

    # -- what people do

    async def customer_says(self, text: str, **raw: Any) -> None:  # noqa: ANN401 - whatever a client may send
        """Dana writes on her platform."""
        await self.customers.customer_says(text, **raw)

    async def agent_says(self, agent: str, text: str, **raw: Any) -> None:  # noqa: ANN401 - the same
        """An agent writes on the desk's."""
        await self.agents.agent_says(agent, text, **raw)

    async def presses(self, agent: str, label: str) -> None:
        """A button of the card."""
        await self.agents.presses(agent, label)

    async def press_together(self, label: str) -> None:
        """The same button at the same moment."""
        await self.agents.press_together(label)

    async def presses_whisper(self, agent: str, label: str) -> None:
        """A button of the newest word to an agent alone."""
        await self.agents.presses_whisper(agent, label)

    async def edits(self, who: str, old: str, new: str) -> None:
        """A message of one's own says something else."""
        await self._of(who).edits(who, old, new)

    async def deletes(self, who: str, text: str) -> None:
        """A message of one's own is taken away."""
        await self._of(who).deletes(who, text)

    async def marks(self, who: str, text: str, mark: str) -> None:
        """Somebody marks what the bot says with that text."""
        await self._of(who).marks(who, text, mark)

    # -- what people see

    async def customer_sees(self, text: str) -> None:
        """It stands in the customer's thread."""
        await self.customers.customer_sees(text)

    async def customer_does_not_see(self, text: str) -> None:
        """Nothing that contains it stands there."""
        await self.customers.customer_does_not_see(text)

    async def desk_sees(self, text: str) -> None:
        """It stands in the desk thread."""
        await self.agents.desk_sees(text)

    async def card_says(self, text: str) -> None:
        """The card's headline."""
        await self.agents.card_says(text)

    async def told_who_has_it(self) -> str:
        """Who lost the race, and was told so at the desk's platform."""
        return await self.agents.told_who_has_it()

    async def times_customer_sees(self, text: str) -> int:
        """How often it stands in the customer's room."""
        return await self.customers.times_customer_sees(text)

    def _of(self, who: str) -> Half:
        return self.customers if who == CUSTOMER else self.agents
