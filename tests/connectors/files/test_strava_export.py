from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from connectors.base import Quarantined, Words
from connectors.files.archive import FolderArchive, ZipArchive
from connectors.files.strava_export import batches, is_strava_export
from connectors.files.unreadable import UnreadableFile
from rules.records import Sport
from tests.connectors.files.exported import AMSTERDAM, ENGLISH, RUN, SHOES, THE_RUN, export, only, read

RIDE = (
    '102,"Apr 14, 2026, 6:00:00 AM",To work,Ride,"",1900,10.02,,,true,"",Bike,activities/902.fit.gz,,,'
    "1900.0,1800.0,10020.0,9.1,5.5,10.0,10.0,1.0,5.0,2.0,0.0,,,90.0,75.0,,\n"
)


def test_a_run_with_all_that_strava_tells_of_it(tmp_path: Path) -> None:
    assert only(read(tmp_path, ENGLISH + RUN)) == THE_RUN


def test_a_ride_has_no_cadence_in_steps_and_its_bicycle_is_no_shoe(tmp_path: Path) -> None:
    ride = only(read(tmp_path, ENGLISH + RIDE, shoes=SHOES + "Blue,,,\n"))
    assert (ride.sport, ride.distance_m, ride.average_cadence_spm, ride.gear_id) == (Sport.RIDE, 10_020, None, None)


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH + RUN,
        "\ufeff" + ENGLISH + RUN,
        (ENGLISH + RUN).replace("\n", "\r\n"),
        ENGLISH + "\n" + RUN + ",,,\n",
        ENGLISH + RUN.replace('Run,""', 'Run,"easy, ""slow""\nand long"'),
        ENGLISH + RUN.replace("\n", ",,\n"),
    ],
    ids=["as it is", "byte order mark", "Windows", "blank lines", "a description of two lines", "cells after the last"],
)
def test_however_the_file_is_written(tmp_path: Path, text: str) -> None:
    assert only(read(tmp_path, text)) == THE_RUN


def test_saved_again_by_a_spreadsheet(tmp_path: Path) -> None:
    text = (
        "Activity ID;Activity Date;Activity Name;Activity Type;Elapsed Time;Distance;Activity Gear;Filename;"
        "Elapsed Time;Moving Time;Distance\n"
        "101;13/04/2026 21:15:22;Evening;Run;3700;12,35;Blue;activities/901.fit.gz;3700;3600;12345,6\n"
    )
    run = only(read(tmp_path, text))
    assert run == replace(THE_RUN, average_heart_rate_bpm=None, average_cadence_spm=None, climb_m=None)


def test_the_listing_the_day_and_the_shoes_of_an_export(tmp_path: Path) -> None:
    batch = read(tmp_path, ENGLISH + RUN + RIDE, shoes=SHOES)
    # Made on 8 May at 16:00 UTC: of that day it may not tell everything.
    assert batch.as_of == datetime(2026, 5, 7, 22, 0, tzinfo=UTC)
    assert batch.listing is not None
    # The ride of 14 April was over then: of what came later it cannot say that it was deleted.
    assert batch.listing.until == max(each.end for each in batch.activities)
    assert batch.listing.since is None
    assert batch.listing.source_ids == {"strava-101", "strava-102"}
    assert (batch.prefix, batch.expected) == ("strava-", 2)


def test_an_unpacked_export_tells_up_to_the_end_of_its_newest_activity(tmp_path: Path) -> None:
    folder = tmp_path / "export_1" / "inner"
    folder.mkdir(parents=True)
    (folder / "activities.csv").write_text(ENGLISH + RUN, encoding="utf-8")
    archive = FolderArchive(tmp_path / "export_1")
    assert is_strava_export(archive)
    (batch,) = batches(archive, zone=AMSTERDAM)
    # 23:15:22 and 3,700 s.
    assert batch.as_of == datetime(2026, 4, 14, 0, 17, 2, tzinfo=AMSTERDAM)


