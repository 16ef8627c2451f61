"""What lies in a folder and below it: regular files only, and folders that an export was unpacked into."""

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from connectors.base import SourceUnavailable, Words

_UNDER_WAY = (".part", ".tmp", ".crdownload")
"""How browsers and copying programs call what is not complete."""
_LONG_AGO = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file, or the folder that an export was unpacked into."""

    path: Path
    name: str
    """Below the place where it was found, parted by "/"."""
    size: int
    changed: datetime
    """When its content was changed, as whoever copied it tells (aware)."""
    touched: datetime
    """When the file system last saw it change, which no copying program can set back (aware)."""
    is_folder: bool = False
    is_meant: bool = True
    """It was put or named here to be read. Else it only lies in a folder that a person named, among who knows what."""

    @property
    def key(self) -> str:
        """Names it among what is remembered, where no name of a file needs to stand."""
        return hashlib.sha256(os.fsencode(self.name)).hexdigest()[:16]

    @property
    def stamp(self) -> list[float]:
        """Differs where the file does."""
        return [self.size, self.changed.timestamp()]


def printable(text: str) -> str:
    """Return a name or a line that a terminal shows, and does not obey."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def is_the_systems(name: str) -> bool:
    """Say whether a file or folder is one that a system keeps for itself: `.DS_Store`, `__MACOSX`."""
    return name.startswith(".") or name == "__MACOSX"


IsExport = Callable[[Path], bool]
"""Says whether a folder is what an export was unpacked into: it is found as a whole."""


def below(
    path: Path,
    is_export: IsExport = lambda _path: False,
    *,
    passing_over: tuple[str, ...] = (),
    yields_closed: bool = False,
) -> Iterator[Found]:
    """Yield the regular files of a folder by name, then those of its sub-folders. No link is followed.

    `passing_over` are sub-folders of the folder itself that are left out. A folder that cannot be opened is yielded too
    with `yields_closed`, so that whoever tries to read it can name it; else raise SourceUnavailable.
    """
    waiting = [""]
    while waiting:
        above = waiting.pop()
        try:
            with os.scandir(path / above) as entries:
                here = sorted(entries, key=lambda entry: entry.name)
            # One that may be listed and not entered is as closed.
            os.stat(os.path.join(path, above, os.curdir))
        except OSError as error:
            if yields_closed:
                yield file(path / above, above.removesuffix("/") or path.name, (path / above).stat())
                continue
            raise SourceUnavailable(Words("The folder cannot be opened. Look at its permissions.")) from error
        folders = []
        for entry in here:
            name = above + entry.name
            if is_the_systems(entry.name) or name in passing_over:
                continue
            if entry.is_dir(follow_symlinks=False):
                if is_export(path / name):
                    yield folder(path / name, name)
                else:
                    folders.append(f"{name}/")
            elif entry.is_file(follow_symlinks=False) and not entry.name.lower().endswith(_UNDER_WAY):
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    # Taken away since the folder was listed.
                    continue
                yield file(path / name, name, status)
        waiting += reversed(folders)


def file(path: Path, name: str, status: os.stat_result) -> Found:
    """Return a file as its status tells of it."""
    return Found(
        path=path,
        name=name,
        size=status.st_size,
        changed=datetime.fromtimestamp(status.st_mtime, UTC),
        touched=datetime.fromtimestamp(status.st_ctime, UTC),
    )


def folder(path: Path, name: str) -> Found:
    """A folder is as large and as new as what is in it."""
    files = tuple(below(path))
    return Found(
        path=path,
        name=name,
        is_folder=True,
        size=sum(each.size for each in files),
        changed=max((each.changed for each in files), default=_LONG_AGO),
        touched=max((each.touched for each in files), default=_LONG_AGO),
    )
