"""How right the answers are: `frontdesk eval` on public question sets that lie beside the checkout."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean

from bench.figures import Figure
from lab.banks import main as write_banks
from lab.datasets import SHARED

__all__ = ["measured"]


def measured(folder: Path, *, draws: int) -> Iterator[Figure]:
    """The figures of CLINC150, the mean over *draws* drawn question sets, and of StackFAQ."""
    if not SHARED.is_dir():
        print(f"NO QUESTION SETS: {SHARED} is not there, so nothing is said about how right the answers are")
        return
    write_banks(folder)
    found = [_scored(folder, "clinc150", f"clinc150-questions-{draw:02}") for draw in range(draws)]
    of = f"CLINC150, mean of {draws}"
    yield Figure(f"{of}: top-1", _mean(found, "top1_accuracy"), "", at_least=0.88)
    yield Figure(f"{of}: answer rate", _mean(found, "answer_rate"), "", at_least=0.5)
    yield Figure(f"{of}: precision", _mean(found, "precision"), "", at_least=0.95)
    stack = _scored(folder, "stackfaq", "stackfaq-questions")
    yield Figure("StackFAQ: top-1", stack["top1_accuracy"], "", at_least=0.945)
    yield Figure("StackFAQ: precision", stack["precision"], "")


def _scored(folder: Path, bank: str, asked: str) -> dict[str, float]:
    questions, faq = folder / f"{asked}.csv", folder / f"{bank}-faq.csv"
    command = (Path(sys.executable).with_name("frontdesk"), "eval", "--faq", faq, "--questions", questions)
    told = subprocess.run(
        (*command, "--max-wrong", "0.05", "--data", folder / "eval", "--json"),
        capture_output=True,
        text=True,
        check=True,
    )
    figures: dict[str, float] = json.loads(told.stdout)
    return figures


def _mean(found: list[dict[str, float]], name: str) -> float:
    return fmean(one[name] for one in found)
