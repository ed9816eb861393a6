"""Words that wait: a customer's until the question is whole, an agent's until it is too late to regret."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clocks import Bell, clock
from bot.conversation import Claimed, Conversation, Resolved
from bot.effects import AskAnswerer, Say
from bot.meanings import Button
from bot.people import Address, Side
from bot.records import Line
from bot.settings import SETTLES_WITHIN
from bot.turns import Fate
from tests.core.builders import (
    ANNA,
    NOW,
    RULES,
    SUPPORT,
    Decision,
    answering,
    asked,
    claimed,
    deciding,
    deletes,
    edits,
    held_by,
    presses,
    resolved,
    says,
    suggested,
    turn,
    waiting,
    writes,
)
from tests.core.mail import Mail
from tests.walk.world import Way, in_dicts, made

SETTLE, HOLD = 4, 5
LONG = 60
"""Seconds of a pause where a clock ticks at every look."""
SETTLING = replace(RULES, settle=SETTLE)
HOLDING = replace(RULES, desk=replace(SUPPORT, hold_seconds=HOLD))
SECOND = timedelta(seconds=1)
KNOWN, ANSWER = "what does it cost", "Five euros"
ODD = "something odd happens"


def waits(decision: Decision) -> list[float]:
    """How long each question of this decision waits."""
    return [effect.wait for effect in decision.effects if isinstance(effect, AskAnswerer)]


def held(decision: Decision) -> list[float]:
    """How long words to the customer wait."""
    said = [effect for effect in decision.effects if isinstance(effect, Say)]
    return [say.wait for say in said if say.to is Side.CUSTOMER]


# -- a customer's words


@pytest.mark.parametrize(
    ("since", "wait"), [(0, SETTLE), (SETTLE, SETTLE), (10, 2), (SETTLE * SETTLES_WITHIN, 0), (90, 0)]
)
def test_more_words_are_waited_for_but_not_without_end(since: int, wait: float) -> None:
    """Each word sets the pause back, until the question is asked however its asker goes on."""
    c = answering(asked("t1")) if since else answering()
    done = deciding(c, says("And this?"), rules=SETTLING, now=NOW + since * SECOND)
    assert waits(done) == [wait]


@pytest.mark.parametrize("c", [answering(), resolved()], ids=lambda c: c.state_name)
def test_a_question_waits_wherever_it_may_be_answered(c: Conversation) -> None:
    """Also words that may reopen what is over are heard out."""
    assert waits(deciding(c, says("One more thing"), rules=SETTLING)) == [SETTLE]


def test_words_that_name_the_bot_wait_too() -> None:
    """In a direct chat every word is to the bot, and there people write in pieces most of all."""
    done = deciding(answering(), says("Hello", to_bot=True, direct=True), rules=SETTLING)
    assert waits(done) == [SETTLE]


def test_words_of_one_who_waits_are_looked_up_at_once() -> None:
    """They stand at the desk already, and nothing is said to the customer for them."""
    assert waits(deciding(waiting(), says(), rules=SETTLING)) == [0]


@pytest.mark.parametrize("change", ["edit", "delete"])
def test_changed_words_are_waited_for_anew(change: str) -> None:
    """Who corrects what was just written is still writing."""
    first, second = turn(message="m1"), turn("And this?", message="m2")
    c = answering(asked(first.id, second.id))
    e = edits(second, "And that?") if change == "edit" else deletes(second)
    done = deciding(c, e, about=second, rules=SETTLING, now=NOW + SECOND)
    assert waits(done) == [SETTLE]
    assert done.asked == ((first.id, second.id) if change == "edit" else (first.id,),)


def test_the_answerer_has_its_whole_time_after_the_pause() -> None:
    """The clock behind an answer begins when the question is asked at the latest."""
    expected = NOW + timedelta(seconds=SETTLE * SETTLES_WITHIN) + RULES.answer
    assert clock(answering(asked()), SETTLING) == (Bell.ANSWER, expected)
    assert clock(answering(asked()), RULES) == (Bell.ANSWER, NOW + RULES.answer)


def settling() -> Mail:
    """A house that waits for more words."""
    return Mail(made(in_dicts(), Way(settle=LONG)))


def test_quick_messages_are_one_question() -> None:
    """Three messages within the pause are asked once, as a whole, when nothing more came."""
    mail = settling()
    for text in ("hello", "i have a question", KNOWN):
        mail.say(text)
        mail.post()
        assert mail.asked == []
    mail.wait(LONG * SECOND)
    mail.post()
    assert [question.text for question in mail.asked] == [f"hello\ni have a question\n{KNOWN}"]


def test_what_was_deleted_meanwhile_is_not_asked() -> None:
    """A question taken back before it was asked troubles nobody, and its clock stops."""
    mail = settling()
    mail.delete(mail.say(ODD))
    mail.wait(LONG * SECOND)
    mail.post()
    assert mail.asked == []
    assert mail.c.unseen != ()
    with mail.world.store() as books:
        assert [bell for _, bell, _ in books.ringing(NOW + timedelta(days=9999))] == [Bell.IDLE]


def test_an_answer_is_never_given_to_half_a_question() -> None:
    """Words that come while the answerer works are waited out; what it said to the first part is dropped."""
    mail = settling()
    mail.say(KNOWN)
    mail.wait(LONG * SECOND)
    busy = mail.announce(Line.ANSWERER)
    mail.say(ODD)
    mail.settle(busy)
    mail.post()
    assert ANSWER not in mail.standing(mail.world.platform.messages[mail.thread].address)
    mail.wait(LONG * SECOND)
    mail.post()
    assert mail.asked[-1].text == f"{KNOWN}\n{ODD}"


def test_a_claim_while_words_settle_makes_a_note_of_the_answer() -> None:
    """Claimed before it was asked, the question is looked up for the agent, and nothing is said."""
    mail = settling()
    mail.say(ODD)
    mail.wait(LONG * SECOND)
    mail.post()
    for button in (Button.CLAIM, Button.HAND_BACK):
        mail.press(button)
        mail.post()
    mail.say(KNOWN)
    mail.press(Button.CLAIM)
    mail.wait(LONG * SECOND)
    mail.post()
    assert [text for text in mail.world.platform.texts_ever(_thread(mail)) if text.startswith(ANSWER)] == []
    assert "From the FAQ, ready to send" in mail.standing(mail.desk())


# -- an agent's words


def test_an_agents_words_wait_and_count_as_said() -> None:
    """What the holder writes waits as long as the desk wishes; the customer is owed nothing from now on."""
    done = deciding(claimed(ANNA, owed=NOW), writes("Try this."), rules=HOLDING)
    assert held(done) == [HOLD]
    assert done.turns[0].fate is Fate.SAID
    assert clock(done.after, HOLDING) == (Bell.IDLE, NOW + SUPPORT.idle)


def test_words_sent_by_a_press_can_still_be_taken_back() -> None:
    """Held words that are sent stand at the desk as their writer's message, so they wait too."""
    kept, words = held_by(ANNA)
    done = deciding(waiting(held=(kept,)), presses(Button.SEND, about=words.id), about=words, rules=HOLDING)
    assert held(done) == [HOLD]


