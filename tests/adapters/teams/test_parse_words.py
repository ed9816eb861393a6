"""The words of messages, how they were set, and the files that came with them."""

from __future__ import annotations

import pytest

from adapters.teams.asked import Known
from bot.events import (
    MessageReceived,
)
from bot.people import Person
from bot.written import Span, Style
from tests.adapters.teams.activities import CALL, CHANNEL, THREAD, activity, heard, one, said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<at>Help</at> Help me get Help", "Help me get Help"),
        ("<at>Help</at> HelpDesk", "HelpDesk"),
        ("<at>Help</at>, are you there?", "are you there?"),
        ("Hello <at>Help</at>, are you there?", "Hello, are you there?"),
        ("Who is <at>Help</at>?", "Who is?"),
        ("Ask <at>Help</at> please", "Ask please"),
        ("<at>Help</at> and <at>Help</at> again", "and @Help again"),
        ("<at>Help</at>\xa0Hey", "Hey"),
        ("no call at all", "no call at all"),
        ("<at>Help</at>", ""),
    ],
)
def test_the_call_of_the_bot_is_no_part_of_the_words(text: str, words: str) -> None:
    """The name by which the bot was called is taken out once, and nothing that only looks like it."""
    found = said(text=text, conversation=THREAD, entities=[CALL])
    assert (found.text, found.to_bot) == (words, True)


def test_other_people_who_are_named_stay_in_the_words() -> None:
    """They are mentions; channels and other bots are not."""
    ben = {"id": "29:ben", "name": "Ben"}
    entities = [
        CALL,
        {"type": "mention", "mentioned": ben, "text": "<at>Ben</at>"},
        {"type": "mention", "mentioned": {"id": CHANNEL, "type": "channel"}, "text": "<at>Support</at>"},
        {"type": "mention", "mentioned": {"id": "28:other"}, "text": "<at>Other</at>"},
        {"type": "mention"},
        {"type": "clientInfo"},
    ]
    known = Known({"29:ben": Person("teams", "ben-1", "Ben")})
    body = activity(text="<at>Help</at> ask <at>Ben</at> in <at>Support</at>", entities=entities)
    found = one(heard(body | {"conversation": THREAD}, known), MessageReceived)
    assert found.text == "ask @Ben in @Support"
    assert found.mentions == (Person("teams", "ben-1"),)


HTML, REPLY = "text/html", "http://schema.skype.com/Reply"


@pytest.mark.parametrize(
    ("text", "html", "words", "spans"),
    [
        ("bold", "<p><strong>bold</strong></p>", "bold", [(0, 4, Style.BOLD)]),
        ("a b", "<div><em>a</em> <s>b</s></div>", "a b", [(0, 1, Style.ITALIC), (2, 3, Style.STRIKE)]),
        ("One\r\nTwo", "<p>One</p><p>Two</p>", "One\nTwo", []),
        ("x", "<ul><li>x</li></ul>", "• x", []),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>", "1. a\n2. b", []),
        ("a b", "<ol><li>a</li><li>b</li></ol>", "1. a\n2. b", []),
        ("code", "<code>code</code>", "code", [(0, 4, Style.CODE)]),
        ("a\nb", "<pre>a\nb</pre>", "a\nb", [(0, 3, Style.BLOCK)]),
        ("q", "<blockquote>q</blockquote>", "q", [(0, 1, Style.QUOTE)]),
        ("a & <b>", "<p>a &amp; &lt;b&gt;</p>", "a & <b>", []),
        (
            "here",
            '<p><a href="https://x.example/a">here</a></p>',
            "here (https://x.example/a)",
            [(6, 25, Style.LINK)],
        ),
        (
            "https://x.example",
            '<a href="https://x.example/">https://x.example</a>',
            "https://x.example",
            [(0, 17, Style.LINK)],
        ),
        ("see https://x.example/a.", None, "see https://x.example/a.", [(4, 23, Style.LINK)]),
        ("other words", "<p><b>these</b></p>", "other words", []),
        ("", "<p><b>alone</b></p>", "alone", [(0, 5, Style.BOLD)]),
        ("hi 😀", '<p>hi <emoji alt="😀"></emoji></p>', "hi 😀", []),
        ("<![if", "<![if x", "<![if", []),
        ("a", "<p>a<!-- <b>no</b> --></p>", "a", []),
        (
            "Ada\nis it so?\nyes",
            f'<blockquote itemtype="{REPLY}"><strong>Ada</strong><p>is it so?</p></blockquote><p>yes</p>',
            "yes",
            [],
        ),
    ],
)
def test_how_words_were_set(
    text: str, html: str | None, words: str, spans: list[tuple[int, int, Style]]
) -> None:
    """Rich text comes twice; the HTML is read for how the words were set, where it says the same."""
    attached = [{"contentType": HTML, "content": html}] if html else []
    found = said(text=text, attachments=attached)
    assert found.text == words
    assert found.spans == tuple(Span(*span) for span in spans)


def test_the_call_is_taken_out_of_rich_text_too() -> None:
    """Named in both, it stands in neither; how the rest is set moves along."""
    html = (
        '<p><span itemtype="http://schema.skype.com/Mention" itemscope="" itemid="0">Help</span>&nbsp;'
        '<strong>now</strong> and <at id="1">Ben</at></p>'
    )
    ben = {"type": "mention", "mentioned": {"id": "29:ben", "name": "Ben"}, "text": "<at>Ben</at>"}
    found = said(
        text="<at>Help</at> now and <at>Ben</at>",
        entities=[CALL, ben],
        attachments=[{"contentType": HTML, "content": html}],
    )
    assert (found.text, found.spans) == ("now and @Ben", (Span(0, 3, Style.BOLD),))


def test_files_are_named_also_where_they_cannot_be_fetched() -> None:
    """Files of personal chats, pictures, and what a channel only names; cards are none."""
    attached = [
        {"contentType": HTML, "content": "<p>Hello</p>"},
        {"contentType": "application/vnd.microsoft.teams.file.download.info", "name": "a.txt"},
        {"contentType": "image/png", "contentUrl": "https://smba.trafficmanager.net/v3/attachments/1"},
        {"contentType": "reference", "name": "b.txt", "contentUrl": "https://acme.sharepoint.com/b"},
        {"contentType": "application/vnd.microsoft.card.adaptive", "content": {}},
    ]
    found = said(attachments=attached)
    assert [(file.name, file.mime) for file in found.files] == [
        ("a.txt", ""),
        ("picture.png", "image/png"),
        ("b.txt", ""),
    ]
    assert len({file.id for file in found.files}) == 3
    assert found.files == said(attachments=attached).files
    assert found.files != said(attachments=attached, id="2").files
