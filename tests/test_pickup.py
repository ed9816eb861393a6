"""A file by link, over HTTP: one person, one browser, as long as it may be seen."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientResponse, ClientSession, CookieJar, DummyCookieJar

from adapters.testing import Ticking
from bot.people import Side
from bot.pickup import PickupPoint
from bot.ports import Spooled
from bot.site import free_port, serving, site
from bot.store import Database, Reader, open_for_writing
from bot.turns import Fate, Turn
from bot.words import Key, phrase, text
from tests.core.builders import turn

HOST = "127.0.0.1"
PDF = b"%PDF-1.7 a parrot's passport"
WORDS = turn("Here is his passport")
DAYS = 7
NO_INDEX = "noindex, nofollow"


@dataclass(slots=True)
class House:
    """A house that serves files at an address of its own, on disk in *folder*."""

    folder: Path
    clock: Ticking = field(default_factory=Ticking)
    port: int = 0
    database: Database = field(init=False)
    point: PickupPoint = field(init=False)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[House]:
        """One process."""
        self.database, reader = open_for_writing(self.folder), Reader(self.folder)
        door = free_port(HOST, self.port)
        self.port = door.getsockname()[1]
        at, files = f"http://{HOST}:{self.port}", self.folder / "files"
        writer = self.database.writer
        self.point = PickupPoint(at, files, days=DAYS, writer=writer, reader=reader, clock=self.clock)
        await self.point.open()
        runner = site(self.point.routes(), lambda: True)
        await serving(runner, door)
        yield self
        await runner.cleanup()
        reader.close()
        self.database.close()

    def spooled(self, name: str = "passport.pdf", content: bytes = PDF) -> Spooled:
        """A file in the spool."""
        place = self.folder / "files" / "ab12"
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(content)
        return Spooled(place, name, "application/pdf", len(content))

    async def offer(self, name: str = "passport.pdf", *, key: str = "e1#0") -> str:
        """Its link, with the words it came with kept."""
        await self.keep(WORDS)
        return await self.point.offer(self.spooled(name), key, turn=WORDS.id, at=Side.DESK)

    async def keep(self, words: Turn) -> None:
        """The words as they stand now."""
        await self.database.writer.keep(lambda books: books.put_turn("c1", words))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A house that is open."""
    async with House(tmp_path).opened() as house:
        yield house


