"""Meanings as Teams' messages: nothing is cut off, nothing is refused, every button is read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams import buttons, draw_card, forms
from adapters.teams.buttons import Pressed
from adapters.teams.markup import clean
from adapters.teams.render import Seen, card_of, draw
from adapters.teams.wording import PART
from bot.meanings import (
    WORDS,
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
from bot.people import Person, Voice
from bot.written import Span, Style
from tests.adapters.teams.drawn import actions
from tests.adapters.teams.samples import ADA, CLAIMED, DANA, DESK, FORM, press, thread_link
from tests.adapters.teams.samples import MEANINGS as SAMPLES
from tests.fakes.teams.rules import card_faults, message_faults
from tests.fakes.teams.world import elements, read

LETTERS = st.text(max_size=60) | st.sampled_from(
    ["", " ", "x" * 7000, "ä 🦜\n" * 1500, "&<>\"'" * 1200, "<at>all</at>", "\u202e", "[1]", "{{DATE(x)}}"]
)
TIMES = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - with a zone
PEOPLE = st.builds(Person, st.just("teams"), st.just(ADA.id), LETTERS, LETTERS)
IDS = st.text("0123456789abcdef", min_size=1, max_size=24)
PRESSES = st.lists(st.builds(Press, st.sampled_from(Button), IDS, LETTERS, IDS), max_size=12).map(tuple)
FEW = st.lists(st.builds(Press, st.sampled_from(Button), IDS, LETTERS, IDS), max_size=4).map(tuple)
ALIKE = st.lists(st.builds(Press, st.just(Button.PASS_ON), st.just("c1"), LETTERS, IDS), max_size=150).map(
    tuple
)
TRIED = st.lists(st.builds(Tried, LETTERS, st.floats(0, 1)), max_size=8).map(tuple)
STATES = st.sampled_from(CardState)
LINES = st.lists(st.builds(Line, st.sampled_from(Voice), LETTERS, LETTERS, TIMES), max_size=30).map(tuple)
UNSENT = st.lists(st.builds(Unsent, LETTERS, PEOPLE, LETTERS, PRESSES), max_size=7).map(tuple)
SPANS = st.lists(st.builds(Span, st.integers(0, 99), st.integers(1, 9000), st.sampled_from(Style))).map(tuple)
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
    FEW.map(lambda found: tuple({p.button: p for p in found}.values())),
    st.none() | st.builds(PassOn, LETTERS, ALIKE),
    link=st.sampled_from(["", "https://teams.microsoft.com/l/message/1/2", "javascript:alert(1)"]),
    due=st.none() | st.tuples(LETTERS, TIMES),
    lagging=LETTERS,
    reply=st.none() | st.builds(Press, st.just(Button.REPLY), IDS, LETTERS),
)
MEANINGS = st.one_of(
    st.builds(
        Say,
        LETTERS,
        st.none() | PEOPLE,
        st.sampled_from(Voice),
        st.none() | PEOPLE,
        st.booleans(),
        FEW,
        SPANS,
    ),
    st.builds(Answer, LETTERS, LETTERS, LETTERS | st.just("https://example.com/help"), FEW),
    st.builds(Choice, LETTERS, FEW),
    st.builds(Notice, LETTERS, FEW),
    st.builds(Gone, LETTERS),
    st.builds(Recap, LETTERS, LINES, LETTERS, TRIED),
    CARDS,
)
ROWS = st.builds(Row, IDS, STATES, LETTERS, LETTERS, LETTERS, TIMES, st.none() | PEOPLE, st.just(DESK))
SECTIONS = st.lists(st.builds(Section, LETTERS, st.lists(ROWS, max_size=60).map(tuple)), max_size=4).map(
    tuple
)
PLACES = st.builds(Seen, personal=st.booleans(), heard=st.booleans())


@settings(max_examples=300)
@given(MEANINGS, PLACES)
def test_teams_takes_whatever_the_bot_may_say(meaning: Meaning, seen: Seen) -> None:
    """No text is too long, too many or too odd for Teams' schema and limits."""
    parts = draw(meaning, seen)
    assert parts
    for part in parts:
        assert message_faults(part.activity) == []


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
def test_teams_takes_every_waiting_list(home: Home) -> None:
    """However many wait, the list can be shown."""
    drawn = draw_card.home(home, thread_link)
    assert card_faults(drawn) == []
    assert message_faults({"type": "message", "attachments": [_attached(drawn)]}) == []


def _attached(card: object) -> dict[str, object]:
    return {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}


@settings(max_examples=100)
@given(MEANINGS)
def test_every_button_is_read_back_as_it_was_drawn(meaning: Meaning) -> None:
    """What is pressed is what was meant, by new clients and by old ones, and nothing else."""
    drawn = [buttons.read(data) for part in draw(meaning) for data in actions(part.activity)]
    assert None not in drawn


