"""A turn as the message it becomes on one side: the only place where turns turn into meanings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation import Conversation
from bot.meanings import (
    Answer,
    Button,
    Choice,
    DeskCard,
    Gone,
    Line,
    Meaning,
    Notice,
    Press,
    Recap,
    Say,
    Tried,
)
from bot.people import Side, Voice
from bot.settings import Rules
from bot.turns import Fate, Given, Joined, Offered, Recapped, Suggested, Told, Turn, Typed
from bot.words import Key, phrase, text
from bot.written import Span

ASKS_TO_CANCEL = {
    Key.WAITING_UNSURE,
    Key.WAITING_ASKED,
    Key.WAITING_UPSET,
    Key.WAITING_CIRCLES,
    Key.WAITING_OTHER,
    Key.WAITING_UNSURE_CLOSED,
    Key.WAITING_ASKED_CLOSED,
    Key.WAITING_UPSET_CLOSED,
    Key.WAITING_CIRCLES_CLOSED,
    Key.WAITING_OTHER_CLOSED,
    Key.STILL_WAITING,
}


def message(turn: Turn, c: Conversation, rules: Rules, *, to: Side, retold: Sequence[Turn] = ()) -> Meaning:
    """What stands on side *to* for *turn*. `retold` are the turns a recap retells, oldest first."""
    language = rules.route.language
    if turn.fate is Fate.GONE:
        return Gone(text(phrase(Key.DELETED), language))
    match turn.body:
        case Typed() as typed:
            return _words(turn, typed, c, to, language)
        case Given() as given:
            return _answer(turn, given, c, language)
        case Offered() as offered:
            return _choice(turn, offered, language)
        case Suggested() as suggested:
            return Notice(text(phrase(Key.SUGGESTION), language), inserts(turn.id, suggested, language))
        case Told(said):
            return Notice(text(said, language), _ways_on(said.key, c, language))
        case Recapped():
            return recap(retold, language)
        case Joined():
            return _several(turn, retold, c, to, language)


def once_more(meaning: Meaning, language: str) -> Meaning:
    """The same, visibly marked: it may stand there already, and nobody can look."""
    told = text(phrase(Key.MAYBE_TWICE), language)
    match meaning:
        case Say():
            return replace(meaning, again=True)
        case Answer(text=words) | Choice(text=words) | Notice(text=words) | Gone(text=words):
            return replace(meaning, text=f"{words}\n\n{told}")
        case Recap(title=title):
            return replace(meaning, title=f"{title}. {told}")
        case DeskCard():
            return replace(meaning, lagging=told)


def press(button: Button, key: Key, about: str, language: str, *, pick: str = "", **values: str) -> Press:
    """A button with its label in the reader's language."""
    return Press(button, about, text(phrase(key, **values), language), pick)


def _words(turn: Turn, typed: Typed, c: Conversation, to: Side, language: str) -> Say:
    mention = c.asker if to is Side.CUSTOMER and turn.voice is Voice.AGENT and c.group_chat else None
    stays = to is Side.DESK and turn.fate in (Fate.NOTE, Fate.HELD)
    said = typed.text or _file_names(typed, language)
    return Say(said, turn.by, turn.voice, mention, spans=typed.spans, note=stays)


def _several(turn: Turn, parts: Sequence[Turn], c: Conversation, to: Side, language: str) -> Say | Gone:
    """What one person wrote line by line. A deleted line stands at the desk as deleted, elsewhere not."""
    shown = [part for part in parts if to is Side.DESK or part.fate is Fate.SAID]
    if all(part.fate is Fate.GONE for part in shown):
        return Gone(text(phrase(Key.DELETED), language))
    lines, spans, length = [plain(part, language) for part in shown], [], 0
    for part, words in zip(shown, lines, strict=True):
        set_so = part.body.spans if isinstance(part.body, Typed) and part.fate is not Fate.GONE else ()
        spans += [Span(s.start + length, s.end + length, s.style) for s in set_so]
        length += len(words) + 1
    return _words(turn, Typed("\n".join(lines), tuple(spans)), c, to, language)


def _file_names(typed: Typed, language: str) -> str:
    """What stands for words where somebody sent files without any."""
    names = ", ".join(file.name for file in typed.files if file.name)
    return text(phrase(Key.SENT_FILES, names=names), language) if names else ""


