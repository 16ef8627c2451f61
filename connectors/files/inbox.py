"""Where files lie, and what becomes of them there: a watched folder, or what a person named."""

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from connectors.base import Sentence, SourceUnavailable
from connectors.files.archive import read_regular
from connectors.files.found import Found, IsExport, below, file, folder, printable
from connectors.files.unreadable import UnreadableFile

DONE, REJECTED = "done", "rejected"
WHY = ".why.txt"
LONGEST_NAME = 255
"""Bytes, in about every file system."""
SETTLED = timedelta(seconds=30)
"""A file that was changed this lately may still be under way."""


class Place(Protocol):
    """What files are taken from."""

    def found(self, is_export: IsExport) -> Iterator[Found]:
        """Yield what lies there, by name."""
        ...

    def is_whole(self, found: Found, *, now: datetime) -> bool:
        """Say whether it can be read now, or waits."""
        ...

    def is_final(self, found: Found) -> bool:
        """Say whether what cannot be read now never will be, or waits."""
        ...

    def take(self, found: Found) -> None:
        """What was in it is saved."""
        ...

    def refuse(self, found: Found, why: str) -> None:
        """It cannot be read."""
        ...

    def explain(self, found: Found, bad: Iterable[tuple[str, str]]) -> None:
        """These members of it cannot be read, and why; the rest is taken."""
        ...


class Inbox:
    """The watched folder: what is taken moves to `done/`, what cannot be read to `rejected/`, with the reason.

    `waited` are the stamps of the files that waited at the scan before, and `waits` of those that do now. `say` puts a
    sentence into the runner's language.
    """

    def __init__(self, path: Path, *, waited: Mapping[str, object], say: Callable[[str], str]) -> None:
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
                Sentence(
                    "The inbox is not there, or cannot be opened. Make the folder if it is new; is its disk mounted, "
                    "and may Shinguard read it?"
                )
            ) from error
        if made_before and not {DONE, REJECTED}.intersection(names):
            raise SourceUnavailable(
                Sentence(
                    "The inbox has lost its folders done and rejected: is its disk mounted? "
                    "If so, make the folder done."
                )
            )
        try:
            for name in (DONE, REJECTED):
                (self._path / name).mkdir(exist_ok=True)
        except OSError as error:
            raise _not_writable() from error

    def found(self, is_export: IsExport) -> Iterator[Found]:
        """Yield the files of the folder and its sub-folders, but for those that are done with."""
        return below(self._path, is_export, passing_over=(DONE, REJECTED))

    def is_whole(self, found: Found, *, now: datetime) -> bool:
        """Half a file waits. A copy can keep the dates of its original: then it must be the same in two scans."""
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

    def refuse(self, found: Found, why: str) -> None:
        """Move it to `rejected/`, and write beside it why."""
        self._move(found, REJECTED, why=self._say(why))

    def explain(self, found: Found, bad: Iterable[tuple[str, str]]) -> None:
        """Write to `rejected/` what could not be read of an archive that is taken."""
        why = self._say(Sentence("Some of the recordings in this archive cannot be read; the others were taken."))
        lines = "".join(f"\n{name}: {self._say(each)}" for name, each in bad)
        self._write(self._room(REJECTED, found.name, WHY), f"{why}\n{lines}")

    def reasons(self) -> Iterator[tuple[str, str]]:
        """Yield the reasons that lie in `rejected/`, with their names: who deletes one has read it."""
        for found in below(self._path / REJECTED):
            if found.name.endswith(WHY):
                try:
                    text = read_regular(found.path).decode("utf-8", errors="replace")
                except UnreadableFile as error:
                    # Locked, or deleted since the folder was listed: no reason to lose a scan for.
                    text = str(error)
                yield found.name, printable(text.partition("\n")[0])

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
                    Sentence(
                        "The folders done and rejected are on another disk than the inbox, so that nothing can be "
                        "moved to them. Make them folders of the inbox itself."
                    )
                ) from error
            raise _not_writable() from error

    def _room(self, to: str, name: str, ending: str = "") -> Path:
        """Return a free path in `done/` or `rejected/`, in the folders that the file was in."""
        path = self._path / to / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            # A file has the name of one of these folders.
            path = self._path / to / path.name
        return _free(path.parent, path.name, ending)

    def _write(self, path: Path, text: str) -> None:
        try:
            path.unlink(missing_ok=True)
            with path.open("x", encoding="utf-8", errors="replace") as out:
                out.write(text + "\n")
        except OSError as error:
            # On a disk that is mounted to be read only, not even that works.
            with suppress(OSError):
                path.unlink()
            raise _not_writable() from error


class Named:
    """Files and folders that a person named: they are read as they are, and never moved."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = tuple(paths)

    def found(self, is_export: IsExport) -> Iterator[Found]:
        """Yield the files that were named, and those of the folders."""
        for path in self._paths:
            if path.is_dir() and is_export(path):
                yield folder(path, path.name)
            elif path.is_dir():
                for found in below(path, is_export, yields_closed=True):
                    yield replace(found, is_meant=False)
            else:
                yield file(path, path.name, path.stat())

    def is_whole(self, found: Found, *, now: datetime) -> bool:
        """A person names what is there."""
        return True

    def is_final(self, found: Found) -> bool:
        """So it is now."""
        return True

    def take(self, found: Found) -> None:
        """It stays where it is."""

    def refuse(self, found: Found, why: str) -> None:
        """It stays where it is."""

    def explain(self, found: Found, bad: Iterable[tuple[str, str]]) -> None:
        """Whoever brought it in is told at once."""


def _not_writable() -> SourceUnavailable:
    return SourceUnavailable(Sentence("The inbox cannot be written to: what is taken has to be moved."))


def _free(folder: Path, name: str, ending: str = "") -> Path:
    """Return a path in a folder that nothing has: `run.fit`, `run-2.fit`, `run-3.fit`. A name too long is cut."""
    stem, suffix = (name, ending) if ending else (Path(name).stem, Path(name).suffix)
    number = 1
    while True:
        more = suffix if number == 1 else f"-{number}{suffix}"
        free = folder / f"{_cut(stem, LONGEST_NAME - len(os.fsencode(more)))}{more}"
        if not os.path.lexists(free):
            return free
        number += 1


def _cut(name: str, most: int) -> str:
    """Return what of a name fits into so many bytes."""
    return os.fsencode(name)[:most].decode("utf-8", errors="ignore") if len(os.fsencode(name)) > most else name
