"""Short ways to say who, where and what happened, for the tests of the core."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.conversation import (
    Answering,
    Claimed,
    Conversation,
    Ended,
    Held,
    Need,
    Own,
    Resolved,
    State,
    Waiting,
)
from bot.effects import (
    AskAnswerer,
    CloseCard,
    Effect,
    Mirror,
    OpenDeskThread,
    Say,
    Whisper,
    Write,
)
from bot.events import (
    ButtonPressed,
    DeliveryFailed,
    DraftReady,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    TimerFired,
)
from bot.judgement import Bar, Draft, Failed, Findings, Noticed, Passage, Reason, SmallTalk
from bot.meanings import WORDS, Button
from bot.people import Address, Person, Receipt, Side, Voice
from bot.settings import Desk, Opens, Route, Rules
from bot.switchboard import Concerned, Facts, decide
from bot.turns import Body, Fate, Offered, Recapped, Suggested, Told, Turn, Typed, turn_id
from bot.words import Key
from kb.entry import Entry

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

CARLA = Person("slack", "U-carla", "Carla", "Acme")
CEM = Person("slack", "U-cem", "Cem", "Acme")
ANNA = Person("slack", "U-anna", "Anna", "House", house=True)
BEN = Person("slack", "U-ben", "Ben", "House", house=True)
LEAH = Person("slack", "U-leah", "Leah", "House", house=True)
COLIN = Person("slack", "U-colin", "Colin", "House", house=True)
GUEST = Person("slack", "U-guest", "Gus", "Elsewhere")
AGENTS = frozenset({ANNA, BEN, LEAH})

CUSTOMERS = Address("slack", "C-acme", "t1")
DESK = Address("slack", "C-support", "d1")
SUPPORT = Desk("slack:C-support", leads=(LEAH.key,), fallback="night")
ROUTE = Route("slack:*", "support")
BAR = Bar(answer=0.8, offer=0.4)
RULES = Rules(ROUTE, "support", SUPPORT, ("support", "night", "sales"), BAR)
EVERYONE = replace(RULES, route=replace(ROUTE, opens=Opens.EVERYONE))

_numbers = count(1)


def fresh(kind: str = "e") -> str:
    """An id nobody used before."""
    return f"{kind}{next(_numbers)}"


# -- conversations


def conversation(state: State | None = None, *, at_desk: bool | None = None, **more: object) -> Conversation:
    """Carla's conversation; the desk has a thread unless the bot has been answering so far."""
    state = Answering() if state is None else state
    there = not isinstance(state, Answering) if at_desk is None else at_desk
    c = Conversation("c1", "support", CARLA, NOW, NOW, state, threads=int(there), at_desk=there)
    return replace(c, **more)  # type: ignore[arg-type]  # the fields are checked where they are read


def asked(*turns: str, event: str = "asks", since: datetime = NOW) -> Need:
    """A question in hand."""
    return Need(event, since, turns or ("t1",))


def answering(need: Need | None = None, **more: object) -> Conversation:
    """The bot answers."""
    return conversation(Answering(need), **more)  # type: ignore[arg-type]  # passed on as they are


def waiting(
    reason: Reason = Reason.UNSURE, *, since: datetime = NOW, nudges: int = 0, **more: object
) -> Conversation:
    """A person is awaited since then."""
    return conversation(Waiting(reason, since, nudges), **more)  # type: ignore[arg-type]  # passed on


def claimed(agent: Person = ANNA, *, owed: datetime | None = None, **more: object) -> Conversation:
    """Held by *agent* since NOW."""
    return conversation(Claimed(agent, NOW, owed), **more)  # type: ignore[arg-type]  # passed on


def resolved(
    by: Ended = Ended.AGENT, *, holder: Person | None = None, need: Need | None = None, **more: object
) -> Conversation:
    """Over since NOW."""
    return conversation(Resolved(by, NOW, holder, need), **more)  # type: ignore[arg-type]  # passed on


# -- turns


def turn(
    words: str | Body = "Hello there",
    *,
    by: Person | None = CARLA,
    fate: Fate = Fate.HEARD,
    message: str = "m1",
    revision: int = 0,
) -> Turn:
    """A turn of *by*, as it was stored: an agent's stands at the desk, a customer's at the customer's."""
    agent = by in AGENTS
    side, voice = (Side.DESK, Voice.AGENT) if agent else (Side.CUSTOMER, Voice.CUSTOMER)
    receipt = Receipt(DESK if agent else CUSTOMERS, message)
    body = Typed(words) if isinstance(words, str) else words
    return Turn(turn_id(receipt), voice, by, NOW, side, body, fate, revision=revision, receipt=receipt)


