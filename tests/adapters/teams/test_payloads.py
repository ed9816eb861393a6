"""Real payloads, as public sources and Microsoft's client made them: heard, asked, or passed over."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams.asked import Consented, Ignored, Installed, Known, Parsed, Pushed, Wrong
from adapters.teams.buttons import VERB, data, field_id
from adapters.teams.parse import downloads, met, parse, ref, users
from adapters.teams.us import Us
from bot.events import MessageDeleted, MessageEdited, MessageReceived, ReactionChanged
from bot.meanings import WORDS, Button, Press
from bot.people import Address, Person, Receipt
from tests.adapters.mutations import KINDS, WRONG, broken, each_broken

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "payloads" / "teams"
NAMES = sorted(place.name for place in FOLDER.glob("*.json"))
Json = dict[str, Any]
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)

if not NAMES:
    pytest.skip("NO SHARED DATA: there are no payloads to read", allow_module_level=True)

THREAD = "19:d441d38c655c47a085215b2726e76927@thread.tacv2"
TESTER = "00000000-1111-2222-3333-444444444444"
MEGAN = "7faf8ab2-3d56-4244-b585-20c8a42ed2b8"

HEARD: dict[str, tuple[type, dict[str, Any]]] = {
    "composed_message_edit.json": (MessageEdited, {"text": "Hey, edited"}),
    "composed_message_groupchat_mention.json": (
        MessageReceived,
        {"text": "Hey", "to_bot": True, "direct": False},
    ),
    "composed_message_personal_file.json": (MessageReceived, {"text": "", "to_bot": True, "direct": True}),
    "composed_message_soft_delete.json": (
        MessageDeleted,
        {"receipt": Receipt(Address("teams", THREAD, "1771290107407"), "1771290107407")},
    ),
    "docs_message_personal_rich_text.json": (
        MessageReceived,
        {"text": "Hello Teams TestBot. Sending bold-italic rich text.", "by": Person("teams", MEGAN)},
    ),
    "legacy_channel_mention_at.json": (MessageReceived, {"text": "Test Message", "to_bot": True}),
    "legacy_personal_no_mention.json": (
        MessageReceived,
        {"text": "Test", "direct": True, "by": Person("teams", "29:Key")},
    ),
    "playground_message_channel_mention.json": (
        MessageReceived,
        {
            "text": "hello",
            "to_bot": True,
            "receipt": Receipt(
                Address("teams", "19:support@thread.tacv2", "1795378194553"),
                "68b5a092-5b41-4dee-b0a5-9dcaaa05f0dd",
            ),
        },
    ),
    "playground_message_personal.json": (MessageReceived, {"text": "hello", "direct": True}),
    "recorded_actions_mention.json": (MessageReceived, {"text": "Test", "to_bot": True}),
    "recorded_actions_reaction.json": (
        ReactionChanged,
        {
            "mark": "+1",
            "on": True,
            "by": Person("teams", TESTER),
            "receipt": Receipt(Address("teams", THREAD, "1767326091220"), "1767326111492"),
        },
    ),
    "recorded_channel_mention.json": (
        MessageReceived,
        {
            "text": "Hey",
            "to_bot": True,
            "direct": False,
            "at": datetime(2026, 2, 17, 1, 1, 47, 451381, UTC),
            "receipt": Receipt(Address("teams", THREAD, "1771290107407"), "1771290107407"),
        },
    ),
    "recorded_dm_dmMessage.json": (MessageReceived, {"text": "Hey", "to_bot": True, "direct": True}),
    "recorded_dm_dmRequest.json": (MessageReceived, {"text": "dm me", "to_bot": False, "direct": False}),
    "recorded_dm_mention.json": (MessageReceived, {"text": "Hey", "to_bot": True}),
}
"""The payloads that are one event each, and what it says."""

OTHERWISE: dict[str, type] = {
    "composed_invoke_file_consent_accept.json": Consented,
    "docs_bot_added_to_team.json": Ignored,
    "legacy_members_added.json": Ignored,
    "playground_install_channel.json": Ignored,
    "playground_install_personal.json": Installed,
    # A card of another app, with a verb of its own.
    "playground_invoke_adaptivecard_action.json": Wrong,
    "playground_members_added_channel.json": Ignored,
    # Greeted by the installation that comes with it.
    "playground_members_added_personal.json": Ignored,
    # Data of other apps' buttons.
    "playground_submit_message.json": Ignored,
    "recorded_actions_action.json": Ignored,
}
"""What becomes of the others."""


def payload(name: str) -> Json:
    """One payload."""
    return dict(json.loads((FOLDER / name).read_text(encoding="utf-8")))


def installed(body: Json) -> Us:
    """The bot that a payload was sent to."""
    return Us.of(body["recipient"]["id"].removeprefix("28:"), body["channelData"]["tenant"]["id"])


def heard(body: Json) -> Parsed:
    """What becomes of it."""
    return parse(body, installed(body), Known(), NOW)


def test_every_payload_has_its_expected_answer() -> None:
    """None is left out, and none is expected that is not there."""
    assert sorted([*HEARD, *OTHERWISE]) == NAMES
    assert len(NAMES) == 25


@pytest.mark.parametrize("name", HEARD)
def test_a_payload_is_heard(name: str) -> None:
    """It becomes one event that says what its source says."""
    kind, expected = HEARD[name]
    found = heard(payload(name))
    assert isinstance(found, tuple)
    (event,) = found
    assert isinstance(event, kind)
    assert {key: getattr(event, key) for key in expected} == expected


@pytest.mark.parametrize("name", OTHERWISE)
def test_a_payload_is_asked_or_passed_over_on_purpose(name: str) -> None:
    """Nothing known is called strange."""
    found = heard(payload(name))
    assert isinstance(found, OTHERWISE[name]), found
    assert not (isinstance(found, Ignored) and found.strange)


@pytest.mark.parametrize("name", NAMES)
def test_every_payload_tells_where_its_room_is_reached(name: str) -> None:
    """The room, its newest service, its kind and its tenant; and never the thread."""
    body = payload(name)
    found = ref(body, installed(body))
    assert found is not None
    assert (found.service, found.tenant) == (body["serviceUrl"], body["channelData"]["tenant"]["id"])
    assert ";messageid=" not in found.room
    kind = body["conversation"].get("conversationType")
    assert kind in {None, found.kind}
    assert found.unasked is (name == "recorded_dm_dmRequest.json")


def test_a_file_can_be_fetched_where_the_message_says() -> None:
    """The short-lived address belongs to the file of the event."""
    body = payload("composed_message_personal_file.json")
    found = heard(body)
    assert isinstance(found, tuple)
    assert isinstance(found[0], MessageReceived)
    (file,) = found[0].files
    assert (file.adapter, file.name) == ("teams", "file_example.txt")
    assert downloads(body, installed(body), NOW) == {file.id: "https://download.link"}


# -- broken payloads

ODD = (
    "<b>" * 30_000,
    "<at>",
    "2026-13-45T99:99:99Z",
    "0001-01-01T00:00:00+14:00",
    "<![if",
)
"""Words that are half of something: markup, a time."""

TELLING = (
    "message", "messageUpdate", "messageDelete", "messageReaction", "invoke", "conversationUpdate",
    "installationUpdate", "adaptiveCard/action", "fd", "remove", "undeleteMessage", "mention",
    "channelDeleted", "teamDeleted", "text/html", "image/png", "reference", "personal", "28:x",
)  # fmt: skip
"""Words that mean something to Teams, and lead a payload down another way."""

KNOWN = Known({"29:customer": Person("teams", "c1", "Cora")}, "Support")


MADE: dict[str, Json] = {
    "pressed": payload("playground_invoke_adaptivecard_action.json")
    | {
        "value": {
            "action": {
                "type": "Action.Execute",
                "verb": VERB,
                "data": data(Press(Button.REPLY, "c1", "Send")) | {field_id(Button.REPLY, WORDS): "Hello"},
            }
        }
    },
    "left": payload("legacy_members_added.json") | {"membersRemoved": [{"id": "29:a"}, {"id": "28:b"}]},
}
PAYLOADS = {name: payload(name) for name in NAMES} | MADE
ANYTHING = WRONG | st.sampled_from(ODD) | st.sampled_from(TELLING)


def survives(body: Json) -> None:
    """Every way an activity is read gives an answer that can be stored."""
    us = Us.of("11111111-2222-3333-4444-555555555555", "00000000-0000-0000-0000-0000000000001")
    repr((ref(body, us), met(body, us), users(body))).encode()
    assert all(url.startswith("http") for url in downloads(body, us, NOW).values())
    found = parse(body, us, KNOWN, NOW)
    repr(found).encode()
    for event in found if isinstance(found, tuple) else ():
        assert event.id.startswith("teams:")
        assert event.at.tzinfo is not None
        if isinstance(event, MessageReceived | MessageEdited):
            assert event.receipt.address.room
            assert event.receipt.message
            assert all(0 <= span.start < span.end <= len(event.text) for span in event.spans)


@settings(max_examples=2000)
@given(broken(PAYLOADS, ANYTHING))
def test_a_broken_payload_breaks_nothing(body: Json) -> None:
    """Missing keys, nulls, wrong kinds and huge values are read or passed over, never raised."""
    survives(body)


def test_each_thing_in_each_payload_may_be_wrong() -> None:
    """Every key and item of all 27, one after another: more than twenty thousand broken payloads."""
    broken_ones = 0
    for body in PAYLOADS.values():
        for one in each_broken(body, KINDS + ODD + TELLING):
            survives(one)
            broken_ones += 1
    assert broken_ones >= 20_000


@pytest.mark.chaos
@settings(max_examples=20_000)
@given(broken(PAYLOADS, ANYTHING))
def test_twenty_thousand_broken_payloads_break_nothing(body: Json) -> None:
    """The same for long."""
    survives(body)


def test_a_press_on_our_card_is_one() -> None:
    """The made payload is what it is made for."""
    assert isinstance(heard(MADE["pressed"]), Pushed)
