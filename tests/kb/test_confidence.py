"""The confidence is an honest probability: its parts behave, and the measured promise holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from kb.confidence import Bank, Calibration, Near, calibration
from kb.embed import BgeSmall, Vector
from kb.entry import Entry
from kb.fitting import Seen, Table, fit, thresholds

SEED = 7


def bank(texts: Mapping[str, Sequence[str]], bge: BgeSmall) -> tuple[Bank, list[tuple[str, str, Vector]]]:
    """A bank of these phrasings, and each phrasing with its vector."""
    entries = [Entry(key, tuple(own), "-") for key, own in texts.items()]
    rows = [(key, text, bge.embed(text)) for key, own in texts.items() for text in own]
    return Bank(entries, [[vector for key, _, vector in rows if key == entry.id] for entry in entries]), rows


def near(rows: Sequence[tuple[str, str, Vector]], vector: Vector) -> list[Near]:
    """All phrasings, nearest first."""
    return sorted(
        (Near(key, text, float(own @ vector)) for key, text, own in rows), key=lambda one: -one.similarity
    )


def test_several_phrasings_outvote_one_that_lies_near(bge: BgeSmall) -> None:
    """An entry is judged by all its phrasings, so the single nearest phrasing does not decide alone."""
    texts = {
        "refund": ["I want a refund", "give me my money back", "return my payment", "refund please"],
        "arrival": ["when will my refund arrive"],
    }
    shelf, rows = bank(texts, bge)
    vector = bge.embed("please return the money to me")
    assert (
        shelf.findings("please return the money to me", vector, near(rows, vector), limit=1)
        .passages[0]
        .entry.id
        == "refund"
    )


def test_a_phrasing_of_no_entry_is_ignored(bge: BgeSmall) -> None:
    """A hit whose entry the bank does not hold cannot become a passage."""
    shelf, rows = bank({"a": ["How do I pay?"]}, bge)
    vector = bge.embed("How do I pay?")
    hits = [Near("other", "How do I pay?", 1.0), *near(rows, vector)]
    assert [one.entry.id for one in shelf.findings("How do I pay?", vector, hits, limit=5).passages] == ["a"]


@pytest.mark.parametrize(
    "texts", [{"a": ["How do I pay?"]}, {"a": ["How do I pay?", "pay"]}, {"a": ["x"], "b": ["x y"]}]
)
def test_the_smallest_banks_have_a_confidence(bge: BgeSmall, texts: dict[str, Sequence[str]]) -> None:
    """One entry, or two with one phrasing each, still give a probability."""
    shelf, rows = bank(texts, bge)
    vector = bge.embed("How do I pay?")
    assert 0 < shelf.findings("How do I pay?", vector, near(rows, vector), limit=5).confidence < 1


def test_an_empty_bank_finds_nothing() -> None:
    """No entries, no passages, no confidence."""
    findings = Bank([], []).findings("why?", np.ones(3, np.float32), [], limit=5)
    assert (findings.passages, findings.confidence) == ((), 0.0)


def test_the_fewer_may_be_wrong_the_surer_it_must_be() -> None:
    """Thresholds rise as the share of wrong answers that is allowed falls, also between the fitted shares."""
    shares = [0.01, 0.03, 0.04, 0.05, 0.07, 0.1, 0.2]
    values = [calibration().threshold(share) for share in shares]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == len(values)


def test_the_fit_finds_what_is_there() -> None:
    """Weights known beforehand are found again from the cases they made, and so is the promised threshold."""
    draw = np.random.default_rng(SEED)
    features = draw.normal(size=(4000, 2))
    sure = 1 / (1 + np.exp(-(0.5 + features @ np.array([2.0, -1.0]))))
    right = draw.random(4000) < sure
    made = [
        Seen({"a": float(a), "b": float(b)}, bool(is_right))
        for (a, b), is_right in zip(features, right, strict=True)
    ]
    table = Table.of(made)
    found = fit(table)
    assert found.weights == pytest.approx({"a": 2.0, "b": -1.0}, abs=0.2)
    fitted = dict(thresholds(table.probabilities(found), table.right, table.weight))
    answered = table.probabilities(found) >= fitted[0.1]
    assert 1 - table.right[answered].mean() == pytest.approx(0.1, abs=0.01)


def test_the_shipped_weights_name_what_is_measured(bge: BgeSmall) -> None:
    """confidence.json weighs exactly the features a question has, for the model that ships."""
    shelf, rows = bank({"a": ["How do I pay?", "pay"], "b": ["Where are you?"]}, bge)
    vector = bge.embed("pay")
    _, features = shelf.features("pay", vector, near(rows, vector))
    assert calibration().weights.keys() == features.keys()


def test_the_promise_holds_on_a_faq_never_seen(shared: Path, bge: BgeSmall) -> None:
    """On StackFAQ, which had no part in any weight: top-1 of 0.945 or more, 95 % of the answers right."""
    from lab.banks import stack_faq, stack_questions
    from lab.simulate import asked

    assert shared.is_dir()
    faq = {key: [text] for key, (text, _) in stack_faq().items()}
    seen = asked(faq, stack_questions(), bge).cases
    inside = [case.right for case in seen if not case.outside]
    sure: Calibration = calibration()
    answered = [case.right for case in seen if sure.probability(case.features) >= sure.threshold(0.05)]
    assert sum(inside) / len(inside) >= 0.945
    assert sum(answered) / len(answered) >= 0.95
    assert len(answered) / len(seen) >= 0.3
