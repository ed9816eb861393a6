"""Presses that are being answered: Teams has no private words in a room, but the answer to a press is one.

The answer to a press is held until there is a word for whoever pressed, or the pressed message shows what
came of it, or a moment has passed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.plain import presses as buttons
from adapters.plain import words
from bot.meanings import Meaning
from bot.people import Address, Person, Receipt
from bot.words import Key, phrase, text

__all__ = ["CARD", "MESSAGE", "PATIENCE", "Card", "Presses", "said"]

Card = Mapping[str, Any]

CARD = "application/vnd.microsoft.card.adaptive"
MESSAGE = "application/vnd.microsoft.activity.message"

PATIENCE = 1.5
"""Seconds an answer is held; nobody should look at a turning wheel for longer."""


def said(words_for_one: str) -> Mapping[str, Any]:
    """The answer to a press that tells whoever pressed something in words."""
    return {"statusCode": 200, "type": MESSAGE, "value": words_for_one}


def shown(card: Card) -> Mapping[str, Any]:
    """The answer to a press that shows whoever pressed the message as it is now."""
    return {"statusCode": 200, "type": CARD, "value": dict(card)}


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """One press that waits for its answer, `message` being what it was pressed on."""

    person: Person
    at: Address
    message: str
    answer: asyncio.Future[Mapping[str, Any]]


Draw = Callable[[Meaning, Address], Card | None]
"""The card that a meaning is shown as in a place, if it is one."""


class Presses:
    """Keeps the presses that are being answered."""

    def __init__(self, draw: Draw, *, patience: float = PATIENCE) -> None:
        self._draw, self._patience = draw, patience
        self._held: list[_Held] = []

    def tell(self, person: Person, at: Address, message: Meaning) -> bool:
        """Whether *message* was told to *person* as the answer to a press of theirs in that room.

        Words with buttons are not: an answer shows none.
        """
        if buttons(message):
            return False
        waiting = (one for one in self._held if one.person == person and _near(one.at, at))
        return self._answer(next(waiting, None), said(words(message)))

    def changed(self, receipts: tuple[Receipt, ...], message: Meaning) -> None:
        """What stands behind *receipts* shows *message* now: whoever pressed on it has their answer."""
        pressed = [one for one in self._held if any(_is_on(one, receipt) for receipt in receipts)]
        card = self._draw(message, pressed[0].at) if pressed else None
        if card is not None:
            for one in pressed:
                self._answer(one, shown(card))

    def hold(self, person: Person, at: Address, message: str) -> Held:
        """A press of *person* on *message*, to be answered."""
        loop = asyncio.get_running_loop()
        return Held(self._held, _Held(person, at, message, loop.create_future()), self._patience)

    def _answer(self, one: _Held | None, answer: Mapping[str, Any]) -> bool:
        if one is None or one.answer.done():
            return False
        one.answer.set_result(answer)
        self._held.remove(one)
        return True


class Held:
    """A held press. It waits from `begin` on, which comes before the event is handed in."""

    def __init__(self, held: list[_Held], one: _Held, patience: float) -> None:
        self._all, self._one, self._patience = held, one, patience

    def begin(self) -> None:
        """Wait for an answer from now on."""
        self._all.append(self._one)

    def end(self) -> None:
        """Wait no more."""
        if self._one in self._all:
            self._all.remove(self._one)

    async def answer(self) -> Mapping[str, Any]:
        """The answer, or after a moment a plain yes; then it waits no more."""
        try:
            async with asyncio.timeout(self._patience):
                return await self._one.answer
        except TimeoutError:
            return said(text(phrase(Key.PRESS_TAKEN)))
        finally:
            self.end()


def _near(pressed: Address, at: Address) -> bool:
    """The word may be for the thread, or for its room as a whole."""
    return pressed.whole_room() == at.whole_room()


def _is_on(one: _Held, receipt: Receipt) -> bool:
    return one.message == receipt.message and _near(one.at, receipt.address)
