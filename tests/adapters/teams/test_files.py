"""Files in Teams: kept while their links live, offered to one person, and our token shown to Teams alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.teams.asked import Consented
from adapters.teams.files import MOST
from bot.errors import AddressGone, NotAllowed
from bot.meanings import Say
from bot.people import Person, Voice
from bot.ports import Spooled
from bot.written import Attachment
from tests.adapters.teams.samples import ADA
from tests.adapters.teams.speaking import Speaking, speaking
from tests.fakes.teams.world import Post

PICTURE = b"\x89PNG picture"


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Speaking]:
    """A bot that may speak, and a file at Teams."""
    async with speaking(tmp_path) as found:
        found.teams.world.files["1"] = PICTURE
        yield found


async def fetched(bot: Speaking, file_id: str) -> bytes:
    """What is kept of a file."""
    pieces = [piece async for piece in bot.files.fetch(Attachment("teams", file_id, "a.png"))]
    return b"".join(pieces)


async def test_a_picture_is_fetched_with_our_token_and_kept(bot: Speaking) -> None:
    """It lies at Teams itself, and is there when its link is dead."""
    await bot.files.keep("f1", f"{bot.teams.service}v3/attachments/1")
    bot.teams.world.files.clear()
    await bot.files.keep("f1", f"{bot.teams.service}v3/attachments/1")
    assert await fetched(bot, "f1") == PICTURE


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/a", "https://sharepoint.com.evil.example/a", "http://acme.sharepoint.com/a",
     "https://acme.sharepoint.com@evil.example/a", "file:///etc/passwd", "http://169.254.169.254/latest"],
)  # fmt: skip
async def test_nothing_is_fetched_from_elsewhere(bot: Speaking, url: str) -> None:
    """An address that is not Microsoft's own is not even asked."""
    with pytest.raises(NotAllowed):
        await bot.files.keep("f1", url)
    with pytest.raises(AddressGone):
        await fetched(bot, "f1")


