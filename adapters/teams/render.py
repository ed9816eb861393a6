"""Meanings as Teams' messages. Pure: the same meaning gives the same messages.

A message is words alone or a card alone: Teams parts what is both, and tells no id of it. What is too long
for one message becomes several; nothing anybody typed is ever markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters.teams.cards import (
    MOST,
    Element,
    actions,
    attached,
    box,
    card,
    cut,
    execute,
    letters,
    moment,
    rich,
    said,
    weight,
)
from adapters.teams.draw_card import desk_card, tried
from adapters.teams.markup import LINK, clean, escape, marked
from adapters.teams.us import ADAPTER
from bot.meanings import Answer, Button, Choice, DeskCard, Gone, Meaning, Notice, Press, Recap, Say
from bot.people import Person, Voice
from bot.words import Key
from bot.written import Span

__all__ = ["Drawn", "Seen", "card_of", "draw"]

Activity = dict[str, Any]

PART = 5000
"""Letters of one message. Even if each of them has to be escaped, Teams takes it."""

SHORT = 2000
"""Letters that stand on one card with their buttons."""

NAME, RECAP, SUGGESTED = 80, 10_000, 6

CITED, ABSTRACT = 80, 160
"""Letters of a citation's name and of its abstract that Teams takes (page on AI-generated messages)."""

IDS = re.compile(r"[\w:.\-=+/]{2,300}", re.ASCII)
CALLABLE = re.compile(r"[^\w .,'’-]|_")
"""What is left out of a name that is called: markup is read around it."""


def _own_id(person: Person) -> str:
    return person.id


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a message is read. `personal`: in a chat of one person with the bot.

    `heard`: whatever is written there reaches the bot. `called` gives the id that mentions a person.
    """

    personal: bool = False
    heard: bool = False
    called: Callable[[Person], str] = _own_id


@dataclass(frozen=True, slots=True)
class Drawn:
    """One message. Words are said without their `extra`: buttons that could not follow them."""

    activity: Activity = field(default_factory=dict)
    extra: bool = False


def draw(meaning: Meaning, seen: Seen = Seen()) -> tuple[Drawn, ...]:
    """*meaning* as messages, in order."""
    match meaning:
        case Say():
            return _say(meaning, seen)
        case Answer():
            return _answer(meaning)
        case Choice():
            return (Drawn(_choice(meaning, seen)),)
        case Notice(text=words, presses=presses):
            return (Drawn(_notice(words, presses)),)
        case Gone(text=words):
            return (Drawn(_words(f"<em>{escape(cut(words, PART))}</em>")),)
        case Recap():
            return (Drawn(attached(_recap(meaning), meaning.title)),)
        case DeskCard():
            return (Drawn(attached(desk_card(meaning, heard=seen.heard), _summary(meaning))),)


def card_of(meaning: Meaning, seen: Seen = Seen()) -> Mapping[str, Any] | None:
    """The card that *meaning* is shown as, if it is one."""
    attachments = draw(meaning, seen)[-1].activity.get("attachments", ())
    return next((one["content"] for one in attachments), None)


def _words(marked_up: str, entities: Sequence[Element] = ()) -> Activity:
    told: Activity = {"type": "message", "textFormat": "xml", "text": marked_up or "&nbsp;"}
    return {**told, "entities": list(entities)} if entities else told


def _summary(drawn: DeskCard) -> str:
    return f"{drawn.headline}: {drawn.question}" if drawn.question else drawn.headline


# -- somebody's words


def _say(say: Say, seen: Seen) -> tuple[Drawn, ...]:
    if say.presses and len(say.text) <= SHORT:
        return (Drawn(_pressable(say, seen)),)
    spans = say.spans if clean(say.text) == say.text else ()
    parts = list(_parts(clean(say.text), spans))
    drawn = [
        Drawn(_part(say, words, spans, seen, first=not number)) for number, (words, spans) in enumerate(parts)
    ]
    buttons = actions([execute(press) for press in say.presses])
    return (*drawn, *([Drawn(attached(card(buttons), ""))] if buttons else []))


def _part(say: Say, words: str, spans: Sequence[Span], seen: Seen, *, first: bool) -> Activity:
    mention = _mention(say.mention, seen) if say.mention and first else None
    head = _header(say) if first else ""
    called = f"{_called(say.mention, mention)} " if say.mention and first else ""
    entities = [mention] if mention else []
    whole = _words(head + called + marked(words, spans), entities)
    return whole if weight(whole) <= MOST else _words(head + called + escape(words), entities)


def _header(say: Say) -> str:
    """Who speaks, in bold above the words: a bot has one name, and never another's."""
    told = [f"<strong>{escape(_introduced(say))}</strong>"] if say.author else []
    told += [f"<em>{escape(said(Key.MAYBE_TWICE))}</em>"] if say.again else []
    return "".join(f"{one}<br/>" for one in told)


def _introduced(say: Say) -> str:
    name = _name(say.author) if say.author else ""
    return said(Key.SAID_BY_AGENT, name=name) if say.voice is Voice.AGENT else name


def _name(person: Person) -> str:
    """A person's name on one line; a customer's with the organisation."""
    whole = f"{person.name} ({person.organisation})" if person.organisation else person.name
    return cut(" ".join(whole.split()), NAME) or said(Key.SOMEBODY)


