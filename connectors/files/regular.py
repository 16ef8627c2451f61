"""A file on disk that is one: opened, read up to a limit, named by its content. Each of these raises UnreadableFile."""

import hashlib
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from connectors.files.unreadable import TooLarge, UnreadableFile

MIB = 2**20
MOST_OF_A_FILE = 64 * MIB
"""A year of seconds in a GPX file is smaller; a picture or a film that lies in an export is nobody's run."""


def open_regular(path: Path) -> io.BufferedReader:
    """Open a file that is one: not a link, and not a pipe, on which a reader waits for ever."""
    with _telling_why():
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError(f"{path.name} is no file")
        return os.fdopen(descriptor, "rb")


def read_regular(path: Path, *, most: int = MOST_OF_A_FILE) -> bytes:
    """Return the bytes of a file that has no more of them than that."""
    data = head_of(path, most + 1)
    if len(data) > most:
        raise TooLarge()
    return data


def head_of(path: Path, size: int) -> bytes:
    """Return the first bytes of a file of any size."""
    with _telling_why(), open_regular(path) as file:
        return file.read(size)


def digest_of(path: Path) -> str:
    """Return what names the content of a file of any size."""
    with _telling_why(), open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _telling_why() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnreadableFile("The file cannot be opened. Look at its permissions.") from error
