"""What people do: customers, agents and a colleague, each act with one number that chooses the rest."""

from __future__ import annotations

from dataclasses import replace

from adapters.plain import presses
from adapters.testing import Posted
from bot.events import ButtonPressed, Event, MessageDeleted, MessageEdited
from bot.meanings import OPENS_FORM, WORDS, DeskCard, Press
from bot.people import Address, Person
from tests.walk.watch import NOTE
from tests.walk.world import Die, World

ASKED = (
    "how do i reset my password",
    "something odd happens",
    "password",
    "a person please",
    "what does it cost",
    "thanks",
    "never mind",
    "hello",
)
RECENT = 8
"""People look at what came last, mostly."""


def send(world: World, event: Event, die: Die) -> None:
    """The platform hands the event in: mostly at once, now and then late."""
    if die.once_in(8) or _overtakes(world, event):
        world.mail.append(event)
        return
    world.accept(event)
    if not die.once_in(6):
        world.drain()


def _overtakes(world: World, event: Event) -> bool:
    """No platform we know tells two edits of one message in the wrong order."""
    return any(_same_edit(event, late) for late in world.mail)


def _same_edit(event: Event, other: Event) -> bool:
    edits = (MessageEdited, MessageDeleted)
    if not isinstance(event, edits) or not isinstance(other, edits):
        return False
    return event.receipt.message == other.receipt.message


# -- in the customer's rooms


def ask(world: World, n: int) -> None:
    """A customer writes something new, in the shared room or in a direct chat."""
    die = Die(n)
    who = die.of((world.town.dana, world.town.sam))
    text = world.number(die.of(ASKED))
    room = die.of((world.town.help, world.town.help, world.platform.direct(who)))
    if room.room in world.platform.rooms and not world.platform.rooms[room.room].gone:
        send(world, world.platform.say(who, room, text, to_bot=die.once_in(3)), die)


def add(world: World, n: int) -> None:
    """A customer writes more where something was written before."""
    die = Die(n)
    place = _customers_place(world, die)
    who = die.of((world.town.dana, world.town.sam))
    text = world.number(die.of(ASKED))
    if place and _is_in(world, who, place):
        send(world, world.platform.say(who, place, text, to_bot=die.once_in(3)), die)


def join_in(world: World, n: int) -> None:
    """A colleague speaks in a customer's thread."""
    die = Die(n)
    place = _customers_place(world, die)
    who = world.town.cleo
    if place and place.thread and _is_in(world, who, place):
        send(world, world.platform.say(who, place, world.number("i know this")), die)


def step_in(world: World, n: int) -> None:
    """An agent speaks in a customer's own thread."""
    die = Die(n)
    place, who = _customers_place(world, die), die.of(world.agents)
    if place and place.thread and _is_in(world, who, place):
        send(world, world.platform.say(who, place, world.number("hello from the desk")), die)


def _customers_place(world: World, die: Die) -> Address | None:
    spoken = {m.address: None for m in world.platform.messages.values() if m.by and not at_desk(world, m)}
    return die.of(list(spoken)[: -RECENT - 1 : -1]) if spoken else None


def at_desk(world: World, posted: Posted) -> bool:
    """Whether a message stands in a desk's room."""
    return posted.address.room in {"desk", "back"}


def _is_in(world: World, who: Person, place: Address) -> bool:
    room = world.platform.rooms.get(place.room)
    return room is not None and not room.gone and who in room.members


# -- at the desk


def write(world: World, n: int) -> None:
    """An agent writes in a desk thread: words, a note, or words that name somebody."""
    die = Die(n)
    threads = [m for m in world.platform.messages.values() if at_desk(world, m) and m.id == m.address.thread]
    who = die.of(world.agents)
    if not threads:
        return
    place = die.of(threads[: -RECENT - 1 : -1]).address
    if not _is_in(world, who, place):
        return
    prefix = NOTE if die.once_in(4) else ""
    named = (die.of(world.agents),) if die.once_in(8) else ()
    text = world.number(prefix + "from the desk")
    send(world, world.platform.say(who, place, text, mentions=named), die)


def look(world: World, n: int) -> None:
    """An agent sets 👀 on a message."""
    die = Die(n)
    who, there = die.of(world.agents), list(world.platform.messages.values())
    posted = die.of(there[: -RECENT - 1 : -1]) if there else None
    if posted and not posted.deleted and posted.address.thread and _is_in(world, who, posted.address):
        send(world, world.platform.react(who, posted.id), die)


