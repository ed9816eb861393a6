"""What was changed, deleted, brought back or marked."""

from __future__ import annotations

import pytest

from bot.events import (
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    ReactionChanged,
)
from tests.adapters.teams.activities import THREAD, activity, heard, one, said


def test_an_edit_names_its_message() -> None:
    """With the new words; two edits are two events, one that comes twice is one."""
    bodies = [activity("messageUpdate", text="New", timestamp=f"2026-11-25T08:00:0{n}Z") for n in (1, 2, 1)]
    first, second, again = (one(heard(body), MessageEdited) for body in bodies)
    assert (first.receipt, first.text) == (said().receipt, "New")
    assert len({first.id, second.id, said().id}) == 3
    assert first == again


def test_a_deletion_names_its_message() -> None:
    """And its writer."""
    event = one(heard(activity("messageDelete")), MessageDeleted)
    assert (event.receipt, event.by) == (said().receipt, said().by)


def test_what_was_brought_back_is_heard_as_a_message_of_its_own() -> None:
    """Because the deleted one is gone for good where it was carried to."""
    body = activity("messageUpdate", text="Hello", channelData={"eventType": "undeleteMessage"})
    event = one(heard(body), MessageReceived)
    assert event.text == "Hello"
    assert event.receipt != said().receipt
    assert event.receipt.address == said().receipt.address


@pytest.mark.parametrize(
    ("told", "mark"),
    [("like", "+1"), ("heart", "heart"), ("1f440_eyes", "eyes"), ("2705_white", "white"),
     ("1f468-200d_x", "x"), ("angry", "angry"), ("checkmark", "heavy_check_mark"), ("eyes", "eyes")],
)  # fmt: skip
def test_marks_are_called_by_plain_names(told: str, mark: str) -> None:
    """As people call them, without the code that Teams puts before."""
    body = activity("messageReaction", replyToId="9", reactionsAdded=[{"type": told}])
    event = one(heard(body), ReactionChanged)
    assert (event.mark, event.on, event.receipt.message) == (mark, True, "9")


def test_one_activity_may_tell_of_several_marks() -> None:
    """Each set or taken back is an event of its own name."""
    found = heard(
        activity(
            "messageReaction",
            replyToId="9",
            conversation=THREAD,
            reactionsAdded=[{"type": "like"}, {"type": "heart"}],
            reactionsRemoved=[{"type": "sad"}],
        )
    )
    assert isinstance(found, tuple)
    assert [getattr(e, "on", None) for e in found] == [True, True, False]
    assert len({e.id for e in found}) == 3
