"""Exports that a person unpacked, or took a file out of: what is damaged or missing is told, never passed over."""

import os
import re
import zipfile
from pathlib import Path

import pytest

from connectors.base import Ask
from connectors.files.exports import is_export_folder
from connectors.files.pull import Import
from connectors.sandbox.garmin_export import garmin_export
from connectors.sandbox.strava_export import strava_export
from tests.connectors.files.boxes import RUN, Box, zipped
from tests.connectors.records_contract import activities_of
from tests.connectors.worlds import AMSTERDAM, NOW, MemoryKeep, small_world

DAMAGED = {"empty": b"", "zeros": bytes(5000), "a header alone": b"Activity ID,Activity Date,Activity Type,Distance\n"}
LIST = "The list activities.csv of the export is damaged or empty, and nothing of the export was read."
ALONE = "This is the list of an export alone. Bring in the whole export"


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """Strava's export of five activities, with a recording of each."""
    strava_export(small_world(), tmp_path / "made.zip")
    with zipfile.ZipFile(tmp_path / "made.zip") as archive:
        archive.extractall(tmp_path / "export_123")
    return tmp_path / "export_123"


def imported(*paths: Path, keep: MemoryKeep | None = None) -> tuple[Import, int]:
    """Return the import, and how many activities it brought."""
    files = Import(paths, keep or MemoryKeep(), lambda: NOW)
    return files, len(activities_of(list(files.pull(Ask(zone=AMSTERDAM)))))


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED.keys())
def test_unpacked_export_with_a_damaged_list_is_no_folder_of_recordings(unpacked: Path, data: bytes) -> None:
    keep = MemoryKeep()
    assert imported(unpacked, keep=keep)[1] == 5
    known = keep.get("export strava")
    (unpacked / "activities.csv").write_bytes(data)
    files, count = imported(unpacked, keep=keep)
    assert count == 0
    ((name, why),) = files.told.unreadable
    assert (name, str(why).startswith(LIST)) == ("export_123", True)
    assert (files.told.exports, keep.get("export strava")) == ([], known)


def test_damaged_list_below_a_folder_that_is_named_does_not_hold_up_what_lies_beside_it(unpacked: Path) -> None:
    (unpacked / "activities.csv").write_bytes(b"")
    (unpacked.parent / "run.fit").write_bytes(RUN)
    (unpacked.parent / "made.zip").unlink()
    files, count = imported(unpacked.parent)
    assert count == 1
    assert [name for name, _why in files.told.unreadable] == ["export_123"]


def test_damaged_list_in_the_archive_is_told_too(tmp_path: Path) -> None:
    members = {"activities.csv": b"", "activities/1.fit": RUN}
    (tmp_path / "export.zip").write_bytes(zipped(members, tmp_path / "outer.zip"))
    files, count = imported(tmp_path / "export.zip")
    assert count == 0
    assert str(files.told.unreadable[0][1]).startswith(LIST)


def test_unpacked_export_with_a_damaged_list_is_put_aside_as_a_whole(unpacked: Path, tmp_path: Path) -> None:
    box = Box(tmp_path / "inbox")
    unpacked.rename(box.path / "export_123")
    (box.path / "export_123/activities.csv").write_bytes(b"")
    for path in (box.path / "export_123").rglob("*"):
        box.settle(path)
    assert box.scan() == []
    (batch,) = box.scan()
    assert batch.activities == ()
    assert [path.name for path in (box.path / "rejected").iterdir()] == ["export_123", "export_123.why.txt"]
    assert LIST.upper() in (box.path / "rejected/export_123.why.txt").read_text()
    assert (box.path / "rejected/export_123/activities").is_dir()


def test_what_another_program_calls_so_is_no_export(tmp_path: Path) -> None:
    """Garmin Connect calls its table so; the recordings beside it are a person's own."""
    folder = tmp_path / "garmin"
    folder.mkdir()
    (folder / "activities.csv").write_text("Activity Type,Date,Favorite,Title\nRunning,2024-05-17,false,Easy\n")
    (folder / "run.fit").write_bytes(RUN)
    assert not is_export_folder(folder)
    files, count = imported(folder)
    assert (count, files.told.unreadable, files.told.passed_over) == (1, [], 1)


