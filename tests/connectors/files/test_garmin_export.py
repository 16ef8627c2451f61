import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connectors.base import Ask, Batch
from connectors.files import garmin_export_members as members
from connectors.files.archive import FolderArchive, ZipArchive
from connectors.files.garmin_export import batches, is_garmin_export
from connectors.garmin import Garmin
from connectors.garmin import Settings as GarminSettings
from connectors.sandbox import Morning, Sandbox, World
from connectors.sandbox.garmin_export import garmin_export
from rules.records import Activity, DailyWellness, Shoe
from tests.connectors.logins import log_in_to_garmin
from tests.connectors.worlds import NOW, MemoryKeep, daily_world, small_world

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FITNESS = "DI_CONNECT/DI-Connect-Fitness/robin@sandbox.invalid_"
FIRST, SECOND = f"{FITNESS}0_summarizedActivities.json", f"{FITNESS}1001_summarizedActivities.json"
GEAR = f"{FITNESS}gear.json"
DAYS = "DI_CONNECT/DI-Connect-Aggregator/UDSFile_2024-05-01_2024-05-20.json"
NIGHTS = "DI_CONNECT/DI-Connect-Wellness/2024-05-01_2024-05-20_90909090_sleepData.json"
MADE = datetime(2024, 5, 20, 18, 0, tzinfo=UTC)
PAIR = {"gearPk": 1, "uuid": "a" * 32, "gearTypeName": "Shoes", "displayName": "Old ones"}


def _run(number: int, **changes: Any) -> dict[str, Any]:
    """Ten kilometres in 50 minutes, so many days after 5:00 UTC on 1 May 2024, which is 1,714,539,600 s."""
    start_ms = (1_714_539_600 + number * 86_400) * 1000
    return {
        "activityId": number,
        "activityType": "running",
        "startTimeGmt": start_ms,
        "startTimeLocal": start_ms + 7_200_000,
        "distance": 1_000_000.0,
        "duration": 3_000_000.0,
        **changes,
    }


def _export(*runs: Any) -> bytes:
    return json.dumps([{"summarizedActivitiesExport": runs}]).encode()


def _batches(folder: Path, held: dict[str, bytes], made: datetime = MADE) -> list[Batch]:
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in held.items():
            archive.writestr(zipfile.ZipInfo(name, made.timetuple()[:6]), data)
    with ZipArchive(path) as opened:
        return list(batches(opened, zone=AMSTERDAM))


@pytest.fixture
def both() -> Iterator[tuple[list[Batch], list[Batch]]]:
    """What Garmin's account and its export tell of one runner."""
    world = small_world()
    # The watch was taken off for a night; the day after it, it was worn.
    world.edit_morning(Morning(day=date(2024, 5, 3), stress_score=40))
    with Sandbox(world) as sandbox:
        keep = MemoryKeep()
        log_in_to_garmin(sandbox, keep)
        garmin = Garmin(GarminSettings(base_url=sandbox.garmin_url), keep, lambda: world.now)
        ask = Ask(shoes=True, mornings=(date(2024, 1, 1), world.today))
        yield list(garmin.pull(ask)), _written(world)


def _written(world: World) -> list[Batch]:
    path = Path("garmin.zip").absolute()
    garmin_export(world, path)
    with ZipArchive(path) as archive:
        return list(batches(archive, zone=world.zone))


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _activities(told: list[Batch]) -> list[Activity]:
    return sorted((each for batch in told for each in batch.activities), key=lambda each: each.start)


def _shoes(told: list[Batch]) -> tuple[Shoe, ...]:
    return next(batch.shoes for batch in told if batch.shoes is not None)


def _mornings(told: list[Batch]) -> list[DailyWellness]:
    return [each for batch in told for each in batch.mornings]


