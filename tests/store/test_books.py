"""What the mailroom relies on in its store: one class of tests over plain dicts and over SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

import pytest

from bot.effects import AskAnswerer, DrawCard, OpenDeskThread, Say
from bot.errors import StaleConversation
from bot.events import TimerFired
from bot.people import Address, Side
from bot.records import Books, Line, Place, Stage
from bot.store import SqlBooks
from tests.core.builders import ANNA, BEN, NOW, answering, claimed
from tests.fakes.books import DictBooks
from tests.walk.in_sql import ENGINE, in_sql

Store = Callable[[], AbstractContextManager[Books]]
HERE, THERE = Address("fake", "help", "1"), Address("fake", "help", "2")
LATER = NOW + timedelta(hours=1)


def in_dicts() -> Store:
    """A store of dicts."""
    books = DictBooks()

    @contextmanager
    def opened() -> Iterator[Books]:
        yield books

    return opened


def event(n: int, lane: str = "c") -> TimerFired:
    """An event of a lane."""
    return TimerFired(f"e{n}", NOW, lane, "idle", NOW)


@pytest.fixture(params=[in_dicts, in_sql], ids=["dicts", "sql"])
def store(request: pytest.FixtureRequest) -> Store:
    """An empty store; each opening is one transaction."""
    made: Store = request.param()
    return made


class TestBooks:
    """One contract, both stores."""

    def test_an_event_is_heard_once_and_kept_in_order(self, store: Store) -> None:
        """The same id again changes nothing; a lane gives its events oldest first."""
        with store() as books:
            assert [books.hear(event(n), "c", NOW) for n in (1, 2, 1)] == [True, True, False]
        with store() as books:
            first = books.next_in("c")
            assert first is not None
            assert (first.event, list(books.lanes())) == (event(1), ["c"])
            books.finish(first, "c")
            second = books.next_in("c")
            assert second is not None
            books.finish(second, "c")
            assert (second.event, books.next_in("c"), list(books.lanes())) == (event(2), None, [])

    def test_a_parked_event_is_adopted_where_it_belongs(self, store: Store) -> None:
        """It waits for its address, not in a lane, until somebody adopts it."""
        with store() as books:
            books.hear(event(1), "", NOW, parked="fake/help/1")
            assert list(books.lanes()) == []
            assert (books.adopt(THERE, "c"), books.adopt(HERE, "c")) == (0, 1)
            waiting = books.next_in("c")
        assert waiting is not None
        assert waiting.event == event(1)

    def test_a_parked_event_expires_aloud(self, store: Store) -> None:
        """What nobody claimed is given up, told once, and cannot be adopted any more."""
        with store() as books:
            books.hear(event(1), "", NOW, parked="fake/help/1")
            assert list(books.expire_parked(NOW)) == []
            assert list(books.expire_parked(LATER)) == [event(1)]
            assert list(books.expire_parked(LATER)) == []
            assert books.adopt(HERE, "c") == 0

    def test_one_open_conversation_at_a_place(self, store: Store) -> None:
        """Two first messages at once open one; the second opener is told to read again."""
        one, other = answering(), answering(id="other")
        with store() as books:
            books.add_conversation(one, HERE)
        with pytest.raises(StaleConversation), store() as books:
            books.add_conversation(other, HERE)
        with store() as books:
            books.add_conversation(other, THERE)
            assert books.conversation(other.id) == other

    def test_a_saved_conversation_is_read_back(self, store: Store) -> None:
        """What a later transaction reads is what the one before it saved."""
        before = answering()
        with store() as books:
            books.add_conversation(before, HERE)
        with store() as books:
            found = books.conversation(before.id)
            assert found == before
            books.save(found, found.claim(ANNA, NOW))
        with store() as books:
            assert books.conversation(before.id) == before.claim(ANNA, NOW)

    def test_what_is_open_is_listed_by_desk_and_holder(self, store: Store) -> None:
        """Resolved ones are left out; a holder's are that agent's alone."""
        mine, free = claimed(ANNA, id="mine"), answering(id="free")
        with store() as books:
            books.add_conversation(mine, HERE)
            books.add_conversation(free, THERE)
            assert {c.id for c in books.open_conversations()} == {"mine", "free"}
            assert [c.id for c in books.open_conversations(holder=ANNA)] == ["mine"]
            assert list(books.open_conversations(holder=BEN)) == []
            assert list(books.open_conversations(desk="nowhere")) == []

    def test_the_newest_place_at_an_address_counts(self, store: Store) -> None:
        """A direct chat has one address and many matters: the latest is meant."""
        with store() as books:
            books.put_place(Place("old", Side.CUSTOMER, 0, HERE))
            books.put_place(Place("new", Side.CUSTOMER, 0, HERE))
            found = books.place_at(HERE)
            assert found is not None
            assert (found.conversation, books.place("old", Side.CUSTOMER, 0)) == ("new", HERE)
            assert books.place_at(THERE) is None

    def test_a_line_is_done_in_order(self, store: Store) -> None:
        """The head is the oldest errand neither done nor given up; lines do not wait for one another."""
        with store() as books:
            for n in (1, 2):
                books.send(f"k{n}", "c", Line.CUSTOMER, Say(Side.CUSTOMER, f"t{n}"), NOW)
            books.send("k3", "c", Line.ANSWERER, AskAnswerer("q", ("t1",)), NOW)
            head = books.head("c", Line.CUSTOMER)
            assert head is not None
            books.stage(head.seq, Stage.SENT)
            after, other = books.head("c", Line.CUSTOMER), books.head("c", Line.ANSWERER)
            assert after is not None
            assert other is not None
            assert (head.key, after.key, other.key) == ("k1", "k2", "k3")

    def test_an_errand_is_queued_once_and_a_card_drawn_anew(self, store: Store) -> None:
        """Deciding twice makes the same rows; a card that was sent is new again."""
        with store() as books:
            for _ in range(2):
                books.send("k", "c", Line.CUSTOMER, Say(Side.CUSTOMER, "t"), NOW)
            assert len(books.waiting("c", line=Line.CUSTOMER)) == 1
            books.send("card", "c", Line.CARD, DrawCard(1), NOW)
            drawn = books.head("c", Line.CARD)
            assert drawn is not None
            books.stage(drawn.seq, Stage.SENT)
            books.send("card", "c", Line.CARD, DrawCard(1), NOW)
            again = books.head("c", Line.CARD)
            assert again is not None
            assert (again.seq, again.stage, again.revision) == (drawn.seq, Stage.NEW, drawn.revision + 1)

    def test_only_an_opening_errand_goes_before_there_is_a_thread(self, store: Store) -> None:
        """And while it is announced, words from that desk may be of a thread nobody knows yet."""
        with store() as books:
            books.send("words", "c", Line.DESK, Say(Side.DESK, "t"), NOW)
            books.send("open", "c", Line.DESK, OpenDeskThread("support", 1), NOW)
            head = books.head("c", Line.DESK, only_opening=True)
            assert head is not None
            assert (head.key, books.opening_at("support")) == ("open", False)
            books.stage(head.seq, Stage.ANNOUNCED)
            assert (books.opening_at("support"), books.opening_at("night")) == (True, False)

    def test_after_a_crash_what_was_announced_is_in_doubt(self, store: Store) -> None:
        """Everything announced is to be looked for; what is new or sent stays so."""
        with store() as books:
            for n in (1, 2):
                books.send(f"k{n}", f"c{n}", Line.CUSTOMER, Say(Side.CUSTOMER, f"t{n}"), NOW)
            announced = books.head("c1", Line.CUSTOMER)
            assert announced is not None
            books.stage(announced.seq, Stage.ANNOUNCED, since=NOW)
            assert books.doubt_all(LATER) == 1
            doubtful, new = books.head("c1", Line.CUSTOMER), books.head("c2", Line.CUSTOMER)
            assert doubtful is not None
            assert new is not None
            assert (doubtful.stage, doubtful.since, new.stage) == (Stage.DOUBT, NOW, Stage.NEW)
            assert list(books.lines_due(NOW)) == [("c2", Line.CUSTOMER)]
            assert books.next_due(NOW) == LATER

    def test_one_clock_a_conversation(self, store: Store) -> None:
        """Setting it again moves it; without one nothing rings."""
        with store() as books:
            books.set_clock("c", ("claim", LATER))
            books.set_clock("c", ("idle", NOW))
            assert list(books.ringing(NOW)) == [("c", "idle", NOW)]
            books.set_clock("c", None)
            assert list(books.ringing(LATER)) == []

    def test_an_errand_can_say_something_else(self, store: Store) -> None:
        """Words that go with others are named by the errand at the head, whose place in its line stays."""
        with store() as books:
            for n in (1, 2):
                books.send(f"k{n}", "c", Line.DESK, Say(Side.DESK, f"t{n}", thread=1), NOW)
            head = books.head("c", Line.DESK)
            assert head is not None
            books.reword(head.seq, Say(Side.DESK, "both", thread=1))
        with store() as books:
            line = books.unfinished("c", line=Line.DESK)
            assert [(row.key, getattr(row.errand, "turn", "")) for row in line] == [
                ("k1", "both"),
                ("k2", "t2"),
            ]

    def test_the_line_with_the_oldest_errand_is_due_first(self, store: Store) -> None:
        """Whatever the conversations are called, and however many errands stand in a line."""
        with store() as books:
            for n, name in enumerate(("z", "a", "z", "m")):
                books.send(f"k{n}", name, Line.DESK, Say(Side.DESK, f"t{n}", thread=1), NOW)
            assert [name for name, _ in books.lines_due(NOW)] == ["z", "a", "m"]


def test_what_is_queued_for_later_is_wanted_then() -> None:
    """A transaction tells when its first errand may go that may not go now."""
    with ENGINE.begin() as connection:
        books = SqlBooks(connection)
        for n, due in enumerate((NOW, LATER, LATER + timedelta(hours=1))):
            books.send(f"later{n}", "c", Line.CARD, DrawCard(n), due)
        assert books.wanted(NOW) == LATER
        assert books.wanted(LATER + timedelta(hours=1)) is None


def test_who_saves_second_is_told() -> None:
    """Of two who read a conversation, the one who saves later is told to read again."""
    before = answering()
    store = in_sql()
    with store() as books:
        books.add_conversation(before, HERE)
    with ENGINE.begin() as connection:
        one, other = SqlBooks(connection), SqlBooks(connection)
        for reader in (one, other):
            assert reader.conversation(before.id) == before
        one.save(before, before.claim(ANNA, NOW))
        with pytest.raises(StaleConversation):
            other.save(before, before.claim(BEN, NOW))
