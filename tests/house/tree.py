"""What the tests of the house look at: the files that git knows."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SHIPPED = ("bot/", "adapters/", "kb/")


@cache
def tracked(*endings: str) -> tuple[str, ...]:
    """The paths git tracks, relative to the root, of files that end in one of *endings* (none: of all)."""
    if not (ROOT / ".git").exists():
        pytest.skip("NO GIT: this test looks at the files of a checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    paths = (path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file())
    return tuple(path for path in paths if not endings or path.endswith(endings))


def text(path: str) -> str:
    """What stands in a tracked file, or "" where it is no text."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
