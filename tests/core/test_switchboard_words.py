"""What words do: the customer's, an agent's, a colleague's and a guest's, in every state."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation import Answering, Claimed, Conversation, Ended, Need, Resolved, Waiting
from bot.effects import Whisper
from bot.events import MessagePicked
from bot.judgement import Reason
from bot.meanings import Button
from bot.people import Person, Side, Voice
from bot.settings import Listen, Opens, ReplyClaims, Route
from bot.switchboard import begin, goes_on
from bot.turns import Fate, turn_id
from bot.words import Key
from tests.core.builders import (
    ANNA,
    BEN,
    CARLA,
    CEM,
    COLIN,
    CUSTOMERS,
    DAY,
    GUEST,
    HOUR,
    LEAH,
    MINUTE,
    NOW,
    ROUTE,
    RULES,
    SUPPORT,
    Decision,
    answering,
    asked,
    claimed,
    deciding,
    facts,
    resolved,
    says,
    turn,
    waiting,
    writes,
)

CUSTOMER, DESK = Side.CUSTOMER, Side.DESK
NOTES_FIRST = replace(RULES, route=replace(ROUTE, notes_first=True))
AT_ONCE = replace(RULES, desk=replace(SUPPORT, reply_claims=ReplyClaims.AT_ONCE))
MUTED = answering(muted=BEN)


def words_of(decision: Decision) -> tuple[str, Fate]:
    """The first turn written, as its words and what became of them."""
    return decision.turns[0].text, decision.turns[0].fate


# -- a customer's words


def test_words_go_to_the_answerer_while_the_bot_answers() -> None:
    """A customer's words are the question in hand, and nobody at the desk is troubled."""
    e = says("How do I reset it?")
    done = deciding(answering(), e)
    said = turn_id(e.receipt)
    assert done.state == Answering(Need(e.id, NOW, (said,)))
    assert done.asked == ((said,),)
    assert done.posted(DESK) == ()
    assert words_of(done) == ("How do I reset it?", Fate.HEARD)


def test_more_words_are_one_question() -> None:
    """Words added while the answerer works are asked together with those before, as of the first."""
    e = says("And on the phone?")
    done = deciding(answering(asked("t1")), e, now=NOW + MINUTE)
    assert done.asked == (("t1", turn_id(e.receipt)),)
    assert done.state == Answering(Need(e.id, NOW, ("t1", turn_id(e.receipt))))


def test_words_go_to_the_desk_while_somebody_is_awaited() -> None:
    """In Waiting the desk thread shows them, and the answerer looks for an insert."""
    e = says("Any news?")
    done = deciding(waiting(), e)
    assert done.posted(DESK) == (turn_id(e.receipt),)
    assert done.posted(CUSTOMER) == ()
    assert done.asked == ((turn_id(e.receipt),),)


def test_words_wait_for_the_recap_while_no_desk_can_be_reached() -> None:
    """Without a desk thread a customer's words are kept for the recap of the next one."""
    e = says("Any news?")
    done = deciding(waiting(at_desk=False), e)
    assert done.posted(DESK) == ()
    assert done.after.unseen == (turn_id(e.receipt),)


def test_words_go_to_the_holder() -> None:
    """In Claimed the desk thread shows them, the bot is not asked, and the reply clock runs."""
    e = says("Thanks, and now?")
    done = deciding(claimed(ANNA), e)
    assert done.posted(DESK) == (turn_id(e.receipt),)
    assert done.asked == ()
    assert done.state == Claimed(ANNA, NOW, owed=NOW)


def test_words_after_the_end_are_looked_at_before_anything_reopens() -> None:
    """In Resolved the answerer is asked first, so that thanks reopen nothing."""
    e = says("One more thing")
    done = deciding(resolved(Ended.ASKER), e)
    said = turn_id(e.receipt)
    assert done.state == Resolved(Ended.ASKER, NOW, need=Need(e.id, NOW, (said,)))
    assert done.asked == ((said,),)


def test_a_second_customer_is_heard_in_the_same_conversation() -> None:
    """Another guest in the thread is a customer too; the asker stays who it was."""
    done = deciding(claimed(ANNA), says("Same here", by=CEM))
    assert (done.turns[0].voice, done.turns[0].by) == (Voice.CUSTOMER, CEM)
    assert done.after.asker == CARLA


def test_every_word_counts_as_activity() -> None:
    """The idle clock starts anew with a customer's words."""
    assert deciding(claimed(ANNA), says(), now=NOW + HOUR).after.touched == NOW + HOUR


