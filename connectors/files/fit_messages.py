"""FIT as messages that go by: the edge to fitdecode. Nothing is kept, so that memory does not grow with the file."""

import struct
from collections.abc import Iterator
from typing import Any

from fitdecode import (
    FIT_FRAME_DATA,
    FIT_FRAME_DEFINITION,
    FIT_FRAME_HEADER,
    CrcCheck,
    ErrorHandling,
    FitDataMessage,
    FitDefinitionMessage,
    FitError,
    FitReader,
)

from connectors.files.unreadable import UnreadableFile
from connectors.reading import Record

EPOCH_S = 631_065_600
"""FIT counts seconds from 1989-12-31T00:00:00Z."""

_DAMAGED = (FitError, AssertionError, KeyError, OverflowError, TypeError, ValueError, struct.error)
"""What fitdecode raises. Besides its own errors: a header of 15 bytes (struct.error), a field of no bytes (ValueError),
a message longer than its file and heart beats before any time (AssertionError), a base type that does not exist
(KeyError), a developer's number or a counter that is missing, infinite or text (TypeError, OverflowError)."""


def messages(data: bytes, *wanted: str) -> Iterator[tuple[int, str, Record]]:
    """Yield (number of the file, name, fields) of the messages with these names; files can be chained: 0, 1, 2, ...

    Fields are by name, in FIT's units, without those that are invalid, unknown or of a developer. Times are seconds of
    FIT's own count. Raise UnreadableFile: checksums and lengths must be right to the last byte, so that a file that is
    half copied is never taken for a whole one.
    """
    file = -1
    try:
        # Without a processor: it would make datetimes of each of thousands of times, a local one as if it were UTC.
        with FitReader(data, processor=None, check_crc=CrcCheck.RAISE, error_handling=ErrorHandling.IGNORE) as reader:
            for frame in reader:
                if frame.frame_type == FIT_FRAME_DATA:
                    if frame.name in wanted:
                        yield file, frame.name, _fields(frame)
                elif frame.frame_type == FIT_FRAME_DEFINITION:
                    _check(frame)
                elif frame.frame_type == FIT_FRAME_HEADER:
                    file += 1
    except _DAMAGED as error:
        raise _damaged() from error
    if file < 0:
        raise _damaged()


def _fields(message: FitDataMessage) -> dict[str, Any]:
    """A developer's fields have numbers, and may have names, of Garmin's own."""
    told: dict[str, Any] = {}
    for each in message.fields:
        is_native = each.field is not None and (each.field_def is None or not each.field_def.is_dev)
        if is_native and each.value is not None:
            told.setdefault((each.parent_field or each.field).name, each.value)
    return told


def _check(definition: FitDefinitionMessage) -> None:
    """Fields of which fitdecode makes others cost a search each: what is named twice could be named 255 times."""
    costly = [
        each.def_num for each in definition.field_defs if each.field and (each.field.subfields or each.field.components)
    ]
    if len(set(costly)) < len(costly):
        raise _damaged()


def _damaged() -> UnreadableFile:
    return UnreadableFile("The file is damaged or not complete. Copy or download it again.")
