"""What the courier says of an errand: done, later, refused or unknown, and by which way a whisper went."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import NoReturn

import pytest

from adapters.testing import FakeAdapter, FakePlatform, Fault, Planned
from bot.courier import PATIENCE, THINKING, Courier
from bot.effects import Say as SayErrand
from bot.errors import AdapterError, AddressGone, NotAllowed, TooLong, Unavailable
from bot.judgement import Draft, Failed, Question
from bot.mailroom.attempts import (
    Action,
    Attempt,
    CannotTell,
    Change,
    Done,
    Later,
    MarkOn,
    NotFound,
    Open,
    Outcome,
    Post,
    Refused,
    Remove,
    Think,
    Thought,
    Unknown,
    WhisperTo,
)
from bot.meanings import Button, CardState, DeskCard, Notice, Press, Say
from bot.people import Address, Person, Receipt, Side
from bot.records import Line, Outgoing, Stage
from tests.fakes.answerer import ByHeart, known
from tests.fakes.loop import in_no_time

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
HELLO = Say("Hello")
SEND = Press(Button.SEND, "t1", "Send")
TOLD = Notice("Only for you", (SEND,))
CARD = DeskCard("c1", CardState.WAITING, "Waiting for an agent", "Where is my parcel?")
PASSWORD = Question("q1", "How do I reset my password?", ("public",))


def attempt(action: Action, *, look: datetime | None = None, key: str = "k1") -> Attempt:
    """An errand to be done now."""
    errand = SayErrand(Side.CUSTOMER, "t1")
    row = Outgoing(1, key, "c1", Line.CUSTOMER, errand, Stage.ANNOUNCED, LONG_AGO)
    return Attempt(row, action, look)


class Beat:
    """A courier and the platform it serves, with a customer's room and a desk with one thread."""

    def __init__(self, *, can_look: bool = True) -> None:
        self.faults, self.answerer = Planned(), ByHeart()
        self.platform = FakePlatform(faults=self.faults, can_look=can_look)
        self.adapter = FakeAdapter(self.platform)
        self.dana = self.platform.add_person("dana", "Dana")
        self.ada = self.platform.add_person("ada", "Ada")
        self.help = self.platform.add_room("help", (self.dana,))
        self.desk = self.platform.add_room("desk", (self.ada,))
        self.thread = self.platform.open_thread(self.desk, CARD, "card").address
        self.courier = Courier({"fake": self.adapter}, self.answerer)

    async def does(self, action: Action, *, look: datetime | None = None, key: str = "k1") -> Outcome:
        """How that ends."""
        return await self.courier.perform(attempt(action, look=look, key=key))

    async def posted(self, text: str = "Hello", key: str = "k1") -> Receipt:
        """The receipt of a post in the customers' room."""
        done = await self.does(Post(self.help, Say(text)), key=key)
        assert isinstance(done, Done)
        return done.receipts[0]

    def direct_to(self, person: Person) -> list[str]:
        """What stands in somebody's direct chat."""
        return self.platform.standing(self.platform.direct(person))


def raising(error: Exception) -> Callable[..., Awaitable[NoReturn]]:
    """A call that ends in *error*."""

    async def call(*_: object) -> NoReturn:
        raise error

    return call


@pytest.fixture
def beat() -> Beat:
    """A platform that takes posts as fast as they come."""
    return Beat()


# -- how an errand ends


async def test_a_post_that_stands_is_done_with_its_receipt(beat: Beat) -> None:
    """What was posted is told with the receipt by which it can be found again."""
    receipt = await beat.posted("Hello")
    assert beat.platform.message(receipt.message).text == "Hello"


