"""What cannot be read has a row of its own each, whatever it lacks: none hides another, nor its day."""

import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from connectors.base import Ask, Batch, Quarantined, Words
from connectors.files.pull import Files, Import
from connectors.files.settings import Settings
from connectors.sandbox import Outing
from connectors.sandbox.fit_file import fit_file
from daemon import schema
from daemon.pulling import bring_in
from daemon.store.database import Database
from daemon.store.keep import DatabaseKeep
from daemon.store.put_aside import quarantine, still_put_aside, unknown_kinds
from daemon.store.said import set_excluded
from daemon.store.saving import save
from daemon.store.state import load_state
from daemon.store.syncs import begin_sync
from rules.records import Activity, Sport

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
    told = [("kite.fit", "generic", date(2024, 5, 20)), ("other.tcx", "Other", date(2024, 5, 18))]
    assert [(item.file, item.unknown_kind, item.day) for item in files.told.strange] == told
    with database.read() as connection:
        kept = quarantine(connection, "me")
        sports = connection.scalars(select(schema.activities.c.sport).order_by(schema.activities.c.source_id)).all()
    assert sorted((item.file, item.unknown_kind, item.day) for item in kept) == told
    assert all(item.why.startswith("A recording is of the kind") for item in kept)
    assert sorted(sports) == ["other", "other", "run"]


TODAY = date(2024, 5, 20)
AT_EIGHT = datetime(2024, 5, 18, 8, 0, tzinfo=UTC)
"""When TCX begins; it lasts half an hour."""


def strange(database: Database, folder: Path, kind: str = "Other", *, sport: Sport | None = None) -> None:
    """Bring in TCX, as a recording of some kind."""
    path = folder / "other.tcx"
    path.write_text(TCX.format(kind=kind))
    files = Import([path], DatabaseKeep(database, "me", "files"), lambda: NOW, sport=sport, again=True)
    bring_in(database, "me", files, timezone=ZONE, clock=lambda: NOW)


def known(database: Database, sport: Sport, start: datetime, *, minutes: int, source: str = "garmin") -> None:
    """Something else was recorded then."""
    seconds = 60 * minutes
    record = Activity(
        source=source, source_id="1", sport=sport, start=start, elapsed_s=seconds, moving_s=seconds, distance_m=5_000
    )
    with database.begin() as connection:
        save(connection, "me", source, Batch(activities=(record,)), now=NOW)


def told_on(database: Database, today: date) -> list[tuple[str, date | None]]:
    with database.read() as connection:
        return [(item.file, item.day) for item in still_put_aside(connection, "me", today=today)]


def in_doubt(database: Database, since: date) -> list[tuple[str, date | None]]:
    with database.read() as connection:
        return [(item.file, item.day) for item in unknown_kinds(connection, "me", since=since)]


def test_a_recording_of_an_unknown_kind_is_told_for_28_days_and_kept_for_good(
    database: Database, tmp_path: Path
) -> None:
    strange(database, tmp_path)
    told = [("other.tcx", date(2024, 5, 18))]
    assert told_on(database, TODAY) == told_on(database, date(2024, 6, 14)) == told
    assert told_on(database, date(2024, 6, 15)) == []
    assert in_doubt(database, date(2024, 5, 18)) == told
    assert in_doubt(database, date(2024, 5, 19)) == []
    assert len(put_aside(database)) == 1


@pytest.mark.parametrize(
    ("sport", "start", "minutes", "stands"),
    [
        # The same run, once more under a kind that is known, or a part of it.
        (Sport.RUN, AT_EIGHT, 30, False),
        (Sport.RUN, AT_EIGHT + timedelta(minutes=29), 30, False),
        (Sport.TRAIL_RUN, AT_EIGHT - timedelta(minutes=29), 30, False),
        # From 23:30 in Amsterdam, through the night.
        (Sport.RUN, AT_EIGHT - timedelta(hours=10, minutes=30), 700, False),
        (Sport.RIDE, AT_EIGHT, 30, False),
        # Right after it, right before it, and of no known kind either.
        (Sport.RUN, AT_EIGHT + timedelta(minutes=30), 30, True),
        (Sport.RUN, AT_EIGHT - timedelta(minutes=30), 30, True),
        (Sport.OTHER, AT_EIGHT, 30, True),
    ],
)
def test_it_is_told_until_something_of_a_known_kind_is_on_record_at_that_time(
    database: Database, tmp_path: Path, sport: Sport, start: datetime, minutes: int, stands: bool
) -> None:
    known(database, sport, start, minutes=minutes)
    strange(database, tmp_path)
    told = [("other.tcx", date(2024, 5, 18))] if stands else []
    assert told_on(database, TODAY) == in_doubt(database, date(2024, 5, 18)) == told


