"""The bot's own token: asked for once as long as it is good, aside, and honestly missing otherwise."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator

import jwt
import pytest
from botframework.connector.auth import (
    ManagedIdentityAppCredentials,
    MicrosoftAppCredentials,
    MicrosoftGovernmentAppCredentials,
)

from adapters.teams.edge import GOVERNMENT, PUBLIC, Cloud, Pass, credentials, no_token
from adapters.teams.settings import AppType
from bot.errors import Unavailable

HOUR = 3600.0
APP = "00000000-0000-0000-0000-00000000000b"


class Microsoft:
    """Gives tokens that are good for an hour. `error`, while set, is raised instead."""

    def __init__(self) -> None:
        self.now, self.asked = 1_800_000_000.0, 0
        self.error: Exception | None = None
        self.threads: set[str] = set()

    def get_access_token(self) -> str:
        """A new token."""
        self.asked += 1
        self.threads.add(threading.current_thread().name)
        if self.error is not None:
            raise self.error
        return jwt.encode({"exp": int(self.now + HOUR), "n": self.asked}, "k" * 32, algorithm="HS256")


@pytest.fixture
def microsoft() -> Microsoft:
    """Whoever gives tokens."""
    return Microsoft()


@pytest.fixture
async def passport(microsoft: Microsoft) -> AsyncIterator[Pass]:
    """The bot's pass."""
    made = Pass(microsoft, lambda: microsoft.now)
    yield made
    made.close()


async def test_a_token_is_asked_for_once_an_hour(microsoft: Microsoft, passport: Pass) -> None:
    """However many want it at once, and off the event loop."""
    tokens = set(await asyncio.gather(*(passport() for _ in range(50))))
    assert (len(tokens), microsoft.asked) == (1, 1)
    assert threading.main_thread().name not in microsoft.threads
    microsoft.now += HOUR - 301
    assert await passport() in tokens
    microsoft.now += 2
    assert await passport() not in tokens
    assert microsoft.asked == 2


async def test_a_token_that_opens_nothing_is_renewed(microsoft: Microsoft, passport: Pass) -> None:
    """But not one that was given a moment ago: asking would not help."""
    first = await passport()
    passport.forget()
    assert await passport() == first
    microsoft.now += 61
    passport.forget()
    assert await passport() != first


@pytest.mark.parametrize(
    "error", [PermissionError("AADSTS7000215: Invalid client secret"), KeyError("access_token"), ValueError()]
)
async def test_a_no_of_microsofts_is_told(microsoft: Microsoft, passport: Pass, error: Exception) -> None:
    """What waits is not lost; Microsoft is asked again after a minute, and then all is well."""
    microsoft.error = error
    for _ in range(3):
        with pytest.raises(Unavailable) as raised:
            await passport()
        assert raised.value.retry_after == 60
    assert passport.refused
    assert microsoft.asked == 1
    microsoft.error, microsoft.now = None, microsoft.now + 61
    assert await passport()
    assert passport.refused == ""


async def test_a_microsoft_that_is_not_there_is_asked_again(microsoft: Microsoft, passport: Pass) -> None:
    """At the next call: nothing was refused."""
    microsoft.error = ConnectionError("no route")
    with pytest.raises(Unavailable):
        await passport()
    microsoft.error = None
    assert await passport()
    assert passport.refused == ""


class Odd:
    """Gives *token*, whatever it looks like."""

    def __init__(self, token: str) -> None:
        self.token, self.asked = token, 0

    def get_access_token(self) -> str:
        """The same again."""
        self.asked += 1
        return self.token


@pytest.mark.parametrize("token", ["opaque", "a.b.c", "a.bnVsbA.c"])
async def test_a_token_that_does_not_say_when_it_ends_is_kept_for_a_minute(token: str) -> None:
    """Whatever it looks like."""
    odd, now = Odd(token), [0.0]
    made = Pass(odd, lambda: now[0])
    now[0] = 1000
    assert {await made() for _ in range(3)} == {token}
    assert odd.asked == 1
    now[0] += 61
    assert await made() == token
    assert odd.asked == 2
    made.close()


@pytest.mark.parametrize(
    ("kind", "cloud", "made", "endpoint"),
    [
        (AppType.SINGLE_TENANT, PUBLIC, MicrosoftAppCredentials, "https://login.microsoftonline.com/t1"),
        (
            AppType.SINGLE_TENANT,
            GOVERNMENT,
            MicrosoftGovernmentAppCredentials,
            "https://login.microsoftonline.us/t1",
        ),
        (AppType.MANAGED, PUBLIC, ManagedIdentityAppCredentials, None),
    ],
)
def test_how_the_bot_shows_who_it_is(kind: AppType, cloud: Cloud, made: type, endpoint: str | None) -> None:
    """With its secret at its own tenant, in its cloud; or as what Azure manages."""
    found = credentials(APP, "secret", "t1", kind, cloud)
    assert type(found) is made
    assert endpoint in {None, getattr(found, "oauth_endpoint", None)}


async def test_the_playground_wants_no_token() -> None:
    """Nobody is asked for one."""
    assert await no_token() == ""
