"""Files, from an inbox and from a person's hand, to batches."""

import gzip
import hashlib
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from connectors.base import Ask
from connectors.files import Files, Settings, formats
from connectors.sandbox import World
from connectors.sandbox.fit_file import fit_file
from connectors.sandbox.garmin_export import garmin_export
from connectors.sandbox.strava_export import strava_export
from rules.records import Sport
from tests.connectors.files.boxes import DAMAGED, NAMED_GPX, OTHER_RUN, RUN, TCX, WALK_GPX, Box, zipped
from tests.connectors.records_contract import activities_of, shoes_of
from tests.connectors.worlds import AMSTERDAM, NOW, outing, small_world


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path / "inbox")


def exported(tmp_path: Path, world: World) -> bytes:
    garmin_export(world, tmp_path / "made.zip")
    data = (tmp_path / "made.zip").read_bytes()
    (tmp_path / "made.zip").unlink()
    return data


def test_each_kind_is_told_by_its_content_packed_or_not(box: Box) -> None:
    box.put(a_fit=RUN, b_bin=gzip.compress(OTHER_RUN), c_xml=NAMED_GPX, d=gzip.compress(TCX.encode()))
    activities = activities_of(box.scan())
    assert [(a.sport, a.day.day, a.distance_m) for a in activities] == [
        (Sport.RUN, 16, 8000),
        (Sport.RUN, 17, 10_000),
        (Sport.RUN, 18, 5000),
        (Sport.TRAIL_RUN, 19, 1002),
    ]
    assert [a.source_id.partition("-")[0] for a in activities] == ["fit", "fit", "tcx", "gpx"]
    assert box.lies_in("done") == ["a.fit", "b.bin", "c.xml", "d"]
    assert box.lies_in("rejected") == []


def test_recording_has_one_name_however_it_is_packed(box: Box) -> None:
    box.put(a_fit=RUN)
    (first,) = activities_of(box.scan())
    other = Box(box.path.with_name("other"))
    other.place("b.fit.gz", gzip.compress(RUN))
    (second,) = activities_of(other.scan())
    # sha256 of the unpacked bytes, its first 12 digits.
    assert first.source_id == second.source_id
    assert len(first.source_id) == len("fit-") + 12


def test_zip_of_recordings_and_of_archives_of_them(box: Box, tmp_path: Path) -> None:
    inner = zipped({"2.fit": OTHER_RUN}, tmp_path / "inner.zip")
    data = zipped({"1.fit": RUN, "garmin/2.zip": inner, "notes.txt": b"hello"}, tmp_path / "outer.zip")
    box.place("runs.zip", data)
    assert [a.day.day for a in activities_of(box.scan())] == [16, 17]
    assert box.lies_in("done") == ["runs.zip"]
    assert box.lies_in("rejected") == []


def test_archive_in_an_archive_in_an_archive_is_not_opened(box: Box, tmp_path: Path) -> None:
    inner = zipped({"2.fit": OTHER_RUN}, tmp_path / "inner.zip")
    middle = zipped({"inner.zip": inner}, tmp_path / "middle.zip")
    box.place("runs.zip", zipped({"1.fit": RUN, "middle.zip": middle}, tmp_path / "outer.zip"))
    assert [a.day.day for a in activities_of(box.scan())] == [17]
    assert "PACKED THREE TIMES" in (box.path / "rejected/runs.zip.why.txt").read_text()


def test_zip_of_which_a_part_cannot_be_read_is_taken_and_explained(box: Box, tmp_path: Path) -> None:
    box.place("runs.zip", zipped({"1.fit": RUN, "2.fit": DAMAGED, "3.gpx": b"<gpx>"}, tmp_path / "outer.zip"))
    batches = box.scan()
    assert [a.day.day for a in activities_of(batches)] == [17]
    assert box.lies_in("done") == ["runs.zip"]
    assert box.lies_in("rejected") == ["runs.zip.why.txt"]
    lines = (box.path / "rejected/runs.zip.why.txt").read_text().splitlines()
    assert [line.partition(":")[0] for line in lines[2:]] == ["2.fit", "3.gpx"]
    (told,) = batches[-1].quarantined
    assert told.what == "runs.zip: SOME OF THE RECORDINGS IN THIS ARCHIVE CANNOT BE READ; THE OTHERS WERE TAKEN."


