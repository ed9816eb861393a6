"""Presses on cards, words typed into them, and what else Teams waits for."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.teams.asked import Consented, Ignored, Parsed, Pushed, Wrong
from adapters.teams.buttons import VERB, data, field_id
from bot.events import (
    ButtonPressed,
)
from bot.meanings import WORDS, Button, Press
from bot.people import Address
from tests.adapters.teams.activities import CHANNEL, DANA_ID, THREAD, Json, activity, heard, one

PRESS = Press(Button.CLAIM, "conversation-7", "Claim", "web:ben")


def execute(action: object, **more: Any) -> Parsed:  # noqa: ANN401 - whatever Teams may send
    """What becomes of a pressed Action.Execute."""
    body = activity("invoke", name="adaptiveCard/action", value={"action": action}, replyToId="9")
    return heard(body | {"conversation": THREAD} | more)


def act(told: object) -> Json:
    """An Action.Execute of ours."""
    return {"type": "Action.Execute", "verb": VERB, "data": told}


def test_a_press_carries_opaque_ids_alone() -> None:
    """Its button, what it is about, its pick, its place, and the fields filled in for it."""
    told = data(PRESS) | {field_id(Button.CLAIM, "words"): "Mine", field_id(Button.REPLY, WORDS): "not sent"}
    found = execute(act(told))
    assert isinstance(found, Pushed)
    assert (found.place, found.message) == (Address("teams", CHANNEL, "7"), "9")
    assert isinstance(found.event, ButtonPressed)
    assert (found.event.button, found.event.about, found.event.pick) == (
        Button.CLAIM,
        "conversation-7",
        "web:ben",
    )
    assert (found.event.fields, found.event.by.id) == ((("words", "Mine"),), DANA_ID)


def test_a_submit_is_a_press_that_wants_no_answer() -> None:
    """Old clients send data as a message without words."""
    event = one(heard(activity(text=None, value=data(PRESS))), ButtonPressed)
    assert event.button is Button.CLAIM
    assert isinstance(heard(activity(text="", value={"ticket": 1})), Ignored)


def test_words_in_the_reply_box_come_with_its_press() -> None:
    """Where the card stands; those of other boxes on the card stay behind."""
    box = data(Press(Button.REPLY, "c1", "Send"))
    told = box | {field_id(Button.REPLY, WORDS): "On my way", field_id(Button.WRITE_NOTE, WORDS): "hm"}
    found = execute(act(told))
    assert isinstance(found, Pushed)
    assert (found.event.button, found.event.fields) == (Button.REPLY, ((WORDS, "On my way"),))
    assert found.event.place == Address("teams", CHANNEL, "7")


@pytest.mark.parametrize(
    "action",
    [
        None, [], "claim", {}, {"type": "Action.Submit", "verb": VERB, "data": data(PRESS)},
        act(data(PRESS)) | {"verb": "takeover"}, act(data(PRESS)) | {"verb": None}, act(None), act({}),
        act({"fd": "claim"}), act({"fd": ["open the door", "c", ""]}), act({"fd": ["claim", "c"]}),
    ],
)  # fmt: skip
def test_what_is_no_press_of_ours_is_a_bad_request(action: object) -> None:
    """Teams is told so, instead of being left waiting."""
    found = execute(action)
    assert isinstance(found, Wrong)
    assert found.status == 400


def test_a_press_of_nobody_is_a_bad_request() -> None:
    """Rights belong to persons."""
    assert isinstance(execute(act(data(PRESS)), **{"from": {}}), Wrong)


@pytest.mark.parametrize(("action", "accepted"), [("accept", True), ("decline", False)])
def test_an_answer_about_a_file(action: str, *, accepted: bool) -> None:
    """Yes and no, with what the question carried."""
    value = {"action": action, "context": {"fd": "t1"}, "uploadInfo": {"uploadUrl": "https://u", "name": "a"}}
    found = heard(activity("invoke", name="fileConsent/invoke", value=value, replyToId="9"))
    assert isinstance(found, Consented)
    assert (found.accepted, found.context, found.upload) == (accepted, {"fd": "t1"}, "https://u")
    odds: tuple[object, ...] = ("x", [], None)
    for odd in odds:
        assert isinstance(heard(activity("invoke", name="fileConsent/invoke", value={"action": odd})), Wrong)


@pytest.mark.parametrize("name", ["composeExtension/query", "task/fetch", None, 7])
def test_other_invokes_are_not_implemented(name: object) -> None:
    """As the protocol says."""
    found = heard(activity("invoke", name=name))
    assert isinstance(found, Wrong)
    assert found.status == 501


def test_teams_own_thumbs_are_passed_over() -> None:
    """Answered well, and nothing follows."""
    assert heard(activity("invoke", name="message/submitAction")) == Ignored("Teams' own thumbs")
