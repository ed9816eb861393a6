"""The playground: a chat platform of its own on one page of this machine.

Importing this package loads no web server; `adapter`, its entry point, does.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from adapters.web.settings import WebSettings
from adapters.web.world import World, demonstration

if TYPE_CHECKING:
    from adapters.web.playground import WebAdapter

__all__ = ["WebSettings", "World", "adapter", "demonstration"]

FILE = "playground.db"


def adapter(data: Path, port: int) -> WebAdapter:
    """The playground of the demonstration, its rooms kept in the folder *data*, its page at *port*."""
    from adapters.web.playground import WebAdapter

    return WebAdapter(WebSettings(data / FILE, port=port))
