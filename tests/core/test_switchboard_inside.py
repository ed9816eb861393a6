"""What drafts and clocks do, in time, late or stale."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.clocks import NUDGES, clock
from bot.conversation import Answering, Claimed, Conversation, Ended, Own, Resolved, Waiting
from bot.hours import hours
from bot.judgement import Draft, Failed, Noticed, Reason
from bot.meanings import Button
from bot.people import Person, Side
from bot.switchboard.deciding import tell_customer
from bot.turns import Fate, Given, Offered, Suggested, Told
from bot.words import Key, phrase
from tests.core.builders import (
    AGENTS,
    ANNA,
    BEN,
    BROKEN,
    CEM,
    HELLO,
    HOUR,
    KNOWN,
    LEAH,
    MINUTE,
    NEVER_MIND,
    NOW,
    RULES,
    SUPPORT,
    THANKS,
    UNCLEAR,
    UNKNOWN,
    WANTS_PERSON,
    Decision,
    answering,
    asked,
    claimed,
    deciding,
    draft,
    drafted,
    facts,
    presses,
    resolved,
    rings,
    says,
    waiting,
)

CUSTOMER, DESK = Side.CUSTOMER, Side.DESK
ASKED = answering(asked("t1"), recent=("t1",), unseen=("t1",))


def waits_for(reason: Reason, done: Decision) -> None:
    """A person is awaited for that reason."""
    assert isinstance(done.state, Waiting)
    assert done.state.reason is reason


# -- drafts, in time


def test_a_sure_draft_is_the_answer() -> None:
    """A question in hand is answered with the entry found, and is in hand no more."""
    done = deciding(ASKED, drafted(KNOWN))
    (given,) = done.turns
    assert isinstance(given.body, Given)
    assert (given.body.text, given.body.confidence) == ("This is how you reset.", 0.9)
    assert (done.posted(CUSTOMER), done.own) == ((given.id,), (Own.ANSWER,))
    assert done.state == Answering(None)


def test_a_wording_shown_to_follow_is_said_instead() -> None:
    """Where the draft brings its own wording, that is said."""
    (given,) = deciding(ASKED, drafted(draft(0.9, text="Press reset."))).turns
    assert given.text == "Press reset."


def test_an_unclear_draft_asks_did_you_mean() -> None:
    """In the grey zone the customer is asked which of up to three entries is meant."""
    done = deciding(ASKED, drafted(draft(0.5, "a", "b", "c", "d")))
    (choice,) = done.turns
    assert isinstance(choice.body, Offered)
    assert len(choice.body.passages) == 3
    assert done.own == (Own.ANSWER,)


def test_an_unknown_question_goes_to_the_desk() -> None:
    """Unsure: a thread opens at the desk with all that was said, what was found is on the card."""
    done = deciding(ASKED, drafted(UNKNOWN))
    waits_for(Reason.UNSURE, done)
    assert done.opened == (("support", 1),)
    assert done.retold == ("t1",)
    assert done.told(CUSTOMER) == (Key.WAITING_UNSURE,)
    suggestion = next(t for t in done.turns if isinstance(t.body, Suggested))
    assert done.after.suggestion == suggestion.id
    assert suggestion.id not in done.posted(DESK)


@pytest.mark.parametrize(
    ("noticed", "reason", "said"),
    [
        (Noticed(wants_person=True), Reason.ASKED, Key.WAITING_ASKED),
        (Noticed(upset=True), Reason.UPSET, Key.WAITING_UPSET),
        (Noticed(circles=True), Reason.CIRCLES, Key.WAITING_CIRCLES),
        (Noticed(forbidden="prices"), Reason.FORBIDDEN, Key.WAITING_OTHER),
    ],
)
def test_who_should_have_a_person_hears_no_answer_first(noticed: Noticed, reason: Reason, said: Key) -> None:
    """A wish for a person or anger escalates, however sure the answer, with words that fit."""
    done = deciding(ASKED, drafted(draft(0.99, noticed=noticed)))
    waits_for(reason, done)
    assert done.told(CUSTOMER) == (said,)
    assert Own.ANSWER not in done.own


@pytest.mark.parametrize(
    ("now", "back"),
    [
        (datetime(2026, 11, 23, 6, 0, tzinfo=UTC), "today at 9:00 (Berlin time)"),
        (datetime(2026, 11, 23, 20, 0, tzinfo=UTC), "tomorrow at 9:00 (Berlin time)"),
        (datetime(2026, 11, 27, 20, 0, tzinfo=UTC), "on Monday at 9:00 (Berlin time)"),
        (datetime(2026, 12, 23, 20, 0, tzinfo=UTC), "on Monday, 4 January at 9:00 (Berlin time)"),
    ],
)
@pytest.mark.parametrize(
    ("noticed", "said"),
    [
        (Noticed(), Key.WAITING_UNSURE_CLOSED),
        (Noticed(wants_person=True), Key.WAITING_ASKED_CLOSED),
        (Noticed(upset=True), Key.WAITING_UPSET_CLOSED),
        (Noticed(circles=True), Key.WAITING_CIRCLES_CLOSED),
        (Noticed(forbidden="prices"), Key.WAITING_OTHER_CLOSED),
    ],
)
def test_who_asks_when_nobody_works_hears_when_somebody_will(
    now: datetime, back: str, noticed: Noticed, said: Key
) -> None:
    """While the desk is closed no answer is promised for now, but for when it opens, whatever the reason."""
    free = tuple(f"2026-12-{day}" for day in range(24, 32))
    open_hours = hours("Mon-Fri 09:00-18:00 Europe/Berlin", "DE", free)
    done = deciding(
        ASKED, drafted(draft(0.1, noticed=noticed)), rules=replace(RULES, hours=open_hours), now=now
    )
    (turn,) = [turn for turn in done.turns if turn.side is CUSTOMER]
    assert turn.body == Told(phrase(said, when=back))


def test_an_answerer_that_fails_makes_a_person_come() -> None:
    """A broken model is no reason to leave a question unanswered."""
    waits_for(Reason.FAILED, deciding(ASKED, drafted(BROKEN)))


def test_the_desk_is_not_retold_the_bots_notices() -> None:
    """A later claim retells nothing: the desk's card says already that somebody waits."""
    done = deciding(ASKED, drafted(UNKNOWN))
    assert done.after.unseen == ()
    assert deciding(done.after, presses(Button.CLAIM)).retold == ()


