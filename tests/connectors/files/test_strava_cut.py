"""An export of Strava whose list is cut off at the end of a line: the recordings beside it tell what it lacks."""

import gzip
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from connectors.base import Ask, Batch
from connectors.files.archive import ZipArchive
from connectors.files.pull import Import
from connectors.files.strava_export import batches
from connectors.sandbox.fit_file import fit_file
from connectors.sandbox.strava_export import strava_export
from rules.records import Sport
from tests.connectors.files.boxes import Box
from tests.connectors.files.exported import AMSTERDAM, ENGLISH, MADE, RUN, THE_RUN
from tests.connectors.worlds import NOW, MemoryKeep, outing, small_world

CUT = "The list activities.csv of the export is cut off"
READ_INSTEAD = f"{CUT}. Recordings that it does not name were read by themselves ({{}}); what has none is missing."
NEXT_DAY = gzip.compress(fit_file(outing(2, datetime(2026, 4, 14, 18, 0, tzinfo=UTC)), every_s=60))
"""Ten kilometres, on the day after THE_RUN."""


def told(folder: Path, activities: str, **recordings: bytes) -> Batch:
    """The one batch of an export, given its recordings by their names without the endings."""
    with zipfile.ZipFile(folder / "export.zip", "w") as archive:
        members = {"activities.csv": activities.encode(), "media/1.jpg": b"x", "clubs.csv": b"Club\n"}
        members |= {f"activities/{name.lstrip('_')}.fit.gz": data for name, data in recordings.items()}
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, MADE.timetuple()[:6]), data)
    with ZipArchive(folder / "export.zip") as opened:
        (batch,) = batches(opened, zone=AMSTERDAM)
    return batch


def cut(whole: Path, path: Path, *, lines: int) -> Path:
    """Write an export whose list ends after so many lines, the header included."""
    with zipfile.ZipFile(whole) as read, zipfile.ZipFile(path, "w") as archive:
        for member in read.infolist():
            data = read.read(member)
            if member.filename == "activities.csv":
                data = b"".join(data.splitlines(keepends=True)[:lines])
            archive.writestr(member.filename, data)
    return path


def test_recording_of_an_unknown_kind_that_no_line_names_is_what_its_owner_says(tmp_path: Path) -> None:
    kite = replace(outing(2, datetime(2026, 4, 14, 18, 0, tzinfo=UTC)), sport="Kitesurf")
    told(tmp_path, ENGLISH + RUN, _901=b"", _902=gzip.compress(fit_file(kite, every_s=600)))
    for sport, strange in ((None, [("activities/902.fit.gz", "generic", date(2026, 4, 14))]), (Sport.RUN, [])):
        brought = Import([tmp_path / "export.zip"], MemoryKeep(), lambda: MADE.replace(tzinfo=UTC), sport=sport)
        (batch,) = brought.pull(Ask(zone=AMSTERDAM))
        assert batch.activities[1].sport is (sport or Sport.OTHER)
        assert [(item.file, item.unknown_kind, item.day) for item in brought.told.strange] == strange
        # What is told of the export itself is that.
        assert [what.startswith(CUT) for what in brought.told.put_aside] == [True]


def test_recording_that_no_line_names_tells_of_a_list_that_is_cut_off_at_the_end_of_a_line(tmp_path: Path) -> None:
    batch = told(tmp_path, ENGLISH + RUN, _901=b"", _902=NEXT_DAY)
    first, second = batch.activities
    assert first == THE_RUN
    assert (second.sport, second.day, second.distance_m) == (Sport.RUN, date(2026, 4, 14), 10_000)
    # Nobody knows what else is missing, nor that anything was deleted.
    assert (batch.as_of, batch.listing) == (None, None)
    (doubt,) = batch.quarantined
    assert doubt.source_id == "strava-cut"
    assert doubt.what == READ_INSTEAD.format(1) + " Download the export again."


def test_recording_of_the_line_in_which_it_is_cut_off_is_read(tmp_path: Path) -> None:
    row = RUN.replace("101,", "102,", 1).replace("901", "902").replace("Apr 13", "Apr 14")
    batch = told(tmp_path, ENGLISH + RUN + row[:110], _901=b"", _902=NEXT_DAY)
    assert [each.day for each in batch.activities] == [date(2026, 4, 13), date(2026, 4, 14)]
    assert [each.source_id for each in batch.quarantined] == ["strava-102", "strava-cut"]


def test_recording_that_no_line_names_and_nobody_can_read_is_put_aside(tmp_path: Path) -> None:
    batch = told(tmp_path, ENGLISH + RUN, _901=b"", _902=NEXT_DAY[:-40])
    assert batch.activities == (THE_RUN,)
    bad, doubt = batch.quarantined
    assert bad.what == "The file is damaged or not complete. Copy or download it again."
    assert (bad.source_id.startswith("strava-file-"), doubt.source_id) == (True, "strava-cut")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (ENGLISH + RUN, "901"),
        # Some systems unpack the recordings; the oldest exports have no column for them.
        (ENGLISH + RUN.replace(".fit.gz", ".FIT"), "901"),
        ((ENGLISH + RUN).replace("Filename", "Note").replace("activities/901.fit.gz", ""), "902"),
    ],
    ids=["as it is", "named without the packing", "no column for them"],
)
def test_export_whose_lines_name_all_its_recordings_is_whole(tmp_path: Path, text: str, named: str) -> None:
    batch = told(tmp_path, text, **{named: NEXT_DAY})
    assert [each.source_id for each in batch.activities] == ["strava-101"]
    assert batch.quarantined == ()
    # Made on 8 May: it tells of all before that day.
    assert batch.as_of == datetime(2026, 5, 8, 0, 0, tzinfo=AMSTERDAM)
    assert batch.listing is not None
    assert batch.listing.source_ids == {"strava-101"}


@pytest.mark.parametrize("lines", [2, 3, 4, 5])
def test_no_day_with_a_run_is_lost_wherever_the_list_ends(tmp_path: Path, lines: int) -> None:
    strava_export(small_world(), tmp_path / "whole.zip")
    box = Box(tmp_path / "inbox")
    box.settle(cut(tmp_path / "whole.zip", box.path / "export.zip", lines=lines))
    found = [each for batch in box.scan(times=2) for each in batch.activities]
    assert len(found) == 5
    runs = {each.day: each.distance_m for each in found if each.sport.is_run}
    assert runs == {date(2024, 4, 20): 10_000, date(2024, 5, 8): 21_100, date(2024, 5, 15): 8_000}


def test_list_that_is_cut_off_deletes_nothing_that_a_whole_one_brought(tmp_path: Path) -> None:
    strava_export(small_world(), tmp_path / "whole.zip")
    keep = MemoryKeep()
    files = Import([tmp_path / "whole.zip"], keep, lambda: NOW)
    (before,) = files.pull(Ask(zone=AMSTERDAM))
    assert (len(before.activities), before.listing is not None, files.told.put_aside) == (5, True, [])
    files = Import([cut(tmp_path / "whole.zip", tmp_path / "cut.zip", lines=3)], keep, lambda: NOW)
    (batch,) = files.pull(Ask(zone=AMSTERDAM))
    # All that it tells of is known already, and better.
    assert (batch.activities, batch.listing, batch.as_of, batch.is_old) == ((), None, None, True)
    assert str(files.told.put_aside[-1]).startswith(READ_INSTEAD.format(3))
