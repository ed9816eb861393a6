"""The door to the knowledge base: what is asked is found, for those who may see it, as the library has it."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from kb.confidence import calibration
from kb.entry import Entry, Findings
from kb.knowledge import Knowledge
from kb.library import text_hash, within
from tests.kb.conftest import FAQ, OWN, SIGNATURE, Counting, Transactions

RESET = FAQ[0]
PUBLIC = ("public",)


def best(findings: Findings) -> str:
    """The id of the best passage."""
    return findings.passages[0].entry.id


def test_a_question_finds_its_entry(filled: Knowledge) -> None:
    """The entry comes first with the phrasing that matched; one passage an entry, with falling scores."""
    findings = filled.find("i have forgotten my password", audiences=PUBLIC)
    assert (best(findings), findings.passages[0].phrasing) == ("reset-password", "I forgot my password")
    assert [passage.entry.id for passage in findings.passages] == ["reset-password", "invoices"]
    scores = [passage.score for passage in findings.passages]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_confidence_tells_known_from_unknown(filled: Knowledge) -> None:
    """A question of the FAQ is surer than the threshold, one about something else is below it."""
    threshold = calibration().threshold(0.05)
    assert filled.find("I forgot my password", audiences=PUBLIC).confidence > threshold
    assert filled.find("What is the weather like in Paris?", audiences=PUBLIC).confidence < threshold


def test_only_the_audiences_asked_for(filled: Knowledge) -> None:
    """An entry of another audience is never among the passages, however near it is."""
    asked = "emergency hotline"
    assert "hotline" not in {one.entry.id for one in filled.find(asked, audiences=PUBLIC).passages}
    assert best(filled.find(asked, audiences=["public", "acme"])) == "hotline"
    assert filled.find(asked, audiences=[]) == Findings()
    assert filled.find(asked, audiences=["nobody"]) == Findings()
    assert filled.search(asked)[0].entry.id == "hotline"


@pytest.mark.parametrize("question", ["", "  \n", "\x00\x07", "\u202e\u200b"])
def test_a_blank_question_finds_nothing(filled: Knowledge, question: str) -> None:
    """No words, or only marks nobody sees: nothing is found and nothing is sure."""
    assert filled.find(question, audiences=PUBLIC) == Findings()


def test_odd_and_huge_questions_are_taken(filled: Knowledge) -> None:
    """Direction marks inside words do not matter, and a megabyte is read from its beginning."""
    assert best(filled.find("\u202eI for\u200bgot my\x00 password", audiences=PUBLIC)) == "reset-password"
    assert best(filled.find("I forgot my password. " * 50_000, audiences=PUBLIC)) == "reset-password"
    assert filled.find("🙂", audiences=PUBLIC).confidence < calibration().threshold(0.05)


def test_the_limit_is_kept(filled: Knowledge) -> None:
    """No more passages than asked for."""
    assert len(filled.find("password", audiences=["public", "acme"], limit=2).passages) == 2


def test_nothing_is_found_before_there_is_anything(knowledge: Knowledge) -> None:
    """An empty library answers nothing, and says so without an error."""
    knowledge.refresh()
    assert knowledge.find("I forgot my password", audiences=PUBLIC) == Findings()


def test_only_new_phrasings_are_embedded(filled: Knowledge, embedder: Counting) -> None:
    """A sync embeds what it has not seen, tells its progress, and keeps the rest."""
    embedder.asked.clear()
    told: list[tuple[int, int]] = []
    more = replace(RESET, questions=(*RESET.questions, "my login fails"))
    filled.sync(
        [more, *FAQ[1:]], OWN, signature=SIGNATURE, progress=lambda done, whole: told.append((done, whole))
    )
    assert embedder.asked == ["my login fails"]
    assert told == [(1, 1)]


def test_a_lost_index_is_made_again_without_the_model(
    tmp_path: Path, filled: Knowledge, transact: Transactions, embedder: Counting
) -> None:
    """The index can be deleted: it comes back from the library, vectors and all."""
    before = filled.find("receipt please", audiences=PUBLIC)
    filled.close()
    shutil.rmtree(tmp_path / "index")
    embedder.asked.clear()
    again = Knowledge.open(tmp_path / "index", transact=transact, embedder=embedder)
    again.refresh()
    assert embedder.asked == []
    assert best(again.find("receipt please", audiences=PUBLIC)) == best(before)
    again.close()


def test_a_reader_scores_as_the_owner_does(
    filled: Knowledge, transact: Transactions, embedder: Counting
) -> None:
    """A process that only reads gets the same findings from memory, and embeds only the question."""
    reader = Knowledge.reading(transact=transact, embedder=embedder)
    embedder.asked.clear()
    reader.refresh()
    owned, read = (one.find("where is my bill", audiences=["public", "acme"]) for one in (filled, reader))
    assert embedder.asked == ["where is my bill"] * 2
    assert [passage.entry for passage in read.passages] == [passage.entry for passage in owned.passages]
    assert read.confidence == pytest.approx(owned.confidence, abs=1e-3)


def test_a_reader_writes_nothing(transact: Transactions, knowledge: Knowledge, embedder: Counting) -> None:
    """Phrasings without a vector are embedded by a reader for itself alone."""
    knowledge.sync(FAQ, OWN, signature=SIGNATURE)
    within(
        transact, lambda library: library.drop_vectors(embedder.model, [text_hash("I forgot my password")])
    )
    with transact.read_only() as reading:
        reader = Knowledge.reading(transact=reading, embedder=embedder)
        reader.refresh()
        assert best(reader.find("I forgot my password", audiences=PUBLIC)) == "reset-password"


def test_what_was_retired_is_not_found(filled: Knowledge) -> None:
    """After a sync without it, an entry is gone from the passages at once."""
    filled.sync(FAQ[1:], OWN, signature=SIGNATURE)
    assert "reset-password" not in {one.entry.id for one in filled.search("I forgot my password")}


def test_finding_goes_on_while_the_faq_changes(filled: Knowledge) -> None:
    """Questions asked from several threads during a refresh get the old or the new FAQ, whole."""
    new = Entry("parking", ("Where can I park?",), "Behind the house.", origin="desk:support")
    with ThreadPoolExecutor(3) as threads:
        asked = [threads.submit(filled.find, "I forgot my password", audiences=PUBLIC) for _ in range(30)]
        filled.add(new, signature=SIGNATURE)
        assert {best(one.result()) for one in asked} == {"reset-password"}
    assert best(filled.find("where to park", audiences=PUBLIC)) == "parking"