def test_answers_given_since_are_retold() -> None:
    """Words and answers between handing back and the next escalation reach the desk in one post."""
    c = answering(asked("t5"), at_desk=True, recent=("t1", "t5"), unseen=("t5",))
    answered = deciding(c, drafted(KNOWN))
    again = says("And now?")
    more = deciding(answered.after, again)
    done = deciding(more.after, drafted(UNKNOWN, again.id))
    assert done.opened == ()
    assert done.retold[:2] == ("t5", answered.turns[0].id)


# -- small talk


@pytest.mark.parametrize(("words", "said"), [(HELLO, Key.GREETING), (THANKS, Key.THANKS)])
def test_a_greeting_alone_is_over_with_one_word(words: Draft, said: Key) -> None:
    """A conversation that was nothing but a greeting gets one friendly word and counts nowhere."""
    done = deciding(ASKED, drafted(words))
    assert done.state == Resolved(Ended.SMALL_TALK, NOW)
    assert done.told(CUSTOMER) == (said,)


def test_thanks_after_an_answer_leave_it_open() -> None:
    """Thanks in a conversation that was about something end nothing by themselves."""
    c = answering(asked("t3"), recent=("t1", "b1", "t3"))
    done = deciding(c, drafted(THANKS))
    assert done.state == Answering(None)
    assert done.told(CUSTOMER) == (Key.THANKS,)


# -- drafts, late


@pytest.mark.parametrize("c", [answering(asked(event="newer")), answering(), resolved()])
@pytest.mark.parametrize("late", [KNOWN, UNKNOWN, BROKEN, HELLO])
def test_a_draft_for_another_question_is_dropped(c: Conversation, late: Draft | Failed) -> None:
    """Only the question in hand is answered; an edited or answered one is not."""
    done = deciding(c, drafted(late, "older"))
    assert (done.after, done.effects) == (c, ())


@pytest.mark.parametrize("c", [waiting(), claimed(ANNA)])
@pytest.mark.parametrize(("late", "found"), [(KNOWN, ["reset"]), (UNCLEAR, ["reset", "export"])])
def test_a_late_draft_is_a_note(c: Conversation, late: Draft, found: list[str]) -> None:
    """A draft arriving after a claim, or while one is awaited, is a note with one-click inserts."""
    done = deciding(c, drafted(late))
    (note,) = done.turns
    assert isinstance(note.body, Suggested)
    assert [p.entry.id for p in note.body.passages] == found
    assert note.fate is Fate.NOTE
    assert done.posted(DESK) == (note.id,)
    assert done.posted(CUSTOMER) == ()
    assert done.after == c


