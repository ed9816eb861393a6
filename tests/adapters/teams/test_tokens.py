"""Who is let in: every way in which a request is not Teams' own, over the real way in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import jwt
import pytest
from aiohttp import web

from adapters.teams.edge import GOVERNMENT, PUBLIC
from adapters.teams.hooks import PATH, Answer, Hooks
from adapters.teams.hosts import Hosts
from adapters.teams.reading import Body
from adapters.teams.tokens import Keys, Tokens
from tests.fakes.teams.identity import ISSUER, Identity, Signer

Json = dict[str, Any]
APP = "00000000-0000-0000-0000-00000000000b"
SERVICE = "https://smba.trafficmanager.net/amer/"
ACTIVITY: Json = {
    "type": "message", "id": "1", "channelId": "msteams", "serviceUrl": SERVICE, "text": "Hello",
    "from": {"id": "29:dana"}, "conversation": {"id": "a:dana"}, "recipient": {"id": f"28:{APP}"},
}  # fmt: skip


class Door:
    """The way in, served on loopback. `taken` is what came through it; `now` is the clock of its keys."""

    def __init__(self, identity: Identity) -> None:
        self.identity, self.taken, self.now = identity, list[Body](), 1000.0
        self.answer: Callable[[Body], Answer] = lambda _: Answer()
        self.url = ""
        self.session: aiohttp.ClientSession
        self.keys: Keys

    async def take(self, body: Body) -> Answer:
        """Remember what came."""
        self.taken.append(body)
        return self.answer(body)

    async def post(self, body: object, header: str | None) -> int:
        """What a request is answered; the header is left out where it is None."""
        read = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} | ({} if header is None else {"Authorization": header})
        async with self.session.post(self.url, data=read, headers=headers) as answer:
            return answer.status

    async def post_signed(self, body: object) -> int:
        """What a well signed request is answered."""
        return await self.post(body, f"Bearer {self.identity.token(SERVICE)}")


@asynccontextmanager
async def served(*, dev: bool = False) -> AsyncIterator[Door]:
    """The way in, with Microsoft on loopback."""
    async with Identity(APP) as identity, aiohttp.ClientSession() as session:
        door = Door(identity)
        door.session = session
        door.keys = Keys(lambda: session, identity.url, lambda: door.now)
        tokens = None if dev else Tokens(APP, ISSUER, door.keys)
        hooks = Hooks(tokens, Hosts(["127.0.0.1"] if dev else []), door.take)
        app = web.Application()
        app.add_routes([web.post(PATH, hooks.__call__)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        door.url = f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
        try:
            yield door
        finally:
            await door.keys.close()
            await runner.cleanup()


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    """The way in."""
    async with served() as opened:
        yield opened


def part(told: object) -> str:
    """One part of a token."""
    return base64.urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=").decode()


def unsigned(identity: Identity) -> str:
    """A token whose head says that nobody signed it."""
    return f"{part({'alg': 'none', 'kid': 'key-1'})}.{part(identity.claims(SERVICE))}."


def by_shared_secret(identity: Identity) -> str:
    """A token signed with the public key as if it were a secret."""
    body = f"{part({'alg': 'HS256', 'kid': 'key-1'})}.{part(identity.claims(SERVICE))}"
    known = json.dumps(identity.signer.published).encode()
    mac = hmac.new(known, body.encode(), hashlib.sha256).digest()
    return f"{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def by_another(identity: Identity) -> str:
    """A token that names a published key and was signed by another."""
    key = Signer("key-1").key
    return jwt.encode(identity.claims(SERVICE), key, algorithm="RS256", headers={"kid": "key-1"})


def tampered(identity: Identity) -> str:
    """A token whose claims were changed after it was signed."""
    head, _, mac = identity.token(SERVICE).split(".")
    return ".".join((head, part(identity.claims(SERVICE, name="Eve")), mac))


NOW = time.time()
REFUSED: dict[str, Callable[[Identity], str | None]] = {
    "no header": lambda _: None,
    "an empty header": lambda _: "",
    "no token": lambda _: "Bearer ",
    "Basic": lambda i: f"Basic {i.token(SERVICE)}",
    "the token alone": lambda i: i.token(SERVICE),
    "garbage": lambda _: "Bearer garbage",
    "garbage in three parts": lambda _: "Bearer a.b.c",
    "letters of no token": lambda _: "Bearer \xfc.\xfc.\xfc",
    "another issuer": lambda i: f"Bearer {i.token(SERVICE, iss='https://sts.windows.net/tenant/')}",
    "no issuer": lambda i: f"Bearer {i.token(SERVICE, iss=None)}",
    "nearly the issuer": lambda i: f"Bearer {i.signed(i.claims(SERVICE) | {'iss': ISSUER + '/'})}",
    "another audience": lambda i: f"Bearer {i.token(SERVICE, aud='another-app')}",
    "no audience": lambda i: f"Bearer {i.token(SERVICE, aud=None)}",
    "another service": lambda i: f"Bearer {i.token('https://smba.trafficmanager.net/emea/')}",
    "no service": lambda i: f"Bearer {i.token(SERVICE, serviceurl=None)}",
    "a service of no kind": lambda i: f"Bearer {i.token(SERVICE, serviceurl=7)}",
    "expired": lambda i: f"Bearer {i.token(SERVICE, exp=NOW - 301, nbf=NOW - 900)}",
    "not yet valid": lambda i: f"Bearer {i.token(SERVICE, nbf=NOW + 600)}",
    "no end": lambda i: f"Bearer {i.token(SERVICE, exp=None)}",
    "an end that is no number": lambda i: f"Bearer {i.token(SERVICE, exp='soon')}",
    "signed by another": lambda i: f"Bearer {by_another(i)}",
    "changed": lambda i: f"Bearer {tampered(i)}",
    "alg none": lambda i: f"Bearer {unsigned(i)}",
    "HS256": lambda i: f"Bearer {by_shared_secret(i)}",
    "an unknown key": lambda i: f"Bearer {i.signed(i.claims(SERVICE), kid='nobody')}",
    "no key": lambda i: f"Bearer {i.signed(i.claims(SERVICE), kid=None)}",
    "the emulator's own": lambda i: (
        "Bearer "
        + i.token(SERVICE, iss="https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/", appid=APP)
    ),
    "the emulator's own without a service": lambda i: (
        f"Bearer {i.token(SERVICE, iss='https://login.microsoftonline.com/t/v2.0', serviceurl=None, azp=APP)}"
    ),
}
"""Headers that let nobody in."""


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_not_teams_own_is_refused(door: Door, name: str) -> None:
    """401, and the bot hears nothing."""
    assert await door.post(ACTIVITY, REFUSED[name](door.identity)) == 401
    assert door.taken == []


async def test_a_key_that_does_not_stand_for_teams_is_refused(door: Door) -> None:
    """A key of Microsoft's that is for other channels lets no message of Teams in."""
    door.identity.keys = [Signer("key-1", ["webchat"], door.identity.signer.key).published]
    assert await door.post_signed(ACTIVITY) == 401
    door.identity.keys = [{k: v for k, v in door.identity.signer.published.items() if k != "endorsements"}]
    door.now += 3600
    await refetched(door)
    assert await door.post_signed(ACTIVITY) == 401
    assert door.taken == []


