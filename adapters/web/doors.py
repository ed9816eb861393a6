"""Who may come in: one-time token, session cookie, loopback names only, and strict headers."""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from aiohttp import web

from adapters.web.settings import WebSettings

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

STATIC = Path(__file__).parent / "static"
A_MONTH = 30 * 24 * 3600
# More than a frame may have, so that one a little too large is answered instead of cutting the socket.
LARGEST_READ = 16_000_000
FAREWELL = 2  # seconds that a page may take to close
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}


class Doors:
    """The playground's HTTP routes. *converse* serves one WebSocket."""

    def __init__(
        self, settings: WebSettings, converse: Callable[[web.WebSocketResponse], Awaitable[None]]
    ) -> None:
        self._settings = settings
        self._converse = converse
        self._tokens: set[str] = set()
        self._session = ""

    def open(self) -> None:
        """Read the session's secret, made if there is none; a page outlives a restart by it."""
        self._session = _secret(self._settings.secret)

    def entrance(self) -> str:
        """The address to open in a browser; it works once."""
        token = secrets.token_urlsafe(24)
        self._tokens.add(token)
        return f"{self._settings.origin}/?token={token}"

    def routes(self) -> Sequence[web.RouteDef]:
        """The page, its files and its socket."""
        return (
            web.get("/", self._checked(self._page)),
            web.get("/static/{name}", self._checked(self._file)),
            web.get("/ws", self._checked(self._socket)),
        )

    def _checked(self, handler: Handler) -> Handler:
        async def checked(request: web.Request) -> web.StreamResponse:
            if not self._is_from_here(request):
                return self._refusal("This playground only answers on this machine, at its own address.")
            response = await handler(request)
            if not response.prepared:
                response.headers.update(
                    {name: value for name, value in HEADERS.items() if name not in response.headers}
                )
            return response

        return checked

    async def _page(self, request: web.Request) -> web.StreamResponse:
        if "token" in request.query:
            return self._let_in(request)
        if not self._is_known(request):
            return self._refusal("Please open the playground with the address that was printed at its start.")
        return _file(STATIC / "index.html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        if not self._is_known(request):
            return self._refusal("Please open the playground with the address that was printed at its start.")
        path = STATIC / request.match_info["name"]
        if path.parent != STATIC or path.suffix not in TYPES or not path.is_file():
            return web.Response(status=404, text="There is no such file here.", headers=HEADERS)
        return _file(path)

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if "Origin" not in request.headers or not self._is_known(request):
            return self._refusal("Please open the playground with the address that was printed at its start.")
        socket = web.WebSocketResponse(max_msg_size=LARGEST_READ, heartbeat=20, timeout=FAREWELL)
        socket.headers.update(HEADERS)
        await socket.prepare(request)
        await self._converse(socket)
        return socket

    def _let_in(self, request: web.Request) -> web.StreamResponse:
        given = request.query["token"]
        token = next((one for one in self._tokens if _same(one, given)), None)
        if token is None and not self._is_known(request):
            return self._refusal("That address was used before. Start the playground again for a new one.")
        self._tokens.discard(token or "")
        response = web.Response(status=303, headers={"Location": "/"} | HEADERS)
        response.set_cookie(
            self._cookie, self._session, max_age=A_MONTH, httponly=True, samesite="Strict", path="/"
        )
        return response

    @property
    def _cookie(self) -> str:
        """Two playgrounds of one machine share its cookies, so each has a name of its own."""
        return f"frontdesk-{self._settings.port}"

    def _is_known(self, request: web.Request) -> bool:
        return bool(self._session) and _same(request.cookies.get(self._cookie, ""), self._session)

    def _is_from_here(self, request: web.Request) -> bool:
        """A foreign Host is a foreign name that points here; a foreign Origin another site's page."""
        host = request.headers.get("Host", "").lower()
        if host not in {f"{name}:{self._settings.port}" for name in LOOPBACK}:
            return False
        return request.headers.get("Origin", f"http://{host}").lower() == f"http://{host}"

    def _refusal(self, text: str) -> web.Response:
        return web.Response(status=403, text=text, headers=HEADERS)


def _file(path: Path) -> web.FileResponse:
    return web.FileResponse(path, headers=HEADERS | {"Content-Type": TYPES[path.suffix]})


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(errors="replace"), other.encode(errors="replace"))


def _secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        found = path.read_text(encoding="ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        # Pages of a damaged secret open anew with the printed address, as they do the first time.
        found = ""
    if found:
        return found
    made = secrets.token_urlsafe(32)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(made)
    return made