@pytest.mark.parametrize("c", [waiting(), claimed(ANNA)])
@pytest.mark.parametrize("late", [UNKNOWN, BROKEN, HELLO, WANTS_PERSON])
def test_a_late_draft_of_nothing_is_nothing(c: Conversation, late: Draft | Failed) -> None:
    """A late draft without an answer troubles nobody."""
    assert deciding(c, drafted(late)).effects == ()


def test_never_mind_in_words_ends_the_waiting() -> None:
    """The asker's "never mind" ends the waiting as the button does."""
    said = says("never mind")
    asked_again = deciding(waiting(), said).after
    done = deciding(asked_again, drafted(NEVER_MIND, said.id))
    assert done.state == Resolved(Ended.ASKER, NOW)
    assert done.told(CUSTOMER) == (Key.WITHDRAWN,)


@pytest.mark.parametrize("more", ["by another", "then more words"])
def test_only_the_askers_last_words_are_a_never_mind(more: str) -> None:
    """Another customer's "never mind", or one followed by more words, ends nothing."""
    said = says("never mind", by=CEM) if more == "by another" else says("never mind")
    c = deciding(waiting(), said).after
    if more == "then more words":
        c = deciding(c, says("or no, please look")).after
    assert isinstance(deciding(c, drafted(NEVER_MIND, said.id)).state, Waiting)


# -- words after the end


OVER = {"solved": resolved(Ended.ASKER, need=asked()), "held": resolved(holder=ANNA, need=asked())}


@pytest.mark.parametrize("c", OVER.values(), ids=OVER)
def test_thanks_reopen_nothing(c: Conversation) -> None:
    """Thanks after the end get one friendly word, and it stays over."""
    done = deciding(c, drafted(THANKS))
    assert isinstance(done.state, Resolved)
    assert done.state.need is None
    assert done.told(CUSTOMER) == (Key.THANKS,)
    assert done.own == (Own.CLOSING,)


def test_a_new_question_is_answered_after_the_end() -> None:
    """Nobody held it: the bot takes it up again and answers."""
    done = deciding(OVER["solved"], drafted(KNOWN))
    assert done.state == Answering(None)
    assert done.own == (Own.ANSWER,)


def test_the_last_holder_has_it_again_within_the_hour() -> None:
    """A held it within the hour and is there: A has it again, with the words, and the clock runs."""
    c = resolved(holder=ANNA, need=asked("t9"), unseen=("t9",))
    done = deciding(c, drafted(KNOWN), now=NOW + HOUR)
    assert done.state == Claimed(ANNA, NOW + HOUR, owed=NOW + HOUR)
    assert done.retold == ("t9",)
    assert done.posted(CUSTOMER) == ()
    assert any(isinstance(t.body, Suggested) for t in done.turns)


@pytest.mark.parametrize(
    ("after", "agents"), [(2 * HOUR, AGENTS), (MINUTE, frozenset({BEN}))], ids=["later", "gone"]
)
def test_a_holder_of_long_ago_is_named(after: timedelta, agents: frozenset[Person]) -> None:
    """Later, or with A gone, it waits for anybody, naming A, and the customer is told."""
    now = NOW + after
    done = deciding(OVER["held"], drafted(UNKNOWN), now=now, agents=agents)
    assert done.state == Waiting(Reason.AGENT, now, named=ANNA)
    assert done.told(CUSTOMER) == (Key.WAITING_OTHER,)


@pytest.mark.parametrize(("words", "reopened"), [(KNOWN, True), (BROKEN, True), (THANKS, False)])
def test_muted_the_bot_is_silent_after_the_end_too(words: Draft | Failed, *, reopened: bool) -> None:
    """Muted: a new question makes a person come; thanks reopen nothing and are not answered."""
    done = deciding(replace(OVER["solved"], muted=ANNA), drafted(words))
    assert isinstance(done.state, Waiting) == reopened
    assert done.told(CUSTOMER) == ((Key.WAITING_OTHER,) if reopened else ())
    assert Own.ANSWER not in done.own


# -- clocks


