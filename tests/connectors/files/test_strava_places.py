"""Strava's list tells instants; the day of a run abroad is told by the recording beside it."""

import gzip
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.files import fit
from connectors.files.archive import FolderArchive, ZipArchive
from connectors.files.fit_excerpt import excerpt
from connectors.files.strava_export import batches
from connectors.files.unreadable import UnreadableFile
from connectors.sandbox.fit_file import fit_file
from connectors.sandbox.strava_export import strava_export
from rules.records import Activity, Sport
from tests.connectors.files.exported import AMSTERDAM, ENGLISH, RUN
from tests.connectors.worlds import NEW_YORK, MemoryKeep, outing, small_world

TOKYO = timezone(timedelta(hours=9))
KATHMANDU = timezone(timedelta(hours=5, minutes=45))
AT = datetime(2026, 4, 13, 21, 15, 22, tzinfo=UTC)
"""When RUN began: at 23:15:22 in Amsterdam, and on the next morning in Tokyo."""


def read(
    folder: Path, *, name: str = "activities/901.fit.gz", data: bytes, row: str = RUN, keep: MemoryKeep | None = None
) -> Activity:
    """The one activity of an export with one recording."""
    with zipfile.ZipFile(folder / "export.zip", "w") as archive:
        archive.writestr("activities.csv", ENGLISH + row.replace("activities/901.fit.gz", name))
        archive.writestr(name, data)
    with ZipArchive(folder / "export.zip") as opened:
        (batch,) = batches(opened, zone=AMSTERDAM, keep=keep)
    (activity,) = batch.activities
    return activity


def recorded(zone: timezone) -> bytes:
    return fit_file(outing(1, AT.astimezone(zone)), every_s=60)


@pytest.mark.parametrize(
    ("zone", "start", "day"),
    [
        (TOKYO, "2026-04-14T06:15:22+09:00", date(2026, 4, 14)),
        (NEW_YORK, "2026-04-13T17:15:22-04:00", date(2026, 4, 13)),
        (KATHMANDU, "2026-04-14T03:00:22+05:45", date(2026, 4, 14)),
        # A watch that knows of no place writes UTC.
        (UTC, "2026-04-13T23:15:22+02:00", date(2026, 4, 13)),
    ],
)
def test_run_belongs_to_the_day_of_the_place(tmp_path: Path, zone: timezone, start: str, day: date) -> None:
    for name, data in (("1.fit.gz", gzip.compress(recorded(zone))), ("2.FIT", recorded(zone))):
        run = read(tmp_path, name=f"activities/{name}", data=data)
        assert (run.start.isoformat(), run.day, run.zone_is_guess) == (start, day, False)


def test_run_through_the_night_of_the_change_keeps_the_day_that_it_began_on(tmp_path: Path) -> None:
    """From 00:15 summer time, three hours: the watch told the offset as it was over, in winter time."""
    row = RUN.replace("Apr 13, 2026, 9:15:22 PM", "Oct 24, 2026, 10:15:00 PM").replace("3700", "10800")
    winter = timezone(timedelta(hours=1))
    run = read(
        tmp_path,
        data=fit_file(outing(1, datetime(2026, 10, 24, 23, 15, tzinfo=winter))),
        row=row,
        name="activities/1.fit",
    )
    assert run.start.isoformat() == "2026-10-25T00:15:00+02:00"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("activities/1.fit.gz", gzip.compress(recorded(TOKYO))[:-20]),
        ("activities/1.fit.gz", b""),
        ("activities/1.fit", recorded(TOKYO)[:-100]),
        ("activities/1.fit", recorded(TOKYO).replace(b".FIT", b".TIF")),
        # Coordinates alone, and a FIT file under another name.
        ("activities/1.gpx", b"<gpx/>"),
        ("activities/1.tcx", recorded(TOKYO)),
    ],
)
def test_recording_that_tells_no_place_spoils_nothing(tmp_path: Path, name: str, data: bytes) -> None:
    run = read(tmp_path, name=name, data=data)
    assert run.start.isoformat() == "2026-04-13T23:15:22+02:00"


def test_recording_is_read_for_the_first_export_that_holds_it_alone(tmp_path: Path) -> None:
    keep = MemoryKeep()
    in_tokyo, at_home = "2026-04-14T06:15:22+09:00", "2026-04-13T23:15:22+02:00"
    # One that could not be read is tried again.
    assert read(tmp_path, data=b"", keep=keep).start.isoformat() == at_home
    for data in (gzip.compress(recorded(TOKYO)), b"not looked at"):
        assert read(tmp_path, data=data, keep=keep).start.isoformat() == in_tokyo
    assert keep.puts == ["places strava"]
    # That there is nothing to be told is kept too.
    for data in (recorded(UTC), recorded(TOKYO)):
        assert read(tmp_path, name="activities/2.fit", data=data, keep=keep).start.isoformat() == at_home
    assert keep.get("places strava") == {"activities/901.fit.gz": 32_400, "activities/2.fit": 0}


def test_recording_of_a_ride_is_left_alone(tmp_path: Path) -> None:
    ride = read(tmp_path, data=gzip.compress(recorded(TOKYO)), row=RUN.replace(",Run,", ",Ride,"))
    assert (ride.sport, ride.start.isoformat()) == (Sport.RIDE, "2026-04-13T23:15:22+02:00")


@pytest.mark.parametrize("is_packed", [True, False])
def test_run_in_new_york_of_a_whole_export(tmp_path: Path, is_packed: bool) -> None:
    path = tmp_path / "export.zip"
    strava_export(small_world(), path)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "export" / "inner")
    with ZipArchive(path) as packed:
        (batch,) = batches(packed if is_packed else FolderArchive(tmp_path / "export"), zone=AMSTERDAM)
    days = [(each.sport, each.day) for each in sorted(batch.activities, key=lambda each: each.start)]
    # Half past eleven in the evening there: the 16th in Amsterdam.
    assert days[2] == (Sport.TRAIL_RUN, date(2024, 5, 15))
    assert [day for _sport, day in days] == [date(2024, *each) for each in ((4, 20), (5, 8), (5, 15), (5, 18), (5, 19))]


@pytest.mark.parametrize("every_s", [1, 600])
def test_what_is_cut_out_tells_the_same_as_the_whole_file(every_s: int) -> None:
    data = fit_file(outing(1, AT.astimezone(KATHMANDU)), every_s=every_s)
    (whole,) = fit.read(data, source_id="fit-0", zone=AMSTERDAM, sport=None).activities
    assert fit.offset(data) == whole.start.tzinfo == KATHMANDU
    assert len(excerpt(data, 34)) < 60
    # A message that no file has.
    assert len(excerpt(data, 0xFF00)) == 14


@given(st.integers(0, 3000), st.integers(0, 255))
def test_whatever_is_wrong_with_a_file_it_is_told_or_read(at: int, byte: int) -> None:
    data = bytearray(recorded(TOKYO))
    data[at % len(data)] = byte
    for changed in (bytes(data), bytes(data[: at % len(data)])):
        with suppress(UnreadableFile):
            found = fit.offset(changed)
            assert found is None or timedelta(hours=-12) <= found.utcoffset(None) <= timedelta(hours=14)