async def test_a_platform_that_asks_to_wait_is_asked_later(
    beat: Beat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A 429 is told as Later with the platform's own seconds."""
    monkeypatch.setattr(beat.adapter, "post", raising(Unavailable("fake", retry_after=7.5)))
    assert await beat.does(Post(beat.help, HELLO)) == Later(7.5)


async def test_a_platform_that_takes_nothing_at_all_says_so(
    beat: Beat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That nothing else would be taken either is told on, so that nothing else is tried."""
    monkeypatch.setattr(beat.adapter, "post", raising(Unavailable("fake", retry_after=60, everywhere=True)))
    assert await beat.does(Post(beat.help, HELLO)) == Later(60, everywhere=True)


@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.DONE_BUT_DOWN])
async def test_an_unclear_answer_is_unknown(beat: Beat, fault: Fault) -> None:
    """Whether it was done or not, an unclear answer is never told as done or as refused."""
    beat.faults.plan("post", fault)
    assert await beat.does(Post(beat.help, HELLO)) == Unknown()


@pytest.mark.parametrize(
    ("error", "gone"),
    [(AddressGone("no such room"), True), (NotAllowed("no right"), False), (TooLong("too long"), False)],
)
async def test_a_refusal_tells_why_and_whether_the_place_is_gone(
    beat: Beat, monkeypatch: pytest.MonkeyPatch, error: AdapterError, *, gone: bool
) -> None:
    """Refused for good carries the platform's reason, and only a place that is gone counts as gone."""
    monkeypatch.setattr(beat.adapter, "post", raising(error))
    assert await beat.does(Post(beat.help, HELLO)) == Refused(str(error), gone=gone)


async def test_an_error_nobody_expected_is_unknown_and_logged(
    beat: Beat, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A bug in an adapter neither stops the courier nor goes unseen."""
    monkeypatch.setattr(beat.adapter, "post", raising(KeyError("ts")))
    with caplog.at_level(logging.ERROR):
        assert await beat.does(Post(beat.help, HELLO), key="e1#0") == Unknown()
    assert "e1#0" in caplog.text
    assert "KeyError" in caplog.text


def test_a_call_that_never_returns_is_unknown_after_patience(caplog: pytest.LogCaptureFixture) -> None:
    """A platform that took the call and is silent is given up after the patience of one call, as planned."""

    async def story() -> tuple[Outcome, float]:
        beat = Beat()
        beat.faults.plan("post", Fault.HANG)
        return await beat.does(Post(beat.help, HELLO)), asyncio.get_running_loop().time()

    assert in_no_time(story()) == (Unknown(), PATIENCE)
    assert caplog.records == []


async def test_nothing_goes_to_a_platform_that_does_not_run(beat: Beat) -> None:
    """An address of an adapter that is not there is refused as gone, by the adapter's name."""
    outcome = await beat.does(Post(Address("teams", "19:x"), HELLO))
    assert outcome == Refused("no adapter called 'teams' is running", gone=True)


async def test_a_change_a_removal_and_a_mark_are_done(beat: Beat) -> None:
    """Posts of ours can be redrawn, marked and taken away."""
    receipt = await beat.posted()
    assert await beat.does(Change((receipt,), Say("Hello again"))) == Done((receipt,))
    assert await beat.does(MarkOn(receipt, "delivered")) == Done()
    assert beat.platform.standing(beat.help) == ["Hello again"]
    assert beat.platform.message(receipt.message).marks == {("bot", "delivered")}
    assert await beat.does(Remove((receipt,))) == Done()
    assert beat.platform.standing(beat.help) == []


async def test_a_platform_without_marks_refuses_them(beat: Beat) -> None:
    """Where there are no marks the errand ends there, for good."""
    receipt = await beat.posted()
    beat.adapter.marks = None
    assert isinstance(await beat.does(MarkOn(receipt, "delivered")), Refused)


# -- looking before posting again


async def test_what_is_found_is_not_posted_again(beat: Beat) -> None:
    """A post in doubt is looked for first, and found it is done with the receipt that stands there."""
    receipt = await beat.posted()
    assert await beat.does(Post(beat.help, HELLO), look=LONG_AGO) == Done((receipt,))
    assert beat.platform.standing(beat.help) == ["Hello"]


async def test_what_is_not_found_is_not_posted_either(beat: Beat) -> None:
    """Not found is told as such: whether it may still be said is not the courier's to decide."""
    assert await beat.does(Post(beat.help, HELLO), look=LONG_AGO) == NotFound()
    assert await beat.does(Open(beat.desk, CARD), look=LONG_AGO) == NotFound()
    assert beat.platform.standing(beat.help) == []


async def test_a_platform_that_cannot_look_says_so() -> None:
    """Where a platform has no way to look, nothing is posted twice and nobody claims to know."""
    beat = Beat(can_look=False)
    await beat.posted()
    assert await beat.does(Post(beat.help, HELLO), look=LONG_AGO) == CannotTell()
    assert beat.platform.standing(beat.help) == ["Hello"]


# -- cards


async def test_a_card_links_to_the_customers_words_by_their_own_platform(
    beat: Beat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The link on a card is made by the adapter the customer is on, not by the desk's."""
    other = FakeAdapter(FakePlatform("other"))
    courier = Courier({"fake": beat.adapter, "other": other}, beat.answerer)
    monkeypatch.setattr(beat.adapter, "link", lambda _: "https://wrong.example/")
    origin = Receipt(Address("other", "shop"), "m1")
    card = DeskCard("c1", CardState.WAITING, "Waiting", "Where?", origin=origin)
    opened = await courier.perform(attempt(Open(beat.desk, card)))
    assert isinstance(opened, Done)
    posted = beat.platform.message(opened.receipts[0].message)
    assert _link(posted.said[-1]) == "https://chat.example/shop/m1"
    await courier.perform(attempt(Change(opened.receipts, card)))
    assert [_link(drawn) for drawn in posted.said] == ["https://chat.example/shop/m1"] * 2


def _link(drawn: object) -> str:
    assert isinstance(drawn, DeskCard)
    return drawn.link


async def test_a_card_of_a_customer_whose_platform_is_gone_has_no_link(beat: Beat) -> None:
    """A card is drawn also where nobody can make its link any more."""
    card = DeskCard("c1", CardState.WAITING, "Waiting", "?", origin=Receipt(Address("teams", "x"), "m1"))
    opened = await beat.does(Open(beat.desk, card))
    assert isinstance(opened, Done)
    assert _link(beat.platform.message(opened.receipts[0].message).said[-1]) == ""


# -- whispers


def whisper(beat: Beat, *, at: Address | None, to: Person | None = None) -> WhisperTo:
    """Something for Ada alone, with the desk's thread to name her in."""
    return WhisperTo(at, to or beat.ada, TOLD, beat.thread)


async def test_a_whisper_is_shown_where_the_person_is_looking(beat: Beat) -> None:
    """In place, to that person alone."""
    assert await beat.does(whisper(beat, at=beat.thread)) == Done()
    assert beat.platform.whispers_to(beat.ada) == ["Only for you"]
    assert beat.direct_to(beat.ada) == []


@pytest.mark.parametrize("lack", ["no place", "no whispers", "not in the room", "room gone"])
async def test_where_nothing_can_be_whispered_the_direct_chat_is_taken(beat: Beat, lack: str) -> None:
    """Without a place, without whispers, or in a room the person cannot see, it goes to the direct chat."""
    at: Address | None = beat.thread
    match lack:
        case "no place":
            at = None
        case "no whispers":
            beat.adapter.whispers = None
        case "not in the room":
            at = beat.help
        case _:
            beat.platform.archive(beat.desk)
    assert isinstance(await beat.does(whisper(beat, at=at)), Done)
    assert beat.direct_to(beat.ada) == ["Only for you"]
    assert beat.platform.whispers == []


async def test_a_person_of_another_platform_is_told_in_the_direct_chat_there(beat: Beat) -> None:
    """At a place of one platform, somebody of another is told on that person's own."""
    elsewhere = FakePlatform("other")
    lea = elsewhere.add_person("lea", "Lea")
    beat.platform.room(beat.desk).members.append(lea)  # a platform that would take any id
    courier = Courier({"fake": beat.adapter, "other": FakeAdapter(elsewhere)}, beat.answerer)
    done = await courier.perform(attempt(whisper(beat, at=beat.thread, to=lea)))
    assert isinstance(done, Done)
    assert elsewhere.standing(elsewhere.direct(lea)) == ["Only for you"]
    assert beat.platform.whispers == []


async def test_without_any_private_way_the_desk_names_the_person(beat: Beat) -> None:
    """The last way is a line in the desk's thread that names the person, with the same buttons."""
    beat.adapter.whispers = None
    beat.platform.rooms["dm-ada"].gone = True
    outcome = await beat.does(whisper(beat, at=beat.help))
    assert isinstance(outcome, Done)
    assert beat.platform.message(outcome.receipts[0].message).said == [
        Say("Only for you", mention=beat.ada, presses=(SEND,))
    ]
    assert outcome.receipts[0].address == beat.thread
    assert beat.platform.standing(beat.help) == []


async def test_private_words_never_fall_into_a_customers_room(beat: Beat) -> None:
    """Where there is no desk thread either, it is not said at all."""
    beat.platform.rooms["dm-ada"].gone = True
    outcome = await beat.does(WhisperTo(beat.help, beat.ada, TOLD, None))
    assert outcome == Refused("there is no private way to this person")
    assert beat.platform.standing(beat.help) == []


@pytest.mark.parametrize(("can_look", "told"), [(True, "found"), (False, "nobody can tell")])
@pytest.mark.parametrize("way", ["direct", "by name"])
async def test_private_words_of_unknown_fate_are_looked_for(way: str, told: str, *, can_look: bool) -> None:
    """Words that took another way than in place are found, or it is said that nobody can tell."""
    beat = Beat(can_look=can_look)
    beat.adapter.whispers = None
    beat.platform.rooms["dm-ada"].gone = way == "by name"
    beat.faults.plan("post", *([Fault.GONE] if way == "by name" else []), Fault.DONE_BUT_DOWN)
    outcome = await beat.does(whisper(beat, at=beat.thread))
    assert (isinstance(outcome, Done), outcome == CannotTell()) == (can_look, not can_look), told
    stands = beat.platform.standing(beat.thread) if way == "by name" else beat.direct_to(beat.ada)
    assert stands.count("Only for you") == 1


def test_a_direct_chat_that_cannot_be_asked_for_is_unknown_after_patience(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who is silent about a direct chat does not keep the courier for ever."""

    async def story() -> tuple[Outcome, float]:
        beat = Beat()
        monkeypatch.setattr(beat.adapter.people, "direct", lambda _: asyncio.Future())
        outcome = await beat.does(whisper(beat, at=None))
        return outcome, asyncio.get_running_loop().time()

    assert in_no_time(story()) == (Unknown(), PATIENCE)


# -- thinking


async def test_a_draft_is_what_the_answerer_thought(beat: Beat) -> None:
    """While it thinks, the customer sees that somebody is typing."""
    assert await beat.does(Think(PASSWORD, beat.help)) == Thought(known(PASSWORD.text))
    assert beat.platform.typings == [beat.help]


async def test_an_answerer_that_fails_is_told_as_failed(beat: Beat) -> None:
    """Any failure of the answerer becomes a draft that fetches a person."""
    beat.answerer.fails = True
    assert await beat.does(Think(PASSWORD, None)) == Thought(Failed("AnswererError"))


def test_an_answerer_that_never_ends_is_told_as_failed() -> None:
    """Who thinks longer than anybody waits has failed."""

    async def story() -> tuple[Outcome, float]:
        beat = Beat()
        beat.answerer.hold()
        return await beat.does(Think(PASSWORD, None)), asyncio.get_running_loop().time()

    assert in_no_time(story()) == (Thought(Failed("TimeoutError")), THINKING)


async def test_a_platform_that_cannot_show_typing_costs_no_answer(
    beat: Beat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong with typing, the question is drafted."""
    monkeypatch.setattr(beat.adapter.whispers, "typing", raising(KeyError("channel")))
    thought = await beat.does(Think(PASSWORD, beat.help))
    assert isinstance(thought, Thought)
    assert isinstance(thought.draft, Draft)
