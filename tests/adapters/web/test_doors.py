"""Who may come in to the playground."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar, WSServerHandshakeError
from yarl import URL

from tests.adapters.web.playground import Playground, open_playground


@pytest.fixture
async def playground(tmp_path: Path) -> AsyncIterator[Playground]:
    """A fresh playground."""
    async with open_playground(tmp_path / "playground.db") as playground:
        yield playground


async def test_a_stranger_sees_nothing(playground: Playground) -> None:
    """Without the session neither page nor files nor socket are given."""
    for path in ("/", "/static/index.html"):
        async with playground.session.get(playground.origin + path) as response:
            assert response.status == 403
            assert "open the playground" in await response.text()
    with pytest.raises(WSServerHandshakeError):
        await playground.session.ws_connect(f"{playground.origin}/ws", origin=playground.origin)


async def test_the_opened_address_lets_in_once(playground: Playground) -> None:
    """The token sets a cookie and leaves the address bar; a second use lets nobody in."""
    entrance = playground.adapter.entrance()
    async with playground.session.get(entrance, allow_redirects=False) as response:
        cookie = response.headers["Set-Cookie"]
        assert (response.status, response.headers["Location"]) == (303, "/")
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
    stranger = ClientSession(cookie_jar=CookieJar(unsafe=True))
    async with stranger, stranger.get(entrance) as response:
        assert response.status == 403
        assert "used before" in await response.text()


async def test_the_page_and_its_files_come_with_strict_headers(playground: Playground) -> None:
    """Page and files are given with the session, and nothing foreign may be loaded or frame them."""
    async with playground.session.get(playground.adapter.entrance()) as response:
        assert response.content_type == "text/html"
        assert response.headers["Content-Security-Policy"].startswith("default-src 'self';")
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
    async with playground.session.get(f"{playground.origin}/static/app.js") as response:
        assert response.content_type == "text/javascript"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["nothing.js", "..%2fdoors.py", "%2e%2e%2fREADME.md", "%00.js"])
async def test_only_the_page_s_own_files_are_given(playground: Playground, name: str) -> None:
    """Whatever is no file of the page is not found, also with a session."""
    async with playground.session.get(playground.adapter.entrance()) as response:
        assert response.status == 200
    address = URL(f"{playground.origin}/static/{name}", encoded=True)
    async with playground.session.get(address) as response:
        assert response.status == 404


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:1", "localhost"])
async def test_a_foreign_host_is_refused(playground: Playground, host: str) -> None:
    """A name that is not ours may point at this machine; it gets nothing, not even with a token."""
    headers = {"Host": host}
    async with playground.session.get(playground.adapter.entrance(), headers=headers) as response:
        assert response.status == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", None])
async def test_another_site_cannot_open_the_socket(playground: Playground, origin: str | None) -> None:
    """A page of another origin is refused, though the browser sends our cookie; so is one of none."""
    async with playground.session.get(playground.adapter.entrance()) as response:
        assert response.status == 200
    with pytest.raises(WSServerHandshakeError) as refused:
        await playground.session.ws_connect(f"{playground.origin}/ws", origin=origin)
    assert refused.value.status == 403


async def test_a_damaged_secret_is_made_anew(tmp_path: Path) -> None:
    """Bytes that are no text let nobody in, and the playground opens with a secret of its own."""
    data = tmp_path / "playground.db"
    data.with_suffix(".secret").write_bytes(b"\xff\xfe\x00")
    async with open_playground(data) as playground:
        async with playground.session.get(playground.adapter.entrance()) as response:
            assert response.status == 200
        assert playground.settings.secret.read_text(encoding="ascii")


async def test_the_session_outlives_a_restart(tmp_path: Path) -> None:
    """The secret is kept for its owner alone, so an open page comes back after a restart."""
    data = tmp_path / "playground.db"
    async with open_playground(data) as first:
        async with first.session.get(first.adapter.entrance()):
            pass
        secret = first.settings.secret
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
        assert stat.S_IMODE(data.stat().st_mode) == 0o600
        kept = secret.read_text()
    async with open_playground(data) as second:
        cookies = {f"frontdesk-{second.settings.port}": kept}
        async with second.session.get(f"{second.origin}/", cookies=cookies) as response:
            assert response.status == 200
