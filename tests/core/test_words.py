"""The catalogues: whole, plain and used."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from bot.judgement import Reason
from bot.words import Key, catalogue, phrase, text

ROOT = Path(__file__).resolve().parents[2]
BOT = ROOT / "bot"
LANGUAGES = sorted(place.stem for place in (BOT / "words").glob("*.toml"))
# The reasons' sentences are found by the reason's name.
BY_NAME = {Key(f"reason_{reason}") for reason in Reason}


def placeholders(sentence: str) -> set[str]:
    """The names a sentence wants filled in."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_english_is_there() -> None:
    """There is at least the English catalogue."""
    assert "en" in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_every_sentence_and_no_other(language: str) -> None:
    """Every catalogue has exactly the sentences of the list."""
    assert set(catalogue(language)) == set(Key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_placeholders(language: str) -> None:
    """What is filled in is the same in every language."""
    assert {key: placeholders(said) for key, said in catalogue(language).items()} == {
        key: placeholders(said) for key, said in catalogue("en").items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_are_calm(language: str) -> None:
    """No sentence is empty, raises its voice or carries markup."""
    for key, said in catalogue(language).items():
        assert said.strip() == said, key
        assert said, key
        assert not re.search(r"[!*_`<>]", re.sub(r"\{\w+\}", "", said)), key


@pytest.mark.parametrize("key", sorted(set(Key) - BY_NAME))
def test_every_sentence_is_said_somewhere(key: Key) -> None:
    """A sentence that nothing says is not kept."""
    rooms = (BOT, ROOT / "adapters")
    places = [place for room in rooms for place in room.rglob("*.py") if place.parent.name != "words"]
    assert any(f"Key.{key.name}" in place.read_text(encoding="utf-8") for place in places)


def test_values_are_filled_in_as_they_are() -> None:
    """Values are plain text: braces in a name are not read as placeholders."""
    assert text(phrase(Key.HELD_BY, name="{minutes}")) == "{minutes} has this conversation."


def test_equal_phrases_are_equal() -> None:
    """The order in which values are named does not matter."""
    one = phrase(Key.REMINDER, name="Carla", minutes="5")
    assert one == phrase(Key.REMINDER, minutes="5", name="Carla")


def test_an_unknown_language_is_english() -> None:
    """Where a catalogue is missing the English one is read."""
    assert text(phrase(Key.GREETING), "xx") == text(phrase(Key.GREETING), "en")
