"""The watched folder: what lies there, and what becomes of it."""

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from connectors.base import SourceUnavailable, Words
from connectors.files.found import Found, IsExport, below, file, printable
from connectors.files.regular import read_regular
from connectors.files.unreadable import UnreadableFile

DONE, REJECTED = "done", "rejected"
WHY = ".why.txt"
_DRAFT = ".reason"
"""What is being written: hidden, and under its own name when it is whole."""
LONGEST_NAME = 255
"""Bytes, in about every file system."""
SETTLED = timedelta(seconds=30)
"""A file that was changed this lately may still be under way."""


class Inbox:
    """The watched folder: what is taken moves to `done/`, what cannot be read to `rejected/`, with the reason.

    `waited` are the stamps of the files that waited at the scan before, and `waits` of those that do now. `say` puts
    what it is given into the runner's language.
    """

    def __init__(self, path: Path, *, waited: Mapping[str, object], say: Callable[[Words], str]) -> None:
        self.waits: dict[str, list[float]] = {}
        self._path = path
        self._waited = waited
        self._say = say

    def open(self, *, made_before: bool) -> None:
        """Make `done/` and `rejected/`. Raise SourceUnavailable where the inbox is not as it was left.

        A folder on which no disk is mounted is empty, and looks like an inbox without news.
        """
        try:
            names = os.listdir(self._path)
        except OSError as error:
            raise SourceUnavailable(
                Words(
                    "The inbox is not there, or cannot be opened. Make the folder if it is new; is its disk mounted, "
                    "and may Shinguard read it?"
                )
            ) from error
        if made_before and not {DONE, REJECTED}.intersection(names):
            raise SourceUnavailable(
                Words(
                    "The inbox has lost its folders done and rejected: is its disk mounted? "
                    "If so, make the folder done."
                )
            )
        for made in (self._path / DONE, self._path / REJECTED):
            try:
                made.mkdir(exist_ok=True)
            except OSError as error:
                raise self._not_writable(made) from error
            self._must_be_writable(made)

    def found(self, is_export: IsExport) -> Iterator[Found]:
        """Yield the files of the folder and its sub-folders, but for those that are done with."""
        return below(self._path, is_export, passing_over=(DONE, REJECTED))

    def is_whole(self, found: Found, *, now: datetime) -> bool:
        """Half a file waits. A copy can keep the dates of its original: then it must be the same in two scans.

        Raise SourceUnavailable where it could not be moved from: waiting would be in vain.
        """
        self._must_be_writable(found.path.parent)
        is_settled = abs(now - found.changed) >= SETTLED
        if is_settled and (abs(now - found.touched) >= SETTLED or self._waited.get(found.key) == found.stamp):
            return True
        self.waits[found.key] = found.stamp
        return False

    def is_final(self, found: Found) -> bool:
        """It was the same in the scan before: nobody is writing to it."""
        if self._waited.get(found.key) == found.stamp:
            return True
        self.waits[found.key] = found.stamp
        return False

    def take(self, found: Found) -> None:
        """Move it to `done/`."""
        self._move(found, DONE)

    def refuse(self, found: Found, why: Words) -> None:
        """Move it to `rejected/`, and write beside it why."""
        self._move(found, REJECTED, why=self._say(why))

    def explain(self, found: Found, bad: Iterable[tuple[str, Words]]) -> None:
        """Write to `rejected/` what could not be read of an archive that is taken.

        A scan that was broken off before the archive was put away has written it already.
        """
        why = self._say(Words("Some of the recordings in this archive cannot be read; the others were taken."))
        text = why + "\n" + "".join(f"\n{name}: {self._say(each)}" for name, each in bad)
        reason = self._room(REJECTED, found.name, WHY, unless=lambda path: _says(path, text))
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

    def _move(self, found: Found, to: str, *, why: str = "") -> None:
        """Move it, never onto another, unless it was changed or taken away meanwhile.

        The reason is there before: nothing is rejected without one, though the disk is full.
        """
        reason = None
        try:
            if not found.is_folder and file(found.path, found.name, os.lstat(found.path)).stamp != found.stamp:
                return
            target = self._room(to, found.name)
            if why:
                # One that lies there is of a scan that was broken off here.
                reason = target.with_name(_cut(target.name, LONGEST_NAME - len(WHY)) + WHY)
                self._write(reason, why)
            found.path.rename(target)
        except OSError as error:
            if reason is not None:
                with suppress(OSError):
                    reason.unlink()
            if error.errno == errno.ENOENT:
                return
            if error.errno == errno.EXDEV:
                raise SourceUnavailable(
                    Words(
                        "The folders done and rejected are on another disk than the inbox, so that nothing can be "
                        "moved to them. Make them folders of the inbox itself."
                    )
                ) from error
            self._must_be_writable(found.path.parent)
            raise self._not_writable(self._path / to) from error

    def _must_be_writable(self, folder: Path) -> None:
        if not os.access(folder, os.W_OK | os.X_OK):
            raise self._not_writable(folder)

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
