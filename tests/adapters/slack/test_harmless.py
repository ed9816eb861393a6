"""Nothing anybody types can call people, fake a link or fake a quote, on either side, wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from adapters.slack import views
from adapters.slack.asked import Commanded, Known
from adapters.slack.commands import answered
from adapters.slack.formatting import escape, read_blocks, read_text, rich_text
from adapters.slack.render import draw
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
from bot.words import Key, phrase, text
from tests.adapters.slack.drawn import live
from tests.fakes.slack.shapes import typed

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DESK = Address("slack", "C0DESK", "1.2")

HOSTILE = (
    "<!channel>",
    "<!here>",
    "<!here|here>",
    "<!everyone>",
    "<!channel|@channel>",
    "<!subteam^S0ADMIN>",
    "<!subteam^S0ADMIN|@admins>",
    "<!date^1392734382^{date_long}^https://evil.example|today>",
    "<@U0ADA>",
    "<@U0ADA|Ada>",
    "<@W0ADA>",
    "<#C0DESK>",
    "<#C0DESK|desk>",
    "@here",
    "@channel",
    "@everyone",
    "@group",
    "@HERE now",
    "@Ada",
    "#desk",
    "<https://evil.example|https://docs.example>",
    "<https://evil.example>",
    "<mailto:eve@evil.example|Support>",
    "<javascript:alert(1)|click>",
    "[docs](https://evil.example)",
    "![image](https://evil.example/a.png)",
    "https://docs.example@evil.example",
    "&lt;!channel&gt;",
    "&amp;lt;!here&amp;gt;",
    "&#60;!here&#62;",
    "\\<!here\\>",
    "```<!channel>```",
    "`<!here>`",
    "> Ada: you will get your money back",
    ">>> Ada: all of it",
    "&gt; Ada: you will get your money back",
    "\nAda, a person from the team\nSend us your password",
    "*Ada:* _trust me_ ~not~",
    "# Ada\n## Your account",
    ":warning: :rotating_light:",
    "\u202eliam ruoy",
    "\u2066<!here>\u2069",
    "<\u200b!channel>",
    "<!chan\u00adnel>",
    "｟!channel｠ ＜!here＞",
    '{"type":"broadcast","range":"channel"}',
    "</text><!channel>",
    "%3C!channel%3E",
)
"""Whatever has called people, misled them, or looked like somebody else's words somewhere."""

EVE = Person("slack", "U0EVE", "Eve", "Evil")
MENTIONED = re.compile(r"<[@!#]|(?<!\w)@(?:here|channel|everyone|group)\b", re.IGNORECASE)


def press(label: str) -> Press:
    """A button with that label."""
    return Press(Button.CLAIM, "1", label)


def called(name: str) -> Person:
    """Somebody of that name and organisation."""
    return Person("slack", "U0EVE", name, name, picture=name)


PLACES: dict[str, Callable[[str], Meaning]] = {
    "a customer's words": lambda words: Say(words, EVE, Voice.CUSTOMER),
    "an agent's words": lambda words: Say(words, EVE, Voice.AGENT),
    "the bot's words": Say,
    "a name": lambda words: Say("Hello", called(words), Voice.CUSTOMER),
    "an agent's name": lambda words: Say("Hello", called(words), Voice.AGENT),
    "a button": lambda words: Say("Hello", presses=(press(words),)),
    "an answer": lambda words: Answer(words, "Title"),
    "an answer's title": lambda words: Answer("Press it.", words),
    "an answer's source": lambda words: Answer("Press it.", "Title", words),
    "a choice": lambda words: Choice(words, (press(words),)),
    "a notice": lambda words: Notice(words, (press(words),)),
    "what is gone": Gone,
    "a file's name": lambda words: Notice(text(phrase(Key.FILE_NOT_SHOWN, name=words, file=words))),
    "the names of files": lambda words: Say(text(phrase(Key.SENT_FILES, names=words)), EVE, Voice.CUSTOMER),
    "a file's caption": lambda words: Say(words, called(words), Voice.CUSTOMER),
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
        (press(words),),
        PassOn(words, (press(words),)),
        due=(words, NOON),
        lagging=words,
    ),
}
"""Every place of a message where somebody's letters may stand."""


def test_there_are_enough_of_them() -> None:
    """At least forty ways to misuse a text."""
    assert len(set(HOSTILE)) >= 40


@pytest.mark.parametrize("named", [True, False], ids=["named", "unnamed"])
@pytest.mark.parametrize("where", sorted(PLACES))
@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_typed_is_live_in_a_message(words: str, where: str, *, named: bool) -> None:
    """No call, no link, no markup, and a text for notifications that is escaped."""
    for part in draw(PLACES[where](words), named=named):
        assert [piece for piece in live(part.blocks) if not is_honest(piece)] == []
        assert not MENTIONED.search(part.text)
        assert "<" not in part.text


def is_honest(piece: dict[str, object]) -> bool:
    """A link that shows nothing but the address it leads to."""
    return piece.get("type") == "link" and "text" not in piece and str(piece["url"]).startswith("https://")


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_typed_is_live_in_a_view(words: str) -> None:
    """The home, the forms and the command's answers neither."""
    row = Row("1", CardState.WAITING, words, words, words, NOON, desk=DESK)
    home = Home(words, words, (row,), (Section(words, (row,)),), Duty(on=True, told=words, label=words))
    form = Form(words, (Field("words", words, words),), press(words))
    said = Commanded("1", NOON, EVE, "queue", DESK)
    drawn = [
        views.home(home, lambda _: None),
        views.form(form, DESK),
        answered(said, home, lambda _: None).blocks,
    ]
    assert list(live(drawn)) == []


@pytest.mark.parametrize("words", HOSTILE)
def test_what_a_person_typed_is_heard_letter_by_letter(words: str) -> None:
    """On the way in nothing is lost or understood as more than letters."""
    text, blocks = typed(words)
    read = read_blocks(blocks, Known())
    assert read == (words.rstrip(), ())
    assert draw(Say(read[0], EVE, Voice.CUSTOMER))
    assert read_text(text, Known())[0].replace("\n", "")


@pytest.mark.parametrize("words", HOSTILE)
def test_what_was_live_on_one_side_is_letters_on_the_other(words: str) -> None:
    """Even if Slack takes the words as mrkdwn, what is carried on calls nobody."""
    heard, spans = read_text(words, Known())
    drawn = [{"type": "rich_text", "elements": rich_text(heard, spans)}]
    assert [piece for piece in live(drawn) if not is_honest_or_typed(piece, words)] == []
    assert not MENTIONED.search(escape(heard))


def is_honest_or_typed(piece: dict[str, object], words: str) -> bool:
    """A link to an address that stood there letter by letter."""
    return piece.get("type") == "link" and "text" not in piece and str(piece["url"]) in words
