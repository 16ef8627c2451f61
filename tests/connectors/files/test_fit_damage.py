"""FIT files that are damaged, or hostile: none of them is taken for a recording."""

from datetime import datetime

import pytest

from connectors.files import fit
from connectors.files.summary import Contents
from connectors.files.unreadable import UnreadableFile
from connectors.sandbox.fit_file import EVENT, RECORD, defined, definition, fit_file, sealed
from tests.connectors.worlds import AMSTERDAM, outing

RUN = outing(7, datetime(2026, 5, 10, 7, 0, tzinfo=AMSTERDAM))


def _read(data: bytes) -> Contents:
    return fit.read(data, source_id="fit-0123456789ab", zone=AMSTERDAM, sport=None)


def test_half_copied_file_is_not_taken() -> None:
    data = fit_file(RUN, every_s=30)
    for length in [*range(0, len(data), 97), len(data) - 2, len(data) - 1]:
        with pytest.raises(UnreadableFile, match="not complete"):
            _read(data[:length])


def test_single_wrong_byte_is_noticed() -> None:
    data = fit_file(RUN, every_s=60)
    for place in range(0, len(data), 7):
        # The two bytes of the header's own checksum may be zero, not wrong; the first two are versions it covers.
        with pytest.raises(UnreadableFile):
            _read(data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :])


def test_zeros_after_the_end_of_a_copy_are_noticed() -> None:
    data = fit_file(RUN, every_s=60)
    with pytest.raises(UnreadableFile):
        _read(data[:-500] + bytes(500))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 not a FIT file at all",
        # A header of 15 bytes, and one of 13.
        b"\x0f\x20\x64\x00\x00\x00\x00\x00.FIT\x01\x02\x03\x00\x00",
        b"\x0d\x20\x64\x00\x00\x00\x00\x00.FIT\x01\x00\x00",
        # A message that was never defined, and one longer than the file says.
        sealed(b"\x05\x00"),
        sealed(definition(RECORD, [(253, "I", 0)]) + b"\x00\x01"),
        # A field of no bytes.
        sealed(b"\x40\x00\x00\x14\x00\x01\x05\x00\x86\x00"),
        # Heart beats before any time; a developer without a number; a base type that does not exist.
        sealed(b"\x40\x00\x00\x84\x00\x01\x0a\x02\x0d\x00\x01\x02"),
        sealed(defined(207, [(3, "B", None)])),
        # A developer whose number is infinite, as a float can be.
        sealed(b"\x40\x00\x00\xcf\x00\x01\x03\x04\x88\x00\x00\x00\x80\x7f"),
        sealed(defined(207, [(3, "B", 0)]) + defined(206, [(0, "B", 0), (1, "B", 9), (2, "B", 0x33)])),
        # The costly field of an event, named three times.
        sealed(defined(EVENT, [(3, "I", 1)] * 3)),
    ],
)
def test_what_is_no_sound_fit_file_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        _read(data)
