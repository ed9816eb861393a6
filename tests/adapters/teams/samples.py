"""One example of everything the bot can show in Teams, in the words of the demonstration."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from adapters.teams import draw_card, forms
from adapters.teams.render import Seen, draw
from bot.meanings import (
    Answer,
    Button,
    CardState,
    Choice,
    DeskCard,
    Duty,
    Field,
    Form,
    Gone,
    Home,
    Line,
    Meaning,
    Notice,
    PassOn,
    Press,
    Recap,
    Row,
    Say,
    Section,
    Tried,
    Unsent,
)
from bot.people import Address, Person, Receipt, Voice
from bot.written import Span, Style

Json = dict[str, Any]

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DANA = Person("teams", "7faf8ab2-3d56-4244-b585-20c8a42ed2b8", "Dana", "Acme")
ADA = Person("teams", "0b3a21a4-5cf8-4c8b-9c3a-6a4ecf1f6b1d", "Ada", house=True)
DESK = Address("teams", "19:desk@thread.tacv2", "1772452800000")
QUESTION = "Can we pay by invoice instead of by card, and from which month on?"
ABOUT = "6f1c0a9d2b7e4c58a3d1"


def press(button: Button, label: str, pick: str = "") -> Press:
    """A button about the example's conversation."""
    return Press(button, ABOUT, label, pick)


UNDER_AN_ANSWER = (
    press(Button.HELPFUL, "Helpful"),
    press(Button.NOT_HELPFUL, "Not helpful"),
    press(Button.WANT_PERSON, "Talk to a person"),
)
CARD = DeskCard(
    conversation=ABOUT,
    state=CardState.WAITING,
    headline="Waiting for an agent",
    question=QUESTION,
    details=(
        ("Customer", "Dana (Acme)"),
        ("Where", "Acme help"),
        ("Why", "The bot was not sure"),
    ),
    since=NOON,
    tried=(Tried("How do I change my card?", 0.61), Tried("Where are my invoices?", 0.58)),
    inserts=(press(Button.INSERT, "Send: Where are my invoices?", "invoices"),),
    presses=(
        press(Button.CLAIM, "Claim"),
        press(Button.RESOLVE, "Resolve"),
        press(Button.MUTE, "Mute the bot"),
    ),
    pass_on=PassOn("Pass on to", (press(Button.PASS_ON, "Ben", f"teams:{ADA.id}"),)),
    origin=Receipt(Address("teams", "19:acme@thread.tacv2", "1772452790000"), "1772452790000"),
    link="https://teams.microsoft.com/l/message/19:acme@thread.tacv2/1772452790000",
    due=("Reminder", NOON.replace(minute=5)),
)
HELD = Unsent(
    "Unsent words of Ada",
    ADA,
    "Yes, from next month on.",
    (press(Button.SEND, "Send"), press(Button.KEEP, "Keep as a note")),
)
CLAIMED = replace(
    CARD,
    state=CardState.CLAIMED,
    headline="Ada has this",
    holder=ADA,
    tried=(),
    inserts=(),
    unsent=(HELD,),
    presses=(
        press(Button.HAND_BACK, "Hand back"),
        press(Button.RELEASE, "Release"),
        press(Button.RESOLVE, "Resolve"),
        press(Button.WRITE_NOTE, "Write a note"),
    ),
    reply=press(Button.REPLY, "Send to the customer"),
    lagging="This room is behind: new messages arrive about 40 seconds late.",
)
LINES = (
    Line(Voice.CUSTOMER, "Dana", QUESTION, NOON),
    Line(Voice.BOT, "Front Desk", "I am not sure about this one, so I have asked a person.", NOON),
)
ROW = Row(ABOUT, CardState.WAITING, "Waiting for an agent", QUESTION, "Dana (Acme)", NOON, desk=DESK)

MEANINGS: dict[str, Meaning] = {
    "words-of-a-customer": Say(QUESTION, DANA, Voice.CUSTOMER),
    "words-of-an-agent": Say(
        "Yes, from next month on. Details: https://example.com/invoices",
        ADA,
        Voice.AGENT,
        spans=(Span(0, 3, Style.BOLD), Span(34, 62, Style.LINK)),
    ),
    "note-of-an-agent": Say("They pay late.", ADA, Voice.AGENT, note=True),
    "words-that-call-the-asker": Say("I have found it.", ADA, Voice.AGENT, mention=DANA),
    "words-that-may-stand-twice": Say("Yes, from next month on.", ADA, Voice.AGENT, again=True),
    "words-with-buttons": Say("Nobody has this yet.", mention=ADA, presses=HELD.presses),
    "answer": Answer(
        "Open Billing and press Download beside the month you need.",
        "Where are my invoices?",
        "https://example.com/help/invoices",
        UNDER_AN_ANSWER,
    ),
    "did-you-mean": Choice(
        "Did you mean one of these?",
        (
            press(Button.CHOOSE, "Where are my invoices?", "invoices"),
            press(Button.CHOOSE, "How do I change my card?", "card"),
            press(Button.NONE_OF_THESE, "None of these"),
        ),
    ),
    "notice": Notice("Ada will answer you right here."),
    "notice-with-buttons": Notice(
        "I have asked a person from the team.", (press(Button.NEVER_MIND, "No longer needed"),)
    ),
    "gone": Gone("This message was deleted."),
    "recap": Recap("What was said so far", LINES, "What was tried", CARD.tried),
    "card-waiting": CARD,
    "card-claimed": CLAIMED,
    "card-resolved": DeskCard(
        ABOUT,
        CardState.RESOLVED,
        "Resolved",
        QUESTION,
        CARD.details,
        presses=(press(Button.REOPEN, "Reopen"),),
    ),
}
"""By the name of the file each is drawn to."""

FORM = Form(
    "Write a note",
    (Field("words", "Your note", "Only the desk sees it", longest=3000),),
    press(Button.WRITE_NOTE, "Keep"),
)
HOME = Home(
    "Waiting list",
    "Nobody is waiting.",
    (ROW,),
    (Section("Mine", ()), Section("Waiting", (ROW,)), Section("All", (ROW,))),
    Duty(on=True, told="You are on duty.", label="Go off duty"),
)
HERE = Seen(personal=True)


def thread_link(thread: Address) -> str:
    """Where a desk thread is read."""
    return f"https://teams.microsoft.com/l/message/{thread.room}/{thread.thread}"


CARDS: dict[str, Json] = {
    "home-of-an-agent": draw_card.home(HOME, thread_link),
    "form": forms.form(FORM),
}
"""Cards that are no meanings of their own."""


def messages(name: str) -> list[Json]:
    """What stands in the file of one meaning: every message."""
    return [part.activity for part in draw(MEANINGS[name], HERE)]


def cards(name: str) -> list[Json]:
    """The cards among them."""
    attached = [one for message in messages(name) for one in message.get("attachments", ())]
    return [one["content"] for one in attached]