@pytest.mark.parametrize("c", [ASKED, answering(), waiting(), claimed(ANNA, owed=NOW)])
def test_a_stale_clock_rings_unheard(c: Conversation) -> None:
    """A clock of another time, or of another name, does nothing."""
    due = clock(c, RULES)
    assert due is not None
    for bell in ((due[0], due[1] - MINUTE), ("claim" if due[0] != "claim" else "idle", due[1])):
        done = deciding(c, rings(bell), now=NOW + HOUR)
        assert (done.after, done.effects) == (c, ())


def ringing(c: Conversation) -> Decision:
    """The clock that is due rings when it is due."""
    due = clock(c, RULES)
    assert due is not None
    return deciding(c, rings(due), now=due[1])


def test_an_answerer_too_slow_makes_a_person_come() -> None:
    """After a minute without a draft a person is asked."""
    waits_for(Reason.FAILED, ringing(ASKED))


def test_an_answerer_too_slow_after_the_end_reopens() -> None:
    """Words after the end are never left lying: the last holder has them, or a person is asked."""
    waits_for(Reason.FAILED, ringing(OVER["solved"]))
    again = ringing(OVER["held"])
    assert again.after.holder == ANNA


def test_the_first_reminder() -> None:
    """The desk is told who waits and how long, the customer that nobody forgot."""
    done = ringing(waiting())
    assert done.told(DESK) == (Key.REMINDER,)
    assert done.told(CUSTOMER) == (Key.STILL_WAITING,)
    reminder = next(t.body for t in done.turns if t.side is DESK)
    assert isinstance(reminder, Told)
    assert dict(reminder.phrase.values) == {"name": "Carla", "minutes": "5"}


def test_later_reminders_name_the_leads() -> None:
    """From the second reminder on the leads are called by name."""
    done = ringing(waiting(nudges=1))
    reminder = next(t.body for t in done.turns if t.side is DESK)
    assert isinstance(reminder, Told)
    assert reminder.phrase.key is Key.LAST_REMINDER
    assert dict(reminder.phrase.values)["leads"] == f"{LEAH.name}:"
    assert done.told(CUSTOMER) == ()


def test_a_reminder_orders_the_thread_that_is_missing() -> None:
    """While no desk could be reached each reminder tries again, with all that was said."""
    done = ringing(waiting(at_desk=False, unseen=("t1",)))
    assert done.opened == (("support", 1),)
    assert done.retold == ("t1",)
    assert done.told(CUSTOMER) == ()


def test_the_ladder_ends() -> None:
    """Left alone, a waiting conversation reminds a few times, then tells the customer and is over."""
    c, reminded = waiting(), 0
    told: list[Key] = []
    while (due := clock(c, RULES)) is not None:
        done = deciding(c, rings(due), now=due[1])
        c, reminded = done.after, reminded + len(done.told(DESK))
        told += done.told(CUSTOMER)
    assert reminded == NUDGES
    assert told == [Key.STILL_WAITING, Key.STILL_WAITING, Key.NOBODY_CAME]
    assert c.state_name == "Resolved"


def test_a_holder_too_slow_is_released() -> None:
    """After the reply clock it waits for another; the desk hears why, the customer that another will come."""
    done = ringing(claimed(ANNA, owed=NOW))
    waits_for(Reason.AGENT, done)
    assert done.told(DESK) == (Key.HELD_TOO_LONG,)
    assert done.told(CUSTOMER) == (Key.RELEASED,)


@pytest.mark.parametrize("c", [answering(), claimed(ANNA)])
def test_rest_is_the_end(c: Conversation) -> None:
    """What rests long enough is resolved without a word, since nobody waited for one."""
    done = ringing(c)
    assert isinstance(done.state, Resolved)
    assert done.state.by is Ended.CLOCK
    assert done.effects == ()


def test_the_leads_are_told_even_without_names() -> None:
    """Without leads the reminder is still a sentence."""
    rules = replace(RULES, desk=replace(SUPPORT, leads=()))
    due = clock(waiting(nudges=1), rules)
    done = deciding(waiting(nudges=1), rings(due), now=NOW + HOUR, rules=rules)
    assert done.told(DESK) == (Key.LAST_REMINDER,)


@pytest.mark.parametrize("own", [Own.ANSWER, Own.NOTICE, Own.CLOSING])
def test_the_only_door_to_the_customer_closes_with_a_claim(own: Own) -> None:
    """Whoever asks for the bot to speak while a person holds it, nothing is said."""
    c = claimed(ANNA)
    assert tell_customer(c, "e1", Told(phrase(Key.RELEASED)), own, facts()) == (c, ())
