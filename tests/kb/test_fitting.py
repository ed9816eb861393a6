"""A house's own calibration: drawn towards the shipped one, honest about what it buys."""

from __future__ import annotations

import numpy as np
import pytest

from kb.confidence import Calibration
from kb.fitting import FEWEST, Seen, Table, TooFew, bought, fit, own, thresholds

SHIPPED = Calibration(-1.0, {"near": 2.0, "far": 0.0}, [(0.05, 0.95), (0.1, 0.9)], "m", 2.0)


def labels(count: int, *, shift: float = 0.0, seed: int = 3, ease: float = 0.0) -> list[Seen]:
    """Labels that the shipped weights explain, but for *shift* in their odds."""
    draw = np.random.default_rng(seed)
    near, far = draw.normal(1.5, 1.5, count), draw.normal(size=count)
    sure = 1 / (1 + np.exp(-(-1.0 + shift + 2.0 * near)))
    right = draw.random(count) < sure
    return [
        Seen({"near": float(a), "far": float(b)}, bool(is_right), ease)
        for a, b, is_right in zip(near, far, right, strict=True)
    ]


def test_few_labels_hardly_move_the_weights_and_many_do() -> None:
    """The more labels say that the house is easier than usual, the further its odds move that way."""
    few, many = (own(labels(count, shift=2.0), SHIPPED) for count in (FEWEST, 4_000))
    here = {"near": 0.0, "far": 0.0}
    assert SHIPPED.odds(here) < few.odds(here) < many.odds(here)
    assert many.odds(here) == pytest.approx(1.0, abs=0.3)


def test_labels_that_say_what_is_known_change_little() -> None:
    """Where the shipped weights are right, the house's own say nearly the same."""
    made = own(labels(400), SHIPPED)
    for near in (-1.0, 1.0, 3.0):
        told = {"near": near, "far": 0.0}
        assert made.probability(told) == pytest.approx(SHIPPED.probability(told), abs=0.1)


@pytest.mark.parametrize("some", [labels(FEWEST - 1), [Seen({"near": 9.0, "far": 0.0}, right=True)] * 200])
def test_too_little_to_tell_from_is_refused(some: list[Seen]) -> None:
    """Below 100 labels, or when all are of one kind, nothing is promised, and the message says so."""
    with pytest.raises(TooFew, match=r"too few to promise anything .* ships stays in use"):
        own(some, SHIPPED)


def test_the_promise_holds_on_labels_to_come() -> None:
    """Of what it would answer at one wrong in ten, at most about one in ten is wrong later."""
    made = own(labels(1_000, shift=-1.0), SHIPPED)
    later = Table.of(labels(8_000, shift=-1.0, seed=9))
    answered = later.probabilities(made) >= made.threshold(0.1)
    assert answered.mean() > 0.2
    assert 1 - later.right[answered].mean() <= 0.115


def test_what_it_buys_is_measured_on_the_other_half() -> None:
    """Labels without any rule in them buy nothing: the own calibration does not answer from memory."""
    draw = np.random.default_rng(1)
    noise = [
        Seen({"near": float(draw.normal()), "far": float(draw.normal())}, bool(draw.random() < 0.5))
        for _ in range(300)
    ]
    after = bought(noise, SHIPPED, 0.05).after
    assert after.rate < 0.05
    assert after.answered.shape == after.right.shape == (300,)


def test_a_banks_ease_becomes_part_of_its_own_weights() -> None:
    """A house's own calibration wants no rehearsal any more: what one had told is in its intercept."""
    made = own(labels(200, ease=1.5), SHIPPED)
    assert made.usual is None
    plain = fit(Table.of(labels(200)), SHIPPED)
    assert made.odds({"near": 0.0, "far": 0.0}) > plain.odds({"near": 0.0, "far": 0.0})


def test_thresholds_rise_as_fewer_may_be_wrong_and_reckon_with_one_more() -> None:
    """A threshold is never below that of a larger share, and one wrong answer to spare makes it stricter."""
    sure = np.linspace(0.99, 0.01, 99)
    right, weight = (np.arange(99) % 10 != 9).astype(float), np.ones(99)
    plain, careful = (dict(thresholds(sure, right, weight, spare=spare)) for spare in (0.0, 1.0))
    assert list(plain.values()) == sorted(plain.values(), reverse=True)
    assert all(careful[share] >= plain[share] for share in plain)
    assert careful[0.05] > plain[0.05]


def test_what_is_written_is_read_again() -> None:
    """A calibration survives being written down as JSON."""
    import json

    assert Calibration.read(json.dumps(SHIPPED.told())) == SHIPPED


def test_the_order_of_the_labels_does_not_matter_much() -> None:
    """Right and wrong in turns, or all right ones first, still leave both kinds in each half."""
    some = labels(300)
    right, wrong = [one for one in some if one.right], [one for one in some if not one.right]
    turns = [one for pair in zip(right, wrong, strict=False) for one in pair]
    for ordered in (turns, right + wrong):
        after = bought(ordered, SHIPPED, 0.1).after
        assert after.rate > 0.1
