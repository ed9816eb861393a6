"""What somebody wrote, besides its plain letters: how it was formatted, and the files that came with it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

HARMFUL = frozenset(
    "apk app bat cmd com cpl dll exe hta jar js jse lnk msi msp pif ps1 reg scr sh vb vbe vbs wsf".split()
)
"""Endings of files that do something when they are opened."""


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

    @property
    def is_harmful(self) -> bool:
        """Whether it does something when it is opened; such a file is named, never handed on."""
        return is_harmful(self.name)


def is_harmful(name: str) -> bool:
    """Whether a file of that name does something when it is opened."""
    return file_name(name).rpartition(".")[2].lower() in HARMFUL


def file_name(name: str) -> str:
    """A name as one may write it to a disk: no folders, and nothing unseen that hides how it ends."""
    seen = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    return re.split(r"[/\\:]", seen)[-1].strip(" .")
