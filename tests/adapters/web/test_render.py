"""Meanings as the page gets them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from adapters.plain import presses, words
from adapters.web import render
from bot.meanings import (
    Answer,
    Button,
    CardState,
    Choice,
    DeskCard,
    Gone,
    Line,
    Meaning,
    Notice,
    PassOn,
    Press,
    Recap,
    Say,
    Tried,
    Unsent,
)
from bot.people import Person, Voice

AT = datetime(2025, 3, 3, 9, tzinfo=UTC)
ADA = Person("web", "ada", "Ada")
BEN = Person("web", "ben", "Ben")


def _press(pick: str) -> Press:
    return Press(Button.CHOOSE, "a1", f"Take {pick}", pick)


CARD = DeskCard(
    "c1",
    CardState.CLAIMED,
    "Ada has it",
    "Where are my invoices?",
    details=(("Who", "Dana"),),
    since=AT,
    holder=ADA,
    tried=(Tried("Invoices", 0.123456),),
    inserts=(_press("one"),),
    unsent=(Unsent("Ben", BEN, "Hello", (_press("two"),)),),
    presses=(_press("three"),),
    pass_on=PassOn("Pass on to", (_press("four"),)),
    due=("Reply by", AT),
    reply=Press(Button.REPLY, "c1", "Send"),
)
MEANINGS: tuple[Meaning, ...] = (
    Say("Hello", ADA, Voice.AGENT, mention=ADA, again=True, presses=(_press("one"),)),
    Answer("Under Billing", "Invoices", "https://help.example/invoices", (_press("one"),)),
    Choice("Did you mean?", (_press("one"), _press("two"))),
    Notice("Ada is here", (_press("one"),)),
    Gone("This was deleted"),
    Recap("So far", (Line(Voice.CUSTOMER, "Dana", "Hello", AT),), "Tried", (Tried("Invoices", 0.5),)),
    CARD,
)


@pytest.mark.parametrize("meaning", MEANINGS, ids=lambda meaning: type(meaning).__name__)
def test_every_button_of_a_meaning_is_drawn(meaning: Meaning) -> None:
    """What can be pressed on the page is what the meaning offers, neither more nor less."""
    wanted = {(press.button.value, press.about, press.pick) for press in presses(meaning)}
    assert set(render.drawn(render.body(meaning))) == wanted


@pytest.mark.parametrize("meaning", MEANINGS, ids=lambda meaning: type(meaning).__name__)
def test_every_word_of_a_meaning_is_drawn(meaning: Meaning) -> None:
    """All that a meaning says in plain text is somewhere in what the page gets, which is JSON."""
    tree = json.dumps(render.body(meaning))
    for line in words(meaning).split("\n"):
        said = line.split(": ")[-1].split(" (")[0]
        assert said in tree


@pytest.mark.parametrize(
    ("source", "drawn"),
    [
        ("https://help.example/a", "https://help.example/a"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ('https://x" onclick="y', ""),
        ("faq.md", ""),
    ],
)
def test_only_web_addresses_become_links(source: str, drawn: str) -> None:
    """A source is a link only if it is an address of the web."""
    assert render.body(Answer("Text", "Title", source))["source"] == drawn


def test_turning_marks_are_not_drawn() -> None:
    """No words, names or labels can turn what stands around them."""
    tree = render.body(Say("a\u202eb", Person("web", "x", "\u2067Eve"), presses=(_press("\u2066x"),)))
    drawn = json.dumps(tree["text"]) + json.dumps(tree["author"])
    assert not any(mark in drawn for mark in ("\\u202e", "\\u2067"))


def test_the_card_as_the_page_gets_it() -> None:
    """The tree of a card has the fields that README.md names."""
    tree = render.body(CARD)
    assert tree["holder"] == {"key": "web:ada", "id": "ada", "name": "Ada"}
    assert '"author": {"key": "web:ben", "id": "ben", "name": "Ben"}' in json.dumps(tree["unsent"])
    assert tree["details"] == [{"label": "Who", "value": "Dana"}]
    assert tree["tried"] == [{"title": "Invoices", "score": 0.1235}]
    assert (tree["state"], tree["since"]) == ("claimed", "2025-03-03T09:00:00+00:00")
    assert tree["due"] == {"label": "Reply by", "at": "2025-03-03T09:00:00+00:00"}