def test_words_show_that_the_room_is_back() -> None:
    """A customer who writes again can be reached again."""
    assert not deciding(waiting(lost=True), says()).after.lost


@pytest.mark.parametrize("c", [answering(), waiting(), claimed(), resolved()], ids=lambda c: c.state_name)
def test_a_retried_message_is_nothing(c: Conversation) -> None:
    """A message heard before, or deleted before it was heard, changes nothing."""
    e = says(message="m1")
    for known in (turn(), turn(fate=Fate.GONE)):
        done = deciding(c, e, about=known)
        assert (done.after, done.effects) == (c, ())


# -- muted


def test_a_muted_bot_passes_every_word_on() -> None:
    """Muted in Answering: the customer's words make a person come, and no answerer is asked."""
    done = deciding(MUTED, says())
    assert isinstance(done.state, Waiting)
    assert done.state.reason is Reason.MUTED
    assert done.asked == ()
    assert done.told(CUSTOMER) == (Key.WAITING_OTHER,)


# -- colleagues


def test_a_colleague_silences_the_bot() -> None:
    """A colleague answering in the customer's thread drops the question in hand and keeps the bot silent."""
    done = deciding(answering(asked()), says("Look here", by=COLIN))
    assert done.state == Answering(None)
    assert done.after.quiet == COLIN
    assert done.turns[0].voice is Voice.COLLEAGUE
    again = deciding(done.after, says("Thanks, but how?"))
    assert again.asked == ()


def test_the_bot_asked_by_name_speaks_again() -> None:
    """Named, the bot answers again although a colleague had spoken."""
    done = deciding(answering(quiet=COLIN), says("Bot, how?", to_bot=True))
    assert done.asked
    assert done.after.quiet is None


@pytest.mark.parametrize("c", [waiting(), claimed()], ids=lambda c: c.state_name)
def test_a_colleagues_words_are_shown_at_the_desk(c: Conversation) -> None:
    """With a person awaited or there the desk sees a colleague's words and no clock changes."""
    e = says("Look here", by=COLIN)
    done = deciding(c, e)
    assert done.posted(DESK) == (turn_id(e.receipt),)
    assert done.state == c.state


def test_a_colleague_after_the_end_reopens_nothing() -> None:
    """A colleague's words after the end are kept, and answer what was just asked."""
    done = deciding(resolved(need=asked()), says("Look here", by=COLIN))
    assert done.state == resolved().state
    assert done.asked == ()


def test_in_an_internal_helpdesk_a_colleague_is_a_customer() -> None:
    """Where everyone may open, somebody of the house is heard as a customer."""
    everyone = replace(RULES, route=replace(ROUTE, opens=Opens.EVERYONE))
    done = deciding(answering(), says("And me?", by=COLIN), rules=everyone)
    assert done.turns[0].voice is Voice.CUSTOMER
    assert done.asked


# -- an agent in the customer's own thread


@pytest.mark.parametrize(
    "c", [answering(asked()), waiting(), resolved(), resolved(holder=BEN)], ids=lambda c: c.state_name
)
def test_an_agent_speaking_to_the_customer_claims(c: Conversation) -> None:
    """An agent's words in the customer's own thread claim for that agent, and the desk sees a copy."""
    e = says("I will look.", by=ANNA)
    done = deciding(c, e)
    assert done.state == Claimed(ANNA, NOW, owed=None)
    assert turn_id(e.receipt) in done.posted(DESK)
    assert done.posted(CUSTOMER) == ()
    assert done.after.at_desk


def test_an_agent_cutting_in_is_told_who_has_it() -> None:
    """B writing in the customer's thread while A holds it: copy at the desk, a whisper naming A."""
    e = says("Me again.", by=BEN)
    done = deciding(claimed(ANNA, owed=NOW), e)
    assert done.state == Claimed(ANNA, NOW, owed=NOW)
    assert done.posted(DESK) == (turn_id(e.receipt),)
    assert done.whispers == ((BEN, Key.HELD_BY),)


def test_an_agent_who_asked_stays_a_customer() -> None:
    """Where everyone may open, an agent's own question is answered, never claimed by writing on."""
    done = deciding(answering(asker=ANNA), says("And?", by=ANNA))
    assert done.turns[0].voice is Voice.CUSTOMER
    assert isinstance(done.state, Answering)


# -- words at the desk


