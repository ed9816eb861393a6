"""What the composition root refuses, what it fills once, and what it leaves behind."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import HOST, _free_port, opened
from bot.configuring import Configuration, demonstration
from bot.errors import SettingsError, StoreError
from bot.settings import Answering, Desk
from tests.fakes.chat import ScriptedChatModel

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
    with _free_port(0) as door:
        port = door.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"port {port} is taken"):
            _free_port(port)


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
