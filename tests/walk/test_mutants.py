"""The walk is only worth what it notices: each rule that keeps a promise is left out once."""

from __future__ import annotations

import pytest

from tests.walk.history import history
from tests.walk.mutants import MUTANTS, Mutant

HISTORIES = 600


def first_noticed() -> int | None:
    """The seed of the first history in which something goes wrong."""
    for seed in range(1, HISTORIES):
        try:
            history(seed)
        except Exception:  # noqa: BLE001 - whatever stops a house from working is noticed
            return seed
    return None


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_rule_left_out_is_noticed(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    """A house without one of the rules breaks a promise within a few hundred short histories."""
    mutant.patch(monkeypatch)
    assert first_noticed() is not None, f"{mutant.promise}: nobody noticed that {mutant.name}"