async def refetched(door: Door) -> None:
    """Return once the keys were fetched anew."""
    assert await door.post(ACTIVITY, f"Bearer {door.identity.signed({}, kid='unknown')}") == 401


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer  "])
async def test_teams_own_is_taken(door: Door, scheme: str) -> None:
    """A scheme is the same in small letters (RFC 9110, 11.1)."""
    assert await door.post(ACTIVITY, f"{scheme} {door.identity.token(SERVICE)}") == 200
    assert door.taken == [ACTIVITY]


async def test_clocks_may_differ_by_five_minutes(door: Door) -> None:
    """A token that ended a moment ago, or begins in one, is good."""
    late = door.identity.token(SERVICE, exp=time.time() - 240, nbf=time.time() - 900)
    early = door.identity.token(SERVICE, nbf=time.time() + 240)
    assert [await door.post(ACTIVITY, f"Bearer {one}") for one in (late, early)] == [200, 200]


UNREADABLE: dict[str, object] = {
    "no JSON": b"{",
    "nothing": b"",
    "no UTF-8": b"\xff\xfe\x00",
    "a list": [ACTIVITY],
    "a text": "message",
    "null": None,
    "nested too deep": b"[" * 100_000,
    "no type": {k: v for k, v in ACTIVITY.items() if k != "type"},
    "a type that is no text": ACTIVITY | {"type": 7},
    "no channelId": {k: v for k, v in ACTIVITY.items() if k != "channelId"},
    "another channel": ACTIVITY | {"channelId": "webchat"},
    "a channel that is no text": ACTIVITY | {"channelId": ["msteams"]},
    "no serviceUrl": {k: v for k, v in ACTIVITY.items() if k != "serviceUrl"},
    "an empty serviceUrl": ACTIVITY | {"serviceUrl": ""},
    "a serviceUrl that is no text": ACTIVITY | {"serviceUrl": {"url": SERVICE}},
}


