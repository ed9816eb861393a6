"""What somebody wrote, besides its plain letters: how it was formatted, and the files that came with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """How letters were set. LINK marks an address that stands there letter by letter."""

    BOLD = "bold"
    ITALIC = "italic"
    STRIKE = "strike"
    CODE = "code"
    BLOCK = "block"
    QUOTE = "quote"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Span:
    """The letters from `start` up to `end` of a text are set in `style`; spans may lie within one another."""

    start: int
    end: int
    style: Style


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file somebody sent. `id` is the platform's; `adapter` is where it can be fetched.

    `size` is in bytes, 0 where the platform did not say. `kept` is the SHA-256 under which the house keeps
    its content, "" until it was fetched; `refused` says in plain words why it was not taken.
    """

    adapter: str
    id: str
    name: str
    mime: str = ""
    size: int = 0
    kept: str = ""
    refused: str = ""