def test_an_archive_that_claims_to_be_older_than_its_activities_tells_up_to_the_newest(tmp_path: Path) -> None:
    with export(tmp_path, ENGLISH + RUN, made=datetime(2026, 4, 1)) as archive:
        (batch,) = batches(archive, zone=AMSTERDAM)
    assert batch.as_of == datetime(2026, 4, 14, 0, 17, 2, tzinfo=AMSTERDAM)


def test_an_export_without_activities(tmp_path: Path) -> None:
    batch = read(tmp_path, ENGLISH, shoes=SHOES)
    assert (batch.activities, batch.quarantined, batch.expected, batch.shoes) == ((), (), 0, ())
    assert batch.listing is not None
    assert batch.listing.source_ids == frozenset()


def test_many_activities_come_in_pieces_and_what_is_complete_with_the_last(tmp_path: Path) -> None:
    rows = "".join(RUN.replace("101,", f"{number},", 1) for number in range(1001))
    with export(tmp_path, ENGLISH + rows) as archive:
        pieces = list(batches(archive, zone=AMSTERDAM))
    assert [len(piece.activities) for piece in pieces] == [500, 500, 1]
    assert [piece.expected for piece in pieces] == [1001, 1001, 1001]
    assert [piece.listing is None for piece in pieces] == [True, True, False]
    assert [piece.shoes is None for piece in pieces] == [True, True, False]
    assert len({activity.source_id for piece in pieces for activity in piece.activities}) == 1001


def test_three_bad_lines_spoil_nothing_else(tmp_path: Path) -> None:
    far = RUN.replace("101,", "201,", 1).replace("12.35", "far").replace("12345.6", "far")
    never = RUN.replace("101,", "202,", 1).replace("Apr 13, 2026", "once upon a time")
    ride = RIDE.replace("102,", "203,", 1).replace("1900", "-1")
    batch = read(tmp_path, ENGLISH + far + RUN + never + ride + RIDE)
    assert [activity.source_id for activity in batch.activities] == ["strava-101", "strava-102"]
    assert batch.quarantined == (
        Quarantined(
            source="files",
            source_id="strava-201",
            what=Words("activity: column 18 (Distance) is no number"),
            day=date(2026, 4, 13),
        ),
        Quarantined(
            source="files",
            source_id="strava-202",
            what=Words("activity: column 2 (Activity Date) is no time"),
        ),
        Quarantined(
            source="files",
            source_id="strava-203",
            what=Words("activity: column 16 (Elapsed Time) is out of range"),
        ),
    )
    assert batch.listing is not None
    assert batch.listing.source_ids == {f"strava-{number}" for number in (101, 102, 201, 202, 203)}


def test_where_a_line_has_no_number_nothing_is_taken_for_deleted(tmp_path: Path) -> None:
    batch = read(tmp_path, ENGLISH + RUN + RUN.replace("101,", "1.01E+10,", 1))
    (bad,) = batch.quarantined
    assert (bad.source_id, bad.what) == ("strava-line-3", "activity: column 1 (Activity ID) is no number")
    assert bad.day == date(2026, 4, 13)
    assert batch.listing is None
    assert batch.as_of is not None


@pytest.mark.parametrize("kept", [60, 110, 170], ids=["in the name", "after the file", "in the numbers"])
def test_a_file_that_was_cut_off_keeps_its_whole_lines_and_deletes_nothing(tmp_path: Path, kept: int) -> None:
    batch = read(tmp_path, ENGLISH + RUN + RUN.replace("101,", "103,", 1)[:kept])
    assert batch.activities == (THE_RUN,)
    bad, cut = batch.quarantined
    assert bad.source_id == "strava-103"
    assert bad.what == "activity: the line has another number of columns than the first one"
    assert cut.source_id == "strava-cut"
    assert cut.what == (
        "The list activities.csv of the export is cut off: activities are missing. Download the export again."
    )
    assert bad.day == date(2026, 4, 13)
    assert (batch.listing, batch.as_of) == (None, None)