@pytest.mark.parametrize(
    ("name", "members", "why"),
    [
        ("photos.zip", {"a.jpg": b"\xff\xd8"}, "HOLDS NO FIT, GPX OR TCX"),
        ("runs.zip", {"a.fit": DAMAGED}, "DAMAGED OR NOT COMPLETE"),
    ],
)
def test_zip_without_anything_to_read_is_rejected(
    box: Box, tmp_path: Path, name: str, members: dict[str, bytes], why: str
) -> None:
    box.place(name, zipped(members, tmp_path / "outer.zip"))
    box.scan(times=2)
    assert box.lies_in("rejected") == [name, f"{name}.why.txt"]
    assert why in (box.path / f"rejected/{name}.why.txt").read_text()


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.fit", DAMAGED, "DAMAGED"),
        ("a.fit", b"", "EMPTY"),
        ("a.fit.gz", gzip.compress(RUN)[:-20], "DAMAGED"),
        ("a.gpx.gz", gzip.compress(bytes(65 * 2**20), compresslevel=9), "LARGER THAN ANY RECORDING"),
        ("a.gz.gz", gzip.compress(gzip.compress(RUN)), "NEITHER A FIT"),
        ("photo.jpg", b"\xff\xd8", "NEITHER A FIT"),
        ("half.zip", b"PK\x03\x04 and no more", "DAMAGED"),
    ],
)
def test_what_cannot_be_read_is_rejected_at_the_second_look(box: Box, name: str, data: bytes, why: str) -> None:
    box.place(name, data)
    assert box.scan() == []
    assert (box.path / name).exists()
    (batch,) = box.scan()
    assert box.lies_in("rejected") == [name, f"{name}.why.txt"]
    (told,) = batch.quarantined
    assert (told.source, told.day) == ("files", None)
    assert why in told.what
    assert told.source_id.startswith("rejected-")


def test_what_is_rejected_is_told_of_until_it_is_dealt_with(box: Box) -> None:
    box.put(a_fit=DAMAGED)
    box.scan(times=2)
    first, second = box.scan(), box.scan()
    assert first == second
    assert [len(batch.quarantined) for batch in first] == [1]
    (box.path / "rejected/a.fit.why.txt").unlink()
    assert box.scan() == []


def test_half_a_file_that_grows_whole_is_taken(box: Box) -> None:
    box.place("a.fit", DAMAGED)
    assert box.scan() == []
    box.place("a.fit", RUN)
    assert len(activities_of(box.scan())) == 1
    assert box.lies_in("rejected") == []


def test_same_file_twice_is_nothing_new(box: Box, tmp_path: Path) -> None:
    archive = zipped({"1.fit": RUN}, tmp_path / "outer.zip")
    box.put(a_fit=RUN)
    assert len(activities_of(box.scan())) == 1
    box.put(a_fit=RUN)
    box.place("b.fit.gz", gzip.compress(RUN))
    box.place("c.zip", archive)
    assert box.scan() == []
    assert box.lies_in("done") == ["a-2.fit", "a.fit", "b.fit.gz", "c.zip"]


def test_file_is_put_away_only_when_its_batch_was_saved(box: Box) -> None:
    box.put(a_fit=RUN)
    pull = box.files.pull(Ask())
    assert len(next(pull).activities) == 1
    # Here the process dies: nothing was put away, and nothing is remembered.
    pull.close()  # type: ignore[attr-defined]  # the iterator is a generator
    assert box.lies_in("done") == []
    assert len(activities_of(box.scan())) == 1
    assert box.lies_in("done") == ["a.fit"]


def test_recordings_come_in_batches_of_fifty_with_what_is_to_come(box: Box) -> None:
    for number in range(120):
        start = datetime(2024, 1, 1, 7, 0, tzinfo=UTC) + timedelta(days=number)
        box.place(f"{number:03}.fit", fit_file(outing(number + 1, start), every_s=600))
    batches = box.scan()
    assert [len(batch.activities) for batch in batches] == [50, 50, 20]
    assert [batch.expected for batch in batches] == [120, 120, 120]
    assert len(box.lies_in("done")) == 120


def test_slow_reading_is_saved_every_second(box: Box) -> None:
    box.put(a_fit=RUN, b_fit=OTHER_RUN)

    def ticking() -> datetime:
        box.now += timedelta(seconds=1)
        return box.now

    files = Files(Settings(inbox=box.path), box.keep, ticking)
    assert [len(batch.activities) for batch in files.pull(Ask())] == [1, 1]


def test_sound_file_without_an_activity_is_done_with(box: Box) -> None:
    empty = b'<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="0" lon="0"/></gpx>'
    box.put(course_gpx=empty)
    assert box.scan() == []
    assert box.lies_in("done") == ["course.gpx"]


@pytest.mark.parametrize(("sport", "expected"), [("", Sport.WALK), ("run", Sport.RUN), ("hike", Sport.HIKE)])
def test_sport_of_files_that_name_none(tmp_path: Path, sport: str, expected: Sport) -> None:
    box = Box(tmp_path / "inbox", sport=sport)
    box.put(a_gpx=WALK_GPX, b_gpx=NAMED_GPX)
    assert {a.sport for a in activities_of(box.scan())} == {expected, Sport.TRAIL_RUN}


def test_recording_is_no_larger_than_a_watch_makes_one(monkeypatch: pytest.MonkeyPatch, box: Box) -> None:
    monkeypatch.setattr(formats, "MOST_OF_A_FIT", len(RUN))
    box.put(a_fit=RUN, b_fit=OTHER_RUN + RUN, c_gz=gzip.compress(OTHER_RUN + RUN))
    assert [a.day.day for a in activities_of(box.scan(times=2))] == [17]
    for name in ("b.fit", "c.gz"):
        assert "LARGER THAN ANY RECORDING" in (box.path / f"rejected/{name}.why.txt").read_text()