def come_and_go(world: World, n: int) -> None:
    """An agent leaves the desk, or comes back to it."""
    die = Die(n)
    who, desk = die.of(world.agents), die.of((world.town.desk, world.town.desk, world.town.back))
    room = world.platform.rooms[desk.room]
    if room.gone:
        return
    if who not in room.members:
        room.members.append(who)
    elif len(room.members) > 1:
        send(world, world.platform.leave(who, desk), die)


# -- on either side


def go_on(world: World, n: int) -> None:
    """Somebody who wrote last goes on in the same place, line by line."""
    die = Die(n)
    posted = _own_words(world, die)
    if posted and posted.by:
        for _ in range(3):
            send(world, world.platform.say(posted.by, posted.address, world.number("and so on")), die)


def edit(world: World, n: int) -> None:
    """Somebody changes words of his own: other words, a note, or no note any more."""
    die = Die(n)
    posted = _own_words(world, die)
    if posted and posted.by:
        prefix = NOTE if at_desk(world, posted) and die.once_in(3) else ""
        event = world.platform.edit(posted.by, posted.id, world.number(prefix + die.of(ASKED)))
        send(world, event, die)


def think_again(world: World, n: int) -> None:
    """Somebody changes or deletes a line of several that were carried in one post."""
    die = Die(n)
    carried = [m for m in world.platform.messages.values() if m.by is None and "\n" in m.texts[0]]
    lines = {line for m in carried[-RECENT:] for line in m.texts[0].split("\n")}
    mine = [m for m in world.platform.messages.values() if m.by and not m.deleted and m.texts[0] in lines]
    posted = die.of(mine) if mine else None
    if posted is None or posted.by is None or not _is_in(world, posted.by, posted.address):
        return
    if die.once_in(2):
        send(world, world.platform.delete(posted.by, posted.id), die)
    else:
        send(world, world.platform.edit(posted.by, posted.id, world.number("rather this")), die)


def delete(world: World, n: int) -> None:
    """Somebody deletes words of his own."""
    die = Die(n)
    posted = _own_words(world, die)
    if posted and posted.by:
        send(world, world.platform.delete(posted.by, posted.id), die)


def _own_words(world: World, die: Die) -> Posted | None:
    mine = [m for m in world.platform.messages.values() if m.by and not m.deleted]
    posted = die.of(mine[: -RECENT - 1 : -1]) if mine else None
    return posted if posted and _is_in(world, posted.by or world.town.dana, posted.address) else None


def press(world: World, n: int) -> None:
    """Somebody presses a button that stands on a message, or stood there when it was drawn earlier."""
    die = Die(n)
    drawn = [m for m in world.platform.messages.values() if m.by is None]
    if not drawn:
        return
    posted = die.of(drawn[: -RECENT - 1 : -1])
    stale = die.once_in(6)
    content = die.of(posted.said) if stale else posted.said[-1]
    who = die.of(world.platform.rooms[posted.address.room].members or [world.town.ada])
    if not isinstance(content, str) and (stale or not posted.deleted) and presses(content):
        _pressed(world, who, posted.address, die.of(presses(content)), die)


def answer_whisper(world: World, n: int) -> None:
    """Somebody presses a button of a whisper, now or long after."""
    die = Die(n)
    offers = [w for w in world.platform.whispers if w.buttons]
    if offers:
        whisper = die.of(offers[: -RECENT - 1 : -1])
        _pressed(world, whisper.reader, whisper.address, die.of(whisper.buttons), die)


def fill_in(world: World, n: int) -> None:
    """Somebody writes into a form, or into the box of a card, as it is now or was drawn earlier."""
    die = Die(n)
    cards = [m for m in world.platform.messages.values() if isinstance(m.said[-1], DeskCard)]
    if not cards:
        return
    posted = die.of(cards[: -RECENT - 1 : -1])
    drawn = die.of([card for card in posted.said if isinstance(card, DeskCard)])
    who = die.of(world.platform.rooms[posted.address.room].members or [world.town.ada])
    box = (drawn.reply,) if drawn.reply else ()
    ways = [*box, *(press for press in drawn.presses if press.button in OPENS_FORM)]
    if ways:
        prefix = NOTE if die.once_in(4) else ""
        words = "" if die.once_in(8) else world.number(prefix + "from a form")
        _pressed(world, who, posted.address, die.of(ways), die, words)


def _pressed(
    world: World, who: Person, place: Address, button: Press, die: Die, words: str | None = None
) -> None:
    name, fields = f"pressed-{world.number('')}", () if words is None else ((WORDS, words),)
    event = ButtonPressed(name, world.clock(), who, place, button.button, button.about, button.pick, fields)
    send(world, event, die)
    if die.once_in(12):
        # A second click, as a finger does it.
        send(world, replace(event, id=f"{event.id}-again"), die)
