"""The playground: a chat platform of its own on one page of this machine.

Importing this package loads no web server; `create` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.web.settings import WebSettings
from adapters.web.world import World, demonstration

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.web.adapter import WebAdapter

__all__ = ["WebSettings", "World", "adapter", "create", "demonstration"]


def create(settings: WebSettings) -> WebAdapter:
    """The playground's adapter over the world of the demonstration."""
    from adapters.web.adapter import WebAdapter

    return WebAdapter(settings)


def adapter(data: Path, port: int) -> WebAdapter:
    """The entry point: the playground with its rooms in the folder *data*, its page at *port* of loopback."""
    return create(WebSettings(data / "playground.db", port=port))
