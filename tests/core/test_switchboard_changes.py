"""What edits and deletions do, on either side, in time or not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation import Answering, Conversation, Held, Need, Resolved, Waiting
from bot.events import MessageDeleted, MessageEdited
from bot.judgement import Reason
from bot.people import Person, Side, Voice
from bot.turns import Fate, Turn
from bot.words import Key
from tests.core.builders import (
    ANNA,
    BEN,
    CARLA,
    GUEST,
    NOW,
    answering,
    asked,
    claimed,
    deciding,
    deletes,
    edits,
    held_by,
    resolved,
    turn,
    waiting,
)

CUSTOMER, DESK = Side.CUSTOMER, Side.DESK
SAID = turn("Try this.", by=ANNA, fate=Fate.SAID)
HEARD = turn("How do I reset it?")
STATES = [answering(), waiting(), claimed(), resolved()]


def question_of(c: Conversation) -> Need | None:
    """The question in hand."""
    assert isinstance(c.state, Answering | Resolved | Waiting)
    return c.state.need


# -- edits at the desk


@pytest.mark.parametrize("c", STATES, ids=lambda c: c.state_name)
def test_a_preview_is_no_edit(c: Conversation) -> None:
    """An edit with the same text is nothing."""
    done = deciding(c, edits(SAID, "Try this."), about=SAID)
    assert (done.after, done.effects) == (c, ())


def test_an_edit_follows_to_the_customer() -> None:
    """Words changed at the desk change at the customer's."""
    done = deciding(claimed(ANNA), edits(SAID, "Try that."), about=SAID)
    assert done.mirrored == ((SAID.id, CUSTOMER),)
    assert [(t.text, t.fate, t.revision) for t in done.turns] == [("Try that.", Fate.SAID, 1)]


def test_an_edit_into_a_note_takes_the_words_back() -> None:
    """Adding the note prefix to words said takes them back from the customer."""
    done = deciding(claimed(ANNA), edits(SAID, "// Try this."), about=SAID)
    assert done.mirrored == ((SAID.id, CUSTOMER),)
    assert done.turns[0].fate is Fate.NOTE


def test_a_note_edited_out_of_its_prefix_stays_a_note() -> None:
    """A note never becomes words to the customer by an edit; its writer is told."""
    note = turn("// he is upset", by=ANNA, fate=Fate.NOTE)
    done = deciding(claimed(ANNA), edits(note, "he is upset"), about=note)
    assert done.turns[0].fate is Fate.NOTE
    assert done.mirrored == ()
    assert done.whispers == ((ANNA, Key.STAYS_A_NOTE),)


@pytest.mark.parametrize(("by", "text"), [(BEN, "kept while Anna held it"), (GUEST, "// a guest's")])
def test_only_an_agents_note_losing_its_prefix_is_spoken_of(by: Person, text: str) -> None:
    """A typo mended in a note without prefix, or in a guest's, needs no word."""
    note = replace(turn(text, by=by, fate=Fate.NOTE), side=DESK)
    done = deciding(claimed(ANNA), edits(note, "mended"), about=note)
    assert done.whispers == ()
    assert done.turns[0].text == "mended"


def test_held_words_are_sent_as_they_were_last_edited() -> None:
    """An edit of held words changes what waits, and the card sees that it changed."""
    held, words = held_by(ANNA)
    done = deciding(waiting(held=(held,)), edits(words, "Try that."), about=words)
    assert [(t.text, t.fate) for t in done.turns] == [("Try that.", Fate.HELD)]
    assert done.after.held == (Held(words.id, ANNA, 1),)


def test_held_words_edited_into_a_note_wait_no_longer() -> None:
    """Held words given the note prefix are a note."""
    held, words = held_by(ANNA)
    done = deciding(waiting(held=(held,)), edits(words, "// Try this."), about=words)
    assert done.turns[0].fate is Fate.NOTE
    assert done.after.held == ()


def test_nobody_edits_for_somebody_else() -> None:
    """An edit in another name changes nothing."""
    e = replace(edits(SAID, "Try that."), by=BEN)
    assert deciding(claimed(ANNA), e, about=SAID).effects == ()


def test_what_is_gone_is_not_edited() -> None:
    """A late edit of deleted words brings nothing back."""
    gone = SAID.now(Fate.GONE)
    assert deciding(claimed(ANNA), edits(SAID, "Try that."), about=gone).effects == ()


def test_an_edit_that_overtook_its_message_counts_as_the_message() -> None:
    """An edit of words not heard yet is heard as those words."""
    done = deciding(claimed(ANNA), edits(SAID, "Try that."))
    assert done.posted(CUSTOMER) == (SAID.id,)
    assert done.turns[0].text == "Try that."


