"""One person on two platforms: one where people are compared, the platform's own everywhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation import Claimed, Conversation, Resolved
from bot.effects import Whisper
from bot.events import DutyChanged, Left, MessageReceived
from bot.mailroom import House, persons
from bot.mailroom.spreading import spread
from bot.meanings import Button
from bot.people import Address, Person, Receipt, Same, Side, Voice
from bot.sameness import apart, together
from bot.settings import Desk, Rules, Settings
from bot.switchboard import Concerned, Facts, turn_pressed
from bot.turns import Turn
from bot.words import Key, phrase
from tests.core.builders import (
    AGENTS,
    ANNA,
    BAR,
    BEN,
    CARLA,
    DESK,
    HOUR,
    LEAH,
    NOW,
    RULES,
    Decision,
    claimed,
    held_by,
    presses,
    resolved,
    waiting,
    writes,
)
from tests.fakes.books import DictBooks

ANNA_THERE = Person(
    "teams", "8b-anna", "Anna Berg", "House", house=True, picture="https://chat.example/a.png"
)
LEAH_THERE = Person("teams", "8b-leah", "Leah Levi", "House", house=True)
CARLA_THERE = Person("teams", "8b-carla", "Carla C.", "Acme")
SAME = Same(((ANNA_THERE.key, ANNA.key), (CARLA.key, CARLA_THERE.key), (LEAH.key, LEAH_THERE.key)))
THERE = Address("teams", "19:room", "t1")


def decided(c: Conversation, e: Concerned, *, side: Side = Side.DESK, about: Turn | None = None) -> Decision:
    """Decided in a house that knows who is who."""
    place = DESK if side is Side.DESK else THERE
    facts = Facts(NOW, replace(RULES, same=SAME), AGENTS, side, place, about)
    return Decision(*persons.decided(c, e, facts))


def says_there(by: Person, words: str = "I can help") -> MessageReceived:
    """Words in the customer's thread on the other platform."""
    return MessageReceived("e1", NOW, by, Receipt(THERE, "m1"), words)


def test_who_is_the_same_is_equal_only_where_people_are_compared() -> None:
    """Seen as one, both are equal; seen apart, each is the platform's own again, to the last letter."""
    one, other = SAME.one(ANNA), SAME.one(ANNA_THERE)
    assert one == other
    assert (one.name, other.name, other.picture) == ("Anna", "Anna Berg", ANNA_THERE.picture)
    assert [repr(apart(who)) for who in (one, other)] == [repr(ANNA), repr(ANNA_THERE)]
    assert SAME.one(BEN) is BEN
    assert (SAME.names(ANNA), SAME.names(ANNA_THERE)) == ((ANNA, ANNA_THERE), (ANNA_THERE, ANNA))
    assert SAME.names(BEN) == (BEN,)


def test_everything_within_is_seen_as_one_and_apart_again() -> None:
    """However deep a person stands, in sets and tuples too; what nobody stands in is not copied."""
    c = claimed(ANNA_THERE, asker=CARLA_THERE, held=(held_by(ANNA)[0],))
    seen = together((c, frozenset({ANNA, BEN})), SAME)
    assert seen[0].holder in seen[1]
    assert seen[0].held[0].agent == seen[0].holder
    assert repr(apart(seen)[0]) == repr(c)
    assert apart(seen)[1] == frozenset({ANNA, BEN})
    assert together(c, Same()) is c


@pytest.mark.parametrize("asker", [ANNA, ANNA_THERE])
def test_nobody_claims_an_own_question_by_another_name(asker: Person) -> None:
    """Whoever asked on one platform may not take it at the desk of the other, and is told there."""
    decision = decided(waiting(asker=asker), presses(Button.CLAIM, by=ANNA))
    assert decision.after == waiting(asker=asker)
    (told,) = decision.effects
    assert told == Whisper(ANNA, DESK, phrase(Key.OWN_CONVERSATION))
    assert repr(told).count("teams") == 0


