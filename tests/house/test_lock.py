"""What is installed is exactly what the lock file names, from wherever the reader's own tools look."""

from __future__ import annotations

import json
import re
import tomllib

from tests.house.tree import text, tracked

PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==\S+", re.MULTILINE)


def _blocks() -> list[str]:
    """Each requirement with the lines that belong to it."""
    return re.split(r"\n(?=[a-z0-9])", text("requirements.lock").strip())


def test_every_requirement_has_hashes() -> None:
    """Nothing can be installed whose bytes are not those that were tested."""
    bare = [block.splitlines()[0] for block in _blocks() if "--hash=sha256:" not in block]
    assert bare == []


def test_the_lock_names_no_address() -> None:
    """The lock file says what, never where: no index, no link, no file."""
    found = re.findall(r".*(?:://|--index|--extra|--find|\bfile:| @ ).*", text("requirements.lock"))
    assert found == []


def test_everything_wanted_is_locked() -> None:
    """Each dependency of pyproject.toml, and each tool of its dev group, has a pin."""
    project = tomllib.loads(text("pyproject.toml"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[\[<>=!~ ;]", each)[0].lower() for each in wanted}
    assert names - set(PINNED.findall(text("requirements.lock"))) == set()


def test_the_lock_of_npm_names_no_address_either() -> None:
    """Every package has its hash; where it comes from is the reader's own to say."""
    locks = [path for path in tracked() if path.endswith("package-lock.json")]
    assert "tools/cards/package-lock.json" in locks
    for lock in locks:
        packages = json.loads(text(lock))["packages"]
        assert [name for name, told in packages.items() if name and "integrity" not in told] == [], lock
        assert [name for name, told in packages.items() if "resolved" in told] == [], lock
