"""Payloads with something wrong in them: each thing in turn, or a few at random."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

__all__ = ["KINDS", "WRONG", "broken", "each_broken"]

Json = dict[str, Any]
Path = tuple[Any, ...]

MISSING = object()
HUGE = "x" * 100_000

KINDS: tuple[object, ...] = (
    None,
    True,
    0,
    -1.5,
    2**70,
    "",
    HUGE,
    "\ud800",
    "9" * 40,
    [],
    [None],
    {},
    {"a": None},
)
"""What may stand anywhere instead of what should."""

WRONG: st.SearchStrategy[object] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.just(HUGE),
    st.just("\ud800"),
    st.just("9" * 40),
    st.lists(st.none() | st.text(max_size=5), max_size=3),
    st.dictionaries(st.text(max_size=5), st.none() | st.integers(), max_size=3),
)
"""The same at random."""


def paths(found: object, at: Path = ()) -> Iterator[Path]:
    """Where something stands in a payload."""
    pairs = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for key, value in pairs:
        yield (*at, key)
        yield from paths(value, (*at, key))


def each_broken(body: Json, kinds: tuple[object, ...] = KINDS) -> Iterator[Json]:
    """*body* once for everything that stands in it: missing, and replaced by each of *kinds*.

    It is one payload that is broken and put right again, so look at each before asking for the next.
    """
    body = copy.deepcopy(body)
    for path in list(paths(body)):
        holder = _holder(body, path)
        right = holder[path[-1]]
        for wrong in kinds:
            holder[path[-1]] = wrong
            yield body
        if isinstance(holder, dict):
            del holder[path[-1]]
            yield body
        holder[path[-1]] = right


@st.composite
def broken(draw: st.DrawFn, payloads: Mapping[str, Json], wrong: st.SearchStrategy[object] = WRONG) -> Json:
    """One of *payloads* with up to five things missing, null, of a wrong kind, or huge."""
    body = copy.deepcopy(payloads[draw(st.sampled_from(sorted(payloads)))])
    for _ in range(draw(st.integers(1, 5))):
        found = list(paths(body))
        if found:
            _break(body, draw(st.sampled_from(found)), draw(st.one_of(st.just(MISSING), wrong)))
    return body


def _break(body: Json, path: Path, wrong: object) -> None:
    holder = _holder(body, path)
    if wrong is MISSING:
        del holder[path[-1]]
    else:
        holder[path[-1]] = wrong


def _holder(body: Json, path: Path) -> Any:  # noqa: ANN401 - an object or a list, by what stands last in the path
    holder: Any = body
    for key in path[:-1]:
        holder = holder[key]
    return holder
