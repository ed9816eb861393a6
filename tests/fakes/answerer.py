"""An answerer that knows a few questions by heart, for stories about everything but retrieval."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from bot.errors import AnswererError
from bot.judgement import Bar, Draft, Findings, Noticed, Question, SmallTalk
from kb.entry import Entry, Passage

BAR = Bar(answer=0.8, offer=0.4)

BOOK = {
    "how do i reset my password": Entry(
        "reset-password", ("How do I reset my password?",), "Press “Forgot password” on the sign-in page."
    ),
    "how do i invite a teammate": Entry(
        "invite", ("How do I invite a teammate?",), "Open Team and press Invite."
    ),
    "what does it cost": Entry("price", ("What does it cost?",), "Five euros a month for each person."),
}
"""Answered with certainty, by their words without question mark or capitals."""

VAGUE = {"password": ("reset-password", "invite"), "money": ("price",)}
"""Answered with "Did you mean"."""

SMALL = {
    "hello": SmallTalk.GREETING,
    "thanks": SmallTalk.THANKS,
    "never mind": SmallTalk.NEVER_MIND,
}


def plain(text: str) -> str:
    """The words by which a question is known."""
    return text.strip().rstrip("?!.").lower()


class ByHeart:
    """Knows `BOOK`, `VAGUE` and `SMALL`; everything else it does not know.

    `hold` makes it think until it is released; `fails` makes it fail.
    """

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.fails = False
        self._free = asyncio.Event()
        self._free.set()
        self.thinking = asyncio.Event()

    def hold(self) -> None:
        """Think until `release`."""
        self._free.clear()

    def release(self) -> None:
        """Stop thinking."""
        self._free.set()

    async def draft(self, question: Question) -> Draft:
        """What is known by heart."""
        self.asked.append(question)
        self.thinking.set()
        await self._free.wait()
        if self.fails:
            message = "the index is not there"
            raise AnswererError(message)
        return known(question.text)


def known(text: str, book: Mapping[str, Entry] = BOOK) -> Draft:
    """The draft for these words."""
    words = plain(text)
    by_id = {entry.id: entry for entry in book.values()}
    if words in SMALL:
        return Draft(noticed=Noticed(small_talk=SMALL[words]))
    if "person" in words:
        return Draft(noticed=Noticed(wants_person=True))
    if words in book:
        return Draft(Findings((Passage(book[words], 0.97, book[words].questions[0]),), 0.95))
    if words in VAGUE:
        found = tuple(Passage(by_id[i], 0.6, by_id[i].questions[0]) for i in VAGUE[words])
        return Draft(Findings(found, 0.5))
    return Draft(Findings((Passage(by_id["price"], 0.2, "What does it cost?"),), 0.1))