def _mention(person: Person, seen: Seen) -> Element | None:
    """What makes Teams tell a person of a message; None for somebody who is not there."""
    user = seen.called(person) if person.adapter == ADAPTER else ""
    name = " ".join(CALLABLE.sub("", clean(person.name)).split())[:NAME] or said(Key.SOMEBODY)
    if not IDS.fullmatch(user):
        return None
    return {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": user, "name": name}}


def _called(person: Person, mention: Element | None) -> str:
    return str(mention["text"]) if mention else escape(f"@{_name(person)}")


def _pressable(say: Say, seen: Seen) -> Activity:
    """Words with buttons, as a card."""
    mention = _mention(say.mention, seen) if say.mention else None
    body = [rich(letters(_introduced(say), weight="Bolder"))] if say.author else []
    body += [rich(letters(said(Key.MAYBE_TWICE), isSubtle=True))] if say.again else []
    # A person can be called in a text block alone; the name has no letter that markdown knows.
    body += [{"type": "TextBlock", "text": mention["text"], "wrap": True}] if mention else []
    body += [rich(letters(f"@{_name(say.mention)}"))] if say.mention and not mention else []
    body += [rich(letters(say.text)), *actions([execute(press) for press in say.presses])]
    return attached(card(body, entities=[mention] if mention else ()), say.text)


def _parts(words: str, spans: Sequence[Span]) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Words in pieces of at most `PART` letters, cut where a line or a word ends, each with its spans."""
    at = 0
    while True:
        end = _end(words, at)
        here = (Span(max(s.start, at) - at, min(s.end, end) - at, s.style) for s in spans)
        yield words[at:end], tuple(s for s in here if s.start < s.end)
        at = end
        if at >= len(words):
            return


def _end(words: str, at: int) -> int:
    if len(words) - at <= PART:
        return len(words)
    for gap in ("\n", " "):
        found = words.rfind(gap, at + PART // 2, at + PART)
        if found > 0:
            return found + 1
    return at + PART


# -- the bot's own


def _answer(answer: Answer) -> tuple[Drawn, ...]:
    """The words with Teams' label and the source as a citation, then a small card with the buttons."""
    parts = [words for words, _ in _parts(clean(answer.text), ())]
    buttons = [execute(press) for press in answer.presses]
    number = _number(answer.text)
    drawn = [Drawn(_words(escape(words), [_label()])) for words in parts[:-1]]
    cited = f"{escape(parts[-1])} [{number}]" if answer.title else escape(parts[-1])
    last = cited if buttons else f"{cited}{_source_below(answer)}"
    drawn.append(Drawn(_words(last, [_label(*_citation(answer, number))])))
    if buttons:
        body = [_source(answer), *actions(buttons, most=4)]
        drawn.append(Drawn(attached(card(body), answer.title), extra=True))
    return tuple(drawn)


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


def _citation(answer: Answer, number: int) -> list[Element]:
    if not answer.title:
        return []
    appearance = {
        "@type": "DigitalDocument",
        "name": cut(" ".join(answer.title.split()), CITED) or "–",
        "abstract": cut(" ".join(answer.text.split()), ABSTRACT) or "–",
        **({"url": answer.source} if LINK.fullmatch(answer.source) else {}),
    }
    return [{"@type": "Claim", "position": number, "appearance": appearance}]


def _source(answer: Answer) -> Element:
    """The entry's title, and the address it comes from letter by letter."""
    runs = letters(answer.title, 200, italic=True, isSubtle=True)
    if LINK.fullmatch(answer.source):
        opened = {"type": "Action.OpenUrl", "url": answer.source}
        runs += [*letters(" · ", isSubtle=True), *letters(answer.source, 2000, selectAction=opened)]
    return rich(runs)


def _source_below(answer: Answer) -> str:
    source = f'<a href="{escape(answer.source)}">{escape(answer.source)}</a>'
    told = [f"<em>{escape(cut(answer.title, 200))}</em>"] if answer.title else []
    told += [source] if LINK.fullmatch(answer.source) else []
    return f"<br/>{' · '.join(told)}" if told else ""


def _choice(choice: Choice, seen: Seen) -> Activity:
    """The question and a button a line, since entries have long titles."""
    rows = (actions([execute(press)]) for press in choice.options[: SUGGESTED * 3])
    drawn = attached(
        card([rich(letters(choice.text, PART)), *(one for row in rows for one in row)]), choice.text
    )
    titles = [press.label for press in choice.options if press.button is Button.CHOOSE]
    if seen.personal and titles:
        # An extra where Teams has it: the same questions as words to send with one tap.
        drawn["suggestedActions"] = {"to": [], "actions": [_suggested(title) for title in titles[:SUGGESTED]]}
    return drawn


def _suggested(title: str) -> Element:
    words = cut(" ".join(title.split()), CITED)
    return {"type": "imBack", "title": words, "value": words}


def _notice(words: str, presses: Sequence[Press]) -> Activity:
    if not presses:
        return _words(escape(cut(words, PART)))
    body = [rich(letters(words, PART)), *actions([execute(press) for press in presses])]
    return attached(card(body), words)


def _recap(recap: Recap) -> Element:
    """Every utterance, each at most as long as lets all of them in."""
    most = max(40, min(800, RECAP // max(1, len(recap.lines))))
    body = [rich(letters(recap.title, 200, weight="Bolder", size="Medium"))]
    for one in recap.lines:
        name = letters(f"{cut(' '.join(one.name.split()), NAME) or said(Key.SOMEBODY)}  ", weight="Bolder")
        when = letters(moment(one.at), isSubtle=True, size="Small")
        words = rich(letters(cut(one.text, most) or "–"))
        body += [rich(name, when), box([words], "emphasis", spacing="Small")]
    if recap.tried:
        body += [rich(letters(recap.tried_title, 200, weight="Bolder")), *tried(recap.tried)]
    return card(body, wide=True)
