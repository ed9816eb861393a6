"""A turn as the message it becomes on either side."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation import Conversation
from bot.meanings import Answer, Button, Choice, Gone, Meaning, Notice, Press, Recap, Say
from bot.people import Side, Voice
from bot.telling import ASKS_TO_CANCEL, message, plain
from bot.turns import Body, Fate, Given, Joined, Offered, Recapped, Told, Turn, Typed
from bot.words import Key, phrase, text
from bot.written import Attachment, Span, Style
from tests.core.builders import (
    ANNA,
    CARLA,
    CEM,
    NOW,
    RULES,
    answering,
    bots,
    claimed,
    offered,
    passage,
    suggested,
    turn,
    waiting,
)

CUSTOMER, DESK = Side.CUSTOMER, Side.DESK


def drawn(of: Turn, c: Conversation | None = None, *, to: Side = CUSTOMER) -> Meaning:
    """What stands on one side for a turn."""
    return message(of, c or claimed(ANNA), RULES, to=to)


def pressable(presses: tuple[Press, ...]) -> list[tuple[Button, str, str]]:
    """The buttons with what they are about and what they pick."""
    return [(press.button, press.about, press.pick) for press in presses]


def test_an_agents_words_mention_the_asker_in_a_group() -> None:
    """Where no threads are the asker is pinged; in threads, direct chats and at the desk nobody is."""
    words = turn("Try this.", by=ANNA, fate=Fate.SAID)
    group = claimed(ANNA, group_chat=True)
    assert drawn(words, group) == Say("Try this.", ANNA, Voice.AGENT, mention=CARLA)
    assert drawn(words, claimed(ANNA)) == Say("Try this.", ANNA, Voice.AGENT)
    assert drawn(words, claimed(ANNA, direct=True)) == Say("Try this.", ANNA, Voice.AGENT)
    assert drawn(words, group, to=DESK) == Say("Try this.", ANNA, Voice.AGENT)


def test_each_customer_speaks_under_an_own_name() -> None:
    """With several customers in a thread every line at the desk carries its name."""
    assert drawn(turn("Me too.", by=CEM), to=DESK) == Say("Me too.", CEM, Voice.CUSTOMER)


def test_an_answer_offers_thumbs_and_a_person() -> None:
    """An answer carries its title and source, both thumbs and the way to a person."""
    found = passage("reset")
    found = replace(found, entry=replace(found.entry, source="https://help.example/reset"))
    said = drawn(bots(Given("Like this.", found, 0.9)), answering())
    assert isinstance(said, Answer)
    assert (said.text, said.title, said.source) == (
        "Like this.",
        "How do I reset?",
        "https://help.example/reset",
    )
    assert pressable(said.presses) == [
        (Button.HELPFUL, "b1", ""),
        (Button.NOT_HELPFUL, "b1", ""),
        (Button.WANT_PERSON, "c1", ""),
    ]


def test_a_thumb_given_is_asked_for_no_more() -> None:
    """After feedback only the way to a person is left."""
    said = drawn(replace(bots(Given("Like this.", passage(), 0.9)), feedback="yes"), answering())
    assert isinstance(said, Answer)
    assert [press.button for press in said.presses] == [Button.WANT_PERSON]


def test_did_you_mean_offers_titles_and_none_of_these() -> None:
    """Each passage is a button with its title; the last one says that none was meant."""
    said = drawn(offered("reset", "export"), answering())
    assert isinstance(said, Choice)
    assert [press.label for press in said.options] == ["How do I reset?", "How do I export?", "None of these"]
    assert [press.pick for press in said.options] == ["reset", "export", ""]


def test_a_choice_made_says_which() -> None:
    """After the press the question says what was chosen and can be pressed no more."""
    assert drawn(bots(Offered((), 0.6, "How do I reset?"))) == Choice("You chose: How do I reset?")
    assert drawn(bots(Offered((), 0.6))) == Choice("Did you mean one of these?")


def test_a_suggestion_is_one_press_from_the_customer() -> None:
    """At the desk each passage found is a button that sends it."""
    said = drawn(suggested("reset"), to=DESK)
    assert isinstance(said, Notice)
    assert pressable(said.presses) == [(Button.INSERT, "found", "reset")]


@pytest.mark.parametrize("key", sorted(ASKS_TO_CANCEL))
def test_who_waits_can_say_that_it_is_no_longer_needed(key: Key) -> None:
    """Every sentence that makes somebody wait offers to stop waiting."""
    said = drawn(bots(Told(phrase(key, when="on Monday"))), waiting())
    assert isinstance(said, Notice)
    assert [press.button for press in said.presses] == [Button.NEVER_MIND]


@pytest.mark.parametrize(
    ("key", "buttons"),
    [
        (Key.NOT_HELPFUL, [Button.WANT_PERSON]),
        (Key.HANDED_BACK, [Button.SOLVED, Button.WANT_PERSON]),
        (Key.GREETING, []),
    ],
)
def test_a_sentence_offers_the_ways_on(key: Key, buttons: list[Button]) -> None:
    """After a wrong answer a person, after handing back also the end, after a greeting nothing."""
    said = drawn(bots(Told(phrase(key, name="Anna"))), answering())
    assert isinstance(said, Notice)
    assert [press.button for press in said.presses] == buttons


@pytest.mark.parametrize("side", Side)
def test_words_taken_back_are_gone(side: Side) -> None:
    """Whatever was said, once it is gone one honest line is left."""
    assert drawn(turn("secret", fate=Fate.GONE), to=side) == Gone("This message was deleted.")


def recap(*retold: Turn) -> Recap:
    """What the desk is told of those turns."""
    said = message(bots(Recapped(()), side=DESK), waiting(), RULES, to=DESK, retold=retold)
    assert isinstance(said, Recap)
    return said


def test_a_recap_retells_who_said_what_and_what_was_tried() -> None:
    """The desk reads all that was said, oldest first, and which entries the bot considered."""
    seen = recap(
        turn("Reset?", message="m1"),
        bots(Given("Like this.", passage("reset", 0.876), 0.9)),
        offered("export"),
    )
    assert [(line.voice, line.name, line.text) for line in seen.lines] == [
        (Voice.CUSTOMER, "Carla", "Reset?"),
        (Voice.BOT, "", "Like this."),
        (Voice.BOT, "", "Did you mean one of these? · How do I export?"),
    ]
    assert [(tried.title, tried.score) for tried in seen.tried] == [
        ("How do I reset?", 0.88),
        ("How do I export?", 0.9),
    ]
    assert {line.at for line in seen.lines} == {NOW}


def test_a_recap_shows_a_deletion_as_deleted() -> None:
    """A customer's deleted words are shown as deleted, not told."""
    assert [line.text for line in recap(turn("secret", fate=Fate.GONE)).lines] == [
        "This message was deleted."
    ]


