"""Who may call us over HTTP."""

from __future__ import annotations

import asyncio

import pytest
from slack_sdk.signature import SignatureVerifier

from adapters.slack.signatures import Signatures

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
NOW = 1_531_420_618.0
BODY = b'{"type":"event_callback"}'


def headers(body: bytes = BODY, *, at: float = NOW, secret: str = SECRET) -> dict[str, str]:
    """The headers Slack sends with *body*."""
    stamp = str(int(at))
    signed = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": str(signed)}


def signatures() -> Signatures:
    """The bot's side, at a fixed time."""
    return Signatures(SECRET, lambda: NOW)


def test_what_slack_signed_just_now_is_admitted() -> None:
    """A fresh request with Slack's signature may come in."""
    assert signatures().admits(BODY, headers())


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({}, id="missing"),
        pytest.param(headers(secret="another"), id="of another app"),
        pytest.param(headers(b"other words"), id="of another body"),
        pytest.param(headers(at=NOW - 301), id="old"),
        pytest.param(headers(at=NOW + 301), id="from the future"),
        pytest.param({**headers(), "X-Slack-Request-Timestamp": "soon"}, id="of no time"),
        pytest.param({**headers(), "X-Slack-Request-Timestamp": "1531420618.0"}, id="of an odd time"),
        pytest.param({**headers(), "X-Slack-Signature": "v0=ünlesbar"}, id="of strange letters"),
    ],
)
def test_what_is_not_slacks_is_refused(sent: dict[str, str]) -> None:
    """Missing, wrong, old or odd signatures stay outside."""
    assert not signatures().admits(BODY, sent)


def test_a_body_that_is_no_text_is_refused() -> None:
    """Bytes that are no UTF-8 were not sent by Slack."""
    assert not signatures().admits(b"\xff\xfe", headers())


def test_a_replayed_request_is_refused() -> None:
    """The very same request comes in once."""
    kept = signatures()
    assert kept.admits(BODY, headers())
    assert not kept.admits(BODY, headers())


def test_slacks_own_repeat_within_the_second_is_known() -> None:
    """When its acknowledgement was lost Slack repeats at once: answered, and not taken again."""
    kept = signatures()
    repeated = {**headers(), "X-Slack-Retry-Num": "1"}
    assert not kept.is_repeat(repeated)
    kept.admits(BODY, headers())
    kept.ended(headers(), well=True)
    assert kept.is_repeat(repeated)
    assert not kept.is_repeat(headers())
    assert not kept.admits(BODY, repeated)


def test_what_could_not_be_kept_may_come_again() -> None:
    """After an answer other than yes Slack repeats the same request, perhaps within the second."""
    kept = signatures()
    assert kept.admits(BODY, headers())
    kept.ended(headers(), well=False)
    assert kept.admits(BODY, headers())


@pytest.mark.parametrize("well", [True, False])
async def test_a_repeat_waits_until_it_is_known_whether_the_first_was_kept(*, well: bool) -> None:
    """Answered with yes before, what then could not be kept would be lost."""
    kept = signatures()
    repeated = {**headers(), "X-Slack-Retry-Num": "1"}
    assert kept.admits(BODY, headers())
    assert not kept.is_repeat(repeated)
    waiting = asyncio.create_task(kept.first_ended(repeated))
    await asyncio.sleep(0)
    assert not waiting.done()
    kept.ended(headers(), well=well)
    await waiting
    assert (kept.is_repeat(repeated), kept.admits(BODY, repeated)) == (well, not well)


def test_old_signatures_are_forgotten() -> None:
    """What is too old to be admitted anyway is not remembered for ever."""
    now = [NOW]
    kept = Signatures(SECRET, lambda: now[0])
    kept.admits(BODY, headers())
    now[0] = NOW + 3600
    kept.admits(BODY, headers(at=now[0]))
    assert len(kept._honoured) == 1
