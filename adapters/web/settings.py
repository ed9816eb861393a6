"""Where the playground keeps its rooms and where its page is opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class WebSettings:
    """`data` is the SQLite file of the rooms; the page is served at `host` and `port`."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 8765

    @property
    def secret(self) -> Path:
        """The file of the session's secret, beside the rooms."""
        return self.data.with_suffix(".secret")

    @property
    def origin(self) -> str:
        """How a browser names this playground."""
        return f"http://{self.host}:{self.port}"
