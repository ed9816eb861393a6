"""The Connector, Teams' REST service, over one shared session. Only Teams' own hosts are shown our token.

Nothing is tried again here but a request that a stale token kept from being looked at: whether a second try
is safe depends on what was asked, and the bot knows that.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

from adapters.teams.hosts import Hosts
from adapters.teams.reading import letters, mapping, sequence
from adapters.teams.refs import Ref
from adapters.teams.refusals import LOCKED_OUT_FOR, Again, code_of, lost, refused
from adapters.teams.us import ADAPTER, Us
from bot.errors import NotAllowed, Unavailable, Unsure

__all__ = ["PATIENCE", "Activity", "Connector", "Token"]

log = logging.getLogger(__name__)

Activity = Mapping[str, Any]
Token = Callable[[], Awaitable[str]]

PATIENCE = 8.0
"""Seconds for one call; the courier gives up on a post a little later."""
CONNECTING = 4.0
PAGE, PAGES = 500, 200
HTTP_OK, HTTP_MORE, HTTP_LOCKED = 200, 300, 401


@dataclass(slots=True)
class Written:
    """Whether a request left us."""

    out: bool = False


def _nothing() -> None:
    """Tokens that cannot be renewed are asked for again as they are."""


class Connector:
    """Speaks to Teams as *us*, with what *token* gives. *renew* forgets a token that opens nothing any more.

    `trouble` is why Teams lets nothing in, in one sentence, or "".
    """

    def __init__(
        self,
        us: Us,
        token: Token,
        *,
        renew: Callable[[], None] = _nothing,
        hosts: Hosts | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self.us, self.hosts = us, hosts or Hosts()
        self._token, self._renew, self._patience = token, renew, patience
        self._session: aiohttp.ClientSession | None = None
        self.trouble = ""

    @property
    def session(self) -> aiohttp.ClientSession:
        """The one session that everything goes through."""
        if self._session is None or self._session.closed:
            watch = aiohttp.TraceConfig()
            watch.on_request_headers_sent.append(_left)
            timeout = aiohttp.ClientTimeout(total=None, connect=CONNECTING)
            self._session = aiohttp.ClientSession(timeout=timeout, trace_configs=[watch])
            # By itself it would send a deletion twice; the second one finds nothing, which reads as refused.
            self._session._retry_connection = False  # noqa: SLF001 - there is no other switch; a test holds it
        return self._session

    async def close(self) -> None:
        """Let go of the session."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    # -- messages

    async def send(self, ref: Ref, conversation: str, activity: Activity) -> str:
        """Post into a conversation of *ref*'s room; the message's id. In a bare channel it heads a thread."""
        path = f"conversations/{_in(conversation)}/activities"
        told = await self._call("POST", ref, path, activity, again=Again.TWICE)
        return _id_of(told, "a post")

    async def typing(self, ref: Ref, conversation: str) -> None:
        """Show that an answer is on its way."""
        path = f"conversations/{_in(conversation)}/activities"
        await self._call("POST", ref, path, {"type": "typing"})

    async def update(self, ref: Ref, conversation: str, message: str, activity: Activity) -> None:
        """Make a message of ours say something else."""
        path = f"conversations/{_in(conversation)}/activities/{_in(message)}"
        await self._call("PUT", ref, path, {**activity, "id": message})

    async def delete(self, ref: Ref, conversation: str, message: str) -> None:
        """Take a message of ours away."""
        await self._call("DELETE", ref, f"conversations/{_in(conversation)}/activities/{_in(message)}")

    async def open_thread(self, ref: Ref, activity: Activity) -> tuple[str, str]:
        """Post as the head of a new thread in a channel: the thread's conversation id, the message's id."""
        wanted = {
            "isGroup": True,
            "bot": {"id": self.us.bot},
            "tenantId": ref.tenant,
            "channelData": {"channel": {"id": ref.room}, "tenant": {"id": ref.tenant}},
            "activity": dict(activity),
        }
        told = await self._call("POST", ref, "conversations", wanted, again=Again.TWICE)
        return _id_of(told, "a new thread"), letters(told.get("activityId"))

    async def open_direct(self, ref: Ref, user: str, /) -> str:
        """The conversation id of the direct chat with *user* (`29:…`). Opened twice it is the same."""
        wanted = {
            "isGroup": False,
            "bot": {"id": self.us.bot},
            "members": [{"id": user}],
            "tenantId": ref.tenant,
            "channelData": {"tenant": {"id": ref.tenant}},
        }
        return _id_of(await self._call("POST", ref, "conversations", wanted), "a direct chat")

    # -- who and what is there

    async def member(self, ref: Ref, user: str, /) -> Mapping[str, Any]:
        """One member of a room, by either of its ids; AddressGone where there is none of that id."""
        return await self._call("GET", ref, f"conversations/{_in(ref.room)}/members/{_in(user)}")

    async def members(self, ref: Ref, /) -> Sequence[Mapping[str, Any]]:
        """All members of a room, page after page; AddressGone if the room is gone."""
        found: list[Mapping[str, Any]] = []
        further = ""
        for _ in range(PAGES):
            more = f"&continuationToken={_in(further)}" if further else ""
            path = f"conversations/{_in(ref.room)}/pagedmembers?pageSize={PAGE}{more}"
            told = await self._call("GET", ref, path)
            found += map(mapping, sequence(told.get("members")))
            further = letters(told.get("continuationToken"))
            if not further:
                break
        return found

    async def team(self, ref: Ref, /) -> Mapping[str, Any]:
        """What Teams tells of the team that *ref*'s channel is in."""
        return await self._call("GET", ref, f"teams/{_in(ref.team)}")

    async def channels(self, ref: Ref, /) -> Sequence[Mapping[str, Any]]:
        """The channels of the team that *ref*'s channel is in."""
        told = await self._call("GET", ref, f"teams/{_in(ref.team)}/conversations")
        return [mapping(one) for one in sequence(told.get("conversations"))]

    # -- one call

    async def bearer(self, url: str) -> dict[str, str]:
        """The header that lets us in at *url*; NotAllowed where that is not Teams' own."""
        if not self.hosts.allow(url):
            raise NotAllowed("that address is none of Teams' own, so our token is not shown there")
        token = await self._token()
        return {"Authorization": f"Bearer {token}"} if token else {}

    async def _call(
        self, method: str, ref: Ref, path: str, body: Activity | None = None, *, again: Again = Again.SAME
    ) -> Mapping[str, Any]:
        """What Teams answers. A token that Teams does not know is renewed once: nothing was done then."""
        url = f"{ref.service.rstrip('/')}/v3/{path}"
        status, headers, answer = await self._asked(method, url, body, again)
        if status == HTTP_LOCKED:
            self._renew()
            status, headers, answer = await self._asked(method, url, body, again)
        if status == HTTP_LOCKED:
            raise self._locked_out(code_of(answer))
        self.trouble = ""
        if HTTP_OK <= status < HTTP_MORE:
            return _told(answer)
        call = f"{method} {path.partition('?')[0]}"
        raise refused(call, again, status, code_of(answer), headers)

    def _locked_out(self, code: str) -> Unavailable:
        self.trouble = (
            f"Teams does not let the bot in ({code or HTTP_LOCKED}): look whether MicrosoftAppId, "
            "MicrosoftAppPassword and MicrosoftAppTenantId belong together, and whether the secret ran out"
        )
        log.error(self.trouble)
        return Unavailable(ADAPTER, retry_after=LOCKED_OUT_FOR, everywhere=True)

    async def _asked(
        self, method: str, url: str, body: Activity | None, again: Again
    ) -> tuple[int, Mapping[str, str], bytes]:
        written = Written()
        try:
            async with asyncio.timeout(self._patience):
                headers = await self.bearer(url)
                asked = self.session.request(
                    method, URL(url, encoded=True), data=_json(body), headers={**headers, **TYPE},
                    allow_redirects=False, trace_request_ctx=written,
                )  # fmt: skip
                async with asked as answer:
                    return answer.status, answer.headers, await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise lost(method, again, type(error).__name__, written=written.out) from None


TYPE = {"Content-Type": "application/json; charset=utf-8"}


def _json(body: Activity | None) -> bytes | None:
    """As Teams counts it: letters as they are, not as escapes."""
    return None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


async def _left(_session: object, around: SimpleNamespace, _told: object) -> None:
    """From now on nobody can tell whether Teams had the request."""
    if isinstance(around.trace_request_ctx, Written):
        around.trace_request_ctx.out = True


def _in(part: str) -> str:
    return quote(part, safe="")


def _told(answer: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(answer) if answer else {}
    except ValueError:
        return {}
    return {"conversations": found} if isinstance(found, list) else mapping(found)


def _id_of(told: Mapping[str, Any], what: str) -> str:
    found = letters(told.get("id"))
    if not found:
        raise Unsure(f"Teams took {what}, but told no id of it")
    return found