@pytest.mark.parametrize("name", UNREADABLE)
async def test_what_is_no_activity_is_a_bad_request(door: Door, name: str) -> None:
    """400, and the bot hears nothing; nobody learns so who has no token."""
    assert await door.post_signed(UNREADABLE[name]) == 400
    assert await door.post(UNREADABLE[name], None) == 401
    assert door.taken == []


async def test_a_new_key_of_microsofts_is_looked_for_at_once(door: Door) -> None:
    """The first token signed with it is taken, and what was signed with the old one no more."""
    assert await door.post_signed(ACTIVITY) == 200
    old = door.identity.token(SERVICE)
    door.identity.rotate()
    door.now += 61
    assert await door.post_signed(ACTIVITY) == 200
    assert await door.post(ACTIVITY, f"Bearer {old}") == 401
    assert door.identity.asked == 2


async def test_unknown_keys_do_not_make_us_ask_again_and_again(door: Door) -> None:
    """However many tokens with made-up keys come, Microsoft is asked once a minute."""
    assert await door.post_signed(ACTIVITY) == 200
    for number in range(20):
        token = door.identity.signed(door.identity.claims(SERVICE), kid=f"made-up-{number}")
        assert await door.post(ACTIVITY, f"Bearer {token}") == 401
    assert door.identity.asked == 1
    door.now += 61
    await refetched(door)
    await refetched(door)
    assert door.identity.asked == 2
    assert await door.post_signed(ACTIVITY) == 200


async def test_without_keys_nobody_is_called_a_stranger(door: Door) -> None:
    """503 while Microsoft cannot be asked, so that Teams may come again; then all is well."""
    door.identity.down = True
    assert await door.post_signed(ACTIVITY) == 503
    door.identity.down = False
    door.now += 6
    assert await door.post_signed(ACTIVITY) == 200


async def test_known_keys_count_on_while_microsoft_is_down(door: Door) -> None:
    """What was fetched yesterday still tells Teams from others; it is fetched anew as soon as that works."""
    assert await door.post_signed(ACTIVITY) == 200
    door.identity.down = True
    door.now += 24 * 3600
    assert await door.post_signed(ACTIVITY) == 200
    door.identity.down = False
    door.now += 61
    assert await door.post_signed(ACTIVITY) == 200


async def test_old_keys_are_fetched_aside(door: Door) -> None:
    """While Microsoft takes its time, messages go on by the keys that are known."""
    assert await door.post_signed(ACTIVITY) == 200
    door.identity.open.clear()
    door.now += 24 * 3600
    assert await door.post_signed(ACTIVITY) == 200


