"""Meanings as Teams' messages. Pure: the same meaning gives the same messages.

A message is words alone or a card alone: Teams parts what is both, and tells no id of it. What is too long
for one message becomes several; nothing anybody typed is ever markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
from adapters.teams.draw_answer import answer
from adapters.teams.draw_card import desk_card, tried
from adapters.teams.markup import clean, escape, marked
from adapters.teams.us import ADAPTER
from adapters.teams.wording import PART, Activity, Drawn, in_words, pieces
from bot.meanings import Answer, Button, Choice, DeskCard, Gone, Meaning, Notice, Press, Recap, Say
from bot.people import Person, Voice
from bot.words import Key
from bot.written import Span

__all__ = ["Drawn", "Seen", "card_of", "draw"]

SHORT = 2000
"""Letters that stand on one card with their buttons."""

NAME, RECAP, SUGGESTED, TAPPED = 80, 10_000, 6, 80

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


def draw(meaning: Meaning, seen: Seen = Seen()) -> tuple[Drawn, ...]:
    """*meaning* as messages, in order."""
    match meaning:
        case Say():
            return _say(meaning, seen)
        case Answer():
            return answer(meaning)
        case Choice():
            return (Drawn(_choice(meaning, seen)),)
        case Notice(text=words, presses=presses):
            return (Drawn(_notice(words, presses)),)
        case Gone(text=words):
            return (Drawn(in_words(f"<em>{escape(cut(words, PART))}</em>")),)
        case Recap():
            return (Drawn(attached(_recap(meaning), meaning.title)),)
        case DeskCard():
            return (Drawn(attached(desk_card(meaning, heard=seen.heard), _summary(meaning))),)


def card_of(meaning: Meaning, seen: Seen = Seen()) -> Mapping[str, Any] | None:
    """The card that *meaning* is shown as, if it is one."""
    attachments = draw(meaning, seen)[-1].activity.get("attachments", ())
    return next((one["content"] for one in attachments), None)


def _summary(drawn: DeskCard) -> str:
    return f"{drawn.headline}: {drawn.question}" if drawn.question else drawn.headline


# -- somebody's words


def _say(say: Say, seen: Seen) -> tuple[Drawn, ...]:
    if say.presses and len(say.text) <= SHORT:
        return (Drawn(_pressable(say, seen)),)
    spans = say.spans if clean(say.text) == say.text else ()
    numbered = enumerate(pieces(clean(say.text), spans))
    drawn = [Drawn(_part(say, words, set_so, seen, first=not number)) for number, (words, set_so) in numbered]
    buttons = actions([execute(press) for press in say.presses])
    return (*drawn, *([Drawn(attached(card(buttons), ""))] if buttons else []))


def _part(say: Say, words: str, spans: Sequence[Span], seen: Seen, *, first: bool) -> Activity:
    mention = _mention(say.mention, seen) if say.mention and first else None
    head = _header(say) if first else ""
    called = f"{_called(say.mention, mention)} " if say.mention and first else ""
    entities = [mention] if mention else []
    whole = in_words(head + called + marked(words, spans), entities)
    return whole if weight(whole) <= MOST else in_words(head + called + escape(words), entities)


def _header(say: Say) -> str:
    """Who speaks, in bold above the words: a bot has one name, and never another's."""
    told = [f"<strong>{escape(_introduced(say))}</strong>"] if say.author else []
    told += [f"<em>{escape(said(Key.MAYBE_TWICE))}</em>"] if say.again else []
    return "".join(f"{one}<br/>" for one in told)


def _introduced(say: Say) -> str:
    name = _name(say.author) if say.author else ""
    if say.note:
        return said(Key.NOTE_BY_AGENT, name=name or said(Key.SOMEBODY))
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


# -- the bot's own


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
    words = cut(" ".join(title.split()), TAPPED)
    return {"type": "imBack", "title": words, "value": words}


def _notice(words: str, presses: Sequence[Press]) -> Activity:
    if not presses:
        return in_words(escape(cut(words, PART)))
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
