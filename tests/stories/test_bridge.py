"""A customer on one platform, agents on another: what goes across, and what is said where it cannot."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar

from bot.meanings import Say
from bot.people import Address
from bot.settings import Opens
from bot.written import Span, Style
from tests.stories.bridged import Bridged, FakeSeat, ToySeat

PDF = b"%PDF-1.7 a parrot's passport"
LINKED = re.compile(r"(\w+) sent a file: (\S+)\. One person can download it here:\n(http://\S+)")
NAMED = "{name} sent a file that cannot be shown here: passport.pdf"


def seats(folder: Path, customers: str) -> tuple[FakeSeat | ToySeat, FakeSeat | ToySeat]:
    """The customer's platform and the desk's, one of each kind."""
    fake, toy = FakeSeat(), ToySeat(folder / "chat")
    return (fake, toy) if customers == "fake" else (toy, fake)


@pytest.fixture(params=["fake", "toy"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bridged]:
    """The customer on the one and the desk on the other, and the other way round."""
    async with Bridged(tmp_path, *seats(tmp_path, request.param)) as house:
        yield house


@pytest.fixture
async def to_toy(tmp_path: Path) -> AsyncIterator[Bridged]:
    """A customer who sends files, claimed at a desk that takes none and has no marks."""
    async with Bridged(tmp_path, *seats(tmp_path, "fake")) as house:
        await house.asks()
        await house.claims()
        yield house


async def test_words_go_across_with_their_names(house: Bridged) -> None:
    """Each side reads who said it, by the name it has where it was said."""
    await house.asks()
    await house.claims()
    await house.asks("His name is Captain.")
    await house.answers("Let me look into it.")
    assert house.headline == "Ada has this"
    assert house.at_desk()[-2:] == ["Dana: His name is Captain.", "Let me look into it."]
    assert house.at_customer()[-2:] == ["His name is Captain.", "Ada: Let me look into it."]


async def test_edits_and_deletions_go_across(house: Bridged) -> None:
    """An agent's edit and a customer's deletion are seen on the other side, also after a crash."""
    await house.asks()
    await house.claims()
    said, told = await house.answers("On Friday."), await house.asks("My number is 12345.")
    await house.die_and_come_back()
    await house.agents.edit(house.ada, said, "On Fridays.")
    await house.customers.delete(house.dana, told)
    await house.rest()
    assert "Ada: On Fridays." in house.at_customer()
    assert not [text for text in house.at_customer() if "On Friday." in text]
    assert not [text for text in house.at_desk() if "12345" in text]
    assert "This message was deleted." in house.at_desk()


async def test_formatting_and_organisations_go_across(tmp_path: Path) -> None:
    """Bold on one platform is bold on another that has it, both ways; so is where somebody is from."""
    async with Bridged(tmp_path, FakeSeat("fake"), FakeSeat("other")) as house:
        customers, agents = house.customers, house.agents
        assert isinstance(customers, FakeSeat)
        assert isinstance(agents, FakeSeat)
        await house.asks()
        await house.claims()
        bold = (Span(3, 10, Style.BOLD),)
        await customers.say(house.dana, house.thread, "On Fridays?", spans=bold)
        await house.rest()
        await agents.say(house.ada, house.card.address, "On Fridays.", spans=bold)
        await house.rest()
        asked = agents.platform.messages[house.copy("Dana: On Fridays?").message].said[-1]
        answered = customers.platform.messages[house.copy("Ada: On Fridays.").message].said[-1]
        assert isinstance(asked, Say)
        assert isinstance(answered, Say)
        assert (asked.spans, answered.spans) == (bold, bold)
        assert asked.author is not None
        assert asked.author.organisation == "Acme"


# -- files by link


async def sends(house: Bridged, name: str = "passport.pdf") -> tuple[str, ...]:
    """Whoever is on the platform that has files sends one; the words, then how the other side shows it."""
    seat = house.customers if isinstance(house.customers, FakeSeat) else house.agents
    assert isinstance(seat, FakeSeat)
    file = seat.files.attach(name, PDF)
    person, place = (house.dana, house.thread) if seat is house.customers else (house.ada, house.card.address)
    await seat.say(person, place, "Here it is", files=(file,))
    await house.rest()
    return tuple(house.at_desk() if seat is house.customers else house.at_customer())


async def test_a_file_goes_by_link_where_files_are_not_taken(house: Bridged) -> None:
    """It is named with whose it is, and whoever presses first has it."""
    await house.asks()
    await house.claims()
    words, shown = (await sends(house))[-2:]
    by = "Dana" if isinstance(house.customers, FakeSeat) else "Ada"
    linked = LINKED.fullmatch(shown)
    assert words == f"{by}: Here it is"
    assert linked is not None
    assert linked.groups()[:2] == (by, "passport.pdf")
    assert await fetched(linked[3]) == (200, PDF)
    assert (await fetched(linked[3]))[0] == 403


async def fetched(link: str) -> tuple[int, bytes]:
    """What a new browser gets there."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
        async with browser.get(link):
            pass
        async with browser.post(link) as answer:
            return answer.status, await answer.read()