@asynccontextmanager
async def browser() -> AsyncIterator[ClientSession]:
    """Somebody's browser, with cookies of its own."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield session


async def page(session: ClientSession, link: str) -> tuple[int, str]:
    """What a browser shows at that link."""
    async with session.get(link) as answer:
        return answer.status, await answer.text()


async def press(session: ClientSession, link: str) -> tuple[int, bytes]:
    """What the press on "Download" gives."""
    async with session.post(link) as answer:
        return answer.status, await answer.read()


def said(key: Key) -> str:
    """A sentence of the page."""
    return text(phrase(key, day="2025-03-10"))


async def test_whoever_presses_first_has_the_file(house: House) -> None:
    """One browser gets it, as often as it likes; for every other it is gone, and says why."""
    link = await house.offer()
    async with browser() as mine, browser() as other:
        assert said(Key.PICKUP_RULE) in (await page(mine, link))[1]
        assert said(Key.PICKUP_RULE) in (await page(other, link))[1]
        assert await press(mine, link) == (200, PDF)
        assert await press(mine, link) == (200, PDF)
        assert said(Key.PICKUP_YOURS) in (await page(mine, link))[1]
        status, told = await page(other, link)
        assert (status, said(Key.PICKUP_TAKEN) in told, "passport" in told) == (403, True, False)
        assert (await press(other, link))[0] == 403


async def test_looking_uses_nothing_up(house: House) -> None:
    """Previews and crawlers ask for the page, and even press, without a cookie: nobody loses by it."""
    link = await house.offer()
    async with ClientSession(cookie_jar=DummyCookieJar()) as crawler, browser() as mine:
        for method in ("HEAD", "GET", "GET"):
            async with crawler.request(method, link) as answer:
                assert answer.status == 200
        status, told = await press(crawler, link)
        assert (status, said(Key.PICKUP_COOKIE) in told.decode()) == (403, True)
        await page(mine, link)
        assert await press(mine, link) == (200, PDF)


async def test_of_two_who_press_at_once_one_has_it(house: House) -> None:
    """The link is bound in one transaction."""
    link = await house.offer()
    async with browser() as one, browser() as other:
        await asyncio.gather(page(one, link), page(other, link))
        results = await asyncio.gather(press(one, link), press(other, link))
    assert sorted(status for status, _ in results) == [200, 403]


async def test_it_is_saved_and_never_shown(house: House) -> None:
    """Whatever it is, it is bytes to a browser: saved under its name, run nowhere, cached nowhere."""
    link = await house.offer("<b>\u202efdp.html")
    async with browser() as mine:
        async with mine.get(link) as shown:
            told = await shown.text()
            assert "&lt;b&gt;fdp.html" in told
            assert "<b>" not in told
            assert shown.headers["X-Robots-Tag"] == NO_INDEX
            assert "script-src" not in shown.headers["Content-Security-Policy"]
            assert shown.headers["Content-Security-Policy"].startswith(
                "default-src 'none'; style-src 'sha256-"
            )
        async with mine.post(link) as answer:
            assert_saved(answer)


def assert_saved(answer: ClientResponse) -> None:
    """Strict headers, all of them."""
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"file\"; filename*=UTF-8''%3Cb%3Efdp.html"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")


async def test_the_style_of_the_page_is_the_one_its_header_allows(house: House) -> None:
    """A change of the style changes its hash with it."""
    async with browser() as mine, mine.get(await house.offer()) as answer:
        (style,) = re.findall(r"<style>(.*?)</style>", await answer.text(), re.DOTALL)
        wanted = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"'sha256-{wanted}'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "name", ["run.exe", "run.EXE", "run.exe.", "run.exe ", "run.e\u202exe", "a/b:run.js"]
)
async def test_what_does_something_when_opened_is_not_handed_out(house: House, name: str) -> None:
    """Also where its name hides how it ends."""
    link = await house.offer(name)
    async with browser() as mine:
        assert (await page(mine, link))[0] == 410


async def test_deleted_words_take_the_link_with_them(house: House) -> None:
    """From that moment on, for whoever had fetched it too."""
    link = await house.offer()
    async with browser() as mine:
        await page(mine, link)
        assert (await press(mine, link))[0] == 200
        await house.keep(WORDS.now(Fate.GONE))
        assert (await page(mine, link))[0] == 410
        assert (await press(mine, link))[0] == 410


async def test_it_runs_out(house: House) -> None:
    """After its days nobody gets it, and nothing of it is kept past the next start."""
    link = await house.offer()
    async with browser() as mine:
        await page(mine, link)
        house.clock.now += timedelta(days=DAYS)
        assert said(Key.PICKUP_GONE) in (await page(mine, link))[1]
        assert (await press(mine, link))[0] == 410
    await house.point.open()
    rows = await house.database.writer.transact(
        lambda connection: connection.exec_driver_sql("SELECT count(*) FROM pickup").scalar()
    )
    assert rows == 0


async def test_it_goes_with_the_spool(house: House) -> None:
    """A file that is no longer there is told like one that ran out; so is a link nobody made."""
    link = await house.offer()
    (house.folder / "files" / "ab12").unlink()
    async with browser() as mine:
        assert await page(mine, link) == await page(mine, f"{link[:-1]}x")
        assert (await page(mine, link))[0] == 410


async def test_the_same_errand_has_the_same_link_after_a_crash(tmp_path: Path) -> None:
    """Repeated by the next process it is the same address, and whoever had it still has it."""
    first = House(tmp_path)
    async with browser() as mine:
        async with first.opened() as house:
            link = await house.offer()
            await page(mine, link)
            await press(mine, link)
        async with House(tmp_path, port=first.port).opened() as again:
            assert await again.offer() == link
            assert await again.offer(key="e2#0") != link
            assert await press(mine, link) == (200, PDF)


async def test_nothing_that_is_kept_or_logged_opens_it(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither database nor log holds a token or a cookie, and the secret is its owner's alone."""
    with caplog.at_level(logging.DEBUG):
        link = await house.offer()
        async with browser() as mine:
            await page(mine, link)
            await press(mine, link)
            cookies = [cookie.value for cookie in mine.cookie_jar]
    token = link.rpartition("/")[2]
    kept = b"".join(place.read_bytes() for place in house.folder.glob("frontdesk.db*"))
    assert len(cookies) == 1
    for hidden in (token, *cookies):
        assert hidden.encode() not in kept
        assert hidden not in caplog.text
    assert (house.folder / "pickup.secret").stat().st_mode & 0o077 == 0
    assert len(token) == 64
