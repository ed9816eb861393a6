"""The witness of single acts: what may not even happen for a moment, whatever stands there in the end.

It also takes down what the oracle needs to judge the end: what was heard, what was refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from adapters.testing import FakePlatform
from bot.clocks import clock
from bot.conversation import Answering, Conversation, Resolved
from bot.events import (
    ButtonPressed,
    DeliveryFailed,
    DraftReady,
    Event,
    Left,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    PlaceGone,
    TimerFired,
)
from bot.mailroom import Attempt, Outcome, Touched
from bot.mailroom.attempts import CannotTell, Change, Open, Post, Refused, Remove, Think, WhisperTo
from bot.mailroom.house import House
from bot.meanings import Button, Say
from bot.people import Address, Person, Voice
from bot.records import Books
from bot.settings import Rules
from bot.turns import Fate, Given, Offered
from tests.fakes.house import Town

EVER = datetime(9999, 1, 1, tzinfo=UTC)
NOTE = "// "
"""What the desks of the walk begin a note with."""
LETS_GO = {
    Button.RELEASE,
    Button.HAND_BACK,
    Button.RESOLVE,
    Button.RESOLVE_WITH_WORDS,
    Button.PASS_ON,
}
ENDS = {Button.RESOLVE, Button.RESOLVE_WITH_WORDS, Button.NEVER_MIND, Button.SOLVED}


class BrokenPromise(AssertionError):
    """A promise of the house does not hold; the message names it."""


class Watch:
    """Sees every act of one history.

    `order` is in which order messages were first decided, `whose` in which conversation, `at_desk`
    those whose writer was at that desk then, `overtaken` those whose edit came first. `to_bot` are
    messages that named the bot. `refused` counts by person what could not be whispered; `unposted`
    are texts and `unchanged` messages that a platform refused for good, `unknown` keys of posts of which it
    never told whether they stand. `kept` counts by person the
    words kept as notes by a press. `taken_back` are messages deleted, or made a note. `resolved` are
    conversations that a person ended; `whispered` are keys of errands one person sees, which may repeat;
    `written` is in which conversation agents wrote words into a form or a box.
    `denied` are threads that stand, though the platform said when it was asked that their room is gone.
    `typed_at` is where it was shown that an answer is on its way; `all_left` is when the last person
    went home.
    """

    def __init__(self, platform: FakePlatform, town: Town) -> None:
        self._platform = platform
        self._town = town
        self.order: dict[str, int] = {}
        self.whose: dict[str, str] = {}
        self.at_desk: set[str] = set()
        self.to_bot: set[str] = set()
        self.taken: set[str] = set()
        self.given_up: set[str] = set()
        self.unposted: list[tuple[str, str]] = []
        self.unchanged: set[str] = set()
        self.unknown: set[str] = set()
        self.refused: dict[Person, int] = {}
        self.kept: dict[Person, int] = {}
        self.rung: dict[str, int] = {}
        self.resolved: set[str] = set()
        self.overtaken: set[str] = set()
        self.whispered: set[str] = set()
        self.taken_back: set[str] = set()
        self.typed_at: list[Address] = []
        self.written: dict[str, str] = {}
        self.denied: set[Address] = set()
        self.all_left = EVER
        self._asked: dict[str, str] = {}

    # -- taking down

    def heard(self, event: Event) -> None:
        """The bot took an event."""
        if isinstance(event, MessageReceived):
            self.taken.add(event.receipt.message)
            if event.to_bot:
                self.to_bot.add(event.receipt.message)

    def gave_up(self, events: Sequence[Event]) -> None:
        """Events that nobody ever claimed."""
        messages = (e for e in events if isinstance(e, MessageReceived | MessageEdited | MessageDeleted))
        self.given_up |= {e.receipt.message for e in messages}

    def settled(self, attempt: Attempt, outcome: Outcome) -> None:
        """An errand ended so."""
        untold = isinstance(outcome, CannotTell) or (
            isinstance(outcome, Refused) and attempt.look is not None
        )
        if untold and isinstance(attempt.action, Post):
            self.unknown.add(attempt.row.key)
        if not isinstance(outcome, Refused):
            return
        if isinstance(attempt.action, Open) and attempt.look is not None:
            here = (m for m in self._platform.messages.values() if m.key == attempt.row.key)
            self.denied |= {posted.address for posted in here}
        match attempt.action:
            case Post(to=to, meaning=meaning):
                lines = getattr(meaning, "text", "").split("\n")
                self.unposted += [(to.key + to.thread, line) for line in lines]
            case Change(receipts=receipts) | Remove(receipts=receipts):
                self.unchanged |= {receipt.message for receipt in receipts}
            case WhisperTo(person=person):
                self.refused[person] = self.refused.get(person, 0) + 1
            case _:
                return

    # -- judging

    def announced(self, c: Conversation | None, attempt: Attempt) -> None:
        """Promise 1: nothing of the bot's own is announced to a customer while somebody holds it.

        Nor is anything that its writer has taken back.
        """
        if isinstance(attempt.action, Think):
            self._asked[attempt.action.question.id] = attempt.action.question.text
            self.typed_at += [attempt.action.at] if attempt.action.at else []
        if isinstance(attempt.action, WhisperTo):
            self.whispered.add(attempt.row.key)
        if c is None or attempt.look is not None or not isinstance(attempt.action, Post):
            return
        meaning = attempt.action.meaning
        if attempt.action.to.room in {"desk", "back"}:
            return
        if isinstance(meaning, Say) and meaning.voice is Voice.AGENT:
            self._only_what_still_stands(meaning.text)
        elif c.holder is not None:
            raise BrokenPromise(f"never over a person: {meaning} while {c.holder.name} holds {c.id}")

    @property
    def asked(self) -> frozenset[str]:
        """Every line that the answerer was ever asked about."""
        return frozenset(line for text in self._asked.values() for line in text.splitlines())

    def _only_what_still_stands(self, text: str) -> None:
        back = [m for m in self.taken_back if text in self._platform.messages[m].texts]
        if back:
            raise BrokenPromise(f"what is taken back is not said: {text!r} was announced all the same")

    def stepped(
        self,
        books: Books,
        house: House,
        event: Event,
        before: Mapping[str, Conversation],
        touched: Touched | None,
        now: datetime,
    ) -> None:
        """Promises 2 and 5, and what the oracle wants to know of this event."""
        c = books.conversation(touched.conversation) if touched and touched.conversation else None
        if c is None:
            return
        self._take_down(house, event, c)
        was = before.get(c.id)
        if was is not None and was.holder != c.holder and not _lawful(was, c, event, house):
            raise BrokenPromise(f"one holder: {event} made {c.holder} of {was.state}")
        rules = house.rules(books, c)
        if was is not None and rules is not None:
            self._only_what_is_due(was, c, event, rules)
        if isinstance(event, DraftReady) and was is not None:
            self._only_what_was_asked(books, was, c, event)
        bells = {whose: (name, due) for whose, name, due in books.ringing(EVER)}
        if rules is not None and bells.get(c.id) != clock(c, rules):
            raise BrokenPromise(f"everybody has a clock: {bells.get(c.id)}, not {clock(c, rules)}")
        if c.is_open and c.id not in bells:
            raise BrokenPromise(f"everybody has a clock: none for {c.state}")

    def _only_what_is_due(self, was: Conversation, c: Conversation, event: Event, rules: Rules) -> None:
        """A clock that was set back or stopped rings for nobody."""
        if isinstance(event, TimerFired) and clock(was, rules) != (event.clock, event.due) and c != was:
            raise BrokenPromise(f"a stale clock is silent: {event} made {c.state} of {was.state}")

    def _only_what_was_asked(
        self, books: Books, was: Conversation, c: Conversation, event: DraftReady
    ) -> None:
        """What is answered are the words that stand there now."""
        need = was.state.need if isinstance(was.state, Answering) else None
        answers = [t for t in books.turns(c.recent[-1:]) if isinstance(t.body, Given | Offered)]
        if need is None or not answers or c.recent == was.recent:
            return
        words = "\n".join(t.text for t in books.turns(need.turns) if t.fate is not Fate.GONE)
        if self._asked.get(event.question, words) != words:
            raise BrokenPromise(f"only the question in hand is answered: {words!r} was not what was asked")

    def _take_down(self, house: House, event: Event, c: Conversation) -> None:
        if isinstance(event, MessageDeleted) or (isinstance(event, MessageEdited) and NOTE in event.text):
            self.taken_back.add(event.receipt.message)
        if isinstance(event, ButtonPressed) and event.by in house.agents(c.desk):
            self.written |= {words: c.id for _, words in event.fields if words}
        match event:
            case MessageReceived() | MessageEdited() | MessageDeleted():
                message = event.receipt.message
                self.order.setdefault(message, len(self.order))
                if message not in self.whose:
                    if isinstance(event, MessageEdited):
                        self.overtaken.add(message)
                    self.whose[message] = c.id
                    if event.by in house.agents(c.desk):
                        self.at_desk.add(message)
            case ButtonPressed(button=Button.KEEP, by=by):
                self.kept[by] = self.kept.get(by, 0) + 1
            case ButtonPressed(button=button) if button in ENDS:
                self.resolved.add(c.id)
            case TimerFired():
                self.rung[c.id] = self.rung.get(c.id, 0) + 1
            case _:
                return


def _lawful(was: Conversation, c: Conversation, event: Event, house: House) -> bool:
    if was.holder is None:
        return _may_take(was, c, event)
    if c.holder is None:
        return _may_let_go(was, event, house)
    if not isinstance(event, ButtonPressed) or event.button is not Button.PASS_ON:
        return False
    return _is_or_leads(was, event, house) and event.pick == c.holder.key


def _may_take(was: Conversation, c: Conversation, event: Event) -> bool:
    if getattr(event, "by", None) == c.holder:
        return True
    again = isinstance(was.state, Resolved) and was.state.holder == c.holder
    return again and isinstance(event, MessageReceived | DraftReady | TimerFired | ButtonPressed)


def _may_let_go(was: Conversation, event: Event, house: House) -> bool:
    match event:
        case ButtonPressed(button=Button.PASS_ON):
            return _is_or_leads(was, event, house)
        case ButtonPressed(button=Button.SOLVED, by=by):
            return by == was.asker
        case ButtonPressed(button=button, by=by):
            return by == was.holder and button in LETS_GO
        case Left(agent=agent):
            return agent == was.holder
        case TimerFired() | PlaceGone() | DeliveryFailed():
            return True
        case _:
            return False


def _is_or_leads(was: Conversation, event: ButtonPressed, house: House) -> bool:
    desk = house.desk(was.desk)
    return event.by == was.holder or (desk is not None and event.by.key in desk.leads)
