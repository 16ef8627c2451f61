"""The database: how it is opened, who may write, and how its tables come to be.

There is one writer at a time, on SQLite by `BEGIN IMMEDIATE` and on PostgreSQL by an advisory lock, so that what a
transaction reads is still true when it writes.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from filelock import FileLock
from platformdirs import user_data_path
from sqlalchemy import Connection, create_engine, event, inspect, select, table, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from daemon.language import _
from daemon.migrations import HEAD
from daemon.schema import secrets
from daemon.store.failing import DatabaseUnusable, in_words, unopened
from daemon.store.upsert import upsert

_WRITING = "shinguard_writing"
_WRITER_LOCK = 0x5417_94A2
"""An arbitrary number, the same in every process that writes to a PostgreSQL database of ours."""
_BUSY_TIMEOUT_S = 30
_KINDS = ("sqlite", "postgresql")
_MIGRATIONS = Path(__file__).parent.parent / "migrations"


class Database:
    """One database by its URL, `sqlite:////path/to/file` or `postgresql://...`. Nothing is opened before `upgrade`."""

    def __init__(self, url: str) -> None:
        if not url.startswith("sqlite") and url.count("@") > 1:
            # It would be cut at the first: the rest of a password would count as the server's name, and be shown.
            raise DatabaseUnusable(
                _(
                    'The database address has more than one "@", and only the one before the server is read as such: '
                    "write any other, in a password say, as %40."
                )
            )
        try:
            self._url = make_url(url)
            if self._url.get_backend_name() not in _KINDS:
                raise DatabaseUnusable(
                    _("Only SQLite and PostgreSQL are supported: sqlite:////path or postgresql://user@host/name.")
                )
            # Else every exception and every line of the log would show what was to be written.
            self._engine = create_engine(self._url, hide_parameters=True)
        except ImportError as error:
            raise DatabaseUnusable(
                _("PostgreSQL needs one more package: in Shinguard's folder, pip install '.[postgresql]'")
            ) from error
        except (ArgumentError, NoSuchModuleError, ValueError):
            # Not from the error: it shows the part that it could not read.
            raise DatabaseUnusable(
                _("The database address cannot be read: it looks like sqlite:////path or postgresql://user@host/name.")
            ) from None
        self._path: Path | None = None
        if self._engine.dialect.name == "sqlite":
            if not self._url.database or self._url.database == ":memory:":
                raise DatabaseUnusable(_("The database address names no file: sqlite:////path/to/shinguard.db."))
            self._path = Path(self._url.database)
            event.listen(self._engine, "connect", _configure_sqlite)
        event.listen(self._engine, "begin", _begin)
        self._writing = self._engine.execution_options(**{_WRITING: True})
        self._reading = self._engine
        if self._path is None:
            self._reading = self._engine.execution_options(isolation_level="REPEATABLE READ")

    @property
    def name(self) -> str:
        """The file or the address, without a password: nothing that follows "?" is shown, where one may stand too."""
        return str(self._path) if self._path else self._url.set(query={}).render_as_string(hide_password=True)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Give a connection in a write transaction: committed at the end, rolled back when an exception passes.

        Raise DatabaseUnusable, as `read` does, where the disk is full, another program holds the lock, or the like.
        """
        with in_words(self.name, self._path), self._writing.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the database, whatever is written meanwhile."""
        with in_words(self.name, self._path), self._reading.begin() as connection:
            yield connection

    @contextmanager
    def lock(self, name: str, *, timeout: float) -> Iterator[None]:
        """Hold a lock across processes. Raise TimeoutError when another holds it for `timeout` seconds.

        The lock of a process that was killed is free again.
        """
        folder = self._path.parent if self._path else user_data_path("shinguard")
        stem = self._path.name if self._path else f"{self._url.host or 'local'}-{self._url.database}"
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f"{quote(stem, safe='')}.{quote(name, safe='')}.lock", timeout=timeout, mode=0o600):
            yield

    def upgrade(self) -> None:
        """Make the tables, or bring them up to date: before anything else. Raise DatabaseUnusable if that cannot be."""
        try:
            if self._path is None:
                self._upgrade()
            else:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                # It holds tokens: nobody else's business from its first moment on. -wal and -shm get the same mode.
                os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
                # SQLite itself fails where two processes turn a new file to WAL at once; it does not wait.
                with self.lock("upgrade", timeout=_BUSY_TIMEOUT_S):
                    self._upgrade()
        except (OSError, DBAPIError) as error:
            raise unopened(error, self.name, self._path) from error

    def try_writing(self) -> None:
        """Write a row, and take it away in the same transaction. Raise DatabaseUnusable where nothing can be written.

        Opening proves nothing: a full disk, or one that became read-only, can still be read.
        """
        row = {"athlete": "", "source": "doctor", "name": "trial", "value": {}}
        with self.begin() as connection:
            upsert(connection, secrets, [row], key=("athlete", "source", "name"))
            connection.execute(secrets.delete().where(secrets.c.athlete == "", secrets.c.source == "doctor"))

    def room_mb(self) -> int | None:
        """Return how many megabytes are left on the disk of the database; None where that is another machine's."""
        return None if self._path is None else shutil.disk_usage(self._path.parent).free // 1_000_000

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _upgrade(self) -> None:
        with self._reading.begin() as connection:
            revision = _revision(connection)
        if revision != HEAD:
            with self.begin() as connection:
                _migrate(connection, self.name)


def _configure_sqlite(connection: sqlite3.Connection, record: object) -> None:
    # The driver's own transactions begin too late, after the first read: concurrent writers lose updates silently.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_S * 1000}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING, False)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
    elif writing:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _WRITER_LOCK})


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(select(text("version_num")).select_from(table("alembic_version")))
    return revision


def _migrate(connection: Connection, name: str) -> None:
    # Alembic costs 0.7 s and 40 MiB: only the one process that migrates pays.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    revision = _revision(connection)
    if revision is not None and revision not in known:
        raise DatabaseUnusable(
            _("The database {name} was made by a newer Shinguard than this one: update the program.", name=name)
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
