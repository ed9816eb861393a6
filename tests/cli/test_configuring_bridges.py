"""Settings of a house on several platforms: where it is reached, and who is the same person on two."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.people import Same
from tests.cli.test_configuring import SOUND, faults, read


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for settings files."""
    return tmp_path


def test_an_address_to_be_reached_at_is_read(folder: Path) -> None:
    """Its last slash makes no difference; without it, and without days, there is none and a week."""
    got = read(folder, 'public_url = "https://support.example.com/desk/"\nfile_days = 0.5\n' + SOUND)
    assert (got.public_url, got.file_days) == ("https://support.example.com/desk", 0.5)
    assert read(folder, 'public_url = "http://127.0.0.1:8765"\n' + SOUND).public_url
    without = read(folder, SOUND)
    assert (without.public_url, without.file_days) == ("", 7)


def test_people_of_two_platforms_are_read(folder: Path) -> None:
    """Who is the same on another platform is said by keys, and by nothing else."""
    got = read(folder, SOUND + '[[people]]\nsame = ["slack:U1", "slack:U2"]')
    assert got.settings.same == Same((("slack:U1", "slack:U2"),))
    assert not read(folder, SOUND).settings.same


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        pytest.param(
            'public_url = "http://support.example.com"\n' + SOUND,
            'public_url: found "http://support.example.com", but it is the https address people reach us at. '
            'For example: public_url = "https://support.example.com"',
            id="a public address without TLS",
        ),
        pytest.param(
            'public_url = "https://support.example.com/?a=b"\n' + SOUND,
            'public_url: found "https://support.example.com/?a=b", but it is the https address people reach '
            'us at. For example: public_url = "https://support.example.com"',
            id="more than an address",
        ),
        pytest.param(
            "file_days = 31\n" + SOUND,
            "file_days: found 31.0, but it is above 0 and at most 30. For example: file_days = 7",
            id="longer than files are kept",
        ),
        pytest.param(
            SOUND + '[[people]]\nsame = ["slack:U1"]',
            'people[1].same: found ["slack:U1"], but it names one person by two keys or more, each once. For '
            'example: same = ["slack:U1", "teams:8b0c2f4e"]',
            id="the same as nobody",
        ),
        pytest.param(
            SOUND + '[[people]]\nsame = ["slack:U1", "Ada"]',
            'people[1].same: found "Ada", but a person is named by platform and id. For example: same = '
            '["slack:U1", "teams:8b0c2f4e"]',
            id="the same as a name",
        ),
        pytest.param(
            SOUND + '[[people]]\nsame = ["slack:U1", "slak:U2"]',
            'people[1].same: found "slak:U2", but no room of these settings is on "slak". Did you mean '
            '"slack"?',
            id="the same on a platform nobody is on",
        ),
        pytest.param(
            SOUND
            + '[[people]]\nsame = ["slack:U1", "slack:U2"]\n[[people]]\nsame = ["slack:U3", "slack:U1"]',
            'people: "slack:U1" stands in 2 of them, so nobody could tell who that is. Put all keys of one '
            'person into one, for example: same = ["slack:U1", "teams:8b0c2f4e"]',
            id="one key, two people",
        ),
        pytest.param(
            "people = 1\n" + SOUND,
            "people: found 1, but each person is a table with two brackets. For example: [[people]] with "
            'same = ["slack:U1", "teams:8b0c2f4e"] below it',
            id="people that are no tables",
        ),
    ],
)
def test_a_fault_says_what_works(folder: Path, changed: str, told: str) -> None:
    """Whoever reads a fault can mend the file without the manual."""
    assert told in faults(folder, changed)