def bots(body: Body, *, side: Side = Side.CUSTOMER, fate: Fate = Fate.SAID, name: str = "b1") -> Turn:
    """A turn of the bot's own."""
    return Turn(name, Voice.BOT, None, NOW, side, body, fate)


def entry(name: str) -> Entry:
    """An approved entry."""
    return Entry(name, (f"How do I {name}?", f"{name}, please"), f"This is how you {name}.")


def passage(name: str = "reset", score: float = 0.9) -> Passage:
    """An entry found."""
    return Passage(entry(name), score, f"How do I {name}?")


def offered(*names: str) -> Turn:
    """An open "Did you mean"."""
    return bots(Offered(tuple(passage(name) for name in names or ("reset", "export")), 0.6), name="choice")


def suggested(*names: str) -> Turn:
    """Passages at the desk, one press from the customer."""
    found = tuple(passage(name) for name in names or ("reset", "export"))
    return bots(Suggested(found, 0.6), side=Side.DESK, fate=Fate.NOTE, name="found")


def held_by(agent: Person, words: str = "Try this.", *, message: str = "m1") -> tuple[Held, Turn]:
    """Words of an agent that wait for a press."""
    turn_ = turn(words, by=agent, fate=Fate.HELD, message=message)
    return Held(turn_.id, agent), turn_


# -- drafts


def draft(confidence: float = 0.9, *names: str, noticed: Noticed | None = None, text: str = "") -> Draft:
    """A draft that found those entries."""
    found = tuple(passage(name) for name in names or ("reset", "export"))
    return Draft(Findings(found, confidence), noticed or Noticed(), text)


KNOWN = draft(0.9)
UNCLEAR = draft(0.5)
UNKNOWN = draft(0.1)
THANKS = Draft(noticed=Noticed(small_talk=SmallTalk.THANKS))
HELLO = Draft(noticed=Noticed(small_talk=SmallTalk.GREETING))
NEVER_MIND = Draft(noticed=Noticed(small_talk=SmallTalk.NEVER_MIND))
WANTS_PERSON = Draft(noticed=Noticed(wants_person=True))
BROKEN = Failed("the model is down")


# -- events


def says(
    words: str = "How do I reset it?",
    *,
    by: Person = CARLA,
    message: str = "",
    to_bot: bool = False,
    mentions: tuple[Person, ...] = (),
    direct: bool = False,
) -> MessageReceived:
    """Words in the customer's thread."""
    receipt = Receipt(CUSTOMERS, message or fresh("m"))
    return MessageReceived(fresh(), NOW, by, receipt, words, to_bot, direct, mentions)


def writes(
    words: str = "Try this.", *, by: Person = ANNA, message: str = "", mentions: tuple[Person, ...] = ()
) -> MessageReceived:
    """Words in the desk thread."""
    receipt = Receipt(DESK, message or fresh("m"))
    return MessageReceived(fresh(), NOW, by, receipt, words, mentions=mentions)


def edits(of: Turn, words: str) -> MessageEdited:
    """The writer of *of* changes it."""
    assert of.by is not None
    assert of.receipt is not None
    return MessageEdited(fresh(), NOW, of.by, of.receipt, words)


def deletes(of: Turn) -> MessageDeleted:
    """The writer of *of* deletes it."""
    assert of.by is not None
    assert of.receipt is not None
    return MessageDeleted(fresh(), NOW, of.by, of.receipt)


def presses(
    button: Button, *, by: Person = ANNA, about: str = "c1", pick: str = "", words: str | None = None
) -> ButtonPressed:
    """A button pressed, with words or without: by an agent at the desk, by anybody else at the customer's."""
    place = DESK if by in AGENTS else CUSTOMERS
    fields = () if words is None else ((WORDS, words),)
    return ButtonPressed(fresh(), NOW, by, place, button, about, pick, fields)


def drafted(draft_: Draft | Failed, question: str = "asks") -> DraftReady:
    """The answerer is done."""
    return DraftReady(fresh(), NOW, "c1", question, draft_)