def test_a_recap_leaves_out_what_the_bot_never_said() -> None:
    """Words of the bot that were withdrawn before they were posted are no part of what was said."""
    assert recap(bots(Given("Like this.", passage(), 0.9), fate=Fate.GONE)).lines == ()


# -- several lines in one post


def several(*parts: Turn, to: Side) -> Meaning:
    """What stands there of lines that went as one post."""
    whole = replace(parts[0], id="whole", body=Joined(tuple(part.id for part in parts)))
    return message(whole, claimed(ANNA), RULES, to=to, retold=parts)


def test_lines_that_went_together_stand_under_one_name() -> None:
    """One post, its lines in order, bold where they were bold, files named where there were no words."""
    bold = Typed("so bold", spans=(Span(3, 7, Style.BOLD),))
    file = Typed("", files=(Attachment("fake", "f1", "map.pdf"),))
    bodies: tuple[str | Body, ...] = ("One", bold, file, "Two")
    parts = [turn(words, message=f"m{n}") for n, words in enumerate(bodies)]
    said = several(*parts, to=DESK)
    assert isinstance(said, Say)
    assert (said.author, said.spans) == (CARLA, (Span(7, 11, Style.BOLD),))
    assert said.text.split("\n") == ["One", "so bold", plain(parts[2], "en"), "Two"]


@pytest.mark.parametrize(
    ("fates", "to", "words"),
    [
        ((Fate.SAID, Fate.GONE, Fate.SAID), CUSTOMER, "0\n2"),
        ((Fate.SAID, Fate.NOTE, Fate.SAID), CUSTOMER, "0\n2"),
        ((Fate.HEARD, Fate.GONE, Fate.HEARD), DESK, "0\nThis message was deleted.\n2"),
        ((Fate.GONE, Fate.GONE, Fate.GONE), DESK, "This message was deleted."),
    ],
)
def test_a_line_taken_back_is_gone_from_the_whole(fates: tuple[Fate, ...], to: Side, words: str) -> None:
    """A customer no longer sees it, nor what became a note; the desk sees that something was deleted."""
    parts = [turn(str(n), by=ANNA, fate=fate, message=f"m{n}") for n, fate in enumerate(fates)]
    said = several(*parts, to=to)
    assert isinstance(said, Say | Gone)
    assert said.text == words


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (Given("Like this.", passage(), 0.9), "Like this."),
        (Told(phrase(Key.GREETING)), text(phrase(Key.GREETING))),
        (Offered((), 0.5, "How do I reset?"), "Did you mean one of these? · How do I reset?"),
        (Recapped(("t1",)), ""),
        (Joined(("t1",)), ""),
        (suggested().body, ""),
    ],
)
def test_plain_words(body: Body, words: str) -> None:
    """Every body can be read as plain words, for the answerer and the recap."""
    assert plain(bots(body), "en") == words
