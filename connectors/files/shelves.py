"""The shelves of a watched folder: `done` and `rejected`, and why something lies in the second."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from connectors.base import SourceUnavailable, Words
from connectors.files.found import Found, below, file, printable
from connectors.files.regular import read_regular
from connectors.files.unreadable import UnreadableFile

DONE, REJECTED = "done", "rejected"
WHY = ".why.txt"
_DRAFT = ".reason"
"""What is being written: hidden, and under its own name when it is whole."""
LONGEST_NAME = 255
"""Bytes, in about every file system."""


class Shelves:
    """The two folders below the watched one. What cannot be written raises SourceUnavailable."""

    def __init__(self, inbox: Path) -> None:
        self._path = inbox

    def make(self) -> None:
        """Make those that are not there."""
        for made in (self._path / DONE, self._path / REJECTED):
            try:
                made.mkdir(exist_ok=True)
            except OSError as error:
                raise self._not_writable(made) from error
            self.must_be_writable(made)

    def must_be_writable(self, folder: Path) -> None:
        """Raise SourceUnavailable unless something can be moved to this folder of the inbox, or away from it."""
        if not os.access(folder, os.W_OK | os.X_OK):
            raise self._not_writable(folder)

    def put(self, found: Found, shelf: str, *, why: str = "") -> None:
        """Move it to a shelf, never onto another, unless it was changed or taken away meanwhile."""
        try:
            if not found.is_folder and file(found.path, found.name, os.lstat(found.path)).stamp != found.stamp:
                return
            target = self._room(shelf, found.name)
            with self._explained(target, why):
                found.path.rename(target)
        except FileNotFoundError:
            return
        except OSError as error:
            if error.errno == errno.EXDEV:
                raise SourceUnavailable(
                    Words(
                        "The folders done and rejected are on another disk than the inbox, so that nothing can be "
                        "moved to them. Make them folders of the inbox itself."
                    )
                ) from error
            self.must_be_writable(found.path.parent)
            raise self._not_writable(self._path / shelf) from error

    def explain(self, name: str, text: str) -> None:
        """Write to `rejected` what is wrong with something of this name that is taken.

        A scan that was broken off before has written it already.
        """
        reason = self._room(REJECTED, name, WHY, unless=lambda path: _says(path, text))
        if not os.path.lexists(reason):
            self._write(reason, text)

    def reasons(self) -> Iterator[tuple[str, Words]]:
        """Yield the reasons that lie in `rejected/`, with their names: who deletes one has read it."""
        for found in below(self._path / REJECTED):
            if found.name.endswith(WHY):
                try:
                    text = read_regular(found.path).decode("utf-8", errors="replace")
                except UnreadableFile as error:
                    # Locked, or deleted since the folder was listed: no reason to lose a scan for.
                    text = str(error)
                yield found.name, Words(printable(text.partition("\n")[0]))

    @contextmanager
    def _explained(self, target: Path, why: str) -> Iterator[None]:
        """Write the reason before its file comes, and take it back where that does not: nothing is rejected without
        one, though the disk is full.
        """
        if not why:
            yield
            return
        # One that lies there is of a scan that was broken off here.
        reason = target.with_name(_cut(target.name, LONGEST_NAME - len(WHY)) + WHY)
        self._write(reason, why)
        try:
            yield
        except OSError:
            with suppress(OSError):
                reason.unlink()
            raise

    def _not_writable(self, folder: Path) -> SourceUnavailable:
        # As it is called below the inbox: the folders above it are nobody's business.
        name = Path(self._path.name, folder.relative_to(self._path)).as_posix()
        return SourceUnavailable(
            Words(
                "The folder {folder} cannot be written to: what is taken has to be moved. Look at its permissions; or "
                "is its disk full, or mounted to be read only?",
                folder=printable(name),
            )
        )

    def _room(
        self, to: str, name: str, ending: str = "", *, unless: Callable[[Path], bool] = lambda _path: False
    ) -> Path:
        """Return a path in `done/` or `rejected/`, in the folders that the file was in, as `_free` does."""
        path = self._path / to / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            # A file has the name of one of these folders.
            path = self._path / to / path.name
        return _free(path.parent, path.name, ending, unless=unless)

    def _write(self, path: Path, text: str) -> None:
        """Write a reason, at once or not at all."""
        draft = self._path / REJECTED / _DRAFT
        try:
            draft.unlink(missing_ok=True)
            with draft.open("x", encoding="utf-8", errors="replace") as out:
                out.write(text + "\n")
            draft.replace(path)
        except OSError as error:
            # On a disk that is mounted to be read only, not even that works.
            with suppress(OSError):
                draft.unlink()
            raise self._not_writable(self._path / REJECTED) from error


def _says(path: Path, text: str) -> bool:
    """Say whether this very text stands in a file."""
    try:
        return read_regular(path) == f"{text}\n".encode(errors="replace")
    except UnreadableFile:
        return False


def _free(folder: Path, name: str, ending: str, *, unless: Callable[[Path], bool]) -> Path:
    """Return a path in a folder that nothing has: `run.fit`, `run-2.fit`, `run-3.fit`. A name too long is cut.

    `unless`: what has the path is what was to get it.
    """
    stem, suffix = (name, ending) if ending else (Path(name).stem, Path(name).suffix)
    number = 1
    while True:
        more = suffix if number == 1 else f"-{number}{suffix}"
        free = folder / f"{_cut(stem, LONGEST_NAME - len(os.fsencode(more)))}{more}"
        if not os.path.lexists(free) or unless(free):
            return free
        number += 1


def _cut(name: str, most: int) -> str:
    """Return what of a name fits into so many bytes."""
    return os.fsencode(name)[:most].decode("utf-8", errors="ignore") if len(os.fsencode(name)) > most else name