def test_a_file_that_is_cut_off_in_its_first_line(tmp_path: Path) -> None:
    with export(tmp_path, ENGLISH + RUN[:60]) as archive, pytest.raises(UnreadableFile, match="cut off"):
        list(batches(archive, zone=AMSTERDAM))


def test_a_quotation_mark_that_is_never_closed(tmp_path: Path) -> None:
    batch = read(tmp_path, ENGLISH + RUN + '104,"' + "x" * 200_000)
    assert batch.activities == (THE_RUN,)
    assert (batch.listing, batch.as_of) == (None, None)


def test_a_line_that_is_there_twice_is_one_activity(tmp_path: Path) -> None:
    assert only(read(tmp_path, ENGLISH + RUN + RUN)) == THE_RUN


def test_a_kind_of_activity_that_is_not_known_is_named_once_and_counts_as_another_sport(tmp_path: Path) -> None:
    rows = "".join(RUN.replace("101,", f"{number},", 1).replace("Run", "Moon Walk") for number in (1, 2))
    batch = read(tmp_path, ENGLISH + RUN + rows)
    assert [activity.sport for activity in batch.activities] == [Sport.RUN, Sport.OTHER, Sport.OTHER]
    (notice,) = batch.quarantined
    assert notice.source_id == "strava-type-moon-walk"
    assert notice.what == "column 4 (Activity Type): Moon Walk is not known, and counts as another sport"
    assert notice.day is None
    assert batch.listing is not None


def test_a_line_that_names_no_kind_of_activity_is_put_aside(tmp_path: Path) -> None:
    batch = read(tmp_path, ENGLISH + RUN + RUN.replace("101,", "103,", 1).replace("Run", ""))
    (bad,) = batch.quarantined
    assert (bad.source_id, bad.what) == ("strava-103", "activity: column 4 (Activity Type) is empty")
    assert bad.day is None


def test_an_hour_with_weights_needs_no_distance_and_a_run_does(tmp_path: Path) -> None:
    bare = RUN.replace("12.35", "").replace("12345.6", "").replace("Blue", "")
    weights = bare.replace("101,", "103,", 1).replace("Run", "Weight Training")
    batch = read(tmp_path, ENGLISH + RUN + weights + bare.replace("101,", "104,", 1))
    assert [(activity.sport, activity.distance_m) for activity in batch.activities[1:]] == [(Sport.STRENGTH, 0)]
    assert [bad.source_id for bad in batch.quarantined] == ["strava-104"]


def test_where_the_exact_distance_is_missing_what_is_shown_is_taken(tmp_path: Path) -> None:
    batch = read(tmp_path, ENGLISH + RUN + RUN.replace("101,", "103,", 1).replace("12345.6", ""))
    assert [activity.distance_m for activity in batch.activities] == [12_346, 12_350]


def test_a_distance_that_is_shown_in_miles(tmp_path: Path) -> None:
    # 12,345.6 m are 7.67 miles; the second run has no other distance.
    run = RUN.replace("12.35", "7.67")
    batch = read(tmp_path, ENGLISH + run + run.replace("101,", "103,", 1).replace("12345.6", ""))
    assert [activity.distance_m for activity in batch.activities] == [12_346, 12_344]


def test_a_day_is_the_one_in_the_athletes_own_zone(tmp_path: Path) -> None:
    with export(tmp_path, ENGLISH + RUN) as archive:
        (batch,) = batches(archive, zone=ZoneInfo("Asia/Tokyo"))
    assert batch.activities[0].day == date(2026, 4, 14)


@pytest.mark.parametrize(("told", "is_race"), [("1.0", True), ("0.0", False), ("", False)])
def test_a_race_is_marked_in_the_exports_of_2025_and_later(tmp_path: Path, told: str, is_race: bool) -> None:
    header = ENGLISH.replace("\n", ",Competition\n")
    assert only(read(tmp_path, header + RUN.replace("\n", f",{told}\n"))).is_race is is_race


