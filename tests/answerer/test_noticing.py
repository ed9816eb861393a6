"""What is noticed with rules and trained heads together."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from bot.answerer.heads import heads
from bot.answerer.noticing import RULE, Noticing
from bot.answerer.remembered import Remembered
from bot.judgement import Noticed, Question
from bot.settings import Answering
from kb.embed import BgeSmall, Vector
from tests.answerer.sayings import CALM, UPSET, WANTS_NO_PERSON, WANTS_PERSON


def noticed(text: str, embedder: Remembered, answering: Answering | None = None) -> Noticed:
    """What is noticed in a first message."""
    return Noticing(answering or Answering(), embedder).notice(Question("e1", text, ("public",)))


@pytest.mark.parametrize("text", [*WANTS_NO_PERSON, *CALM])
def test_a_calm_question_shows_nothing_but_itself(text: str, embedder: Remembered) -> None:
    """Neither rule nor head makes anything of a plain question."""
    assert noticed(text, embedder) == Noticed()


@pytest.mark.parametrize("text", WANTS_PERSON)
def test_a_wish_for_a_person_is_noticed(text: str, embedder: Remembered) -> None:
    """What a rule knows is noticed."""
    assert noticed(text, embedder).wants_person


@pytest.mark.parametrize(
    "text",
    ["chat wth somebody", "assistance contacting a person", "i want assistnace contacting a human agent"],
)
def test_a_wish_the_rules_miss_is_left_to_the_head(text: str, embedder: Remembered) -> None:
    """Odd wording and spelling is understood by the trained head."""
    assert noticed(text, embedder).wants_person


@pytest.mark.parametrize("text", UPSET)
def test_anger_is_noticed(text: str, embedder: Remembered) -> None:
    """Anger is noticed, whatever else the words ask."""
    assert noticed(text, embedder).upset


def test_phrases_of_the_settings_count(embedder: Remembered) -> None:
    """A phrase that the settings add is understood, also in slightly other words."""
    answering = Answering(person_phrases=("get me the duty engineer", " "))

    assert noticed("please get me the duty engineer", embedder, answering).wants_person
    assert not noticed("How do I reset my password?", embedder, answering).wants_person
    assert not noticed("please get me the duty engineer", embedder).wants_person


def test_scores_beyond_a_rule_still_differ(embedder: Remembered) -> None:
    """A rule lifts a score without flattening what the head tells."""
    noticing = Noticing(Answering(), embedder)

    calm, angry = noticing.upset("How do I pay?"), noticing.upset("this is ridiculous, you are useless")
    assert calm < RULE <= angry < 1
    assert noticing.person("How do I pay?") < RULE <= noticing.person("I want a human") < 1


def test_heads_serve_only_their_own_embedder() -> None:
    """Weights fitted on another model's vectors are not used."""
    assert set(heads(BgeSmall.model)) == {"person", "upset"}
    assert heads("another-model@0") == {}


class Counting:
    """An embedder that counts its work."""

    model = BgeSmall.model
    dimension = BgeSmall.dimension

    def __init__(self, embedder: Remembered) -> None:
        self._embedder = embedder
        self.count = 0

    def embed(self, text: str) -> Vector:
        """The text's vector."""
        self.count += 1
        return self._embedder.embed(text)


def test_one_question_costs_one_embedding(embedder: Remembered) -> None:
    """Noticing and searching share one embedding, and a plain wish or greeting costs none."""
    counting = Counting(embedder)
    remembered = Remembered(counting)

    noticed("How do I pay by card?", remembered)
    remembered.embed("How do I pay by card?")
    assert counting.count == 1

    noticed("hello", remembered)
    noticed("I want a human", remembered)
    assert counting.count == 1


def test_old_embeddings_are_forgotten(embedder: Remembered) -> None:
    """The memory of embeddings does not grow with the day."""
    counting = Counting(embedder)
    remembered = Remembered(counting)

    for number in range(300):
        remembered.embed(f"question {number % 257}")

    assert counting.count == 300


def rates(shared: Path, name: str, label: str, embedder: Remembered) -> tuple[float, float]:
    """How many of the first 80 messages with the label, and of 80 others, are noticed as wanting a person."""
    with (shared / "data" / name).open(encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    yes = [row["text"] for row in rows if row["label"] == label][:80]
    no = [row["text"] for row in rows if label not in row["label"] and "contact" not in row["label"]][:80]
    return (
        sum(noticed(text, embedder).wants_person for text in yes) / len(yes),
        sum(noticed(text, embedder).wants_person for text in no) / len(no),
    )


def test_people_are_asked_for_in_many_words(shared: Path, embedder: Remembered) -> None:
    """Of messages never fitted on that ask for a person, nearly all are noticed, and no others."""
    found, mistaken = rates(shared, "bitext_cs/validation.csv", "contact_human_agent", embedder)

    assert found >= 0.95
    assert mistaken == 0
