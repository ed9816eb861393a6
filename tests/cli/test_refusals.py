"""What no command can work with: told in one line, with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

NEW = ("kb", "add", "--data", "d", "--answer", "Yes.", "--question")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("ask", ""), "QUESTION: there is no word in it"),
        (("ask", " \x07\u200b\n"), "QUESTION: there is no word in it"),
        (("kb", "search", ""), "WORDS: there is no word in it"),
        (("trace", ""), "CONVERSATION: there is no word in it"),
        (("ask", "hi", "--faq", "faq.csv", "--audience", ""), "There is: acme, public"),
        (
            ("ask", "hi", "--faq", "faq.csv", "--audience", "public,nope"),
            "no audience 'nope'. There is: acme",
        ),
        ((*NEW, "Why?", "--id", "../x"), "--id: it is 1 to 100 letters, digits, - _ and ."),
        ((*NEW, ""), "--question: there is no word in it"),
        ((*NEW, "", "--source", "javascript:alert(1)"), "--source: it is a link that begins with http://"),
        (("kb", "add", "--data", "d"), "needed: --question and --answer"),
    ],
)
def test_nothing_is_made_of_nothing(run: Run, words: tuple[str, ...], told: str) -> None:
    """Empty or impossible words are asked wrongly: exit 2, one line, and nothing is made."""
    result = run(*words)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1), result.output
    assert told in result.stderr
    assert not Path("d").exists()


@pytest.mark.parametrize(
    ("option", "rows", "told"),
    [
        ("--questions", "question,expected\n", "there is no row in it"),
        ("--mood", "words,upset\n", "A right one: `text,previous,upset`"),
    ],
)
def test_a_file_that_scores_nothing_is_told(
    run: Run, folder: Path, option: str, rows: str, told: str
) -> None:
    """No rows, or other columns: an error with an example, not figures of nothing."""
    (folder / "rows.csv").write_text(rows, encoding="utf-8")
    result = run("eval", "--faq", "faq.csv", option, "rows.csv")
    assert (result.exit_code, told in result.stderr) == (1, True), result.output


def test_what_is_no_database_has_a_way_out(run: Run, folder: Path) -> None:
    """A folder or rubbish in the database's place is told alike by every command, with what to do."""
    (folder / "d" / "frontdesk.db").mkdir(parents=True)
    (folder / "e").mkdir()
    (folder / "e" / "frontdesk.db").write_bytes(b"rubbish" * 1_000)
    for words in (("trace",), ("ask", "hi"), ("kb", "sync", "faq.csv", "--yes")):
        for data in ("d", "e"):
            result = run(*words, "--data", data)
            assert result.exit_code == 1, result.output
            assert "move it away, or give another folder with --data" in result.stderr


def test_a_folder_that_cannot_be_used_is_told(run: Run) -> None:
    """A file in the place of the data folder is told with what to do."""
    result = run("kb", "sync", "faq.csv", "--yes", "--data", "faq.csv")
    assert (result.exit_code, "with --data" in result.stderr) == (1, True), result.output
