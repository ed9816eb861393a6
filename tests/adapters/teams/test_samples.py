"""Everything the bot can show in Teams, as a file to look at, held against Teams' rules."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from bot.meanings import Meaning
from tests.adapters.teams.samples import CARDS, MEANINGS, messages
from tests.fakes.teams.rules import card_faults, message_faults

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "samples" / "teams"
WRITING = bool(os.environ.get("WRITE_SAMPLES"))
"""Set it to draw the files anew, and look at what changed."""


def kept(name: str, drawn: object) -> Any:  # noqa: ANN401 - JSON, compared as a whole
    """What stands in the file of that name."""
    file = FOLDER / f"{name}.json"
    if WRITING:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(drawn, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(MEANINGS))
def test_a_message_is_drawn_as_its_file_shows(name: str) -> None:
    """Whoever changes how a message looks sees it in the file."""
    assert kept(name, messages(name)) == messages(name)


@pytest.mark.parametrize("name", sorted(CARDS))
def test_a_card_is_drawn_as_its_file_shows(name: str) -> None:
    """Whoever changes how a card looks sees it in the file."""
    assert kept(name, CARDS[name]) == CARDS[name]


@pytest.mark.parametrize("name", sorted(MEANINGS))
def test_teams_takes_every_message(name: str) -> None:
    """Words alone or a card alone, of elements that Teams knows, and small enough."""
    for message in messages(name):
        assert message_faults(message) == []


@pytest.mark.parametrize("name", sorted(CARDS))
def test_teams_takes_every_card(name: str) -> None:
    """The waiting list and the forms keep the same rules."""
    assert card_faults(CARDS[name]) == []


def test_no_file_is_left_of_what_is_not_drawn_any_more() -> None:
    """The folder shows what there is, and nothing else."""
    assert {file.stem for file in FOLDER.glob("*.json")} == {*MEANINGS, *CARDS}


def test_every_meaning_has_an_example() -> None:
    """Nothing the bot can say is left out."""
    assert {type(meaning) for meaning in MEANINGS.values()} == set(Meaning.__args__)
