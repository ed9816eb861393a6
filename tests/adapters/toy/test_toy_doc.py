"""docs/writing-an-adapter.md says what the toy adapter does, and its settings open a house."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import opened
from bot.configuring import configured
from bot.people import Address
from tests.adapters.toy.adapter import PLATFORM, ToyAdapter
from tests.adapters.toy.chat import Chat
from tests.house.tree import ROOT
from tests.test_app import free_ones

DOC = (ROOT / "docs" / "writing-an-adapter.md").read_text(encoding="utf-8")
KNOWN = {"toy": PLATFORM}
FAQ = "id,question,answer,audience\ncost,What does it cost?,Five euros.,public\n"


def blocks(language: str) -> list[str]:
    """The blocks of that language in the page, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", DOC, re.DOTALL | re.MULTILINE)


def lines(text: str) -> list[str]:
    """Its lines, without the empty ones that stand between blocks."""
    return [line for line in text.splitlines() if line]


def test_the_page_shows_the_adapter_and_all_of_it() -> None:
    """Read one after the other, the blocks are the file."""
    code = (ROOT / "tests" / "adapters" / "toy" / "adapter.py").read_text(encoding="utf-8")
    assert lines("\n".join(blocks("python"))) == lines(code)


def test_what_the_page_links_to_is_there() -> None:
    """No link of the page leads nowhere."""
    links = re.findall(r"\]\(([^)#]+)\)", DOC)
    assert links
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []


async def test_its_settings_open_a_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A customer who writes in the folder is answered from the FAQ, through the house as it is."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "frontdesk.toml").write_text(blocks("toml")[1], encoding="utf-8")
    (tmp_path / "faq.csv").write_text(FAQ, encoding="utf-8")
    chat = Chat(tmp_path / "toy-chat")
    dana, ada = chat.person("dana", "Dana"), chat.person("ada", "Ada", house=True)
    chat.room("desk", [ada])
    read = configured(tmp_path / "frontdesk.toml", {}, opening=True, known=KNOWN)
    house = replace(read, sample=tmp_path / "faq.csv", port=free_ones())
    async with opened(house, known=KNOWN) as running:
        chat.say(dana, Address("toy", "dm-dana"), "What does it cost?")
        adapter = running.adapters["toy"]
        assert isinstance(adapter, ToyAdapter)
        await adapter.look()
        await running.engine.rest()
    assert chat.texts(Address("toy", "dm-dana")) == ["What does it cost?", "Five euros."]
