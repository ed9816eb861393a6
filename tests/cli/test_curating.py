"""What a running process takes over its socket: work of the right shape, and a clear word for any other."""

from __future__ import annotations

import pytest

from bot.app import load_embedder
from bot.cli.curating import ADD, SYNC, commands
from bot.control import Json, Unreadable
from bot.store.passing import passing_library
from kb.knowledge import Knowledge


@pytest.mark.parametrize("name", [ADD, SYNC])
@pytest.mark.parametrize("body", [None, 5, {}, [], {"entry": {}, "source": 1, "author": None}])
def test_work_of_the_wrong_shape_is_refused(name: str, body: Json) -> None:
    """The first thing that does not fit is named by its place, and nothing is changed."""
    knowledge = Knowledge.reading(transact=passing_library(), embedder=load_embedder())
    with pytest.raises(Unreadable, match=r"^the request cannot be read: with[.\w]*: ") as told:
        commands(knowledge)[name](body, lambda _done, _of: None)
    assert "\n" not in str(told.value)
    assert knowledge.entries() == ()
