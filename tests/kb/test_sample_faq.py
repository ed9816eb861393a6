"""The sample FAQ: it loads, keeps its audiences apart, and its questions try what is not written in it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.entry import Entry
from kb.load import load

ROOT = Path(__file__).resolve().parents[2]
FAQ = ROOT / "kb" / "faq"
QUESTIONS = ROOT / "tests" / "data" / "sample_questions.csv"


@pytest.fixture(scope="module")
def entries() -> tuple[Entry, ...]:
    """The entries of the sample FAQ."""
    return load(FAQ)


@pytest.fixture(scope="module")
def asked() -> list[tuple[str, str]]:
    """The sample questions, each with the entry it should find or nothing."""
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        return [(row["question"], row["expected"]) for row in csv.DictReader(file)]


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _told(entry: Entry) -> Iterator[str]:
    yield from entry.questions
    yield entry.answer


@pytest.mark.parametrize(
    ("file", "audience"),
    [
        ("acme.csv", "acme"),
        ("it-helpdesk.md", "employees"),
        ("office.md", "employees"),
        ("billing.md", "public"),
    ],
)
def test_each_file_is_for_the_audience_it_names(entries: tuple[Entry, ...], file: str, audience: str) -> None:
    """No entry of a file meant for a few is loaded as one that everybody may see."""
    found = {entry.audience for entry in entries if entry.origin.endswith(f"/{file}")}
    assert found == {audience}


def test_every_entry_has_phrasings_and_a_source(entries: tuple[Entry, ...]) -> None:
    """Each entry is asked in at least four ways and links to a page of the invented service."""
    thin = [entry.id for entry in entries if len(entry.questions) < 4]
    unsourced = [entry.id for entry in entries if not entry.source.startswith("https://docs.example.com/")]
    assert (thin, unsourced) == ([], [])


def test_nothing_in_the_faq_shouts(entries: tuple[Entry, ...]) -> None:
    """The answers keep the calm voice of the house: no exclamation marks."""
    assert [entry.id for entry in entries if any("!" in text for text in _told(entry))] == []


def test_the_faq_names_only_example_addresses(entries: tuple[Entry, ...]) -> None:
    """Every address in an answer lies under example.com, so nobody real is written to."""
    text = " ".join(entry.answer for entry in entries)
    named = re.findall(r"[\w.-]+\.(?:com|org|net|io|dev)\b", text)
    assert named
    assert [name for name in named if not name.endswith("example.com")] == []


def test_the_questions_cover_every_public_entry_and_no_other(
    entries: tuple[Entry, ...], asked: list[tuple[str, str]]
) -> None:
    """Each entry that everybody may see is tried, and only those are expected."""
    public = {entry.id for entry in entries if entry.audience == "public"}
    assert {expected for _, expected in asked if expected} == public


def test_no_question_is_worded_as_in_the_faq(
    entries: tuple[Entry, ...], asked: list[tuple[str, str]]
) -> None:
    """The questions measure understanding, so none repeats a phrasing."""
    phrasings = {_bare(question) for entry in entries for question in entry.questions}
    assert [question for question, _ in asked if _bare(question) in phrasings] == []


def test_no_question_is_asked_twice(asked: list[tuple[str, str]]) -> None:
    """A question that stood twice would count twice in the figures."""
    assert len({_bare(question) for question, _ in asked}) == len(asked)
