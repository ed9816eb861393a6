"""The page of a link: small, without scripts, and nothing on it can be taken for markup."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape

from bot.words import Key, phrase, text

__all__ = ["HEADERS", "page"]

ENGLISH = "en"
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem;"
    "color:#1c1c1c;background:#fff}"
    "strong{overflow-wrap:anywhere}"
    "button{font:inherit;padding:.6rem 1.4rem;border:0;border-radius:.4rem;background:#1d5fbf;color:#fff}"
    "button:focus-visible{outline:3px solid #f0a500}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#181818}}"
)
HASHED = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{HASHED}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Robots-Tag": "noindex, nofollow",
}


def page(said: Key, *, name: str = "", day: str = "", button: bool = False) -> str:
    """The page as HTML: the file's *name*, one sentence, and the button if it may be pressed."""
    return "\n".join(_lines(said, name, day, button=button))


def _lines(said: Key, name: str, day: str, *, button: bool) -> Iterator[str]:
    title = escape(text(phrase(Key.PICKUP_TITLE), ENGLISH))
    yield f'<!doctype html><html lang="{ENGLISH}"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width,initial-scale=1">'
    yield f"<title>{title}</title><style>{STYLE}</style></head><body><main><h1>{title}</h1>"
    if name:
        yield f"<p><strong><bdi>{escape(name)}</bdi></strong></p>"
    yield f"<p>{escape(text(phrase(said, day=day), ENGLISH))}</p>"
    if button:
        label = escape(text(phrase(Key.PICKUP_BUTTON), ENGLISH))
        yield f'<form method="post"><button type="submit">{label}</button></form>'
    yield "</main></body></html>"
