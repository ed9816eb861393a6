"""`frontdesk trace`: a conversation as it is told afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from bot.conversation import Conversation, Own, Waiting
from bot.effects import DrawCard, Say
from bot.judgement import Passage, Reason
from bot.people import Address, Person, Side, Voice
from bot.records import Line, Place
from bot.store import SqlBooks, open_for_writing
from bot.turns import Fate, Given, Turn, Typed
from kb.entry import Entry
from tests.cli.conftest import Run, said

NOW = datetime(2025, 3, 1, 9, tzinfo=UTC)
DANA = Person("web", "dana", "Dana")
FIRST = Conversation("c1-a", "support", DANA, NOW, NOW)
SECOND = replace(FIRST, id="c1-b", opened=NOW + timedelta(hours=1), state=Waiting(Reason.ASKED, since=NOW))
PASSAGE = Passage(Entry("opening-hours", ("When are you open?",), "Nine to five."), 0.9, "When are you open?")


def happened(folder: Path) -> None:
    """Two conversations; in the first a question was answered, and its card is still to be drawn."""
    database = open_for_writing(folder)
    try:
        database.writer.transact_now(_written)
    finally:
        database.close()


def _written(connection: Connection) -> None:
    books = SqlBooks(connection)
    room = Address("web", "help", "m1")
    books.add_conversation(FIRST, room)
    books.add_conversation(SECOND, Address("web", "help", "m2"))
    books.put_place(Place(FIRST.id, Side.CUSTOMER, 0, room))
    asked = Typed("Hi [b]there[/b], when are you open?")
    books.put_turn(
        FIRST.id, Turn("t1", Voice.CUSTOMER, DANA, NOW, Side.CUSTOMER, asked, Fate.HEARD, "Answering")
    )
    given, later = Given("Nine to five.", PASSAGE, 0.97), NOW + timedelta(seconds=1)
    books.put_turn(FIRST.id, Turn("t2", Voice.BOT, None, later, Side.CUSTOMER, given, Fate.SAID, "Answering"))
    books.send("k1", FIRST.id, Line.CUSTOMER, Say(Side.CUSTOMER, "t2", Own.ANSWER), NOW)
    books.send("k2", FIRST.id, Line.CARD, DrawCard(1), NOW)


def test_a_conversation_is_told_with_its_reasons_and_deliveries(run: Run, folder: Path) -> None:
    """Who said what in which state, what the answerer thought, and how far each errand is."""
    happened(folder / "d")
    told = said(run("trace", "c1-a", "--data", "d", "--json"))
    assert told["places"] == [{"side": "customer", "at": "web:help/m1"}]
    asked, given = told["turns"]
    assert (asked["name"], asked["state"], asked["fate"], asked["verdict"]) == (
        "Dana",
        "answering",
        "heard",
        None,
    )
    assert (given["verdict"], given["confidence"], given["entries"]) == ("answer", 0.97, ["opening-hours"])
    assert [one["what"] for one in given["deliveries"]] == ["say to the customer"]
    assert [one["stage"] for one in told["deliveries"]] == ["new", "new"]


def test_a_trace_reads_as_a_transcript(run: Run, folder: Path) -> None:
    """People see words as they were typed, whatever stands in them, with reason and delivery below."""
    happened(folder / "d")
    shown = run("trace", "c1-a", "--data", "d").stdout
    assert "Hi [b]there[/b], when are you open?" in shown
    assert "answer, confidence 0.97: ['opening-hours']" in shown
    assert "say to the customer: new" in shown
    assert "draw the card: new" in shown


def test_what_a_shadow_would_have_said_is_told_as_unsaid(run: Run, folder: Path) -> None:
    """Its answer is shown with its passage and confidence, and as what it is: never said."""
    happened(folder / "d")
    database = open_for_writing(folder / "d")
    try:
        database.writer.transact_now(_shadowed)
    finally:
        database.close()
    (unsaid,) = said(run("trace", "c1-b", "--data", "d", "--json"))["turns"]
    assert (unsaid["fate"], unsaid["verdict"], unsaid["deliveries"]) == ("unsaid", "answer", [])
    assert "bot (customer, unsaid, answering)" in run("trace", "c1-b", "--data", "d").stdout


def _shadowed(connection: Connection) -> None:
    given = Given("Nine to five.", PASSAGE, 0.97)
    turn = Turn("t3", Voice.BOT, None, NOW, Side.CUSTOMER, given, Fate.UNSAID, "Answering")
    SqlBooks(connection).put_turn(SECOND.id, turn)


def test_the_newest_conversations_are_listed(run: Run, folder: Path) -> None:
    """Without an id the newest come first, each with its state."""
    happened(folder / "d")
    listed = said(run("trace", "--data", "d", "--json"))
    assert [(one["id"], one["state"]) for one in listed] == [("c1-b", "waiting"), ("c1-a", "answering")]
    assert "c1-b" in run("trace", "--data", "d").stdout


def test_an_id_must_name_one_conversation(run: Run, folder: Path) -> None:
    """An unknown id and the beginning of several are told apart."""
    happened(folder / "d")
    several, none = run("trace", "c1", "--data", "d"), run("trace", "c2", "--data", "d")
    assert (several.exit_code, none.exit_code) == (1, 1)
    assert "Several conversations begin with 'c1'" in several.stderr
    assert "There is no conversation 'c2'" in none.stderr
