"""What agents see: the card in every state, the waiting list, and why something was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clocks import NUDGES
from bot.conversation import Answering, Claimed, Conversation, Held, Resolved, State, Waiting
from bot.desk import (
    card,
    card_state,
    due,
    face,
    form,
    headline,
    home,
    moved_card,
    reason_words,
    row,
    why,
)
from bot.judgement import Reason
from bot.meanings import OPENS_FORM, WORDS, Button, CardState, DeskCard, Press
from bot.people import Person, Voice
from bot.turns import Fate, Given, Suggested, Turn
from bot.words import Key, phrase, text
from tests.core.builders import (
    AGENTS,
    ANNA,
    BEN,
    CARLA,
    CEM,
    CUSTOMERS,
    DESK,
    HOUR,
    LEAH,
    MINUTE,
    NOW,
    RULES,
    SUPPORT,
    answering,
    asked,
    bots,
    claimed,
    held_by,
    passage,
    resolved,
    suggested,
    turn,
    waiting,
)
from tests.core.walk import STARTS

QUESTION = turn("How do I reset it?", message="first")
STATES = {
    "answering": answering(),
    "waiting": waiting(),
    "claimed": claimed(ANNA),
    "resolved": resolved(),
}
ALWAYS = ("resolve", "resolve_with_words", "write_note", "mute")
"""What can be done with whatever is open."""


def drawn(c: Conversation, turns: Mapping[str, Turn] | None = None) -> DeskCard:
    """The card, with the first question known."""
    known = {QUESTION.id: QUESTION, **(turns or {})}
    return card(replace(c, question=QUESTION.id), RULES, AGENTS, where=CUSTOMERS, turns=known)


@pytest.mark.parametrize(
    ("state", "colour", "said", "buttons"),
    [
        ("answering", CardState.ANSWERING, "The bot is answering", ["claim", *ALWAYS]),
        ("waiting", CardState.WAITING, "Waiting for an agent", ["claim", *ALWAYS]),
        ("claimed", CardState.CLAIMED, "Anna has this", ["hand_back", "release", *ALWAYS]),
        ("resolved", CardState.RESOLVED, "Resolved", ["reopen", "write_note", "mute"]),
    ],
)
def test_the_card_says_who_has_it_and_what_can_be_done(
    state: str, colour: CardState, said: str, buttons: list[str]
) -> None:
    """Colour, headline and buttons follow from the state alone."""
    seen = drawn(STATES[state])
    assert (seen.state, seen.headline) == (colour, said)
    assert [press.button for press in seen.presses] == buttons
    assert {press.about for press in seen.presses} == {"c1"}


def test_the_card_shows_the_question_and_where_it_was_asked() -> None:
    """Who, where and what stand on the card, and the first message is linked."""
    seen = drawn(waiting(Reason.UPSET))
    assert (seen.question, seen.origin) == ("How do I reset it?", QUESTION.receipt)
    assert ("Customer", "Carla (Acme)") in seen.details
    assert ("Where", "#C-acme") in seen.details
    assert ("Why", "The customer is upset") in seen.details
    assert ("Where", "#acme-help") in drawn(waiting(room_name="acme-help")).details
    assert ("Where", "Direct chat") in drawn(waiting(direct=True)).details


def test_the_card_names_whose_question_it_shows() -> None:
    """In a shared thread another customer's words do not stand under the asker's name alone."""
    shown = drawn(waiting(), {QUESTION.id: turn("Mine too.", by=CEM)})
    assert dict(shown.details)["Customer"] == "Carla (Acme), Cem"


def test_a_card_without_the_question_is_still_drawn() -> None:
    """Before the question's turn is known the card shows none."""
    assert card(waiting(), RULES, AGENTS, where=CUSTOMERS, turns={}).question == ""


def test_a_muted_card_names_who_muted_and_offers_unmute() -> None:
    """Muting shows on the card, with the way back."""
    seen = drawn(waiting(muted=BEN))
    assert ("Bot muted by", "Ben") in seen.details
    assert seen.presses[-1].button is Button.UNMUTE


def test_a_card_says_that_the_customer_cannot_be_reached() -> None:
    """A customer's room that is gone shows on the card."""
    assert ("The customer cannot be reached", "#C-acme") in drawn(waiting(lost=True)).details
    assert not any("reached" in label for label, _ in drawn(waiting()).details)


def test_a_card_names_the_agent_hoped_for() -> None:
    """A reopened conversation waits for the agent who held it."""
    c = waiting()
    named = c.going(replace(c.state, named=ANNA))  # type: ignore[arg-type]  # it waits
    assert drawn(named).headline == "Waiting for Anna"


def test_unsent_words_stand_on_the_card() -> None:
    """Words that wait for a press show on the card with the press, so a lost whisper strands nothing."""
    held, words = held_by(ANNA, "Try this.")
    c = waiting(held=(held, Held("not stored", BEN)))
    (unsent,) = drawn(c, {words.id: words}).unsent
    assert (unsent.title, unsent.text) == ("Unsent words of Anna", "Try this.")
    assert unsent.author == ANNA
    assert [(press.button, press.about) for press in unsent.presses] == [
        (Button.SEND, words.id),
        (Button.KEEP, words.id),
    ]


