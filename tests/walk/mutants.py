"""Houses with one rule left out each, to see that the walk would notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest

from bot import switchboard
from bot.conversation import Answering, Claimed, Conversation
from bot.effects import AskAnswerer, Mirror
from bot.events import MessageDeleted
from bot.mailroom import announcing, joining, routing, settling, shadow, stepping
from bot.mailroom.attempts import Open
from bot.mailroom.routing import Nobodys, Parked, Way
from bot.people import Address, Person, Side
from bot.records import Books, Outgoing, Stage
from bot.switchboard import changes, inside, losses, words
from bot.switchboard.deciding import Facts
from bot.turns import Turn

Patch = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A house with a rule left out: which promise that breaks, and how it is left out."""

    name: str
    promise: str
    patch: Patch


def _set(target: object, name: str, to: object) -> Patch:
    return lambda patch: patch.setattr(target, name, to)


def _nothing(*_: object, **__: object) -> None:
    return None


# -- never over a person


def _unhushed(patch: pytest.MonkeyPatch) -> None:
    """What was decided before a claim is said after it."""
    patch.setattr(stepping, "hush", _nothing)
    patch.setattr(Conversation, "may_say", lambda _c, _own: True)


def _kept_after_429(patch: pytest.MonkeyPatch) -> None:
    """A row that was put off goes out whatever happened meanwhile."""

    def again(books: Any, row: Outgoing, due: datetime, *, tries: int | None = None) -> None:  # noqa: ANN401 - patched in
        books.stage(row.seq, Stage.NEW, due=due, tries=tries)

    whole = announcing.announce

    def announce(*given: Any) -> Any:  # noqa: ANN401 - patched in
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(Conversation, "may_say", lambda _c, _own: True)
            return whole(*given)

    patch.setattr(settling, "_again", again)
    patch.setattr(announcing, "announce", announce)


def _late_draft_answered(patch: pytest.MonkeyPatch) -> None:
    def on_draft(c: Conversation, e: Any, f: Facts) -> Any:  # noqa: ANN401 - patched in
        asking = c.going(Answering()) if isinstance(c.state, Claimed) else c
        return whole(asking, e, f)

    whole = inside.on_draft
    patch.setattr("bot.switchboard.on_draft", on_draft)


# -- one holder


def _overwritten(c: Conversation, agent: Person, now: datetime) -> Conversation:
    return replace(c, state=Claimed(agent, since=now, owed=now))


# -- nothing lost, nothing twice


def _never_looked(patch: pytest.MonkeyPatch) -> None:
    whole = announcing._announced

    def announced(books: Any, row: Outgoing, action: Any, now: datetime) -> Any:  # noqa: ANN401 - patched in
        return replace(whole(books, row, action, now), look=None)

    patch.setattr(announcing, "_announced", announced)


def _dropped(*args: Any) -> Way:  # noqa: ANN401 - patched in
    way = _ROUTED(*args)
    return Nobodys() if isinstance(way, Parked) else way


_ROUTED = routing._by_place


def _no_tombstone(c: Conversation, e: MessageDeleted, f: Facts) -> Any:  # noqa: ANN401 - patched in
    return (c, ()) if f.turn is None else _DELETED(c, e, f)


_DELETED = changes.on_delete


def _not_held(c: Conversation, turn: Turn, *_: object, **__: object) -> Any:  # noqa: ANN401 - patched in
    return c, ()


def _opened_twice(patch: pytest.MonkeyPatch) -> None:
    """A thread of unknown fate is opened anew under another key."""
    whole = announcing._announced

    def announced(books: Any, row: Outgoing, action: Any, now: datetime) -> Any:  # noqa: ANN401 - patched in
        attempt = whole(books, row, action, now)
        is_open = isinstance(action, Open)
        return replace(attempt, look=None) if is_open else attempt

    patch.setattr(announcing, "_announced", announced)


def _unmirrored(c: Conversation, turn: Turn) -> tuple[Mirror, ...]:
    return (Mirror(turn.id, Side.DESK),) if turn.side is Side.CUSTOMER else ()


def _doubt_forgotten(patch: pytest.MonkeyPatch) -> None:
    """After a crash what was announced counts as new."""

    def doubt(_self: object, books: Any, now: datetime) -> int:  # noqa: ANN401 - patched in
        rows = [r for r in books._all_pending() if r.stage is Stage.ANNOUNCED]
        for row in rows:
            books.stage(row.seq, Stage.NEW)
        return len(rows)

    patch.setattr("bot.mailroom.Mailroom.recover", doubt)


def _joined_and_sent(patch: pytest.MonkeyPatch) -> None:
    """Words that went with others go once more by themselves."""
    whole = joining.joined

    def joined(books: Any, row: Outgoing, now: datetime) -> Outgoing:  # noqa: ANN401 - patched in
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(type(books), "stage", _nothing)
            return whole(books, row, now)

    patch.setattr(announcing, "joined", joined)


