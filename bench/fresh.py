"""A fresh process up to its first draft: `python -m bench.fresh FOLDER` prints its memory.

With `--bare` it is its own floor: one embedding and one query of a Chroma collection, nothing else.
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import psutil

QUESTION = "How do I share a folder?"


def _whole(folder: Path) -> None:
    from bot.answerer.gate import Gate
    from bot.answerer.noticing import Noticing
    from bot.answerer.remembered import Remembered
    from bot.judgement import Question
    from bot.settings import Answering
    from bot.store import open_for_writing
    from kb.embed import BgeSmall
    from kb.knowledge import Knowledge

    embedder = Remembered(BgeSmall())
    with (
        closing(open_for_writing(folder)) as database,
        closing(
            Knowledge.open(folder / "index", transact=database.writer.transact_now, embedder=embedder)
        ) as knowledge,
        closing(Gate(knowledge, Noticing(Answering(), embedder))) as gate,
    ):
        knowledge.refresh()
        assert gate.propose(Question("q", QUESTION, ("public",))).findings.passages
        _told()


def _bare(folder: Path) -> None:
    import numpy as np
    from chromadb import PersistentClient
    from chromadb.config import Settings

    from kb.embed import BgeSmall

    client = PersistentClient(str(folder / "bare"), Settings(anonymized_telemetry=False))
    vector = BgeSmall().embed(QUESTION)
    assert client.get_collection("bare", embedding_function=None).query(vector[np.newaxis], n_results=5)[
        "ids"
    ]
    _told()


def _told() -> None:
    sys.stdout.write(f"{psutil.Process().memory_info().rss}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    (_bare if "--bare" in sys.argv else _whole)(Path(sys.argv[1]))
