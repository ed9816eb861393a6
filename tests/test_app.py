"""What the composition root refuses, what it fills once, and what it leaves behind."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import AsyncMock

import pytest
from aiohttp import ClientSession

from adapters.web.facets import Facets
from adapters.web.playground import WebAdapter
from bot.app import opened
from bot.configuring import HOST, Configuration, demonstration
from bot.errors import AdapterError, AddressGone, SettingsError, StoreError, Unavailable
from bot.people import Address, Room
from bot.roster import Roster
from bot.settings import Answering, Desk, Route
from bot.site import free_port
from tests.fakes.chat import ScriptedChatModel

DESK = Address("web", "desk")
ALWAYS = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer"}
FAQ = "id,question,answer,audience\ncost,What does it cost?,Five euros.,public\n"


@pytest.fixture
def taken() -> Iterator[int]:
    """A port somebody else listens at."""
    with socket.create_server((HOST, 0)) as door:
        yield door.getsockname()[1]


@pytest.fixture
def house(tmp_path: Path) -> Configuration:
    """The demonstration with a FAQ of one entry, in a folder of its own, at any free port."""
    (tmp_path / "faq.csv").write_text(FAQ, encoding="utf-8")
    return replace(demonstration(), data=tmp_path / "data", port=0, sample=tmp_path / "faq.csv")


async def test_a_taken_port_is_told_by_number_and_way_out(house: Configuration, taken: int) -> None:
    """Nothing is opened where another programme has the port; the message names it and the option."""
    with pytest.raises(SettingsError, match=rf"port {taken} is taken .* with --port"):
        async with opened(house.at(port=taken)):
            pass
    assert not house.data.exists()


def test_of_two_that_start_at_once_the_second_is_told() -> None:
    """A port belongs to the first who has it, also before anybody is served there."""
    with free_port(HOST, 0) as door:
        port = door.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"port {port} is taken"):
            free_port(HOST, port)


async def test_a_start_asks_no_model(house: Configuration, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model costs money by the call: opening the house makes none."""
    model = ScriptedChatModel(script=[])
    monkeypatch.setattr("bot.answerer.agent.chat_model", lambda _: model)
    answering = Answering(model="openai:any")
    async with opened(replace(house, settings=replace(house.settings, answering=answering))):
        pass
    assert model.heard == []


async def test_a_second_process_on_one_folder_is_refused(house: Configuration) -> None:
    """The folder belongs to one process; the second is told so and leaves the first alone."""
    async with opened(house) as first:
        with pytest.raises(StoreError, match="another Front Desk process is using"):
            async with opened(house):
                pass
        assert [entry.id for entry in first.knowledge.entries()] == ["cost"]


async def test_an_unknown_platform_is_told_with_those_there_are(house: Configuration) -> None:
    """A room on a platform nobody installed is told with those there are, and the folder is free again."""
    settings = replace(house.settings, desks={"support": Desk("carrier-pigeon:roof")})
    with pytest.raises(SettingsError, match=r"'carrier-pigeon'.*no adapter of that name .*web"):
        async with opened(replace(house, settings=settings)):
            pass
    async with opened(house):
        pass


async def test_a_room_the_playground_lacks_is_refused(house: Configuration) -> None:
    """A room nobody can be in is told with those there are, before anything is opened."""
    settings = replace(house.settings, routes=(Route("web:halp", "support"),))
    with pytest.raises(SettingsError, match=r"no room 'web:halp'; it has web:help, .*web:desk"):
        async with opened(replace(house, settings=settings)):
            pass
    assert not house.data.exists()


async def test_the_playground_is_served_to_this_machine_alone(house: Configuration) -> None:
    """Whoever opens the playground gets in without a password, so others must not reach it."""
    with pytest.raises(SettingsError, match="served to this machine alone"):
        async with opened(replace(house, host="0.0.0.0")):  # noqa: S104 - which is what is refused
            pass


