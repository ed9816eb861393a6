"""What is remembered of rooms and people, and that it is there again afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.teams.refs import EVERYWHERE, Kind, Met, Ref, Refs, kind_of

ROOM, TEAM, TENANT = "19:help@thread.tacv2", "19:team@thread.tacv2", "tenant-1"
REF = Ref(ROOM, "https://smba.trafficmanager.net/emea/", Kind.CHANNEL, TENANT, TEAM, "Help", "g1")


async def test_what_was_remembered_is_there_again(tmp_path: Path) -> None:
    """Rooms and people, as they were known last."""
    refs = Refs(tmp_path)
    await refs.remember(REF)
    await refs.meet(Met("dana", "29:dana", "a:dana", "Dana"))
    await refs.close()
    again = Refs(tmp_path)
    assert again.of(ROOM) == REF
    assert (again.met("dana"), again.person("29:dana")) == (Met("dana", "29:dana", "a:dana", "Dana"), "dana")
    await again.close()


async def test_the_newest_service_counts(tmp_path: Path) -> None:
    """Teams moves rooms; what a later message does not say stays known."""
    refs = Refs(tmp_path)
    await refs.remember(replace(REF, unasked=True))
    await refs.remember(Ref(ROOM, "https://smba.trafficmanager.net/amer/", Kind.CHANNEL, TENANT))
    assert refs.of(ROOM) == replace(REF, service="https://smba.trafficmanager.net/amer/", unasked=True)
    await refs.meet(Met("dana", "29:dana", "a:dana", "Dana"))
    await refs.meet(Met("dana", "29:dana"))
    assert refs.met("dana") == Met("dana", "29:dana", "a:dana", "Dana")
    await refs.close()


async def test_a_room_that_was_never_heard_of_may_be_spoken_to(tmp_path: Path) -> None:
    """At the service heard of last, or where Teams is reached from everywhere."""
    refs = Refs(tmp_path)
    assert refs.reach("19:new@thread.tacv2", TENANT).service == EVERYWHERE
    await refs.remember(REF)
    assert refs.of("19:new@thread.tacv2") is None
    found = refs.reach("19:new@thread.tacv2", TENANT)
    assert (found.service, found.kind, found.tenant) == (REF.service, Kind.CHANNEL, TENANT)
    await refs.close()


async def test_rooms_are_forgotten(tmp_path: Path) -> None:
    """For good, and forgotten twice is forgotten."""
    refs = Refs(tmp_path)
    await refs.remember(REF)
    await refs.forget(ROOM)
    await refs.forget(ROOM)
    assert refs.rooms == ()
    await refs.close()
    again = Refs(tmp_path)
    assert again.of(ROOM) is None
    await again.close()


async def test_a_team_is_known_by_its_other_channels(tmp_path: Path) -> None:
    """The directory's id of a team is told with one of them."""
    refs = Refs(tmp_path)
    other = Ref("19:other@thread.tacv2", REF.service, Kind.CHANNEL, TENANT, TEAM)
    assert refs.group(other) == ""
    await refs.remember(REF)
    assert (refs.group(other), refs.group(replace(other, team=""))) == ("g1", "")
    await refs.close()


@pytest.mark.parametrize(
    ("room", "kind"),
    [
        ("19:a@thread.tacv2", Kind.CHANNEL),
        ("19:a@thread.skype", Kind.CHANNEL),
        ("19:a@thread.v2", Kind.GROUP),
        ("19:meeting_a@thread.v2", Kind.GROUP),
        ("a:dana", Kind.PERSONAL),
        ("whatever", Kind.PERSONAL),
    ],
)
def test_a_rooms_id_tells_its_kind(room: str, kind: Kind) -> None:
    """For messages that do not say it."""
    assert kind_of(room) is kind


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from adapters.teams.refs import Kind, Met, Ref, Refs

async def main():
    refs = Refs(Path(sys.argv[1]))
    await refs.remember(Ref("a:dana", "https://smba.trafficmanager.net/emea/", Kind.PERSONAL, "t"))
    await refs.meet(Met("dana", "29:dana", "a:dana", "Dana"))
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def test_what_was_remembered_outlives_a_kill(tmp_path: Path) -> None:
    """Once remembering returned, no end of the process takes it back."""
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], cwd=os.getcwd(), check=False)  # noqa: ASYNC221, PTH109 - nothing else runs meanwhile, and it needs our folder
    assert killed.returncode == -signal.SIGKILL
    refs = Refs(tmp_path)
    assert (refs.of("a:dana") is not None, refs.person("29:dana")) == (True, "dana")
    await refs.close()
