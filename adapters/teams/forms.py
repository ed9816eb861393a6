"""Words before a press. Teams shows forms in dialogs that must be asked for, so they unfold in the card."""

from __future__ import annotations

from adapters.teams import buttons
from adapters.teams.cards import Element, actions, card, execute, input_of_words, letters, rich, said, unfold
from bot.meanings import OPENS_FORM, WORDS, Button, Field, Form, Press
from bot.words import Key

__all__ = ["form", "pressable", "reply_box"]

LONGEST = 3000


def pressable(press: Press) -> Element:
    """A button, or what unfolds the form behind it."""
    return _unfolding(press) if press.button in OPENS_FORM else execute(press)


def reply_box(press: Press, hint: str) -> list[Element]:
    """A field for words to the customer, and the button that sends them."""
    field = Field(WORDS, hint, needed=False, longest=LONGEST)
    return [_field(press, field), *actions([execute(press, inputs=True)])]


def form(wanted: Form) -> Element:
    """A form as a card of its own."""
    head = rich(letters(wanted.title, 200, weight="Bolder", size="Medium"))
    fields = [_field(wanted.press, field) for field in wanted.fields]
    return card([head, *fields, *actions([execute(wanted.press, inputs=True)])])


def _unfolding(press: Press) -> Element:
    # Closing words may be left out; a note without words is none.
    field = Field(WORDS, said(Key.FORM_WORDS), needed=press.button is Button.WRITE_NOTE, longest=LONGEST)
    return unfold(press.label, [_field(press, field)], execute(press, inputs=True))


def _field(press: Press, field: Field) -> Element:
    needed = {"isRequired": True, "errorMessage": said(Key.WORDS_NEEDED)} if field.needed else {}
    hint = {"placeholder": field.hint[:150]} if field.hint else {}
    most = {"maxLength": min(field.longest, LONGEST)}
    return input_of_words(buttons.field_id(press.button, field.name), field.label, **most, **hint, **needed)