def rings(bell: tuple[str, datetime] | None) -> TimerFired:
    """That clock rings."""
    assert bell is not None
    return TimerFired(fresh(), bell[1], "c1", bell[0], bell[1])


def failed(
    what: str = "words", side: Side = Side.CUSTOMER, *, about: str = "", sure: bool = True
) -> DeliveryFailed:
    """An errand failed for good."""
    return DeliveryFailed(fresh(), NOW, "c1", side, what, about, sure)


# -- what was decided


@dataclass(frozen=True, slots=True)
class Decision:
    """What came out, read the way a person at either side would see it."""

    after: Conversation
    effects: tuple[Effect, ...]

    @property
    def state(self) -> State:
        """The state afterwards."""
        return self.after.state

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns written, in order."""
        return tuple(e.turn for e in self.effects if isinstance(e, Write))

    def posted(self, side: Side) -> tuple[str, ...]:
        """The ids of the turns posted on *side*."""
        return tuple(e.turn for e in self.effects if isinstance(e, Say) and e.to is side)

    def told(self, side: Side) -> tuple[Key, ...]:
        """The bot's sentences posted on *side*."""
        ids = self.posted(side)
        return tuple(t.body.phrase.key for t in self.turns if t.id in ids and isinstance(t.body, Told))

    @property
    def own(self) -> tuple[Own, ...]:
        """What kinds of its own words the bot sends to the customer."""
        return tuple(e.own for e in self.effects if isinstance(e, Say) and e.own is not Own.NO)

    @property
    def whispers(self) -> tuple[tuple[Person, Key], ...]:
        """Who is told what in private."""
        return tuple((e.to, e.phrase.key) for e in self.effects if isinstance(e, Whisper))

    @property
    def offers(self) -> tuple[tuple[Button, Key], ...]:
        """The buttons whispered."""
        found = [e for e in self.effects if isinstance(e, Whisper)]
        return tuple((offer.button, offer.label) for e in found for offer in e.offers)

    @property
    def asked(self) -> tuple[tuple[str, ...], ...]:
        """The turns the answerer is asked about."""
        return tuple(e.turns for e in self.effects if isinstance(e, AskAnswerer))

    @property
    def mirrored(self) -> tuple[tuple[str, Side], ...]:
        """Which copies are made to follow their turn."""
        return tuple((e.turn, e.at) for e in self.effects if isinstance(e, Mirror))

    @property
    def retold(self) -> tuple[str, ...]:
        """The turns retold to the desk."""
        recaps = [t.body for t in self.turns if isinstance(t.body, Recapped)]
        return tuple(told for recap in recaps for told in recap.turns)

    @property
    def opened(self) -> tuple[tuple[str, int], ...]:
        """The desk threads ordered: which desk, which number."""
        return tuple((e.desk, e.thread) for e in self.effects if isinstance(e, OpenDeskThread))

    @property
    def closed(self) -> tuple[tuple[int, str], ...]:
        """The cards left behind: which thread, to which desk it went."""
        return tuple((e.thread, e.desk) for e in self.effects if isinstance(e, CloseCard))


def facts(
    e: Concerned | None = None,
    *,
    now: datetime = NOW,
    about: Turn | None = None,
    rules: Rules = RULES,
    agents: frozenset[Person] = AGENTS,
    old_thread: bool = False,
) -> Facts:
    """What a decision about *e* may know; the side follows from where *e* was heard."""
    match e:
        case (
            MessageReceived(receipt=receipt)
            | MessageEdited(receipt=receipt)
            | MessageDeleted(receipt=receipt)
        ):
            place: Address | None = receipt.address
        case ButtonPressed(place=place):
            pass
        case _:
            place = None
    side = Side.CUSTOMER if place == CUSTOMERS else Side.DESK
    return Facts(now, rules, agents, side, place, about, old_thread)


def deciding(
    c: Conversation,
    e: Concerned,
    *,
    now: datetime = NOW,
    about: Turn | None = None,
    rules: Rules = RULES,
    agents: frozenset[Person] = AGENTS,
    old_thread: bool = False,
) -> Decision:
    """Decide once."""
    f = facts(e, now=now, about=about, rules=rules, agents=agents, old_thread=old_thread)
    return Decision(*decide(c, e, f))
