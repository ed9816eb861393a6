"""Presses that are being answered: by a word for one, by the changed card, or by a plain yes."""

from __future__ import annotations

import asyncio

import pytest

from adapters.teams.presses import CARD, MESSAGE, Card, Presses
from bot.meanings import Button, CardState, DeskCard, Meaning, Notice, Press
from bot.people import Address, Person, Receipt
from bot.words import Key, phrase, text

ADA, BEN = Person("teams", "ada", "Ada"), Person("teams", "ben", "Ben")
THREAD = Address("teams", "19:desk@thread.tacv2", "7")
CHANGED = DeskCard("c1", CardState.CLAIMED, "Ada has this", "How?")
SOON = 0.01


def drawn(message: Meaning, _: Address) -> Card | None:
    """A card for cards, nothing for words."""
    return {"card": message.headline} if isinstance(message, DeskCard) else None


def presses(patience: float = 60) -> Presses:
    """Patient ones, so that what comes first is no race."""
    return Presses(drawn, patience=patience)


async def test_a_word_for_whoever_pressed_is_the_answer() -> None:
    """Wherever in the room it is for."""
    kept = presses()
    held = kept.hold(ADA, THREAD, "9")
    held.begin()
    assert kept.tell(ADA, THREAD.whole_room(), Notice("Ben has this already"))
    assert await held.answer() == {"statusCode": 200, "type": MESSAGE, "value": "Ben has this already"}


@pytest.mark.parametrize(
    ("person", "at", "message"),
    [
        (BEN, THREAD, Notice("For Ben")),
        (ADA, Address("teams", "19:elsewhere@thread.tacv2"), Notice("Elsewhere")),
        (ADA, THREAD, Notice("With a button", (Press(Button.SEND, "t1", "Send"),))),
    ],
)
async def test_other_words_are_told_in_another_way(person: Person, at: Address, message: Notice) -> None:
    """Words for others, for another room, or with buttons, which an answer does not show."""
    kept = presses(SOON)
    held = kept.hold(ADA, THREAD, "9")
    held.begin()
    assert not kept.tell(person, at, message)
    assert (await held.answer())["value"] == text(phrase(Key.PRESS_TAKEN))


async def test_the_changed_card_is_the_answer() -> None:
    """What was pressed on shows what came of it; other messages do not count."""
    kept = presses()
    held = kept.hold(ADA, THREAD, "9")
    held.begin()
    kept.changed((Receipt(THREAD, "10"),), CHANGED)
    kept.changed((Receipt(THREAD, "9"),), CHANGED)
    assert await held.answer() == {"statusCode": 200, "type": CARD, "value": {"card": "Ada has this"}}


async def test_a_message_that_is_no_card_any_more_is_no_answer() -> None:
    """The press waits on for a word."""
    kept = presses()
    held = kept.hold(ADA, THREAD, "9")
    held.begin()
    kept.changed((Receipt(THREAD, "9"),), Notice("Gone"))
    assert kept.tell(ADA, THREAD, Notice("For Ada"))
    assert (await held.answer())["value"] == "For Ada"


async def test_two_presses_at_once_are_answered_each() -> None:
    """One person's two presses get a word each, and two people on one card both see it change."""
    kept = presses()
    first, second, bens = (kept.hold(person, THREAD, "9") for person in (ADA, ADA, BEN))
    for held in (first, second, bens):
        held.begin()
    assert kept.tell(ADA, THREAD, Notice("One"))
    kept.changed((Receipt(THREAD, "9"),), CHANGED)
    answers = await asyncio.gather(*(held.answer() for held in (first, second, bens)))
    assert [answer["type"] for answer in answers] == [MESSAGE, CARD, CARD]


async def test_what_was_answered_waits_no_more() -> None:
    """A later word finds nobody, whether the press was answered, ran out, or could not be kept."""
    kept = presses(SOON)
    held = kept.hold(ADA, THREAD, "9")
    held.begin()
    await held.answer()
    assert not kept.tell(ADA, THREAD, Notice("Too late"))
    lost = kept.hold(ADA, THREAD, "9")
    lost.begin()
    lost.end()
    assert not kept.tell(ADA, THREAD, Notice("Nobody there"))
