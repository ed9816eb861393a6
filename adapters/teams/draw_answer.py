"""What the answerer says: the words with Teams' own label and citation, then a card with the buttons."""

from __future__ import annotations

from adapters.teams.cards import Element, actions, attached, card, cut, execute, letters, rich
from adapters.teams.markup import LINK, clean, escape
from adapters.teams.wording import Drawn, in_words, pieces
from bot.meanings import Answer

__all__ = ["answer"]

CITED, ABSTRACT = 80, 160
"""Letters of a citation's name and of its abstract that Teams takes (page on AI-generated messages)."""


def answer(given: Answer) -> tuple[Drawn, ...]:
    """The words in one message or more, and the buttons in one of their own: a message is never both."""
    *earlier, last = [words for words, _ in pieces(clean(given.text))]
    number = _number(given.text)
    cited = f"{escape(last)} [{number}]" if given.title else escape(last)
    whole = cited if given.presses else f"{cited}{_source_below(given)}"
    said = [Drawn(in_words(escape(words), [_label()])) for words in earlier]
    said.append(Drawn(in_words(whole, [_label(*_citation(given, number))])))
    return (*said, *_buttons(given))


def _buttons(given: Answer) -> list[Drawn]:
    if not given.presses:
        return []
    rows = actions([execute(press) for press in given.presses], most=4)
    return [Drawn(attached(card([_source(given), *rows]), given.title), extra=True)]


def _label(*citations: Element) -> Element:
    """Teams' own mark on what the answerer said; there may be one on a message."""
    return {
        "type": "https://schema.org/Message",
        "@type": "Message",
        "@context": "https://schema.org",
        "@id": "",
        "additionalType": ["AIGeneratedContent"],
        **({"citation": list(citations)} if citations else {}),
    }


def _number(words: str) -> int:
    """A number for the citation that the words do not have in brackets themselves."""
    return next(number for number in range(1, len(words) + 2) if f"[{number}]" not in words)


def _citation(given: Answer, number: int) -> list[Element]:
    if not given.title:
        return []
    appearance = {
        "@type": "DigitalDocument",
        "name": cut(" ".join(given.title.split()), CITED) or "–",
        "abstract": cut(" ".join(given.text.split()), ABSTRACT) or "–",
        **({"url": given.source} if LINK.fullmatch(given.source) else {}),
    }
    return [{"@type": "Claim", "position": number, "appearance": appearance}]


def _source(given: Answer) -> Element:
    """The entry's title, and the address it comes from letter by letter."""
    runs = letters(given.title, 200, italic=True, isSubtle=True)
    if LINK.fullmatch(given.source):
        opened = {"type": "Action.OpenUrl", "url": given.source}
        runs += [*letters(" · ", isSubtle=True), *letters(given.source, 2000, selectAction=opened)]
    return rich(runs)


def _source_below(given: Answer) -> str:
    """The same where there is no card to show it on."""
    source = f'<a href="{escape(given.source)}">{escape(given.source)}</a>'
    told = [f"<em>{escape(cut(given.title, 200))}</em>"] if given.title else []
    told += [source] if LINK.fullmatch(given.source) else []
    return f"<br/>{' · '.join(told)}" if told else ""
