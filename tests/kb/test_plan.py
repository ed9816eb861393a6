"""A sync touches only what came from its own files, and leaves what both sides changed to a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.entry import Entry
from kb.knowledge import Knowledge
from kb.library import Library, within
from kb.plan import SyncPlan
from tests.kb.conftest import FAQ, OWN, SIGNATURE, Transactions

RESET, INVOICES, HOTLINE = FAQ
PARTS = ("added", "changed", "adopted", "retired", "unchanged", "conflicts")


def told(plan: SyncPlan) -> dict[str, list[str]]:
    """The ids of each part that is not empty."""
    parts = {part: [one.id for one in getattr(plan, part)] for part in PARTS}
    return {part: ids for part, ids in parts.items() if ids}


def at_the_desk(transact: Transactions, entry: Entry) -> None:
    """Somebody of the desk changes an entry."""
    within(transact, lambda library: library.change(replace(entry, origin="desk:support"), SIGNATURE))


def test_files_add_change_and_retire_their_own(filled: Knowledge) -> None:
    """New, reworded, dropped and equal entries of the files are told apart, and done so."""
    changed = replace(RESET, answer="Ask us.")
    new = Entry("refund", ("Can I get a refund?",), "Within 14 days.", origin="file:faq/c.csv")
    plan = filled.sync([changed, new, HOTLINE], OWN, signature=SIGNATURE)
    assert told(plan) == {
        "added": ["refund"],
        "changed": ["reset-password"],
        "retired": ["invoices"],
        "unchanged": ["hotline"],
    }
    assert filled.entries() == (HOTLINE, new, changed)


def test_a_plan_changes_nothing(filled: Knowledge) -> None:
    """What would be done can be shown without doing it."""
    assert told(filled.plan([HOTLINE], OWN)) == {
        "retired": ["reset-password", "invoices"],
        "unchanged": ["hotline"],
    }
    assert len(filled.entries()) == 3


def test_other_origins_are_left_alone(filled: Knowledge) -> None:
    """Neither an entry made at a desk nor one of another folder is retired by these files."""
    desk = Entry("parking", ("Where can I park?",), "Behind the house.", origin="desk:support")
    other = Entry("beach", ("Where is the beach?",), "Down the road.", origin="file:other/a.csv")
    filled.add(desk, signature=SIGNATURE)
    filled.sync([other], "file:other/", signature=SIGNATURE)
    assert told(filled.sync(FAQ, OWN, signature=SIGNATURE)) == {"unchanged": [entry.id for entry in FAQ]}
    assert {"parking", "beach"} <= {entry.id for entry in filled.entries()}


def test_a_retired_entry_comes_back(filled: Knowledge) -> None:
    """An entry that was taken out of a file and put in again is added again."""
    filled.sync([RESET], OWN, signature=SIGNATURE)
    assert told(filled.sync([RESET, HOTLINE], OWN, signature=SIGNATURE)) == {
        "added": ["hotline"],
        "unchanged": ["reset-password"],
    }


class TestBothSides:
    """The desk changed an entry that came from a file."""

    @pytest.fixture(autouse=True)
    def _changed(self, filled: Knowledge, transact: Transactions) -> None:
        at_the_desk(transact, replace(RESET, answer="The desk's words."))

    def test_an_unchanged_file_does_not_undo_it(self, filled: Knowledge) -> None:
        """As long as the file says what it said, the desk's words stand."""
        assert told(filled.sync(FAQ, OWN, signature=SIGNATURE)) == {"unchanged": [entry.id for entry in FAQ]}
        assert filled.entries()[-1].answer == "The desk's words."

    def test_a_changed_file_is_a_conflict(self, filled: Knowledge) -> None:
        """When the file changed too, nothing is overwritten and both texts are shown."""
        plan = filled.sync(
            [replace(RESET, answer="The file's words."), INVOICES, HOTLINE], OWN, signature=SIGNATURE
        )
        (conflict,) = plan.conflicts
        assert conflict.file
        assert (conflict.file.answer, conflict.library.answer) == ("The file's words.", "The desk's words.")
        assert "desk:support" in conflict.why
        assert filled.entries()[-1].answer == "The desk's words."

    def test_leaving_the_file_is_a_conflict(self, filled: Knowledge) -> None:
        """An entry that left the file is not retired when the desk has worked on it."""
        plan = filled.sync([INVOICES, HOTLINE], OWN, signature=SIGNATURE)
        assert told(plan)["conflicts"] == ["reset-password"]
        assert len(filled.entries()) == 3

    def test_a_file_that_took_the_desks_words_over_owns_it_again(self, filled: Knowledge) -> None:
        """Once the file says the same as the desk, its next change is an ordinary one."""
        taken = replace(RESET, answer="The desk's words.")
        assert told(filled.sync([taken, INVOICES, HOTLINE], OWN, signature=SIGNATURE))["adopted"] == [
            "reset-password"
        ]
        later = [replace(RESET, answer="Newer words."), INVOICES, HOTLINE]
        assert told(filled.sync(later, OWN, signature=SIGNATURE))["changed"] == ["reset-password"]

    def test_an_entry_the_desk_retired_stays_away(self, filled: Knowledge, transact: Transactions) -> None:
        """What the desk took away does not come back by a sync of the unchanged file."""
        within(transact, lambda library: library.retire(RESET.id, SIGNATURE, origin="desk:support"))
        filled.sync(FAQ, OWN, signature=SIGNATURE)
        assert [entry.id for entry in filled.entries()] == ["hotline", "invoices"]


def test_a_question_somebody_else_answers_is_a_conflict(filled: Knowledge) -> None:
    """A file cannot bring a second answer to a question of another origin in the same audience."""
    desk = Entry("parking", ("Where can I park?",), "Behind the house.", origin="desk:support")
    filled.add(desk, signature=SIGNATURE)
    twin = Entry("cars", ("where can i park?",), "In front.", origin="file:faq/a.csv")
    plan = filled.sync([*FAQ, twin], OWN, signature=SIGNATURE)
    assert [(conflict.id, conflict.library.id) for conflict in plan.conflicts] == [("cars", "parking")]


def test_a_new_id_for_the_same_questions_is_no_conflict(filled: Knowledge) -> None:
    """Renaming an entry in its file retires the old id and adds the new one."""
    plan = filled.sync([replace(RESET, id="password"), INVOICES, HOTLINE], OWN, signature=SIGNATURE)
    assert (told(plan)["added"], told(plan)["retired"]) == (["password"], ["reset-password"])


def test_a_sync_is_one_transaction(filled: Knowledge, transact: Transactions) -> None:
    """When a sync fails half way, the library is as it was."""
    before = within(transact, Library.edition)
    broken = replace(RESET, id="broken", answer=None)  # type: ignore[arg-type]  # makes the second write fail
    with pytest.raises(Exception, match="NOT NULL"):
        filled.sync(
            [*FAQ, replace(RESET, id="new", questions=("Something new?",)), broken], OWN, signature=SIGNATURE
        )
    assert within(transact, Library.edition) == before
