"""The promises as sentences about what was typed, what stands there now, and what ever stood there."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from adapters.testing import Posted
from bot.conversation import Claimed, Conversation, Waiting
from bot.desk import card_state, due, headline
from bot.meanings import Answer, DeskCard, Say
from bot.people import Address, Person, Side
from bot.words import Key, catalogue
from tests.fakes.answerer import BOOK, SMALL
from tests.walk.carrier import NUMBER
from tests.walk.people import at_desk
from tests.walk.shadow import judge_shadow
from tests.walk.traces import DELETED, Shown, Traces, is_a_copy, is_agents
from tests.walk.watch import NOTE, BrokenPromise
from tests.walk.world import World

ANSWERS = {entry.answer for entry in BOOK.values()}
KEPT = tuple(
    catalogue("en")[key].partition("{")[0]
    for key in (Key.KEPT_AS_NOTE, Key.THREAD_MOVED, Key.OWN_CONVERSATION)
)
UNSENT = tuple(
    catalogue("en")[key].partition("{")[0]
    for key in (
        Key.NOBODY_HAS_THIS,
        Key.RESOLVED_ALREADY,
        Key.MENTIONS_COLLEAGUE,
        Key.NOT_DELIVERED,
        Key.PERHAPS_DELIVERED,
    )
)
REMEMBERED = 18
REPEATS = 4


def judge(world: World) -> None:
    """All that must hold whenever everything has arrived."""
    traces = Traces(world)
    if world.way.shadow:
        judge_shadow(traces)
        return
    notes_stay(traces)
    nobody_elses_words(traces)
    under_their_own_name(traces)
    nothing_twice(traces)
    in_order(traces)
    mirrored_at_customers(traces)
    mirrored_at_desk(traces)
    heard_is_kept(traces)
    customers_words_at_desk(traces)
    agents_words_at_customers(traces)
    pressed_words_stand(traces)
    cards_tell_the_truth(traces)


# -- what stays at the desk


def notes_stay(traces: Traces) -> None:
    """A note never stood at a customer's place, not for a moment."""
    for post in traces.at_customers:
        for text in post.texts:
            if NOTE.strip() in text:
                raise BrokenPromise(f"stays at the desk: {text!r} stood at {post.address}")


def nobody_elses_words(traces: Traces) -> None:
    """What an agent says goes to the customer of that desk thread, and to nobody else."""
    said = [(post, line) for post in traces.at_customers if is_agents(post.said[0]) for line in _lines(post)]
    for post, line in said:
        if line in ANSWERS:
            continue
        source = traces.by_text.get(line)
        card = traces.world.platform.messages[source.address.thread].said[-1] if source else None
        of = card.conversation if isinstance(card, DeskCard) else ""
        c = traces.whole(traces.world.watch.written.get(line, of))
        if c is None or traces.place(c, Side.CUSTOMER, 0) != post.address:
            raise BrokenPromise(f"stays at the desk: {line!r} stood at {post.address}")


def _lines(post: Posted) -> list[str]:
    """What a post said first, line by line: several lines may have gone as one post."""
    return post.texts[0].split("\n")


def under_their_own_name(traces: Traces) -> None:
    """Nobody's words stand under somebody else's name."""
    for shown in (*traces.relayed, *traces.copied):
        said, writer = shown.post.said[0], traces.by_text[shown.first].by
        if isinstance(said, Say) and said.author != writer:
            raise BrokenPromise(f"stays at the desk: {shown.first!r} stands under the name of {said.author}")


# -- nothing twice, all in order


def nothing_twice(traces: Traces) -> None:
    """No errand was posted twice, and no words stand twice at one place.

    Where nobody can look, there may be one copy that says so; none of an answer or of an agent's words.
    """
    posts = [m for m in traces.messages if m.key and m.key not in traces.world.watch.whispered]
    unmarked = [m for m in posts if traces.world.platform.can_look or not is_a_copy(m.said[0])]
    copies = [m for m in posts if m not in unmarked]
    for some in (unmarked, copies):
        keys = Counter(m.key for m in some)
        if twice := [key for key, times in keys.items() if times > 1]:
            raise BrokenPromise(f"nothing twice: posted twice was {twice}")
    theirs = [m for m in copies if not at_desk(traces.world, m)]
    if told := [m.key for m in theirs if is_agents(m.said[0]) or isinstance(m.said[0], Answer)]:
        raise BrokenPromise(f"nothing twice: by itself the bot repeated {told}")
    if not traces.world.platform.can_look:
        return
    shown = [s for s in (*traces.relayed, *traces.copied) if not s.post.deleted and not s.gone]
    texts = Counter((s.post.address, traces.by_text[s.first].id) for s in shown)
    if doubled := [of for of, times in texts.items() if times > 1]:
        raise BrokenPromise(f"nothing twice: these stand twice: {doubled}")


