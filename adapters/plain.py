"""What a meaning says as plain text, and what can be pressed on it.

For platforms that draw nothing richer, and wherever an adapter asks "is this button drawn here?".
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.meanings import Answer, Choice, DeskCard, Gone, Meaning, Notice, Press, Recap, Say

__all__ = ["presses", "signed", "words"]


def words(meaning: Meaning) -> str:
    """The words of *meaning* as plain text, without its buttons."""
    match meaning:
        case Say() | Answer() | Choice() | Notice() | Gone():
            return meaning.text
        case Recap():
            return "\n".join(_recap(meaning))
        case DeskCard():
            return "\n".join(_card(meaning))


def signed(meaning: Meaning) -> str:
    """The words with whoever says them in front, for platforms that show every post as the bot's own."""
    if not isinstance(meaning, Say):
        return words(meaning)
    called = f"@{meaning.mention.name} " if meaning.mention and meaning.mention.name else ""
    by = f"{meaning.author.name}: " if meaning.author and meaning.author.name else ""
    return f"{by}{called}{meaning.text}"


def presses(meaning: Meaning) -> tuple[Press, ...]:
    """Every button drawn on *meaning*, in the order of reading."""
    match meaning:
        case Say() | Answer() | Notice():
            return meaning.presses
        case Choice():
            return meaning.options
        case DeskCard():
            return tuple(_on_card(meaning))
        case Gone() | Recap():
            return ()


def _recap(recap: Recap) -> Iterator[str]:
    yield recap.title
    for line in recap.lines:
        yield f"{line.name}: {line.text}"
    if recap.tried:
        yield recap.tried_title
    for tried in recap.tried:
        yield f"{tried.title} ({tried.score:.0%})"


def _card(card: DeskCard) -> Iterator[str]:
    yield card.headline
    yield card.question
    for label, value in card.details:
        yield f"{label}: {value}"
    for tried in card.tried:
        yield f"{tried.title} ({tried.score:.0%})"
    for unsent in card.unsent:
        yield f"{unsent.title}: {unsent.text}"
    if card.lagging:
        yield card.lagging


def _on_card(card: DeskCard) -> Iterator[Press]:
    yield from card.inserts
    for unsent in card.unsent:
        yield from unsent.presses
    yield from card.presses
    if card.pass_on is not None:
        yield from card.pass_on.presses