def _answer(turn: Turn, given: Given, c: Conversation, language: str) -> Answer:
    person = press(Button.WANT_PERSON, Key.BUTTON_WANT_PERSON, c.id, language)
    thumbs = (
        press(Button.HELPFUL, Key.BUTTON_HELPFUL, turn.id, language),
        press(Button.NOT_HELPFUL, Key.BUTTON_NOT_HELPFUL, turn.id, language),
    )
    entry = given.passage.entry
    return Answer(given.text, entry.questions[0], entry.source, (*(() if turn.feedback else thumbs), person))


def _choice(turn: Turn, offered: Offered, language: str) -> Choice:
    if offered.chosen:
        return Choice(text(phrase(Key.CHOSEN, title=offered.chosen), language))
    asked = text(phrase(Key.DID_YOU_MEAN), language)
    if not offered.passages:
        return Choice(asked)
    options = tuple(
        Press(Button.CHOOSE, turn.id, passage.entry.questions[0], passage.entry.id)
        for passage in offered.passages
    )
    return Choice(asked, (*options, press(Button.NONE_OF_THESE, Key.BUTTON_NONE_OF_THESE, turn.id, language)))


def inserts(turn: str, suggested: Suggested, language: str) -> tuple[Press, ...]:
    """One button for each passage an agent may send as it is."""
    return tuple(
        press(
            Button.INSERT,
            Key.BUTTON_INSERT,
            turn,
            language,
            pick=passage.entry.id,
            title=passage.entry.questions[0],
        )
        for passage in suggested.passages
    )


def _ways_on(key: Key, c: Conversation, language: str) -> tuple[Press, ...]:
    person = press(Button.WANT_PERSON, Key.BUTTON_WANT_PERSON, c.id, language)
    if key in ASKS_TO_CANCEL:
        return (press(Button.NEVER_MIND, Key.BUTTON_NEVER_MIND, c.id, language),)
    if key is Key.NOT_HELPFUL:
        return (person,)
    if key is Key.HANDED_BACK:
        return (press(Button.SOLVED, Key.BUTTON_SOLVED, c.id, language), person)
    return ()


def recap(retold: Sequence[Turn], language: str) -> Recap:
    """What was said so far, and below it what the bot considered."""
    title, tried = text(phrase(Key.RECAP), language), text(phrase(Key.TRIED), language)
    lines = tuple(line(turn, language) for turn in retold if not _never_said(turn))
    return Recap(title, lines, tried, considered(retold))


def _never_said(turn: Turn) -> bool:
    """Words that wait for a press stand on the card; those of a shadow stand nowhere.

    The bot deletes nothing: words of its own that are gone were withdrawn before anybody saw them.
    """
    return turn.fate in (Fate.HELD, Fate.UNSAID) or (turn.voice is Voice.BOT and turn.fate is Fate.GONE)


def line(turn: Turn, language: str) -> Line:
    """One turn as one utterance of a transcript."""
    name = turn.by.name if turn.by else ""
    return Line(turn.voice, name, plain(turn, language), turn.at)


def considered(turns: Sequence[Turn]) -> tuple[Tried, ...]:
    """The passages the bot gave, offered or found in these turns."""
    found = {}
    for turn in turns:
        match turn.body:
            case Given(passage=passage):
                found[passage.entry.id] = passage
            case Offered(passages=passages) | Suggested(passages=passages):
                found |= {passage.entry.id: passage for passage in passages}
            case Typed() | Told() | Recapped() | Joined():
                continue
    return tuple(Tried(p.entry.questions[0], round(p.score, 2)) for p in found.values())


def plain(turn: Turn, language: str) -> str:
    """The turn's words without anything around them."""
    if turn.fate is Fate.GONE:
        return text(phrase(Key.DELETED), language)
    match turn.body:
        case Typed(words) as typed:
            return words or _file_names(typed, language)
        case Given(words):
            return words
        case Told(said):
            return text(said, language)
        case Offered(passages=passages, chosen=chosen):
            titles = [chosen] if chosen else [p.entry.questions[0] for p in passages]
            return " · ".join([text(phrase(Key.DID_YOU_MEAN), language), *titles])
        case Suggested() | Recapped() | Joined():
            return ""