def in_order(traces: Traces) -> None:
    """Words stand at the other side in the order in which they were taken in."""
    late = _late(traces)
    for shown in (traces.relayed, traces.copied):
        last: dict[Address, int] = {}
        for one in shown:
            source = traces.by_text[one.first]
            order = traces.world.watch.order.get(source.id, -1)
            if source.id in late or (one.retold and at_desk(traces.world, one.post)):
                continue
            if order < last.get(one.post.address, -1):
                raise BrokenPromise(f"order is kept: {one.first!r} came too late to {one.post.address}")
            last[one.post.address] = order


def _late(traces: Traces) -> set[str]:
    """Messages that waited for a press, or were refused at first."""
    pressed = {p.about for w in traces.world.platform.whispers for p in w.buttons}
    refused = {text for _, text in traces.world.watch.unposted}
    return {m.id for m in traces.typed if traces.turn_of(m) in pressed or refused & set(m.texts)}


# -- edits and deletions


def mirrored_at_customers(traces: Traces) -> None:
    """An agent's words stand at the customer's as they are now, or not at all once taken back."""
    for shown in traces.relayed:
        source, post = traces.by_text[shown.first], shown.post
        if post.id in traces.world.watch.unchanged or traces.is_gone(post.address):
            continue
        if source.id in traces.world.watch.overtaken or post.key in traces.world.watch.unknown:
            # Its first words were never heard, so it may have begun as a note; or nobody knows if it stands.
            continue
        taken_back = source.deleted or any(text.startswith(NOTE) for text in source.texts)
        if taken_back != shown.gone:
            raise BrokenPromise(f"edits are mirrored: {source.texts} at the desk, {post.texts} there")
        if not taken_back and shown.now != source.text:
            raise BrokenPromise(f"edits are mirrored: {source.text!r} stands there as {shown.now!r}")


def mirrored_at_desk(traces: Traces) -> None:
    """Words of the customer's side stand at the desk as they are now, or as deleted."""
    newest = {traces.by_text[s.first].id: s for s in traces.copied}
    for shown in newest.values():
        source, post = traces.by_text[shown.first], shown.post
        if post.id in traces.world.watch.unchanged or not _is_present(traces, shown):
            continue
        if post.key in traces.repeated or post.key in traces.world.watch.unknown:
            # One of the two is known to nobody, or the only one is: it cannot be changed.
            continue
        gone = shown.gone or shown.now == DELETED
        if source.deleted != gone:
            raise BrokenPromise(
                f"edits are mirrored: {source.texts} (deleted: {source.deleted}), {post.texts}"
            )
        if not gone and shown.now != source.text:
            raise BrokenPromise(f"edits are mirrored: {source.text!r} stands at the desk as {shown.now!r}")


def _is_present(traces: Traces, shown: Shown) -> bool:
    """Whether it stands in the thread in which the conversation is worked on now."""
    c = traces.whole(traces.world.watch.whose.get(traces.by_text[shown.first].id, ""))
    return (
        c is not None
        and traces.desk_thread(c) == shown.post.address
        and not traces.is_gone(shown.post.address)
    )


# -- nothing lost


def heard_is_kept(traces: Traces) -> None:
    """Every word a customer typed, and every word in a desk thread, belongs to a conversation."""
    watch, world = traces.world.watch, traces.world
    customers = {world.town.dana, world.town.sam}
    for m in traces.typed:
        if m.id not in watch.taken or m.id in watch.whose or m.id in watch.given_up:
            continue
        is_unknown = not world.platform.can_look or m.address in watch.denied or traces.is_gone(m.address)
        lost_thread = at_desk(world, m) and is_unknown
        if (m.by in customers or at_desk(world, m)) and not lost_thread:
            raise BrokenPromise(f"nothing is lost: nobody took {m.texts} at {m.address}")


def customers_words_at_desk(traces: Traces) -> None:
    """Where a person is awaited or there, all that was said in the conversation stands at the desk."""
    standing = {s.now for s in traces.copied}
    for c in traces.conversations:
        thread = traces.desk_thread(c)
        if not isinstance(c.state, Waiting | Claimed) or c.unreachable:
            continue
        if thread is None:
            raise BrokenPromise(f"nothing is lost: {c.id} is {c.state_name} and stands at no desk")
        if traces.is_gone(thread):
            continue
        mine = [
            m
            for m in traces.typed
            if traces.world.watch.whose.get(m.id) == c.id and not at_desk(traces.world, m)
        ]
        spoken = len([m for m in traces.messages if m.address == traces.place(c, Side.CUSTOMER, 0)])
        missing = [m.text for m in mine if not m.deleted and m.text not in standing]
        if missing and spoken < REMEMBERED and not _touched(traces, missing):
            raise BrokenPromise(f"nothing is lost: {missing} are not at the desk of {c}")


def _touched(traces: Traces, texts: list[str]) -> bool:
    """Whether a change of one of these was refused for good."""
    posts = {s.post.id for s in traces.copied if traces.by_text[s.first].text in texts}
    return bool(posts & traces.world.watch.unchanged)


