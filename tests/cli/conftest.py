"""A folder with a small FAQ to run commands in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app

FAQ = """id,question,answer,audience
reset-password,How do I reset my password?,Open the sign-in page and press Forgot password.,public
reset-password,I forgot my password,,
opening-hours,When are you open?,"Monday to Friday, nine to five.",public
opening-hours,What are your opening hours?,,
contract,When does our contract end?,At the end of the year.,acme
contract,How long does our contract run?,,
"""

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder commands run in: nothing but `faq.csv` with three entries of two audiences."""
    (tmp_path / "faq.csv").write_text(FAQ, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """Runs a command in the folder, with what is typed when it asks."""

    def ran(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(app, list(words), input=typed)

    return ran


def said(result: Result) -> Any:  # noqa: ANN401 - a test knows what to expect in the JSON
    """The JSON a command printed; it must have worked."""
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)
