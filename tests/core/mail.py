"""One house with its mailroom and a platform, worked by hand: what is said, decided and posted, and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from adapters.testing import Posted
from bot.conversation import Conversation
from bot.events import Event
from bot.judgement import Question
from bot.mailroom import Attempt
from bot.mailroom.attempts import Outcome, Think
from bot.meanings import Button, DeskCard
from bot.people import Address, Person
from bot.records import Line
from tests.walk.world import Pending, Way, World, in_dicts, made


@dataclass(slots=True)
class Mail:
    """What a test does: say, press, post. `asked` are the questions the answerer got, oldest first."""

    world: World = field(default_factory=lambda: made(in_dicts(), Way()))
    asked: list[Question] = field(default_factory=list)
    thread: str = ""

    def hear(self, event: Event) -> None:
        """It is accepted and decided; nothing is posted."""
        self.world.accept(event)
        self.world.drain()

    def say(self, text: str, *, by: Person | None = None, at: Address | None = None) -> Posted:
        """A customer (Dana, in her thread) or whoever it is writes there."""
        town, platform = self.world.town, self.world.platform
        place = at or Address(town.help.adapter, town.help.room, self.thread)
        said = platform.say(by or town.dana, place, text)
        self.thread = self.thread or said.receipt.address.thread
        self.hear(said)
        return platform.messages[said.receipt.message]

    def delete(self, message: Posted) -> None:
        """Its writer takes it away."""
        assert message.by is not None
        self.hear(self.world.platform.delete(message.by, message.id))

    def press(self, button: Button, pick: str = "") -> None:
        """Ada presses a button of the newest card."""
        self.hear(self.world.platform.press(self.world.town.ada, self.card.id, button, pick))

    def post(self, *, thinking: bool = True, line: Line | None = None) -> None:
        """All that may be done now is done, until nothing is left; without *thinking* no question is."""
        while self._post_once(thinking=thinking, line=line):
            self.world.drain()

    def _post_once(self, *, thinking: bool, line: Line | None) -> bool:
        fitting = [d for d in self.world.lines_due() if line in (None, d[1])]
        due = [d for d in fitting if thinking or d[1] is not Line.ANSWERER]
        announced = [a for a in (self.world.announce(*d) for d in due) if a is not None]
        for pending in announced:
            self.settle(pending)
        return bool(announced)

    def announce(self, line: Line) -> Pending:
        """The next errand of that line is under way."""
        pending = self.world.announce(self.c.id, line)
        assert pending is not None, f"nothing is due in {line}"
        return pending

    def settle(self, pending: Pending, outcome: Outcome | None = None) -> None:
        """It is done, or ends as told."""
        self._take_down(pending.attempt)
        if outcome is None:
            self.world.ask_platform(pending)
        else:
            pending.outcome = outcome
        self.world.settle(pending)

    def _take_down(self, attempt: Attempt) -> None:
        if isinstance(attempt.action, Think):
            self.asked.append(attempt.action.question)

    def wait(self, span: timedelta) -> None:
        """Time passes; no clock rings."""
        self.world.pass_time(span)

    @property
    def c(self) -> Conversation:
        """The one conversation."""
        with self.world.store() as books:
            (c,) = books.open_conversations()
        return c

    @property
    def card(self) -> Posted:
        """The newest card."""
        return [m for m in self.world.platform.messages.values() if isinstance(m.said[-1], DeskCard)][-1]

    def desk(self, card: Posted | None = None) -> Address:
        """The thread of the newest card, or of that one."""
        return (card or self.card).address

    def standing(self, at: Address) -> str:
        """All that stands there now."""
        return "\n".join(self.world.platform.standing(at))
