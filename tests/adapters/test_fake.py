"""The platform of the tests: what stands there, what ever stood there, and how it fails."""

from __future__ import annotations

import asyncio

import pytest

from adapters.testing import FakeAdapter, FakePlatform, Fault, Planned, Seeded
from bot.errors import AddressGone, NotAllowed, TooLong, Unavailable, Unsure
from bot.events import Heard
from bot.meanings import Button, Choice, Notice, Press, Say
from bot.people import Address, Person
from bot.ports import Wanted


class Ground:
    """A platform with a shared room, a desk, one customer and one agent."""

    def __init__(self) -> None:
        self.faults = Planned()
        self.platform = FakePlatform(faults=self.faults)
        self.dana = self.platform.add_person("dana", "Dana", organisation="Acme")
        self.ada = self.platform.add_person("ada", "Ada", house=True)
        self.help = self.platform.add_room("help", [self.dana])
        self.group = self.platform.add_room("group", [self.dana], threads=False)
        self.desk = self.platform.add_room("desk", [self.ada])


@pytest.fixture
def ground() -> Ground:
    """A fresh platform."""
    return Ground()


CHOICE = Choice(
    "Did you mean?",
    (Press(Button.CHOOSE, "t1", "Invoices", "a"), Press(Button.CHOOSE, "t1", "Refunds", "b")),
)


def test_a_first_message_is_the_head_of_its_thread(ground: Ground) -> None:
    """The address of a message that starts a thread is that thread, and replies have the same."""
    first = ground.platform.say(ground.dana, ground.help, "Hello")
    second = ground.platform.say(ground.dana, first.receipt.address, "Anyone?")
    assert first.receipt.address == Address("fake", "help", first.receipt.message)
    assert second.receipt.address == first.receipt.address
    assert not first.to_bot


def test_rooms_without_threads_have_one_address(ground: Ground) -> None:
    """In a direct chat and in a group chat every message stands at the room itself."""
    direct = ground.platform.say(ground.dana, ground.platform.direct(ground.dana), "Hello")
    group = ground.platform.say(ground.dana, ground.group, "Hello")
    assert (direct.receipt.address.thread, direct.direct, direct.to_bot) == ("", True, True)
    assert (group.receipt.address, group.direct, group.to_bot) == (ground.group, False, False)


def test_every_text_is_remembered(ground: Ground) -> None:
    """What was edited over or deleted no longer stands there, and is not forgotten."""
    (receipt,) = ground.platform.post(ground.help, Say("One"), "k1")
    ground.platform.edit_own((receipt,), Say("Two"))
    heard = ground.platform.say(ground.dana, receipt.address, "Three")
    ground.platform.delete(ground.dana, heard.receipt.message)
    assert ground.platform.standing(receipt.address) == ["Two"]
    assert ground.platform.texts_ever(ground.help) == ["One", "Two", "Three"]


def test_only_a_button_that_stands_there_can_be_pressed(ground: Ground) -> None:
    """A press carries what the drawn button carried; a button that is gone or not drawn is an error."""
    (receipt,) = ground.platform.post(ground.help, CHOICE, "k1")
    press = ground.platform.press(ground.dana, receipt.message, Button.CHOOSE, "b")
    assert (press.about, press.pick, press.place) == ("t1", "b", receipt.address)
    with pytest.raises(LookupError, match="cannot press one choose"):
        ground.platform.press(ground.dana, receipt.message, Button.CHOOSE)
    ground.platform.edit_own((receipt,), Choice("Invoices it is"))
    with pytest.raises(LookupError, match="there is no button"):
        ground.platform.press(ground.dana, receipt.message, Button.CHOOSE, "b")


def test_an_outsider_cannot_press(ground: Ground) -> None:
    """A button in a room can be pressed by its members only."""
    ground.platform.post(ground.help, CHOICE, "k1")
    assert len(ground.platform.buttons(ground.dana)) == 2
    assert ground.platform.buttons(ground.ada) == []


def test_a_whisper_is_seen_and_pressed_by_its_reader(ground: Ground) -> None:
    """A whisper is shown to one person, and its buttons are that person's."""
    message = Notice("Take over and send?", (Press(Button.SEND, "t1", "Take over and send"),))
    ground.platform.whisper(ground.desk, ground.ada, message)
    (drawn,) = ground.platform.buttons(ground.ada)
    assert ground.platform.whispers_to(ground.ada) == ["Take over and send?"]
    assert ground.platform.whispers_to(ground.dana) == []
    assert ground.platform.press(ground.ada, drawn.on, Button.SEND).about == "t1"


