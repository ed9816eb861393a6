"""The link that makes the app in Slack, as it is printed."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.cli.conftest import Run


def manifest_in(printed: str) -> Any:  # noqa: ANN401 - a test knows what to expect in the JSON
    """The manifest that a link carries."""
    link = urlsplit(printed.strip())
    assert (link.scheme, link.hostname, link.path) == ("https", "api.slack.com", "/apps")
    return json.loads(parse_qs(link.query)["manifest_json"][0])


def test_without_an_address_the_app_opens_sockets(run: Run) -> None:
    """One line, a link with the whole manifest in it, for Socket Mode."""
    told = run("slack-link")
    settings = manifest_in(told.stdout)["settings"]
    assert told.stdout.count("\n") == 1
    assert settings["socket_mode_enabled"]
    assert "request_url" not in settings["event_subscriptions"]


@pytest.mark.parametrize(
    ("given", "called"),
    [
        ("https://desk.example.org", "https://desk.example.org/slack/events"),
        ("https://desk.example.org/", "https://desk.example.org/slack/events"),
        ("https://desk.example.org/behind/a/proxy", "https://desk.example.org/behind/a/proxy"),
    ],
)
def test_with_an_address_slack_calls_it(run: Run, given: str, called: str) -> None:
    """Events, presses and commands all go to the path that the bot serves, or to the one that is named."""
    manifest = manifest_in(run("slack-link", "--http", given).stdout)
    settings = manifest["settings"]
    assert not settings["socket_mode_enabled"]
    assert settings["event_subscriptions"]["request_url"] == called
    assert settings["interactivity"]["request_url"] == called
    assert manifest["features"]["slash_commands"][0]["url"] == called


@pytest.mark.parametrize(
    "given", ["http://desk.example.org", "desk.example.org", "https://", "https://x?y=1"]
)
def test_an_address_slack_could_not_call_is_told(run: Run, given: str) -> None:
    """Slack calls over TLS alone: one line says what works."""
    told = run("slack-link", "--http", given)
    assert (told.exit_code, told.stderr.count("\n")) == (1, 1)
    assert "such as https://desk.example.org" in told.stderr
