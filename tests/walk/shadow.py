"""What holds where a house only listens: nobody sees anything of it, and it misses no question."""

from __future__ import annotations

from collections import Counter

from bot.conversation import REMEMBERED, Claimed, Waiting
from bot.people import Voice
from bot.turns import Fate
from tests.walk.traces import Traces
from tests.walk.watch import BrokenPromise


def judge_shadow(traces: Traces) -> None:
    """All that must hold in shadow whenever everything has arrived."""
    says_nothing(traces)
    claims_nothing_was_said(traces)
    hears_every_question(traces)


def says_nothing(traces: Traces) -> None:
    """No post, no whisper, no mark and no typing ever came from the bot, at whichever place."""
    platform = traces.world.platform
    posts = [m.texts for m in traces.messages if m.by is None]
    marked = [m.text for m in traces.messages if any(who == "bot" for who, _ in m.marks)]
    seen = [*posts, *(w.text for w in platform.whispers), *marked]
    if seen or traces.world.watch.typed_at:
        raise BrokenPromise(f"a shadow is silent: {seen} {traces.world.watch.typed_at}")


def claims_nothing_was_said(traces: Traces) -> None:
    """The transcript tells of none of the bot's words that anybody read them."""
    for c in traces.conversations:
        with traces.world.store() as books:
            said = [t for t in books.turns(c.recent) if t.voice is Voice.BOT and t.fate is not Fate.UNSAID]
        if said:
            raise BrokenPromise(f"a shadow is silent: the transcript claims {said}")


def hears_every_question(traces: Traces) -> None:
    """Whatever people do meanwhile, each question of a customer is judged, also the next."""
    stuck = [c.id for c in traces.conversations if isinstance(c.state, Waiting | Claimed)]
    if stuck:
        raise BrokenPromise(f"a shadow goes on listening: {stuck} wait for somebody")
    watch, customers = traces.world.watch, {traces.world.town.dana, traces.world.town.sam}
    lines = Counter(m.address for m in traces.typed)
    for m in traces.typed:
        if lines[m.address] > REMEMBERED:  # a question of more lines is asked without its oldest ones
            continue
        if m.by in customers and m.id in watch.whose and not m.deleted and not watch.asked & set(m.texts):
            raise BrokenPromise(f"a shadow goes on listening: {m.texts} was never judged")
