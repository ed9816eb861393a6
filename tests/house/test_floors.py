"""The floors hold: every module stands on one, and an import that climbs is caught."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import ROOT, text, tracked

# Doors and markers of a package, on no floor of their own.
UNPLACED = {"bot", "kb"}


def _named_floors() -> set[str]:
    """Every module that the two orders of floors name."""
    contracts = tomllib.loads(text("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    orders = [contract["layers"] for contract in contracts if contract.get("id") in {"floors", "knowledge"}]
    return {name for order in orders for layer in order for name in re.findall(r"[\w.]+", layer)}


def test_every_module_stands_on_a_floor() -> None:
    """A new module of bot or kb is given its floor in pyproject.toml in the same change."""
    modules = {
        ".".join(Path(path).with_suffix("").parts[:2]).removesuffix(".__init__")
        for path in tracked(".py")
        if path.startswith(("bot/", "kb/"))
    }
    assert modules - _named_floors() - UNPLACED == set()


@pytest.mark.parametrize(
    ("module", "climbs"),
    [
        ("bot/people.py", "from bot import events"),
        ("kb/entry.py", "from bot import people"),
        ("bot/people.py", "import sqlalchemy"),
        ("adapters/stray.py", "import slack_bolt"),
        ("adapters/stray.py", "from kb import embed"),
    ],
)
def test_an_import_that_climbs_is_caught(module: str, climbs: str, tmp_path: Path) -> None:
    """`make lint` fails when a module imports from above its floor, or a package outside its home."""
    for folder in ("bot", "adapters", "kb", "tools"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "faq"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{climbs}\n")
    linted = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache", "--no-logo"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert linted.returncode == 1
    assert "BROKEN" in linted.stdout