def test_recordings_tell_of_no_day_but_their_own(box: Box) -> None:
    box.put(a_fit=RUN, b_fit=OTHER_RUN)
    (batch,) = box.scan()
    assert (batch.as_of, batch.listing) == (None, None)


def test_export_that_is_older_than_the_one_before_only_adds(box: Box, tmp_path: Path) -> None:
    newer, older = small_world(), small_world()
    older.now = NOW - timedelta(days=30)
    box.place("b.zip", exported(tmp_path, newer))
    assert {batch.is_old for batch in box.scan()} == {False}
    box.place("a.zip", exported(tmp_path, older))
    assert {batch.is_old for batch in box.scan()} == {True}
    newer.now = NOW + timedelta(hours=2)
    box.now = NOW + timedelta(hours=3)
    box.place("c.zip", exported(tmp_path, newer))
    batches = box.scan()
    assert {batch.is_old for batch in batches} == {False}
    assert {batch.as_of for batch in batches} == {NOW + timedelta(hours=2)}


def test_what_a_newer_export_lacks_an_older_one_does_not_bring_back(box: Box, tmp_path: Path) -> None:
    # Run 2 of 8 May was deleted between the two; the run of 1 January lies before all that the newer one tells of.
    newer, older = small_world(), small_world()
    newer.delete(2)
    older.add(outing(9, datetime(2024, 1, 1, 9, 0, tzinfo=AMSTERDAM)))
    older.now = NOW - timedelta(days=5)
    box.place("b.zip", exported(tmp_path, newer))
    assert [a.day for a in activities_of(box.scan())][:2] == [date(2024, 4, 20), date(2024, 5, 15)]
    box.place("a.zip", exported(tmp_path, older))
    assert [a.day for a in activities_of(box.scan())] == [date(2024, 1, 1)]


def test_export_of_another_service_is_not_older(box: Box, tmp_path: Path) -> None:
    box.place("garmin.zip", exported(tmp_path, small_world()))
    box.scan()
    older = small_world()
    older.now = NOW - timedelta(days=30)
    strava_export(older, box.path / "strava.zip")
    box.settle(box.path / "strava.zip")
    assert {batch.is_old for batch in box.scan()} == {False}


def test_export_from_the_future_is_as_of_now(box: Box, tmp_path: Path) -> None:
    ahead = small_world()
    ahead.now = NOW + timedelta(days=3)
    box.place("garmin.zip", exported(tmp_path, ahead))
    assert {batch.as_of for batch in box.scan()} == {NOW}


def test_unpacked_export_is_taken_and_moved_as_a_whole(box: Box, tmp_path: Path) -> None:
    strava_export(small_world(), tmp_path / "made.zip")
    with zipfile.ZipFile(tmp_path / "made.zip") as archive:
        archive.extractall(box.path / "export_123")
    for path in (box.path / "export_123").rglob("*"):
        box.settle(path)
    batches = box.scan()
    assert len(activities_of(batches)) == 5
    assert {a.source_id.partition("-")[0] for a in activities_of(batches)} == {"strava"}
    assert [shoe.name for shoe in shoes_of(batches)] == ["Old ones", "New ones"]
    assert not (box.path / "export_123").exists()
    assert (box.path / "done/export_123/activities.csv").exists()


def test_export_as_it_comes_after_recordings_keeps_count(box: Box, tmp_path: Path) -> None:
    box.put(a_fit=RUN)
    box.place("b.zip", exported(tmp_path, small_world()))
    expected = [batch.expected for batch in box.scan() if batch.activities]
    # One and an archive, as far as is known then; then one and five.
    assert expected == [1, 6]


def test_day_of_a_time_without_a_zone_is_the_athletes(box: Box) -> None:
    box.put(a_gpx=NAMED_GPX)
    east = timezone(timedelta(hours=14))
    ask = replace(Ask(), zone=east)
    (activity,) = activities_of(list(box.files.pull(ask)))
    assert (activity.day, activity.start.utcoffset()) == (date(2024, 5, 19), timedelta(hours=14))


def test_zip_of_which_the_scan_was_broken_off_when_it_was_explained_has_one_reason(box: Box, tmp_path: Path) -> None:
    box.place("runs.zip", zipped({"1.fit": RUN, "2.fit": DAMAGED}, tmp_path / "outer.zip"))
    archive = (box.path / "runs.zip").read_bytes()
    remember = box.keep.put

    def dying(name: str, value: dict[str, object]) -> None:
        if name == f"taken {hashlib.sha256(archive).hexdigest()[:16]}":
            raise KeyboardInterrupt
        remember(name, value)

    box.keep.put = dying  # type: ignore[method-assign]  # here the process is killed
    with pytest.raises(KeyboardInterrupt):
        box.scan()
    assert (box.lies_in("rejected"), box.lies_in("done")) == (["runs.zip.why.txt"], [])
    box.keep.put = remember  # type: ignore[method-assign]  # and started anew
    box.scan()
    assert (box.lies_in("rejected"), box.lies_in("done")) == (["runs.zip.why.txt"], ["runs.zip"])
