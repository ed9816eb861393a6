"""What the oracle looks at: typed words and the bot's posts, put side by side by place and by text.

Every typed text of a walk is unlike every other, so a post of the bot is known by its words.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from adapters.testing import Posted
from bot.conversation import Conversation
from bot.meanings import DeskCard, Gone, Meaning, Recap, Say
from bot.people import Address, Person, Receipt, Side, Voice
from bot.turns import turn_id
from bot.words import Key, catalogue
from tests.walk.people import at_desk
from tests.walk.world import World

DELETED = catalogue("en")[Key.DELETED]
MARK = catalogue("en")[Key.MAYBE_TWICE]


@dataclass(frozen=True, slots=True)
class Shown:
    """One showing of somebody's words: in which post of the bot, and the words now and at first.

    `gone` tells that they no longer stand there, or stand as deleted.
    """

    post: Posted
    first: str
    now: str
    retold: bool
    gone: bool = False


class Traces:
    """The platform of one world at rest."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.messages = list(world.platform.messages.values())

    @cached_property
    def repeated(self) -> set[str]:
        """The errands that were done once more, marked, because nobody could look."""
        blind = not self.world.platform.can_look
        return {m.key for m in self.messages if blind and m.key and is_a_copy(m.said[0])}

    @cached_property
    def typed(self) -> list[Posted]:
        """All that people ever wrote."""
        return [m for m in self.messages if m.by is not None]

    @cached_property
    def by_text(self) -> dict[str, Posted]:
        """Whose words a text is."""
        return {text: m for m in self.typed for text in m.texts}

    @cached_property
    def at_customers(self) -> list[Posted]:
        """All that the bot ever posted where customers are."""
        return [m for m in self.messages if m.by is None and not at_desk(self.world, m)]

    @cached_property
    def at_the_desk(self) -> list[Posted]:
        """All that the bot ever posted at desks."""
        return [m for m in self.messages if m.by is None and at_desk(self.world, m)]

    @cached_property
    def relayed(self) -> list[Shown]:
        """Agents' typed words at customers' places, in the order they came to stand there."""
        return [s for m in self.at_customers for s in self._shown(m)]

    @cached_property
    def copied(self) -> list[Shown]:
        """Words of the customers' side in desk threads, in order, those retold in a recap included."""
        return [s for m in self.at_the_desk for s in self._shown(m)]

    def _shown(self, post: Posted) -> list[Shown]:
        first, now = post.said[0], post.said[-1]
        if isinstance(first, Say) and first.text in self.by_text:
            return [Shown(post, first.text, post.text, retold=False, gone=_is_gone(post))]
        if isinstance(first, Say):  # several lines in one post; a choice that was pressed may be among them
            return [
                self._shown_in_part(post, line) for line in first.text.split("\n") if line in self.by_text
            ]
        if isinstance(first, Recap) and isinstance(now, Recap):
            now_at = {(line.name, line.at): line.text for line in now.lines}
            said = [line for line in first.lines if line.text in self.by_text]
            return [Shown(post, line.text, now_at[line.name, line.at], retold=True) for line in said]
        return []

    def _shown_in_part(self, post: Posted, line: str) -> Shown:
        """One of several lines that went as one post: known again by whose words a line is."""
        source = self.by_text[line]
        lines = [] if _is_gone(post) else post.text.split("\n")
        now = [text for text in lines if self.by_text.get(text) is source]
        return Shown(post, line, now[0] if now else DELETED, retold=False, gone=not now)

    def turn_of(self, message: Posted) -> str:
        """The id of the turn behind a typed message, as buttons name it."""
        return turn_id(Receipt(message.address, message.id))

    def told(self, agent: Person, beginnings: tuple[str, ...]) -> int:
        """How often *agent* was, or could not be, told by a whisper beginning so; presses to keep count."""
        watch = self.world.watch
        chat = self.world.platform.standing(self.world.platform.direct(agent))
        heard = (*self.world.platform.whispers_to(agent), *chat)
        whispers = [text for text in heard if text.startswith(beginnings)]
        return len(whispers) + watch.refused.get(agent, 0) + watch.kept.get(agent, 0)

    def moved(self) -> bool:
        """Whether some conversation has been at more than one desk thread."""
        cards = (m for m in self.at_the_desk if isinstance(m.said[0], DeskCard))
        return any(n > 1 for n in Counter(m.said[0].conversation for m in cards).values())  # type: ignore[union-attr] # cards

    # -- the desk's view of conversations

    @cached_property
    def conversations(self) -> list[Conversation]:
        """All that are open now."""
        with self.world.store() as books:
            return list(books.open_conversations())

    def place(self, c: Conversation, side: Side, thread: int) -> Address | None:
        """Where a side of it is."""
        with self.world.store() as books:
            return books.place(c.id, side, thread)

    def whole(self, conversation: str) -> Conversation | None:
        """A conversation, also a resolved one."""
        with self.world.store() as books:
            return books.conversation(conversation)

    def desk_thread(self, c: Conversation) -> Address | None:
        """Its present desk thread."""
        return self.place(c, Side.DESK, c.threads) if c.at_desk else None

    def card(self, c: Conversation) -> tuple[Posted, DeskCard] | None:
        """Its card as it stands now."""
        thread = self.desk_thread(c)
        posted = self.world.platform.messages.get(thread.thread) if thread else None
        content: str | Meaning = posted.said[-1] if posted else ""
        return (posted, content) if posted and isinstance(content, DeskCard) else None

    def is_gone(self, place: Address | None) -> bool:
        """Whether that room is no more."""
        return place is None or self.world.platform.rooms[place.room].gone


def _is_gone(post: Posted) -> bool:
    return post.deleted or isinstance(post.said[-1], Gone) or post.text == DELETED


def is_agents(meaning: object) -> bool:
    """Whether a meaning carries an agent's words."""
    return isinstance(meaning, Say) and meaning.voice is Voice.AGENT


def is_a_copy(meaning: object) -> bool:
    """Whether it says of itself that it may stand there already."""
    return bool(getattr(meaning, "again", False)) or MARK in repr(meaning)
