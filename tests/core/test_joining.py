"""What goes as one post where a room lags, and what never does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import meanings
from bot.conversation import Own
from bot.effects import Mirror, Say, SendFile
from bot.mailroom.attempts import Attempt, Change, Done, Post
from bot.mailroom.joining import LONGEST, MOST, fold, joined
from bot.mailroom.settling import settle
from bot.people import Address, Person, Receipt, Side, Voice
from bot.records import Books, Line, Outgoing, Stage
from bot.turns import Fate, Told, Turn, Typed, retells
from bot.words import Key, phrase
from bot.written import Attachment
from tests.core.builders import ANNA, CARLA, CEM, NOW, bots, turn
from tests.store.test_books import in_dicts
from tests.walk.in_sql import in_sql
from tests.walk.world import Store

HERE = Address("fake", "desk", "1")
POSTED = Receipt(HERE, "p1")
SOON = NOW + timedelta(seconds=5)


@pytest.fixture(params=[in_dicts, in_sql], ids=["dicts", "sql"])
def store(request: pytest.FixtureRequest) -> Store:
    """An empty store; each opening is one transaction."""
    made: Store = request.param()
    return made


def lines(count: int, *, by: Person = CARLA, fate: Fate = Fate.HEARD, words: str = "word") -> list[Turn]:
    """So many lines of one person."""
    return [turn(f"{words} {n}", by=by, fate=fate, message=f"m{n}") for n in range(count)]


def says(one: Turn, to: Side = Side.DESK) -> Say:
    """The errand that carries a turn to the other side."""
    return Say(to, one.id, thread=1 if to is Side.DESK else 0)


def queued(books: Books, turns: Sequence[Turn], *, to: Side = Side.DESK) -> Outgoing:
    """One errand for each turn, all in one line; the head of it."""
    line = Line.DESK if to is Side.DESK else Line.CUSTOMER
    for n, one in enumerate(turns):
        books.put_turn("c", one)
        books.send(f"k{n}", "c", line, says(one, to), NOW)
    head = books.head("c", line)
    assert head is not None
    return head


def together(books: Books, row: Outgoing) -> list[str]:
    """The ids of the turns that go with the errand."""
    errand = joined(books, row, NOW).errand
    whole = books.turn(errand.turn) if isinstance(errand, Say) else None
    assert whole is not None
    return list(retells(whole.body)) or [whole.id]


def posted(books: Books, row: Outgoing) -> Outgoing:
    """The errand after it was joined and stands there."""
    row = joined(books, row, NOW)
    books.stage(row.seq, Stage.ANNOUNCED, since=NOW)
    settle(books, Attempt(row, Post(HERE, meanings.Say("said"))), Done((POSTED,)), NOW)
    return row


def ids(turns: Sequence[Turn]) -> list[str]:
    """Their ids."""
    return [one.id for one in turns]


def test_lines_of_one_person_go_together_and_alone_no_more(store: Store) -> None:
    """The head of the line says all of them; the others have nothing left to do."""
    with store() as books:
        turns = lines(3)
        row = queued(books, turns)
        assert together(books, row) == ids(turns)
        assert [one.seq for one in books.unfinished("c", line=Line.DESK)] == [row.seq]


def test_what_was_put_off_takes_more_along_the_next_time(store: Store) -> None:
    """Refused with a 429 and written on meanwhile, the post says that as well."""
    with store() as books:
        turns = lines(3)
        row = joined(books, queued(books, turns[:2]), NOW)
        books.put_turn("c", turns[2])
        books.send("k2", "c", Line.DESK, says(turns[2]), NOW)
        assert together(books, row) == ids(turns)


def _by_another(turns: list[Turn]) -> None:
    turns[1] = turn("mine", by=CEM, message="m1")


def _of_the_bot(turns: list[Turn]) -> None:
    turns[1] = bots(Told(phrase(Key.REMINDER, name="Carla", minutes="5")), side=Side.DESK, fate=Fate.NOTE)


def _deleted(turns: list[Turn]) -> None:
    turns[1] = turns[1].now(Fate.GONE)


@pytest.mark.parametrize("spoil", [_by_another, _of_the_bot, _deleted])
def test_what_stands_between_parts_them(store: Store, spoil: object) -> None:
    """Somebody else's words, the bot's, and words that are gone: order is kept, so the rest goes later."""
    turns = lines(3)
    assert callable(spoil)
    spoil(turns)
    with store() as books:
        assert together(books, queued(books, turns)) == [turns[0].id]


@pytest.mark.parametrize(
    "errand",
    [
        replace(says(lines(2)[1]), thread=2),
        replace(says(lines(2)[1]), own=Own.NOTICE),
        Mirror(lines(1)[0].id, Side.DESK, 1),
    ],
    ids=["another desk thread", "the bot's own", "a change"],
)
def test_only_words_for_the_same_place_go_together(store: Store, errand: Say | Mirror) -> None:
    """What goes elsewhere, or is no plain word of a person, stays an errand of its own."""
    first, second = lines(2)
    with store() as books:
        row = queued(books, [first])
        books.put_turn("c", second)
        books.send("k1", "c", Line.DESK, errand, NOW)
        assert together(books, row) == [first.id]


def test_words_that_can_still_be_taken_back_are_waited_for(store: Store) -> None:
    """A line whose time to take it back is not over does not go with the one before."""
    first, second = lines(2)
    with store() as books:
        row = queued(books, [first])
        books.put_turn("c", second)
        books.send("k1", "c", Line.DESK, says(second), SOON)
        assert together(books, row) == [first.id]


def test_a_post_is_neither_too_long_nor_of_too_many_lines(store: Store) -> None:
    """At most twenty lines, and as many letters as every platform takes in one piece."""
    with store() as books:
        assert len(together(books, queued(books, lines(MOST + 5)))) == MOST
    long_ones = lines(3, words="w" * (LONGEST // 2 - 5))
    with store() as books:
        for one in long_ones:
            books.put_turn("d", one)
            books.send(f"d{one.id}", "d", Line.DESK, says(one), NOW)
        head = books.head("d", Line.DESK)
        assert head is not None
        assert together(books, head) == ids(long_ones)[:2]


def test_each_part_is_marked_as_delivered_and_found_by_its_post(store: Store) -> None:
    """An agent sees a mark on every line, and every line knows the post it stands in."""
    with store() as books:
        turns = lines(2, by=ANNA, fate=Fate.SAID)
        row = posted(books, queued(books, turns, to=Side.CUSTOMER))
        marked = [getattr(one.errand, "turn", "") for one in books.waiting("c", line=Line.ASIDE)]
        assert marked == ids(turns)
        copies = [books.copy(one.id, Side.CUSTOMER, 0) for one in turns]
        whole = getattr(row.errand, "turn", "")
        assert [(copy.part_of, copy.receipts) for copy in copies if copy] == [(whole, (POSTED,))] * 2
        found = books.copy_at(POSTED)
        assert found is not None
        assert found.turn == whole


def test_the_whole_was_heard_in_no_message(store: Store) -> None:
    """It speaks in its parts' voice; what is marked, edited and delivered are the parts."""
    with store() as books:
        row = posted(books, queued(books, lines(2)))
        whole = books.turn(getattr(row.errand, "turn", ""))
        assert whole is not None
        assert (whole.receipt, whole.by, whole.voice) == (None, CARLA, Voice.CUSTOMER)


