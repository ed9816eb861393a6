"""A bank rehearsed with its own phrasings is told easier or harder than usual, and always the same."""

from __future__ import annotations

import numpy as np
import pytest

from kb import rehearsal
from kb.confidence import Bank, Near, calibration
from kb.embed import Vector
from kb.entry import Entry
from kb.rehearsal import Rehearsed, ease, eased, rehearse

Made = tuple[list[Entry], list[list[Vector]]]


def made(entries: int, phrasings: int, *, spread: float, seed: int = 2) -> Made:
    """Entries whose phrasings lie around a point each, the further apart the larger *spread* is."""
    draw = np.random.default_rng(seed)
    points = draw.normal(size=(entries, 384))
    rows = points[:, np.newaxis] + spread * draw.normal(size=(entries, phrasings, 384))
    rows /= np.linalg.norm(rows, axis=2, keepdims=True)
    names = [tuple(f"words {at} {other}" for other in range(phrasings)) for at in range(entries)]
    told = [Entry(f"e{at}", own, "-") for at, own in enumerate(names)]
    return told, [list(own.astype(np.float32)) for own in rows]


def test_what_is_clear_comes_out_easier_than_what_is_muddled() -> None:
    """Phrasings close to their own kind ease a bank; such as lie anywhere do not."""
    clear, muddled = (eased(*made(40, 4, spread=spread), calibration()) for spread in (0.5, 3.0))
    assert clear > muddled
    assert all(abs(one) <= rehearsal.FURTHEST for one in (clear, muddled))


def test_phrasings_of_entries_taken_out_have_no_right_answer() -> None:
    """Some questions of a rehearsal belong to entries that are gone meanwhile: whatever is found is wrong."""
    asked = rehearse(*made(30, 3, spread=0.3))
    assert 0.75 < sum(one.right for one in asked) / len(asked) < 0.9


def test_a_rehearsal_is_the_same_each_time() -> None:
    """No chance is in it."""
    assert rehearse(*made(12, 2, spread=1.0)) == rehearse(*made(12, 2, spread=1.0))


@pytest.mark.parametrize(("entries", "phrasings"), [(0, 1), (60, 1), (1, 8), (6, 2)])
def test_a_bank_that_cannot_be_rehearsed_is_as_usual(entries: int, phrasings: int) -> None:
    """One phrasing an entry, one entry alone or very few questions tell nothing."""
    assert eased(*made(entries, phrasings, spread=1.0), calibration()) == 0.0


def test_a_large_bank_is_not_kept_waiting_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the largest size nothing is asked."""
    monkeypatch.setattr(rehearsal, "LARGEST", 10)
    assert rehearse(*made(12, 2, spread=1.0)) == []


def test_the_more_was_asked_the_more_it_counts() -> None:
    """The same outcome moves the odds further when it was seen more often."""
    names = calibration().weights
    one = [Rehearsed(dict.fromkeys(names, 1.0), right=True)]
    assert abs(ease(one * 50, calibration())) < abs(ease(one * 500, calibration()))


def test_the_ease_moves_the_confidence() -> None:
    """A bank told easier is surer of the same question, and of the same entry."""
    entries, vectors = made(10, 2, spread=0.5)
    near = [Near(entry.id, entry.questions[0], 0.9 - at / 20) for at, entry in enumerate(entries)]
    plain, easier = (
        Bank(entries, vectors, ease=ease).findings("words", vectors[0][0], near, limit=3) for ease in (0, 1)
    )
    assert plain.passages == easier.passages
    assert plain.confidence < easier.confidence
