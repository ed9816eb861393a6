"""Conversations that go in circles."""

from __future__ import annotations

import pytest

from bot.answerer.circles import goes_in_circles
from bot.judgement import Question, Said
from bot.people import Voice
from kb.embed import Embedder


def conversation(*lines: str) -> Question:
    """The last of *lines* as a question; each begins with who says it: `c`, `b` or `a`."""
    voices = {"c": Voice.CUSTOMER, "b": Voice.BOT, "a": Voice.AGENT}
    said = [Said(voices[line[0]], line[3:]) for line in lines]
    return Question("e1", said[-1].text, ("public",), tuple(said[:-1]))


@pytest.mark.parametrize(
    "lines",
    [
        ("c: How do I reset my password?", "b: Press Reset.", "c: how do i reset my password"),
        ("c: How do I reset my password?", "b: Press Reset.", "c: How can I reset my password?"),
        ("c: reset password?", "b: Press Reset.", "c: no", "b: Did you mean", "c: none of these"),
        ("c: VPN?", "b: Install it.", "c: that didn't help", "b: Restart it.", "c: still the same"),
        ("c: How do I pay?", "b: By card.", "c: Where is Bonn?", "b: Rhine.", "c: how do I pay?"),
    ],
)
def test_the_same_need_again_is_a_circle(lines: tuple[str, ...], embedder: Embedder) -> None:
    """The same question after an answer, or a second refusal, goes in circles."""
    assert goes_in_circles(conversation(*lines), embedder)


@pytest.mark.parametrize(
    "lines",
    [
        ("c: How do I reset my password?",),
        ("c: How do I reset my password?", "c: How do I reset my password?"),
        ("c: How do I reset my password?", "b: Press Reset.", "c: How do I delete my account?"),
        ("c: How do I cancel my plan?", "b: Press Cancel.", "c: How do I change my plan?"),
        ("c: How do I reset my password?", "b: Press Reset.", "c: no, that's not it"),
        ("c: hello", "b: Hi.", "c: hello"),
        ("c: thanks", "b: With pleasure.", "c: thanks"),
        ("c: VPN?", "b: Install it.", "c: no", "a: I am here.", "c: no, it still does not work"),
        ("c: How do I pay?", "b: By card.", "a: Or by bank.", "c: How do I pay?"),
    ],
)
def test_going_on_is_no_circle(lines: tuple[str, ...], embedder: Embedder) -> None:
    """A new question, a first refusal, small talk, and whatever came before an agent are no circle."""
    assert not goes_in_circles(conversation(*lines), embedder)
