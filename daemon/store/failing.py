"""What a database fails with that is nobody's mistake in the program: a full disk, a lock, damage; in a sentence."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, OperationalError

from daemon.language import _
from daemon.log import masked
from rules.verdicts import Text

_ROOM_BYTES = 64 * 1024
"""SQLite tells a disk with less than this left as an I/O error, too: it cannot make its shared memory there."""

_FULL = Text(
    "The disk of the database {name} is full, and this could not be written; what was written before is safe. "
    "Make room there, then do the same again."
)
_LOCKED = Text(
    "Another program keeps the database {name} locked, and this could not be written; what was written before is safe. "
    "Close what has it open (a backup, a database browser), then do the same again."
)
_DAMAGED = Text(
    "The database {name} is damaged ({cause}). Stop Shinguard, keep a copy of the database as it is, and put a backup "
    "back."
)
_READ_ONLY = Text(
    "The database {name} may not be written ({cause}); what was written before is safe. Look at the permissions of "
    "the one that Shinguard runs as, then do the same again."
)
_UNREACHABLE = Text(
    "The database {name} cannot be reached any more ({cause}); what was written before is safe. Look whether its disk "
    "or its server is there, then do the same again."
)
_CLOSED = Text("The database {name} cannot be opened: {cause}.")

_SQLITE = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _CLOSED,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_IOERR: _UNREACHABLE,
    sqlite3.SQLITE_CANTOPEN: _UNREACHABLE,
}
"""The primary result code of SQLite, without what it adds above the lowest eight bits."""

_POSTGRESQL = {
    "53100": _FULL,
    "55P03": _LOCKED,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
    "25006": _READ_ONLY,
    "42501": _READ_ONLY,
    "57P01": _UNREACHABLE,
    "57P02": _UNREACHABLE,
    "57P03": _UNREACHABLE,
}
"""SQLSTATE, as the appendix of PostgreSQL's manual on error codes has it."""


class DatabaseUnusable(Exception):
    """The database cannot be opened, read or written, or is newer than this program; the text says what to do."""


@contextmanager
def in_words(name: str, path: Path | None) -> Iterator[None]:
    """Turn what a transaction fails with into DatabaseUnusable where it is the machine's affair, and nothing else.

    `path` is the file of SQLite. An interruption that SQLAlchemy stumbled over, on which it raises PendingRollbackError
    or AssertionError, is an interruption again.
    """
    try:
        yield
    except Exception as error:
        interruption = _interruption(error)
        if interruption is not None:
            raise interruption from None
        if not isinstance(error, DBAPIError) or (sentence := _sentence(error, path)) is None:
            raise
        raise DatabaseUnusable(_(sentence, name=name, cause=_cause(error.orig))) from error


def unopened(error: OSError | DBAPIError, name: str, path: Path | None) -> DatabaseUnusable:
    """Return what to raise where the database cannot even be opened."""
    if isinstance(error, OSError):
        sentence, cause = _FULL if error.errno == errno.ENOSPC else _CLOSED, _cause(error)
    else:
        sentence, cause = _sentence(error, path) or _CLOSED, _cause(error.orig)
    return DatabaseUnusable(_(_CLOSED if sentence is _UNREACHABLE else sentence, name=name, cause=cause))


def _cause(error: object) -> str:
    """Return the driver's own words, of which PostgreSQL has more lines: what stands in them can be a row's values."""
    return masked((str(error).strip() or type(error).__name__).splitlines()[0].rstrip("."))


def _sentence(error: DBAPIError, path: Path | None) -> Text | None:
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        found = _SQLITE.get(code & 0xFF)
        return _FULL if found is _UNREACHABLE and path is not None and _is_full(path.parent) else found
    state = getattr(error.orig, "sqlstate", None)
    if error.connection_invalidated or (state is None and isinstance(error, OperationalError)):
        return _UNREACHABLE
    return _POSTGRESQL.get(state or "")


def _is_full(folder: Path) -> bool:
    return os.path.exists(folder) and shutil.disk_usage(folder).free < _ROOM_BYTES


def _interruption(error: BaseException) -> KeyboardInterrupt | None:
    """Return the Ctrl-C that came first, if one did."""
    before: BaseException | None = error
    while before is not None and not isinstance(before, KeyboardInterrupt):
        before = before.__context__
    return before
