"""The manifest asks for exactly what the code uses."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from jsonschema import Draft7Validator

from adapters.slack.manifest import EVENTS, METHODS, SCOPES, link, manifest
from adapters.slack.settings import Way

ROOT = Path(__file__).resolve().parents[3]
CODE = sorted((ROOT / "adapters" / "slack").glob("*.py"))
RULES = ROOT.parent / "shared" / "schemas" / "slack-manifest-v2.json"
URL = "https://help.example.com/slack/events"
FAMILIES = (
    "assistant.",
    "chat.",
    "conversations.",
    "files.",
    "reactions.",
    "team.",
    "users.",
    "views.",
    "bots.",
)


def strings(place: Path) -> Iterator[str]:
    """Every string in a module."""
    for node in ast.walk(ast.parse(place.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def said(*, without: str) -> set[str]:
    """Every string of the adapter's code, one module left out."""
    return {found for place in CODE if place.name != without for found in strings(place)}


def test_every_method_called_is_listed_and_every_listed_one_called() -> None:
    """The table of methods is the set of methods in the code."""
    called = {
        one
        for one in said(without="manifest.py")
        if one.startswith(FAMILIES) and " " not in one and one[-1] != "."
    }
    assert called == set(METHODS)


def test_every_scope_is_wanted_by_a_method_or_an_event() -> None:
    """No scope is asked for that nothing uses, and none is used that was not asked for."""
    wanted = {scope for table in (METHODS, EVENTS) for scopes in table.values() for scope in scopes}
    assert set(SCOPES) == wanted | {"commands"}


@pytest.mark.parametrize("event", sorted({name.partition(".")[0] for name in EVENTS}))
def test_every_event_listened_to_is_understood(event: str) -> None:
    """No event is asked for that the code does not know."""
    assert event in said(without="manifest.py")


@pytest.mark.parametrize("way", list(Way))
def test_the_manifest_keeps_slacks_rules(way: Way) -> None:
    """Slack takes it as it is."""
    if not RULES.exists():
        pytest.skip(f"NO SHARED DATA: there is no {RULES.name} to hold the manifest against")
    rules = Draft7Validator(json.loads(RULES.read_text(encoding="utf-8")))
    assert [error.message for error in rules.iter_errors(manifest(way, URL))] == []


def test_the_file_at_the_top_is_this_manifest() -> None:
    """Whoever pastes the file gets what the code needs."""
    text = (ROOT / "manifest.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(text) == manifest(Way.SOCKET)


@pytest.mark.parametrize("way", list(Way))
def test_the_link_carries_the_manifest(way: Way) -> None:
    """One click opens Slack's form, filled in."""
    told = parse_qs(urlsplit(link(way, URL)).query)
    assert json.loads(told["manifest_json"][0]) == manifest(way, URL)


def test_over_http_slack_is_told_where_to_call() -> None:
    """Events, presses and the command all come to one address."""
    assert json.dumps(manifest(Way.HTTP, URL)).count(URL) == 3
    assert URL not in json.dumps(manifest(Way.SOCKET, URL))


def test_names_fit_where_slack_shows_them() -> None:
    """A shortcut's name has at most 24 letters, a command's hint is short (Slack's own form)."""
    features = manifest(Way.SOCKET)["features"]
    assert isinstance(features, dict)
    assert all(len(shortcut["name"]) <= 24 for shortcut in features["shortcuts"])
