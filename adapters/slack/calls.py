"""One way to Slack's Web API: what Slack refuses or leaves open arrives as our own errors.

Nothing is tried again here. Whether a second try is safe depends on what was asked, and the bot
knows that; a client that repeats by itself would post twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.reading import mapping
from adapters.slack.us import ADAPTER
from bot.errors import AdapterError, AddressGone, NotAllowed, TooLong, Unavailable, Unsure

__all__ = ["Calls"]

log = logging.getLogger(__name__)

GONE = frozenset(
    {
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "is_inactive",
        "message_not_found",
        "thread_not_found",
        "user_not_found",
        "users_not_found",
        "user_not_visible",
        "user_disabled",
        "user_not_in_channel",
        "file_not_found",
        "file_deleted",
        "files_not_found",
        "team_not_found",
        "cant_delete_message",
        "cannot_reply_to_message",
    }
)
"""A place, message or person that is not there, or not for us."""

TOO_LONG = frozenset({"msg_too_long", "msg_blocks_too_long", "markdown_text_too_long"})

LOCKED_OUT = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "org_login_required"}
)
"""The token opens nothing: whoever runs the house must act, and what waits must not be lost."""

MAYBE_DONE = frozenset({"fatal_error", "internal_error", "service_unavailable", "request_timeout"})
"""Slack itself broke, perhaps after the work was done (method pages, "fatal_error")."""

READING = ("auth.test", ".info", ".list", ".members", ".history", ".replies", ".conversations")
"""Methods that end so change nothing."""

HTTP_TOO_MANY = 429

LOCKED_OUT_FOR = 60.0
"""Seconds until a locked door is tried again."""

PAUSE = 1.0
"""Seconds to wait where Slack did not say how long."""


class Calls:
    """Calls methods of the Web API.

    `locked_out` is told Slack's word for it when the token opens nothing, `done` every method that was done.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        locked_out: Callable[[str], None] = lambda _: None,
        done: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._client, self._locked_out, self._done = client, locked_out, done

    async def __call__(self, method: str, **params: object) -> Mapping[str, Any]:
        """What Slack answers. Raises an AdapterError; Unsure only where *method* changes something."""
        return mapping((await self._answer(method, params)).data)

    async def introduced(self) -> tuple[Mapping[str, Any], frozenset[str]]:
        """What `auth.test` tells of us, and the scopes the token has."""
        answer = await self._answer("auth.test", {})
        granted = str(answer.headers.get("x-oauth-scopes", ""))
        return mapping(answer.data), frozenset(s.strip() for s in granted.split(",") if s.strip())

    async def _answer(self, method: str, params: Mapping[str, object]) -> AsyncSlackResponse:
        try:
            answer = await self._client.api_call(method, **_as_it_takes_them(method, params))
        except SlackApiError as error:
            raise self._refused(method, error) from None
        except aiohttp.ClientConnectorError as error:
            log.warning("Slack cannot be reached: %s", error)
            raise Unavailable(ADAPTER, everywhere=True) from None
        except (aiohttp.ClientError, SlackClientError, TimeoutError, OSError) as error:
            raise _open(method, type(error).__name__) from None
        self._done(method)
        return answer

    def _refused(self, method: str, error: SlackApiError) -> AdapterError:
        answer = error.response
        status, headers = getattr(answer, "status_code", 0), getattr(answer, "headers", {}) or {}
        told = mapping(getattr(answer, "data", {}))
        code = str(told.get("error", ""))
        if status == HTTP_TOO_MANY or code in {"ratelimited", "rate_limited"}:
            return Unavailable(ADAPTER, retry_after=_seconds(headers))
        if code in LOCKED_OUT:
            self._locked_out(code)
            return Unavailable(ADAPTER, retry_after=LOCKED_OUT_FOR, everywhere=True)
        return _named(method, code, told) if code and code not in MAYBE_DONE else _open(method, code)


def _named(method: str, code: str, told: Mapping[str, Any]) -> AdapterError:
    if code in GONE:
        return AddressGone(f"Slack: {method} found nothing there ({code})")
    if code in TOO_LONG:
        return TooLong(f"Slack: too long for {method} ({code})")
    needed = told.get("needed")
    hint = f"; the app needs the scope {needed}" if isinstance(needed, str) and needed else ""
    return NotAllowed(f"Slack refused {method} ({code}){hint}")


def _open(method: str, why: str) -> AdapterError:
    """No clear answer came. Reading can be asked for again; of the rest nobody knows whether it was done."""
    if _reads(method):
        return Unavailable(ADAPTER)
    return Unsure(f"Slack gave no clear answer to {method} ({why or 'no answer'})")


def _reads(method: str) -> bool:
    return method.endswith(READING)


def _seconds(headers: Mapping[str, str]) -> float:
    try:
        return max(0.0, float(headers.get("Retry-After", PAUSE)))
    except ValueError:
        return PAUSE


def _as_it_takes_them(method: str, params: Mapping[str, object]) -> dict[str, Any]:
    """Reading and file methods take no JSON (each method's page, "content types")."""
    given = {name: value for name, value in params.items() if value is not None}
    return {"params": given} if _reads(method) or method.startswith("files.") else {"json": given}