async def test_keys_of_other_kinds_are_passed_over(door: Door) -> None:
    """One key that cannot be read does not cost the others."""
    odd: list[Any] = [None, 7, {}, {"kty": "EC", "kid": "key-1"}, {"kty": "RSA", "kid": "x", "n": "§"}]
    door.identity.keys = [*odd, door.identity.signer.published]
    assert await door.post_signed(ACTIVITY) == 200


async def test_a_service_that_is_not_teams_is_refused(door: Door) -> None:
    """Though Microsoft signed it: our token would be shown there."""
    elsewhere = "https://smba.example.org/amer/"
    token = door.identity.token(elsewhere)
    assert await door.post(ACTIVITY | {"serviceUrl": elsewhere}, f"Bearer {token}") == 401
    assert door.taken == []


@pytest.mark.parametrize(
    ("url", "more", "allowed"),
    [
        ("https://smba.trafficmanager.net/amer/", (), True),
        ("https://SMBA.trafficmanager.net/teams", (), True),
        ("https://smba.infra.gcc.teams.microsoft.com/", (), True),
        ("https://smba.infra.gov.teams.microsoft.us/", (), True),
        ("https://webchat.botframework.com/", (), True),
        ("http://smba.trafficmanager.net/amer/", (), False),
        ("https://trafficmanager.net/", (), False),
        ("https://evil.trafficmanager.net/", (), False),
        ("https://smba.trafficmanager.net.evil.example/", (), False),
        ("https://evilteams.microsoft.com/", (), False),
        ("https://smba.trafficmanager.net@evil.example/", (), False),
        ("https://user:pass@smba.trafficmanager.net/", (), False),
        ("http://127.0.0.1:3978/", (), False),
        ("http://127.0.0.1:3978/", ("127.0.0.1",), True),
        ("http://127.0.0.1:3978/", ("http://127.0.0.1:3978/",), True),
        ("http://127.0.0.1:3979/", ("127.0.0.1:3978",), False),
        ("http://desk.example.org/", ("desk.example.org",), False),
        ("https://desk.example.org/", ("*.Example.org",), True),
        ("ftp://smba.trafficmanager.net/", (), False),
        ("https://[::1", (), False),
        ("https://smba.trafficmanager.net:port/", (), False),
        ("", (), False),
        ("\ud800", (), False),
    ],
)
def test_hosts(url: str, more: tuple[str, ...], *, allowed: bool) -> None:
    """Microsoft's own hosts over TLS, and those that the settings name; plain HTTP on this machine alone."""
    assert Hosts(more).allow(url) is allowed


async def test_what_could_not_be_kept_is_not_answered_well(door: Door) -> None:
    """While the bot cannot take anything, Teams is told so."""

    def full(_: Body) -> Answer:
        raise RuntimeError("the disk is full")

    door.answer = full
    assert await door.post_signed(ACTIVITY) == 503


async def test_in_development_only_this_machine_is_let_in() -> None:
    """Without tokens a request must come from here, to here by name, and in JSON."""
    async with served(dev=True) as door:
        body = ACTIVITY | {"serviceUrl": "http://127.0.0.1:1/_connector"}
        assert await door.post(body, None) == 200
        trap = {"Host": "evil.example", "Content-Type": "application/json"}
        plain = {"Content-Type": "text/plain"}
        for headers in (trap, plain):
            async with door.session.post(door.url, data=json.dumps(body), headers=headers) as answer:
                assert answer.status == 401
        assert len(door.taken) == 1


def test_the_clouds_are_named() -> None:
    """The governments' cloud has an issuer and keys of its own."""
    assert PUBLIC.issuer == ISSUER
    assert GOVERNMENT.issuer == "https://api.botframework.us"
    assert PUBLIC.metadata != GOVERNMENT.metadata
