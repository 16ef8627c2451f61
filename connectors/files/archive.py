"""A zip archive, and a folder that one was unpacked into, behind one face. Nothing is ever extracted to disk."""

import io
import struct
import zipfile
import zlib
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import IO, Protocol

from connectors.base import SourceUnavailable
from connectors.files.found import below, is_the_systems
from connectors.files.regular import MIB, MOST_OF_A_FILE, open_regular, read_regular
from connectors.files.unreadable import TooLarge, UnreadableFile

MOST_MEMBERS = 50_000
_MOST_DIRECTORY = 8 * MIB
"""Bytes of the list of members, which is read at once: some 60,000 of the usual length."""
_PACKED_AT_MOST = 100
"""So many times its size on disk, and `MOST_OF_A_FILE` besides, may be read out of an archive. JSON packs 1 : 20."""
_CHUNK = 256 * 1024
_ENCRYPTED = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""What the services use. The decoders of the others can be made to ask for gigabytes of memory."""
_NO_DATE = 1980
"""The year that a member has which was given no date."""
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError, OverflowError)


class Archive(Protocol):
    """Members by name, read one by one."""

    @property
    def name(self) -> str:
        """What its owner calls it, without the folders above it."""
        ...

    @property
    def made_at(self) -> datetime | None:
        """When it was made (aware), None where nothing proves that."""
        ...

    def names(self) -> tuple[str, ...]:
        """Return the members, parted by "/", without folders and without what a file system keeps for itself."""
        ...

    def read(self, name: str, *, most: int = MOST_OF_A_FILE) -> bytes:
        """Return a member of at most so many bytes. Raise UnreadableFile."""
        ...


class ZipArchive:
    """A zip archive, from a path or from the bytes of one that lay in another. Raise UnreadableFile.

    To be closed when it is done with: `with ZipArchive(path) as archive`.
    """

    def __init__(self, source: Path | bytes, *, name: str = "", within: "ZipArchive | None" = None) -> None:
        """`within` is the archive that it lay in: what is read out of it counts for that one too."""
        self._within = within
        self.name = name or (source.name if isinstance(source, Path) else "")
        self._file = _Bounded(io.BytesIO(source) if isinstance(source, bytes) else open_regular(source))
        try:
            self._zip = zipfile.ZipFile(self._file)
            self._members = {_plain(each.filename): each for each in self._zip.infolist() if not each.is_dir()}
        except _DAMAGED as error:
            self._file.close()
            raise UnreadableFile("The zip archive is damaged or not complete. Download or copy it again.") from error
        except UnreadableFile:
            self._file.close()
            raise
        if len(self._members) > MOST_MEMBERS:
            self.close()
            raise UnreadableFile("The zip archive holds more than 50,000 files. Unpack it, and bring in its folder.")
        self._left = MOST_OF_A_FILE + _PACKED_AT_MOST * self._file.seek(0, io.SEEK_END)

    def __enter__(self) -> "ZipArchive":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file under it."""
        self._zip.close()
        self._file.close()

    @cached_property
    def made_at(self) -> datetime | None:
        """The newest date of the members. A zip archive tells no zone: that of the services' machines, UTC."""
        dates = [moment for each in self._members.values() if (moment := _date(each)) is not None]
        return max(dates, default=None)

    def names(self) -> tuple[str, ...]:
        """Return the members in the order of the archive."""
        return tuple(name for name in self._members if _is_a_runners(name))

    def read(self, name: str, *, most: int = MOST_OF_A_FILE) -> bytes:
        """Return a member. Its size is counted while it is unpacked, whatever its header says."""
        member = self._members.get(name)
        if member is None:
            raise UnreadableFile("A file is missing from the export. Ask the service for a new one.")
        if member.flag_bits & _ENCRYPTED:
            raise UnreadableFile("The zip archive is locked with a password. Unpack it, and bring in its folder.")
        if member.compress_type not in _METHODS:
            raise UnreadableFile("The zip archive is packed in an unusual way. Unpack it, and bring in its folder.")
        parts: list[bytes] = []
        try:
            with self._zip.open(member) as file:
                size = 0
                while part := file.read(_CHUNK):
                    parts.append(part)
                    size += len(part)
                    if size > most:
                        raise TooLarge()
                    self._count(len(part))
        except _DAMAGED as error:
            raise UnreadableFile("The zip archive is damaged or not complete. Download or copy it again.") from error
        return b"".join(parts)

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise UnreadableFile(
                "The zip archive unpacks to far more than its size. If you know what is in it, unpack it, and bring in "
                "its folder."
            )
        if self._within is not None:
            self._within._count(size)


class FolderArchive:
    """A folder that an export was unpacked into. Links, pipes and devices in it are not there."""

    made_at: datetime | None = None
    """The dates in a folder are those of whoever unpacked it."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._path = path

    def names(self) -> tuple[str, ...]:
        """Return the files below the folder, by name. Raise UnreadableFile."""
        return tuple(self._files)

    def read(self, name: str, *, most: int = MOST_OF_A_FILE) -> bytes:
        """Return a file of those that `names` lists, so that no name leads out of the folder."""
        if name not in self._files:
            raise UnreadableFile("A file is missing from the export. Ask the service for a new one.")
        return read_regular(self._path / name, most=most)

    @cached_property
    def _files(self) -> dict[str, None]:
        found: dict[str, None] = {}
        try:
            for each in below(self._path):
                found[each.name] = None
                if len(found) > MOST_MEMBERS:
                    raise UnreadableFile(
                        "The folder holds more than 50,000 files. Bring in the folder of the export only."
                    )
        except SourceUnavailable as error:
            raise UnreadableFile("The folder cannot be opened. Look at its permissions.") from error
        return dict(sorted(found.items()))


class _Bounded(io.BufferedIOBase):
    """A file of which nothing large is read at once: the list of members is, before anybody could count them."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _MOST_DIRECTORY:
            raise UnreadableFile("The zip archive holds more than 50,000 files. Unpack it, and bring in its folder.")
        return self._file.read(_MOST_DIRECTORY if size is None or size < 0 else size)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()


def _plain(name: str) -> str:
    """Some programs part folders as Windows does, or begin with "./"."""
    return name.replace("\\", "/").removeprefix("./")


def _is_a_runners(name: str) -> bool:
    """False for what a file system keeps for itself, as `__MACOSX/._run.fit`. Some archives name a folder above."""
    return not any(is_the_systems(part) for part in name.split("/") if part != "..")


def _date(member: zipfile.ZipInfo) -> datetime | None:
    try:
        moment = datetime(*member.date_time, tzinfo=UTC)
    except ValueError:
        return None
    return moment if moment.year > _NO_DATE else None
