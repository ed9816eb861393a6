"""Meanings as Slack's messages: nothing is cut off, nothing is refused, every button is read back."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack import buttons, views
from adapters.slack.render import Drawn, draw
from bot.meanings import (
    Answer,
    Button,
    CardState,
    Choice,
    DeskCard,
    Duty,
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
from bot.people import Address, Person, Voice
from bot.written import Span, Style
from tests.adapters.slack.drawn import actions, live
from tests.adapters.slack.samples import ADA, CARD, DANA, DESK, FORM, press, thread_link
from tests.fakes.slack.rules import message_faults, view_faults
from tests.fakes.slack.world import NOBODY, Post

MOST_TEXT = 3000
LETTERS = st.text(max_size=60) | st.sampled_from(
    ["", " ", "x" * 5000, "ä 🦜\n" * 900, "<!channel>", "\u202e"]
)
TIMES = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - with a zone
PEOPLE = st.builds(Person, st.just("slack"), st.just("U0ADA"), LETTERS, LETTERS, picture=LETTERS)
IDS = st.text("0123456789abcdef", min_size=1, max_size=24)
PRESSES = st.lists(st.builds(Press, st.sampled_from(Button), IDS, LETTERS, IDS), max_size=12).map(tuple)
MANY = st.lists(st.builds(Press, st.just(Button.PASS_ON), IDS, LETTERS, IDS), max_size=150).map(tuple)
TRIED = st.lists(st.builds(Tried, LETTERS, st.floats(0, 1)), max_size=8).map(tuple)
STATES = st.sampled_from(CardState)
LINES = st.lists(st.builds(Line, st.sampled_from(Voice), LETTERS, LETTERS, TIMES), max_size=30).map(tuple)
UNSENT = st.lists(st.builds(Unsent, LETTERS, PEOPLE, LETTERS, PRESSES), max_size=7).map(tuple)
CARDS = st.builds(
    DeskCard,
    IDS,
    STATES,
    LETTERS,
    LETTERS,
    st.lists(st.tuples(LETTERS, LETTERS), max_size=14).map(tuple),
    st.none() | TIMES,
    st.none() | PEOPLE,
    TRIED,
    PRESSES,
    UNSENT,
    PRESSES,
    st.none() | st.builds(PassOn, LETTERS, MANY),
    link=st.sampled_from(["", "https://house.slack.com/archives/C1/p1"]),
    due=st.none() | st.tuples(LETTERS, TIMES),
    lagging=LETTERS,
)
MEANINGS = st.one_of(
    st.builds(
        Say,
        LETTERS,
        st.none() | PEOPLE,
        st.sampled_from(Voice),
        st.none() | PEOPLE,
        st.booleans(),
        PRESSES,
        st.lists(st.builds(Span, st.integers(0, 99), st.integers(1, 6000), st.sampled_from(Style))).map(
            tuple
        ),
    ),
    st.builds(Answer, LETTERS, LETTERS, LETTERS | st.just("https://example.com/help"), PRESSES),
    st.builds(Choice, LETTERS, PRESSES),
    st.builds(Notice, LETTERS, PRESSES),
    st.builds(Gone, LETTERS),
    st.builds(Recap, LETTERS, LINES, LETTERS, TRIED),
    CARDS,
)
ROWS = st.builds(Row, IDS, STATES, LETTERS, LETTERS, LETTERS, TIMES, st.none() | PEOPLE, st.just(DESK))
SECTIONS = st.lists(st.builds(Section, LETTERS, st.lists(ROWS, max_size=60).map(tuple)), max_size=4).map(
    tuple
)


@settings(max_examples=300)
@given(MEANINGS)
def test_slack_takes_whatever_the_bot_may_say(meaning: Meaning) -> None:
    """No text is too long, too many or too odd for Slack's schema and limits."""
    for part in draw(meaning):
        assert message_faults(part.blocks) == []
        assert len(part.text) <= MOST_TEXT * 2
        assert part.blocks


@settings(max_examples=60)
@given(
    st.builds(
        Home,
        LETTERS,
        LETTERS,
        st.just(()),
        SECTIONS,
        st.none() | st.builds(Duty, st.booleans(), LETTERS, LETTERS),
    )
)
def test_slack_takes_every_home(home: Home) -> None:
    """However many wait, the home can be shown."""
    assert view_faults(views.home(home, thread_link)) == []


@settings(max_examples=100)
@given(MEANINGS)
def test_every_button_is_read_back_as_it_was_drawn(meaning: Meaning) -> None:
    """What is pressed is what was meant, and nothing else."""
    drawn = [buttons.read(action) for part in draw(meaning) for action in actions(part.blocks)]
    assert None not in drawn


