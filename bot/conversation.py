"""One matter of one asker, from first word to resolved, and every legal move.

Each move returns a new Conversation or raises IllegalMove; nothing else changes one. The states
carry their own facts, so there is no holder without a claim and no reason without waiting.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.errors import AlreadyClaimed, IllegalMove, NobodyWaiting, NotTheHolder, OwnConversation
from bot.judgement import Reason
from bot.people import Address, Person

REMEMBERED = 20
"""How many turns the desk is told of when it first hears of a conversation, or a question is made of."""

HOLDER_REMEMBERED = timedelta(hours=1)
"""How long after resolving the same agent is asked again."""

REOPENED_WITHIN = timedelta(days=7)
"""How long a thread's matter can be reopened; later words there are a new one."""


class Own(StrEnum):
    """What kind of the bot's own words to the customer an errand carries, or that it is no such."""

    NO = "no"
    ANSWER = "answer"
    NOTICE = "notice"
    CLOSING = "closing"


class Ended(StrEnum):
    """By whom or what a conversation was resolved."""

    AGENT = "agent"
    ASKER = "asker"
    CLOCK = "clock"
    SMALL_TALK = "small_talk"


@dataclass(frozen=True, slots=True)
class Need:
    """The question in hand: the event that asked it, since when, and the turns it was said in."""

    asked: str
    since: datetime
    turns: tuple[str, ...]

    def without(self, turn: str) -> Need | None:
        """The question with one turn taken back, or nothing if that was all."""
        left = tuple(t for t in self.turns if t != turn)
        return replace(self, turns=left) if left else None


