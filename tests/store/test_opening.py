"""The database file: made by migrations, owned by one process, read by any number, refused with a reason."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from bot.errors import StoreError
from bot.store import Reader, open_for_reading, open_for_writing
from bot.store.opening import FILE, NEWEST, alembic_config
from bot.store.tables import metadata
from kb.library import metadata as kb_metadata

NEWER = "update alembic_version set version_num = '9999'"


def changed(folder: Path, statement: str) -> None:
    """What another program did to the file."""
    with closing(sqlite3.connect(folder / FILE)) as file, file:
        file.execute(statement)


def test_migrations_build_the_tables_of_the_code(tmp_path: Path) -> None:
    """A database made by the migrations has exactly the tables, columns and indexes the code speaks of."""
    open_for_writing(tmp_path).close()
    engine = create_engine(f"sqlite:///{tmp_path / FILE}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        ours = [kb_metadata, metadata]
        assert compare_metadata(context, ours) == []  # type: ignore[arg-type]  # it takes several as well
    engine.dispose()


def test_what_was_written_is_there_when_opened_again(tmp_path: Path) -> None:
    """Opening an existing database migrates nothing away."""
    database = open_for_writing(tmp_path)
    bell = "insert into bell (conversation, name, due) values ('c1', 'idle', 0)"
    database.writer.transact_now(lambda connection: connection.execute(text(bell)))
    database.close()
    again = open_for_writing(tmp_path)
    count = text("select count(*) from bell")
    assert again.writer.transact_now(lambda connection: connection.execute(count).scalar()) == 1
    again.close()


def test_every_commit_is_on_the_disk(tmp_path: Path) -> None:
    """The writer's connection waits for the disk at each commit and lets readers in beside it."""
    database = open_for_writing(tmp_path)

    def pragma(name: str) -> object:
        asked = text(f"pragma {name}")
        return database.writer.transact_now(lambda connection: connection.execute(asked).scalar())

    assert (pragma("journal_mode"), pragma("synchronous")) == ("wal", 2)
    database.close()


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    """A file written by a later version is left as it is, with its version and what to do."""
    open_for_writing(tmp_path).close()
    changed(tmp_path, NEWER)
    with pytest.raises(StoreError, match=r"newer Front Desk \(its version is '9999'\): use that one"):
        open_for_writing(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE)) as file:
        assert file.execute("select version_num from alembic_version").fetchall() == [("9999",)]


@pytest.mark.parametrize("made_by", ["a text editor", "another program"])
def test_a_file_that_is_no_database_of_ours_is_refused(tmp_path: Path, made_by: str) -> None:
    """A file of somebody else's is named and not written into."""
    if made_by == "a text editor":
        (tmp_path / FILE).write_text("Dear diary, " * 1000)
    else:
        changed(tmp_path, "create table conversation (words text)")
    with pytest.raises(StoreError, match=rf"{FILE}' is not a database of Front Desk, or it is damaged"):
        open_for_writing(tmp_path)
    if made_by == "another program":
        with closing(sqlite3.connect(tmp_path / FILE)) as file:
            assert file.execute("select name from sqlite_master").fetchall() == [("conversation",)]


def test_a_second_opener_is_refused_at_once(tmp_path: Path) -> None:
    """One process owns a folder; the next is told so, and may have it when the first has closed."""
    first = open_for_writing(tmp_path)
    with pytest.raises(StoreError, match=r"another Front Desk process is using .* with --data"):
        open_for_writing(tmp_path)
    first.close()
    open_for_writing(tmp_path).close()


def test_a_refusal_does_not_keep_the_folder(tmp_path: Path) -> None:
    """After a file was refused and put right, the same folder can be opened."""
    (tmp_path / FILE).write_text("Dear diary")
    with pytest.raises(StoreError):
        open_for_writing(tmp_path)
    (tmp_path / FILE).unlink()
    open_for_writing(tmp_path).close()


def test_a_folder_that_cannot_be_one_is_refused(tmp_path: Path) -> None:
    """Where a file is in the way of the folder, it is told which and what to do."""
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(StoreError, match=r"data' cannot be used as data folder .* with --data"):
        open_for_writing(tmp_path / "data")


@pytest.mark.parametrize("name", ["a?mode=rw", "50% #done", "naïve ☕"])
def test_any_folder_can_be_opened(tmp_path: Path, name: str) -> None:
    """No sign in a folder's name is taken for a part of an address."""
    folder = tmp_path / name
    open_for_writing(folder).close()
    assert (folder / FILE).is_file()
    engine = open_for_reading(folder)
    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from bell")).scalar() == 0
    engine.dispose()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    """Whatever is asked on a reading connection, the file stays as it is."""
    database, engine = open_for_writing(tmp_path), open_for_reading(tmp_path)
    with engine.connect() as connection, pytest.raises(OperationalError, match="readonly"):
        connection.execute(text("delete from conversation"))
    engine.dispose()
    database.close()


async def test_a_reader_sees_what_was_committed_beside_it(tmp_path: Path) -> None:
    """Questions are answered while the writer owns the folder."""
    database, reader = open_for_writing(tmp_path), Reader(tmp_path)
    assert await reader.read(lambda books: books.open_conversations()) == []
    reader.close()
    database.close()


def test_without_a_database_there_is_nothing_to_read(tmp_path: Path) -> None:
    """Reading makes no database; it says what makes one."""
    with pytest.raises(StoreError, match=r"there is no database in .* yet: `frontdesk play` makes one"):
        open_for_reading(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_newest_version_is_the_last_migration() -> None:
    """Opening asks no migration tool where nothing is to be done, so the two must not drift apart."""
    assert ScriptDirectory.from_config(alembic_config()).get_current_head() == NEWEST
