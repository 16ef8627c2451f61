"""The exports of both services, dropped into an inbox."""

import csv
import io
import json
import logging
import os
import shutil
import zipfile
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from connectors.base import Ask, Batch, Quarantined, SourceUnavailable
from connectors.files import Files, Settings
from connectors.sandbox import World
from connectors.sandbox.garmin_export import garmin_export
from connectors.sandbox.strava_export import strava_export
from rules.records import Activity
from tests.connectors.records_contract import Pull, RecordsContract, Spoil, activities_of
from tests.connectors.worlds import MemoryKeep, small_world


class FilesContract(RecordsContract):
    """Subclasses say how an export is written, and what goes wrong in it."""

    source = "files"
    tells_workouts = False
    tells_totals = False

    def write(self, world: World, path: Path) -> None:
        raise NotImplementedError

    def spoilt(self, member: str, data: bytes, fault: str) -> bytes:
        """Give a member of the export with a fault."""
        raise NotImplementedError

    @pytest.fixture
    def faults(self) -> list[str]:
        return []

    @pytest.fixture
    def spoil(self, faults: list[str]) -> Spoil:
        return faults.append

    @pytest.fixture
    def inbox(self, tmp_path: Path) -> Path:
        (tmp_path / "inbox").mkdir()
        return tmp_path / "inbox"

    @pytest.fixture
    def files(self, inbox: Path, world: World) -> Files:
        return Files(Settings(inbox=inbox), MemoryKeep(), lambda: world.now)

    @pytest.fixture
    def drop(self, inbox: Path, world: World, faults: list[str]) -> Callable[[], None]:
        numbers = count(1)

        def drop() -> None:
            """An export of today lies in the inbox, and has lain there for an hour."""
            path = inbox / f"export_{next(numbers)}.zip"
            self.write(_without_outings() if "empty-listing" in faults else world, path)
            for fault in faults:
                _rewrite(path, partial(self.spoilt, fault=fault))
            an_hour_ago = (world.now - timedelta(hours=1)).timestamp()
            os.utime(path, (an_hour_ago, an_hour_ago))

        return drop

    @pytest.fixture
    def pull(self, drop: Callable[[], None], files: Files) -> Pull:
        def pull(ask: Ask) -> list[Batch]:
            drop()
            return list(files.pull(ask))

        return pull

    def test_inbox_that_is_gone_comes_back_by_itself(self, files: Files, inbox: Path, drop: Callable[[], None]) -> None:
        list(files.pull(Ask()))
        shutil.move(inbox, inbox.with_name("unplugged"))
        with pytest.raises(SourceUnavailable):
            list(files.pull(Ask()))
        shutil.move(inbox.with_name("unplugged"), inbox)
        drop()
        assert len(activities_of(list(files.pull(Ask())))) == 5

    def test_pull_that_dies_after_the_first_batch_is_made_again_whole(
        self, files: Files, drop: Callable[[], None], world: World
    ) -> None:
        drop()
        assert next(files.pull(Ask())).activities
        assert len(activities_of(list(files.pull(Ask())))) == 5

    def test_nothing_private_is_logged_or_raised(
        self, files: Files, inbox: Path, drop: Callable[[], None], caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        drop()
        list(files.pull(Ask()))
        shutil.rmtree(inbox)
        with pytest.raises(SourceUnavailable) as caught:
            list(files.pull(Ask()))
        said = f"{caught.value} {caught.value!r} {caplog.text}"
        assert str(inbox) not in said
        assert "robin@" not in said


class TestGarminExport(FilesContract):
    hard_s = 605

    def gear_of(self, batches: list[Batch], activity: Activity) -> str | None:
        return next(b.gear_of for b in batches if b.gear_of is not None).get(activity.source_id)

    def write(self, world: World, path: Path) -> None:
        garmin_export(world, path)

    def spoilt(self, member: str, data: bytes, fault: str) -> bytes:
        told: Any = json.loads(data)
        if member.endswith("_summarizedActivities.json"):
            (summary,) = told
            _spoil_activities(summary["summarizedActivitiesExport"], fault)
        elif member.endswith("_gear.json"):
            for pair in told[0]["gearDTOS"]:
                if fault == "null-fields":
                    pair |= dict.fromkeys(("displayName", "gearMakeName", "gearModelName", "maximumMeters"))
                elif fault == "unknown-fields":
                    pair["smell"] = {"strength": 3}
        return json.dumps(told).encode()


class TestStravaExport(FilesContract):
    hard_s = None
    tells_retired = False

    def gear_of(self, batches: list[Batch], activity: Activity) -> str | None:
        return activity.gear_id

    def put_aside(self, batches: list[Batch]) -> list[Quarantined]:
        # Padel is a word that it tells of besides.
        return [each for each in super().put_aside(batches) if not each.source_id.startswith("strava-type-")]

    def write(self, world: World, path: Path) -> None:
        strava_export(world, path)

    def spoilt(self, member: str, data: bytes, fault: str) -> bytes:
        if member != "activities.csv":
            return data
        header, *rows = csv.reader(io.StringIO(data.decode()))
        if fault == "bad-activity":
            for name, place in zip(header, range(len(header)), strict=True):
                rows[-1][place] = "far" if name == "Distance" else rows[-1][place]
        elif fault == "null-fields":
            unknown = ("Average Heart Rate", "Max Heart Rate", "Average Cadence", "Elevation Gain", "Activity Name")
            rows = [["" if name in unknown else cell for name, cell in zip(header, row, strict=True)] for row in rows]
        elif fault == "unknown-fields":
            header, rows = [*header, "Moon Mood"], [[*row, "waxing"] for row in rows]
        text = io.StringIO()
        csv.writer(text).writerows([header, *rows])
        return text.getvalue().encode()


def _spoil_activities(activities: list[dict[str, Any]], fault: str) -> None:
    for number, activity in enumerate(activities):
        match fault:
            case "bad-activity" if number == 0:
                activity["distance"] = "far"
            case "null-fields":
                names = ("avgHr", "maxHr", "avgRunCadence", "avgDoubleCadence", "name", "eventTypeId", "elevationGain")
                activity |= dict.fromkeys((*names, *(f"hrTimeInZone_{zone}" for zone in range(1, 6))))
            case "unknown-fields":
                activity["moonPhase"] = "waxing"


def _without_outings() -> World:
    empty = small_world()
    for number in range(1, 6):
        empty.delete(number)
    return empty


def _rewrite(path: Path, change: Callable[[str, bytes], bytes]) -> None:
    with zipfile.ZipFile(path) as archive:
        members = [(info, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, data in members:
            archive.writestr(info, change(info.filename, data) if info.filename.endswith((".json", ".csv")) else data)