def test_a_claim_on_one_platform_holds_on_the_other() -> None:
    """An agent who spoke in the customer's thread goes on in the desk's, where no claim is asked for."""
    taken = decided(waiting(), says_there(ANNA_THERE), side=Side.CUSTOMER)
    assert repr(taken.after.holder) == repr(ANNA_THERE)
    assert [turn.voice for turn in taken.turns if turn.by] == [Voice.AGENT]
    reply = decided(taken.after, writes("Here you are.", by=ANNA))
    assert len(reply.posted(Side.CUSTOMER)) == 1
    assert reply.whispers == ()


def test_held_words_are_sent_by_their_writer_from_anywhere() -> None:
    """Words held on one platform are the writer's own on the other."""
    held, turn = held_by(ANNA_THERE)
    sent = decided(waiting(held=(held,)), presses(Button.SEND, by=ANNA, about=turn.id), about=turn)
    assert isinstance(sent.state, Claimed)
    assert (sent.state.agent, sent.after.held) == (ANNA, ())


def test_a_lead_is_a_lead_by_every_name() -> None:
    """A lead may pass on what another holds, to somebody named by whichever key was drawn."""
    for pick in (ANNA.key, ANNA_THERE.key):
        e = presses(Button.PASS_ON, by=LEAH, pick=pick)
        facts = Facts(NOW, _led_by(LEAH_THERE), AGENTS, Side.DESK, DESK)
        after, effects = persons.decided(claimed(BEN), e, facts)
        assert repr(after.holder) == repr(ANNA)
        assert [effect.to for effect in effects if isinstance(effect, Whisper)] == [ANNA]


def _led_by(lead: Person) -> Rules:
    return replace(RULES, same=SAME, desk=replace(RULES.desk, leads=(lead.key,)))


def test_the_asker_ends_it_from_anywhere() -> None:
    """Whoever asked may say on the other platform that it is solved; nobody else may."""
    ended = decided(waiting(), presses(Button.SOLVED, by=CARLA_THERE), side=Side.CUSTOMER)
    assert isinstance(ended.state, Resolved)


def test_the_same_agent_is_asked_again() -> None:
    """Reopened within the hour it goes to whoever held it, also where that was on the other platform."""
    c = resolved(holder=ANNA_THERE)
    again = c.reopen(NOW + HOUR, frozenset({ANNA}))
    assert again.holder is None
    seen = together(c, SAME).reopen(NOW + HOUR, together(frozenset({ANNA}), SAME))
    assert repr(apart(seen).holder) == repr(ANNA_THERE)


def test_whoever_is_away_is_away_on_every_platform() -> None:
    """Duty is a person's: off on one platform is off at the desk of the other, and what is held is let go."""
    books, house = DictBooks(), _house()
    c = claimed(ANNA_THERE, desk="support")
    books.add_conversation(c, THERE)
    off = tuple(spread(books, house, DutyChanged("d1", NOW, ANNA, on=False)))
    assert [(left.conversation, left.off_duty) for left in off if isinstance(left, Left)] == [(c.id, True)]
    assert house.on_duty(books, "support") == AGENTS - {ANNA}
    tuple(spread(books, house, DutyChanged("d2", NOW + HOUR, ANNA_THERE, on=True)))
    assert house.on_duty(books, "support") == AGENTS


def test_who_was_away_before_the_house_knew_is_away_all_the_same() -> None:
    """What was stored under one name counts for the others once the settings say so."""
    books = DictBooks()
    books.set_duty(ANNA_THERE, NOW, on=False)
    assert _house().on_duty(books, "support") == AGENTS - {ANNA}


def test_words_of_a_form_are_known_again_by_who_wrote_them() -> None:
    """A second click on a form is found, outside of the lens, under the name its words have within."""
    fields = (("words", "It is on its way."),)
    e = replace(presses(Button.WRITE_NOTE, by=ANNA), fields=fields)
    (turn,) = decided(waiting(), e).turns
    assert turn_pressed(waiting(), e, {turn.id: turn}.get) is not None


def _house() -> House:
    settings = Settings({"support": Desk("slack:C-support")}, same=SAME)
    return House(settings, lambda _: AGENTS, lambda: BAR)