def test_the_files_of_every_line_follow(store: Store) -> None:
    """Each file is carried with the line it came with."""
    file = Attachment("fake", "f1", "map.pdf")
    turns = [replace(one, body=Typed(one.text, files=(file,))) for one in lines(2)]
    with store() as books:
        posted(books, queued(books, turns))
        carried = [one.errand for one in books.waiting("c", line=Line.ASIDE)]
        assert carried == [SendFile(Side.DESK, one.id, 0, 1) for one in turns]


def test_a_redrawn_post_is_found_by_all_its_lines(store: Store) -> None:
    """Grown into two posts by an edit, it is both of them that the next edit of any line changes."""
    more = (POSTED, Receipt(HERE, "p2"))
    with store() as books:
        turns = lines(2)
        posted(books, queued(books, turns))
        books.send("edit", "c", Line.DESK, Mirror(turns[0].id, Side.DESK, 1), NOW)
        row = books.head("c", Line.DESK)
        assert row is not None
        books.stage(row.seq, Stage.ANNOUNCED, since=NOW)
        settle(books, Attempt(row, Change((POSTED,), meanings.Say("said"))), Done(more), NOW)
        copies = [books.copy(one.id, Side.DESK, 1) for one in turns]
        assert [copy.receipts for copy in copies if copy] == [more, more]


def test_one_redrawing_does_for_all_changes_of_a_post(store: Store) -> None:
    """Two lines changed while the room lagged: the post is drawn once; another post's change stays."""
    turns, (alone,) = lines(2), [turn("alone", by=CEM, message="x")]
    with store() as books:
        posted(books, queued(books, [*turns, alone]))
        row = books.head("c", Line.DESK)
        assert row is not None
        posted(books, row)
        for n, one in enumerate((*turns, alone)):
            books.send(f"edit{n}", "c", Line.DESK, Mirror(one.id, Side.DESK, 1), NOW)
        head = books.head("c", Line.DESK)
        assert head is not None
        assert isinstance(head.errand, Mirror)
        fold(books, head, head.errand, NOW)
        left = [getattr(one.errand, "turn", "") for one in books.waiting("c", line=Line.DESK)]
        assert left == [turns[0].id, alone.id]