def test_the_card_offers_what_was_found() -> None:
    """Each passage of the suggestion is one press from the customer, while the conversation is open."""
    found = suggested("reset", "export")
    seen = drawn(waiting(suggestion=found.id), {found.id: found})
    assert [(p.button, p.about, p.pick) for p in seen.inserts] == [
        (Button.INSERT, found.id, "reset"),
        (Button.INSERT, found.id, "export"),
    ]
    assert seen.inserts[0].label == "Send: How do I reset?"
    assert [tried.title for tried in seen.tried] == ["How do I reset?", "How do I export?"]
    assert drawn(resolved(suggestion=found.id), {found.id: found}).inserts == ()


def test_a_long_shot_is_named_but_not_offered() -> None:
    """Below the confidence of "Did you mean" an entry stands among what was tried, without a button."""
    found = suggested("reset", "export")
    assert isinstance(found.body, Suggested)
    unlikely = replace(found, body=replace(found.body, confidence=RULES.bar.offer - 0.01))
    seen = drawn(waiting(suggestion=found.id), {found.id: unlikely})
    assert (seen.inserts, len(seen.tried)) == ((), 2)


def test_a_held_conversation_can_be_passed_to_agents_and_desks() -> None:
    """While held: every other agent and every other desk. While waiting: desks. Resolved: nobody."""
    held = drawn(claimed(ANNA)).pass_on
    assert held is not None
    assert [(p.label, p.pick) for p in held.presses] == [
        ("Ben", BEN.key),
        ("Leah", LEAH.key),
        ("night", "desk:night"),
        ("sales", "desk:sales"),
    ]
    waits = drawn(waiting()).pass_on
    assert waits is not None
    assert [p.pick for p in waits.presses] == ["desk:night", "desk:sales"]
    assert drawn(resolved()).pass_on is None


def test_nobody_is_offered_an_own_conversation() -> None:
    """An agent who asked is not among those it can be passed to."""
    offered = drawn(claimed(ANNA, asker=BEN)).pass_on
    assert offered is not None
    assert BEN.key not in [p.pick for p in offered.presses]


def test_a_moved_card_says_where_it_went() -> None:
    """What is left at the old desk names the new one and has no buttons."""
    left = moved_card(waiting(), "night", "en")
    assert (left.state, left.headline) == (CardState.MOVED, "Moved to the desk night")
    assert left.presses == ()


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words(reason: Reason) -> None:
    """Whatever the reason, the card can say it."""
    assert reason_words(reason, "en")


@pytest.mark.parametrize(
    "changed",
    [
        claimed(ANNA),
        waiting(Reason.UPSET),
        waiting(desk="night"),
        waiting(threads=2),
        waiting(held=(Held("h1", ANNA),)),
        waiting(muted=ANNA),
        waiting(lost=True),
        waiting(suggestion="found"),
        waiting(reworded=1),
        waiting(nudges=1),
    ],
)
def test_what_the_card_shows_changes_its_face(changed: Conversation) -> None:
    """Any change that shows on the card has it drawn again."""
    assert face(changed) != face(waiting())


def test_what_the_card_does_not_show_leaves_its_face_alone() -> None:
    """A further word that moves no clock of the desk has no card drawn again."""
    assert face(waiting(touched=NOW + HOUR, recent=("t1",))) == face(waiting())
    assert face(claimed(ANNA, owed=NOW, touched=NOW + HOUR)) == face(claimed(ANNA, owed=NOW))


# -- the clock and the box on the card


@pytest.mark.parametrize(
    ("c", "rings"),
    [
        (waiting(), ("Next reminder", NOW + SUPPORT.claim)),
        (waiting(nudges=1), ("Next reminder", NOW + 3 * SUPPORT.claim)),
        (waiting(nudges=NUDGES), None),
        (waiting(lost=True), None),
        (claimed(ANNA, owed=NOW + MINUTE), ("Reply by", NOW + MINUTE + SUPPORT.reply)),
        (claimed(ANNA), None),
        (answering(asked()), None),
        (answering(), None),
        (resolved(), None),
    ],
)
def test_the_card_tells_what_rings_next_for_people(
    c: Conversation, rings: tuple[str, datetime] | None
) -> None:
    """A reminder or an owed reply stands on the card with its moment; clocks of the bot's own do not."""
    assert drawn(c).due == rings


@given(st.sampled_from(STARTS), st.sampled_from(STARTS))
def test_no_two_clocks_have_one_face(one: Conversation, other: Conversation) -> None:
    """A card whose clock moved is drawn again, since its face is another."""
    assert due(one, RULES) == due(other, RULES) or face(one) != face(other)


@pytest.mark.parametrize(
    ("state", "label"),
    [
        ("answering", "Take over and send"),
        ("waiting", "Claim and send"),
        ("claimed", "Send"),
        ("resolved", None),
    ],
)
def test_an_open_card_takes_words(state: str, label: str | None) -> None:
    """While it is open a reply can be pressed with words, and the button says what else that does."""
    box = drawn(STATES[state]).reply
    assert (box.label if box else None) == label
    assert box is None or (box.button, box.about) == (Button.REPLY, "c1")