def test_a_chosen_agent_is_the_pick() -> None:
    """Whom a conversation is passed on to is what was chosen in the list."""
    (card,) = (card_of(SAMPLES["card-waiting"]),)
    picked = [buttons.read(data) for data in actions(card) if "fd-pick" in data]
    assert picked == [Pressed(Button.PASS_ON, "6f1c0a9d2b7e4c58a3d1", f"teams:{ADA.id}")]


def test_words_in_a_card_belong_to_their_own_button() -> None:
    """All inputs of a card come along with any press: a note is no reply, and a claim carries neither."""
    typed = {
        buttons.field_id(Button.REPLY, WORDS): "to Dana",
        buttons.field_id(Button.WRITE_NOTE, WORDS): "only for us",
    }
    claim, note, reply = (
        buttons.read({**buttons.data(press(button, "x")), **typed})
        for button in (Button.CLAIM, Button.WRITE_NOTE, Button.REPLY)
    )
    assert isinstance(claim, Pressed)
    assert claim.fields == ()
    assert isinstance(note, Pressed)
    assert note.fields == (("words", "only for us"),)
    assert isinstance(reply, Pressed)
    assert reply.fields == (("words", "to Dana"),)


def words(meaning: Meaning) -> str:
    """What a reader reads of all messages."""
    return "".join(read(part.activity).text for part in draw(meaning))


def test_long_words_are_said_in_several_messages_and_none_is_lost() -> None:
    """Everything a person wrote arrives, in order, cut between words."""
    said = " ".join(f"word{number}" for number in range(4000))
    parts = draw(Say(said))
    assert len(parts) > 1
    assert words(Say(said)) == said
    assert all(len(read(part.activity).text) <= PART for part in parts)