# -- edits at the customer's


def test_an_edited_question_is_asked_anew() -> None:
    """The question in hand, changed, is asked again, and an answer to the old words is late."""
    e = edits(HEARD, "How do I reset my phone?")
    done = deciding(answering(asked(HEARD.id)), e, about=HEARD)
    assert question_of(done.after) == Need(e.id, NOW, (HEARD.id,))
    assert done.asked == ((HEARD.id,),)
    assert done.mirrored == ((HEARD.id, DESK),)


@pytest.mark.parametrize("c", [*STATES, answering(asked("another"))], ids=lambda c: c.state_name)
def test_other_edited_words_only_change_at_the_desk(c: Conversation) -> None:
    """Words that are not the question in hand change their copies and ask nothing."""
    done = deciding(c, edits(HEARD, "How do I reset my phone?"), about=HEARD)
    assert done.asked == ()
    assert done.mirrored == ((HEARD.id, DESK),)
    assert done.state == c.state


@pytest.mark.parametrize("act", [edits(HEARD, "How?"), deletes(HEARD)], ids=["edited", "deleted"])
def test_the_card_follows_its_question(act: MessageEdited | MessageDeleted) -> None:
    """The card is drawn again when the question on it changes."""
    c = waiting(question=HEARD.id)
    assert deciding(c, act, about=HEARD).after.reworded == 1


# -- deletions


def test_an_agents_deletion_takes_the_words_from_the_customer() -> None:
    """Words deleted at the desk are taken away at the customer's."""
    done = deciding(claimed(ANNA), deletes(SAID), about=SAID)
    assert done.mirrored == ((SAID.id, CUSTOMER),)
    assert done.turns[0].fate is Fate.GONE


def test_a_customers_deletion_shows_at_the_desk() -> None:
    """Words a customer deletes are shown as deleted at the desk."""
    done = deciding(claimed(ANNA), deletes(HEARD), about=HEARD)
    assert done.mirrored == ((HEARD.id, DESK),)
    assert done.turns[0].fate is Fate.GONE


def test_a_deleted_question_is_not_answered() -> None:
    """With its only words the question is gone, and a late draft finds none."""
    done = deciding(answering(asked(HEARD.id)), deletes(HEARD), about=HEARD)
    assert question_of(done.after) is None
    assert done.asked == ()


@pytest.mark.parametrize("c", [answering(asked(HEARD.id, "t2")), resolved(need=asked(HEARD.id, "t2"))])
def test_what_is_left_of_a_question_is_asked_anew(c: Conversation) -> None:
    """Part of a question deleted: the rest is asked, and an answer to the whole is late."""
    e = deletes(HEARD)
    done = deciding(c, e, about=HEARD)
    assert question_of(done.after) == Need(e.id, NOW, ("t2",))
    assert done.asked == (("t2",),)


def test_deleted_words_of_who_waits_are_no_never_mind() -> None:
    """In Waiting the words last looked at are forgotten with their deletion."""
    c = waiting()
    c = c.going(Waiting(Reason.UNSURE, NOW, need=asked(HEARD.id)))
    assert question_of(deciding(c, deletes(HEARD), about=HEARD).after) is None


def test_deleted_held_words_wait_no_longer() -> None:
    """Deleting held words takes them from the card."""
    held, words = held_by(ANNA)
    done = deciding(waiting(held=(held,)), deletes(words), about=words)
    assert done.after.held == ()
    assert done.turns[0].fate is Fate.GONE


@pytest.mark.parametrize(("words", "voice"), [(SAID, Voice.AGENT), (HEARD, Voice.CUSTOMER)])
def test_a_deletion_that_overtakes_leaves_a_tombstone(words: Turn, voice: Voice) -> None:
    """A deletion of words not heard yet is kept, so that the late words find it and say nothing."""
    done = deciding(waiting(), deletes(words))
    (tomb,) = done.turns
    assert (tomb.id, tomb.fate, tomb.text, tomb.voice) == (words.id, Fate.GONE, "", voice)
    assert len(done.effects) == 1


def test_deleting_twice_is_deleting_once() -> None:
    """A second deletion does nothing."""
    gone = HEARD.now(Fate.GONE)
    assert deciding(waiting(), deletes(HEARD), about=gone).effects == ()


def test_an_edit_by_the_customer_keeps_the_name() -> None:
    """Changed words stay those of who wrote them."""
    done = deciding(waiting(), edits(HEARD, "How?"), about=HEARD)
    assert (done.turns[0].by, done.turns[0].voice) == (CARLA, Voice.CUSTOMER)