@pytest.mark.parametrize(
    ("fault", "error", "stands"),
    [
        (Fault.SLOW_DOWN, Unavailable, 0),
        (Fault.DOWN, Unsure, 0),
        (Fault.DONE_BUT_DOWN, Unsure, 1),
        (Fault.GONE, AddressGone, 0),
    ],
)
def test_a_planned_fault_strikes_once(
    ground: Ground, fault: Fault, error: type[Exception], stands: int
) -> None:
    """A fault comes as our error, and the message stands there only if the fault says so."""
    ground.faults.plan("post", fault)
    with pytest.raises(error):
        ground.platform.post(ground.help, Say("Hello"), "k1")
    assert len(ground.platform.standing(ground.help)) == stands
    ground.platform.post(ground.help, Say("Hello"), "k1")
    assert len(ground.platform.standing(ground.help)) == stands + 1


def test_seeded_faults_repeat() -> None:
    """The same seed gives the same faults, at about the rate asked for."""
    thrown = [Seeded(7, rate=0.1)("post") for _ in range(1)]
    first, second = Seeded(7, rate=0.1), Seeded(7, rate=0.1)
    one, two = [first("post") for _ in range(1000)], [second("post") for _ in range(1000)]
    assert one == two
    assert one[0] == thrown[0]
    assert 50 < sum(fault is not None for fault in one) < 150


def test_what_the_platform_refuses(ground: Ground) -> None:
    """Texts too long, threads where there are none, and other people's messages are refused for good."""
    said = ground.platform.say(ground.dana, ground.help, "mine")
    with pytest.raises(TooLong):
        ground.platform.post(ground.help, Say("x" * 40_001), "k1")
    with pytest.raises(NotAllowed):
        ground.platform.open_thread(ground.group, Say("head"), "k2")
    with pytest.raises(NotAllowed):
        ground.platform.delete_own((said.receipt,))
    with pytest.raises(AddressGone):
        ground.platform.post(Address("fake", "help", "m999"), Say("lost"), "k3")


def test_rooms_move_end_and_are_left(ground: Ground) -> None:
    """A moved room keeps its messages, an archived one refuses, and who left is no member."""
    ground.platform.post(ground.help, Say("Hello"), "k1")
    moved = ground.platform.move(ground.help, "help-2")
    assert ground.platform.standing(moved.now) == ["Hello"]
    gone = ground.platform.archive(moved.now)
    assert gone.room == moved.now
    with pytest.raises(AddressGone):
        ground.platform.post(moved.now, Say("Hello"), "k2")
    assert ground.platform.leave(ground.ada, ground.desk).by == ground.ada
    assert ground.platform.room(ground.desk).members == []


def test_people_cannot_do_what_people_cannot_do(ground: Ground) -> None:
    """Speaking in a foreign room and changing foreign words fail loudly: the test is wrong."""
    said = ground.platform.say(ground.dana, ground.help, "mine")
    with pytest.raises(LookupError, match="is not in"):
        ground.platform.say(ground.ada, ground.help, "hi")
    with pytest.raises(LookupError, match="did not write"):
        ground.platform.edit(ground.ada, said.receipt.message, "not mine")


async def test_a_hung_call_never_answers(ground: Ground) -> None:
    """A call that hangs is neither done nor refused until somebody gives up waiting; it may be done."""
    ground.faults.plan("post", Fault.DONE_BUT_HUNG)
    adapter = FakeAdapter(ground.platform)
    waiting = asyncio.create_task(adapter.post(ground.help, Say("Hello"), "k1"))
    await adapter.calls.hung.wait()
    assert not waiting.done()
    waiting.cancel()
    assert ground.platform.standing(ground.help) == ["Hello"]


async def test_an_event_that_was_not_taken_comes_again(ground: Ground) -> None:
    """An event whose delivery failed is kept and sent again, the same one, in order."""
    taken: list[Heard] = []
    down = True

    async def deliver(event: Heard) -> None:
        if down:
            raise Unavailable("store")
        taken.append(event)

    async def ask(_wanted: Wanted) -> None:
        return None

    adapter = FakeAdapter(ground.platform)
    await adapter.start(deliver, ask)
    with pytest.raises(Unavailable):
        await adapter.say(ground.dana, ground.help, "Hello")
    kept = tuple(adapter.unheard)
    down = False
    await adapter.hear_again()
    assert tuple(taken) == kept
    assert adapter.unheard == []
    assert await adapter.home(Person("fake", "ada")) is None