def test_activities_are_those_of_the_account(both: tuple[list[Batch], list[Batch]]) -> None:
    account, export = (_activities(told) for told in both)
    assert len(export) == 5
    assert export == [replace(each, source="files", source_id=f"garmin-{each.source_id}") for each in account]
    assert [each.start.utcoffset() for each in export] == [each.start.utcoffset() for each in account]


def test_shoes_are_those_of_the_account_but_for_the_total(both: tuple[list[Batch], list[Batch]]) -> None:
    account, export = (_shoes(told) for told in both)
    assert len(export) == 2
    assert export == tuple(
        replace(each, source="files", source_id=f"garmin-{each.source_id}", total_m=None) for each in account
    )


def test_activities_were_in_the_shoes_that_the_account_names(both: tuple[list[Batch], list[Batch]]) -> None:
    account, export = (next(batch.gear_of for batch in told if batch.gear_of is not None) for told in both)
    assert len(export) == 4
    assert export == {f"garmin-{activity}": f"garmin-{pair}" for activity, pair in account.items()}


def test_mornings_are_those_of_the_account_but_for_the_verdict(both: tuple[list[Batch], list[Batch]]) -> None:
    account, export = (_mornings(told) for told in both)
    assert len(export) == 34
    # Garmin's verdict on the week is not in the export.
    assert export == [replace(each, source="files", heart_rate_variability_low=None) for each in account]


def test_export_speaks_for_what_is_of_garmin_up_to_when_it_was_made(both: tuple[list[Batch], list[Batch]]) -> None:
    _, export = both
    assert {(batch.prefix, batch.as_of) for batch in export} == {("garmin-", NOW)}
    assert not any(batch.quarantined for batch in export)
    listing = export[0].listing
    assert listing is not None
    # The walk of 19 May was over after 51 minutes: of what came later it cannot say that it was deleted.
    assert (listing.since, listing.until) == (None, datetime(2024, 5, 19, 8, 51, tzinfo=UTC))
    assert listing.source_ids == {each.source_id for each in _activities(export)}


def test_history_comes_in_parts_of_which_the_last_lists_it() -> None:
    told = [batch for batch in _written(daily_world(1200)) if batch.activities]
    assert [len(batch.activities) for batch in told] == [500, 500, 200]
    assert [batch.expected for batch in told] == [1200, 1200, 1200]
    assert [len(batch.listing.source_ids) if batch.listing else None for batch in told] == [None, None, 1200]


def test_folder_that_it_was_unpacked_into_ends_with_its_newest_activity(tmp_path: Path) -> None:
    for name in (FIRST, "holiday.txt"):
        file = tmp_path / "unpacked" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_export(_run(1), _run(3, elapsedDuration=3_060_000), _run(2)))
    archive = FolderArchive(tmp_path / "unpacked")
    assert is_garmin_export(archive)
    (batch,) = batches(archive, zone=AMSTERDAM)
    # 5:00 UTC on 4 May, and 51 minutes.
    assert batch.as_of == datetime(2024, 5, 4, 5, 51, tzinfo=UTC)
    assert batch.listing is not None
    assert batch.listing.until == batch.as_of


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (FIRST, True),
        (f"4f2a-uuid/{DAYS}", True),
        ("robin_summarizedActivities.json", True),
        ("activities.csv", False),
        ("DI_CONNECT", False),
        ("DI_CONNECT.json", False),
        ("activities/1.fit.gz", False),
    ],
)
def test_export_is_known_by_its_folder_or_its_list(tmp_path: Path, name: str, expected: bool) -> None:
    with zipfile.ZipFile(tmp_path / "some.zip", "w") as archive:
        archive.writestr(name, "[]")
    with ZipArchive(tmp_path / "some.zip") as opened:
        assert is_garmin_export(opened) is expected


def test_recordings_within_are_not_read(tmp_path: Path) -> None:
    inner = "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip"
    (batch,) = _batches(tmp_path, {FIRST: _export(_run(1)), inner: b"PK\x03\x04 of a bomb"})
    assert len(batch.activities) == 1
    assert batch.quarantined == ()