@pytest.mark.parametrize(
    ("room", "told"),
    [
        (Room(DESK, "desk", outside=True), "it is shared with another organisation"),
        (Room(DESK, "desk", public=True), 'name the agents, for example desks.support.people = ["'),
        (None, "there is no such room, or the bot is not in it: invite the bot there"),
    ],
)
async def test_a_desk_that_could_not_work_is_refused(
    house: Configuration, monkeypatch: pytest.MonkeyPatch, room: Room | None, told: str
) -> None:
    """A desk others read along, that anybody may join, or that is not there keeps the house closed."""

    async def looked(_: object, address: Address) -> Room:
        if room is None:
            raise AddressGone(address.key)
        return room

    monkeypatch.setattr(Facets, "room", looked)
    with pytest.raises(
        SettingsError, match=rf"desks.support.room: found 'web:desk', but .*{re.escape(told)}"
    ):
        async with opened(house):
            pass
    monkeypatch.undo()
    async with opened(house):
        pass


async def test_a_platform_that_cannot_be_reached_keeps_the_house_closed(
    house: Configuration, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody would be heard, so whoever starts the house is told which platform is away."""
    with monkeypatch.context() as outage:
        outage.setattr(WebAdapter, "start", AsyncMock(side_effect=Unavailable("web")))
        with pytest.raises(AdapterError, match="web cannot be reached now"):
            async with opened(house):
                pass
    async with opened(house):
        pass


async def test_health_tells_that_it_lives_and_whether_it_works(
    house: Configuration, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`/healthz` answers as long as anything does; `/readyz` is red while a platform is in trouble."""
    at = free_ones()
    async with opened(house.at(port=at)) as running, ClientSession(f"http://{HOST}:{at}") as visitor:
        assert await seen(visitor, "/healthz") == (200, "alive\n")
        assert await seen(visitor, "/readyz") == (200, "ready\n")
        monkeypatch.setattr(running.adapters["web"], "trouble", "the token xoxb-1 was revoked")
        assert await seen(visitor, "/readyz") == (503, "not ready\n")
        assert await seen(visitor, "/healthz") == (200, "alive\n")


async def test_files_are_handed_out_where_people_reach_the_house(house: Configuration) -> None:
    """With an address the pages of links are served there; without one there is no such page."""
    at = free_ones()
    reached = replace(house, public_url=f"http://{HOST}:{at}")
    for one, status in ((reached, 410), (house, 404)):
        async with opened(one.at(port=at)), ClientSession(f"http://{HOST}:{at}") as visitor:
            assert (await seen(visitor, "/files/abc"))[0] == status


async def test_a_house_whose_desk_has_no_room_is_not_ready(
    house: Configuration, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Customers would wait unseen, so whoever watches the house is told."""
    at = free_ones()
    monkeypatch.setattr(Roster, "works", lambda _roster, desk: desk != "support")
    async with opened(house.at(port=at)), ClientSession(f"http://{HOST}:{at}") as visitor:
        assert await seen(visitor, "/readyz") == (503, "not ready\n")


async def test_every_answer_carries_the_headers_that_keep_browsers_from_harm(house: Configuration) -> None:
    """Also where there is no such page or it is asked in a way it does not know."""
    at = free_ones()
    async with opened(house.at(port=at)), ClientSession(f"http://{HOST}:{at}") as visitor:
        for method, path, status in (("GET", "/no", 404), ("POST", "/healthz", 405), ("GET", "/", 403)):
            async with visitor.request(method, path) as answer:
                assert answer.status == status
                assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
                assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
                assert answer.headers["Server"] == "Front Desk"


def free_ones() -> int:
    """A port nobody listens at now."""
    with socket.create_server((HOST, 0)) as door:
        return int(door.getsockname()[1])


async def seen(visitor: ClientSession, path: str) -> tuple[int, str]:
    """What stands at *path*."""
    async with visitor.get(path) as answer:
        return answer.status, await answer.text()


async def test_the_sample_fills_an_empty_library_once(house: Configuration) -> None:
    """What was changed in the library since is not filled over at the next start."""
    async with opened(house) as first:
        assert [entry.answer for entry in first.knowledge.entries()] == ["Five euros."]
    assert house.sample is not None
    house.sample.write_text(FAQ.replace("Five", "Six"), encoding="utf-8")
    async with opened(house) as second:
        assert [entry.answer for entry in second.knowledge.entries()] == ["Five euros."]


async def test_closing_leaves_nothing_running(house: Configuration) -> None:
    """After the block no task goes on, no thread of ours lives, and the folder can be had by another."""
    async with opened(house):
        pass
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert "frontdesk-writer" not in {thread.name for thread in threading.enumerate()}
    async with opened(house):
        pass
