"""A route in shadow: all is judged and written down, and nobody sees anything of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.conversation import Answering, Claimed, Conversation, Ended, Resolved, State, Waiting
from bot.effects import Effect, Write
from bot.judgement import Reason
from bot.mailroom.shadow import is_shadow, silenced
from bot.meanings import Button
from bot.people import Address, Person, Voice
from bot.records import Line
from bot.settings import Mode
from bot.telling import recap
from bot.turns import Fate, Given, Turn, Typed
from bot.written import Attachment
from tests.core.builders import (
    ANNA,
    CARLA,
    COLIN,
    KNOWN,
    NOW,
    ROUTE,
    RULES,
    answering,
    asked,
    bots,
    conversation,
    deciding,
    drafted,
    passage,
    presses,
    says,
)
from tests.core.mail import Mail
from tests.walk.world import Way, in_dicts, made

PRICE, ODD = "what does it cost", "something odd happens"
SHADOW = replace(RULES, route=replace(ROUTE, mode=Mode.SHADOW))


@pytest.fixture
def mail() -> Mail:
    """A house that only listens."""
    return Mail(made(in_dicts(), Way(shadow=True)))


def switch(mail: Mail, mode: Mode) -> None:
    """Whoever runs the house sets another mode, and starts it anew."""
    house = mail.world.mailroom.house
    routes = tuple(replace(route, mode=mode) for route in house.settings.routes)
    mail.world.mailroom.house = replace(house, settings=replace(house.settings, routes=routes))


def own(mail: Mail, c: Conversation | None = None) -> list[Turn]:
    """What the bot wrote down in the conversation."""
    with mail.world.store() as books:
        return [turn for turn in books.turns((c or mail.c).recent) if turn.voice is Voice.BOT]


def seen(mail: Mail) -> list[object]:
    """All that anybody could see of the bot."""
    platform = mail.world.platform
    posts = [m.text for m in platform.messages.values() if m.by is None]
    return [*posts, *platform.whispers, *mail.world.watch.typed_at]


def written(effects: Sequence[Effect]) -> list[Turn]:
    """The turns written."""
    return [effect.turn for effect in effects if isinstance(effect, Write)]


def test_what_would_have_been_said_is_written_down_and_not_said(mail: Mail) -> None:
    """An answer is judged and kept with its passage, as unsaid; the room sees nothing, not even typing."""
    mail.say(PRICE)
    mail.post()
    (answer,) = own(mail)
    assert isinstance(answer.body, Given)
    assert answer.fate is Fate.UNSAID
    assert seen(mail) == []


def test_a_question_after_one_for_people_is_judged_too(mail: Mail) -> None:
    """Nobody is fetched, so nobody is waited for: the next question is answered in the transcript."""
    mail.say(ODD)
    mail.post()
    assert mail.c.state == Answering()
    mail.say(PRICE)
    mail.post()
    assert [question.text for question in mail.asked] == [ODD, PRICE]
    assert [type(turn.body).__name__ for turn in own(mail)] == ["Told", "Given"]
    assert seen(mail) == []


@pytest.mark.parametrize("who", ["ada", "cleo"])
def test_people_talk_as_if_there_were_no_bot(mail: Mail, who: str) -> None:
    """Whoever of the house answers takes nothing away: the question in hand is judged, and the next."""
    speaker: Person = getattr(mail.world.town, who)
    mail.say(PRICE)
    mail.say("five euros", by=speaker)
    mail.post()
    mail.say(ODD)
    mail.post()
    assert [question.text for question in mail.asked] == [PRICE, ODD]
    assert [type(turn.body).__name__ for turn in own(mail)] == ["Given", "Told"]
    assert "five euros" in [said.text for said in mail.asked[-1].before]
    assert seen(mail) == []


def test_the_answerer_is_not_told_what_nobody_read(mail: Mail) -> None:
    """What came before a question are people's words, not the bot's unsaid ones."""
    mail.say(PRICE)
    mail.post()
    mail.say(ODD)
    mail.post()
    assert [said.text for said in mail.asked[-1].before] == [PRICE]


def test_files_stay_where_they_are(mail: Mail) -> None:
    """What somebody sends along is carried nowhere, since its words are not."""
    said = mail.world.platform.say(mail.world.town.dana, mail.world.town.help, ODD)
    mail.hear(replace(said, files=(Attachment("fake", "f1", "passport.pdf"),)))
    mail.post()
    with mail.world.store() as books:
        assert all(not books.unfinished(mail.c.id, line=line) for line in Line)
    assert seen(mail) == []


def test_what_people_took_up_before_goes_on(mail: Mail) -> None:
    """A conversation at the desk when its route becomes a shadow keeps its agent: nobody's words are lost."""
    switch(mail, Mode.AUTO)
    mail.say(ODD)
    mail.post()
    mail.press(Button.CLAIM)
    switch(mail, Mode.SHADOW)
    mail.say("I am on it.", by=mail.world.town.ada, at=mail.desk())
    mail.post()
    assert "I am on it." in mail.standing(_thread(mail))
    mail.press(Button.RESOLVE)
    mail.post()
    before = len(mail.world.platform.messages)
    mail.say(PRICE)
    mail.post()
    assert len(mail.world.platform.messages) == before + 1
    assert mail.c.previous != ""
    assert [turn.fate for turn in own(mail)] == [Fate.UNSAID]


