"""What the machine does to a database, in a sentence: real SQLite, really full, locked and damaged."""

import sqlite3
from pathlib import Path
from sqlite3 import connect

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.exc import IntegrityError, PendingRollbackError

from daemon import log, schema
from daemon.store import database as store
from daemon.store.database import Database
from daemon.store.failing import DatabaseUnusable
from daemon.store.keep import DatabaseKeep

SAFE = "and this could not be written; what was written before is safe."


@pytest.fixture(autouse=True)
def _nothing_is_hidden_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_secrets", set())


def _zero_the_root(path: Path, table: str) -> None:
    """Overwrite the first page of a table, as a dying disk does."""
    with connect(path) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [(size,)] = file.execute("PRAGMA page_size").fetchall()
        [(root,)] = file.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchall()
    file.close()
    content = bytearray(path.read_bytes())
    content[(root - 1) * size : root * size] = bytes(size)
    path.write_bytes(content)


def test_a_full_disk_is_named_and_what_was_there_stays(tmp_path: Path, database: Database) -> None:
    keep = DatabaseKeep(database, "me", "strava")
    keep.put("budget", {"count": 1})
    database.close()

    def no_page_more(connection: sqlite3.Connection, _record: object) -> None:
        [(pages,)] = connection.execute("PRAGMA page_count").fetchall()
        connection.execute(f"PRAGMA max_page_count = {pages}").fetchall()

    event.listen(database._engine, "connect", no_page_more)
    with pytest.raises(DatabaseUnusable) as full:
        keep.put("budget", {"text": "x" * 100_000})
    assert str(full.value).startswith(f"The disk of the database {tmp_path / 'shinguard.db'} is full, {SAFE} Make room")
    assert keep.get("budget") == {"count": 1}


def test_a_disk_too_full_for_the_shared_memory_of_sqlite_is_full(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It is SQLite's "unable to open database file" then: here because a folder stands in the way of the log.
    database.close()
    (tmp_path / "shinguard.db-wal").mkdir()
    with pytest.raises(DatabaseUnusable, match=r"cannot be reached any more \(unable to open database file\); what"):
        DatabaseKeep(database, "me", "strava").get("budget")
    with pytest.raises(DatabaseUnusable, match=r"cannot be opened: unable to open database file\.$"):
        database.upgrade()
    free = type("Usage", (), {"free": 4096})
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: free)
    with pytest.raises(DatabaseUnusable, match=r"^The disk of the database .* is full"):
        DatabaseKeep(database, "me", "strava").get("budget")
    with pytest.raises(DatabaseUnusable, match=r"^The disk of the database .* is full"):
        database.upgrade()


def test_a_lock_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_BUSY_TIMEOUT_S", 0)
    path = tmp_path / "shinguard.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    other = connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnusable) as locked:
        DatabaseKeep(database, "me", "strava").put("budget", {})
    other.close()
    database.close()
    assert str(locked.value).startswith(f"Another program keeps the database {path} locked, {SAFE} Close what has it")


def test_damage_is_named(tmp_path: Path, database: Database) -> None:
    DatabaseKeep(database, "me", "strava").put("budget", {"count": 1})
    database.close()
    path = tmp_path / "shinguard.db"
    _zero_the_root(path, "secrets")
    with pytest.raises(DatabaseUnusable) as damaged:
        DatabaseKeep(database, "me", "strava").get("budget")
    assert str(damaged.value).startswith(f"The database {path} is damaged (database disk image is malformed). Stop")


def test_a_mistake_of_ours_stays_one_and_shows_no_value(database: Database) -> None:
    with database.begin() as connection:
        connection.execute(insert(schema.athletes).values(name="planted"))
    with pytest.raises(IntegrityError) as twice, database.begin() as connection:
        connection.execute(insert(schema.athletes).values(name="planted"))
    assert "UNIQUE constraint failed" in str(twice.value)
    assert "planted" not in str(twice.value)


def test_what_a_login_gave_is_hidden_from_the_log_and_plain_words_are_not(database: Database) -> None:
    tokens = {"session": {"di": "planted-token"}, "display_name": "planted-name", "scopes": ["read"], "at": 7}
    DatabaseKeep(database, "me", "garmin").put("tokens", tokens)
    assert log.masked("read: planted-token of planted-name") == "read: *** of ***"


def test_what_a_login_gave_another_process_is_hidden_when_it_is_read(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = DatabaseKeep(database, "me", "garmin")
    keep.put("tokens", {"display_name": "planted-name"})
    monkeypatch.setattr(log, "_secrets", set())
    assert log.masked("planted-name") == "planted-name"
    keep.get("tokens")
    assert log.masked("planted-name") == "***"


def _stumble(database: Database, first: type[BaseException] | None) -> None:
    """Use a connection once more that SQLAlchemy gave up, as it does with one that a Ctrl-C came into."""
    with database.begin() as connection:
        connection.invalidate()
        try:
            if first is not None:
                raise first
        finally:
            connection.execute(select(schema.athletes))


def test_an_interruption_that_the_library_stumbles_over_is_an_interruption(database: Database) -> None:
    with pytest.raises(KeyboardInterrupt):
        _stumble(database, KeyboardInterrupt)


def test_so_it_is_whatever_the_library_makes_of_it(database: Database) -> None:
    # SQLAlchemy's commit does this where a Ctrl-C comes into it: it asserts what is not yet true.
    def commit() -> None:
        with database.begin():
            try:
                raise KeyboardInterrupt
            finally:
                raise AssertionError

    with pytest.raises(KeyboardInterrupt):
        commit()


@pytest.mark.parametrize("first", [None, ValueError])
def test_the_same_without_an_interruption_is_a_mistake(database: Database, first: type[Exception] | None) -> None:
    with pytest.raises(PendingRollbackError):
        _stumble(database, first)