def test_activity_in_two_members_comes_once_and_as_it_can_be_read(tmp_path: Path) -> None:
    held = {
        FIRST: _export(_run(1), _run(2, distance="far"), _run(3)),
        SECOND: _export(_run(2), _run(3, distance="far"), _run(1, distance=1_200_000.0)),
    }
    (batch,) = _batches(tmp_path, held)
    assert [(each.source_id, each.distance_m) for each in batch.activities] == [
        ("garmin-1", 12_000),
        ("garmin-3", 10_000),
        ("garmin-2", 10_000),
    ]
    assert (batch.expected, batch.quarantined) == (3, ())


def test_members_count_in_the_order_of_their_names(tmp_path: Path) -> None:
    later = DAYS.replace("05-20", "06-20")
    days = [b'[{"calendarDate": "2024-05-01", "currentDayRestingHeartRate": %d}]' % bpm for bpm in (51, 50)]
    told = _batches(tmp_path, {later: days[0], DAYS: days[1]})
    assert [morning.resting_heart_rate_bpm for morning in _mornings(told)] == [51]


def test_details_are_dropped_as_they_are_read(tmp_path: Path) -> None:
    _batches(tmp_path, {FIRST: _export(_run(1, splits=[{"measurements": []}], splitSummaries=[]))})
    with ZipArchive(tmp_path / "export.zip") as archive:
        told = members.read(archive, members.Member.ACTIVITIES, within="summarizedActivitiesExport")
    assert told.rows == (_run(1),)


def test_bad_activity_is_named_and_listed_and_the_rest_kept(tmp_path: Path) -> None:
    (batch,) = _batches(tmp_path, {FIRST: _export(_run(1), _run(2, duration=None), _run(3))})
    assert [each.source_id for each in batch.activities] == ["garmin-1", "garmin-3"]
    assert [(each.source_id, each.day, each.what) for each in batch.quarantined] == [
        ("garmin-2", date(2024, 5, 3), "activity: duration is no number")
    ]
    assert batch.listing is not None
    assert batch.listing.source_ids == {"garmin-1", "garmin-2", "garmin-3"}


def test_activity_without_its_identifier_is_not_taken_for_deleted(tmp_path: Path) -> None:
    (batch,) = _batches(tmp_path, {FIRST: _export(_run(1), _run(2, activityId=None), None)})
    assert len(batch.activities) == 1
    assert len(batch.quarantined) == 2
    assert (batch.listing, batch.as_of) == (None, None)


DEEP = b'[{"summarizedActivitiesExport":' + b"[" * 200_000


@pytest.mark.parametrize(
    "broken",
    [b"", b"[", b"<html>", b"\xff\xfe\x00", b"null", b"5", b'"text"', b'[{"summarizedActivitiesExport": {}}]', DEEP],
)
def test_broken_member_is_named_without_its_name_and_the_rest_read(tmp_path: Path, broken: bytes) -> None:
    (batch,) = _batches(tmp_path, {FIRST: broken, SECOND: _export(_run(1))})
    assert [each.source_id for each in batch.activities] == ["garmin-1"]
    (bad,) = batch.quarantined
    assert bad.what == "activities, file 1 of 2 in Garmin's export: not the JSON that Garmin writes"
    # What the member held may still be in the account.
    assert (batch.listing, batch.as_of) == (None, None)


def test_number_of_five_thousand_digits_spoils_its_activity_only(tmp_path: Path) -> None:
    long = _export(_run(1), _run(2)).replace(b'"distance": 1000000.0', b'"distance": ' + b"7" * 5000, 1)
    (batch,) = _batches(tmp_path, {FIRST: long})
    assert [each.source_id for each in batch.activities] == ["garmin-2"]
    assert [each.what for each in batch.quarantined] == ["activity: distance is out of range"]


