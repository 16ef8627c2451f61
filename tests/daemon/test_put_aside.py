"""What cannot be read has a row of its own each, whatever it lacks: none hides another, nor its day."""

import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from connectors.base import Ask, Batch, Quarantined, Words
from connectors.files.pull import Import
from connectors.sandbox import Outing
from connectors.sandbox.fit_file import fit_file
from daemon import schema
from daemon.pulling import bring_in
from daemon.store.database import Database, DatabaseKeep
from daemon.store.put_aside import quarantine

ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2024, 5, 20, 18, 0, tzinfo=UTC)
TCX = """<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">
<Activities><Activity Sport="{kind}"><Lap StartTime="2024-05-18T08:00:00Z"><TotalTimeSeconds>1800</TotalTimeSeconds>
<DistanceMeters>5000</DistanceMeters></Lap></Activity></Activities></TrainingCenterDatabase>"""
LIST = "DI_CONNECT/DI-Connect-Fitness/robin@sandbox.invalid_0_summarizedActivities.json"


class Told:
    """A source that tells the same at each pull."""

    def __init__(self, *batches: Batch) -> None:
        self._batches = batches

    def pull(self, ask: Ask) -> Iterator[Batch]:
        yield from self._batches if ask.activities else ()


def run(number: int, **changes: Any) -> dict[str, Any]:
    """Ten kilometres in 50 minutes at 5:00 UTC, so many days after 1 May 2024 (1,714,539,600 s)."""
    start_ms = (1_714_539_600 + number * 86_400) * 1000
    told = {"activityId": number, "activityType": "running", "startTimeGmt": start_ms, "startTimeLocal": start_ms}
    return told | {"distance": 1_000_000.0, "duration": 3_000_000.0} | changes


def garmins(path: Path, *runs: Any) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        data = json.dumps([{"summarizedActivitiesExport": runs}])
        archive.writestr(zipfile.ZipInfo(LIST, (2024, 5, 20, 12, 0, 0)), data)
    return path


def bring(database: Database, *paths: Path, again: bool = False) -> list[tuple[str, date | None]]:
    """Bring files in, and return what is put aside then."""
    files = Import(paths, DatabaseKeep(database, "me", "files"), lambda: NOW, again=again)
    bring_in(database, "me", files, timezone=ZONE, clock=lambda: NOW)
    return put_aside(database)


def put_aside(database: Database) -> list[tuple[str, date | None]]:
    with database.read() as connection:
        return [(item.source_id, item.day) for item in quarantine(connection, "me")]


def test_runs_without_an_identifier_keep_their_days_each(database: Database, tmp_path: Path) -> None:
    bad = [run(0), run(3, activityId=None), run(7, activityId=None), run(7, activityId=None)]
    export = garmins(tmp_path / "export.zip", *bad)
    first = bring(database, export)
    assert sorted(day for _, day in first if day) == [date(2024, 5, 4), date(2024, 5, 8), date(2024, 5, 8)]
    assert all(source_id.startswith("garmin-unread-") for source_id, _ in first)
    # The same export once more is the same three.
    assert bring(database, export, again=True) == first
    # A sound one, of days after them too, lets go of them.
    assert bring(database, garmins(tmp_path / "sound.zip", run(0), run(3), run(7), run(9))) == []


def test_records_that_are_none_are_counted_each(database: Database, tmp_path: Path) -> None:
    assert len(bring(database, garmins(tmp_path / "export.zip", run(0), None, "run", 7))) == 3


def test_a_service_that_sends_records_without_identifiers_on_two_pages(database: Database) -> None:
    bad = Quarantined(source="files", source_id="", what=Words("activity: not a record"))
    pages = Told(Batch(quarantined=(bad, bad)), Batch(quarantined=(bad,)))
    for _ in range(2):
        # The next pull tells of them anew.
        bring_in(database, "me", pages, timezone=ZONE, clock=lambda: NOW)
        assert len(put_aside(database)) == 3
    bring_in(database, "me", Told(), timezone=ZONE, clock=lambda: NOW + timedelta(hours=1))
    assert put_aside(database) == []


def test_two_files_of_one_name_that_cannot_be_read(database: Database, tmp_path: Path) -> None:
    for folder in ("2023", "2024"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "run.fit").write_bytes(b"half a file")
    assert len(bring(database, tmp_path / "2023/run.fit", tmp_path / "2024/run.fit")) == 2


def test_recordings_of_a_kind_that_is_not_known_are_told_and_are_no_runs(database: Database, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    kite = Outing(number=1, sport="Kitesurf", name="", start=NOW, moving_s=3000, elapsed_s=3060, distance_m=10_000)
    (mine / "kite.fit").write_bytes(fit_file(kite, every_s=600))
    (mine / "other.tcx").write_text(TCX.format(kind="Other"))
    (mine / "run.tcx").write_text(TCX.format(kind="Running"))
    files = Import([mine], DatabaseKeep(database, "me", "files"), lambda: NOW)
    bring_in(database, "me", files, timezone=ZONE, clock=lambda: NOW)
    assert files.told.strange == [("kite.fit", "generic"), ("other.tcx", "Other")]
    with database.read() as connection:
        told = [item.what for item in quarantine(connection, "me")]
        sports = connection.scalars(select(schema.activities.c.sport).order_by(schema.activities.c.source_id)).all()
    assert sorted(str(what.values["word"]) for what in told) == ["Other", "generic"]
    assert told[0].startswith("A recording is of the kind")
    assert sorted(sports) == ["other", "other", "run"]
