"""What a person names: read once, and left as it is."""

import gzip
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.base import Ask
from connectors.files.pull import Import
from connectors.files.told import Told
from connectors.sandbox.garmin_export import garmin_export
from rules.records import Sport
from tests.connectors.files.boxes import DAMAGED, GPX, RUN, RUN_GPX, TCX, WALK_GPX, Box, zipped
from tests.connectors.worlds import AMSTERDAM, NOW, MemoryKeep, small_world


def brought(*paths: Path, keep: MemoryKeep | None = None, sport: Sport | None = None, again: bool = False) -> Told:
    files = Import(paths, keep or MemoryKeep(), lambda: NOW, sport=sport, again=again)
    list(files.pull(Ask(zone=AMSTERDAM)))
    return files.told


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """What a person has somewhere: nothing of it may change."""
    path = tmp_path / "mine"
    (path / "2024").mkdir(parents=True)
    (path / "a.fit").write_bytes(RUN)
    (path / "2024" / "b.gpx").write_bytes(RUN_GPX)
    (path / "2024" / "walk.gpx").write_bytes(WALK_GPX)
    (path / "photo.jpg").write_bytes(b"\xff\xd8")
    (path / "photos.zip").write_bytes(zipped({"a.jpg": b"\xff\xd8"}, tmp_path / "outer.zip"))
    before = {each: each.stat().st_mtime_ns for each in path.rglob("*")}
    yield path
    assert {each: each.stat().st_mtime_ns for each in path.rglob("*")} == before


def test_what_a_person_names_is_read_and_left_where_it_is(folder: Path) -> None:
    told = brought(folder)
    assert (told.recordings, told.known, told.unreadable) == (3, 0, [])
    # The picture, and the one in the archive.
    assert told.passed_over == 2


ROUTE = GPX.format(type="", minutes=5).replace("<time>", "<desc>").replace("</time>", "</desc>")


@pytest.mark.parametrize(
    ("name", "data", "what_to_do"),
    [
        ("runs.csv", b"Date,Distance\n", "Export the run as one of them from the app that it is in."),
        ("run.gpx", ROUTE.encode(), "If you ran it, export the run instead of the route."),
        ("run.gpx.gz", gzip.compress(bytes(65 * 2**20)), "If it is one, export it again, as FIT."),
        ("long.gpx", bytes(65 * 2**20), "If it is one, export it again, as FIT."),
        ("photos.zip", {"a.jpg": b"\xff"}, "Bring in the recordings themselves, or the export as it came."),
        (
            "bomb.zip",
            {"run.fit": RUN, "a.gpx": bytes(60 * 2**20), "b.gpx": bytes(60 * 2**20)},
            "unpack it, and bring in its folder.",
        ),
    ],
)
def test_reason_ends_with_what_to_do(
    tmp_path: Path, name: str, data: bytes | dict[str, bytes], what_to_do: str
) -> None:
    path = tmp_path / name
    path.write_bytes(zipped(data, tmp_path / "outer.zip", zipfile.ZIP_DEFLATED) if isinstance(data, dict) else data)
    _name, why = brought(path).unreadable[-1]
    assert why.endswith(what_to_do)


def test_archive_of_which_nothing_can_be_read_names_a_recording_in_it(tmp_path: Path) -> None:
    (tmp_path / "runs.zip").write_bytes(zipped({"a.fit": DAMAGED}, tmp_path / "outer.zip"))
    ((name, why),) = brought(tmp_path / "runs.zip").unreadable
    assert (name, why) == (
        "runs.zip",
        "a.fit: The file is damaged or not complete. Copy or download it again.",
    )


def test_what_was_taken_for_a_run_is_told(folder: Path) -> None:
    assert brought(folder).guessed == [("2024/b.gpx", Sport.RUN), ("2024/walk.gpx", Sport.WALK)]
    assert brought(folder, sport=Sport.RUN).guessed == []


@pytest.mark.parametrize(
    ("data", "guessed"),
    [
        (GPX.format(type="<type></type>", minutes=5), [Sport.RUN]),
        (GPX.format(type="<type> unknown </type>", minutes=5), [Sport.RUN]),
        (GPX.format(type="<type>Car</type>", minutes=5), []),
        # 5 km in half an hour.
        (TCX.replace("Running", ""), [Sport.RUN]),
        (TCX.replace(' Sport="Running"', ""), [Sport.RUN]),
        (TCX, []),
    ],
)
def test_word_that_says_nothing_is_no_name_for_a_sport(tmp_path: Path, data: str, guessed: list[Sport]) -> None:
    (tmp_path / "run").write_text(data)
    told = brought(tmp_path / "run")
    assert told.recordings == 1
    assert told.guessed == [("run", sport) for sport in guessed]