@pytest.mark.parametrize(
    ("c", "said", "label"),
    [
        (answering(at_desk=True), Key.NOBODY_HAS_THIS, Key.BUTTON_TAKE_OVER_AND_SEND),
        (waiting(), Key.NOBODY_HAS_THIS, Key.BUTTON_CLAIM_AND_SEND),
        (resolved(), Key.RESOLVED_ALREADY, Key.BUTTON_REOPEN_AND_SEND),
    ],
    ids=lambda value: value.state_name if isinstance(value, Conversation) else "",
)
def test_words_nobody_may_send_yet_are_held(c: Conversation, said: Key, label: Key) -> None:
    """Words in a thread nobody holds wait in the store, and a whisper offers the press that sends them."""
    e = writes("Try this.")
    done = deciding(c, e)
    assert words_of(done) == ("Try this.", Fate.HELD)
    assert done.posted(CUSTOMER) == ()
    assert done.whispers == ((ANNA, said),)
    assert done.offers == ((Button.SEND, label), (Button.KEEP, Key.BUTTON_KEEP))
    assert [(h.turn, h.agent) for h in done.after.held] == [(turn_id(e.receipt), ANNA)]
    assert done.state == c.state


def test_a_whisper_quotes_the_words_it_is_about() -> None:
    """Held messages can be told apart: each whisper has the beginning of its words, on one line."""
    done = deciding(waiting(), writes(f"Try this.\n{'very ' * 20}soon"))
    (whisper,) = [effect for effect in done.effects if isinstance(effect, Whisper)]
    quoted = dict(whisper.phrase.values)["words"]
    assert quoted.startswith("Try this. very very")
    assert quoted.endswith("…")
    assert len(quoted) <= 81


def test_the_holders_words_go_to_the_customer() -> None:
    """What the holder writes is said to the customer, who is owed nothing more."""
    e = writes("Try this.")
    done = deciding(claimed(ANNA, owed=NOW), e)
    assert done.posted(CUSTOMER) == (turn_id(e.receipt),)
    assert words_of(done) == ("Try this.", Fate.SAID)
    assert done.state == Claimed(ANNA, NOW, owed=None)
    assert done.own == ()


def test_another_agents_words_are_a_note() -> None:
    """While A holds it, B's words stay at the desk, and a whisper names A."""
    done = deciding(claimed(ANNA), writes("Try this.", by=BEN))
    assert words_of(done) == ("Try this.", Fate.NOTE)
    assert done.posted(CUSTOMER) == ()
    assert done.whispers == ((BEN, Key.KEPT_AS_NOTE),)


@pytest.mark.parametrize("who", [ANNA, BEN])
@pytest.mark.parametrize("c", [answering(at_desk=True), waiting(), claimed(), resolved()])
def test_a_note_stays_at_the_desk(c: Conversation, who: Person) -> None:
    """Words behind the note prefix are kept at the desk, in every state, without a word to anybody."""
    done = deciding(c, writes("  // careful, he is upset", by=who))
    assert words_of(done)[1] is Fate.NOTE
    assert len(done.effects) == 1
    assert done.after == c


@pytest.mark.parametrize("who", [GUEST, COLIN, CARLA])
def test_whoever_is_no_agent_writes_notes_at_the_desk(who: Person) -> None:
    """A guest writing in a desk thread leaves a note; nothing goes to the customer."""
    done = deciding(claimed(ANNA), writes("Hello?", by=who))
    assert words_of(done) == ("Hello?", Fate.NOTE)
    assert len(done.effects) == 1


def test_an_asker_writing_at_the_desk_is_no_agent_there() -> None:
    """An agent's words about an own question are a note, and a whisper says why."""
    done = deciding(waiting(asker=ANNA), writes("I fix it myself"))
    assert words_of(done)[1] is Fate.NOTE
    assert done.whispers == ((ANNA, Key.OWN_CONVERSATION),)
    assert isinstance(done.state, Waiting)


def test_words_that_name_a_colleague_are_held() -> None:
    """A desk message that mentions a desk member is held until a press says send or keep."""
    done = deciding(claimed(ANNA), writes("Ben, do you know?", mentions=(GUEST, BEN)))
    assert words_of(done)[1] is Fate.HELD
    assert done.whispers == ((ANNA, Key.MENTIONS_COLLEAGUE),)
    assert done.offers == ((Button.SEND, Key.BUTTON_SEND), (Button.KEEP, Key.BUTTON_KEEP))