def test_formatting_stays_where_it_was_when_words_are_cut() -> None:
    """What was bold in the second message is bold there."""
    said = "x " * (PART // 2) + "bold"
    _, second = draw(Say(said, spans=(Span(PART, PART + 4, Style.BOLD),)))
    assert second.activity["text"] == "<strong>bold</strong>"


@pytest.mark.parametrize(
    ("style", "drawn"),
    [
        (Style.BOLD, "a <strong>b &lt;</strong> c"),
        (Style.ITALIC, "a <em>b &lt;</em> c"),
        (Style.STRIKE, "a <s>b &lt;</s> c"),
        (Style.CODE, "a <code>b &lt;</code> c"),
        (Style.BLOCK, "a <pre>b &lt;</pre> c"),
        (Style.QUOTE, "a <blockquote>b &lt;</blockquote> c"),
        (Style.LINK, "a b &lt; c"),
    ],
)
def test_words_are_set_as_they_were_set(style: Style, drawn: str) -> None:
    """Every style has its tag; letters that are no address are no link."""
    (part,) = draw(Say("a b < c", spans=(Span(2, 5, style),)))
    assert part.activity["text"] == drawn


def test_styles_may_lie_within_one_another() -> None:
    """Tags are closed in the order they were opened, however spans overlap."""
    (part,) = draw(
        Say("abcd", spans=(Span(0, 3, Style.BOLD), Span(1, 4, Style.ITALIC), Span(2, 4, Style.QUOTE)))
    )
    assert part.activity["text"] == (
        "<strong>a</strong><em><strong>b</strong></em>"
        "<blockquote><em><strong>c</strong></em><em>d</em></blockquote>"
    )


def test_lines_and_gaps_are_kept() -> None:
    """Teams' markup swallows both, so they are written out."""
    assert words(Say("a\n\n  b\tc")) == "a\n\n  b    c"


def test_an_agent_is_named_above_the_words() -> None:
    """The customer reads that a person speaks, though the bot has one name for all."""
    assert words(Say("Hello", ADA, Voice.AGENT)) == "Ada, a person from the team\nHello"
    assert words(Say("Hello", DANA, Voice.CUSTOMER)) == "Dana (Acme)\nHello"


def test_a_note_is_told_apart_from_what_the_customer_reads() -> None:
    """Words that stay at the desk say so above themselves."""
    said = words(Say("Watch out", ADA, Voice.AGENT, note=True))
    assert said == "🔒 A note by Ada, for the desk alone\nWatch out"


def test_closing_words_may_be_left_out_and_a_note_may_not() -> None:
    """The forms unfold in the card, each with a field of its own."""
    both = (press(Button.WRITE_NOTE, "Note"), press(Button.RESOLVE_WITH_WORDS, "Resolve with words"))
    (part,) = draw(replace(CLAIMED, presses=both, reply=None))
    fields = {
        one["id"]: one.get("isRequired", False)
        for one in elements(part.activity)
        if one["type"] == "Input.Text"
    }
    assert fields == {"fd-field-write_note-words": True, "fd-field-resolve_with_words-words": False}


def test_the_asker_is_called_once() -> None:
    """One mention, of the person who asked, by the id Teams knows; no other letters call anybody."""
    said = Say("I have found it. <at>Dana</at>", mention=DANA)
    (part,) = draw(said, Seen(called=lambda _: "29:1abc"))
    assert read(part.activity).pings == ["29:1abc"]
    assert part.activity["text"].count("<at>") == 1


def test_somebody_of_another_platform_is_named_not_called() -> None:
    """An id of another platform means nothing here."""
    (part,) = draw(Say("Hello", mention=Person("slack", "U0SAM", "Sam")))
    assert read(part.activity).pings == []
    assert words(Say("Hello", mention=Person("slack", "U0SAM", "Sam"))) == "@Sam Hello"


def test_an_address_leads_where_it_says() -> None:
    """A link is made only of an address that stands there letter by letter."""
    said = "See https://example.com/a or javascript:alert(1)"
    (part,) = draw(Say(said, ADA, Voice.AGENT, spans=(Span(4, 25, Style.LINK), Span(29, 48, Style.LINK))))
    assert read(part.activity).links == ["https://example.com/a"]


def test_an_answer_is_words_and_then_a_card() -> None:
    """Teams parts what is both and tells no id; the buttons are what may be missing."""
    said, card = draw(SAMPLES["answer"])
    assert ("attachments" in said.activity, "text" in card.activity) == (False, False)
    assert (said.extra, card.extra) == (False, True)


def test_an_answer_without_buttons_shows_its_source_below() -> None:
    """Where there is no card, title and address stand under the words."""
    (said,) = draw(Answer("Press it.", "Title", "https://example.com/help"))
    assert read(said.activity).text == "Press it. [1]\nTitle · https://example.com/help"


def test_a_citation_takes_a_number_that_the_words_do_not_have() -> None:
    """What an entry numbers itself is not taken for the citation."""
    (said,) = draw(Answer("First [1], then [2].", "Title"))
    assert said.activity["text"].startswith("First [1], then [2]. [3]")


def test_where_agents_are_heard_there_is_no_reply_box() -> None:
    """They write in the thread; elsewhere the card has a box to write in."""
    boxes = [
        [
            one["id"]
            for one in elements(draw(CLAIMED, Seen(heard=heard))[0].activity)
            if one["type"] == "Input.Text"
        ]
        for heard in (True, False)
    ]
    assert buttons.field_id(Button.REPLY, "words") not in boxes[0]
    assert buttons.field_id(Button.REPLY, "words") in boxes[1]


def test_suggested_questions_are_for_personal_chats_alone() -> None:
    """Elsewhere Teams shows none; the buttons are there everywhere."""
    choice = SAMPLES["did-you-mean"]
    assert "suggestedActions" not in draw(choice)[0].activity
    told = draw(choice, Seen(personal=True))[0].activity["suggestedActions"]["actions"]
    assert [one["type"] for one in told] == ["imBack", "imBack"]


def test_a_card_too_heavy_for_teams_loses_detail_not_buttons() -> None:
    """The last level always fits, and what can be done stays."""
    long = "🦜" * 9000
    heavy = replace(
        CLAIMED,
        question=long,
        details=tuple((long, long) for _ in range(14)),
        tried=(Tried(long, 1),) * 8,
        unsent=tuple(Unsent(long, ADA, long, CLAIMED.presses) for _ in range(7)),
    )
    (part,) = draw(heavy)
    assert message_faults(part.activity) == []
    assert [one["title"] for one in elements(part.activity) if one["type"] == "Action.ShowCard"] == [
        "Write a note",
        "Pass on to",
    ]


def test_what_is_not_seen_is_taken_out() -> None:
    """Marks that turn the reading direction, and letters that no message may hold."""
    assert clean("a\u202eb\x00c\ud800\r\nd") == "abc\ufffd\nd"


def test_a_form_is_the_press_it_stands_for() -> None:
    """Filled in, it carries its button and its fields."""
    (send,) = [one for one in elements(forms.form(FORM)) if one["type"] == "Action.Execute"]
    typed = {buttons.field_id(Button.WRITE_NOTE, "words"): "Call back"}
    found = buttons.read({**send["data"], **typed})
    assert found == Pressed(Button.WRITE_NOTE, FORM.press.about, "", (("words", "Call back"),))


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "fd",
        {},
        {"fd": "claim"},
        {"fd": ["claim", "1"]},
        {"fd": ["no such", "1", ""]},
        {"fd": [1, 2, 3]},
    ],
)
def test_data_of_others_is_no_press(data: object) -> None:
    """What was not drawn by us is nothing."""
    assert buttons.read(data) is None