@pytest.mark.parametrize("within", ["[%s]", "%s"])
def test_list_may_lie_in_a_record_or_bare(tmp_path: Path, within: str) -> None:
    runs = json.dumps([_run(1), _run(2)])
    for told in (within % f'{{"summarizedActivitiesExport": {runs}}}', runs):
        (batch,) = _batches(tmp_path, {FIRST: told.encode()})
        assert len(batch.activities) == 2


def test_empty_list_is_told_as_it_is(tmp_path: Path) -> None:
    (batch,) = _batches(tmp_path, {FIRST: _export()})
    assert (batch.activities, batch.expected) == ((), 0)
    assert batch.listing is not None
    assert batch.listing.source_ids == frozenset()


def test_export_without_activities_lists_none(tmp_path: Path) -> None:
    told = _batches(tmp_path, {DAYS: b'[{"calendarDate": "2024-05-01", "currentDayRestingHeartRate": 50}]'})
    assert [batch.listing for batch in told] == [None, None]
    assert len(_mornings(told)) == 1
    assert all(batch.shoes is None for batch in told)


def test_broken_gear_says_nothing_of_the_shoes(tmp_path: Path) -> None:
    gear = json.dumps([{"gearDTOS": [PAIR], "gearActivityDTOs": {}}]).encode()
    held = {FIRST: _export(_run(1)), GEAR: gear, "DI_CONNECT/other_gear.json": b"["}
    told = _batches(tmp_path, held)
    assert all(batch.shoes is None and batch.gear_of is None for batch in told)
    assert len(told[1].quarantined) == 1
    assert _shoes(_batches(tmp_path, {FIRST: _export(), GEAR: gear}))[0].name == "Old ones"


def test_broken_nights_leave_the_days(tmp_path: Path) -> None:
    held = {DAYS: b'[{"calendarDate": "2024-05-01", "currentDayRestingHeartRate": 50}]', NIGHTS: b"{"}
    told = _batches(tmp_path, held)
    assert [morning.resting_heart_rate_bpm for morning in _mornings(told)] == [50]
    assert [each.what for batch in told for each in batch.quarantined] == [
        "nights, file 1 of 1 in Garmin's export: not the JSON that Garmin writes"
    ]


def test_nothing_private_is_in_what_is_said_of_bad_files(tmp_path: Path) -> None:
    held = {
        FIRST: _export(_run(1, activityId="robin@sandbox.invalid", name="Home"), "robin@sandbox.invalid"),
        SECOND: b"robin@sandbox.invalid",
        GEAR: b'[{"gearDTOS": [{"uuid": "robin@sandbox.invalid"}]}]',
        NIGHTS: b'[{"calendarDate": "robin@sandbox.invalid"}]',
    }
    said = [f"{each.source_id} {each.what}" for batch in _batches(tmp_path, held) for each in batch.quarantined]
    assert len(said) == 5
    assert [each for each in said if "robin" in each or "90909090" in each] == []


def test_member_that_is_damaged_is_named_with_what_to_do(tmp_path: Path) -> None:
    _batches(tmp_path, {FIRST: _export(_run(1)), SECOND: _export(_run(2))})
    path = tmp_path / "export.zip"
    # Another digit than the checksum was made of.
    path.write_bytes(path.read_bytes().replace(b'"activityId": 2', b'"activityId": 3', 1))
    with ZipArchive(path) as archive:
        (batch,) = batches(archive, zone=AMSTERDAM)
    assert [each.source_id for each in batch.activities] == ["garmin-1"]
    assert "is damaged or not complete" in batch.quarantined[0].what
    assert (batch.listing, batch.as_of) == (None, None)


def test_export_knows_nothing_after_the_day_it_was_made() -> None:
    world = small_world()
    world.now = NOW - timedelta(days=2)
    told = _written(world)
    assert len(_activities(told)) == 4
    assert {batch.as_of for batch in told} == {NOW - timedelta(days=2)}
