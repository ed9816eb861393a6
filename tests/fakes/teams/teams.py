"""The stand-in as tests drive it: people act, and one sees what they see."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from aiohttp import ClientSession, web

from tests.fakes.teams.connector import Connector, Fault
from tests.fakes.teams.world import Chat, Human, Json, Post, World, elements

APP = "c9e8c047-2a74-40a2-b28a-b162d5f5327c"
Sign = Callable[[Json], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one delivery. `status` is 0 where nothing was sent: the bot was not named."""

    status: int = 0
    body: Any = None

    def __bool__(self) -> bool:
        return 200 <= self.status < 300


def unsigned(_: Json) -> Mapping[str, str]:
    """No signature at all."""
    return {}


class FakeTeams:
    """One tenant with one bot, on loopback. Use it as an async context manager.

    `hook` is the bot's address for messages, `sign` makes the headers that prove who sends them. `lose_acks`
    is how many answers get lost on the way back: Teams sends again what is no press.
    """

    def __init__(self, clock: Callable[[], float] = time.time, *, sign: Sign = unsigned) -> None:
        self.world = World(APP, clock)
        self.token = "t0ken"
        self.connector = Connector(self.world, self.token)
        self.hook, self.sign = "", sign
        self.last: Json | None = None
        self.lose_acks = 0
        self._runner: web.AppRunner | None = None
        self._session: ClientSession | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=2**26)
        app.add_routes(self.connector.routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.connector.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._session = ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.connector.let_go()
        if self._session is not None:
            await self._session.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def service(self) -> str:
        """The address that messages come with."""
        return f"{self.connector.base}/emea/"

    # -- who and where there is

    def person(self, name: str, tenant: str = "") -> Human:
        """A person of that tenant, of our own otherwise."""
        human = Human(name, tenant or self.world.tenant)
        self.world.people.append(human)
        return human

    def channel(self, name: str, members: list[Human], *, rsc: bool = True) -> Chat:
        """A channel of the team; with *rsc* the bot hears what does not name it, too."""
        return self._chat(
            Chat(f"19:{name}@thread.tacv2", "channel", name, members, "19:team@thread.tacv2", rsc)
        )

    def group(self, name: str, members: list[Human], *, rsc: bool = True) -> Chat:
        """A group chat."""
        return self._chat(Chat(f"19:{name}@thread.v2", "groupChat", name, members, rsc=rsc))

    def direct(self, person: Human) -> Chat:
        """Somebody's personal chat with the bot."""
        return self.world.direct(person)

    def _chat(self, chat: Chat) -> Chat:
        self.world.chats[chat.id] = chat
        return chat

    # -- what people do

    async def write(
        self, by: Human, chat: Chat, text: str, *, thread: str = "", call: bool = False, **raw: object
    ) -> tuple[Post, Taken]:
        """Somebody writes, naming the bot first if *call*. *raw* stands beside what the client sends."""
        post = Post(self.world.stamp(), by, {"text": text})
        post.root = (thread or post.id) if chat.kind == "channel" else ""
        chat.posts[post.id] = post
        told = self.told(
            by, chat, "message", post.root, id=post.id, textFormat="plain", **self._named(text, call=call)
        )
        heard = call or chat.rsc or chat.kind == "personal"
        return post, await self.deliver({**told, **raw}) if heard else Taken()

    def _named(self, text: str, *, call: bool) -> Json:
        if not call:
            return {"text": text}
        bot = self.world.bot
        at = f"<at>{bot['name']}</at>"
        return {"text": f"{at} {text}", "entities": [{"type": "mention", "text": at, "mentioned": dict(bot)}]}

    async def again(self) -> Taken:
        """Teams sends the last message once more."""
        assert self.last is not None
        return await self.deliver(self.last)

    async def edit(self, chat: Chat, post: Post, text: str) -> Taken:
        """The writer changes a message."""
        assert post.by is not None
        post.activity = {"text": text}
        told = self.told(post.by, chat, "messageUpdate", post.root, id=post.id, text=text, textFormat="plain")
        return await self.deliver(
            {**told, "channelData": {**told["channelData"], "eventType": "editMessage"}}
        )

    async def delete(self, chat: Chat, post: Post) -> Taken:
        """The writer deletes a message."""
        assert post.by is not None
        post.deleted = True
        told = self.told(post.by, chat, "messageDelete", post.root, id=post.id)
        kind = {**told["channelData"], "eventType": "softDeleteMessage"}
        return await self.deliver({**told, "channelData": kind})

    async def react(self, by: Human, chat: Chat, post: Post, mark: str, *, on: bool = True) -> Taken:
        """Somebody marks a message; Teams tells it of the bot's own alone."""
        if post.by is not None:
            return Taken()
        key = "reactionsAdded" if on else "reactionsRemoved"
        told = self.told(by, chat, "messageReaction", post.root, replyToId=post.id, **{key: [{"type": mark}]})
        told["from"].pop("name")
        return await self.deliver(told)

    async def press(
        self, by: Human, chat: Chat, post: Post, label: str, *, old: bool = False, **inputs: str
    ) -> Taken:
        """Somebody presses the button of that name; an *old* client knows Action.Submit alone."""
        action = button(post, label)
        if action["type"] == "Action.ShowCard":
            (action,) = action["card"]["actions"]
        data = {**action["data"], **inputs}
        if old:
            return await self.deliver(
                self.told(by, chat, "message", post.root, value=data, replyToId=post.id)
            )
        value = {"action": {"type": "Action.Execute", "title": label, "verb": action["verb"], "data": data}}
        name = "adaptiveCard/action"
        told = self.told(by, chat, "invoke", post.root, name=name, value=value, replyToId=post.id)
        return await self.deliver(told)

    async def consent(self, by: Human, chat: Chat, post: Post, *, accept: bool = True) -> Taken:
        """Somebody lets a file be put into the own OneDrive, or does not want it."""
        (card,) = post.activity["attachments"]
        number = self.world.number()
        base, name = self.connector.base, card["name"]
        upload = {
            "uploadUrl": f"{base}/upload/{number}",
            "contentUrl": f"{base}/files/{number}",
            "name": name,
            "uniqueId": f"F{number}",
            "fileType": name.rpartition(".")[2],
        }
        value = {"type": "fileUpload", "action": "accept" if accept else "decline",
                 "context": card["content"]["acceptContext"], "uploadInfo": upload}  # fmt: skip
        told = self.told(by, chat, "invoke", "", name="fileConsent/invoke", value=value, replyToId=post.id)
        return await self.deliver(told)

    # -- the way to the bot

    def told(self, by: Human, chat: Chat, kind: str, root: str, **more: object) -> Json:
        """An activity as Teams sends it."""
        data: Json = {"tenant": {"id": self.world.tenant}}
        if chat.kind == "channel":
            data |= {"team": {"id": chat.team}, "channel": {"id": chat.id}, "teamsTeamId": chat.team}
        return {
            "type": kind,
            "id": f"f:{self.world.number()}",
            "timestamp": datetime.fromtimestamp(self.world.clock(), UTC).isoformat(),
            "serviceUrl": self.service,
            "channelId": "msteams",
            "from": {"id": by.user, "name": by.name, "aadObjectId": by.id},
            "recipient": dict(self.world.bot),
            "conversation": {
                "conversationType": chat.kind, "tenantId": self.world.tenant, "id": chat.conversation(root),
                **({} if chat.kind == "personal" else {"isGroup": True}),
            },
            "channelData": data,
            **more,
        }  # fmt: skip

    async def deliver(self, activity: Json) -> Taken:
        """One request to the bot, and its answer."""
        if activity["type"] == "message":
            self.last = activity
        taken = await self._sent(activity)
        while self.lose_acks and activity["type"] != "invoke":
            self.lose_acks -= 1
            taken = await self._sent(activity)
        return taken

    async def _sent(self, activity: Json) -> Taken:
        assert self._session is not None
        sent = self._session.post(self.hook, json=activity, headers=dict(self.sign(activity)))
        async with sent as answer:
            body = await answer.json() if answer.content_type == "application/json" else await answer.text()
            return Taken(answer.status, body)

    # -- what one sees

    def fail(self, verb: str, *faults: Fault | None) -> None:
        """What goes wrong with the next calls of that verb; None is a call that goes well."""
        self.connector.faults[verb].extend(faults)

    def said(self, verb: str) -> list[Json]:
        """The bodies of all calls of that verb."""
        return [call.body for call in self.connector.calls if call.verb == verb]


def button(post: Post, label: str) -> Json:
    """The action of that name on a post's card."""
    drawn = [one for one in elements(post.card) if one["type"].startswith("Action.") and "title" in one]
    found = next((one for one in drawn if one["title"] == label and one["type"] != "Action.Submit"), None)
    assert found is not None, f"there is no button {label!r}, only {[one['title'] for one in drawn]}"
    return found
