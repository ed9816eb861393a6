"""Everything the bot can show in Slack, as a file to look at, held against Slack's rules."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.models.blocks import Block

from bot.meanings import Meaning
from tests.adapters.slack.samples import MEANINGS, VIEWS, messages
from tests.fakes.slack.rules import SCHEMA, message_faults, view_faults

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "samples" / "slack"
WRITING = bool(os.environ.get("WRITE_SAMPLES"))
"""Set it to draw the files anew, and look at what changed."""
Json = Any

needs_rules = pytest.mark.skipif(not SCHEMA.exists(), reason="NO SHARED DATA: Slack's rule book is not there")


def kept(name: str, drawn: Json) -> Json:
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


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_a_view_is_drawn_as_its_file_shows(name: str) -> None:
    """Whoever changes how a view looks sees it in the file."""
    assert kept(name, VIEWS[name]) == VIEWS[name]


@needs_rules
@pytest.mark.parametrize("name", sorted(MEANINGS))
def test_slack_takes_every_message(name: str) -> None:
    """Schema, limits and the SDK's own models agree."""
    for post in messages(name):
        assert message_faults(post["blocks"]) == []
        for block in post["blocks"]:
            parsed = Block.parse(block)
            if parsed is not None:
                parsed.validate_json()


@needs_rules
@pytest.mark.parametrize("name", sorted(VIEWS))
def test_slack_takes_every_view(name: str) -> None:
    """Schema and limits agree."""
    assert view_faults(VIEWS[name]) == []


def test_no_file_is_left_of_what_is_not_drawn_any_more() -> None:
    """The folder shows what there is, and nothing else."""
    assert {file.stem for file in FOLDER.glob("*.json")} == {*MEANINGS, *VIEWS}


def test_every_meaning_has_an_example() -> None:
    """Nothing the bot can say is left out."""
    assert {type(meaning) for meaning in MEANINGS.values()} == set(Meaning.__args__)