def test_a_run_of_another_runner_settles_nothing_and_one_that_is_deleted_no_more(
    database: Database, tmp_path: Path
) -> None:
    strange(database, tmp_path)
    told = [("other.tcx", date(2024, 5, 18))]
    known(database, Sport.RUN, AT_EIGHT, minutes=30)
    with database.begin() as connection:
        connection.execute(
            update(schema.activities).where(schema.activities.c.source == "garmin").values(athlete="you")
        )
    assert told_on(database, TODAY) == told
    known(database, Sport.RUN, AT_EIGHT, minutes=30)
    assert told_on(database, TODAY) == []
    with database.begin() as connection:
        is_garmins = schema.activities.c.source == "garmin"
        connection.execute(update(schema.activities).where(is_garmins).values(deleted_at=NOW))
    assert told_on(database, TODAY) == told


def test_it_is_a_run_where_its_owner_says_so_and_settled_where_it_is_excluded(
    database: Database, tmp_path: Path
) -> None:
    strange(database, tmp_path)
    assert in_doubt(database, date(2024, 5, 18)) != []
    with database.begin() as connection:
        key = connection.scalars(select(schema.activities.c.source_id)).one()
        assert set_excluded(connection, "me", f"files-{key}", counts=False, now=NOW)
    assert told_on(database, TODAY) == []
    with database.begin() as connection:
        set_excluded(connection, "me", f"files-{key}", counts=True, now=NOW)
    strange(database, tmp_path, sport=Sport.RUN)
    assert put_aside(database) == []
    with database.read() as connection:
        assert connection.scalars(select(schema.activities.c.sport)).all() == ["run"]


def test_it_makes_its_day_no_day_of_a_run(database: Database, tmp_path: Path) -> None:
    strange(database, tmp_path)
    with database.read() as connection:
        state = load_state(connection, "me", now=NOW.astimezone(ZONE), intervals={"files": None}, receivers=())
    assert state.history.sessions == ()


def test_what_could_be_read_once_is_told_while_its_source_may_tell_it_again(database: Database) -> None:
    day = date(2024, 5, 6)
    ran = Activity(
        source="strava",
        source_id="7",
        sport=Sport.RUN,
        start=datetime(2024, 5, 6, 7, 0, tzinfo=ZONE),
        elapsed_s=3000,
        moving_s=3000,
        distance_m=10_000,
    )
    # Of the first the day cannot be read; the second was never known as anything.
    bad = tuple(Quarantined(source="strava", source_id=each, what=Words("no time")) for each in ("7", "8"))
    with database.begin() as connection:
        save(connection, "me", "strava", Batch(activities=(ran,)), now=NOW)
        save(connection, "me", "strava", Batch(quarantined=bad), now=NOW)
        told = {
            days: [item.source_id for item in still_put_aside(connection, "me", today=day + timedelta(days=days))]
            for days in (14, 27, 28, 400)
        }
    assert told == {14: ["7", "8"], 27: ["7", "8"], 28: ["8"], 400: ["8"]}


def test_reason_of_a_rejected_file_stands_while_a_person_brings_in_others(database: Database, tmp_path: Path) -> None:
    inbox, keep = tmp_path / "inbox", DatabaseKeep(database, "me", "files")
    inbox.mkdir()
    (inbox / "half.fit").write_bytes(b"half a file")
    later = datetime.now(UTC) + timedelta(hours=1)

    def scan() -> list[str]:
        files = Files(Settings(inbox=inbox), keep, lambda: later)
        # As a sync does, which no person starts with a file.
        with database.begin() as connection:
            begin_sync(connection, "me", "files", now=later)
        for batch in files.pull(Ask()):
            with database.begin() as connection:
                save(connection, "me", "files", batch, now=later)
        with database.read() as connection:
            return [item.file for item in quarantine(connection, "me")]

    def bring_half(name: str, data: bytes) -> list[str]:
        (tmp_path / name).write_bytes(data)
        bring(database, tmp_path / name)
        with database.read() as connection:
            return sorted(item.file for item in quarantine(connection, "me"))

    scan()
    assert scan() == ["half.fit"]
    assert bring_half("mine.fit", b"half a file") == ["half.fit", "mine.fit"]
    # It is told of what this one brought, and of the inbox as before.
    assert bring_half("other.fit", b"half a file") == ["half.fit", "other.fit"]
    assert bring_half("run.tcx", TCX.format(kind="Running").encode()) == ["half.fit"]
    assert scan() == ["half.fit"]
    (inbox / "rejected/half.fit.why.txt").unlink()
    assert scan() == []
