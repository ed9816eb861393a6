"""What a reworded answer may say."""

from __future__ import annotations

import pytest

from bot.answerer.guard import objection
from bot.answerer.quantities import amounts
from kb.entry import Entry

REFUND = Entry(
    "refund",
    ("How do I get a refund?",),
    "Open **Billing** and press **Request refund**. We refund the full amount to your card within 5 business "
    "days. We do not refund gift cards. Write to billing@example.com if it takes longer than 10 days.",
    source="https://help.example.com/refunds",
)
PASSWORD = Entry(
    "password",
    ("How do I reset my password?",),
    "1. Open Settings.\n2. Choose Security.\n3. Press Reset password. The link is valid for one hour.",
)
FOUND = (REFUND, PASSWORD)

GOOD = [
    ("refund", REFUND.answer),
    ("refund", "We refund the full amount to your card within five business days."),
    ("refund", "Happy to help! Open **Billing** and press **Request refund**."),
    ("refund", "Open Billing, press Request refund, but we do not refund gift cards."),
    ("refund", "Gift cards are not refunded."),
    ("refund", "You get a refund to your card within 5 business days. See https://help.example.com/refunds."),
    ("refund", "Write to billing@example.com if it takes longer than 10 days."),
    ("password", PASSWORD.answer),
    ("password", "1. Open Settings\n2. Choose Security\n3. Press Reset password"),
    ("password", "- Open Settings\n- Press Reset password"),
    ("password", "The link is valid for 1 hour."),
    ("password", "The link is valid for an hour."),
]

BAD = [
    ("invented", "Open Billing."),
    ("", "Open Billing."),
    ("refund", ""),
    ("refund", "We refund the full amount to your card within 7 business days."),
    ("refund", "We refund the full amount to your card within five weeks."),
    ("refund", "We refund the full amount to your card within 5 days."),
    ("refund", "We refund the full amount to your card within a few days."),
    ("refund", "We refund 50% of the amount to your card."),
    ("refund", "We refund the full amount to your friend within 5 business days."),
    ("refund", "We do not refund the full amount to your card."),
    ("refund", "We refund gift cards."),
    ("refund", "We don't refund the full amount to your card within 5 business days."),
    ("refund", "Write to refunds@example.com if it takes longer than 10 days."),
    ("refund", "See https://help.example.org/refunds for the refund."),
    ("refund", "Open **Payments** and press **Request refund**."),
    (
        "refund",
        "Please click the three dots in your browser, then choose Clear history and restart the computer.",
    ),
    ("refund", "Open Billing and press Request refund. Our lawyers are the best in town."),
    ("refund", "Refunds <!channel> to your card."),
    ("refund", "![x](https://help.example.com/refunds)"),
    ("password", "The link is valid for one day."),
    ("password", "The link is never valid."),
    ("refund", "refund " * 1_000),
]


@pytest.mark.parametrize(("cited", "text"), GOOD)
def test_what_follows_from_the_entry_may_be_said(cited: str, text: str) -> None:
    """A rewording that adds nothing passes, numbered lists and number words included."""
    assert objection(text, (cited,), FOUND) == ""


@pytest.mark.parametrize(("cited", "text"), BAD)
def test_what_the_entry_does_not_say_is_refused(cited: str, text: str) -> None:
    """Another number, link, name, negation or thing than the entry's is refused, as is citing nothing."""
    assert objection(text, (cited,) if cited else (), FOUND)


def test_the_customers_own_number_may_be_repeated() -> None:
    """A number that the customer typed is not invented."""
    said = "Your refund for 4711 reaches your card within 5 business days."

    assert objection(said, ("refund",), FOUND)
    assert not objection(said, ("refund",), FOUND, question="where is the refund for 4711?")


def test_an_entry_found_but_not_cited_supports_nothing() -> None:
    """Words of one entry do not vouch for an answer that cites another."""
    assert objection("Open Settings. Choose Security.", ("refund",), FOUND)


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("within five business days", {"5 business day"}),
        ("5 weeks", {"5 week"}),
        ("twenty-four hours a day", {"24 hour", "1 day"}),
        ("an hour", {"1 hour"}),
        ("$5 or 5 dollars", {"5 $"}),
        ("1,500 users", {"1500 user"}),
        ("50 percent, 50%", {"50 %"}),
        ("one of the three", {"3"}),
        ("a page", set()),
        ("version 2.1", {"2.1"}),
        ("a few days", {"few day"}),
    ],
)
def test_amounts_are_read_with_their_units(text: str, counted: set[str]) -> None:
    """Words and digits, plurals and signs name one amount in one way."""
    assert amounts(text) == counted