@pytest.mark.parametrize("named", [CARLA, ANNA])
def test_words_that_name_the_customer_are_sent(named: Person) -> None:
    """Naming the customer, or oneself, holds nothing back."""
    e = writes("Here you are.", mentions=(named,))
    assert deciding(claimed(ANNA), e).posted(CUSTOMER) == (turn_id(e.receipt),)


def test_held_words_say_what_sending_them_would_do() -> None:
    """Words naming a colleague in a thread nobody holds are sent by a button that also claims."""
    done = deciding(waiting(), writes("Ben?", mentions=(BEN,)))
    assert done.offers == ((Button.SEND, Key.BUTTON_CLAIM_AND_SEND), (Button.KEEP, Key.BUTTON_KEEP))


def test_notes_first_holds_even_the_holders_words() -> None:
    """Where notes come first, words go out only by a press."""
    done = deciding(claimed(ANNA), writes("Try this."), rules=NOTES_FIRST)
    assert words_of(done)[1] is Fate.HELD
    assert done.whispers == ((ANNA, Key.NOTES_FIRST),)
    assert Button.KEEP in [button for button, _ in done.offers]


@pytest.mark.parametrize("c", [answering(at_desk=True, unseen=("t1",)), waiting(unseen=("t1",))])
def test_a_desk_may_claim_by_writing(c: Conversation) -> None:
    """Where the desk chose so, words in a thread nobody holds claim and go out, after what was missed."""
    e = writes("Try this.")
    done = deciding(c, e, rules=AT_ONCE)
    assert done.state == Claimed(ANNA, NOW, owed=None)
    assert done.posted(CUSTOMER) == (turn_id(e.receipt),)
    assert done.retold == ("t1",)


def test_a_resolved_conversation_is_never_reopened_by_chance() -> None:
    """Also where writing claims, words in a resolved thread wait for a press."""
    assert words_of(deciding(resolved(), writes(), rules=AT_ONCE))[1] is Fate.HELD


def test_words_in_a_thread_left_behind_stay_there() -> None:
    """After a move, words in the old thread are a note, and a whisper says where it went."""
    done = deciding(claimed(ANNA, desk="night"), writes(), old_thread=True)
    assert words_of(done)[1] is Fate.NOTE
    assert done.whispers == ((ANNA, Key.THREAD_MOVED),)
    assert done.posted(CUSTOMER) == ()


# -- opening


def opened(
    by: Person, listen: Listen, opens: Opens = Opens.GUESTS, *, to_bot: bool = False
) -> Conversation | None:
    """What those words open."""
    rules = replace(RULES, route=Route("slack:*", "support", listen, opens=opens))
    e = says(by=by, to_bot=to_bot)
    return begin(e, facts(e, rules=rules), "c9", None)


@pytest.mark.parametrize(
    ("by", "listen", "opens", "to_bot", "begins"),
    [
        (CARLA, Listen.QUESTIONS, Opens.GUESTS, False, True),
        (CARLA, Listen.EVERYTHING, Opens.GUESTS, False, True),
        (CARLA, Listen.MENTION, Opens.GUESTS, False, False),
        (CARLA, Listen.MENTION, Opens.GUESTS, True, True),
        (CARLA, Listen.OFF, Opens.GUESTS, True, False),
        (COLIN, Listen.QUESTIONS, Opens.GUESTS, False, False),
        (COLIN, Listen.QUESTIONS, Opens.GUESTS, True, True),
        (COLIN, Listen.QUESTIONS, Opens.EVERYONE, False, True),
        (COLIN, Listen.EVERYTHING, Opens.GUESTS, False, True),
        (ANNA, Listen.QUESTIONS, Opens.GUESTS, True, False),
        (ANNA, Listen.EVERYTHING, Opens.GUESTS, True, False),
        (ANNA, Listen.QUESTIONS, Opens.EVERYONE, False, True),
        (ANNA, Listen.MENTION, Opens.EVERYONE, False, False),
    ],
)
def test_whose_words_open_a_conversation(
    by: Person, listen: Listen, opens: Opens, *, to_bot: bool, begins: bool
) -> None:
    """The route says where the bot listens and whether desk members may ask."""
    assert (opened(by, listen, opens, to_bot=to_bot) is not None) == begins