def test_what_is_known_is_passed_over_unless_it_is_wanted_again(folder: Path) -> None:
    keep = MemoryKeep()
    assert brought(folder, keep=keep).recordings == 3
    told = brought(folder, folder / "a.fit", keep=keep)
    assert (told.recordings, told.known) == (0, 5)
    assert brought(folder, keep=keep, again=True).recordings == 3


def test_nobodys_address_is_told_of_what_garmin_packs(folder: Path, tmp_path: Path) -> None:
    """Its names are those of its owner's account: runner@example.org_1234.fit."""
    members = {"runner@example.org_12.fit": DAMAGED, "in/my.run@example.org_13.gpx": RUN_GPX}
    (tmp_path / "UploadedFiles.zip").write_bytes(zipped(members, tmp_path / "outer.zip"))
    told = brought(tmp_path / "UploadedFiles.zip")
    assert [name for name, _why in told.unreadable] == ["UploadedFiles.zip/*_12.fit"]
    assert [name for name, _sport in told.guessed] == ["UploadedFiles.zip/in/*_13.gpx"]


def test_endless_name_in_an_archive_is_cut(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({60_000 * "x" + ".fit": DAMAGED, "a.fit": RUN}, tmp_path / "outer.zip"))
    (name,) = [name for name, _why in brought(tmp_path / "a.zip").unreadable]
    assert name == "a.zip/" + 300 * "x"


def test_known_export_tells_how_far_it_goes_all_the_same(tmp_path: Path) -> None:
    """Whoever was broken off between the export and the end of the import would know no day for ever."""
    garmin_export(small_world(), tmp_path / "export.zip")
    keep = MemoryKeep()
    for expected in ([NOW], [NOW]):
        files = Import((tmp_path / "export.zip",), keep, lambda: NOW)
        assert sorted({batch.as_of for batch in files.pull(Ask(zone=AMSTERDAM)) if batch.as_of}) == expected
    assert files.told.known == 1


def test_same_recording_twice_in_one_go_is_read_once(folder: Path) -> None:
    told = brought(folder / "a.fit", folder / "a.fit")
    assert (told.recordings, told.known) == (1, 1)


def test_file_that_is_named_itself_must_be_readable(folder: Path) -> None:
    told = brought(folder / "photo.jpg", folder / "photos.zip", folder / "a.fit")
    assert [name for name, _why in told.unreadable] == ["photo.jpg", "photos.zip"]
    assert told.recordings == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
@pytest.mark.parametrize("mode", [0o000, 0o444], ids=["not even listed", "listed and not entered"])
def test_closed_folder_is_named_and_what_lies_beside_it_is_read(tmp_path: Path, mode: int) -> None:
    for name in ("a/closed", "closed", "z"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "run.fit").write_bytes(RUN)
    (tmp_path / "a/closed").chmod(mode)
    (tmp_path / "closed").chmod(mode)
    told = brought(tmp_path)
    (tmp_path / "closed").chmod(0o700)
    (tmp_path / "a/closed").chmod(0o700)
    assert [name for name, _why in told.unreadable] == ["a/closed", "closed"]
    assert told.recordings == 1


def test_names_are_shown_and_not_obeyed(tmp_path: Path) -> None:
    (tmp_path / "a\x1b[2Jb.fit").write_bytes(DAMAGED)
    (tmp_path / "c.zip").write_bytes(zipped({"d\ne.fit": DAMAGED, "f.fit": RUN}, tmp_path / "outer.zip"))
    told = brought(tmp_path / "a\x1b[2Jb.fit", tmp_path / "c.zip")
    assert [name for name, _why in told.unreadable] == ["a?[2Jb.fit", "c.zip/d?e.fit"]


def test_import_does_not_touch_what_waits_in_the_inbox(tmp_path: Path, folder: Path) -> None:
    box = Box(tmp_path / "inbox")
    box.place("a.fit", DAMAGED)
    box.scan()
    brought(folder, keep=box.keep)
    box.scan()
    assert box.lies_in("rejected") == ["a.fit", "a.fit.why.txt"]
