"""Writes the banks the bot is measured on, as CSV in the forms every FAQ and question set has.

    python -m lab.banks FOLDER

`clinc150-faq.csv`: five phrasings an intent, drawn with seed 0. `clinc150-questions-00.csv` to `-19.csv`: all
out-of-scope questions and 455 others. `stackfaq-faq.csv`, `stackfaq-questions.csv`: one phrasing an entry.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from lab.datasets import OUT, SHARED, Question, read, sample

__all__ = ["clinc_faq", "clinc_questions", "main", "stack_faq", "stack_questions"]

PHRASINGS = 5
IN_SCOPE = 455
DRAWS = 20


def clinc_faq() -> dict[str, list[str]]:
    """Five phrasings of each of the 150 intents."""
    known = [question for question in read("clinc150/train") if question.label != OUT]
    return sample(known, PHRASINGS, seed=0)


def clinc_questions(seed: int) -> list[Question]:
    """All out-of-scope questions of the validation part, and 455 others drawn with *seed*."""
    questions = read("clinc150/validation")
    known = [question for question in questions if question.label != OUT]
    return random.Random(seed).sample(known, IN_SCOPE) + [one for one in questions if one.label == OUT]


def stack_faq() -> dict[str, tuple[str, str]]:
    """The first question and the answer of each entry."""
    with (SHARED / "stackfaq" / "faq_bank.csv").open(encoding="utf-8", newline="") as rows:
        bank: dict[str, tuple[str, str]] = {}
        for row in csv.DictReader(rows):
            bank.setdefault(row["faq_id"], (row["question"], row["answer"]))
    return bank


def stack_questions() -> list[Question]:
    """The validation part: rephrased questions, and some that the bank does not answer."""
    return read("stackfaq/validation")


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def _write_faq(path: Path, entries: Mapping[str, tuple[Sequence[str], str]]) -> None:
    rows = [(key, text, answer, "public") for key, (texts, answer) in entries.items() for text in texts]
    _write(path, ("id", "question", "answer", "audience"), rows)


def _write_questions(path: Path, questions: Sequence[Question]) -> None:
    rows = [(one.text, "" if one.label == OUT else one.label) for one in questions]
    _write(path, ("question", "expected"), rows)


def main(folder: Path) -> None:
    """Write all banks into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    clinc = {key: (texts, f"This is the answer about {key}.") for key, texts in clinc_faq().items()}
    _write_faq(folder / "clinc150-faq.csv", clinc)
    for seed in range(DRAWS):
        _write_questions(folder / f"clinc150-questions-{seed:02}.csv", clinc_questions(seed))
    _write_faq(
        folder / "stackfaq-faq.csv", {key: ([text], answer) for key, (text, answer) in stack_faq().items()}
    )
    _write_questions(folder / "stackfaq-questions.csv", stack_questions())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
