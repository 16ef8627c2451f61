"""What a file is, by what stands in it: names are what people make of them."""

import gzip
import hashlib
import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum

from connectors.files.regular import MIB, MOST_OF_A_FILE
from connectors.files.summary import Contents
from connectors.files.unreadable import TooLarge, UnreadableFile
from rules.records import Sport

HEAD = 4096
"""So many bytes tell what a file is."""
MOST_OF_A_FIT = 16 * MIB
"""A day of seconds with every sensor takes 8; of messages of a few bytes a decoder reads 0.5 MiB a second."""
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


class Format(StrEnum):
    """What a file can be, by the usual ending of its name."""

    FIT = "fit"
    GPX = "gpx"
    TCX = "tcx"
    GZIP = "gz"
    ZIP = "zip"

    @property
    def is_recording(self) -> bool:
        """True for what holds activities itself."""
        return self not in (Format.GZIP, Format.ZIP)


_ENDINGS = tuple(f".{kind}" for kind in Format if kind.is_recording)


def format_of(head: bytes) -> Format | None:
    """Given the first `HEAD` bytes of a file, return what it is, None for anything else."""
    if head.startswith(_ZIP):
        return Format.ZIP
    if head.startswith(_GZIP):
        return Format.GZIP
    if head[8:12] == b".FIT":
        return Format.FIT
    text = head.decode(_UTF_16.get(head[:2], "utf-8"), errors="ignore")
    if "<TrainingCenterDatabase" in text:
        return Format.TCX
    # A prefix is allowed, and then stands between the bracket and the name.
    return Format.GPX if "<gpx" in text or ":gpx" in text else None


def is_meant(name: str) -> bool:
    """Say whether a name promises a recording: such a file that is none is told of, any other passed over."""
    return name.lower().removesuffix(".gz").endswith(_ENDINGS)


def is_zip(name: str) -> bool:
    """Say whether a name promises a zip archive."""
    return name.lower().endswith(".zip")


@dataclass(frozen=True, slots=True)
class Recording:
    """The bytes of one recording, unpacked."""

    kind: Format
    data: bytes

    @property
    def digest(self) -> str:
        """Names the content, whatever the file is called and however it is packed."""
        return hashlib.sha256(self.data).hexdigest()

    def contents(self, *, zone: tzinfo, sport: Sport | None) -> Contents:
        """Decode it. Raise UnreadableFile."""
        source_id = f"{self.kind}-{self.digest[:12]}"
        return _reader(self.kind)(self.data, source_id=source_id, zone=zone, sport=sport)


def recording(data: bytes) -> Recording:
    """Given the bytes of a file, packed by gzip or not, return the recording in it. Raise UnreadableFile."""
    if not data:
        raise UnreadableFile("The file is empty. Copy it again.")
    kind = format_of(data[:HEAD])
    if kind is Format.GZIP:
        data = _unpacked(data)
        kind = format_of(data[:HEAD])
    if kind is None or not kind.is_recording:
        raise UnreadableFile(
            "The file is neither a FIT, GPX or TCX recording nor a zip archive with some. Export the run as one of "
            "them from the app that it is in."
        )
    if kind is Format.FIT and len(data) > MOST_OF_A_FIT:
        raise TooLarge()
    return Recording(kind, data)


def _reader(kind: Format) -> Callable[..., Contents]:
    """The decoders are loaded where a file needs them."""
    match kind:
        case Format.FIT:
            from connectors.files.fit import read
        case Format.GPX:
            from connectors.files.gpx import read
        case _:
            from connectors.files.tcx import read
    return read


def _unpacked(data: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            unpacked = file.read(MOST_OF_A_FILE + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFile("The file is damaged or not complete. Copy or download it again.") from error
    if len(unpacked) > MOST_OF_A_FILE:
        raise TooLarge()
    return unpacked