def test_export_that_was_packed_once_more_is_an_export(unpacked: Path, tmp_path: Path) -> None:
    export = (unpacked.parent / "made.zip").read_bytes()
    (tmp_path / "all.zip").write_bytes(zipped({"run.fit": RUN, "export_123.zip": export}, tmp_path / "x"))
    files, count = imported(tmp_path / "all.zip")
    assert (count, files.told.exports, files.told.recordings) == (6, ["strava"], 1)
    assert (files.told.unreadable, files.told.passed_over) == ([], 0)


def test_what_lies_beside_an_export_and_is_not_its_own_is_told(unpacked: Path, tmp_path: Path) -> None:
    (unpacked / "routes").mkdir()
    (unpacked / "routes/1.gpx").write_bytes(RUN)
    assert imported(unpacked)[0].told.put_aside == []
    (unpacked / "mine").mkdir()
    (unpacked / "mine/run.fit").write_bytes(RUN)
    (unpacked / "other.zip").write_bytes(zipped({"run.fit": RUN}, tmp_path / "x"))
    files, count = imported(unpacked)
    assert (count, [what.values["count"] for what in files.told.put_aside]) == (5, [2])
    garmin_export(small_world(), tmp_path / "made.zip")
    assert imported(tmp_path / "made.zip")[0].told.put_aside == []


def test_damaged_export_that_was_packed_once_more_is_named(tmp_path: Path) -> None:
    export = zipped({"activities.csv": b"", "activities/1.fit": RUN}, tmp_path / "x")
    (tmp_path / "all.zip").write_bytes(zipped({"run.fit": RUN, "export_123.zip": export}, tmp_path / "x"))
    files, count = imported(tmp_path / "all.zip")
    ((name, why),) = files.told.unreadable
    assert (count, name, why.startswith(LIST)) == (1, "all.zip/export_123.zip", True)


GARMIN_CONNECTS = (
    "Activity Type,Date,Favorite,Title,Distance,Calories,Time,Moving Time,Elapsed Time\n"
    'Running,2024-05-17 08:00:00,false,Easy,"10.02",700,00:55:00,00:54:40,00:55:10\n'
)


def test_table_of_garmin_connect_spoils_no_archive_of_a_persons_own(tmp_path: Path) -> None:
    (tmp_path / "mine.zip").write_bytes(
        zipped({"Activities.csv": GARMIN_CONNECTS.encode(), "run.fit": RUN}, tmp_path / "x")
    )
    files, count = imported(tmp_path / "mine.zip")
    assert (count, files.told.unreadable, files.told.passed_over) == (1, [], 1)


def test_table_of_garmin_connect_is_not_called_a_part_of_an_export(tmp_path: Path) -> None:
    (tmp_path / "Activities.csv").write_text(GARMIN_CONNECTS)
    files, _count = imported(tmp_path / "Activities.csv")
    ((_name, why),) = files.told.unreadable
    assert why.startswith("The file is neither a FIT, GPX or TCX recording")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_list_that_cannot_be_opened_is_told(unpacked: Path) -> None:
    (unpacked / "activities.csv").chmod(0o000)
    files, count = imported(unpacked)
    assert (count, [name for name, _why in files.told.unreadable]) == (0, ["export_123"])


@pytest.mark.parametrize("name", ["activities.csv", "mine.csv"])
def test_list_alone_is_refused_with_what_is_wanted(unpacked: Path, tmp_path: Path, name: str) -> None:
    loose = tmp_path / name
    (unpacked / "activities.csv").rename(loose)
    files, count = imported(loose)
    assert count == 0
    assert str(files.told.unreadable[0][1]).startswith(ALONE)
    box = Box(tmp_path / "inbox")
    box.place(name, loose.read_bytes())
    box.scan(times=2)
    assert ALONE.upper() in (box.path / f"rejected/{name}.why.txt").read_text()


def test_folder_with_the_list_alone_is_refused_as_the_list_is(unpacked: Path) -> None:
    keep = MemoryKeep()
    for path in (unpacked / "activities").iterdir():
        path.unlink()
    files, count = imported(unpacked, keep=keep)
    assert (count, files.told.exports, keep.get("export strava")) == (0, [], None)
    ((name, why),) = files.told.unreadable
    assert (name, str(why).startswith(ALONE)) == ("export_123", True)


