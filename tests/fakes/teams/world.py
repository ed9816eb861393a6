"""What a Teams consists of: people, chats, channels and posts, and what a reader sees of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import count
from typing import Any
from uuid import UUID, uuid5

Json = dict[str, Any]  # what goes over the wire, read by this stand-in and by tests

HOME = "72f988bf-86f1-41af-91ab-2d7cd011db47"
SEED = UUID(HOME)
THREAD = ";messageid="
CARD = "application/vnd.microsoft.card.adaptive"


@dataclass(slots=True, eq=False)
class Human:
    """A person: the id of the directory, and the one Teams has for the bot at hand."""

    name: str
    tenant: str = HOME

    @property
    def id(self) -> str:
        """The directory's id."""
        return str(uuid5(SEED, f"{self.tenant}/{self.name}"))

    @property
    def user(self) -> str:
        """Teams' id in messages to this bot."""
        return f"29:1{uuid5(SEED, self.id).hex}"


@dataclass(slots=True, eq=False)
class Post:
    """One message. `by` is None for the bot's; `root` is the id of the message that heads its thread."""

    id: str
    by: Human | None
    activity: Json
    root: str = ""
    deleted: bool = False
    marks: set[tuple[str, str]] = field(default_factory=set)

    @property
    def words(self) -> str:
        """What is read, without any format."""
        return read(self.activity).text

    @property
    def card(self) -> Json | None:
        """Its card, if it is one."""
        found = (one["content"] for one in self.activity.get("attachments", ()) if one["contentType"] == CARD)
        return next(found, None)


@dataclass(slots=True, eq=False)
class Chat:
    """A channel, a group chat, or somebody's personal chat with the bot.

    `rsc`: messages that do not name the bot reach it. `blocked`: nothing may be written there any more.
    """

    id: str
    kind: str
    name: str = ""
    members: list[Human] = field(default_factory=list)
    team: str = ""
    rsc: bool = True
    blocked: str = ""
    posts: dict[str, Post] = field(default_factory=dict)

    def conversation(self, root: str) -> str:
        """The conversation's id: in channels with the thread."""
        return f"{self.id}{THREAD}{root}" if self.kind == "channel" and root else self.id

    def thread(self, root: str) -> list[Post]:
        """What stands in a thread now, oldest first; in chats without threads everything."""
        return [post for post in self.posts.values() if post.root == root and not post.deleted]


class World:
    """All of it, with ids that are never given out twice."""

    def __init__(self, app: str, clock: Callable[[], float] = time.time) -> None:
        self.clock, self.app, self.tenant = clock, app, HOME
        self.bot = {"id": f"28:{app}", "name": "Front Desk"}
        self.people: list[Human] = []
        self.chats: dict[str, Chat] = {}
        self.files: dict[str, bytes] = {}
        self._last = 0
        self._numbers = count(1)

    def number(self) -> int:
        """A number that was not given out before."""
        return next(self._numbers)

    def stamp(self) -> str:
        """The id of a message: the millisecond it is written in, later than every one before."""
        self._last = max(int(self.clock() * 1000), self._last + 1)
        return str(self._last)

    def direct(self, person: Human) -> Chat:
        """Somebody's personal chat with the bot."""
        name = f"a:1{uuid5(SEED, person.user).hex}"
        if name not in self.chats:
            self.chats[name] = Chat(name, "personal", members=[person])
        return self.chats[name]

    def found(self, conversation: str) -> tuple[Chat | None, str]:
        """The chat of a conversation's id, and the thread it names."""
        room, _, root = conversation.partition(THREAD)
        return self.chats.get(room), root

    def person(self, name: str) -> Human | None:
        """Whoever has that id, of either kind."""
        return next((one for one in self.people if name in {one.id, one.user}), None)


# -- what a reader sees


@dataclass(slots=True)
class Read:
    """A message as it is read: its letters, whom it calls, and where it leads."""

    text: str = ""
    pings: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


class _Markup(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.read = Read()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.read.tags.append(tag)
        if tag == "br":
            self.read.text += "\n"
        self.read.links += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        self.read.text += data.replace("\xa0", " ")


def read(activity: Json) -> Read:
    """A message as Teams shows it."""
    markup = _Markup()
    if activity.get("textFormat") == "xml":
        markup.feed(activity.get("text", ""))
        markup.close()
    else:
        markup.read.text = activity.get("text", "")
    found = markup.read
    for one in activity.get("entities", ()):
        if one.get("type") == "mention" and one["text"] in activity.get("text", ""):
            found.pings.append(one["mentioned"]["id"])
    cards = [one["content"] for one in activity.get("attachments", ()) if one["contentType"] == CARD]
    for card in cards:
        found.pings += [one["mentioned"]["id"] for one in card.get("msteams", {}).get("entities", ())]
        _read_card(card, found)
    return found


def _read_card(card: Json, found: Read) -> None:
    lines = []
    for element in elements(card):
        if element.get("type") == "RichTextBlock":
            lines.append("".join(run["text"] for run in element["inlines"]))
        if element.get("type") == "TextBlock":
            lines.append(element["text"])
        if element.get("type") == "Action.OpenUrl":
            found.links.append(element["url"])
    found.text = "\n".join(filter(None, (found.text, *lines)))


def elements(found: object) -> Iterator[Json]:
    """Every element of a card, from the outside in."""
    if isinstance(found, dict):
        if "type" in found:
            yield found
        for value in found.values():
            yield from elements(value)
    elif isinstance(found, list):
        for one in found:
            yield from elements(one)
