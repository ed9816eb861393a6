"""Whom a whole file is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.load import load

QUESTION = "## Where is the safe?\n\nBehind the picture.\n"
MARK = "<!-- audience: acme -->\n\n"


@pytest.mark.parametrize(
    "top", [MARK + "# Secrets\n\n", "# Secrets\n\n" + MARK, MARK], ids=["above", "below", "alone"]
)
def test_an_audience_comment_above_the_first_question_is_for_all_of_the_file(
    tmp_path: Path, top: str
) -> None:
    """Above or below the title: an entry is never shown to the public because of where the comment stands."""
    (tmp_path / "secrets.md").write_text(top + QUESTION)
    (entry,) = load(tmp_path)
    assert entry.audience == "acme"
