"""The answerer that needs no model: it notices, searches and weighs, and proposes an approved entry's words.

It also stands before every model: what it settles costs no tokens, and works while the model does not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from bot.answerer.circles import since_the_agent
from bot.answerer.noticing import Noticing
from bot.answerer.plain import plain, visible, words
from bot.answerer.smalltalk import small_talk
from bot.answerer.wishes import refuses
from bot.errors import AnswererError
from bot.judgement import Draft, Findings, Question
from bot.people import Voice

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

__all__ = ["Finder", "Gate"]

FOUND = 5
# "and for the other plan?" has five words; a question of its own seldom has fewer than this.
FOLLOW_UP = 7


class Finder(Protocol):
    """What the gate needs of the knowledge base."""

    def find(self, question: str, *, audiences: Sequence[str], limit: int = 5) -> Findings:
        """The passages for *question* that these audiences may see, best first."""
        ...


class Gate:
    """Proposes drafts in one worker thread, since embedding keeps a core busy. Close it when done.

    `tracing` lets LangSmith see the customers' words; without it nothing leaves, whatever the environment
    says.
    """

    def __init__(self, knowledge: Finder, noticing: Noticing, *, tracing: bool = False) -> None:
        self._knowledge = knowledge
        self._noticing = noticing
        self._tracing = tracing
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answerer")

    async def draft(self, question: Question) -> Draft:
        """What is proposed for *question*; AnswererError if the index failed."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, self.propose, question)

    async def search(self, text: str, question: Question) -> Findings:
        """What is found for other words than the question's, for the same audiences."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, self._find, visible(text), question)

    def propose(self, question: Question) -> Draft:
        """The same for whoever already is in a thread of its own."""
        from langsmith import tracing_context

        try:
            with tracing_context(enabled=self._tracing):
                return self.chain.invoke(question)
        except Exception as error:  # whatever the index raises, the customer gets a person
            raise AnswererError(
                f"The FAQ could not be searched for question {question.id!r}: {error}"
            ) from error

    def close(self) -> None:
        """Let the worker finish what it does and end it."""
        self._worker.shutdown()

    @cached_property
    def chain(self) -> Runnable[Question, Draft]:
        """Notice → search, as a LangChain runnable to be put into other chains."""
        from langchain_core.runnables import RunnableLambda

        def notice(question: Question) -> tuple[Question, Draft]:
            return question, Draft(noticed=self._noticing.notice(question))

        def search(noticed: tuple[Question, Draft]) -> Draft:
            return self._searched(*noticed)

        return RunnableLambda(notice, name="notice") | RunnableLambda(search, name="search")

    def _searched(self, question: Question, draft: Draft) -> Draft:
        """The draft with what was found, unless a rule has decided already."""
        if draft.noticed.wants_person or draft.noticed.small_talk is not None:
            return draft
        alone = self._find(visible(question.text), question)
        return replace(draft, findings=self._followed_up(question, alone))

    def _find(self, text: str, question: Question) -> Findings:
        return self._knowledge.find(text, audiences=question.audiences, limit=FOUND)

    def _followed_up(self, question: Question, alone: Findings) -> Findings:
        """What is found for a short question together with the one before it, where that tells more.

        The words alone must have found the entry too, and their own confidence counts for half: the earlier
        question must not lend its certainty to words that add nothing.
        """
        earlier = _question_before(question)
        if not earlier:
            return alone
        both = self._find(f"{earlier} {visible(question.text)}", question)
        if both.confidence <= alone.confidence or not _agrees(both, alone) or _already_said(both, question):
            return alone
        return replace(both, confidence=(both.confidence + alone.confidence) / 2)


def _question_before(question: Question) -> str:
    """The customer's question that a short one may refer to, empty when it stands on its own."""
    if len(words(question.text)) > FOLLOW_UP or refuses(question.text):
        return ""
    asked = (
        said.text
        for said in reversed(since_the_agent(question.before))
        if said.voice is Voice.CUSTOMER and small_talk(said.text) is None and not refuses(said.text)
    )
    return visible(next(asked, ""))


def _agrees(both: Findings, alone: Findings) -> bool:
    best = next(iter(both.passages), None)
    return best is not None and any(passage.entry.id == best.entry.id for passage in alone.passages)


def _already_said(findings: Findings, question: Question) -> bool:
    """Whether the best entry's words were given in this conversation before."""
    best = next((plain(passage.entry.answer) for passage in findings.passages), "")
    return any(said.voice is Voice.BOT and best in plain(said.text) for said in question.before)
