"""The house's web server: its one door, what every answer carries, and whether the house is well."""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable
from contextlib import closing

from aiohttp import web

from bot.errors import SettingsError

__all__ = ["HEADERS", "free_port", "serving", "site", "try_port"]

FAREWELL = 2
"""Seconds that an answer under way may take to end when the house closes."""

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""On every answer that does not say otherwise itself, also where there is no such page."""

SERVER = "Front Desk"
"""What serves here, and in which version, is nobody's business."""


def free_port(host: str, port: int) -> socket.socket:
    """A listening place of our own; SettingsError if it cannot be had."""
    family = socket.AF_INET6 if ipaddress.ip_address(host).version == 6 else socket.AF_INET  # noqa: PLR2004 - IPv6
    door = socket.socket(family, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
        # At once: two may bind one port with SO_REUSEADDR, only one may listen.
        door.listen()
    except OSError as error:
        door.close()
        raise SettingsError((_refused(error, host, port),)) from error
    return door


def try_port(host: str, port: int) -> None:
    """SettingsError if nothing could be served there."""
    with closing(free_port(host, port)):
        return


def _refused(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"port {port} is taken by another programme: stop that one, or choose another with --port"
        case errno.EADDRNOTAVAIL:
            return (
                f'host: found {host!r}, but this machine has no such address. For example: host = "127.0.0.1"'
            )
        case errno.EACCES | errno.EPERM:
            return f"port {port} may not be opened by this user: choose one above 1023 with --port"
        case _:
            return f"nothing can be served at {host}, port {port} ({error}): choose another host or port"


def site(routes: Iterable[web.RouteDef], ready: Callable[[], bool]) -> web.AppRunner:
    """The web server with these routes, `/healthz` and `/readyz`, not yet open."""
    app = web.Application()
    app.add_routes([*routes, web.get("/healthz", _alive), web.get("/readyz", _readiness(ready))])
    app.on_response_prepare.append(_dress)
    return web.AppRunner(app, access_log=None, shutdown_timeout=FAREWELL)


async def serving(runner: web.AppRunner, door: socket.socket) -> None:
    """Serve at *door* from now on."""
    await runner.setup()
    await web.SockSite(runner, door).start()


async def _alive(_: web.Request) -> web.Response:
    return web.Response(text="alive\n")


def _readiness(ready: Callable[[], bool]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def readiness(_: web.Request) -> web.Response:
        """What is wrong is in the log: whoever asks here may be anybody."""
        return web.Response(text="ready\n") if ready() else web.Response(status=503, text="not ready\n")

    return readiness


async def _dress(_: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = SERVER