# -- forms


def test_a_note_is_asked_for_with_one_field() -> None:
    """Whoever writes a note is told that it stays at the desk, and must write something."""
    asked_for = form(waiting(), ANNA, Button.WRITE_NOTE, "en")
    assert asked_for is not None
    assert asked_for.press == Press(Button.WRITE_NOTE, "c1", "Keep as a note")
    assert [(one.name, one.needed) for one in asked_for.fields] == [(WORDS, True)]


@pytest.mark.parametrize(
    ("c", "by", "possible"),
    [
        (answering(at_desk=True), ANNA, True),
        (waiting(), ANNA, True),
        (claimed(ANNA), ANNA, True),
        (claimed(ANNA), BEN, False),
        (waiting(asker=ANNA), ANNA, False),
        (resolved(), ANNA, False),
        (waiting(at_desk=False), ANNA, False),
    ],
)
def test_closing_words_are_asked_of_whoever_may_resolve(
    c: Conversation, by: Person, *, possible: bool
) -> None:
    """The form opens where its press would count, and takes no words too."""
    asked_for = form(c, by, Button.RESOLVE_WITH_WORDS, "en")
    assert (asked_for is not None) == possible
    assert asked_for is None or [one.needed for one in asked_for.fields] == [False]


@pytest.mark.parametrize("button", sorted(set(Button) - OPENS_FORM))
def test_no_other_button_asks_for_words(button: Button) -> None:
    """A form is opened by two buttons only."""
    assert form(claimed(ANNA), ANNA, button, "en") is None


# -- the waiting list


def test_the_waiting_list_shows_the_longest_wait_first() -> None:
    """Who waits comes before what is held, and the longest wait first."""
    rows = [
        row(c, f"q{number}", DESK, "en")
        for number, c in enumerate(
            (
                claimed(ANNA),
                waiting().going(replace(waiting().state, since=NOW + MINUTE)),  # type: ignore[arg-type]  # it waits
                waiting(),
                answering(),
            )
        )
    ]
    listed = home(rows, "en")
    assert [r.question for r in listed.rows] == ["q2", "q1", "q0", "q3"]
    assert (listed.title, listed.empty) == ("Waiting list", "Nobody is waiting.")
    assert (listed.rows[2].holder, listed.rows[2].customer) == (ANNA, "Carla")
    assert listed.rows[0].desk == DESK


@pytest.mark.parametrize("c", STATES.values(), ids=STATES)
def test_a_row_says_the_same_as_the_card(c: Conversation) -> None:
    """The list and the card speak of one state in the same words."""
    listed = row(c, "q", None, "en")
    assert (listed.state, listed.headline) == (card_state(c), headline(c, "en"))
    assert listed.since == NOW


# -- why

STATES_THEN: dict[type[State], str] = {
    Answering: "The bot was answering",
    Waiting: "Nobody had it yet",
    Claimed: "An agent had it",
    Resolved: "Resolved",
}
FATES_TOLD = {
    Fate.HEARD: "Heard",
    Fate.SAID: "Sent to the customer",
    Fate.NOTE: "Stays at the desk",
    Fate.HELD: "Waiting to be sent",
    Fate.GONE: "Taken back",
}


def test_why_an_answer_was_given() -> None:
    """An answer tells how sure the bot was, what it rests on, and the state then and now."""
    said = replace(bots(Given("So.", passage("reset", 0.91), 0.934)), state="Answering")
    told = why(said, claimed(ANNA), "en")
    assert told.title == text(phrase(Key.WHY_TITLE))
    assert told.details == (
        ("Said by", "The bot"),
        ("State then", "The bot was answering"),
        ("State now", "Anna has this"),
        ("What became of it", "Sent to the customer"),
        ("Confidence", "93%"),
    )
    assert [(tried.title, tried.score) for tried in told.tried] == [("How do I reset?", 0.91)]


def test_why_a_person_said_something() -> None:
    """A person's words tell who said them and what became of them, and no confidence."""
    told = why(turn("Try.", by=ANNA, fate=Fate.NOTE), claimed(ANNA), "en")
    assert ("Said by", "Anna") in told.details
    assert ("What became of it", "Stays at the desk") in told.details
    assert "Confidence" not in dict(told.details)
    assert CARLA.name not in dict(told.details).values()
    assert Voice.AGENT not in dict(told.details).values()


@pytest.mark.parametrize(("state", "told"), STATES_THEN.items())
def test_why_names_the_state_of_then_in_words(state: type[State], told: str) -> None:
    """The state in which something was said is told as a sentence, never by the name of a class."""
    said = replace(turn("Try.", by=ANNA), state=state.__name__)
    assert ("State then", told) in why(said, claimed(ANNA), "en").details


@pytest.mark.parametrize(("fate", "told"), FATES_TOLD.items())
def test_why_names_what_became_of_it_in_words(fate: Fate, told: str) -> None:
    """What became of a message is told as a sentence for every fate there is."""
    assert ("What became of it", told) in why(turn("Try.", by=ANNA, fate=fate), claimed(ANNA), "en").details