# -- what stays at the desk


def _note_leaks(text: str, _f: Facts) -> bool:
    return text.startswith("////")


def _wrong_place(books: Books, c: Conversation, side: Side) -> Address | None:
    """Everybody's words go where the newest conversation is."""
    newest = books.open_conversations()[-1:] or [c]
    whose = newest[-1].id if side is Side.CUSTOMER else c.id
    return books.place(whose, side, 0 if side is Side.CUSTOMER else c.threads)


# -- nobody waits unseen


def _stale_rings(patch: pytest.MonkeyPatch) -> None:
    """A clock rings whatever became of what it was set for."""

    def on_timer(c: Conversation, e: Any, f: Facts) -> Any:  # noqa: ANN401 - patched in
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(inside, "clock", lambda _c, _r: (e.clock, e.due))
            return whole(c, e, f)

    whole = inside.on_timer
    patch.setattr("bot.switchboard.on_timer", on_timer)


def _unasked(c: Conversation, turn: Turn, cause: str, f: Facts) -> Any:  # noqa: ANN401 - patched in
    _, effects = _EDITED(c, turn, cause, f)
    return c, tuple(effect for effect in effects if not isinstance(effect, AskAnswerer))


_EDITED = changes._customer_edit


def _nudged_for_ever(patch: pytest.MonkeyPatch) -> None:
    for place in ("bot.clocks.NUDGES", "bot.switchboard.inside.NUDGES"):
        patch.setattr(place, 10**6)


def _unnoticed(*args: Any, **_: object) -> Any:  # noqa: ANN401 - patched in
    return args[0], ()


MUTANTS = (
    Mutant("no hush", "never over a person", _unhushed),
    Mutant("a row put off by 429 goes out after a claim", "never over a person", _kept_after_429),
    Mutant("a late draft is answered", "one holder", _late_draft_answered),
    Mutant("a claim overwrites the holder", "one holder", _set(Conversation, "claim", _overwritten)),
    Mutant("no look before posting again", "nothing twice", _never_looked),
    Mutant("a desk thread of unknown fate is opened anew", "nothing twice", _opened_twice),
    Mutant("a crash forgets what was under way", "nothing twice", _doubt_forgotten),
    Mutant(
        "words in an unknown desk thread are dropped", "nothing is lost", _set(routing, "_by_place", _dropped)
    ),
    Mutant("failed words are not held", "nothing is lost", _set(losses, "hold", _not_held)),
    Mutant("words nobody may send are not held", "nothing is lost", _set(words, "hold", _not_held)),
    Mutant("what the desk missed is not retold", "nothing is lost", _set(losses, "_desk_missed", _unnoticed)),
    Mutant(
        "a deletion before its message is ignored",
        "edits are mirrored",
        _set(switchboard, "on_delete", _no_tombstone),
    ),
    Mutant("joined words are sent alone as well", "nothing twice", _joined_and_sent),
    Mutant("joined words cannot change", "edits are mirrored", _set(settling, "retells", lambda _: ())),
    Mutant("words of several people are joined", "stays at the desk", _set(joining, "_whose", _nothing)),
    Mutant("an agent's change is not mirrored", "edits are mirrored", _set(changes, "_mirrors", _unmirrored)),
    Mutant(
        "an edited question is not asked again",
        "only the question in hand is answered",
        _set(changes, "_customer_edit", _unasked),
    ),
    Mutant("a card is not drawn again", "the card tells the truth", _set(stepping, "face", lambda _c: 0)),
    Mutant("a shadow speaks", "a shadow is silent", _set(stepping, "is_shadow", lambda *_: False)),
    Mutant("a shadow types", "a shadow is silent", _set(announcing, "is_shadow", lambda *_: False)),
    Mutant("a shadow claims it spoke", "a shadow is silent", _set(shadow, "_unsaid", lambda turn: turn)),
    Mutant(
        "a shadow waits for somebody",
        "a shadow goes on listening",
        _set(shadow, "_listening", lambda _before, after, _effects: after.state),
    ),
    Mutant(
        "words taken back while they waited are said",
        "what is taken back is not said",
        _set(announcing, "is_still_to_be_said", lambda *_: True),
    ),
    Mutant("notes go to the customer", "stays at the desk", _set(words, "is_note", _note_leaks)),
    Mutant(
        "words go to the wrong customer", "stays at the desk", _set(announcing, "side_address", _wrong_place)
    ),
    Mutant("a stale clock rings", "a stale clock is silent", _stale_rings),
    Mutant("reminders never end", "comes to rest", _nudged_for_ever),
    Mutant("nobody keeps the clock", "everybody has a clock", _set(stepping, "clock", _nothing)),
)
