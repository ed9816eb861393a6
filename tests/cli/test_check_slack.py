"""`frontdesk check` against Slack: the real command, and everything it finds wrong with what to do."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from adapters.slack.manifest import SCOPES
from bot.cli.examining import platform_findings
from bot.configuring import configured
from tests.cli.test_processes import free_port
from tests.fakes.slack import Channel, FakeSlack
from tests.house.tree import ROOT

FRONTDESK = (sys.executable, "-c", "from bot.cli import main; main()")
SETTINGS = """
[slack]
mode = "{mode}"
[desks.support]
room = "slack:{desk}"
[[routes]]
room = "slack:{help}"
desk = "support"
[[routes]]
room = "slack:*"
desk = "support"
listen = "mention"
"""


def rooms(slack: FakeSlack) -> tuple[Channel, Channel]:
    """A desk and a customer's channel."""
    return slack.channel("desk", [slack.person("Ada")]), slack.channel("acme-help", [slack.person("Dana")])


Findings = dict[str, tuple[bool, str]]
"""What was looked at: whether it is well, and what was said."""


def told_to(slack: FakeSlack, folder: Path, mode: str = "socket", **changed: str) -> dict[str, str]:
    """The environment of a command, and the settings file it reads."""
    (folder / "frontdesk.toml").write_text(SETTINGS.format(mode=mode, desk="C0DESK", help="C0ACMEHELP"))
    secrets = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}
    more = {"SLACK_SIGNING_SECRET": slack.signing_secret, "SLACK_API_URL": slack.url}
    return {**os.environ, "PYTHONPATH": str(ROOT), **secrets, **more, **changed}


async def check(slack: FakeSlack, folder: Path, **changed: str) -> tuple[int, Findings]:
    """How `frontdesk check --json` ends, as a process of its own, and what it says of Slack."""
    words = ("check", "--json", "--settings", "frontdesk.toml", "--data", "data", "--port", str(free_port()))
    pipe = asyncio.subprocess.PIPE
    running = await asyncio.create_subprocess_exec(
        *FRONTDESK, *words, cwd=folder, env=told_to(slack, folder, **changed), stdout=pipe, stderr=pipe
    )
    out, errors = await running.communicate()
    assert b"xoxb-" not in out + errors
    found = {one["what"]: (one["well"], one["told"]) for one in json.loads(out)}
    return running.returncode or 0, {what: told for what, told in found.items() if what not in LOCAL}


async def looked(slack: FakeSlack, folder: Path, mode: str = "socket", **changed: str) -> Findings:
    """The part of the command that looks at Slack, without the rest of it."""
    env = told_to(slack, folder, mode, **changed)
    configuration = configured(folder / "frontdesk.toml", env, opening=False).at(data=folder / "data")
    found = await asyncio.to_thread(lambda: list(platform_findings(configuration)))
    return {one.what: (one.well, one.told) for one in found}


LOCAL = {"settings", "model", "database", "FAQ", "port"}
"""What is looked at on this machine."""


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_where_all_is_well_each_thing_is_named(tmp_path: Path, mode: str) -> None:
    """The workspace, the rights, the socket and every room."""
    async with FakeSlack() as slack:
        rooms(slack)
        found = await looked(slack, tmp_path, mode)
    assert all(well for well, _ in found.values())
    socket = {"SLACK_APP_TOKEN"} if mode == "socket" else set()
    assert set(found) == {"SLACK_BOT_TOKEN", "scopes", "slack:C0DESK", "slack:C0ACMEHELP"} | socket
    assert found["slack:C0ACMEHELP"] == (True, "#acme-help")


async def test_the_command_ends_well_where_slack_is(tmp_path: Path) -> None:
    """`frontdesk check` itself, as somebody would type it."""
    async with FakeSlack() as slack:
        rooms(slack)
        _, found = await check(slack, tmp_path)
    assert all(well for well, _ in found.values())
    assert found["SLACK_BOT_TOKEN"] == (True, "opens https://house.slack.com/")


async def test_every_missing_right_is_named_with_what_it_is_for(tmp_path: Path) -> None:
    """Each scope by its own name, why the bot wants it, and where to add it."""
    async with FakeSlack() as slack:
        rooms(slack)
        slack.api.scopes -= set(SCOPES) - {"users:read"}
        code, found = await check(slack, tmp_path)
    assert code == 1
    for scope in set(SCOPES) - {"users:read"}:
        well, told = found[f"scope {scope}"]
        assert not well
        assert told.startswith(f"missing, to {SCOPES[scope]}")
        assert "OAuth & Permissions and install the app again" in told
    assert "needs the scope" in found["slack:C0DESK"][1]


async def test_every_room_that_is_not_there_is_named(tmp_path: Path) -> None:
    """One that was archived, one that the bot was not invited to."""
    async with FakeSlack() as slack:
        desk, acme = rooms(slack)
        desk.archived = True
        acme.members.discard(slack.world.bot.id)
        found = await looked(slack, tmp_path)
    for room in (desk, acme):
        assert found[f"slack:{room.id}"] == (
            False, "not found: is the id right, and was the bot invited there?"
        )  # fmt: skip


async def test_a_desk_that_others_read_is_named(tmp_path: Path) -> None:
    """The room is there, but nobody may work in it."""
    async with FakeSlack() as slack:
        desk, _ = rooms(slack)
        desk.shared_with.append(slack.organisation("Acme"))
        found = await looked(slack, tmp_path)
    assert "give the desk a private room of your own" in found["desk"][1]


@pytest.mark.parametrize(
    ("secret", "value", "told"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-wrong", "Slack says invalid_auth: copy the token again. It is under OAuth"),
        ("SLACK_APP_TOKEN", "xapp-wrong", "Slack says invalid_auth. Make one under Basic Information"),
    ],
)
async def test_a_token_slack_does_not_take_is_named(
    tmp_path: Path, secret: str, value: str, told: str
) -> None:
    """Which of them, what Slack says, and on which page the right one is shown."""
    async with FakeSlack() as slack:
        rooms(slack)
        found = await looked(slack, tmp_path, **{secret: value})
    well, why = found[secret]
    assert (well, told in why) == (False, True), why


async def test_slack_that_cannot_be_reached_is_no_wrong_token(tmp_path: Path) -> None:
    """No answer: nothing is said about tokens."""
    async with FakeSlack() as slack:
        found = await looked(slack, tmp_path, SLACK_API_URL="http://127.0.0.1:9/api/")
    assert found["slack"][1].endswith("cannot be reached now: try again in a moment")


async def test_missing_and_swapped_secrets_are_named(tmp_path: Path) -> None:
    """Each by its name, with the page it is on; Slack is not asked."""
    async with FakeSlack() as slack:
        found = await looked(slack, tmp_path, SLACK_BOT_TOKEN="xapp-1", SLACK_APP_TOKEN="")
        assert slack.api.calls == []
    assert "App-Level Tokens" in found["slack"][1]
