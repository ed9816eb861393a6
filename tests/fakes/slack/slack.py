"""The stand-in as tests drive it: people act, and one sees what they see."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any, Self

from aiohttp import web

from tests.fakes.slack import shapes
from tests.fakes.slack.api import Api
from tests.fakes.slack.rooms import Rooms
from tests.fakes.slack.wire import Taken, Wire
from tests.fakes.slack.world import Channel, Human, Post, StoredFile, Team, Whisper, World

Json = dict[str, Any]

SCOPES = {
    "app_mentions:read", "assistant:write", "channels:history", "channels:read", "chat:write",
    "chat:write.customize", "commands", "files:read", "files:write", "groups:history", "groups:read",
    "im:history", "im:write", "mpim:history", "mpim:read", "reactions:read", "reactions:write", "team:read",
    "users:read",
}  # fmt: skip


class FakeSlack:
    """One workspace with one app in it, on loopback. Use it as an async context manager.

    `clock` tells the seconds since 1970 that timestamps and signatures are made of.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.bot_token, self.app_token, self.signing_secret = "xoxb-0-test", "xapp-0-test", "s1gning"
        self.world = World(clock)
        self.wire = Wire(self.signing_secret, clock)
        self.api = Api(self.world, self.wire, self.bot_token, self.app_token, set(SCOPES))
        self.rooms = Rooms(self.world, self.wire)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=2**26)
        app.add_routes(
            [
                web.route("*", "/api/{method}", self.api.serve),
                web.get("/link", self.wire.socket),
                web.post("/upload/{file}", self.api.upload),
                web.get("/files/{file}/download", self.api.download),
                web.get("/elsewhere", self.api.elsewhere),
                web.post("/respond/{whisper}", self.api.respond),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.api.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.wire.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """The base of the Web API."""
        return f"{self.api.base}/api/"

    # -- who and where there is

    def organisation(self, name: str) -> Team:
        """Another organisation."""
        team = Team(f"T0{name.upper()}", name)
        self.world.teams[team.id] = team
        return team

    def person(self, name: str, team: Team | None = None, *, bot: str = "", guest: bool = False) -> Human:
        """A person of that organisation, of our own otherwise; or a bot, or a guest."""
        number = f"U0{name.upper().replace(' ', '')}"
        number += str(self.world.number()) if number in self.world.people else ""
        human = Human(number, name, team or self.world.team, bot, guest)
        self.world.people[human.id] = human
        return human

    def channel(
        self, name: str, members: list[Human], *, private: bool = True, shared_with: Team | None = None
    ) -> Channel:
        """A room with these people and the bot."""
        room = Channel(f"C0{name.upper().replace('-', '')}", name, {m.id for m in members}, private)
        room.members.add(self.world.bot.id)
        room.shared_with = [shared_with] if shared_with else []
        self.world.channels[room.id] = room
        return room

    def direct(self, person: Human) -> Channel:
        """The person's direct chat with the bot."""
        return self.world.direct(person)

    # -- what people do; each returns the delivery, which ends with what became of it

    def write(
        self,
        by: Human,
        room: Channel,
        text: str,
        *,
        thread: str = "",
        call: bool = False,
        files: dict[str, bytes] | None = None,
        **raw: object,
    ) -> tuple[Post, asyncio.Task[Taken]]:
        """Somebody writes, naming the bot first if *call*. *raw* replaces what the client would send."""
        words, blocks = shapes.typed(text, self.world.bot.id if call else "")
        post = Post(self.world.now(), by, words, blocks, thread)
        for name, value in raw.items():
            setattr(post, name, value)
        post.files = [self._stored(by, name, content) for name, content in (files or {}).items()]
        room.posts[post.ts] = post
        taken = self._event(shapes.said(self.world, room, post))
        if call and not room.im:
            self.wire.begin("events_api", shapes.said(self.world, room, post, "app_mention"))
        return post, taken

    def repeat(self, room: Channel, post: Post) -> asyncio.Task[Taken]:
        """Slack sends the event of a post once more."""
        return self._event(shapes.said(self.world, room, post))

    def _stored(self, by: Human, name: str, content: bytes) -> str:
        mime = "text/html" if name.endswith(".html") else "application/octet-stream"
        file = StoredFile(f"F{self.world.number()}", name, mime, content, by.id)
        self.world.files[file.id] = file
        return file.id

    def edit(self, room: Channel, post: Post, text: str) -> asyncio.Task[Taken]:
        """The writer changes a post."""
        before = shapes.message(self.world, room, post)
        post.text, post.blocks = shapes.typed(text)
        post.edited = self.world.now()
        told = {"type": "message", "subtype": "message_changed", "channel": room.id, "hidden": True,
                "message": shapes.message(self.world, room, post), "previous_message": before,
                "ts": post.edited}  # fmt: skip
        return self._event(shapes.event(self.world, told, room, post.user))

    def delete(self, room: Channel, post: Post) -> asyncio.Task[Taken]:
        """The writer deletes a post."""
        before = shapes.message(self.world, room, post)
        del room.posts[post.ts]
        told = {"type": "message", "subtype": "message_deleted", "channel": room.id, "hidden": True,
                "previous_message": before, "deleted_ts": post.ts, "ts": self.world.now()}  # fmt: skip
        return self._event(shapes.event(self.world, told, room, post.user))

    def react(self, by: Human, room: Channel, ts: str, name: str, *, on: bool = True) -> asyncio.Task[Taken]:
        """Somebody marks a post, or takes the mark back."""
        marks = room.posts[ts].reactions.setdefault(name, set())
        marks.add(by.id) if on else marks.discard(by.id)
        told = {"type": "reaction_added" if on else "reaction_removed", "user": by.id, "reaction": name,
                "item": {"type": "message", "channel": room.id, "ts": ts},
                "item_user": room.posts[ts].user.id, "event_ts": self.world.now()}  # fmt: skip
        return self._event(shapes.event(self.world, told, room, by))

    def press(self, by: Human, room: Channel, post: Post, label: str) -> asyncio.Task[Taken]:
        """Somebody presses a button of a post, or chooses from one of its lists."""
        container = {"type": "message", "message_ts": post.ts, "channel_id": room.id, "is_ephemeral": False}
        message = shapes.message(self.world, room, post)
        return self._pressed(by, room, _action(post.blocks, label), container, {"message": message})

    def press_whisper(self, by: Human, whisper: Whisper, label: str) -> asyncio.Task[Taken]:
        """Somebody presses a button of a whisper."""
        room = self.world.channels[whisper.channel]
        container = {"type": "message", "message_ts": self.world.now(), "channel_id": room.id,
                     "is_ephemeral": True}  # fmt: skip
        if whisper.thread_ts:
            container["thread_ts"] = whisper.thread_ts
        answer_to = {"response_url": f"{self.api.base}/respond/{whisper.id}"}
        return self._pressed(by, room, _action(whisper.blocks, label), container, answer_to)

    def press_home(self, by: Human, label: str) -> asyncio.Task[Taken]:
        """Somebody presses a button of the home."""
        view = self.world.homes[by.id]
        told = shapes.interactive(self.world, "block_actions", by, container={"type": "view"}, view=view)
        return self._act(told | {"actions": [self._acted(_action(view["blocks"], label))]})

    def _pressed(
        self, by: Human, room: Channel, action: Json, container: Json, more: Json
    ) -> asyncio.Task[Taken]:
        channel = {"id": room.id, "name": room.name or "directmessage"}
        told = shapes.interactive(self.world, "block_actions", by, container=container, channel=channel)
        return self._act(told | more | {"actions": [self._acted(action)]})

    def _acted(self, action: Json) -> Json:
        return {**action, "action_ts": self.world.now()}

    def _act(self, told: Json) -> asyncio.Task[Taken]:
        trigger = f"{self.world.number()}.1.trigger"
        self.api.triggers[trigger] = time.monotonic()
        return self.wire.deliver("interactive", told | {"trigger_id": trigger})

    def pick(self, by: Human, room: Channel, post: Post, callback: str) -> asyncio.Task[Taken]:
        """Somebody picks a post for a shortcut."""
        told = shapes.interactive(
            self.world, "message_action", by, callback_id=callback, action_ts=self.world.now(),
            channel={"id": room.id, "name": room.name}, message_ts=post.ts,
            message=shapes.message(self.world, room, post))  # fmt: skip
        return self._act(told)

    def submit(self, by: Human, view: Json, **values: str) -> asyncio.Task[Taken]:
        """Somebody fills in a form and sends it."""
        fields = {block["block_id"]: block["element"]["action_id"] for block in view["blocks"]}
        state = {name: {fields[name]: {"type": "plain_text_input", "value": value}}
                 for name, value in values.items()}  # fmt: skip
        filled = view | {"state": {"values": state}}
        return self._act(shapes.interactive(self.world, "view_submission", by, view=filled))

    async def command(self, by: Human, room: Channel, words: str) -> Json:
        """Somebody types the command; what is answered at once."""
        told = {"token": "legacy", "team_id": by.team.id, "channel_id": room.id, "user_id": by.id,
                "user_name": by.name.lower(), "command": "/frontdesk", "text": words,
                "api_app_id": self.world.app_id, "trigger_id": f"{self.world.number()}.2.typed",
                "response_url": f"{self.api.base}/respond/none"}  # fmt: skip
        return (await self.wire.deliver("slash_commands", told)).reply or {}

    def open_home(self, by: Human) -> asyncio.Task[Taken]:
        """Somebody opens the bot's home."""
        return self.happens("app_home_opened", self.direct(by), user=by.id, tab="home")

    def open_chat(self, by: Human) -> tuple[str, asyncio.Task[Taken]]:
        """Somebody opens the assistant's pane: its thread, which Slack begins with a post of the bot."""
        room, head = self.direct(by), Post(self.world.now(), self.world.bot, "New chat")
        room.posts[head.ts] = head
        told = {"user_id": by.id, "channel_id": room.id, "thread_ts": head.ts, "context": {}}
        return head.ts, self.happens("assistant_thread_started", assistant_thread=told)

    def expire_triggers(self) -> None:
        """More than three seconds go by."""
        self.api.triggers = {trigger: born - 60 for trigger, born in self.api.triggers.items()}

    def happens(self, kind: str, room: Channel | None = None, **more: object) -> asyncio.Task[Taken]:
        """Something that is no message: a room is archived, the app is taken out, somebody left."""
        told = {"type": kind, **({"channel": room.id} if room else {}), "event_ts": self.world.now(), **more}
        return self._event(shapes.event(self.world, told))

    def _event(self, told: Json) -> asyncio.Task[Taken]:
        return self.wire.deliver("events_api", told)

    # -- what people see

    def whispered(self, person: Human) -> list[Whisper]:
        """What stands before one person alone."""
        return [whisper for whisper in self.world.whispers if whisper.user == person.id]

    def posted(self, method: str = "chat.postMessage") -> int:
        """How often a method was called."""
        return sum(call.method == method for call in self.api.calls)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Return once that is so; looked at after every call that came in."""
        while not holds():
            self.api.changed.clear()
            if not holds():
                await self.api.changed.wait()


def _action(blocks: list[Json], label: str) -> Json:
    """The action behind a label, as a client would send it."""
    for element in _elements(blocks):
        if element["type"] == "button" and element["text"]["text"] == label:
            return {**element, "type": "button"}
        for option in element.get("options", ()):
            if option["text"]["text"] == label:
                return {"type": "static_select", "action_id": element["action_id"], "selected_option": option}
        for thumb in ("positive_button", "negative_button"):
            if element.get(thumb, {}).get("text", {}).get("text") == label:
                value = element[thumb]["value"]
                return {"type": "feedback_buttons", "action_id": element["action_id"], "value": value}
    drawn = [element.get("text", {}).get("text") for element in _elements(blocks)]
    raise AssertionError(f"there is no button {label!r}, only {drawn}")


def _elements(blocks: list[Json]) -> Iterator[Json]:
    for block in blocks:
        for element in (*block.get("elements", ()), block.get("accessory")):
            if isinstance(element, dict) and "action_id" in element:
                yield element