def test_an_entry_sent_by_a_press_does_not_wait() -> None:
    """There is no message of the agent's to take back."""
    found = suggested("reset")
    press = presses(Button.INSERT, about=found.id, pick="reset")
    assert held(deciding(claimed(ANNA), press, about=found, rules=HOLDING)) == [0]


def holding() -> Mail:
    """A conversation of a desk that holds words for a while, claimed by Ada."""
    mail = Mail(made(in_dicts(), Way(hold=LONG)))
    mail.say(ODD)
    mail.post()
    mail.press(Button.CLAIM)
    mail.post()
    return mail


def _thread(mail: Mail) -> Address:
    return mail.world.platform.messages[mail.thread].address


def _ever(mail: Mail) -> str:
    return "\n".join(mail.world.platform.texts_ever(_thread(mail)))


@pytest.mark.parametrize("way", ["deleted", "made a note"])
def test_words_taken_back_in_time_are_never_said(way: str) -> None:
    """Deleted, or edited into a note, they never stood there; the customer is owed words again."""
    mail = holding()
    town, platform = mail.world.town, mail.world.platform
    words = mail.say("You fool", by=town.ada, at=mail.desk())
    mail.post()
    if way == "deleted":
        mail.delete(words)
    else:
        mail.hear(platform.edit(town.ada, words.id, "// You fool"))
    mail.wait(LONG * SECOND)
    mail.post()
    assert "fool" not in _ever(mail)
    assert isinstance(mail.c.state, Claimed)
    assert mail.c.state.owed is not None
    assert words.marks == set()


def test_words_corrected_in_time_are_said_once_as_they_are() -> None:
    """The customer reads the new words, and no sign that there were others."""
    mail = holding()
    town, platform = mail.world.town, mail.world.platform
    words = mail.say("Turn it of", by=town.ada, at=mail.desk())
    mail.post()
    mail.hear(platform.edit(town.ada, words.id, "Turn it off"))
    mail.post()
    assert "Turn it" not in _ever(mail)
    assert words.marks == set()
    mail.wait(LONG * SECOND)
    mail.post()
    (said,) = [m for m in platform.at(_thread(mail)) if m.text == "Turn it off"]
    assert len(said.said) == 1
    assert ("bot", "delivered") in words.marks


def test_the_order_of_words_stays() -> None:
    """What waits is said before what comes after it: more words, and that it was handed back."""
    mail = holding()
    town = mail.world.town
    mail.say("First.", by=town.ada, at=mail.desk())
    mail.say("Second.", by=town.ada, at=mail.desk())
    mail.press(Button.HAND_BACK)
    mail.post()
    assert "First." not in _ever(mail)
    mail.wait(LONG * SECOND)
    mail.post()
    said = mail.world.platform.standing(_thread(mail))[-3:]
    assert said[:2] == ["First.", "Second."]
    assert said[2].startswith("Ada has handed you back")


def test_a_resolved_conversation_says_what_waits_first() -> None:
    """Closing overtakes nothing."""
    mail = holding()
    mail.say("Done.", by=mail.world.town.ada, at=mail.desk())
    c = mail.c
    mail.press(Button.RESOLVE)
    mail.wait(LONG * SECOND)
    mail.post()
    with mail.world.store() as books:
        found = books.conversation(c.id)
    assert found is not None
    assert isinstance(found.state, Resolved)
    said = mail.world.platform.standing(_thread(mail))[-2:]
    assert said[0] == "Done."
    assert "marked this as resolved" in said[1]


def test_a_crash_in_the_pause_loses_nothing() -> None:
    """The next process waits out what is left of it."""
    mail = holding()
    mail.say("I look into it.", by=mail.world.town.ada, at=mail.desk())
    mail.post()
    mail.world.crash()
    mail.post()
    assert "I look into it." not in _ever(mail)
    mail.wait(LONG * SECOND)
    mail.post()
    assert mail.world.platform.texts_ever(_thread(mail)).count("I look into it.") == 1
