"""Both indexes find the nearest documents of the audiences asked for, and of no others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kb.embed import Vector
from kb.errors import IndexBroken, WrongEmbedder
from kb.index import ChromaIndex, Document, Index, Matrix


def towards(*numbers: float) -> Vector:
    """A vector of length 1 in that direction."""
    vector = np.array(numbers, np.float32)
    return vector / np.float32(np.linalg.norm(vector))


NORTH, EAST, SECRET = (
    Document("north", "public", "north?", towards(0, 1, 0)),
    Document("east", "public", "east?", towards(1, 0, 0)),
    Document("secret", "staff", "secret?", towards(0.1, 1, 0)),
)


@pytest.fixture(params=["chroma", "matrix"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    """An empty index of each kind."""
    made: Index = ChromaIndex(tmp_path, "model@1") if request.param == "chroma" else Matrix()
    yield made
    made.close()


class TestEveryIndex:
    """What holds for every kind of index."""

    def test_the_nearest_come_first(self, index: Index) -> None:
        """Hits are ordered by cosine similarity, which is told exactly."""
        index.follow([NORTH, EAST])
        hits = index.search(towards(0.5, 1, 0), frozenset({"public"}), 5)
        assert [hit.document for hit in hits] == [NORTH.id, EAST.id]
        assert hits[0].similarity == pytest.approx(2 / 5**0.5, abs=1e-5)

    def test_another_audience_is_never_shown(self, index: Index) -> None:
        """Only the audiences asked for are searched; no audience, or an unknown one, finds nothing."""
        index.follow([NORTH, EAST, SECRET])
        assert SECRET.id not in {
            hit.document for hit in index.search(SECRET.vector, frozenset({"public"}), 9)
        }
        assert index.search(SECRET.vector, frozenset({"public", "staff"}), 1)[0].document == SECRET.id
        assert index.search(SECRET.vector, frozenset(), 9) == ()
        assert index.search(SECRET.vector, frozenset({"nobody"}), 9) == ()

    def test_it_holds_exactly_what_it_follows(self, index: Index) -> None:
        """What is no longer given is no longer found, also when a whole audience is gone."""
        index.follow([NORTH, EAST, SECRET])
        index.follow([EAST])
        hits = index.search(towards(0, 1, 0), frozenset({"public", "staff"}), 9)
        assert [hit.document for hit in hits] == [EAST.id]

    def test_no_more_than_the_limit(self, index: Index) -> None:
        """The limit is kept over all audiences together."""
        index.follow([NORTH, EAST, SECRET])
        assert len(index.search(EAST.vector, frozenset({"public", "staff"}), 2)) == 2


def test_what_lies_on_disk_is_found_again(tmp_path: Path) -> None:
    """A second opening finds what the first one wrote."""
    first = ChromaIndex(tmp_path, "model@1")
    first.follow([NORTH, SECRET])
    first.close()
    again = ChromaIndex(tmp_path, "model@1")
    assert [hit.document for hit in again.search(NORTH.vector, frozenset({"staff"}), 5)] == [SECRET.id]
    again.close()


def test_an_index_of_another_model_is_refused(tmp_path: Path) -> None:
    """Vectors of two models are not comparable, so the index says what to do instead of scoring nonsense."""
    first = ChromaIndex(tmp_path, "model@1")
    first.follow([NORTH])
    first.close()
    with pytest.raises(WrongEmbedder, match=r"'model@1'.*'model@2'.*Delete the index folder"):
        ChromaIndex(tmp_path, "model@2")


@pytest.mark.parametrize("blocked", ["a file", "random bytes"])
def test_an_index_that_is_damaged_says_what_to_do(tmp_path: Path, blocked: str) -> None:
    """Whatever lies where the index belongs is told by its path, with the way to a new one."""
    directory = tmp_path / "index"
    if blocked == "a file":
        directory.write_text("no folder")
    else:
        directory.mkdir()
        (directory / "chroma.sqlite3").write_bytes(b"no database" * 1_000)
    with pytest.raises(IndexBroken, match="Move it away and start again") as told:
        ChromaIndex(directory, "small")
    assert str(directory) in str(told.value)
