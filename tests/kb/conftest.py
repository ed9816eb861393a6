"""A real library, a real index and the real model, on a small FAQ."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection, Engine, create_engine, event

from kb.embed import BgeSmall, Vector
from kb.entry import Entry
from kb.knowledge import Knowledge
from kb.library import Signature, metadata

T = TypeVar("T")

SIGNATURE = Signature("anna", "ben", datetime(2026, 3, 1, 9, 30, tzinfo=UTC))
OWN = "file:faq/"
FAQ = (
    Entry(
        "reset-password",
        ("How do I reset my password?", "I forgot my password", "cannot log in any more"),
        "Open the sign-in page and press Forgot password.",
        origin="file:faq/a.csv",
    ),
    Entry(
        "invoices",
        ("Where can I find my invoices?", "download invoice", "I need a receipt"),
        "All invoices are under Billing.",
        origin="file:faq/a.csv",
    ),
    Entry(
        "hotline",
        ("Is there a phone number for us?", "emergency hotline"),
        "Your administrators find the number under Your agreement.",
        audience="acme",
        origin="file:faq/b.csv",
    ),
)


class Counting:
    """The built-in embedder, which also tells what it was asked to embed."""

    model = BgeSmall.model
    dimension = BgeSmall.dimension

    def __init__(self, embedder: BgeSmall) -> None:
        self._embedder = embedder
        self.asked: list[str] = []

    def embed(self, text: str) -> Vector:
        """The text's vector."""
        self.asked.append(text)
        return self._embedder.embed(text)


class Transactions:
    """One transaction for each piece of work, as the bot's writer does it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def read_only(self) -> Iterator[Transactions]:
        """The same library, in which writing is an error."""
        engine = create_engine(self._engine.url)
        event.listen(engine, "connect", lambda raw, _: raw.execute("pragma query_only = on"))
        yield Transactions(engine)
        engine.dispose()

    def __call__(self, work: Callable[[Connection], T], /) -> T:
        """Commit when *work* returns, roll back when it raises."""
        with self._engine.begin() as connection:
            return work(connection)


@pytest.fixture(scope="session")
def bge() -> BgeSmall:
    """The model, loaded once."""
    return BgeSmall()


@pytest.fixture
def embedder(bge: BgeSmall) -> Counting:
    """The model, counting from nought."""
    return Counting(bge)


@pytest.fixture
def transact(tmp_path: Path) -> Iterator[Transactions]:
    """An empty library on disk."""
    engine = create_engine(f"sqlite:///{tmp_path / 'library.sqlite'}")
    metadata.create_all(engine)
    yield Transactions(engine)
    engine.dispose()


@pytest.fixture
def knowledge(tmp_path: Path, transact: Transactions, embedder: Counting) -> Iterator[Knowledge]:
    """An empty knowledge base that owns its index."""
    opened = Knowledge.open(tmp_path / "index", transact=transact, embedder=embedder)
    yield opened
    opened.close()


@pytest.fixture
def filled(knowledge: Knowledge) -> Knowledge:
    """The knowledge base with FAQ in it."""
    knowledge.sync(FAQ, OWN, signature=SIGNATURE)
    return knowledge