def words(part: Drawn) -> str:
    """What a reader reads of a post."""
    return Post("", NOBODY, part.text, part.blocks).words


def test_long_words_are_said_in_several_posts_and_none_is_lost() -> None:
    """Everything a person wrote arrives, in order, cut between words."""
    said = " ".join(f"word{number}" for number in range(3000))
    parts = draw(Say(said, ADA, Voice.AGENT))
    assert len(parts) > 1
    assert "".join(words(part) for part in parts) == said
    assert all(len(words(part)) <= MOST_TEXT for part in parts)


def test_formatting_stays_where_it_was_when_words_are_cut() -> None:
    """What was bold in the second post is bold there."""
    said = "x " * 2000 + "bold"
    (_, second) = draw(Say(said, ADA, Voice.AGENT, spans=(Span(4000, 4004, Style.BOLD),)))
    bold = [
        p for e in second.blocks[0]["elements"] for p in e["elements"] if p.get("style") == {"bold": True}
    ]
    assert [piece["text"] for piece in bold] == ["bold"]


def test_an_agent_speaks_under_the_own_name_and_picture() -> None:
    """The customer sees a person, and reads that it is one."""
    (part,) = draw(Say("Hello", ADA, Voice.AGENT))
    assert (part.username, part.icon) == ("Ada", ADA.picture)
    assert part.blocks[1]["elements"][0]["text"] == "Ada, a person from the team"


def test_where_slack_takes_no_names_they_stand_in_the_text() -> None:
    """Without the scope for names a customer's words still tell whose they are."""
    (part,) = draw(Say("Hello", DANA, Voice.CUSTOMER), named=False)
    assert part.blocks[1]["elements"][0]["text"] == "Dana (Acme)"
    assert part.text == "Dana (Acme): Hello"


def test_the_asker_is_called_once() -> None:
    """One mention, of the person who asked."""
    (part,) = draw(Say("I have found it.", mention=DANA))
    assert [piece["user_id"] for piece in live(part.blocks)] == [DANA.id]


def test_somebody_of_another_platform_is_named_not_called() -> None:
    """An id of another platform means nothing here."""
    (part,) = draw(Say("Hello", mention=Person("teams", "29:abc", "Sam")))
    assert list(live(part.blocks)) == []
    assert words(part) == "@Sam Hello"


def test_an_address_leads_where_it_says() -> None:
    """A link is made only of an address that stands there letter by letter."""
    said = "See https://example.com/a or javascript:alert(1)"
    spans = (Span(4, 25, Style.LINK), Span(29, 48, Style.LINK))
    (part,) = draw(Say(said, ADA, Voice.AGENT, spans=spans))
    assert [piece["url"] for piece in live(part.blocks)] == ["https://example.com/a"]
    assert words(part) == said


def test_a_source_that_is_no_address_leads_nowhere() -> None:
    """An entry's source is shown as an address only if it is one."""
    (part,) = draw(Answer("Press it.", "Passwords", "javascript:alert(1)"))
    assert list(live(part.blocks)) == []


def test_a_card_says_everything_an_agent_wants_to_know() -> None:
    """Who, where, what, why, since when, what was tried, what can be done, where the customer is."""
    (part,) = draw(CARD)
    shown = str(part.blocks)
    wanted = ("Dana (Acme)", "#acme-help", "The bot was not sure", CARD.question, "61% · How do I", CARD.link)
    assert [one for one in wanted if one not in shown] == []
    drawn = [found for action in actions(part.blocks) if (found := buttons.read(action))]
    assert {Button.CLAIM, Button.PASS_ON, Button.INSERT} <= {button for button, _, _ in drawn}


@pytest.mark.parametrize("state", list(CardState))
def test_a_state_has_a_mark_of_its_own(state: CardState) -> None:
    """Cards are told apart by their first letter."""
    marks = {draw(DeskCard("1", one, "x", ""))[0].blocks[0]["text"]["text"][0] for one in CardState}
    assert len(marks) == len(CardState)
    assert state in CardState


def test_a_form_carries_what_its_press_is_about() -> None:
    """Sent, the form is that press: button, opaque id and place."""
    view = views.form(FORM, Address("slack", "C0DESK", "1.2"))
    about = {"button": "write_note", "about": FORM.press.about, "pick": ""}
    assert json.loads(view["private_metadata"]) == {**about, "room": "C0DESK", "thread": "1.2"}


def test_buttons_do_not_share_a_name() -> None:
    """Slack refuses a message with two actions of one name."""
    presses = tuple(press(Button.CHOOSE, "Same", "1") for _ in range(12))
    (part,) = draw(Notice("Which?", presses))
    assert len({action["action_id"] for action in actions(part.blocks)}) == len(presses)
