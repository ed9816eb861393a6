"""What a Slack consists of: organisations, people, rooms, posts and files, and what people see of them."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

Json = dict[str, Any]  # what goes over the wire, read by this stand-in and by tests

EPOCH_STEP = 0.000_001


@dataclass(slots=True)
class Team:
    """An organisation."""

    id: str
    name: str


@dataclass(slots=True, eq=False)
class Human:
    """A person, or a bot's user. A `guest` is let into few channels; a `stranger` shares none with us."""

    id: str
    name: str
    team: Team
    bot_id: str = ""
    guest: bool = False
    stranger: bool = False


@dataclass(slots=True)
class Post:
    """One message of a room."""

    ts: str
    user: Human
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str = ""
    username: str = ""
    icon: str = ""
    metadata: Json | None = None
    files: list[str] = field(default_factory=list)
    edited: str = ""
    broadcast: bool = False
    reactions: dict[str, set[str]] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """What is read: the letters of all rich text, without headers, fields and buttons."""
        found = [block for block in self.blocks if block["type"] == "rich_text"]
        return "\n".join("\n".join(_lines(block)) for block in found) if found else unescaped(self.text)


@dataclass(slots=True)
class Channel:
    """A room: a channel, shared perhaps, or somebody's direct chat with the bot."""

    id: str
    name: str
    members: set[str] = field(default_factory=set)
    private: bool = False
    im: bool = False
    archived: bool = False
    shared_with: list[Team] = field(default_factory=list)
    posts: dict[str, Post] = field(default_factory=dict)

    def thread(self, ts: str) -> list[Post]:
        """A thread's posts, its head first."""
        return [post for post in self.posts.values() if ts in {post.ts, post.thread_ts}]


@dataclass(slots=True)
class Whisper:
    """A post that one person sees, until a client is told to take it away."""

    id: str
    channel: str
    user: str
    text: str
    blocks: list[Json]
    thread_ts: str = ""

    @property
    def words(self) -> str:
        """What is read."""
        return Post("", NOBODY, self.text, self.blocks).words


@dataclass(slots=True)
class StoredFile:
    """A file, its content, and where it was shared."""

    id: str
    name: str
    mimetype: str
    content: bytes
    owner: str
    title: str = ""
    shares: dict[str, list[Json]] = field(default_factory=dict)
    gone: bool = False


NOBODY = Human("", "", Team("", ""))


def unescaped(text: str) -> str:
    """Words without the three escapes of mrkdwn."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _lines(block: Json) -> Iterator[str]:
    for part in block.get("elements", ()):
        if part["type"] == "rich_text_list":
            yield from (_letters(item) for item in part["elements"])
        else:
            yield _letters(part)


def _letters(part: Json) -> str:
    return "".join(_shown(piece) for piece in part.get("elements", ()))


def _shown(piece: Json) -> str:
    match piece["type"]:
        case "user":
            return f"<@{piece['user_id']}>"
        case "date":
            return str(piece["fallback"])
        case "link":
            return str(piece.get("text") or piece["url"])
        case _:
            return str(piece.get("text", ""))


class World:
    """All of it, with ids and times that are never given out twice."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.team = Team("T0HOUSE", "House")
        self.app_id = "A0FRONT"
        self.bot = Human("U0BOT", "Front Desk", self.team, "B0BOT")
        self.people: dict[str, Human] = {self.bot.id: self.bot}
        self.teams: dict[str, Team] = {self.team.id: self.team}
        self.channels: dict[str, Channel] = {}
        self.whispers: list[Whisper] = []
        self.files: dict[str, StoredFile] = {}
        self.homes: dict[str, Json] = {}
        self.views: deque[tuple[str, Json]] = deque()
        self.prompts: list[Json] = []
        self.statuses: list[Json] = []
        self._last = 0.0
        self._numbers = count(1)

    def number(self) -> int:
        """A number that was not given out before."""
        return next(self._numbers)

    def now(self) -> str:
        """A timestamp, later than every one before."""
        self._last = max(self.clock(), self._last + EPOCH_STEP)
        return f"{self._last:.6f}"

    def is_foreign(self, person: Human) -> bool:
        """Whether a person belongs to another organisation."""
        return person.team is not self.team

    def direct(self, person: Human) -> Channel:
        """The direct chat of a person with the bot."""
        name = f"D0{person.id[2:]}"
        if name not in self.channels:
            self.channels[name] = Channel(name, "", {person.id, self.bot.id}, private=True, im=True)
        return self.channels[name]
