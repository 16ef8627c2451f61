"""An export that is dated long after all that it tells of may have been packed anew: its silence is no rest."""

import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.base import Ask, Batch
from connectors.files.archive import ZipArchive
from connectors.files.export_date import believed
from connectors.files.garmin_export import batches
from connectors.files.pull import Import
from connectors.sandbox.garmin_export import garmin_export
from tests.connectors.files.exported import AMSTERDAM, ENGLISH, RUN, THE_RUN, read
from tests.connectors.worlds import NOW, MemoryKeep, small_world

LIST = "DI_CONNECT/DI-Connect-Fitness/robin@sandbox.invalid_0_summarizedActivities.json"
DAYS = "DI_CONNECT/DI-Connect-Aggregator/UDSFile_2024-05-01_2024-05-20.json"
DOUBT = "The export tells of nothing in the half year before its date"
NEWEST = datetime(2026, 4, 13, 22, 17, 2, tzinfo=UTC)
"""When THE_RUN of 3,700 s was over: it began at 23:15:22 in Amsterdam."""


@pytest.mark.parametrize(
    ("made_at", "newest", "is_believed"),
    [
        (NEWEST + timedelta(days=182), NEWEST, True),
        (NEWEST + timedelta(days=182, seconds=1), NEWEST, False),
        # A clock that was wrong, and an account without anything, are no archives that were packed anew.
        (NEWEST - timedelta(days=400), NEWEST, True),
        (NEWEST, None, True),
    ],
)
def test_a_date_is_believed_up_to_half_a_year_after_all_that_is_told(
    made_at: datetime, newest: datetime | None, is_believed: bool
) -> None:
    assert believed(made_at, newest=newest) == (made_at if is_believed else None)


@pytest.mark.parametrize(
    ("made", "as_of", "told"),
    [
        # 182 days after the end of the run, which is the 13th in Amsterdam: known is all before that day.
        (datetime(2026, 10, 12, 22, 17, 2), datetime(2026, 10, 12, 22, 0, tzinfo=UTC), []),
        (datetime(2026, 10, 12, 22, 17, 4), NEWEST, ["strava-date"]),
        (datetime(2027, 4, 1, 12, 0), NEWEST, ["strava-date"]),
    ],
)
def test_days_of_stravas_that_may_have_been_packed_anew_are_unknown(
    tmp_path: Path, made: datetime, as_of: datetime, told: list[str]
) -> None:
    batch = read(tmp_path, ENGLISH + RUN, made=made)
    assert (batch.activities, batch.as_of) == ((THE_RUN,), as_of)
    assert [each.source_id for each in batch.quarantined] == told
    assert all(each.what.startswith(DOUBT) for each in batch.quarantined)
    # It says as much of what was deleted as before.
    assert batch.listing is not None
    assert batch.listing.source_ids == {"strava-101"}


def garmins(folder: Path, *, made: datetime, morning: date | None) -> list[Batch]:
    """A run of 50 minutes at 5:00 UTC on 1 May 2024, and a morning."""
    run: dict[str, Any] = {"activityId": 1, "activityType": "running", "startTimeGmt": 1_714_539_600_000}
    run |= {"startTimeLocal": 1_714_546_800_000, "distance": 1_000_000.0, "duration": 3_000_000.0}
    held: dict[str, Any] = {LIST: [{"summarizedActivitiesExport": [run]}]}
    if morning:
        held[DAYS] = [{"calendarDate": morning.isoformat(), "currentDayRestingHeartRate": 50}]
    with zipfile.ZipFile(folder / "export.zip", "w") as archive:
        for name, data in held.items():
            archive.writestr(zipfile.ZipInfo(name, made.timetuple()[:6]), json.dumps(data))
    with ZipArchive(folder / "export.zip") as opened:
        return list(batches(opened, zone=AMSTERDAM))


@pytest.mark.parametrize(
    ("morning", "is_believed"),
    # Made on 20 November: a watch that was worn in a break tells that there was one.
    [(None, False), (date(2024, 5, 20), False), (date(2024, 5, 24), True), (date(2024, 11, 20), True)],
)
def test_mornings_of_a_watch_tell_that_garmins_is_of_its_date(
    tmp_path: Path, morning: date | None, is_believed: bool
) -> None:
    made = datetime(2024, 11, 20, 12, 0, tzinfo=UTC)
    told = garmins(tmp_path, made=made, morning=morning)
    assert {batch.as_of for batch in told} == {made if is_believed else datetime(2024, 5, 1, 5, 50, tzinfo=UTC)}
    doubts = [each.source_id for batch in told for each in batch.quarantined]
    assert doubts == ([] if is_believed else ["garmin-date"])


def test_old_export_that_was_packed_anew_takes_nothing_back_from_a_newer_one(tmp_path: Path) -> None:
    newer, older = small_world(), small_world()
    for number in (3, 4, 5):
        older.delete(number)
    garmin_export(newer, tmp_path / "newer.zip")
    older.now = NOW + timedelta(days=190)
    garmin_export(older, tmp_path / "older.zip")
    keep = MemoryKeep()
    now = NOW + timedelta(days=191)
    list(Import([tmp_path / "newer.zip"], keep, lambda: now).pull(Ask(zone=AMSTERDAM)))
    told = list(Import([tmp_path / "older.zip"], keep, lambda: now).pull(Ask(zone=AMSTERDAM)))
    assert {batch.is_old for batch in told} == {True}
    # Its days are known from the newer one: nothing is in doubt.
    assert [each for batch in told for each in batch.quarantined] == []
