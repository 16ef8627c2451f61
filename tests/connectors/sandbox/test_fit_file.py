from datetime import datetime
from typing import Any

import fitdecode
import pytest

from connectors.sandbox.fit_file import checksum, fit_file
from tests.connectors.worlds import AMSTERDAM, outing


def _messages(data: bytes, name: str) -> list[dict[str, Any]]:
    with fitdecode.FitReader(data, check_crc=fitdecode.CrcCheck.RAISE) as reader:
        return [
            {field.name: field.value for field in frame.fields}
            for frame in reader
            if frame.frame_type == fitdecode.FIT_FRAME_DATA and frame.name == name
        ]


def test_checksum_is_the_one_of_the_catalogue() -> None:
    # The check value of CRC-16/ARC.
    assert checksum(b"123456789") == 0xBB3D


@pytest.mark.parametrize(("every_s", "points"), [(1, 3001), (10, 301), (3000, 2)])
def test_points_go_from_the_start_to_the_end_with_a_pause_in_the_middle(every_s: int, points: int) -> None:
    run = outing(7, datetime(2026, 5, 10, 7, 0, tzinfo=AMSTERDAM), average_heart_rate_bpm=151.0)
    found = _messages(fit_file(run, every_s=every_s), "record")
    assert len(found) == points
    assert (found[0]["timestamp"], found[-1]["timestamp"]) == (run.start, run.end)
    assert (found[0]["distance"], found[-1]["distance"], found[-1]["heart_rate"]) == (0.0, 10_000.0, 151)


def test_what_is_not_known_is_written_as_unknown() -> None:
    (session,) = _messages(fit_file(outing(7, datetime(2026, 5, 10, 7, 0, tzinfo=AMSTERDAM))), "session")
    assert (session["avg_heart_rate"], session["total_distance"]) == (None, 10_000.0)
