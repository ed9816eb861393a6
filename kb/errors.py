"""What can go wrong with the knowledge base, said so that the reader can mend it.

KnowledgeError
├ BrokenFile       file, line, what is wrong, what a right one looks like
├ IndexBroken      the index on disk cannot be searched
├ ModelMissing     the embedding model's files are absent or not the expected ones
├ UnknownEntry     no such entry, or no such version of it
└ WrongEmbedder    the index was made with another model
"""

from __future__ import annotations

from dataclasses import dataclass


class KnowledgeError(Exception):
    """Something about the knowledge base stops the work; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in one place of one file."""

    file: str
    line: int
    wrong: str
    right: str

    def __str__(self) -> str:
        """Tell it in one line, as a compiler would."""
        return f"{self.file}:{self.line}: {self.wrong}. A right one: {self.right}"


class BrokenFile(KnowledgeError):
    """One or more files could not be read as entries; nothing was changed."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class IndexBroken(KnowledgeError):
    """The index on disk cannot be searched; it can be thrown away and made anew from the library."""


class ModelMissing(KnowledgeError):
    """The embedding model cannot be loaded; nothing can be searched."""


class UnknownEntry(KnowledgeError):
    """There is no such entry in the library, or no such version of it."""


class WrongEmbedder(KnowledgeError):
    """The index was built by another model than the one asked to search it."""