def test_shoes_are_joined_with_the_names_that_the_activities_call_them_by(tmp_path: Path) -> None:
    shoes = (
        SHOES
        + "Blue,Asics,Nimbus 27,Run\n,Brooks,Ghost 16,\nRace,Nike,Vaporfly,\nSpare,Nike,Vaporfly,\nNever,,,\n,,,Run\n"
    )
    called = ["BLUE ", "Asics Nimbus 27", "Brooks  Ghost 16", "Nike Vaporfly (Race)", "Gone", "Nike Vaporfly", ""]
    rows = [RUN.replace("101,", f"{i},", 1).replace("Blue", gear) for i, gear in enumerate(called)]
    batch = read(tmp_path, ENGLISH + "".join(rows), shoes=shoes)
    assert [activity.gear_id for activity in batch.activities] == [
        "strava-blue",
        "strava-blue",
        "strava-brooks-ghost-16",
        "strava-race",
        "strava-gone",
        "strava-nike-vaporfly",
        None,
    ]
    assert batch.shoes is not None
    assert [(shoe.source_id, shoe.name) for shoe in batch.shoes] == [
        ("strava-blue", "Blue"),
        ("strava-brooks-ghost-16", "Brooks Ghost 16"),
        ("strava-race", "Race"),
        ("strava-spare", "Spare"),
        ("strava-never", "Never"),
        ("strava-gone", "Gone"),
        ("strava-nike-vaporfly", "Nike Vaporfly"),
    ]
    assert {(shoe.source, shoe.total_m, shoe.retired) for shoe in batch.shoes} == {("files", None, False)}


def test_an_export_that_tells_of_no_shoes(tmp_path: Path) -> None:
    assert read(tmp_path, ENGLISH + RUN.replace("Blue", "")).shoes is None


def test_the_list_of_activities_is_recognised_under_another_name(tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    (folder / "activities").mkdir(parents=True)
    (folder / "activities" / "901.fit.gz").write_bytes(b"")
    (folder / "activiteiten.csv").write_text(ENGLISH + RUN, encoding="utf-8")
    (folder / "media.csv").write_text("Media Filename,Media Caption\nmedia/1.jpg,\n", encoding="utf-8")
    (folder / "a.csv").write_text("," * 20_000, encoding="utf-8")
    (batch,) = batches(FolderArchive(folder), zone=AMSTERDAM)
    assert batch.activities == (THE_RUN,)


def test_the_list_under_its_own_name_comes_before_a_copy(tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    (folder / "activities").mkdir(parents=True)
    (folder / "activities" / "901.fit.gz").write_bytes(b"")
    (folder / "a copy.csv").write_text(ENGLISH + RIDE, encoding="utf-8")
    (folder / "activities.csv").write_text(ENGLISH + RUN, encoding="utf-8")
    (batch,) = batches(FolderArchive(folder), zone=AMSTERDAM)
    assert batch.activities == (THE_RUN,)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("activities.csv", "Activity,Date,Calories\nrun,today,5\n"),
        ("activities.csv", ""),
        ("deep/in/activities.csv", ENGLISH + RUN),
        ("other.csv", ENGLISH + RUN),
    ],
)
def test_what_is_no_export_of_strava(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    archive = FolderArchive(tmp_path)
    assert not is_strava_export(archive)
    with pytest.raises(UnreadableFile, match=r"has no activities\.csv"):
        list(batches(archive, zone=AMSTERDAM))


def test_a_damaged_list_is_said_to_be_damaged(tmp_path: Path) -> None:
    export(tmp_path, ENGLISH + RUN).close()
    path = tmp_path / "export.zip"
    path.write_bytes(path.read_bytes().replace(b"activities/901", b"activities/xyz"))
    with ZipArchive(path) as archive, pytest.raises(UnreadableFile, match="damaged"):
        is_strava_export(archive)
