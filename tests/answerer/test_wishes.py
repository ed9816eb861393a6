"""What is noticed in words alone, by rule."""

from __future__ import annotations

import time

import pytest

from bot.answerer.plain import plain, visible
from bot.answerer.smalltalk import small_talk
from bot.answerer.wishes import asks_for_person, refuses, sounds_upset
from bot.judgement import SmallTalk
from tests.answerer.sayings import (
    CALM,
    NO_SMALL_TALK,
    SMALL_TALK,
    UPSET,
    WANTS_NO_PERSON,
    WANTS_PERSON,
)


@pytest.mark.parametrize("text", WANTS_PERSON)
def test_whoever_asks_for_a_person_is_understood(text: str) -> None:
    """A plain wish for a person is noticed however it is put."""
    assert asks_for_person(text)


@pytest.mark.parametrize("text", [*WANTS_NO_PERSON, *CALM, *NO_SMALL_TALK])
def test_a_question_about_persons_is_no_wish_for_one(text: str) -> None:
    """A question in which persons or agents occur is not taken for a wish."""
    assert not asks_for_person(text)


@pytest.mark.parametrize("text", UPSET)
def test_anger_is_noticed(text: str) -> None:
    """Plain anger is noticed."""
    assert sounds_upset(text)


@pytest.mark.parametrize(
    "text", [*CALM, *WANTS_NO_PERSON, *(line for lines in SMALL_TALK.values() for line in lines)]
)
def test_trouble_is_not_anger(text: str) -> None:
    """Somebody who calmly reports trouble is not upset."""
    assert not sounds_upset(text)


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, line) for kind, lines in SMALL_TALK.items() for line in lines]
)
def test_small_talk_is_told_by_kind(kind: SmallTalk, text: str) -> None:
    """A message that is nothing but small talk is told by its kind."""
    assert small_talk(text) is kind


@pytest.mark.parametrize("text", [*NO_SMALL_TALK, *CALM, *WANTS_PERSON, *UPSET])
def test_small_talk_around_a_question_is_a_question(text: str) -> None:
    """A message that says anything else as well is not small talk."""
    assert small_talk(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "No, that's not it",
        "that didn't help",
        "it still doesn't work",
        "not what I asked",
        "I already tried that",
        "none of these",
        "wrong",
        "nope, that is not my question",
    ],
)
def test_a_refusal_is_noticed(text: str) -> None:
    """Words that say an answer was no help are noticed."""
    assert refuses(text)


@pytest.mark.parametrize(
    "text",
    [
        "no thanks",
        "no problem",
        "How do I block a number?",
        "wrong amount refunded",
        "No refund in my statement",
    ],
)
def test_a_new_matter_is_no_refusal(text: str) -> None:
    """Words that merely begin like a refusal are none."""
    assert not refuses(text)


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("re\u200bset\u202e my\u0000 pass\u00adword", "reset my password"),
        ("ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
        ("  two\n\nlines\t ", "two lines"),
        ("\ud800", "\ud800"),
        ("", ""),
    ],
)
def test_what_cannot_be_seen_is_gone(typed: str, seen: str) -> None:
    """Control, direction and zero-width characters do not hide words, and odd text is no error."""
    assert visible(typed) == seen


def test_short_forms_are_written_out() -> None:
    """What is typed in a hurry reads like what is typed with care."""
    assert plain("Pls, I dont wanna… “wait” sooooo") == 'please, i don\'t want to... "wait" soo'


@pytest.mark.parametrize(
    "text",
    ["a" * 1_000_000, "talk to " * 100_000, "the real " * 100_000, "thanks " * 100_000, "is so " * 100_000],
)
def test_a_long_message_takes_no_long_time(text: str) -> None:
    """No rule takes more than moments for a message made to slow it down."""
    began = time.process_time()

    asks_for_person(text), sounds_upset(text), refuses(text), small_talk(text)

    assert time.process_time() - began < 2
