"""What a page of the playground can do."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.errors import TooLong
from bot.events import MessageReceived
from bot.meanings import CardState, DeskCard, Notice, Say
from tests.adapters.web.playground import (
    DESK,
    HELP,
    SEND,
    PageOfTests,
    Playground,
    say,
    texts,
)


async def test_two_pages_see_the_same(playground: Playground, page: PageOfTests) -> None:
    """What is written on one page appears on the other, with the nonce that it came from."""
    other = await playground.page()
    done = await say(page, "Hello", nonce="mine")
    seen = await other.until(lambda frame: frame["type"] == "message")
    assert seen["message"]["id"] == done["message"]
    assert (seen["message"]["text"], seen["message"]["nonce"]) == ("Hello", "mine")
    assert seen["message"]["thread"] == seen["message"]["id"]
    await other.close()


async def test_too_large_a_frame_is_answered(playground: Playground, page: PageOfTests) -> None:
    """A frame of more than 1 MB is refused with a reason, and the page can go on."""
    await page.socket.send_str('{"type": "say", "nonce": "n", "text": "' + "x" * 1_100_000 + '"}')
    error = await page.until(lambda frame: frame["type"] == "error")
    assert error["code"] == "too_large"
    assert (await say(page, "Shorter"))["type"] == "done"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": "x" * 40_001}, "too_long"),
        ({"text": " \n\u0000 "}, "empty"),
        ({"text": "\u200b\u2060\ufeff\u202e"}, "empty"),
        ({"text": "\u2800 \u3164\ufe0f\U000e0041"}, "empty"),
        ({"room": "desk"}, "not_allowed"),
        ({"person": "nobody"}, "gone"),
        ({"room": "nowhere"}, "gone"),
        ({"thread": "m1-none"}, "gone"),
        ({"text": 7}, "malformed"),
        ({"nonce": "a b"}, "malformed"),
    ],
)
async def test_what_cannot_be_said_is_refused(
    page: PageOfTests, fields: dict[str, object], code: str
) -> None:
    """Each refusal has a code and a sentence, and nothing is posted."""
    await page.socket.send_json(
        {"type": "say", "nonce": "n", "person": "dana", "room": "help", "thread": "", "text": "Hi"} | fields
    )
    error = await page.until(lambda frame: frame["type"] == "error")
    assert error["code"] == code
    assert error["text"]
    assert page.standing("help") == []


async def test_a_long_message_says_the_limit(page: PageOfTests) -> None:
    """The error names the limit and the length, so that one knows what to cut."""
    error = await say(page, "x" * 40_312)
    assert "40,000" in error["text"]
    assert "40,312" in error["text"]
    assert (await say(page, "x" * 40_000))["type"] == "done"


@pytest.mark.parametrize("raw", ["", "[]", "{", "null", "[" * 100_000, '{"nonce": 1}'])
async def test_a_broken_frame_is_answered(page: PageOfTests, raw: str) -> None:
    """What is no frame is refused, and the page can go on."""
    await page.socket.send_str(raw)
    assert (await page.until(lambda frame: frame["type"] == "error"))["code"] == "malformed"
    await page.socket.send_bytes(b"\x00")
    assert (await say(page, "Hello"))["type"] == "done"


async def test_control_characters_and_turning_marks(playground: Playground, page: PageOfTests) -> None:
    """Control characters are not heard; marks that turn the direction are heard but not drawn."""
    done = await say(page, "a\u0007b\u0000\r\nc\ud800 \u202egnp.exe\u2069 \u200fשלום")
    assert texts(playground.witness) == ["ab\nc\ufffd \u202egnp.exe\u2069 \u200fשלום"]
    assert page.messages[done["message"]]["text"] == "ab\nc\ufffd gnp.exe \u200fשלום"


async def test_only_one_s_own_words_can_be_changed(playground: Playground, page: PageOfTests) -> None:
    """Nobody edits or deletes another's message, nor the bot's."""
    done = await say(page, "Mine")
    (receipt,) = await playground.adapter.post(HELP, Say("The bot's"), "k1")
    for message in (done["message"], receipt.message):
        assert (await page.ask("edit", person="sam", message=message, text="x"))["code"] == "not_yours"
        assert (await page.ask("delete", person="sam", message=message))["code"] == "not_yours"
    assert len(playground.witness.heard) == 1


async def test_an_edit_and_a_deletion_are_drawn(page: PageOfTests) -> None:
    """An edited message says so; of a deleted one nothing is left, and it cannot be edited."""
    done = await say(page, "Helo")
    await page.ask("edit", person="dana", message=done["message"], text="Hello")
    edited = page.messages[done["message"]]
    assert (edited["text"], edited["edited"]) == ("Hello", True)
    await page.ask("delete", person="dana", message=done["message"])
    deleted = page.messages[done["message"]]
    assert (deleted["text"], deleted["deleted"]) == ("", True)
    assert (await page.ask("edit", person="dana", message=done["message"], text="x"))["code"] == "gone"


async def test_only_a_drawn_button_can_be_pressed(playground: Playground, page: PageOfTests) -> None:
    """A made-up button, and one in a foreign room, is refused and not heard."""
    head = await playground.adapter.open_thread(DESK, Notice("Waiting", (SEND,)), "k1")
    press = {"message": head.message, "button": "send", "about": "turn-1", "pick": ""}
    assert (await page.ask("press", person="dana", **press))["code"] == "not_allowed"
    assert (await page.ask("press", person="ada", **press | {"about": "turn-2"}))["code"] == "gone"
    assert playground.witness.heard == []


async def test_a_press_of_a_moment_ago_is_heard(playground: Playground, page: PageOfTests) -> None:
    """A button redrawn while the finger came down is still a press: the bot judges it by its state."""
    head = await playground.adapter.open_thread(DESK, Notice("Waiting", (SEND,)), "k1")
    await playground.adapter.edit((head,), Notice("Claimed"))
    press = {"message": head.message, "button": "send", "about": "turn-1", "pick": ""}
    assert (await page.ask("press", person="ada", **press))["type"] == "done"
    assert [event.id for event in playground.witness.heard] != []


async def test_a_whisper_closes_with_its_press(playground: Playground, page: PageOfTests) -> None:
    """Only its reader can press or dismiss a whisper, and then it is gone."""
    ada = playground.adapter.world.person("ada")
    assert playground.adapter.whispers is not None
    await playground.adapter.whispers.whisper(DESK, ada, Notice("Send?", (SEND,)))
    whisper = (await page.until(lambda frame: frame["type"] == "whisper"))["whisper"]
    press = {"whisper": whisper["id"], "button": "send", "about": "turn-1", "pick": ""}
    assert whisper["for"] == "ada"
    assert (await page.ask("press", person="ben", **press))["code"] == "not_yours"
    assert (await page.ask("dismiss", person="ben", whisper=whisper["id"]))["code"] == "not_yours"
    assert (await page.ask("press", person="ada", **press))["type"] == "done"
    assert page.whispers == {}
    assert (await page.ask("dismiss", person="ada", whisper=whisper["id"]))["code"] == "gone"


async def test_the_waiting_list_follows_the_cards(playground: Playground, page: PageOfTests) -> None:
    """When a card changes every agent gets a new waiting list without asking."""
    await playground.adapter.open_thread(DESK, DeskCard("c1", CardState.WAITING, "Waiting", "Where?"), "k1")
    await page.until(lambda frame: frame["type"] == "home" and frame["person"] == "ben")
    homes = [frame for frame in page.frames if frame["type"] == "home"]
    assert [home["person"] for home in homes] == ["ada", "ben"]
    assert homes[0]["home"]["rows"][0]["desk"] == {"room": "desk", "thread": ""}


async def test_only_agents_are_told_why(page: PageOfTests) -> None:
    """The reason of a message and the waiting list are for the desk alone."""
    done = await say(page, "Hello")
    why = await page.ask("why", person="ada", message=done["message"])
    assert why["why"]["details"] == [{"label": "Confidence", "value": "97 %"}]
    for person in ("dana", "kim"):
        assert (await page.ask("why", person=person, message=done["message"]))["code"] == "not_allowed"
        assert (await page.ask("home", person=person))["code"] == "not_allowed"
    assert (await page.ask("home", person="ben"))["home"]["rows"][0]["customer"] == "Ben"


async def test_a_question_that_fails_is_answered(playground: Playground, page: PageOfTests) -> None:
    """When the bot cannot look something up the page is told so, and can ask again."""
    playground.witness.refusing = True
    assert (await page.ask("home", person="ada"))["code"] == "unavailable"
    playground.witness.refusing = False
    assert (await page.ask("home", person="ada"))["type"] == "home"


async def test_older_messages_come_on_request(playground: Playground) -> None:
    """A page starts with the newest messages and the heads of their threads, and can ask for those before."""
    head = await playground.adapter.open_thread(HELP, Say("Head"), "k")
    for number in range(301):
        await playground.adapter.post(HELP, Say(str(number)), "k")
    await playground.adapter.post(head.address, Say("Late reply"), "k")
    page = await playground.page()
    (room,) = [room for room in page.frames[0]["rooms"] if room["id"] == "help"]
    there = [message["body"]["text"] for message in page.standing("help")]
    assert room["more"]
    assert (there[0], there[1], there[-1]) == ("Head", "2", "Late reply")
    oldest = page.standing("help")[1]["id"]
    older = await page.ask("older", room="help", before=oldest)
    assert [message["body"]["text"] for message in older["messages"]] == ["Head", "0", "1"]
    assert not older["more"]
    await page.close()


async def test_naming_the_bot_or_a_person_is_heard(playground: Playground, page: PageOfTests) -> None:
    """An @ before the bot's or a person's whole name counts; part of a name or an address does not."""
    for text in ("@Front Desk help", "hey @ben, look", "@Benno and me@ada.example", "no one"):
        await say(page, text)
    events = [event for event in playground.witness.heard if isinstance(event, MessageReceived)]
    assert [event.to_bot for event in events] == [True, False, False, False]
    assert [[person.id for person in event.mentions] for event in events] == [[], ["ben"], [], []]


async def test_typing_is_shown_and_not_kept(playground: Playground, page: PageOfTests) -> None:
    """Typing reaches open pages with its place."""
    assert playground.adapter.whispers is not None
    await playground.adapter.whispers.typing(HELP)
    frame = await page.until(lambda frame: frame["type"] == "typing")
    assert (frame["room"], frame["thread"], frame["seconds"]) == ("help", "", 6)


async def test_the_bot_too_has_a_limit(playground: Playground) -> None:
    """Words longer than anybody could type are refused for good."""
    with pytest.raises(TooLong):
        await playground.adapter.post(HELP, Say("x" * 40_001), "k1")


def test_the_package_is_light() -> None:
    """Naming the adapter loads no web server, so that the command line answers at once."""
    code = "import sys, adapters.web; sys.exit('aiohttp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