@pytest.mark.parametrize("other", ["run.fit", "mine.zip"])
def test_list_alone_does_not_hold_up_the_recordings_that_it_lies_among(
    unpacked: Path, tmp_path: Path, other: str
) -> None:
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    (unpacked / "activities.csv").rename(downloads / "activities.csv")
    (downloads / other).write_bytes(RUN if other == "run.fit" else zipped({"run.fit": RUN}, tmp_path / "x"))
    files, count = imported(downloads)
    ((name, why),) = files.told.unreadable
    assert (count, name, why.startswith(ALONE)) == (1, "activities.csv", True)


def test_folder_with_a_list_that_names_no_recordings_is_an_export(unpacked: Path) -> None:
    for path in (unpacked / "activities").iterdir():
        path.unlink()
    text = (unpacked / "activities.csv").read_text()
    (unpacked / "activities.csv").write_text(re.sub(r"activities/\d+\.fit\.gz", "", text))
    files, count = imported(unpacked)
    assert (count, files.told.unreadable) == (5, [])


def test_table_of_something_else_is_no_list_of_an_export(tmp_path: Path) -> None:
    (tmp_path / "weights.csv").write_text("Day,Weight\n2024-05-17,70\n")
    files, _count = imported(tmp_path / "weights.csv")
    assert str(files.told.unreadable[0][1]).startswith("The file is neither a FIT, GPX or TCX recording")


def test_unpacked_export_of_garmin_is_still_found(tmp_path: Path) -> None:
    garmin_export(small_world(), tmp_path / "made.zip")
    with zipfile.ZipFile(tmp_path / "made.zip") as archive:
        archive.extractall(tmp_path / "garmin")
    assert is_export_folder(tmp_path / "garmin")
    assert not is_export_folder(tmp_path)


@pytest.mark.parametrize("kept", ["DI_CONNECT", "DI_CONNECT/DI-Connect-Fitness"])
def test_folder_of_garmins_export_is_read_by_itself(tmp_path: Path, kept: str) -> None:
    garmin_export(small_world(), tmp_path / "made.zip")
    with zipfile.ZipFile(tmp_path / "made.zip") as archive:
        archive.extractall(tmp_path / "garmin")
    files, count = imported(tmp_path / "garmin" / kept)
    assert (count, files.told.exports) == (5, ["garmin"])


def test_garmins_folders_may_have_been_moved_into_another(tmp_path: Path) -> None:
    garmin_export(small_world(), tmp_path / "made.zip")
    with zipfile.ZipFile(tmp_path / "made.zip") as archive:
        archive.extractall(tmp_path / "garmin")
    moved = (tmp_path / "garmin/DI_CONNECT").rename(tmp_path / "garmin/2024")
    assert is_export_folder(moved)
    assert not is_export_folder(tmp_path / "garmin")


def test_garmins_list_alone_is_refused_with_what_is_wanted(tmp_path: Path) -> None:
    garmin_export(small_world(), tmp_path / "made.zip")
    with zipfile.ZipFile(tmp_path / "made.zip") as archive:
        (listed,) = (name for name in archive.namelist() if name.endswith("_summarizedActivities.json"))
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / Path(listed).name).write_bytes(archive.read(listed))
    files, count = imported(tmp_path / "mine")
    ((_name, why),) = files.told.unreadable
    assert (count, why.startswith(ALONE)) == (0, True)


def test_export_that_is_too_large_to_be_read_in_another_archive_is_to_be_unpacked_once(tmp_path: Path) -> None:
    # A byte more than the 64 MiB that a recording can have: photos lie in such an export.
    (tmp_path / "all.zip").write_bytes(zipped({"export_123.zip": bytes(64 * 2**20 + 1)}, tmp_path / "x"))
    ((_name, why),) = imported(tmp_path / "all.zip")[0].told.unreadable
    assert why == (
        "export_123.zip: The archive is too large to be read inside another one. Unpack the outer one, and bring in "
        "what is in it."
    )


def test_what_lies_beside_an_export_in_the_inbox_is_named_in_rejected(unpacked: Path, tmp_path: Path) -> None:
    (unpacked / "run.fit").write_bytes(RUN)
    box = Box(tmp_path / "inbox")
    unpacked.rename(box.path / "export_123")
    for path in (box.path / "export_123").rglob("*"):
        box.settle(path)
    assert sum(len(batch.activities) for batch in box.scan()) == 5
    (why,) = (box.path / "rejected").iterdir()
    assert why.name == "export_123.why.txt"
    assert "NOT ITS OWN LIE BESIDE THE EXPORT, AND WERE NOT READ (1)" in why.read_text()
