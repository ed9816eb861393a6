"""The library keeps every version and never alters one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kb.errors import KnowledgeError, UnknownEntry
from kb.library import Library, text_hash, within
from tests.kb.conftest import FAQ, SIGNATURE, Transactions

ENTRY = FAQ[0]


def test_every_version_can_be_read_and_taken_back(transact: Transactions) -> None:
    """Changing, retiring and restoring each add a version; the earlier ones stay as they were."""
    changed = replace(ENTRY, answer="Ask us.", origin="desk:support")
    within(transact, lambda library: library.add(ENTRY, SIGNATURE))
    within(transact, lambda library: library.change(changed, SIGNATURE))
    within(transact, lambda library: library.retire(ENTRY.id, SIGNATURE, origin="desk:support"))
    assert within(transact, Library.entries) == ()
    within(transact, lambda library: library.restore(ENTRY.id, 1, SIGNATURE, origin="desk:support"))
    history = within(transact, lambda library: library.history(ENTRY.id))
    assert [(version.number, version.active) for version in history] == [
        (1, True),
        (2, True),
        (3, False),
        (4, True),
    ]
    assert (history[0].entry, history[1].entry, history[0].signature) == (ENTRY, changed, SIGNATURE)
    assert within(transact, Library.entries) == (replace(ENTRY, origin="desk:support"),)


def test_the_edition_grows_with_every_change(transact: Transactions) -> None:
    """An index can tell from one number whether it is up to date."""
    editions = [within(transact, Library.edition)]
    within(transact, lambda library: library.add(ENTRY, SIGNATURE))
    editions.append(within(transact, Library.edition))
    within(transact, lambda library: library.change(ENTRY, SIGNATURE))
    editions.append(within(transact, Library.edition))
    assert editions == sorted(set(editions))


def test_an_id_in_use_is_not_added_again(transact: Transactions) -> None:
    """Adding an entry under an id in use is refused; a retired id may come back."""
    within(transact, lambda library: library.add(ENTRY, SIGNATURE))
    with pytest.raises(KnowledgeError, match="already an entry 'reset-password'"):
        within(transact, lambda library: library.add(ENTRY, SIGNATURE))
    within(transact, lambda library: library.retire(ENTRY.id, SIGNATURE, origin=ENTRY.origin))
    assert within(transact, lambda library: library.add(ENTRY, SIGNATURE)).number == 3


def test_what_does_not_exist_is_said_so(transact: Transactions) -> None:
    """An unknown entry or version is an error that names it."""
    with pytest.raises(UnknownEntry, match="no entry 'nothing'"):
        within(transact, lambda library: library.history("nothing"))
    within(transact, lambda library: library.add(ENTRY, SIGNATURE))
    with pytest.raises(UnknownEntry, match="no version 7"):
        within(transact, lambda library: library.restore(ENTRY.id, 7, SIGNATURE, origin="desk:support"))


def test_vectors_are_kept_for_one_model(transact: Transactions) -> None:
    """A vector comes back exactly as it was kept, and only for the model that made it."""
    vector = np.arange(4, dtype=np.float32)
    within(
        transact,
        lambda library: library.keep_vectors("one", {text_hash("a"): vector, text_hash("b"): vector}),
    )
    within(transact, lambda library: library.keep_vectors("one", {text_hash("a"): vector * 2}))
    within(transact, lambda library: library.drop_vectors("one", [text_hash("b")]))
    kept = within(transact, lambda library: library.vectors("one"))
    assert list(kept) == [text_hash("a")]
    np.testing.assert_array_equal(kept[text_hash("a")], vector * 2)
    assert within(transact, lambda library: library.vectors("two")) == {}
