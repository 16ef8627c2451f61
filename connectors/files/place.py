"""What files are taken from: the inbox, or what a person named."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from connectors.base import Words
from connectors.files.found import Found, IsExport, below, file, folder


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

    def refuse(self, found: Found, why: Words) -> None:
        """It cannot be read."""
        ...

    def explain(self, found: Found, bad: Iterable[tuple[str, Words]]) -> None:
        """These members of it cannot be read, and why; the rest is taken."""
        ...


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

    def refuse(self, found: Found, why: Words) -> None:
        """It stays where it is."""

    def explain(self, found: Found, bad: Iterable[tuple[str, Words]]) -> None:
        """Whoever brought it in is told at once."""
