"""Whether a request over HTTP comes from Slack, and for the first time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping

from slack_sdk.signature import Clock, SignatureVerifier

__all__ = ["Signatures"]

RETRY = "X-Slack-Retry-Num"
FRESH = 5 * 60.0
"""Seconds a request may be old (docs.slack.dev, verifying requests from Slack)."""


class Signatures:
    """Knows *secret*, and which signatures were honoured already. `now` is in seconds since 1970."""

    def __init__(self, secret: str, now: Callable[[], float] = time.time) -> None:
        self._verifier = SignatureVerifier(secret, _At(now))
        self._now = now
        self._honoured: dict[str, float] = {}
        self._under_way: dict[str, asyncio.Event] = {}

    def admits(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Whether this is Slack's own, fresh and not seen before. From then on it counts as seen."""
        timestamp = headers.get("X-Slack-Request-Timestamp", "")
        signature = headers.get("X-Slack-Signature", "")
        if not timestamp.isdecimal() or not self._is_signed(body, timestamp, signature):
            return False
        self._forget()
        if signature in self._honoured:
            return False
        self._honoured[signature] = self._now()
        self._under_way[signature] = asyncio.Event()
        return True

    def is_repeat(self, headers: Mapping[str, str]) -> bool:
        """Whether Slack says it repeats a request that was kept already, within the second it was signed.

        The word is not signed, so it may be anybody's: it may be answered, but never taken again.
        """
        signature = headers.get("X-Slack-Signature", "")
        return RETRY in headers and signature in self._honoured and signature not in self._under_way

    async def first_ended(self, headers: Mapping[str, str]) -> None:
        """Returns once it is known whether the request that Slack says it repeats was kept."""
        under_way = self._under_way.get(headers.get("X-Slack-Signature", ""))
        if under_way is not None and RETRY in headers:
            await under_way.wait()

    def _is_signed(self, body: bytes, timestamp: str, signature: str) -> bool:
        try:
            return self._verifier.is_valid(body, timestamp, signature)
        except (ValueError, UnicodeDecodeError, TypeError):
            return False

    def ended(self, headers: Mapping[str, str], *, well: bool) -> None:
        """The request was taken, or it could not be: then Slack may send the very same once more."""
        signature = headers.get("X-Slack-Signature", "")
        under_way = self._under_way.pop(signature, None)
        if under_way is not None:
            under_way.set()
        if not well:
            self._honoured.pop(signature, None)

    def _forget(self) -> None:
        """What is too old is refused for its age; dicts keep the order in which things came."""
        oldest = self._now() - 2 * FRESH
        for signature, at in list(self._honoured.items()):
            if at >= oldest:
                break
            del self._honoured[signature]


class _At(Clock):
    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now

    def now(self) -> float:
        return self._now()
