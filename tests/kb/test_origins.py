"""No two places share an origin, so that a sync of one never retires the entries of another."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kb.knowledge import Knowledge
from kb.load import load
from kb.origins import SAMPLE, is_under, origin, shown
from kb.plan import SyncPlan
from tests.kb.conftest import SIGNATURE

FAQ = Path(__file__).parents[2] / "kb" / "faq"


def faq(folder: Path, **answers: str) -> Path:
    """A folder with one file for each entry."""
    folder.mkdir(parents=True, exist_ok=True)
    for key, answer in answers.items():
        text = f"id,question,answer,audience\n{key},Where is the {key}?,{answer},\n"
        (folder / f"{key}.csv").write_text(text, encoding="utf-8")
    return folder


def synced(knowledge: Knowledge, path: Path) -> SyncPlan:
    """What a sync of *path* did."""
    return knowledge.sync(load(path), origin(path), signature=SIGNATURE)


def known(knowledge: Knowledge) -> list[str]:
    """The ids of the active entries."""
    return [entry.id for entry in knowledge.entries()]


def test_two_folders_of_one_name_leave_each_other_alone(tmp_path: Path, knowledge: Knowledge) -> None:
    """A sync of b/faq retires nothing that came from a/faq, and a/faq still retires its own."""
    first = faq(tmp_path / "a" / "faq", beach="There.", park="Here.")
    synced(knowledge, first)
    synced(knowledge, faq(tmp_path / "b" / "faq", tower="Up."))
    assert known(knowledge) == ["beach", "park", "tower"]
    (first / "park.csv").unlink()
    assert [entry.id for entry in synced(knowledge, first).retired] == ["park"]
    assert known(knowledge) == ["beach", "tower"]


def test_one_id_in_two_folders_is_told_by_its_place(tmp_path: Path, knowledge: Knowledge) -> None:
    """A second folder does not change an entry of the first, and the conflict names whose it is."""
    synced(knowledge, faq(tmp_path / "a" / "faq", beach="There."))
    (conflict,) = synced(knowledge, faq(tmp_path / "b" / "faq", beach="Elsewhere.")).conflicts
    assert conflict.why == "it is an entry of a/faq/beach.csv"


def test_a_folder_owns_what_its_own_folders_and_files_brought(tmp_path: Path, knowledge: Knowledge) -> None:
    """Child first, parent then: nothing is added again; the child retires only what lay in it."""
    parent = faq(tmp_path / "faq", beach="There.")
    child = faq(parent / "more", park="Here.", tower="Up.")
    synced(knowledge, child)
    assert [entry.id for entry in synced(knowledge, parent).unchanged] == ["park", "tower"]
    (child / "park.csv").unlink()
    assert [entry.id for entry in synced(knowledge, child).retired] == ["park"]
    assert known(knowledge) == ["beach", "tower"]


def test_a_file_is_no_folder_of_files_that_begin_alike(tmp_path: Path, knowledge: Knowledge) -> None:
    """A sync of `a.csv` retires nothing that came from `a.csv.md` beside it."""
    folder = faq(tmp_path, a="Here.")
    (folder / "a.csv.md").write_text("## Where is the park?\n\nThere.\n", encoding="utf-8")
    synced(knowledge, folder)
    assert not synced(knowledge, folder / "a.csv").retired
    assert len(known(knowledge)) == 2


def test_a_moved_folder_keeps_its_entries(tmp_path: Path, knowledge: Knowledge) -> None:
    """What was left of files that are gone belongs to the folder that brings it next, and can be changed."""
    synced(knowledge, faq(tmp_path / "old", beach="There."))
    shutil.move(tmp_path / "old", tmp_path / "new")
    plan = synced(knowledge, faq(tmp_path / "new", beach="Elsewhere."))
    assert ([entry.id for entry in plan.changed], plan.conflicts) == (["beach"], ())
    assert knowledge.entries()[0].answer == "Elsewhere."


def test_the_sample_has_one_origin_wherever_it_is_installed() -> None:
    """The package's own FAQ is `file:sample/`, whole or in part, and no folder of a user can be that."""
    assert origin(FAQ) == SAMPLE
    assert origin(FAQ / "acme.csv") == f"{SAMPLE}acme.csv"
    assert all(is_under(entry.origin, SAMPLE) for entry in load(FAQ))
    assert origin(Path("/sample/")) != SAMPLE


@pytest.mark.parametrize(
    ("kept", "seen"),
    [
        ("file:/srv/shop/eu/faq/billing.csv", "eu/faq/billing.csv"),
        ("file:/faq.csv", "faq.csv"),
        ("file:sample/acme.csv", "sample/acme.csv"),
        ("desk:support", "desk:support"),
    ],
)
def test_people_read_the_end_of_an_origin(kept: str, seen: str) -> None:
    """The way to a file is cut to what tells it apart."""
    assert shown(kept) == seen