def agents_words_at_customers(traces: Traces) -> None:
    """An agent's words reach the customer, or stand on the card as unsent, or the agent is told."""
    arrived = {traces.by_text[s.first].id for s in traces.relayed}
    untold: Counter[Person] = Counter()
    for m in traces.typed:
        c = traces.whole(traces.world.watch.whose.get(m.id, ""))
        is_note = any(text.startswith(NOTE) for text in m.texts)
        if c is None or not at_desk(traces.world, m) or m.id in arrived or m.deleted or is_note:
            continue
        if m.by and m.id in traces.world.watch.at_desk and not _is_on_card(traces, c, m):
            untold[m.by] += 1
    for agent, times in untold.items():
        told = traces.told(agent, KEPT + UNSENT if traces.moved() else KEPT)
        if told < times:
            raise BrokenPromise(f"nothing is lost: {agent.name} was told {told} times, not {times}")


def _is_on_card(traces: Traces, c: Conversation, m: Posted) -> bool:
    card = traces.card(c)
    if card is None or card[0].id in traces.world.watch.unchanged:
        return not c.at_desk or card is not None
    return any(unsent.text == m.text for unsent in card[1].unsent)


def pressed_words_stand(traces: Traces) -> None:
    """What an agent wrote into a form or a box stands at the desk, and at the customer's at most once."""
    everything = {line for m in traces.at_the_desk for text in m.texts for line in (text, *text.split("\n"))}
    there = Counter(line for m in traces.at_customers if not m.deleted for line in _lines(m))
    refused = {text for _, text in traces.world.watch.unposted}
    for words, whose in traces.world.watch.written.items():
        c = traces.whole(whose)
        if there[words] > 1 and traces.world.platform.can_look:
            raise BrokenPromise(f"nothing twice: {words!r} stands {there[words]} times")
        is_lost = words not in everything and words not in refused and traces.world.platform.can_look
        if c is not None and c.at_desk and c.threads == 1 and is_lost and not _is_room_gone(traces, c):
            raise BrokenPromise(f"nothing is lost: {words!r} of a form are not at the desk of {c}")


def _is_room_gone(traces: Traces, c: Conversation) -> bool:
    return traces.is_gone(traces.desk_thread(c))


def cards_tell_the_truth(traces: Traces) -> None:
    """The card shows who has it now, and the words that wait for a press."""
    for c in traces.conversations:
        found = traces.card(c)
        if found is None or found[0].id in traces.world.watch.unchanged or traces.is_gone(found[0].address):
            continue
        card = found[1]
        shown = (card.state, card.holder, card.headline, card.due)
        if shown != (card_state(c), c.holder, headline(c, "en"), _rings(traces, c)):
            raise BrokenPromise(f"the card tells the truth: {shown} for {c.state}")


def _rings(traces: Traces, c: Conversation) -> tuple[str, datetime] | None:
    with traces.world.store() as books:
        rules = traces.world.mailroom.house.rules(books, c)
    return due(c, rules) if rules else None


# -- after everybody went home


def judge_the_end(world: World) -> None:
    """Nobody is left without a word, and nobody hears the same over and over."""
    traces = Traces(world)
    # An agent's direct chat hears of many conversations.
    chats = {world.platform.direct(agent) for agent in world.agents}
    late = [m for m in traces.messages if m.by is None and m.at > world.watch.all_left and not m.deleted]
    notices = Counter((m.address, m.text) for m in late if m.address not in chats)
    if often := [what for what, times in notices.items() if times > REPEATS]:
        raise BrokenPromise(f"comes to rest: said over and over: {often}")
    for place in {m.address for m in traces.typed if not at_desk(world, m)}:
        _is_answered(traces, place)


def _is_answered(traces: Traces, place: Address) -> None:
    world, watch = traces.world, traces.world.watch
    here = [m for m in traces.messages if m.address == place]
    asking = {world.town.dana, world.town.sam}
    customers = [m for m in here if m.by in asking and not m.deleted]
    if not customers or traces.is_gone(place):
        return
    last = customers[-1]
    small = any(NUMBER.sub("", text) in SMALL for text in last.texts)
    quiet = any(m.by and m.by not in asking for m in here) and last.id not in watch.to_bot
    refused = any(to == place.key + place.thread for to, _ in watch.unposted)
    after = [m for m in here[here.index(last) + 1 :] if m.by not in asking]
    # Words that arrive late were answered by whoever spoke before them.
    after += [m for m in here if m.by not in asking and watch.order.get(m.id, -1) > watch.order[last.id]]
    # An edit that counts as the message does not tell whether the bot was named.
    let_be = watch.whose[last.id] in watch.resolved or last.id in watch.overtaken
    if not (small or quiet or refused or let_be or after):
        raise BrokenPromise(f"nobody waits unseen: {last.texts} at {place} got no word")
