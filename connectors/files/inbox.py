"""The watched folder: what lies there, and what becomes of it."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from connectors.base import SourceUnavailable, Words
from connectors.files.found import Found, IsExport, below
from connectors.files.shelves import DONE, REJECTED, Shelves

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
        self._shelves = Shelves(path)
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
        self._shelves.make()

    def found(self, is_export: IsExport) -> Iterator[Found]:
        """Yield the files of the folder and its sub-folders, but for those that are done with."""
        return below(self._path, is_export, passing_over=(DONE, REJECTED))

    def is_whole(self, found: Found, *, now: datetime) -> bool:
        """Half a file waits. A copy can keep the dates of its original: then it must be the same in two scans.

        Raise SourceUnavailable where it could not be moved from: waiting would be in vain.
        """
        self._shelves.must_be_writable(found.path.parent)
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
        self._shelves.put(found, DONE)

    def refuse(self, found: Found, why: Words) -> None:
        """Move it to `rejected/`, and write beside it why."""
        self._shelves.put(found, REJECTED, why=self._say(why))

    def explain(self, found: Found, bad: Iterable[tuple[str, Words]]) -> None:
        """Write to `rejected/` what could not be read of an archive that is taken."""
        why = self._say(Words("Some of the recordings in this archive cannot be read; the others were taken."))
        text = why + "\n" + "".join(f"\n{name}: {self._say(each)}" for name, each in bad)
        self._shelves.explain(found.name, text)

    def reasons(self) -> Iterator[tuple[str, Words]]:
        """Yield the reasons that lie in `rejected/`, with their names: who deletes one has read it."""
        return self._shelves.reasons()