@pytest.mark.parametrize(
    ("writer", "by", "button", "opens", "of_person", "begins"),
    [
        (CARLA, COLIN, Button.WANT_PERSON, Opens.GUESTS, True, True),
        (CARLA, ANNA, Button.WANT_PERSON, Opens.GUESTS, True, True),
        (CARLA, CARLA, Button.WANT_PERSON, Opens.GUESTS, True, True),
        (CARLA, CARLA, Button.CLAIM, Opens.GUESTS, True, False),
        (CARLA, ANNA, Button.CLAIM, Opens.GUESTS, True, True),
        (CARLA, COLIN, Button.CLAIM, Opens.GUESTS, True, False),
        (CARLA, ANNA, Button.CLAIM, Opens.GUESTS, False, False),
        (COLIN, ANNA, Button.CLAIM, Opens.GUESTS, True, False),
        (COLIN, ANNA, Button.CLAIM, Opens.EVERYONE, True, True),
        (ANNA, BEN, Button.CLAIM, Opens.GUESTS, True, False),
        (ANNA, ANNA, Button.CLAIM, Opens.EVERYONE, True, False),
        (ANNA, ANNA, Button.WANT_PERSON, Opens.EVERYONE, True, True),
    ],
)
def test_whose_picked_message_opens_a_conversation(
    writer: Person, by: Person, button: Button, opens: Opens, *, of_person: bool, begins: bool
) -> None:
    """A customer's message, picked by an agent, the house or its writer; however the bot listens there."""
    e = MessagePicked("p1", NOW, by, button, says(by=writer), of_person)
    rules = replace(RULES, route=Route("slack:*", "support", Listen.OFF, opens=opens))
    c = begin(e, replace(facts(e, rules=rules), side=Side.CUSTOMER), "c9", None)
    assert (c is not None) == begins
    assert c is None or c.asker == writer


def test_a_conversation_begins_with_its_question() -> None:
    """A new conversation knows asker, desk, first turn and the one before it."""
    e = says(direct=True)
    c = begin(e, facts(e), "c9", resolved())
    assert c is not None
    assert (c.id, c.asker, c.desk, c.previous) == ("c9", CARLA, "support", "c1")
    assert (c.question, c.direct, c.state) == (turn_id(e.receipt), True, Answering())


@pytest.mark.parametrize(
    ("thread", "direct", "group"), [("", False, True), ("t1", False, False), ("", True, False)]
)
def test_a_shared_room_without_threads_is_a_group_chat(thread: str, *, direct: bool, group: bool) -> None:
    """A conversation is a group chat where several write and no thread keeps their matters apart."""
    e = says(direct=direct)
    e = replace(e, receipt=replace(e.receipt, address=replace(CUSTOMERS, thread=thread)))
    c = begin(e, replace(facts(e), side=Side.CUSTOMER), "c9", None)
    assert c is not None
    assert c.group_chat == group


def test_a_conversation_knows_what_its_room_is_called() -> None:
    """Agents read the room's name, not the platform's id for it."""
    e = replace(says(), room_name="acme-help")
    c = begin(e, replace(facts(e), side=Side.CUSTOMER), "c9", None)
    assert c is not None
    assert c.room_name == "acme-help"


def test_desk_rooms_open_nothing() -> None:
    """Words in a desk's own room are nobody's question."""
    e = writes("What is this?", by=CARLA)
    assert begin(e, facts(e), "c9", None) is None


@pytest.mark.parametrize(
    ("c", "after", "direct", "same"),
    [
        (answering(), 30 * DAY, False, True),
        (waiting(), 30 * DAY, True, True),
        (claimed(), 30 * DAY, True, True),
        (resolved(), 7 * DAY, False, True),
        (resolved(), 7 * DAY + MINUTE, False, False),
        (resolved(), HOUR, True, True),
        (resolved(), HOUR + MINUTE, True, False),
        (resolved(Ended.SMALL_TALK), MINUTE, False, False),
    ],
)
def test_when_words_are_a_new_matter(c: Conversation, after: timedelta, *, direct: bool, same: bool) -> None:
    """A thread goes on for seven days after its end, a direct chat for an hour, small talk not at all."""
    f = replace(facts(says()), now=NOW + after)
    assert goes_on(c, says(direct=direct), f) == same


def test_voices() -> None:
    """The asker is a customer before anything else; then the desk, then the house, then guests."""
    voices = {
        who.name: deciding(waiting(), says(by=who)).turns[0].voice
        for who in (CARLA, CEM, ANNA, LEAH, COLIN, GUEST)
    }
    assert voices == {
        "Carla": Voice.CUSTOMER,
        "Cem": Voice.CUSTOMER,
        "Anna": Voice.AGENT,
        "Leah": Voice.AGENT,
        "Colin": Voice.COLLEAGUE,
        "Gus": Voice.CUSTOMER,
    }
