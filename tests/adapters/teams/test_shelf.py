"""Files are fetched beside their messages: a message waits a little, whoever wants a file waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.teams.asked import Consented
from adapters.teams.connector import Connector
from adapters.teams.edge import no_token
from adapters.teams.files import TeamsFiles
from adapters.teams.refs import Refs
from adapters.teams.shelf import Shelf
from adapters.teams.us import Us
from bot.errors import AddressGone, NotAllowed, Unavailable
from bot.people import Address, Person
from bot.written import Attachment

FILE = Attachment("teams", "f1", "a.txt")


class Links(TeamsFiles):
    """Files whose links live, die or take their time. `errors` are raised first, in order."""

    def __init__(self, connector: Connector, refs: Refs, folder: Path) -> None:
        super().__init__(connector, refs, folder)
        self.open, self.asked = asyncio.Event(), 0
        self.open.set()
        self.errors: list[Exception] = []

    async def keep(self, file_id: str, url: str) -> None:
        """Fetch one."""
        self.asked += 1
        await self.open.wait()
        if self.errors:
            raise self.errors.pop(0)
        self._folder.mkdir(exist_ok=True)
        self._place(file_id).write_bytes(url.encode())

    async def answered(self, told: Consented) -> None:
        """An upload that takes its time, and fails."""
        await self.open.wait()
        raise NotAllowed("no")


@pytest.fixture
async def links(tmp_path: Path) -> AsyncIterator[Links]:
    """Where the files are."""
    refs = Refs(tmp_path)
    connector = Connector(Us.of("app", "tenant"), no_token)
    yield Links(connector, refs, tmp_path / "files")
    await refs.close()
    await connector.close()


async def content(shelf: Shelf, file: Attachment = FILE) -> bytes:
    """What is in a file."""
    return b"".join([piece async for piece in shelf.fetch(file)])


async def test_a_file_is_kept_before_its_message_goes_on(links: Links) -> None:
    """Its link may be dead a minute later."""
    shelf = Shelf(links)
    await shelf.keep({"f1": "https://files/1"})
    assert await content(shelf) == b"https://files/1"


async def test_a_large_file_goes_on_meanwhile(links: Links) -> None:
    """The message goes on without it; whoever wants the file gets it once it is there; fetched once."""
    shelf = Shelf(links, patience=0.01)
    links.open.clear()
    await shelf.keep({"f1": "https://files/1"})
    await shelf.keep({"f1": "https://files/1"})
    wanted = asyncio.create_task(content(shelf))
    await asyncio.sleep(0)
    assert not wanted.done()
    links.open.set()
    assert (await wanted, links.asked) == (b"https://files/1", 1)


async def test_what_fails_is_tried_again_a_few_times(links: Links) -> None:
    """A busy OneDrive hands it out in the end; a dead link does not."""
    shelf = Shelf(links, pause=0)
    links.errors = [Unavailable("teams"), Unavailable("teams")]
    await shelf.keep({"f1": "https://files/1"})
    assert (await content(shelf), links.asked) == (b"https://files/1", 3)
    links.errors = [AddressGone("dead")]
    await shelf.keep({"f2": "https://files/2"})
    with pytest.raises(AddressGone):
        await content(shelf, Attachment("teams", "f2", "b.txt"))


async def test_what_never_works_is_given_up(links: Links) -> None:
    """The message goes on, and the file can be named only."""
    shelf = Shelf(links, pause=0)
    links.errors = [Unavailable("teams")] * 9 + [ValueError("odd")]
    await shelf.keep({"f1": "https://files/1"})
    assert links.asked == 3
    with pytest.raises(AddressGone):
        await content(shelf)


async def test_an_answer_about_a_file_never_fails(links: Links) -> None:
    """Teams has its answer soon, however long the upload takes and however it ends."""
    shelf = Shelf(links, patience=0.01)
    links.open.clear()
    told = Consented(
        by=Person("teams", "dana"), room=Address("teams", "a:dana"), message="9", accepted=True, context={},
        upload="", name="", unique="", link="", kind="",
    )  # fmt: skip
    await shelf.consented(told)
    links.open.set()
    await shelf.consented(told)
    await shelf.close()