async def test_a_file_in_a_onedrive_sees_no_token(bot: Speaking, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its address is secret enough; the bot's token is none of its business."""
    monkeypatch.setattr("adapters.teams.files._is_onedrives", lambda url: "/files/" in url)
    monkeypatch.setattr(bot.connector.hosts, "allow", lambda url: "/files/" not in url)
    await bot.files.keep("f1", f"{bot.teams.connector.base}/files/1")
    assert await fetched(bot, "f1") == PICTURE
    assert bot.teams.connector.leaked == []


async def test_what_is_too_large_is_not_kept(bot: Speaking) -> None:
    """Nothing of it stays behind."""
    bot.teams.world.files["1"] = bytes(MOST + 1)
    with pytest.raises(NotAllowed):
        await bot.files.keep("f1", f"{bot.teams.service}v3/attachments/1")
    with pytest.raises(AddressGone):
        await fetched(bot, "f1")


# -- to people


def spooled(folder: Path, content: bytes = b"the terms") -> Spooled:
    """A file the house keeps."""
    path = folder / "spooled"
    path.write_bytes(content)
    return Spooled(path, "terms <b>.pdf", "application/pdf", len(content))


async def offered(bot: Speaking, folder: Path) -> Post:
    """A file that Dana was offered."""
    chat = bot.teams.direct(bot.dana)
    await bot.meet(chat)
    (receipt,) = await bot.files.send(bot.at(chat), spooled(folder), Say("terms.pdf", ADA, Voice.AGENT))
    return chat.posts[receipt.message]


def consented(bot: Speaking, post: Post, *, accepted: bool = True) -> Consented:
    """What Teams tells when Dana answers."""
    (card,) = post.activity["attachments"]
    base = bot.teams.connector.base
    return Consented(
        by=Person("teams", bot.dana.id),
        room=bot.at(bot.teams.direct(bot.dana)),
        message=post.id,
        accepted=accepted,
        context=card["content"]["acceptContext"],
        upload=f"{base}/upload/9",
        name="terms.pdf",
        unique="F9",
        link=f"{base}/files/9",
        kind="pdf",
    )


async def test_a_file_is_offered_and_put_where_it_is_let_in(bot: Speaking, tmp_path: Path) -> None:
    """The offer says whose it is; accepted, it becomes the file, and no token goes along."""
    post = await offered(bot, tmp_path)
    (card,) = post.activity["attachments"]
    assert "Ada" in card["content"]["description"]
    await bot.files.answered(consented(bot, post))
    assert bot.teams.connector.uploads == {"9": b"the terms"}
    assert post.activity["attachments"][0]["contentType"].endswith("file.info")
    assert bot.teams.connector.leaked == []


async def test_an_offer_that_may_be_the_second_says_so(bot: Speaking, tmp_path: Path) -> None:
    """Nobody can look whether the first one stands."""
    chat = bot.teams.direct(bot.dana)
    await bot.meet(chat)
    (receipt,) = await bot.files.send(bot.at(chat), spooled(tmp_path), Say("terms.pdf", ADA, again=True))
    (card,) = chat.posts[receipt.message].activity["attachments"]
    assert "may stand here twice" in card["content"]["description"]


async def test_an_offer_is_taken_up_once(bot: Speaking, tmp_path: Path) -> None:
    """A second answer finds nothing."""
    post = await offered(bot, tmp_path)
    told = consented(bot, post)
    await bot.files.answered(told)
    bot.teams.connector.uploads.clear()
    await bot.files.answered(told)
    assert bot.teams.connector.uploads == {}


async def test_an_offer_that_is_not_wanted_goes_away(bot: Speaking, tmp_path: Path) -> None:
    """The card is taken away, and nothing is uploaded."""
    post = await offered(bot, tmp_path)
    await bot.files.answered(consented(bot, post, accepted=False))
    assert post.deleted
    assert bot.teams.connector.uploads == {}


@pytest.mark.parametrize("wrong", ["room", "ticket", "host", "context"])
async def test_nobody_gets_a_file_that_was_not_offered_there(
    bot: Speaking, tmp_path: Path, wrong: str
) -> None:
    """Another chat, a made-up ticket, an address of elsewhere, no ticket at all: nothing leaves us."""
    told = consented(bot, await offered(bot, tmp_path))
    match wrong:
        case "room":
            told = replace(told, room=bot.at(bot.desk))
        case "ticket":
            told = replace(told, context={"fd": "../" * 16})
        case "host":
            told = replace(told, upload="https://evil.example/upload")
        case _:
            told = replace(told, context={})
    await bot.files.answered(told)
    assert bot.teams.connector.uploads == {}


async def test_a_file_that_cannot_be_handed_over_is_named_instead(bot: Speaking, tmp_path: Path) -> None:
    """Accepted, but gone from the spool: the customer reads an honest line in place of the offer."""
    post = await offered(bot, tmp_path)
    (tmp_path / "spooled").unlink()
    await bot.files.answered(consented(bot, post))
    assert post.words == "Ada sent a file that cannot be shown here: terms <b>.pdf"


@pytest.mark.parametrize("kind", ["channel", "group"])
async def test_in_shared_places_a_bot_can_show_no_file(bot: Speaking, tmp_path: Path, kind: str) -> None:
    """Refused, so that the house names it or links to it."""
    chat = bot.desk if kind == "channel" else bot.teams.group("g", [bot.ada])
    await bot.meet(chat)
    with pytest.raises(NotAllowed):
        await bot.files.send(bot.at(chat), spooled(tmp_path), Say("terms.pdf"))


async def test_what_is_old_is_forgotten(bot: Speaking) -> None:
    """A file that was just kept is not."""
    await bot.files.keep("f1", f"{bot.teams.service}v3/attachments/1")
    assert bot.files.forget() == 0