async def test_without_an_address_the_file_is_named(tmp_path: Path) -> None:
    """A house that nobody outside can reach says honestly that the file is not there."""
    async with Bridged(tmp_path, *seats(tmp_path, "fake"), by_link=False) as house:
        await house.asks()
        await house.claims()
        assert (await sends(house))[-1] == NAMED.format(name="Dana")


async def test_a_programme_goes_by_no_link(to_toy: Bridged) -> None:
    """What does something when it is opened is named, and nothing more."""
    shown = (await sends(to_toy, "run.exe"))[-1]
    assert shown == NAMED.format(name="Dana").replace("passport.pdf", "run.exe")


async def test_a_deletion_takes_the_link_with_it(to_toy: Bridged) -> None:
    """The post is gone, and whoever kept the address gets nothing."""
    shown = (await sends(to_toy))[-1]
    link = shown.rpartition("\n")[2]
    assert isinstance(to_toy.customers, FakeSeat)
    platform = to_toy.customers.platform
    (said,) = [one for one in platform.messages.values() if one.text == "Here it is"]
    await to_toy.customers.adapter.hear(platform.delete(to_toy.dana, said.id))
    await to_toy.rest()
    assert not [text for text in to_toy.at_desk() if "passport" in text or "Here it is" in text]
    assert (await fetched(link))[0] == 410


async def test_the_link_outlives_the_process(to_toy: Bridged) -> None:
    """The next process hands out what the last one offered, at the place it is reached at."""
    link = (await sends(to_toy))[-1].rpartition("\n")[2]
    await to_toy.die_and_come_back()
    (again,) = [text for text in to_toy.at_desk() if LINKED.fullmatch(text)]
    assert again.endswith(link)


@pytest.mark.parametrize("why", ["refused", "too large"])
async def test_what_a_platform_refuses_goes_by_link_too(tmp_path: Path, why: str) -> None:
    """A platform that has files and does not take this one shows the link."""
    async with Bridged(tmp_path, FakeSeat("fake"), FakeSeat("other")) as house:
        await house.asks()
        await house.claims()
        assert isinstance(house.agents, FakeSeat)
        house.agents.files.refusing = why == "refused"
        house.agents.files.most = 10_000 if why == "refused" else 3
        linked = LINKED.fullmatch((await sends(house))[-1])
        assert linked is not None
        assert await fetched(linked[3]) == (200, PDF)


# -- marks in words


async def test_marks_are_shown_where_there_are_marks_and_said_where_there_are_none(house: Bridged) -> None:
    """The one side sees the mark itself, the other a line of words."""
    await house.asks()
    await house.claims()
    await house.answers("On Fridays he may come.")
    await house.customers.mark(house.dana, house.copy("Ada: On Fridays he may come."), "heart")
    await house.rest()
    said = "Dana reacted with ❤️ to: “On Fridays he may come.”"
    if isinstance(house.agents, FakeSeat):
        own = house.agents.platform.messages[house.copy("On Fridays he may come.").message]
        assert own.marks >= {("bot", "heart")}
        assert said not in house.at_desk()
    else:
        assert house.at_desk()[-1] == said


