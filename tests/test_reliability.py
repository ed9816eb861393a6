"""The reliability picture and the numbers in it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reliability import bins, expected_error, picture, wilson

SEEN = st.lists(st.tuples(st.floats(0, 1), st.booleans()))


@given(SEEN)
def test_every_question_is_in_one_bin(seen: list[tuple[float, bool]]) -> None:
    """The tenths share out all questions and all right ones, up to and with a confidence of 1."""
    some = bins(seen)
    assert sum(one.many for one in some) == len(seen)
    assert sum(one.right for one in some) == sum(right for _, right in seen)


def test_the_error_is_nought_when_as_right_as_said() -> None:
    """Half sure and half right: no error; quite sure and never right: all of it; nothing seen: nothing."""
    assert expected_error([(0.5, True), (0.5, False)]) == 0
    assert expected_error([(1.0, False)]) == 1
    assert expected_error([]) is None


@given(st.integers(1, 500).flatmap(lambda many: st.tuples(st.integers(0, many), st.just(many))))
def test_the_range_holds_what_was_seen(counted: tuple[int, int]) -> None:
    """Wilson's interval stays within 0..1 and around the share seen."""
    low, high = wilson(*counted)
    assert 0 <= low <= counted[0] / counted[1] + 1e-9
    assert counted[0] / counted[1] - 1e-9 <= high <= 1


def test_wilson_gives_the_known_range() -> None:
    """8 of 10: 0.49 to 0.94, as tables say."""
    assert wilson(8, 10) == pytest.approx((0.490, 0.943), abs=0.001)


@given(SEEN, st.floats(0, 1))
def test_the_picture_is_a_drawing(seen: list[tuple[float, bool]], threshold: float) -> None:
    """Well-formed SVG with a dot for each tenth that has questions, whatever the title says."""
    drawn = ET.fromstring(picture(seen, threshold, title="<b>&"))  # noqa: S314 - our own words
    assert len(drawn.findall("{http://www.w3.org/2000/svg}circle")) == len(bins(seen))
