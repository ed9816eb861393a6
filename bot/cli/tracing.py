"""`frontdesk trace`: what was said in a conversation, why, and whether it arrived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.frame import AsJson, DataFolder, SettingsFile, console, note, printed, settled, table, words
from bot.conversation import Conversation
from bot.errors import StoreError
from bot.judgement import Passage
from bot.people import Person
from bot.telling import plain
from bot.turns import Given, Joined, Offered, Recapped, Suggested, Told, Turn, Typed

if TYPE_CHECKING:
    from bot.store.tracing import Delivery, Trace

__all__ = ["trace"]

NEWEST = 20
Row = Mapping[str, object]


def trace(
    conversation: Annotated[
        str | None,
        typer.Argument(
            help="The conversation's id, or its beginning. [default: list the newest]", show_default=False
        ),
    ] = None,
    settings: SettingsFile = None,
    data: DataFolder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show one conversation from the database: who said what in which state, why, and what was delivered.

    Works while the bot runs, and changes nothing.
    """
    from bot.store.examining import reading
    from bot.store.tracing import conversations
    from bot.store.tracing import trace as traced

    if conversation is not None:
        words(conversation, "CONVERSATION")
    with reading(settled(settings, data).data) as engine:
        if conversation is None:
            rows = [_heading(one) for one in conversations(engine, limit=NEWEST)]
            (printed if as_json else _list)(rows)
            return
        found = _only(traced(engine, conversation), conversation)
    if as_json:
        printed(_json(found))
    else:
        _show(found)


def _only(found: Sequence[Trace], wanted: str) -> Trace:
    if len(found) == 1:
        return found[0]
    if found:
        raise StoreError(f"Several conversations begin with {wanted!r}: give more of the id.")
    raise StoreError(f"There is no conversation {wanted!r}. `frontdesk trace` lists the newest.")


def _json(found: Trace) -> Row:
    """The trace in the form programmes rely on."""
    return {
        "conversation": _heading(found.conversation),
        "places": [{"side": side, "at": at} for side, at in found.places],
        "turns": [_turn(turn, found.deliveries) for turn in found.turns],
        "deliveries": [_delivery(one) for one in found.deliveries],
    }


def _heading(one: Conversation) -> Row:
    return {
        "id": one.id,
        "state": one.state_name.lower(),
        "desk": one.desk,
        "asker": _name(one.asker),
        "holder": _name(one.holder) or None,
        "opened": one.opened.isoformat(),
        "touched": one.touched.isoformat(),
    }


def _turn(turn: Turn, deliveries: Sequence[Delivery]) -> Row:
    return {
        "id": turn.id,
        "at": turn.at.isoformat(),
        "voice": turn.voice.value,
        "name": _name(turn.by),
        "side": turn.side.value,
        "state": turn.state.lower(),
        "fate": turn.fate.value,
        "text": plain(turn, "en"),
        **_why(turn),
        "deliveries": [_delivery(one) for one in deliveries if one.turn == turn.id],
    }


def _why(turn: Turn) -> Row:
    """What the answerer thought, where the turn is its work."""
    match turn.body:
        case Given(passage=passage, confidence=confidence):
            return _found("answer", confidence, (passage,))
        case Offered(passages=passages, confidence=confidence):
            return _found("choice", confidence, passages)
        case Suggested(passages=passages, confidence=confidence):
            return _found("suggestion", confidence, passages)
        case Told() | Typed() | Recapped() | Joined():
            return {"verdict": None, "confidence": None, "entries": []}


def _found(verdict: str, confidence: float, passages: Sequence[Passage]) -> Row:
    entries = [passage.entry.id for passage in passages]
    return {"verdict": verdict, "confidence": round(confidence, 4), "entries": entries}


def _delivery(one: Delivery) -> Row:
    return {
        "what": one.what,
        "line": one.line,
        "stage": one.stage,
        "tries": one.tries,
        "due": one.due.isoformat(),
    }


def _name(person: Person | None) -> str:
    return person.name or person.key if person else ""


def _list(rows: Sequence[Row]) -> None:
    columns = ("id", "opened", "state", "desk", "asker", "holder")
    table(columns, [[str(row[key] or "") for key in columns] for row in rows])
    if not rows:
        note("There is no conversation yet.")


def _show(found: Trace) -> None:
    from rich.text import Text

    out = console()
    for line, style in _lines(found):
        out.print(Text(line, style=style), soft_wrap=True)


def _lines(found: Trace) -> Iterator[tuple[str, str]]:
    """What people read, line by line, each with its style."""
    one = found.conversation
    held = f", held by {_name(one.holder)}" if one.holder else ""
    yield f"{one.id}: {one.state_name.lower()}{held}, desk {one.desk}, asked by {_name(one.asker)}", "bold"
    for side, at in found.places:
        yield f"  {side}: {at}", "dim"
    for turn in found.turns:
        yield from _of_turn(turn, found.deliveries)
    rest = [_arrived(errand) for errand in found.deliveries if not errand.turn]
    yield from ((f"  {line}", "dim") for line in rest)


def _of_turn(turn: Turn, deliveries: Sequence[Delivery]) -> Iterator[tuple[str, str]]:
    name = _name(turn.by) or turn.voice.value
    yield f"{turn.at:%Y-%m-%d %H:%M:%S}  {name} ({turn.side}, {turn.fate}, {turn.state.lower()})", ""
    yield from ((f"    {line}", "") for line in plain(turn, "en").splitlines())
    why = _why(turn)
    if why["verdict"]:
        yield f"    {why['verdict']}, confidence {why['confidence']}: {why['entries']}", "cyan"
    yield from ((f"    {_arrived(errand)}", "dim") for errand in deliveries if errand.turn == turn.id)


def _arrived(errand: Delivery) -> str:
    tries = f" after {errand.tries} tries" if errand.tries > 1 else ""
    return f"{errand.what}: {errand.stage}{tries}"
