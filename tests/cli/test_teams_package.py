"""The app package for Teams, as it is written."""

from __future__ import annotations

import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from adapters.teams.package import RIGHTS
from tests.cli.conftest import Run

APP = "C9E8C047-2a74-40a2-b28a-b162d5f5327c"
NAMES = {"manifest.json", "color.png", "outline.png"}


def manifest(run: Run, folder: Path, *more: str) -> Any:  # noqa: ANN401 - a test knows what to expect in the JSON
    """The manifest that is written with these options."""
    told = run("teams-package", "--out", str(folder), "--app-id", APP, *more)
    assert told.exit_code == 0, told.stderr
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_the_manifest_keeps_microsofts_rules(run: Run, tmp_path: Path, shared: Path) -> None:
    """Teams takes it as it is, with and without the rights to hear everything."""
    rules = Draft7Validator(
        json.loads((shared / "schemas" / "teams-manifest.schema.json").read_text("utf-8"))
    )
    for more in ((), ("--no-rsc",), ("--by", "Acme", "--website", "https://acme.example/help")):
        assert [error.message for error in rules.iter_errors(manifest(run, tmp_path, *more))] == []


def test_the_app_is_the_bot_at_hand(run: Run, tmp_path: Path) -> None:
    """One id for app, bot and rights; it speaks with people, in teams and in group chats, and takes files."""
    told = manifest(run, tmp_path)
    (bot,) = told["bots"]
    assert {told["id"], bot["botId"], told["webApplicationInfo"]["id"]} == {APP.lower()}
    assert set(bot["scopes"]) == {"personal", "team", "groupChat"}
    assert bot["supportsFiles"]
    rights = told["authorization"]["permissions"]["resourceSpecific"]
    assert {one["name"] for one in rights} == set(RIGHTS)
    assert "validDomains" in told


def test_without_rights_nothing_is_asked_for(run: Run, tmp_path: Path) -> None:
    """Who does not want the bot to hear everything gets an app that does not ask."""
    assert not {"webApplicationInfo", "authorization"} & set(manifest(run, tmp_path, "--no-rsc"))


def test_a_zip_holds_the_same(run: Run, tmp_path: Path) -> None:
    """It is what Teams wants to be uploaded, and the same app makes the same bytes."""
    manifest(run, tmp_path)
    one, two = tmp_path / "new" / "one.zip", tmp_path / "two.ZIP"
    for place in (one, two):
        assert run("teams-package", "--out", str(place), "--app-id", APP).exit_code == 0
    with zipfile.ZipFile(one) as archive:
        assert set(archive.namelist()) == NAMES
        assert all(archive.read(name) == (tmp_path / name).read_bytes() for name in NAMES)
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize(("name", "size"), [("color.png", 192), ("outline.png", 32)])
def test_the_icons_have_the_size_teams_wants(run: Run, tmp_path: Path, name: str, size: int) -> None:
    """A PNG of so many pixels a side; the outline lets through what lies behind it."""
    manifest(run, tmp_path)
    content = (tmp_path / name).read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height, depth, kind = struct.unpack(">IIBB", content[16:26])
    assert (width, height, depth, kind) == (size, size, 8, 6)


def test_the_app_id_comes_from_the_environment(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under the name that Microsoft's own tools use."""
    monkeypatch.setenv("MicrosoftAppId", APP)
    assert run("teams-package", "--out", str(tmp_path)).exit_code == 0


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ((), "MicrosoftAppId is not set"),
        (("--app-id", "my-bot"), "found 'my-bot'"),
        (("--app-id", APP, "--website", "acme.example"), "such as https://desk.example.org"),
        (("--app-id", APP, "--by", "x" * 33), "1 to 32 letters"),
        (("--app-id", APP, "--out", "/proc/nowhere/x.zip"), "cannot be written"),
    ],
)
def test_what_is_wrong_is_told(run: Run, tmp_path: Path, more: tuple[str, ...], told: str) -> None:
    """In one line, with what to do, and nothing is written."""
    out = () if "--out" in more else ("--out", str(tmp_path / "x.zip"))
    found = run("teams-package", *out, *more)
    assert (found.exit_code, told in found.stderr) == (1, True), found.stderr
    assert list(tmp_path.glob("*.zip")) == []
