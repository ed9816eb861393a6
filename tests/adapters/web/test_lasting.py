"""What survives: restarts, a bot that does not listen, floods, pages that fall asleep, foreign files."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.testing.contract import Witness
from adapters.web.keeper import Keeper
from bot.errors import StoreError
from bot.meanings import Notice, Say
from tests.adapters.web.playground import (
    DESK,
    HELP,
    NOON,
    PageOfTests,
    Playground,
    open_playground,
    say,
    texts,
)

POSTING = """
import asyncio, sys
from itertools import count
from pathlib import Path
from adapters.web.playground import WebAdapter, WebSettings
from bot.meanings import Say
from bot.people import Address

async def nothing(_): ...

async def main():
    web = WebAdapter(WebSettings(Path(sys.argv[1])))
    await web.start(nothing, nothing)
    for number in count():
        (receipt,) = await web.post(Address("web", "help"), Say("Hello"), f"k{number}")
        print(receipt.message, flush=True)

asyncio.run(main())
"""


async def test_history_survives_a_restart(tmp_path: Path) -> None:
    """Messages, marks, whispers and keys are there again, and new ids are new."""
    data = tmp_path / "playground.db"
    async with open_playground(data) as before:
        page = await before.page()
        first = await say(page, "Hello")
        await page.ask("react", person="ada", message=first["message"], mark="eyes", on=True)
        (receipt,) = await before.adapter.post(HELP, Say("Hi"), "key-1")
        assert before.adapter.whispers is not None
        await before.adapter.whispers.whisper(DESK, before.adapter.world.person("ada"), Notice("Psst"))
        await page.close()
    async with open_playground(data) as after:
        page = await after.page()
        assert [message["text"] or message["body"]["text"] for message in page.standing("help")] == [
            "Hello",
            "Hi",
        ]
        assert page.messages[first["message"]]["marks"] == [{"mark": "eyes", "by": ["ada"]}]
        assert [whisper["body"]["text"] for whisper in page.whispers.values()] == ["Psst"]
        assert await after.adapter.find(HELP, "key-1", NOON) == (receipt,)
        assert (await say(page, "Again"))["message"] not in {first["message"], receipt.message}
        assert after.witness.heard[0].id != before.witness.heard[0].id
        await page.close()


async def test_what_was_not_taken_comes_again_at_the_next_start(tmp_path: Path) -> None:
    """Acts that the bot refused are handed in again after a restart, in order, each once."""
    data = tmp_path / "playground.db"
    deaf = Witness()
    deaf.refusing = True
    async with open_playground(data, deaf) as before:
        page = await before.page()
        for text in ("One", "Two", "Three"):
            assert (await say(page, text))["code"] == "not_heard"
        await page.close()
    async with open_playground(data) as after:
        await after.witness.until(3)
        page = await after.page()
        await say(page, "Four")
        assert texts(after.witness) == ["One", "Two", "Three", "Four"]
        await page.close()
    async with open_playground(data) as later:
        page = await later.page()
        await say(page, "Five")
        assert texts(later.witness) == ["Five"]
        await page.close()


async def test_a_killed_process_loses_no_receipt(tmp_path: Path) -> None:
    """What was posted when the process is killed at once afterwards is found by its key."""
    data = tmp_path / "playground.db"
    posted = await asyncio.to_thread(_posted_until_killed, data)
    async with open_playground(data) as after:
        for number, message in enumerate(posted):
            found = await after.adapter.find(HELP, f"k{number}", NOON)
            assert [receipt.message for receipt in found or ()] == [message]


async def test_a_message_tells_that_it_was_not_heard(playground: Playground, page: PageOfTests) -> None:
    """While the bot cannot take a message the page says so; once it is taken the page says that."""
    playground.witness.refusing = True
    error = await say(page, "Hello", nonce="n")
    assert (error["code"], error["nonce"]) == ("not_heard", "n")
    await page.until(lambda frame: frame["type"] == "message" and not frame["message"]["heard"])
    start = len(page.frames)
    playground.witness.refusing = False
    assert (await say(page, "Hello", nonce="n"))["type"] == "done"
    await page.until(lambda frame: frame["type"] == "message" and frame["message"]["heard"], start)
    assert texts(playground.witness) == ["Hello"]
    assert len(page.standing("help")) == 1


async def test_one_nonce_happens_once(playground: Playground, page: PageOfTests) -> None:
    """A frame sent again after a lost connection is answered alike and changes nothing."""
    first = await say(page, "Hello", nonce="once")
    other = await playground.page()
    assert await say(other, "Hello", nonce="once") == first
    assert (len(other.standing("help")), texts(playground.witness)) == (1, ["Hello"])
    await other.close()


async def test_ten_thousand_messages_at_once(playground: Playground, page: PageOfTests) -> None:
    """A flood is taken in order, each message once, and each is answered."""
    async with asyncio.TaskGroup() as group:
        for number in range(10_000):
            await page.socket.send_json(
                {
                    "type": "say",
                    "nonce": f"flood{number}",
                    "person": "dana",
                    "room": "dm-dana",
                    "thread": "",
                    "text": str(number),
                }
            )
        group.create_task(playground.witness.until(10_000))
    await page.until(lambda frame: frame.get("nonce") == "flood9999")
    assert texts(playground.witness) == [str(number) for number in range(10_000)]
    assert sum(frame["type"] == "done" for frame in page.frames) == 10_000


async def test_a_page_that_cannot_keep_up_starts_anew(playground: Playground) -> None:
    """A page that does not read holds nobody up; when it reads again a snapshot replaces what it missed."""
    sleeper = await playground.page()
    sleeper._reader.cancel()
    for number in range(400):
        await playground.adapter.post(HELP, Say(f"{number} " + "x" * 39_000), f"k{number}")
    sleeper._reader = asyncio.create_task(sleeper._read())
    seen = await sleeper.until(lambda frame: frame["type"] == "snapshot", 1)
    assert seen["messages"][-1]["body"]["text"].startswith("399 ")
    await sleeper.close()


@pytest.mark.parametrize("content", [b"this is no database, it is a letter" * 200, None])
async def test_a_foreign_file_is_not_touched(tmp_path: Path, content: bytes | None) -> None:
    """A file that is not the playground's, or of another version, is refused with what to do."""
    path = tmp_path / "playground.db"
    if content is None:
        keeper = Keeper(path)
        await keeper.open()
        await keeper.close()
        _raise_version(path)
    else:
        path.write_bytes(content)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="move"):
        await Keeper(path).open()
    assert path.read_bytes() == before


def _raise_version(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()


def _posted_until_killed(data: Path) -> list[str]:
    """The receipts that a process told of before it was killed."""
    program = [sys.executable, "-c", POSTING, str(data)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as posting:
        assert posting.stdout is not None
        first = [posting.stdout.readline().strip() for _ in range(50)]
        posting.kill()
        return first + posting.stdout.read().split("\n")[:-1]


async def test_a_page_that_cannot_be_shown_is_sent_away(tmp_path: Path) -> None:
    """When the rooms cannot be read a page is closed, so that it comes back, instead of staying empty."""
    async with open_playground(tmp_path / "playground.db") as playground:
        other = sqlite3.connect(playground.settings.data)
        other.execute("DROP TABLE whisper")
        other.close()
        async with playground.session.get(playground.adapter.entrance()):
            pass
        origin = playground.origin
        socket = await playground.session.ws_connect(f"{origin}/ws", origin=origin)
        assert (await socket.receive()).data == 1013