async def test_a_mark_is_said_once(to_toy: Bridged) -> None:
    """Taken back and set again is no news; another mark, and another person's, is."""
    await to_toy.answers("On Fridays he may come.")
    copy = to_toy.copy("Ada: On Fridays he may come.")
    for mark, on in (("heart", True), ("heart", False), ("heart", True), ("tada", True)):
        await to_toy.customers.mark(to_toy.dana, copy, mark, on=on)
    await to_toy.rest()
    said = [text for text in to_toy.at_desk() if "reacted" in text]
    assert said == [f"Dana reacted with {mark} to: “On Fridays he may come.”" for mark in ("❤️", "🎉")]


async def test_what_was_said_of_a_mark_goes_with_the_words_it_quotes(tmp_path: Path) -> None:
    """A customer who deletes a message leaves no quotation of it behind."""
    async with Bridged(tmp_path, *seats(tmp_path, "toy")) as house:
        await house.asks()
        await house.claims()
        secret = await house.asks("My number is 12345.")
        await house.agents.mark(house.ada, house.copy("Dana: My number is 12345."), "eyes_open")
        await house.rest()
        assert "Ada reacted with :eyes_open: to: “My number is 12345.”" in house.at_customer()
        await house.customers.delete(house.dana, secret)
        await house.rest()
        assert not [text for text in (*house.at_customer(), *house.at_desk()) if "12345" in text]


async def test_delivery_marks_are_not_said(to_toy: Bridged) -> None:
    """That words arrived is no news worth a line."""
    await to_toy.answers("On Fridays he may come.")
    assert to_toy.at_desk()[-1] == "On Fridays he may come."


# -- the same person on both


@pytest.mark.parametrize("customers", ["fake", "toy"])
async def test_nobody_takes_an_own_question_by_another_name(tmp_path: Path, customers: str) -> None:
    """Whoever asks on one platform cannot claim it at the desk of the other, and is told so there."""
    async with Bridged(tmp_path, *seats(tmp_path, customers), opens=Opens.EVERYONE) as house:
        await house.asks("Can a person help me?", by=house.ada_there)
        await house.claims()
        assert house.headline == "Waiting for an agent"
        assert house.agents.told(house.ada)[-1].startswith("This is your own question")
        assert house.customers.told(house.ada_there) == []
        await house.claims(house.ben)
        assert house.headline == "Ben has this"


async def test_an_agent_opens_nothing_where_guests_ask(house: Bridged) -> None:
    """A member of the desk is one on the customers' platform too."""
    await house.asks("Can a person help me?", by=house.ada_there)
    assert house.agents.standing(Address(house.ada.adapter, "desk")) == []


async def test_a_claim_by_speaking_holds_at_the_desk(house: Bridged) -> None:
    """An agent who helps in the customer's thread goes on at the desk as the holder."""
    await house.asks()
    await house.customers.say(house.ada_there, house.thread, "I can help.")
    await house.rest()
    assert house.headline == "Ada has this"
    assert house.at_desk()[-1] == "Ada: I can help."
    await house.answers("Which office is it?")
    assert house.at_customer()[-1] == "Ada: Which office is it?"
    assert house.agents.told(house.ada) == []


async def test_who_is_nobody_known_is_not_let_in_by_a_name(tmp_path: Path) -> None:
    """A customer who is called like an agent is a customer all the same."""
    async with Bridged(tmp_path, *seats(tmp_path, "fake")) as house:
        ben_there = house.customers.person("Ben", house=False)
        await house.customers.say(ben_there, Address("fake", "dm-ben"), "Can a person help me?")
        await house.rest()
        await house.claims(house.ben)
        assert house.headline == "Ben has this"
