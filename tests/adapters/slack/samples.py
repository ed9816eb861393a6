"""One example of everything the bot can show in Slack, in the words of the demonstration."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from adapters.slack import views
from adapters.slack.render import draw
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
from bot.words import Key, phrase, text
from bot.written import Span, Style

Json = dict[str, Any]

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DANA = Person("slack", "U0DANA", "Dana", "Acme")
ADA = Person("slack", "U0ADA", "Ada", house=True, picture="https://avatars.example.com/ada.png")
DESK = Address("slack", "C0DESK", "1772452800.000100")
QUESTION = "Can we pay by invoice instead of by card, and from which month on?"


def press(button: Button, label: str, pick: str = "") -> Press:
    """A button about the example's conversation."""
    return Press(button, "6f1c0a9d2b7e4c58a3d1", label, pick)


THUMBS = (
    press(Button.HELPFUL, "Helpful"),
    press(Button.NOT_HELPFUL, "Not helpful"),
    press(Button.SOLVED, "That solved it"),
    press(Button.WANT_PERSON, "Talk to a person"),
)
CARD = DeskCard(
    conversation="6f1c0a9d2b7e4c58a3d1",
    state=CardState.WAITING,
    headline="Waiting for an agent",
    question=QUESTION,
    details=(
        ("Customer", "Dana (Acme)"),
        ("Where", "#acme-help"),
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
    pass_on=PassOn("Pass on to", (press(Button.PASS_ON, "Ben", "slack:U0BEN"),)),
    origin=Receipt(Address("slack", "C0ACME", "1772452790.000200"), "1772452790.000200"),
    link="https://house.slack.com/archives/C0ACME/p1772452790000200",
)
CLAIMED = DeskCard(
    CARD.conversation,
    CardState.CLAIMED,
    "Ada has this",
    QUESTION,
    CARD.details[:2],
    NOON,
    ADA,
    presses=(
        press(Button.HAND_BACK, "Hand back"),
        press(Button.RELEASE, "Release"),
        press(Button.RESOLVE, "Resolve"),
        press(Button.MUTE, "Mute the bot"),
    ),
    pass_on=CARD.pass_on,
    link=CARD.link,
)
HELD = Unsent(
    "Unsent words of Ada",
    ADA,
    "Yes, from next month on.",
    (press(Button.SEND, "Send"), press(Button.KEEP, "Keep as a note")),
)
UNSURE = text(phrase(Key.WAITING_UNSURE))
LINES = (
    Line(Voice.CUSTOMER, "Dana", QUESTION, NOON),
    Line(Voice.BOT, "Front Desk", UNSURE, NOON),
)
ROW = Row("6f1c", CardState.WAITING, "Waiting for an agent", QUESTION, "Dana (Acme)", NOON, desk=DESK)

MEANINGS: dict[str, Meaning] = {
    "words-of-a-customer": Say("Thank you. Will the invoice come by mail?", DANA, Voice.CUSTOMER),
    "words-of-an-agent": Say(
        "Yes, from next month on. Details: https://example.com/invoices",
        ADA,
        Voice.AGENT,
        spans=(Span(0, 3, Style.BOLD), Span(34, 62, Style.LINK)),
    ),
    "note-of-an-agent": Say("He asked last week, too.", ADA, Voice.AGENT, note=True),
    "words-that-call-the-asker": Say("I have found it.", mention=DANA),
    "words-that-may-stand-twice": Say("Yes, from next month on.", ADA, Voice.AGENT, again=True),
    "answer": Answer(
        "Open Billing and press Download beside the month you need.",
        "Where are my invoices?",
        "https://example.com/help/invoices",
        THUMBS,
    ),
    "did-you-mean": Choice(
        "Did you mean one of these?",
        (
            press(Button.CHOOSE, "Where are my invoices?", "invoices"),
            press(Button.CHOOSE, "How do I change my card?", "card"),
            press(Button.NONE_OF_THESE, "None of these"),
        ),
    ),
    "notice": Notice(UNSURE, (press(Button.NEVER_MIND, "No longer needed"),)),
    "gone": Gone("This message was deleted."),
    "recap": Recap("What was said so far", LINES, "What was tried", CARD.tried),
    "card-waiting": CARD,
    "card-claimed": CLAIMED,
    "card-with-unsent-words": replace(
        CLAIMED,
        unsent=(HELD,),
        due=("Reminder", NOON.replace(minute=5)),
        lagging="This room is behind: new messages arrive about 40 seconds late.",
    ),
    "card-resolved": DeskCard(
        CARD.conversation,
        CardState.RESOLVED,
        "Resolved",
        QUESTION,
        CARD.details[:2],
        NOON,
        presses=(press(Button.REOPEN, "Reopen"), press(Button.MUTE, "Mute the bot")),
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
    (
        Section("Mine", (), text(phrase(Key.HOME_MINE_EMPTY))),
        Section("Waiting", (ROW,)),
        Section("All", (ROW,)),
    ),
    Duty(on=True, told="You are on duty.", label="Go off duty"),
)


def thread_link(thread: Address) -> str:
    """Where a desk thread is read."""
    return f"https://house.slack.com/archives/{thread.room}/p{thread.thread.replace('.', '')}"


VIEWS: dict[str, Json] = {
    "home-of-an-agent": views.home(HOME, thread_link),
    "home-of-a-visitor": views.home(Home("", text(phrase(Key.HOME_VISITOR)), ()), thread_link),
    "form": views.form(FORM, DESK),
}


def messages(name: str) -> list[Json]:
    """What stands in the file of one meaning: every post with its author."""
    return [
        {"text": part.text, "username": part.username, "icon_url": part.icon, "blocks": part.blocks}
        for part in draw(MEANINGS[name])
    ]