def test_a_house_that_begins_to_speak_tells_the_desk_what_was_said(mail: Mail) -> None:
    """Out of the shadow the desk reads people's words from before, and none of the unsaid."""
    mail.say(PRICE)
    mail.post()
    switch(mail, Mode.AUTO)
    mail.say(ODD)
    mail.post()
    assert isinstance(mail.c.state, Waiting)
    with mail.world.store() as books:
        told = [line.text for line in recap(books.turns(mail.c.recent), "en").lines]
    assert told[:2] == [PRICE, ODD]
    assert not any("Five euros" in m.text for m in mail.world.platform.messages.values())


# -- as tables


@pytest.mark.parametrize(
    ("before", "after", "left"),
    [
        (Answering(asked()), Waiting(Reason.UNSURE, NOW), Answering()),
        (Answering(asked()), Claimed(ANNA, NOW), Answering()),
        (Answering(), Resolved(Ended.CLOCK, NOW), Resolved(Ended.CLOCK, NOW)),
        (Resolved(Ended.CLOCK, NOW, None, asked()), Waiting(Reason.FAILED, NOW), Answering()),
        (Resolved(Ended.CLOCK, NOW), Claimed(ANNA, NOW), Resolved(Ended.CLOCK, NOW)),
    ],
    ids=lambda state: type(state).__name__,
)
def test_a_shadow_never_waits_for_anybody(before: State, after: State, left: State) -> None:
    """Whatever was decided, it listens on, or is over."""
    was = conversation(before, at_desk=False, threads=0)
    c, _ = silenced(was, replace(was, state=after, at_desk=True, threads=1), ())
    if isinstance(after, Claimed) and isinstance(before, Answering):
        left = before
    assert (c.state, c.at_desk, c.threads) == (left, False, 0)


@pytest.mark.parametrize("by", [ANNA, COLIN])
def test_a_question_outlives_somebody_elses_answer(by: Person) -> None:
    """The question in hand stays, whoever of the house speaks."""
    c = answering(asked())
    done = deciding(c, says("Look here", by=by), rules=SHADOW)
    after, effects = silenced(c, done.after, done.effects)
    assert (after.state, after.quiet) == (c.state, None)
    assert [type(effect).__name__ for effect in effects] == ["Write"]


def test_what_was_said_before_the_shadow_stays_said() -> None:
    """A thumb on an answer given earlier does not make it unsaid."""
    given = bots(Given("Five euros.", passage(), 0.9))
    done = deciding(answering(), presses(Button.HELPFUL, by=CARLA, about=given.id), about=given, rules=SHADOW)
    _, effects = silenced(answering(), done.after, done.effects)
    assert [turn.fate for turn in written(effects)] == [Fate.SAID]


def test_people_keep_their_own_words() -> None:
    """Words that stand in the customer's thread because an agent wrote them there were said."""
    c = answering()
    done = deciding(c, says("I know this", by=ANNA), rules=SHADOW)
    _, effects = silenced(c, done.after, done.effects)
    (said,) = written(effects)
    assert (said.fate, said.body) == (Fate.SAID, Typed("I know this"))


def test_only_what_no_desk_has_is_in_shadow() -> None:
    """The route decides, until a desk has a thread."""
    assert is_shadow(answering(), SHADOW)
    assert not is_shadow(answering(), RULES)
    assert not is_shadow(conversation(at_desk=True), SHADOW)


def test_a_draft_becomes_what_would_have_been_said() -> None:
    """The verdict stands in the transcript, with the words it would have been told in."""
    c = answering(asked())
    done = deciding(c, drafted(KNOWN), rules=SHADOW)
    after, effects = silenced(c, done.after, done.effects)
    (unsaid,) = written(effects)
    assert (unsaid.fate, after.recent) == (Fate.UNSAID, (unsaid.id,))


def _thread(mail: Mail) -> Address:
    return mail.world.platform.messages[mail.thread].address
