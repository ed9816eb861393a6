"""A conversation walked at random: acts drawn by hypothesis, each decided with all that is stored so far."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random

from hypothesis import strategies as st

from bot.clocks import clock
from bot.conversation import Conversation, Need
from bot.effects import Effect, Write
from bot.events import (
    ButtonPressed,
    DeliveryFailed,
    DraftReady,
    Left,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    PlaceBack,
    PlaceGone,
    ReactionChanged,
    TimerFired,
)
from bot.meanings import Button
from bot.people import Address, Person, Receipt, Side
from bot.settings import Desk, Opens, ReplyClaims, Rules
from bot.switchboard import Concerned, Facts, decide, turn_pressed
from bot.turns import Turn, turn_id
from tests.core.builders import (
    AGENTS,
    ANNA,
    BEN,
    BROKEN,
    CARLA,
    CEM,
    COLIN,
    CUSTOMERS,
    DESK,
    GUEST,
    HELLO,
    KNOWN,
    LEAH,
    MINUTE,
    NEVER_MIND,
    NOW,
    RULES,
    THANKS,
    UNCLEAR,
    UNKNOWN,
    WANTS_PERSON,
    answering,
    asked,
    claimed,
    resolved,
    waiting,
)

PEOPLE = (CARLA, CEM, ANNA, BEN, LEAH, COLIN, GUEST)
DRAFTS = (KNOWN, UNCLEAR, UNKNOWN, THANKS, HELLO, NEVER_MIND, WANTS_PERSON, BROKEN)
WORDS = ("How do I reset it?", "// a note", "Try this.", "")
PICKS = ("reset", "export", ANNA.key, BEN.key, "desk:night", "desk:sales", "desk:nowhere")
DESKS = {
    "support": Desk("slack:C-support", leads=(LEAH.key,), fallback="night"),
    "night": Desk("slack:C-night", fallback="support", reply_claims=ReplyClaims.AT_ONCE),
    "sales": Desk("slack:C-sales"),
}
STARTS = (
    answering(),
    answering(asked("t1"), recent=("t1",), unseen=("t1",)),
    waiting(recent=("t1",)),
    waiting(at_desk=False, unseen=("t1",)),
    claimed(ANNA, owed=NOW),
    resolved(holder=ANNA),
    resolved(need=asked("t1")),
    answering(asker=ANNA),
    waiting(asker=LEAH, muted=BEN),
)
KINDS = (
    "says",
    "writes",
    "edits",
    "deletes",
    "reacts",
    "presses",
    "drafts",
    "rings",
    "fails",
    "leaves",
    "gone",
    "back",
)


@dataclass(frozen=True, slots=True)
class Act:
    """One act as drawn: what kind, by whom, about which turn, and further choices."""

    kind: str
    who: int
    which: int
    pick: int
    button: Button
    minutes: int


ACTS = st.builds(
    Act,
    st.sampled_from(KINDS),
    st.integers(0, len(PEOPLE) - 1),
    st.integers(0, 12),
    st.integers(0, 55),
    st.sampled_from(Button),
    st.integers(0, 90),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One decision: what was, what happened, what is."""

    before: Conversation
    event: Concerned
    facts: Facts
    after: Conversation
    effects: tuple[Effect, ...]


