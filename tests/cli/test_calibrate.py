"""`frontdesk calibrate`, and what `frontdesk eval` makes of its figures."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from bot.answerer.calibrated import calibrated
from bot.errors import AnswererError
from kb.confidence import calibration
from kb.embed import BgeSmall
from tests.cli.conftest import Run, said

PLACES = ("Where", "How", "When", "Why", "In which room")
WISHES = ("do I reset my password", "can I change my password", "are you open", "is the office open today")
FAR = ("paint a fence", "bake bread", "fly to Rome", "tune a piano", "plant tulips")


def questions(folder: Path, count: int) -> None:
    """A file of this many questions: half ask what the FAQ answers, half something else."""
    inside = [
        (f"{place} {wish}, {number}?", "reset-password" if "password" in wish else "opening-hours")
        for number in range(9)
        for place in PLACES
        for wish in WISHES
    ]
    outside = [(f"{place} do I {far}, {at}?", "") for at in range(9) for place in PLACES for far in FAR]
    rows = [row for pair in zip(inside, outside, strict=False) for row in pair][:count]
    with (folder / "q.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("question", "expected"), *rows])


def test_a_house_is_calibrated_and_goes_back(run: Run, folder: Path) -> None:
    """What it buys is told, drawn, kept for the next start, and taken back on request."""
    questions(folder, 240)
    run("kb", "sync", "faq.csv", "--data", "d", "--yes")
    words = ("calibrate", "--questions", "q.csv", "--data", "d", "--max-wrong", "0.2", "--picture", "p.svg")
    told = said(run(*words, "--json"))
    assert list(told) == ["labels", "promised_precision", "shipped", "own", "kept"]
    assert (told["labels"], told["promised_precision"]) == (240, 0.8)
    assert told["own"]["precision_at_least"] <= told["own"]["precision"]
    assert (folder / "p.svg").read_text(encoding="utf-8").startswith("<svg")
    assert told["kept"] is True
    assert calibrated(folder / "d", BgeSmall.model) != calibration()
    shown = run("ask", "--json", "--data", "d", "How do I reset my password?")
    assert said(shown)["entry"] == "reset-password"
    assert "Back to the one before" in run("calibrate", "--forget", "--data", "d").stderr
    assert calibrated(folder / "d", BgeSmall.model) == calibration()
    assert "ships is in use" in run("calibrate", "--forget", "--data", "d").stderr


def test_too_few_labels_are_refused(run: Run, folder: Path) -> None:
    """Below 100 labels nothing is made, and the message says what it takes."""
    questions(folder, 60)
    result = run("calibrate", "--questions", "q.csv", "--faq", "faq.csv", "--data", "d")
    assert (result.exit_code, "60 labels are too few" in result.stderr) == (1, True)
    assert not (folder / "d" / "confidence.json").exists()


def test_another_faq_is_only_tried(run: Run, folder: Path) -> None:
    """With --faq it is told what it would buy, and nothing is kept."""
    questions(folder, 120)
    told = said(run("calibrate", "--questions", "q.csv", "--faq", "faq.csv", "--data", "d", "--json"))
    assert told["kept"] is False
    assert not (folder / "d" / "confidence.json").exists()


@pytest.mark.parametrize("text", ["{", "[]", '{"model": "other"}', "null"])
def test_a_broken_calibration_is_told(run: Run, folder: Path, text: str) -> None:
    """A file that is none, or of another model, stops the bot with what to do, instead of being used."""
    run("kb", "sync", "faq.csv", "--data", "d", "--yes")
    (folder / "d" / "confidence.json").write_text(text, encoding="utf-8")
    result = run("ask", "--data", "d", "Why?")
    assert (result.exit_code, "frontdesk calibrate --forget" in result.stderr) == (1, True)


def test_one_of_another_model_is_refused(folder: Path) -> None:
    """Odds fitted for other vectors mean nothing here."""
    told = {**calibration().told(), "model": "other"}
    (folder / "confidence.json").write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(AnswererError, match="another release or model"):
        calibrated(folder, BgeSmall.model)


def test_eval_fails_where_it_is_told_to(run: Run, folder: Path) -> None:
    """Exit 1 and one line for each broken demand; the files are written all the same."""
    questions(folder, 30)
    words = ("eval", "--faq", "faq.csv", "--questions", "q.csv", "--data", "d", "--json")
    well = run(*words, "--fail-if", "answered_wrong>30")
    assert well.exit_code == 0
    files = ("--junit", "j.xml", "--picture", "p.svg", "--near-misses", "n.csv")
    result = run(*words, "--fail-if", "answer_rate<=1", "--fail-if", "total<5", *files)
    assert (result.exit_code, result.stderr.count("not good enough")) == (1, 1)
    assert 'failures="1"' in (folder / "j.xml").read_text(encoding="utf-8")
    assert (folder / "p.svg").read_text(encoding="utf-8").startswith("<svg")
    assert (folder / "n.csv").read_text(encoding="utf-8").startswith("question,expected,best,confidence,mend")


def test_eval_compares_with_an_earlier_run(run: Run, folder: Path) -> None:
    """Each figure beside the one before; the second run has the same figures, from kept vectors."""
    questions(folder, 30)
    words = ("eval", "--faq", "faq.csv", "--questions", "q.csv", "--data", "d", "--json")
    before = run(*words)
    (folder / "old.json").write_text(before.stdout, encoding="utf-8")
    told = said(run(*words, "--compare", "old.json"))
    changes = {one["figure"]: one["by"] for one in told["compared"]}
    del changes["ms_per_question"]
    assert set(changes.values()) == {0}
    assert list((folder / "d" / "measured").glob("*.sqlite"))


def test_eval_with_labels_of_the_house(run: Run, folder: Path) -> None:
    """`--calibrate` judges by what these questions tell, here and now; nothing is kept."""
    questions(folder, 120)
    words = ("eval", "--faq", "faq.csv", "--questions", "q.csv", "--data", "d", "--json")
    told = said(run(*words, "--calibrate", "q.csv"))
    assert told["total"] == 120
    assert not (folder / "d" / "confidence.json").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("calibrate",),
        ("calibrate", "--questions", "q.csv", "--max-wrong", "0"),
        ("eval", "--questions", "q.csv", "--fail-if", "precison<0.9"),
        ("eval", "--questions", "q.csv", "--faq", "faq.csv", "--compare", "nowhere.json"),
    ],
)
def test_what_cannot_be_meant_exits_2(run: Run, folder: Path, words: tuple[str, ...]) -> None:
    """A wrong option is told in one line, with how the command is used."""
    questions(folder, 4)
    result = run(*words)
    assert (result.exit_code, "--help" in result.stderr) == (2, True)
