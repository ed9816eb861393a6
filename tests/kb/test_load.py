"""FAQ files become entries, or every fault is told and nothing is taken."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.entry import Entry
from kb.errors import BrokenFile, Fault
from kb.load import load, origin

DOCS = Path(__file__).parents[2] / "docs" / "faq-format.md"
HEADER = "id,question,answer,audience\n"
words = (
    st.text("abcdefghij äß,\"'", min_size=1, max_size=30)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)


def written(folder: Path, name: str, text: str) -> Path:
    """A file of the FAQ."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def faults(path: Path) -> tuple[Fault, ...]:
    """What is told when *path* is refused."""
    with pytest.raises(BrokenFile) as caught:
        load(path)
    return caught.value.faults


@pytest.mark.parametrize(("form", "suffix"), [("csv", "csv"), ("markdown", "md")])
def test_the_documented_examples_say_the_same(tmp_path: Path, form: str, suffix: str) -> None:
    """Both examples of the manual are read, and both give the same two entries."""
    example = re.search(rf"```{form}\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert example
    password, hotline = load(written(tmp_path, f"faq.{suffix}", example[1]))
    asked = ("How do I reset my password?", "I forgot my password", "cannot log in any more")
    assert (password.id, password.questions) == ("reset-password", asked)
    assert (password.audience, password.source) == ("public", "https://docs.example.com/password")
    assert (hotline.id, hotline.audience, hotline.source) == ("hotline", "acme", "")
    assert "Forgot password" in password.answer
    assert "<!--" not in password.answer


def test_a_markdown_answer_keeps_its_own_form(tmp_path: Path) -> None:
    """Lists, code and deeper headings belong to the answer, and a comment or heading inside code is code."""
    answer = "Do this:\n\n- one\n- two\n\n### Then\n\n```\n## not a question\n<!-- stays -->\n```"
    (entry,) = load(
        written(tmp_path, "a.md", f"# Title\n\nWords.\n\n## Why?\n\n{answer}\n\n# Next part\n\nMore words.")
    )
    assert entry == Entry("why", ("Why?",), answer, origin=f"file:{tmp_path.resolve()}/a.md")


@given(
    texts=st.lists(st.tuples(words, words), min_size=1, max_size=6, unique_by=lambda pair: pair[0].casefold())
)
def test_what_is_written_as_csv_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str]]
) -> None:
    """Any question and answer survives the way through a CSV file."""
    distinct = {
        " ".join(re.findall(r"\w+", question.casefold())) or question: (question, answer)
        for question, answer in texts
    }
    out = io.StringIO()
    rows = [(f"e{at}", question, answer, "public") for at, (question, answer) in enumerate(distinct.values())]
    csv.writer(out).writerows([("id", "question", "answer", "audience"), *rows])
    entries = load(written(tmp_path_factory.mktemp("faq"), "a.csv", out.getvalue()))
    assert [(entry.id, *entry.questions, entry.answer, entry.audience) for entry in entries] == rows


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    """Every CSV and Markdown file of a folder counts, README.md and other files do not."""
    (tmp_path / "more").mkdir()
    written(tmp_path, "a.csv", HEADER + "a,first?,yes,\n")
    written(tmp_path, "more/b.md", "## Second?\n\nno\n")
    written(tmp_path, "README.md", "## How to edit\n\nLike this.\n")
    written(tmp_path, "notes.txt", "nothing")
    entries = load(tmp_path)
    assert [entry.id for entry in entries] == ["a", "second"]
    assert [entry.origin for entry in entries] == [f"{origin(tmp_path)}a.csv", f"{origin(tmp_path)}more/b.md"]
    assert origin(tmp_path / "a.csv") == entries[0].origin


@pytest.mark.parametrize(
    ("name", "text", "line", "wrong"),
    [
        ("a.csv", "question,answer\nx,y\n", 1, "the first line is"),
        ("a.csv", "id;question;answer;audience\na;b;c;d\n", 1, "the first line is"),
        ("a.csv", "", 1, "the first line is"),
        ("a.csv", HEADER, 1, "no entry"),
        ("a.csv", HEADER + "a,why?,,\n", 2, "no answer"),
        ("a.csv", HEADER + "a,why?,because\n", 2, "3 cells"),
        ("a.csv", HEADER + 'a,why?,"because,\n', 2, "cannot be read"),
        ("a.csv", HEADER + 'a,why?,"two\nlines",\nb,how?,,\n', 4, "no answer"),
        ("a.csv", HEADER + ",why?,because,\n", 2, "the id is empty"),
        ("a.csv", HEADER + "a,,because,\n", 2, "the question is empty"),
        ("a.csv", HEADER + "a,why?,because,all of us\n", 2, "is not a name"),
        ("a.csv", HEADER + "a,why?,because,\na,how?,so,\n", 3, "already used"),
        ("a.csv", HEADER + "a,why?,because,\na,how?,,acme\n", 3, "already used"),
        ("a.csv", HEADER + "a,why?,because,\nb,WHY,so,\n", 3, "also belongs to the entry 'a'"),
        ("a.csv", HEADER + f"a,why?,{'x' * 8001},\n", 2, "8,001 characters"),
        ("a.csv", HEADER + f"a,{'x' * 501},because,\n", 2, "longer than 500"),
        ("a.md", "Just words.\n", 1, "no entry"),
        ("a.md", "## Why?\n\n## How?\n\nSo.\n", 1, "no answer"),
        ("a.md", "## Why?\n\nSo.\n\n<!-- audiense: acme -->\n", 5, "audiense"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, name: str, text: str, line: int, wrong: str) -> None:
    """Each fault names its file and line, what is wrong, and what a right one looks like."""
    (fault,) = faults(written(tmp_path, name, text))
    assert (fault.file, fault.line) == (str(tmp_path / name), line)
    assert wrong in fault.wrong
    assert fault.right
    assert str(fault).startswith(f"{tmp_path / name}:{line}: ")


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Several faults in several files come in one error, in the order of files and lines."""
    written(tmp_path, "a.csv", HEADER + "a,why?,,\nb,how?\n")
    written(tmp_path, "b.md", "## When?\n")
    written(tmp_path, "c.csv", HEADER + "a,where?,there,\n")
    told = [(Path(fault.file).name, fault.line) for fault in faults(tmp_path)]
    assert told == [("a.csv", 2), ("a.csv", 3), ("b.md", 1), ("c.csv", 2)]


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    """The line of the first undecodable byte is told."""
    path = tmp_path / "a.csv"
    path.write_bytes(HEADER.encode() + b"a,caf\xe9?,yes,\n")
    (fault,) = faults(path)
    assert (fault.line, fault.wrong) == (2, "the text is not UTF-8")


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A misspelt path is a fault like any other, not a traceback."""
    (fault,) = faults(tmp_path / "fqa")
    assert "cannot be read" in fault.wrong


def test_control_characters_do_not_enter(tmp_path: Path) -> None:
    """A NUL or bell in a file is dropped; line ends in an answer stay."""
    (entry,) = load(written(tmp_path, "a.csv", HEADER + 'a,wh\x07y?,"be\x00cause\r\nof it",\n'))
    assert (entry.questions, entry.answer) == (("wh y?",), "because\nof it")