@dataclass(frozen=True, slots=True)
class Answering:
    """The bot speaks."""

    need: Need | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A person is to come. `named` is the agent hoped for; `nudges` counts reminders."""

    reason: Reason
    since: datetime
    nudges: int = 0
    named: Person | None = None
    need: Need | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """One agent holds it. `owed` is since when the customer waits for words."""

    agent: Person
    since: datetime
    owed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """Over, for now. `holder` is the agent who held it; `need` are words that may reopen it."""

    by: Ended
    since: datetime
    holder: Person | None = None
    need: Need | None = None


State = Answering | Waiting | Claimed | Resolved


@dataclass(frozen=True, slots=True)
class Held:
    """An agent's unsent words: which turn, whose, and how often changed."""

    turn: str
    agent: Person
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation with all that decisions need of its past.

    `desk` is the present desk's name; `threads` counts the desk threads ordered so far and `at_desk`
    tells whether the last of them stands or is on its way. `unreachable` are desks that could not be
    reached. `question` is the question the card shows, at first the turn it began with,
    then the newest asked of the bot; `reworded` counts its changes. `recent` are its
    last turns, `unseen` those the desk was not told of yet. `suggestion` is the turn whose passages
    the card offers. `quiet` is the colleague for whom the bot keeps silent; `muted` the agent who
    muted it. `lost` is true while the customer's room is gone; `direct` tells a direct chat, `group_chat`
    a shared room without threads. `opened_in` is the room as it was called when it began: its route
    names that one, also after the room moved; `room_name` is what people called it then.
    """

    id: str
    desk: str
    asker: Person
    opened: datetime
    touched: datetime
    state: State = Answering()
    threads: int = 0
    at_desk: bool = False
    unreachable: tuple[str, ...] = ()
    question: str = ""
    reworded: int = 0
    recent: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()
    suggestion: str = ""
    quiet: Person | None = None
    muted: Person | None = None
    lost: bool = False
    direct: bool = False
    group_chat: bool = False
    previous: str = ""
    opened_in: Address | None = None
    room_name: str = ""

    # -- what it tells

    @property
    def holder(self) -> Person | None:
        """The agent who holds it now."""
        return self.state.agent if isinstance(self.state, Claimed) else None

    @property
    def is_open(self) -> bool:
        """Whether it still goes on."""
        return not isinstance(self.state, Resolved)

    @property
    def state_name(self) -> str:
        """The name of its state, as the card and the log call it."""
        return type(self.state).__name__

    def may_say(self, own: Own) -> bool:
        """Whether the bot may say its own words of that kind to the customer now (the hush)."""
        match self.state:
            case Answering():
                return True
            case Waiting():
                return own in (Own.NO, Own.NOTICE)
            case Claimed():
                return own is Own.NO
            case Resolved():
                return own in (Own.NO, Own.CLOSING)

    # -- the moves

    def escalate(self, reason: Reason, now: datetime) -> Conversation:
        """Waiting for a person; unchanged where one is waited for or there."""
        match self.state:
            case Answering():
                return replace(self, state=Waiting(reason, since=now))
            case Resolved(holder=holder):
                return replace(self, state=Waiting(reason, since=now, named=holder))
            case Waiting() | Claimed():
                return self

    def withdraw(self, by: Person, now: datetime) -> Conversation:
        """Resolved by its asker, who waits no longer; unchanged where nobody waits."""
        match self.state:
            case Waiting():
                self._only_asker(by)
                return replace(self, state=Resolved(Ended.ASKER, since=now))
            case Answering() | Claimed() | Resolved():
                return self

    def claim(self, agent: Person, now: datetime) -> Conversation:
        """Held by *agent*; claiming twice changes nothing. The customer waits for words from now on."""
        self._never_own(agent)
        match self.state:
            case Answering() | Waiting():
                return replace(self, state=Claimed(agent, since=now, owed=now))
            case Claimed(agent=holder) if holder == agent:
                return self
            case Claimed(agent=holder):
                raise AlreadyClaimed(holder)
            case Resolved():
                raise NobodyWaiting

    def pass_on(self, by: Person, to: Person, now: datetime, *, lead: bool = False) -> Conversation:
        """Held by *to*: from the holder or a lead."""
        self._never_own(by)
        self._never_own(to)
        match self.state:
            case Claimed(agent=holder) if holder == to:
                return self
            case Claimed(agent=holder) if holder == by or lead:
                return replace(self, state=Claimed(to, since=now, owed=now))
            case Claimed(agent=holder):
                raise NotTheHolder(holder)
            case Answering() | Waiting():
                raise NotTheHolder
            case Resolved():
                raise NobodyWaiting

    def move(self, by: Person, desk: str, now: datetime, *, lead: bool = False) -> Conversation:
        """Waiting at another desk: from the holder, a lead, or any agent while nobody holds it."""
        self._never_own(by)
        match self.state:
            case Claimed(agent=holder) if holder != by and not lead:
                raise NotTheHolder(holder)
            case Waiting(reason=reason):
                return self.at(desk, Waiting(reason, since=now))
            case Answering() | Claimed():
                return self.at(desk, Waiting(Reason.AGENT, since=now))
            case Resolved():
                raise NobodyWaiting

    def at(self, desk: str, state: State) -> Conversation:
        """At another desk, whose thread is still to be opened; words held for the old one stay there."""
        return replace(
            self, desk=desk, at_desk=False, unseen=self.recent, suggestion="", held=(), state=state
        )

    def release(self, agent: Person, now: datetime) -> Conversation:
        """Waiting again; only its holder lets go."""
        self._only_holder(agent)
        return replace(self, state=Waiting(Reason.AGENT, since=now))

    def hand_back(self, agent: Person) -> Conversation:
        """The bot answers again; only its holder hands back."""
        self._only_holder(agent)
        return replace(self, state=Answering())

    def resolve(self, by: Ended, now: datetime, *, agent: Person | None = None) -> Conversation:
        """Over. While somebody holds it only that agent, the asker or the clock may end it."""
        if by is Ended.AGENT and agent is not None:
            self._never_own(agent)
        match self.state:
            case Claimed(agent=holder) if by is Ended.AGENT and agent != holder:
                raise NotTheHolder(holder)
            case Claimed(agent=holder):
                return replace(self, state=Resolved(by, since=now, holder=holder))
            case Answering() | Waiting():
                return replace(self, state=Resolved(by, since=now))
            case Resolved():
                return self

    def reopen(self, now: datetime, agents: frozenset[Person]) -> Conversation:
        """Going on: with the agent of an hour ago, else waiting for that agent, else with the bot."""
        match self.state:
            case Resolved(holder=holder, since=since):
                if holder is None:
                    return replace(self, state=Answering(), quiet=None)
                if holder in agents and now - since <= HOLDER_REMEMBERED:
                    return replace(self, state=Claimed(holder, since=now, owed=now))
                return replace(self, state=Waiting(Reason.AGENT, since=now, named=holder))
            case Answering() | Waiting() | Claimed():
                return self

    def reopen_for(self, agent: Person, now: datetime) -> Conversation:
        """Held by *agent*, resolved or not. A resolved one owes words only if the customer wrote since."""
        self._never_own(agent)
        match self.state:
            case Resolved(need=need):
                return replace(self, state=Claimed(agent, since=now, owed=now if need else None))
            case Answering() | Waiting() | Claimed():
                return self.claim(agent, now)

    # -- small changes

    def going(self, state: State) -> Conversation:
        """The same conversation in a state made from its present one."""
        return replace(self, state=state)

    def seen_by_desk(self) -> Conversation:
        """With nothing left to tell the desk."""
        return replace(self, unseen=())

    def remembering(self, turn: str, *, seen: bool) -> Conversation:
        """With one more turn, which the desk sees now or is told of later; the oldest is forgotten."""
        unseen = self.unseen if seen else _with_last(self.unseen, turn)
        return replace(self, recent=_with_last(self.recent, turn), unseen=unseen)

    def holding(self, held: Held) -> Conversation:
        """With an agent's words waiting for a press."""
        return replace(self, held=(*(h for h in self.held if h.turn != held.turn), held))

    def not_holding(self, turn: str) -> Conversation:
        """With those words no longer waiting."""
        return replace(self, held=tuple(h for h in self.held if h.turn != turn))

    def owing(self, since: datetime | None) -> Conversation:
        """With the reply clock of its holder set back, or started where it was not running."""
        if not isinstance(self.state, Claimed):
            return self
        return replace(self, state=replace(self.state, owed=since and (self.state.owed or since)))

    # -- who may

    def _never_own(self, agent: Person) -> None:
        if agent == self.asker:
            raise OwnConversation(self.id)

    def _only_asker(self, by: Person) -> None:
        if by != self.asker:
            raise IllegalMove(self.id)

    def _only_holder(self, agent: Person) -> None:
        if not isinstance(self.state, Claimed) or self.state.agent != agent:
            raise NotTheHolder(self.holder)


def _with_last(turns: tuple[str, ...], turn: str) -> tuple[str, ...]:
    """The newest turns with *turn* as the last; said again it stands there once."""
    return (*(t for t in turns if t != turn), turn)[-REMEMBERED:]