@dataclass(slots=True)
class Walk:
    """A conversation, its turns, and the time."""

    c: Conversation
    everyone: bool
    now: datetime = NOW
    turns: dict[str, Turn] = field(default_factory=dict)
    count: int = 0

    def rules(self) -> Rules:
        """The rules of its present desk."""
        opens = Opens.EVERYONE if self.everyone else Opens.GUESTS
        route = replace(RULES.route, opens=opens)
        return replace(RULES, route=route, desk_name=self.c.desk, desk=DESKS[self.c.desk])

    def take(self, act: Act) -> Step:
        """Decide one act and store what was written."""
        self.count += 1
        self.now += act.minutes * MINUTE
        event, about = self._event(act)
        facts = self._facts(event, about, act)
        before = self.c
        after, effects = decide(before, event, facts)
        self.c = after
        self.turns |= {e.turn.id: e.turn for e in effects if isinstance(e, Write)}
        return Step(before, event, facts, after, effects)

    def _facts(self, event: Concerned, about: Turn | None, act: Act) -> Facts:
        match event:
            case MessageReceived() | MessageEdited() | MessageDeleted() | ReactionChanged():
                place: Address | None = event.receipt.address
            case ButtonPressed():
                place = event.place
            case _:
                place = None
        side = Side.CUSTOMER if place == CUSTOMERS else Side.DESK
        old = side is Side.DESK and self.c.threads > 1 and act.pick % 4 == 0
        return Facts(self.now, self.rules(), AGENTS, side, place, about, old)

    def _event(self, act: Act) -> tuple[Concerned, Turn | None]:
        name, who = f"e{self.count}", PEOPLE[act.who]
        about = self._turn(act)
        match act.kind:
            case "says" | "writes":
                return self._message(name, who, act)
            case "edits" | "deletes" if about is not None and about.receipt is not None and about.by:
                return self._change(name, about.by, about.receipt, act), about
            case "reacts":
                return ReactionChanged(name, self.now, who, Receipt(DESK, "x"), "eyes", on=True), None
            case "presses":
                place = DESK if act.pick % 3 else CUSTOMERS
                subject, pick = about.id if about else self.c.id, PICKS[act.pick % len(PICKS)]
                fields = (("words", WORDS[act.pick % len(WORDS)]),)
                press = ButtonPressed(name, self.now, who, place, act.button, subject, pick, fields)
                return press, turn_pressed(self.c, press, self.turns.get)
            case _:
                return self._from_inside(name, who, about, act)

    def _turn(self, act: Act) -> Turn | None:
        known = list(self.turns.values())
        return known[-1 - act.which % len(known)] if known and act.which else None

    def _message(self, name: str, who: Person, act: Act) -> tuple[Concerned, Turn | None]:
        place = CUSTOMERS if act.kind == "says" else DESK
        receipt = Receipt(place, f"m{self.count}")
        named = (BEN,) if act.pick % 5 == 0 else ()
        words = WORDS[act.pick % len(WORDS)]
        event = MessageReceived(name, self.now, who, receipt, words, act.pick % 2 == 0, mentions=named)
        return event, self.turns.get(turn_id(receipt))

    def _change(self, name: str, by: Person, receipt: Receipt, act: Act) -> Concerned:
        if act.kind == "deletes":
            return MessageDeleted(name, self.now, by, receipt)
        return MessageEdited(name, self.now, by, receipt, WORDS[act.pick % len(WORDS)])

    def _from_inside(
        self, name: str, who: Person, about: Turn | None, act: Act
    ) -> tuple[Concerned, Turn | None]:
        side = Side.DESK if act.pick % 2 else Side.CUSTOMER
        match act.kind:
            case "rings":
                return self._ring(name, act), None
            case "fails":
                what = ("words", "thread", "change")[act.pick % 3]
                side = Side.DESK if what == "thread" else side
                subject = about.id if about else ""
                return DeliveryFailed(name, self.now, "c1", side, what, subject, act.pick % 7 != 0), about
            case "leaves":
                return Left(name, self.now, "c1", who), None
            case "gone":
                return PlaceGone(name, self.now, "c1", side), None
            case "back":
                return PlaceBack(name, self.now, "c1", side), None
            case _:
                draft = DRAFTS[act.pick % len(DRAFTS)]
                return DraftReady(name, self.now, "c1", self._question(act), draft), None

    def _ring(self, name: str, act: Act) -> TimerFired:
        due = clock(self.c, self.rules()) or ("idle", self.now)
        if act.pick % 5:
            self.now = max(self.now, due[1])
            return TimerFired(name, self.now, "c1", due[0], due[1])
        return TimerFired(name, self.now, "c1", due[0], due[1] - MINUTE)

    def _question(self, act: Act) -> str:
        need: Need | None = getattr(self.c.state, "need", None)
        return need.asked if need and act.pick % 9 else "older"


def drawn(dice: Random) -> Act:
    """The next act of a long walk."""
    return Act(
        dice.choice(KINDS),
        dice.randrange(len(PEOPLE)),
        dice.randrange(13),
        dice.randrange(56),
        dice.choice(list(Button)),
        dice.choice((0, 0, 0, 1, 10, 90)),
    )


WALKS = st.builds(Walk, st.sampled_from(STARTS), st.booleans())
