"""The playground: a chat platform of its own on one page of this machine.

Importing this package loads no web server; opening the platform, its entry point, does.
"""

from __future__ import annotations

from adapters.web.settings import WebSettings
from adapters.web.world import World, demonstration

__all__ = ["WebSettings", "World", "demonstration"]
