"""Real payloads, as public sources print them: each is heard, asked, or passed over on purpose."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from adapters.slack.asked import Commanded, Ignored, Joined, Known, Parsed, Revoked
from adapters.slack.parse import parse, persons, place, rooms
from adapters.slack.us import Us
from bot.events import AgentLeft, MessageDeleted, MessageEdited, MessageReceived, ReactionChanged
from bot.people import Person
from tests.adapters.mutations import broken, each_broken

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "payloads" / "slack"
NAMES = sorted(place.name for place in FOLDER.glob("*.json") if place.name != "INDEX.json")
Json = dict[str, Any]

if not NAMES:
    pytest.skip("NO SHARED DATA: there are no payloads to read", allow_module_level=True)

HEARD: dict[str, type] = {
    "app_mention": MessageReceived,
    "member_joined_channel": Joined,
    "member_left_channel": AgentLeft,
    "message": MessageReceived,
    "message-file_share": MessageReceived,
    "message-message_changed": MessageEdited,
    "message-message_deleted": MessageDeleted,
    "message-thread_broadcast": MessageReceived,
    "reaction_added": ReactionChanged,
    "slash_command": Commanded,
}
"""What becomes of each kind; what is not listed here is passed over."""

INSTEAD: dict[str, type] = {
    # Other bots' posts, and what was written by the very bot it was sent to.
    "message--test_internals-L607-13.json": Ignored,
    "message--test_message_bot-L128.json": Ignored,
    "message--test_message_bot-L79.json": Ignored,
    "message-file_share--test_events-L337.json": Ignored,
    "reaction_added--test_events_shared_channels-L137.json": Ignored,
    # Taken out of our own workspace; the third tells no workspace at all.
    "app_uninstalled--test_events-L299.json": Revoked,
    "app_uninstalled--test_events_shared_channels-L433.json": Revoked,
}

ONCE = "1700000000.000100"
"""A time for those that their source shortened to who and where."""


def payload(name: str) -> Json:
    """One payload."""
    return dict(json.loads((FOLDER / name).read_text(encoding="utf-8")))


def installed(body: Json) -> Us:
    """The installation a payload was sent to."""
    held: Json = next(iter(body.get("authorizations") or ()), {})
    team = held.get("team_id") or body.get("team_id") or "T0HOUSE"
    return Us(team, held.get("user_id") or "U0BOT", "B0BOT", enterprise=held.get("enterprise_id") or "")


def heard(body: Json) -> Parsed:
    """What becomes of it, at some time."""
    event = {"ts": ONCE, "event_ts": ONCE, **body.get("event", {})}
    return parse({**body, "event": event}, installed(body), Known())


def test_there_are_as_many_as_the_index_says() -> None:
    """None of the payloads is left out."""
    index = json.loads((FOLDER / "INDEX.json").read_text(encoding="utf-8"))
    assert len(NAMES) == len(index["files"]) == 91


@pytest.mark.parametrize("name", NAMES)
def test_every_payload_is_heard_or_passed_over_on_purpose(name: str) -> None:
    """Each kind becomes what it should; nothing known is called strange."""
    found = heard(payload(name))
    kind = name.partition("--")[0]
    assert isinstance(found, INSTEAD.get(name, HEARD.get(kind, Ignored))), found
    if isinstance(found, Ignored):
        assert found.strange is (kind in {"payload", "event_callback"})


PASSED_OVER = ("file_", "message_metadata_posted", "message-channel_")


def expected() -> Iterator[tuple[str, list[Any]]]:
    """The payloads of shared channels that come with who acted, as their own test expects it."""
    index = json.loads((FOLDER / "INDEX.json").read_text(encoding="utf-8"))
    for told in index["files"]:
        if "expected_by_its_test" in told:
            yield told["file"], told["expected_by_its_test"]


@pytest.mark.parametrize(("name", "actors"), list(expected()))
def test_who_acts_in_a_shared_channel_is_told_as_the_sdk_tells_it(name: str, actors: list[Any]) -> None:
    """The acting person and that person's own organisation, not the one the event came through."""
    body = payload(name)
    enterprise, team, user = actors[-1] if isinstance(actors[0], list) else actors
    found = heard(body)
    if isinstance(found, Ignored):
        assert name.startswith(PASSED_OVER) or name in INSTEAD
        return
    assert user in persons(body)
    if isinstance(found, MessageReceived):
        ours = installed(body)
        assert (found.by.id, found.by.house) == (user, ours.is_house(enterprise or "") or ours.is_house(team))


def test_a_customer_of_a_shared_channel_is_no_colleague() -> None:
    """Whoever comes from another organisation is a guest, though the event names our team."""
    names = [name for name in NAMES if name.startswith("app_mention--test_internals-L314")]
    found = heard(payload(names[0]))
    assert isinstance(found, MessageReceived)
    assert (found.by.id, found.by.house) == ("USER_ID_ACTOR", False)


def test_the_name_that_calls_the_bot_is_no_part_of_the_question() -> None:
    """A mention of the bot is taken off the beginning, once."""
    found = heard(payload("app_mention--test_internals-L314-0.json"))
    assert isinstance(found, MessageReceived)
    assert (found.text, found.to_bot) == ("hey", True)


# -- broken payloads

KNOWN = Known({"U111": Person("slack", "U111", "Dana")}, {"C111": "help"})


PAYLOADS = {name: payload(name) for name in NAMES}


def survives(body: Json) -> None:
    """Every way a request is read gives an answer that can be stored."""
    us = Us("T111", "W111", "B111", enterprise="E111")
    for one in (*persons(body), *rooms(body), place(body)):
        assert one.isascii()
    found = parse(body, us, KNOWN)
    if isinstance(found, MessageReceived | MessageEdited):
        found.text.encode()
        assert all(0 <= span.start < span.end <= len(found.text) for span in found.spans)


@settings(max_examples=2000)
@given(broken(PAYLOADS))
def test_a_broken_payload_breaks_nothing(body: Json) -> None:
    """Missing keys, nulls, wrong kinds and huge values are read or passed over, never raised."""
    survives(body)


def test_each_thing_in_each_payload_may_be_wrong() -> None:
    """Every key and item of all 91, one after another: more than twenty thousand broken payloads."""
    broken_ones = 0
    for body in PAYLOADS.values():
        for one in each_broken(body):
            survives(one)
            broken_ones += 1
    assert broken_ones >= 20_000


@pytest.mark.chaos
@settings(max_examples=20_000)
@given(broken(PAYLOADS))
def test_twenty_thousand_broken_payloads_break_nothing(body: Json) -> None:
    """The same for long."""
    survives(body)
