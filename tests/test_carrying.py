"""What the courier does with a file: carried, offered by link, looked for, or refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.testing import FakeAdapter, FakeFiles, FakePlatform, Fault, Planned
from bot.courier import Courier
from bot.effects import SendFile
from bot.mailroom.attempts import Attempt, CannotTell, CarryFile, Done, NotFound, Outcome, Refused, Unknown
from bot.meanings import Say
from bot.people import Side
from bot.ports import Spooled
from bot.records import Line, Outgoing, Stage
from bot.spool import Spool
from bot.written import Span, Style
from tests.fakes.answerer import ByHeart

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
PDF = b"%PDF-1.7 a parrot's passport"
SENTENCE = "Dana sent a file: passport.pdf. One person can download it here:"
LINK = "https://desk.example/files/e1#0"


@dataclass(slots=True)
class Offers:
    """Links as they would be made, and what was offered by them."""

    offered: list[tuple[str, str, Side]] = field(default_factory=list)

    async def offer(self, file: Spooled, key: str, *, turn: str, at: Side) -> str:
        """An address made of the key."""
        self.offered.append((file.name, turn, at))
        return f"https://desk.example/files/{key}"


class Ground:
    """A file that was sent on `here`, on its way to a room `there`."""

    def __init__(self, folder: Path, *, links: bool = True, can_look: bool = True) -> None:
        self.faults = Planned()
        here, there = FakePlatform("here"), FakePlatform("there", faults=self.faults, can_look=can_look)
        self.source, self.target = FakeAdapter(here), FakeAdapter(there)
        self.source.files, self.takes = FakeFiles(here), FakeFiles(there)
        self.platform, self.room = there, there.add_room("desk", [])
        self.offers = Offers()
        self.courier = Courier(
            {"here": self.source, "there": self.target},
            ByHeart(),
            spool=Spool(folder),
            pickups=self.offers if links else None,
        )
        self.file = FakeFiles(here).attach("passport.pdf", PDF)
        self.source.files.attach("passport.pdf", PDF)

    async def carries(self, *, look: datetime | None = None) -> Outcome:
        """How that ends."""
        row = Outgoing(1, "e1#0", "c1", Line.ASIDE, SendFile(Side.DESK, "t1", 0), Stage.ANNOUNCED, LONG_AGO)
        action = CarryFile(self.room, self.file, Say("passport.pdf"), SENTENCE)
        return await self.courier.perform(Attempt(row, action, look))


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    """A house that has an address of its own."""
    return Ground(tmp_path)


async def test_a_platform_that_takes_files_gets_the_file(ground: Ground) -> None:
    """No link is made where none is needed."""
    ground.target.files = ground.takes
    assert isinstance(await ground.carries(), Done)
    assert list(ground.takes.sent.values()) == [PDF]
    assert ground.offers.offered == []


async def test_in_place_of_a_file_stands_a_link(ground: Ground) -> None:
    """The sentence, and below it the address, marked as one; it is offered with the words it came with."""
    outcome = await ground.carries()
    assert isinstance(outcome, Done)
    begins = len(SENTENCE) + 1
    assert ground.platform.message(outcome.receipts[0].message).said == [
        Say(f"{SENTENCE}\n{LINK}", spans=(Span(begins, begins + len(LINK), Style.LINK),))
    ]
    assert ground.offers.offered == [("passport.pdf", "t1", Side.DESK)]


@pytest.mark.parametrize("why", ["no files", "refused", "too large"])
async def test_without_links_it_is_refused(tmp_path: Path, why: str) -> None:
    """A house without an address says so, and the mailroom names the file."""
    ground = Ground(tmp_path, links=False)
    ground.target.files = None if why == "no files" else ground.takes
    ground.takes.refusing, ground.takes.most = why == "refused", 3 if why == "too large" else 100
    assert isinstance(await ground.carries(), Refused)
    assert ground.platform.standing(ground.room) == []


async def test_a_file_that_cannot_be_fetched_goes_by_no_link(ground: Ground) -> None:
    """There is nothing to offer, so nothing is promised."""
    ground.source.files = FakeFiles(FakePlatform("here"))
    assert isinstance(await ground.carries(), Refused)
    assert ground.offers.offered == []


async def test_a_link_that_may_stand_is_looked_for(ground: Ground) -> None:
    """In doubt it is not posted twice: found it is done, not found it may be tried again."""
    assert await ground.carries(look=LONG_AGO) == NotFound()
    ground.faults.plan("post", Fault.DONE_BUT_DOWN)
    assert await ground.carries() == Unknown()
    found = await ground.carries(look=LONG_AGO)
    assert isinstance(found, Done)
    assert ground.platform.standing(ground.room) == [f"{SENTENCE}\n{LINK}"]


async def test_a_link_is_looked_for_where_files_are_taken_too(ground: Ground) -> None:
    """A platform that refused this one file shows a link: that is what may stand."""
    ground.target.files, ground.takes.refusing = ground.takes, True
    ground.faults.plan("post", Fault.DONE_BUT_DOWN)
    assert await ground.carries() == Unknown()
    assert isinstance(await ground.carries(look=LONG_AGO), Done)


async def test_where_nobody_can_look_nobody_claims_to_know(tmp_path: Path) -> None:
    """A platform without a way to look never gets it twice in silence."""
    ground = Ground(tmp_path, can_look=False)
    assert await ground.carries(look=LONG_AGO) == CannotTell()
